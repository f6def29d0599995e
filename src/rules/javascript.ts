// The JavaScript back end: a program as the text of a kernel over typed arrays. Imports ir, writer, visiting, claims, pass.

import type { ColumnSpec } from '../engine/columns.ts';
import type { Program, Table } from './ir.ts';
import { WORD } from '../spaces/links.ts';
import { WISH } from './moves.ts';
import { isClaimColumn } from './claims.ts';
import { livesInSpace } from './pass.ts';
import { AXES, birthSites, fillsDiffer, Writer } from './writer.ts';
import { writeNeighbours, writeStand } from './visiting.ts';

/** A kernel that takes no agents. */
const isGlobal = (program: Program): boolean => program.role === 'global';

/**
 * The text of `(E) => kernel`; E holds the functions of engine/elementary.ts, engine/random.ts and rules/draws.ts.
 *
 * The kernel's own parameters: rule and init `(rt, lo, hi)`; sequential `(rt, order, lo, hi)`; reduce `(rt, lo, hi, out)`, which
 * writes the number of agent lo + n to out[n]; global `(rt)`, which returns the value.
 */
export function writeJavaScript(program: Program): string {
  const w = new Writer(program);
  w.neighbours = (writer, loop) => writeNeighbours(writer, loop);
  const body = new Writer(program);
  body.neighbours = w.neighbours;
  if (isGlobal(program)) writeWhole(body);
  else writeAgents(body);
  w.line('(E) => {');
  w.line("'use strict';");
  w.line('const F = Math.fround;');
  if (body.imports.size > 0) w.line(`const { ${[...body.imports].sort().join(', ')} } = E;`);
  writeTools(w, body);
  w.line(`return (${parametersOf(program)}) => {`);
  writeViews(w, body);
  w.lines.push(...body.lines.map((line) => `    ${line}`));
  w.line('};');
  w.line('}');
  return w.lines.join('\n');
}

function parametersOf({ role, mode }: Program): string {
  if (role === 'global') return 'rt';
  if (role === 'reduce') return 'rt, lo, hi, out';
  return mode === 'sequential' && role === 'rule' ? 'rt, order, lo, hi' : 'rt, lo, hi';
}

const sequential = ({ role, mode }: Program): boolean => role === 'rule' && mode === 'sequential';

/** Functions and working copies of one thread, made once. */
function writeTools(w: Writer, { borders, facts, program }: Writer): void {
  w.line('const canonical = (x, rt) => x === x ? x : (rt.nan = 1, NaN);');
  w.line('const toInt = (x) => x >= 2147483647 ? 2147483647 : x <= -2147483648 ? -2147483648 : x | 0;');
  if (sequential(program)) w.line('const living = (place, dead) => place >= 0 && dead[place] === 0 ? place : -1;');
  w.line('const toUnsigned = (x) => x >= 4294967295 ? 4294967295 : x > 0 ? x >>> 0 : 0;');
  for (const table of facts.tables) {
    const { type, values } = program.tables[table];
    if (isLarge(program.tables[table])) continue;
    const array = type === 'i32' ? 'Int32Array' : type === 'u32' ? 'Uint32Array' : w.single ? 'Float32Array' : 'Float64Array';
    w.line(
      `const table$${table} = new ${array}([${Array.from(values, (value) => (type === 'float' ? w.number(value) : value)).join(', ')}]);`,
    );
  }
  for (const column of facts.scratch) {
    const type = columnsOf(program, program.self).find(({ name }) => name === column)?.type;
    const array =
      type === 'u32' ? 'Uint32Array' : type === 'i32' || type === 'u8' ? 'Int32Array' : w.single ? 'Float32Array' : 'Float64Array';
    w.line(`const copy$${w.columnName(program.self, column)} = new ${array}(${w.sizeOf(program.self, column)});`);
  }
  for (const kind of facts.births) if (fillsDiffer(program, kind)) w.line(`const born$${w.kindName(kind)}$$site = [];`);
  for (const name of borders) {
    const size = program.space?.size[AXES.indexOf(name.slice(-1))] ?? 1;
    w.line(
      `const ${name} = ${borderText(size, name.startsWith('into32'), program.space?.periodic ?? true, program.space?.grid !== undefined)};`,
    );
  }
}

/** Tables of more elements than this are no part of the text, nor are those in memory: they are handed over with it. */
const LARGE = 1_024;
const isLarge = ({ values, scratch }: Table): boolean => values.length > LARGE || scratch !== undefined;

/** A table that is handed over as it is: `rt.tables[number]`. */
export interface LargeTable {
  readonly number: number;
  /** or the scratch array that it is */
  readonly values: Int32Array | Uint32Array | Float32Array | Float64Array | string;
}

/** The large tables among those that a program reads. */
export function largeTables({ tables, precision }: Program, read: Iterable<number>): LargeTable[] {
  const array = { i32: Int32Array, u32: Uint32Array, float: precision === 'f32' ? Float32Array : Float64Array };
  return [...read].flatMap((number) => {
    const { type, values, scratch } = tables[number];
    return isLarge(tables[number]) ? [{ number, values: scratch ?? array[type].from(values) }] : [];
  });
}

/** A position brought into [0, size): wrapped or clamped, in the precision of its column; `whole`: to the start of its cell. */
export function borderText(size: number, single: boolean, periodic: boolean, whole = false): string {
  const r = (text: string): string => (single ? `F(${text})` : text);
  const s = single ? Math.fround(size) : size;
  const start = `${single ? 'x = F(x); ' : ''}${whole ? 'x = Math.floor(x); ' : ''}`;
  if (!periodic) return `(x) => { ${start}return x < 0 ? 0 : x >= ${s} ? ${whole ? s - 1 : below(s, single)} : x; }`;
  return `(x) => { ${start}if (x < 0 || x >= ${s}) { x = ${r(`x - ${r(`${s} * Math.floor(${r(`x / ${s}`)})`)}`)}; if (x < 0 || x >= ${s}) x = 0; } return x; }`;
}

/** The largest number of the precision below `size` (> 0). */
export function below(size: number, single: boolean): number {
  if (single) {
    const value = new Float32Array([size]);
    new Int32Array(value.buffer)[0] -= 1;
    return value[0];
  }
  const value = new Float64Array([size]);
  new BigInt64Array(value.buffer)[0] -= 1n;
  return value[0];
}

function columnsOf(program: Program, kind: string | null): readonly ColumnSpec[] {
  return program.kinds.find(({ name }) => name === kind)?.columns ?? [];
}

/** Typed arrays and numbers of this call, taken from `rt` once. */
function writeViews(w: Writer, { facts, program }: Writer): void {
  const { self } = program;
  const text = (name: string): string => JSON.stringify(name);
  if (facts.draws) w.line('const k0 = rt.k0, k1 = rt.k1;');
  for (const table of facts.tables) if (isLarge(program.tables[table])) w.line(`const table$${table} = rt.tables[${table}];`);
  w.line('const tick = rt.tick;');
  if (facts.globalsRead.length + facts.globalsWritten.length > 0) w.line('const globals = rt.globals;');
  if (!isGlobal(program))
    for (const name of facts.globalsRead)
      w.line(`const global$${program.globals.indexOf(name)} = ${w.single ? 'F' : ''}(globals[${program.globals.indexOf(name)}]);`);
  for (const kind of facts.populations) w.line(`const count$${w.kindName(kind)} = rt.counts[${text(kind)}];`);
  if (isGlobal(program)) {
    if (facts.draws) w.line('const id = 0;');
    return;
  }
  w.line('const now = rt.now, next = rt.next, capacity = rt.capacity, mark = rt.mark, markAt = rt.markAt, ids = now["id"];');
  for (const column of columnsOf(program, self)) {
    const name = w.columnName(self, column.name);
    w.line(
      `const now$${name} = now[${text(column.name)}]${facts.writes.includes(column.name) ? `, next$${name} = next[${text(column.name)}]` : ''};`,
    );
  }
  for (const kind of new Set([...facts.neighbourKinds, ...facts.gathered.keys()])) {
    const name = w.kindName(kind);
    const visited = facts.neighbourKinds.includes(kind);
    w.line(`const ${name} = rt.kinds[${text(kind)}], ${name}$$capacity = ${name}.capacity;`);
    if (visited)
      w.line(
        sequential(program)
          ? `const ${name}$$head = ${name}.head, ${name}$$following = ${name}.following;`
          : `const ${name}$$starts = ${name}.starts;`,
      );
    if (facts.gathered.has(kind)) {
      const fixed = program.kinds.find((each) => each.name === kind)?.fixed;
      w.line(fixed ? `const ${name}$$count = ${name}.count;` : `const ${name}$$places = ${name}.places;`);
      if (!fixed && sequential(program)) w.line(`const ${name}$$dead = ${name}.dead;`);
    }
    const met = visited ? [...AXES.slice(0, program.space?.dimensions), ...(facts.otherColumns.get(kind) ?? [])] : [];
    for (const column of new Set([...met, ...(facts.gathered.get(kind) ?? [])])) {
      w.line(`const ${name}$${column === 'id' ? 'id' : w.columnName(kind, column)} = ${name}.now[${text(column)}];`);
    }
  }
  if (facts.dies || sequential(program)) w.line('const dead = rt.dead;');
  if (sequential(program))
    for (const kind of new Set([self ?? '', ...facts.kills, ...facts.births]))
      w.line(`const ${w.kindName(kind)}$$atOnce = rt.atOnce[${text(kind)}];`);
  for (const field of facts.fields) w.line(`const ${w.fieldName(field)} = rt.fields[${text(field)}];`);
  if (!sequential(program))
    for (const { site } of facts.deposits)
      w.line(`const cells$${site} = rt.deposits[${site}].cells, amounts$${site} = rt.deposits[${site}].amounts;`);
  for (const kind of facts.claims) w.line(`const target$${w.kindName(kind)} = rt.claims[${text(kind)}].target;`);
  if (facts.rewires) w.line('const { wishes: wishes$, made: made$, words: words$, nodes: nodes$ } = rt.links;');
  for (const kind of facts.births) {
    const name = `born$${w.kindName(kind)}`;
    w.line(
      `const ${name}$$stage = rt.births[${text(kind)}], ${name}$$base = ${name}$$stage.base, ${name}$$limit = ${name}$$stage.limit, ${name}$$capacity = ${name}$$stage.capacity;`,
    );
    for (const column of columnsOf(program, kind))
      w.line(`const ${name}$${w.columnName(kind, column.name)} = ${name}$$stage.views[${text(column.name)}];`);
    w.line(`let ${name} = 0${sequential(program) ? `, ${name}$$before = 0` : ''};`);
  }
}

/** Variables of the author, and the counters of trips, fresh for each agent. */
function writeVariables(w: Writer): void {
  const { facts, program } = w;
  const names = [...facts.locals].map((local) => `${w.localName(local)} = ${program.locals[local].type === 'bool' ? 'false' : '0'}`);
  for (let counter = 0; counter < program.counters; counter++) names.push(`trip$${counter} = -1`);
  if (facts.dies) names.push('dies = 0');
  if (!sequential(program)) for (const { site } of facts.deposits) names.push(`where$${site} = -1`, `amount$${site} = 0`);
  for (let site = 0; site < facts.linkSites; site++) names.push(`link$${site} = 0`);
  for (const kind of facts.claims) names.push(`claim$${w.kindName(kind)} = -1`);
  if (names.length > 0) w.line(`let ${names.join(', ')};`);
}

function writeWhole(w: Writer): void {
  writeVariables(w);
  w.block(w.program.body);
  if (w.program.result !== null) w.line(`return ${w.localName(w.program.result)};`);
}

function writeAgents(w: Writer): void {
  const { facts, program } = w;
  if (sequential(program)) {
    w.line('for (let k = lo; k < hi; k++) {');
    w.line('const i = order[k];');
    w.line('if (dead[i] !== 0) continue;');
  } else w.line('for (let i = lo; i < hi; i++) {');
  w.line('mark[markAt] = i;');
  w.line('const id = ids[i];');
  writeVariables(w);
  if (!sequential(program) && facts.loops.length > 0) writeStand(w);
  writeLoads(w);
  for (const kind of facts.births)
    if (fills(w, kind).length > 0) w.line(`const born$${w.kindName(kind)}$$first = born$${w.kindName(kind)};`);
  w.block(program.body);
  if (program.role === 'reduce') w.line(`out[i - lo] = ${program.result === null ? 'NaN' : w.localName(program.result)};`);
  writeStores(w);
  if (!sequential(program))
    for (const { site } of facts.deposits) w.line(`cells$${site}[i] = where$${site}; amounts$${site}[i] = amount$${site};`);
  for (let site = 0; site < facts.linkSites; site++)
    w.line(`made$[${site} * nodes$ + i] = link$${site}; if (link$${site} !== 0) words$[${WORD.changed}] = 1;`);
  for (const kind of facts.claims) w.line(`target$${w.kindName(kind)}[i] = claim$${w.kindName(kind)};`);
  for (const kind of facts.births) writeFills(w, kind);
  if (sequential(program)) {
    const mine = `${w.kindName(program.self ?? '')}$$atOnce`;
    const moves = facts.moved.length > 0;
    const then = facts.writes.includes(WISH) ? `${mine}.settle(i);` : moves ? `${mine}.relocate(i);` : '';
    if (facts.dies) w.line(`if (dies !== 0) ${mine}.kill(i);${then === '' ? '' : ` else ${then}`}`);
    else if (then !== '') w.line(then);
    for (const kind of facts.births) {
      const born = `born$${w.kindName(kind)}`;
      // with no more room the tick begins anew: no more turns are taken in a world that lacks newborns
      w.line(
        `if (${born} > ${born}$$before) { if (${born} <= ${born}$$limit) ${born} = ${w.kindName(kind)}$$atOnce.enter(${born}$$before, ${born}); ${born}$$before = ${born}; }`,
      );
      w.line(`if (${born} > ${born}$$limit) break;`);
    }
    if (facts.rewires) w.line('rt.rewire(i);');
  } else if (facts.dies) w.line('dead[i] = dies;');
  w.line('}');
  for (const kind of facts.births)
    w.line(`born$${w.kindName(kind)}$$stage.counts[born$${w.kindName(kind)}$$stage.at] = born$${w.kindName(kind)};`);
}

/** Working copies of my columns: a read after a write sees the write. */
function writeLoads(w: Writer): void {
  const {
    facts,
    program: { self },
  } = w;
  for (const { column, plane } of facts.ownPlanes.values()) {
    if (!facts.scratch.has(column))
      w.line(`let ${w.ownName(column, plane)} = now$${w.columnName(self, column)}[${w.at(plane, 'capacity', 'i')}];`);
  }
  for (const column of facts.scratch) {
    const name = w.columnName(self, column);
    w.line(`for (let d = 0; d < ${w.sizeOf(self, column)}; d++) copy$${name}[d] = now$${name}[d * capacity + i];`);
  }
}

/** Each written column once, positions brought into the space first. */
function writeStores(w: Writer): void {
  const {
    facts,
    program: { self },
  } = w;
  for (const axis of facts.moved) w.line(`${w.ownName(axis, 0)} = ${w.placed(self ?? '', axis, w.ownName(axis, 0))};`);
  for (const column of facts.writes) {
    const name = w.columnName(self, column);
    if (facts.scratch.has(column)) {
      w.line(
        `for (let d = 0; d < ${w.sizeOf(self, column)}; d++) next$${name}[d * capacity + i] = ${w.kept(self, column, `copy$${name}[d]`)};`,
      );
      continue;
    }
    for (let plane = 0; plane < w.sizeOf(self, column); plane++) {
      const at = w.at(plane, 'capacity', 'i');
      const written = facts.ownPlanes.has(`own ${plane} ${column}`);
      w.line(`next$${name}[${at}] = ${written ? w.kept(self, column, w.ownName(column, plane)) : `now$${name}[${at}]`};`);
    }
  }
}

/** What is left open by a birth, by site: the parent's value after its rule, or 0. Nobody is born with a claim. */
function fills(w: Writer, kind: string): { site: number; columns: { column: ColumnSpec; parent: boolean }[] }[] {
  const own = kind === w.program.self;
  const parents =
    livesInSpace(w.program, kind) && livesInSpace(w.program, w.program.self) ? AXES.slice(0, w.program.space?.dimensions) : [];
  return birthSites(w.program, kind).map(({ site, given }) => ({
    site,
    columns: columnsOf(w.program, kind)
      .filter(({ name }) => !given.has(name))
      .map((column) => ({ column, parent: (own && !isClaimColumn(column.name)) || parents.includes(column.name) })),
  }));
}

function writeFills(w: Writer, kind: string): void {
  const sites = fills(w, kind);
  if (sites.every(({ columns }) => columns.length === 0)) return;
  const name = `born$${w.kindName(kind)}`;
  const differ = fillsDiffer(w.program, kind);
  w.line(`for (let n = ${name}$$first, end = Math.min(${name}, ${name}$$limit); n < end; n++) {`);
  w.line(`const at = ${name}$$base + n;`);
  for (const { site, columns } of differ ? sites : sites.slice(0, 1)) {
    if (differ) w.line(`if (${name}$$site[n - ${name}$$first] === ${site}) {`);
    for (const { column, parent } of columns) {
      for (let plane = 0; plane < column.size; plane++) {
        w.line(
          `${name}$${w.columnName(kind, column.name)}[${w.at(plane, `${name}$$capacity`, 'at')}] = ${parent ? parentText(w, column.name, plane) : '0'};`,
        );
      }
    }
    if (differ) w.line('}');
  }
  w.line('}');
}

/** My value of a column as it was just stored, or as it stays. */
function parentText(w: Writer, column: string, plane: number): string {
  return `${w.facts.writes.includes(column) ? 'next' : 'now'}$${w.columnName(w.program.self, column)}[${w.at(plane, 'capacity', 'i')}]`;
}
