// Uniform numbers drawn ahead, for eight agents at a time: those that every agent draws, or one or the other by what can be told before
// its rule begins. Half the time of drawing where they are wanted, since two blocks of Threefry run side by side. Imports ir, quad, draws.

import { keyOf, operandsOf, walk, type Expr, type Program, type Stmt } from '../ir.ts';
import { control, I32, i32, V128, v128, type Code } from '../../engine/wasm/instructions.ts';
import { uniformsOfEight } from './draws.ts';
import type { Frame } from './frame.ts';
import { FourAgents, QUAD } from './quad.ts';
import type { OneAgent } from './agent.ts';
import type { Value } from './shape.ts';

/** Which draw an agent makes: one, or one or the other by a test. */
type Choice = { readonly sites: readonly number[] } & (
  | { readonly site: number }
  | { readonly site: null; readonly test: Expr; readonly yes: Choice; readonly no: Choice }
);

/** More are drawn where they are wanted: memory for them would leave the first cache. */
const MOST = 4;

/** The uniform numbers of a rule that can be drawn ahead; `copied`: columns that are not in registers, by which nothing is told. */
function choicesOf(program: Program, copied: ReadonlySet<string>): Choice[] {
  const taken = new Set<number>();
  const choices: Choice[] = [];
  while (choices.length < MOST) {
    const choice = firstOf(program.body, { written: new Set(copied), locals: new Map(), once: setOnce(program.body), taken });
    if (!choice) break;
    choice.sites.forEach((site) => taken.add(site));
    choices.push(choice);
  }
  return choices;
}

interface Known {
  /** keys of planes that have been written; columns of which one plane or another may have been, or that cannot be told by */
  readonly written: Set<string>;
  /** variables that stand for an expression that can be told early */
  readonly locals: Map<number, Expr>;
  readonly once: ReadonlySet<number>;
  readonly taken: ReadonlySet<number>;
}

/** The first draw that every agent makes in these statements, by one branch or another. */
function firstOf(body: readonly Stmt[], known: Known): Choice | null {
  for (const stmt of body) {
    const found = inStatement(stmt, known);
    if (found) return found;
    walk(
      [stmt],
      (each) => {
        if ((each.op === 'set' || each.op === 'add') && each.place.op === 'own') known.written.add(keyOf(each.place));
        if (each.op === 'setAt') known.written.add(each.column);
      },
      () => {},
    );
    if (leaves(stmt)) return null; // not every agent comes further
  }
  return null;
}

function inStatement(stmt: Stmt, known: Known): Choice | null {
  switch (stmt.op) {
    case 'set': {
      const drawn = always(stmt.value, known);
      const early = stmt.place.op === 'local' && known.once.has(stmt.place.local) ? told(stmt.value, known) : null;
      if (early && stmt.place.op === 'local') known.locals.set(stmt.place.local, early);
      return drawn;
    }
    case 'add':
      return always(stmt.value, known);
    case 'block':
      return firstOf(stmt.body, known);
    case 'if': {
      const drawn = always(stmt.test, known);
      if (drawn) return drawn;
      const test = told(stmt.test, known);
      if (!test) return oneOfMany(stmt, known);
      const inside = (list: readonly Stmt[]): Choice | null => anyOf(list, fork(known));
      const [yes, no] = [inside(stmt.yes), inside(stmt.no)];
      return yes && no ? { sites: [...yes.sites, ...no.sites], site: null, test, yes, no } : null;
    }
    default:
      return null;
  }
}

const fork = (known: Known): Known => ({ ...known, written: new Set(known.written), locals: new Map(known.locals) });

/** As {@link firstOf}, or else a draw that some agents make: where a number is drawn for all, it may as well be theirs. */
function anyOf(body: readonly Stmt[], known: Known): Choice | null {
  const sure = firstOf(body, fork(known));
  if (sure) return sure;
  let found: Choice | null = null;
  walk(
    body,
    () => {},
    (expr) => {
      if (isFree(expr, known)) found ??= { sites: [expr.site], site: expr.site };
    },
  );
  return found;
}

const isFree = (expr: Expr, known: Known): expr is Expr & { op: 'draw' } =>
  expr.op === 'draw' && expr.name === 'uniform' && expr.counter === null && !known.taken.has(expr.site);

/** `if (a && draw) … else if (b && draw) …`, where no two of a, b, … hold at once, for they compare the same with different numbers. */
function oneOfMany(stmt: Stmt & { op: 'if' }, known: Known): Choice | null {
  const links: { guard: Expr & { op: 'compare' }; choice: Choice }[] = [];
  for (let each: Stmt | undefined = stmt; each?.op === 'if'; each = each.no.length === 1 ? each.no[0] : undefined) {
    const { test } = each;
    if (test.op !== 'logic' || test.operator !== 'and') break;
    const guard = told(test.left, known);
    const choice = always(test.right, known);
    if (!guard || guard.op !== 'compare' || !choice || links.some((link) => !exclude(link.guard, guard))) break;
    links.push({ guard, choice });
  }
  const [last, ...before] = links.toReversed();
  if (before.length === 0) return null;
  return before.reduce<Choice>(
    (no, { guard, choice }) => ({ sites: [...choice.sites, ...no.sites], site: null, test: guard, yes: choice, no }),
    last.choice,
  );
}

/** Do two comparisons never hold at once? */
function exclude(a: Expr & { op: 'compare' }, b: Expr & { op: 'compare' }): boolean {
  const same = a.operator === '==' && b.operator === '==' && JSON.stringify(a.left) === JSON.stringify(b.left);
  return same && a.right.op === 'const' && b.right.op === 'const' && a.right.value !== b.right.value;
}

/** A uniform draw that is made whenever the expression is wanted. */
function always(expr: Expr, known: Known): Choice | null {
  if (isFree(expr, known)) return { sites: [expr.site], site: expr.site };
  const sure = expr.op === 'logic' ? [expr.left] : expr.op === 'select' ? [expr.test] : operandsOf(expr);
  for (const operand of sure) {
    const found = always(operand, known);
    if (found) return found;
  }
  return null;
}

/** The expression as it can be told before the rule begins: of columns as they were, ids, parameters and globals; null if it cannot. */
function told(expr: Expr, known: Known): Expr | null {
  switch (expr.op) {
    case 'const':
    case 'tick':
    case 'global':
    case 'population':
    case 'selfId':
      return expr;
    case 'own':
      return known.written.has(keyOf(expr)) || known.written.has(expr.column) ? null : expr;
    case 'local':
      return known.locals.get(expr.local) ?? null;
    case 'arith':
    case 'bits':
    case 'compare':
    case 'logic': {
      const [left, right] = [told(expr.left, known), told(expr.right, known)];
      return left && right ? { ...expr, left, right } : null;
    }
    case 'unary':
    case 'not':
    case 'convert': {
      const operand = told(expr.operand, known);
      return operand ? { ...expr, operand } : null;
    }
    default:
      return null;
  }
}

/** Variables that are set at one place only, outside of loops. */
function setOnce(body: readonly Stmt[]): Set<number> {
  const counts = new Map<number, number>();
  const count = (list: readonly Stmt[], weight: number): void => {
    for (const stmt of list) {
      if ((stmt.op === 'set' || stmt.op === 'add') && stmt.place.op === 'local')
        counts.set(stmt.place.local, (counts.get(stmt.place.local) ?? 0) + weight);
      if (stmt.op === 'if') [stmt.yes, stmt.no].forEach((each) => count(each, weight));
      if (stmt.op === 'block') count(stmt.body, weight);
      if (stmt.op === 'loop') [stmt.before, stmt.body, stmt.update].forEach((each) => count(each, 2));
      if (stmt.op === 'neighbours') count(stmt.body, 2);
    }
  };
  count(body, 1);
  return new Set([...counts].filter(([, times]) => times === 1).map(([local]) => local));
}

function leaves(stmt: Stmt): boolean {
  let found = false;
  walk(
    [stmt],
    (each) => {
      found ||= each.op === 'leave' || each.op === 'again';
    },
    () => {},
  );
  return found;
}

/** Numbers drawn ahead for the agents of a tile. */
export class Ahead {
  private readonly frame: Frame;
  private readonly choices: readonly Choice[];
  private readonly stores: readonly Code[];
  private readonly four: FourAgents;
  private readonly at: number;
  private readonly registers: number;

  /** `tile`: agents of a tile, a multiple of 8 */
  constructor(frame: Frame, single: OneAgent, tile: number) {
    this.frame = frame;
    this.choices = choicesOf(frame.program, frame.facts.scratch);
    this.registers = frame.single ? 1 : 2;
    this.stores = this.choices.map(() => frame.reserve(tile * 4 * this.registers));
    this.at = frame.fn.local(I32);
    this.four = new FourAgents(frame, frame.fn.get(this.at), single);
  }

  /** Draw for agents from `start` on, before `end`; a few more are drawn for than there are. */
  draw(start: Code, end: Code): void {
    const { frame, four, at, choices } = this;
    const { fn, flow, args, program } = frame;
    if (choices.length === 0) return;
    const ids = (): Code => fn.keep(V128, v128.load(i32.add(frame.now(program.self ?? '', 'id'), i32.shl(fn.get(at), i32.const(2)))));
    const key = (name: 'k0' | 'k1'): Code => four.shape.splat({ type: 'i32', parts: [args.get(name)], wide: false }).parts[0];
    const label = `ahead ${at}`;
    fn.emit(fn.set(at, start));
    flow.loop(label, () => {
      const halves = [0, 1].map(() => {
        const id = ids();
        four.see(id, choices.flatMap(columnsIn));
        const places = choices.map((choice) => fn.keep(V128, this.placeOf(choice).parts[0]));
        fn.emit(fn.set(at, i32.add(fn.get(at), i32.const(QUAD))));
        return { id, places };
      });
      choices.forEach((_, n) => {
        const results = Array.from({ length: 2 * this.registers }, () => fn.local(V128));
        const [a, b] = halves;
        const call = control.call(
          uniformsOfEight(frame.module, program.precision),
          key('k0'),
          key('k1'),
          a.id,
          a.places[n],
          b.id,
          b.places[n],
        );
        fn.emit(results.reduceRight<Code>((code, local) => fn.set(local, code), call)); // the last is on top
        const to = this.address(n, i32.sub(i32.sub(fn.get(at), i32.const(2 * QUAD)), start));
        results.forEach((local, k) => fn.emit(v128.store(to, fn.get(local), 16 * k)));
      });
      flow.gotoIf(i32.lt_s(fn.get(at), end), label);
    });
  }

  /** The index of a draw of each agent. */
  private placeOf(choice: Choice): Value {
    const { shape } = this.four;
    if (choice.site !== null) return shape.constant('i32', (choice.site << 16) | 0);
    return shape.select(shape.hold(this.four.expr(choice.test)), this.placeOf(choice.yes), this.placeOf(choice.no));
  }

  /** Where the numbers of the agent with number `n` of the tile lie: those of four agents are next to each other. */
  private address(choice: number, n: Code): Code {
    return this.frame.fn.keep(I32, i32.add(this.stores[choice], i32.mul(n, i32.const(4 * this.registers))));
  }

  /** Let `four`, agents from number `n` of the tile on, have the numbers that these statements ask for. */
  give(four: FourAgents, n: Code, body: readonly Stmt[]): void {
    const wanted = new Set<number>();
    walk(
      body,
      () => {},
      (expr) => {
        if (expr.op === 'draw') wanted.add(expr.site);
      },
    );
    this.choices.forEach((choice, k) => {
      if (!choice.sites.some((site) => wanted.has(site))) return;
      const from = this.address(k, n);
      const parts = Array.from({ length: this.registers }, (_, register) => this.frame.fn.keep(V128, v128.load(from, 16 * register)));
      for (const site of choice.sites) four.have(site, four.shape.value('float', ...parts));
    });
  }
}

/** Columns that the tests of a choice read. */
function columnsIn(choice: Choice): (Expr & { op: 'own' })[] {
  if (choice.site !== null) return [];
  const own: (Expr & { op: 'own' })[] = [];
  walk(
    [{ op: 'setGlobal', name: '', value: choice.test }],
    () => {},
    (expr) => {
      if (expr.op === 'own') own.push(expr);
    },
  );
  return [...own, ...columnsIn(choice.yes), ...columnsIn(choice.no)];
}
