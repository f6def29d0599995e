// Writes statements and expressions as JavaScript over typed arrays. Names with `$` are the kernel's own; an author's
// variable is called name_number, `$$` parts names that could also be a column's. Imports ir, survey.

import { keyOf, walk, type Expr, type Place, type Program, type Stmt } from './ir.ts';
import { typeOfColumn } from './numbers.ts';
import { kindOfCells } from '../spaces/field.ts';
import { WORD } from '../spaces/links.ts';
import { livesInSpace } from './pass.ts';
import { survey, type Survey } from './survey.ts';

export const AXES: readonly string[] = ['x', 'y', 'z'];
const UNDERSCORED = new Set(['log1p', 'log2', 'log10', 'atan2', 'expm1', 'hypot3']);

/** Lines of code under construction. */
export class Writer {
  readonly program: Program;
  readonly facts: Survey;
  readonly single: boolean;
  readonly lines: string[] = [];
  readonly imports = new Set<string>();
  /** names of the functions into32$x … that bring a position into the space */
  readonly borders = new Set<string>();
  readonly labels: Survey['left'];
  /** the lane that the copy of the body being written adds to, of places that have lanes */
  lane: ReadonlyMap<string, number> = new Map();
  private depth = 0;
  /** writes a loop over neighbours; set by the kernel */
  neighbours: (w: Writer, loop: Stmt & { op: 'neighbours' }) => void = () => {};

  constructor(program: Program) {
    this.program = program;
    this.facts = survey(program);
    this.single = program.precision === 'f32';
    this.labels = this.facts.left;
  }

  line(text: string): void {
    if (text.startsWith('}')) this.depth--;
    this.lines.push('  '.repeat(Math.max(0, this.depth)) + text);
    if (text.endsWith('{')) this.depth++;
  }

  /** A number as its shortest text that reads back the same. */
  number(value: number): string {
    const rounded = this.single ? Math.fround(value) : value;
    return Object.is(rounded, -0) ? '(-0)' : rounded < 0 ? `(${rounded})` : `${rounded}`;
  }

  /** A float operation, rounded where the program is f32. */
  round(text: string): string {
    return this.single ? `F(${text})` : `(${text})`;
  }

  localName(local: number): string {
    return `${this.program.locals[local].name.replace(/\W/g, '_')}_${local}`;
  }

  /** A column's name as part of an identifier. */
  columnName(kind: string | null, column: string): string {
    const k = this.program.kinds.find(({ name }) => name === kind)?.columns.findIndex(({ name }) => name === column) ?? -1;
    return /^\w+$/.test(column) ? column : `$${k}`;
  }

  /** A kind, or the cells of a field, as part of an identifier. */
  kindName(kind: string): string {
    const k = this.program.kinds.findIndex(({ name }) => name === kind);
    return k >= 0 ? `kind$${k}` : `cells$${this.program.fields.findIndex(({ name }) => kindOfCells(name) === kind)}`;
  }

  fieldName(field: string): string {
    return `field$${this.program.fields.findIndex(({ name }) => name === field)}`;
  }

  isSingle(field: string): boolean {
    return this.program.fields.find(({ name }) => name === field)?.type === 'f32';
  }

  ownName(column: string, plane: number): string {
    const name = this.columnName(this.program.self, column);
    return this.facts.scratch.has(column) ? `copy$${name}[${plane}]` : `self$${name}$${plane}`;
  }

  placeName(place: Place): string {
    const name = place.op === 'local' ? this.localName(place.local) : this.ownName(place.column, place.plane);
    const k = this.lane.get(keyOf(place));
    return k === undefined ? name : laneName(name, k);
  }

  sizeOf(kind: string | null, column: string): number {
    return this.program.kinds.find(({ name }) => name === kind)?.columns.find(({ name }) => name === column)?.size ?? 1;
  }

  isFloat(kind: string | null, column: string): boolean {
    return (
      typeOfColumn(this.program.kinds.find(({ name }) => name === kind)?.columns.find(({ name }) => name === column)?.type ?? 'f64') ===
      'float'
    );
  }

  /** The index of plane d of agent `i` in a whole-capacity column. */
  at(plane: number | string, capacity: string, i: string): string {
    return plane === 0 ? i : `${plane} * ${capacity} + ${i}`;
  }

  use(name: string): string {
    this.imports.add(name);
    return name;
  }

  expr(expr: Expr): string {
    const { self } = this.program;
    switch (expr.op) {
      case 'const':
        return expr.type === 'bool'
          ? expr.value
            ? 'true'
            : 'false'
          : expr.type === 'float'
            ? this.number(expr.value)
            : expr.value < 0
              ? `(${expr.value})`
              : `${expr.value}`;
      case 'local':
        return this.localName(expr.local);
      case 'own':
        return this.ownName(expr.column, expr.plane);
      case 'ownAt': {
        const name = this.columnName(self, expr.column);
        const index = this.expr(expr.index);
        const value = this.facts.scratch.has(expr.column) ? `copy$${name}[${index}]` : `now$${name}[${this.at(index, 'capacity', 'i')}]`;
        return this.inside(index, self, expr.column, value);
      }
      case 'other':
        return `${this.kindName(expr.kind)}$${this.columnName(expr.kind, expr.column)}[${this.at(expr.plane, `${this.kindName(expr.kind)}$$capacity`, `j$${expr.loop}`)}]`;
      case 'otherAt': {
        const index = this.expr(expr.index);
        const value = `${this.kindName(expr.kind)}$${this.columnName(expr.kind, expr.column)}[${this.at(index, `${this.kindName(expr.kind)}$$capacity`, `j$${expr.loop}`)}]`;
        return this.inside(index, expr.kind, expr.column, value);
      }
      case 'place': {
        const name = this.kindName(expr.kind);
        const id = this.expr(expr.id);
        const fixed = this.program.kinds.find((kind) => kind.name === expr.kind)?.fixed;
        if (fixed) return `(${id} >>> 0 < ${name}$$count ? ${id} : -1)`;
        const place = `(${id} >>> 0 < ${name}$$places.length ? ${name}$$places[${id}] : -1)`;
        return this.program.mode === 'sequential' && this.program.role === 'rule' ? `living(${place}, ${name}$$dead)` : place;
      }
      case 'agent':
        return this.gathered(expr, expr.plane, '');
      case 'agentAt': {
        const index = this.expr(expr.index);
        return this.gathered(expr, index, ` && ${index} >>> 0 < ${this.sizeOf(expr.kind, expr.column)}`);
      }
      case 'table': {
        const index = this.expr(expr.index);
        const { type, values } = this.program.tables[expr.table];
        return `(${index} >>> 0 < ${values.length} ? table$${expr.table}[${index}] : ${type === 'float' ? 'NaN' : '0'})`;
      }
      case 'cell':
        return this.cell(expr);
      case 'field':
        return `${this.fieldName(expr.field)}[${this.localName(expr.cell)}]`;
      case 'measure':
        return `${expr.what}$${expr.loop}`;
      case 'selfId':
        return 'id';
      case 'otherId':
        return `${this.kindName(expr.kind)}$id[j$${expr.loop}]`;
      case 'index':
        return 'i';
      case 'tick':
        return 'tick';
      case 'global':
        return this.global(expr.name);
      case 'population':
        return `count$${this.kindName(expr.kind)}`;
      case 'compare':
        return `(${this.expr(expr.left)} ${expr.operator === '==' || expr.operator === '!=' ? `${expr.operator}=` : expr.operator} ${this.expr(expr.right)})`;
      case 'logic':
        return `(${this.expr(expr.left)} ${expr.operator === 'and' ? '&&' : '||'} ${this.expr(expr.right)})`;
      case 'not':
        return `(!${this.expr(expr.operand)})`;
      case 'select':
        return `(${this.expr(expr.test)} ? ${this.expr(expr.yes)} : ${this.expr(expr.no)})`;
      case 'bits':
        return `(${this.expr(expr.left)} ${expr.operator} ${this.expr(expr.right)})`;
      case 'arith':
        return this.arithmetic(expr);
      case 'unary':
        return this.unary(expr);
      case 'convert':
        return this.convert(expr);
      case 'elementary': {
        const bits = this.single ? 32 : 64;
        return `${this.use(`${expr.name}${UNDERSCORED.has(expr.name) ? '_' : ''}${bits}`)}(${expr.operands.map((operand) => this.expr(operand)).join(', ')})`;
      }
      case 'draw': {
        const base = (expr.site << 16) | 0;
        const trip = expr.counter === null ? null : `trip$${expr.counter}`;
        const index = trip === null ? `${base}` : `${base} | (${trip} & 65535)`;
        const k1 = trip === null ? 'k1' : `k1 ^ (${trip} >>> 16)`; // a key of its own for every 65,536 trips
        const name =
          expr.name === 'integer' ? 'integer' : this.single ? `${expr.name}Single` : expr.name === 'uniform' ? 'uniform32' : expr.name;
        return `${this.use(name)}(${['k0', k1, 'id', index, ...expr.operands.map((operand) => this.expr(operand))].join(', ')})`;
      }
    }
  }

  /** `value` where `index` is an element of the vector; else NaN, or 0 of integers. */
  private inside(index: string, kind: string | null, column: string, value: string): string {
    return `(${index} >>> 0 < ${this.sizeOf(kind, column)} ? ${value} : ${column !== 'id' && this.isFloat(kind, column) ? 'NaN' : '0'})`;
  }

  /** A column of an agent asked for by its id, where there is one; else NaN, or 0 of integers. */
  private gathered(expr: Expr & { op: 'agent' | 'agentAt' }, plane: number | string, inside: string): string {
    const { kind, column } = expr;
    const place = this.localName(expr.place);
    const name = this.kindName(kind);
    const value = `${name}$${column === 'id' ? 'id' : this.columnName(kind, column)}[${this.at(plane, `${name}$$capacity`, place)}]`;
    return `(${place} >= 0${inside} ? ${value} : ${this.isFloat(kind, column) ? 'NaN' : '0'})`;
  }

  /** The cell of a position, found in double precision as neighbours are. My position as the tick found it lies in the space. */
  private cell({ field, position }: Expr & { op: 'cell' }): string {
    const { space, fields } = this.program;
    const cells = fields.find(({ name }) => name === field)?.cells ?? [1, 1];
    const [x, y] = position.map((at, k) => {
      const inside = at.op === 'own' && at.column === AXES[k] && !this.facts.writes.includes(at.column);
      const name = `into${this.single ? 32 : 64}$${AXES[k]}`;
      if (!inside) this.borders.add(name);
      return cellText(inside ? this.expr(at) : `${name}(${this.expr(at)})`, cells[k], space?.size[k] ?? 1);
    });
    return `((${y}) * ${cells[0]} + (${x}))`;
  }

  /** In place what is deposited is there at once; else it is noted. Either way it is rounded as the field is. */
  private deposit({ site, field, cell, value }: Stmt & { op: 'deposit' }): void {
    const { mode } = this.program;
    const amount = this.isSingle(field) ? `F(${this.expr(value)})` : this.expr(value);
    const at = this.localName(cell);
    if (mode === 'sequential') this.line(`${this.fieldName(field)}[${at}] += ${amount};`);
    else this.line(`where$${site} = ${at}; amount$${site} = ${amount};`);
  }

  private global(name: string): string {
    const slot = this.program.globals.indexOf(name);
    return this.program.role === 'global' ? (this.single ? `F(globals[${slot}])` : `globals[${slot}]`) : `global$${slot}`;
  }

  private arithmetic({ operator, type, left, right }: Expr & { op: 'arith' }): string {
    const [a, b] = [this.expr(left), this.expr(right)];
    if (operator === 'min' || operator === 'max') return `Math.${operator}(${a}, ${b})`;
    if (type === 'float') return this.round(`${a} ${operator} ${b}`);
    const value = operator === '*' ? `Math.imul(${a}, ${b})` : `${a} ${operator} ${b}`;
    if (type === 'u32') return `((${value}) >>> 0)`;
    return operator === '*' ? value : `((${value}) | 0)`;
  }

  private unary({ operator, type, operand }: Expr & { op: 'unary' }): string {
    const x = this.expr(operand);
    if (operator === '-') return type === 'float' ? `(-${x})` : `(-${x} | 0)`;
    if (operator === 'fround') return `Math.fround(${x})`;
    if (operator === 'abs' && type !== 'float') return type === 'i32' ? `(Math.abs(${x}) | 0)` : x;
    return operator === 'sqrt' ? this.round(`Math.sqrt(${x})`) : `Math.${operator}(${x})`;
  }

  private convert({ how, type, operand }: Expr & { op: 'convert' }): string {
    const x = this.expr(operand);
    if (how === 'truth') return `(!!${x})`;
    if (how === 'wrap') return type === 'i32' ? `(${x} | 0)` : `(${x} >>> 0)`;
    if (how === 'byte') return `Math.min(255, Math.max(0, ${x}))`;
    if (how === 'saturate') return `${type === 'i32' ? 'toInt' : 'toUnsigned'}(${x})`;
    if (operand.type === 'bool') return `(${x} ? 1 : 0)`;
    return this.single ? `F(${x})` : x;
  }

  block(body: readonly Stmt[]): void {
    for (const stmt of body) this.stmt(stmt);
  }

  /** Statements that a jump may leave: in a labelled block when one does. */
  labelled(label: string, used: boolean, body: readonly Stmt[]): void {
    if (used) this.line(`${label}: {`);
    this.block(body);
    if (used) this.line('}');
  }

  stmt(stmt: Stmt): void {
    switch (stmt.op) {
      case 'set':
        return this.line(`${this.placeName(stmt.place)} = ${this.expr(stmt.value)};`);
      case 'add': {
        const name = this.placeName(stmt.place);
        return this.line(`${name} = ${this.round(`${name} ${stmt.minus ? '-' : '+'} ${this.expr(stmt.value)}`)};`);
      }
      case 'setAt': {
        const index = this.expr(stmt.index);
        return this.line(
          `if (${index} >>> 0 < ${this.sizeOf(this.program.self, stmt.column)}) copy$${this.columnName(this.program.self, stmt.column)}[${index}] = ${this.expr(stmt.value)};`,
        );
      }
      case 'setGlobal':
        return this.line(`globals[${this.program.globals.indexOf(stmt.name)}] = ${this.expr(stmt.value)};`);
      case 'if':
        this.line(`if (${this.expr(stmt.test)}) {`);
        this.block(stmt.yes);
        if (stmt.no.length > 0) {
          this.line('}');
          this.line('else {');
          this.block(stmt.no);
        }
        return this.line('}');
      case 'loop':
        return this.loop(stmt);
      case 'neighbours':
        return this.neighbours(this, stmt);
      case 'block':
        return this.labelled(`L${stmt.label}`, this.labels.has(stmt.label), stmt.body);
      case 'leave':
        return this.line(`break L${stmt.label};`);
      case 'again':
        return this.line(`break T${stmt.label};`);
      case 'die':
        return this.line('dies = 1;');
      case 'kill':
        return this.kill(stmt.kind, `j$${stmt.loop}`);
      case 'killAt':
        return this.kill(stmt.kind, this.localName(stmt.place));
      case 'claim':
        return this.claim(stmt.kind, `j$${stmt.loop}`);
      case 'claimAt':
        return this.claim(stmt.kind, this.localName(stmt.place));
      case 'deposit':
        return this.deposit(stmt);
      case 'rewire': {
        const slot = this.localName(stmt.slot);
        return this.line(`if (${slot} >= 0) { wishes$[${slot}] = ${this.expr(stmt.value)}; words$[${WORD.changed}] = 1; }`);
      }
      case 'link':
        return this.line(`link$${stmt.site} = ${this.expr(stmt.value)};`);
      case 'birth':
        return this.birth(stmt);
      case 'fail':
        return this.line(
          `throw new Error(${stmt.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : this.expr(part))).join(' + ') || '""'});`,
        );
    }
  }

  private loop(loop: Stmt & { op: 'loop' }): void {
    const { before, test, testFirst } = loop;
    const plain = testFirst && before.length === 0 && loop.counter === null;
    const name = this.labels.has(loop.label) ? `L${loop.label}: ` : '';
    const leave = test && !(test.op === 'const' && test.value) ? `if (!${this.expr(test)}) break;` : '';
    this.line(plain && test ? `${name}while (${this.expr(test)}) {` : `${name}for (;;) {`);
    if (loop.counter !== null) this.line(`trip$${loop.counter}++;`);
    if (testFirst) {
      this.block(before);
      if (!plain && leave) this.line(leave);
    }
    this.labelled(`T${loop.label}`, this.facts.again.has(loop.label), loop.body);
    this.block(loop.update);
    if (!testFirst) {
      this.block(before);
      if (leave) this.line(leave);
    }
    this.line('}');
  }

  /** The agent at that place dies at once, if there is one alive. My own end comes after my turn. */
  private kill(kind: string, place: string): void {
    const mine = kind === this.program.self && this.facts.dies ? `if (${place} === i) dies = 1; else ` : '';
    const name = this.kindName(kind);
    this.line(`${mine}if (${place} >= 0 && ${name}$$atOnce.dead[${place}] === 0) ${name}$$atOnce.kill(${place});`);
  }

  /** Keep where the claimed one stands in memory, and forget a claim on another kind. */
  private claim(kind: string, place: string): void {
    const others = this.facts.claims.filter((other) => other !== kind).map((other) => ` claim$${this.kindName(other)} = -1;`);
    this.line(`claim$${this.kindName(kind)} = ${place};${others.join('')}`);
  }

  private birth({ kind, site, values }: Stmt & { op: 'birth' }): void {
    const name = `born$${this.kindName(kind)}`;
    this.line(`if (${name} < ${name}$$limit) {`);
    this.line(`const at = ${name}$$base + ${name};`);
    for (const { column, plane, value } of values) {
      this.line(
        `${name}$${this.columnName(kind, column)}[${this.at(plane, `${name}$$capacity`, 'at')}] = ${this.kept(kind, column, this.placed(kind, column, this.expr(value)))};`,
      );
    }
    if (fillsDiffer(this.program, kind)) this.line(`${name}$$site[${name} - ${name}$$first] = ${site};`);
    this.line('}');
    this.line(`${name}++;`);
  }

  /** A value of a position column brought into the space; others as they are. */
  placed(kind: string, column: string, value: string): string {
    const axis = AXES.indexOf(column);
    if (!livesInSpace(this.program, kind) || axis < 0 || axis >= (this.program.space?.dimensions ?? 0)) return value;
    const single = this.program.kinds.find(({ name }) => name === kind)?.columns.find(({ name }) => name === column)?.type === 'f32';
    const name = `into${single ? 32 : 64}$${column}`;
    this.borders.add(name);
    return `${name}(${value})`;
  }

  /** What the kernel calls its runtime where it stores. */
  protected readonly runtime: string = 'rt';

  /** A float as it is stored: NaN is the canonical one, and leaves word in the runtime. */
  kept(kind: string | null, column: string, value: string): string {
    return this.isFloat(kind, column) ? `canonical(${value}, ${this.runtime})` : value;
  }
}

/** Cell along an axis, in double precision. A position that is no number has cell 0, so that memory stays safe. */
export function cellText(position: string, n: number, size: number): string {
  return `Math.max(0, Math.min(${n - 1}, Math.floor(${position} * ${n / size}))) | 0`;
}

export const laneName = (name: string, k: number): string => `lane$${name.replace(/\W/g, '$')}$${k}`;

/** The birth sites of a kind, each with the column planes it gives. */
export function birthSites(program: Program, kind: string): { site: number; given: Set<string> }[] {
  const sites: { site: number; given: Set<string> }[] = [];
  walk(
    program.body,
    (stmt) => {
      if (stmt.op !== 'birth' || stmt.kind !== kind || sites.some(({ site }) => site === stmt.site)) return;
      sites.push({ site: stmt.site, given: new Set(stmt.values.map(({ column }) => column)) });
    },
    () => {},
  );
  return sites;
}

/** Do the birth sites of a kind leave different columns open? */
export function fillsDiffer(program: Program, kind: string): boolean {
  const [first, ...rest] = birthSites(program, kind).map(({ given }) => [...given].sort().join('\n'));
  return rest.some((given) => given !== first);
}
