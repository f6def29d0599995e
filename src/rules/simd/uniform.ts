// What is the same in all lanes. A variable varies when some lanes alone may set it and others read it; a loop diverges when its lanes
// may make different numbers of trips. Imports ir.

import { keyOf, operandsOf, walk, type Expr, type Stmt } from '../ir.ts';
import { jumpsOut } from './lanes.ts';

/** No region: where the label of a divergent loop is entered. */
const NOWHERE = -2;

export interface Uniformity {
  /** keys of places that vary */
  readonly varying: ReadonlySet<string>;
  /** labels of loops whose lanes leave one by one */
  readonly divergent: ReadonlySet<number>;
  varies(expr: Expr): boolean;
}

/**
 * Analyse statements. A region is a stretch of code that some lanes may skip; 0 is the whole. A place that is set in one region
 * alone, to values that do not vary, and read nowhere outside of it, is the same in all lanes that ever read it.
 *
 * @param leafVaries whether a leaf of an expression varies by itself; variables are asked about here
 * @param given keys of places that vary whatever is done with them. What loops over neighbours set varies too: they run lane by lane
 */
export function analyse(body: readonly Stmt[], leafVaries: (expr: Expr) => boolean, given: Iterable<string> = []): Uniformity {
  const varying = new Set<string>(given);
  const divergent = new Set<number>();
  const regions = new Map<unknown, number[]>();
  const parents = [-1];
  const varies = (expr: Expr): boolean => {
    if (expr.op === 'local' || expr.op === 'own') return varying.has(keyOf(expr)) || (expr.op === 'own' && leafVaries(expr));
    if ((expr.op === 'agent' || expr.op === 'agentAt') && varying.has(`local ${expr.place}`)) return true;
    if (expr.op === 'field' && varying.has(`local ${expr.cell}`)) return true;
    return leafVaries(expr) || operandsOf(expr).some(varies);
  };
  const region = (key: unknown, parent: number, n = 0): number => {
    const known = regions.get(key) ?? regions.set(key, []).get(key) ?? [];
    known[n] ??= parents.push(parent) - 1;
    return known[n];
  };
  const within = (inner: number, outer: number): boolean => inner === outer || (inner >= 0 && within(parents[inner], outer));
  let changed = true;
  const vary = (key: string): void => {
    if (varying.has(key)) return;
    varying.add(key);
    changed = true;
  };
  let sets = new Map<string, number>();
  let reads: { key: string; at: number }[] = [];
  let jumps = new Map<string, boolean>(); // label to whether a jump there is one of some lanes
  const entered = new Map<string, number>();
  const set = (key: string, at: number): void => {
    if (sets.has(key) && sets.get(key) !== at) vary(key);
    sets.set(key, at);
  };
  const note = (expr: Expr, at: number): void => {
    if (expr.op === 'local' || expr.op === 'own') reads.push({ key: keyOf(expr), at });
    if (expr.op === 'agent' || expr.op === 'agentAt') reads.push({ key: `local ${expr.place}`, at });
    if (expr.op === 'field') reads.push({ key: `local ${expr.cell}`, at });
    operandsOf(expr).forEach((operand) => note(operand, at));
  };
  const list = (statements: readonly Stmt[], start: number): void => {
    let at = start;
    for (const stmt of statements) {
      visit(stmt, at);
      if (jumpsOut(stmt).some((label) => jumps.get(label))) at = region(stmt, at, 9);
    }
  };
  const visit = (stmt: Stmt, at: number): void => {
    switch (stmt.op) {
      case 'set':
      case 'add': {
        note(stmt.value, at);
        const key = keyOf(stmt.place);
        if (stmt.op === 'add') reads.push({ key, at });
        set(key, at);
        if (varies(stmt.value)) vary(key);
        return;
      }
      case 'if': {
        note(stmt.test, at);
        const inner = varies(stmt.test);
        list(stmt.yes, inner ? region(stmt, at, 0) : at);
        list(stmt.no, inner ? region(stmt, at, 1) : at);
        return;
      }
      case 'block':
        entered.set(`L${stmt.label}`, at);
        return list(stmt.body, at);
      case 'loop': {
        const inner = divergent.has(stmt.label) ? region(stmt, at) : at;
        // lanes of a divergent loop leave it one by one, even where all that are left do so together
        entered.set(`L${stmt.label}`, divergent.has(stmt.label) ? NOWHERE : inner);
        list(stmt.before, inner);
        if (stmt.test) note(stmt.test, inner);
        entered.set(`T${stmt.label}`, inner);
        list(stmt.body, inner);
        list(stmt.update, inner);
        const early = [`L${stmt.label}`, ...jumpsOut(stmt)].some((label) => jumps.get(label));
        if ((early || (stmt.test && varies(stmt.test))) && !divergent.has(stmt.label)) {
          divergent.add(stmt.label);
          changed = true;
        }
        return;
      }
      case 'neighbours':
        walk(
          stmt.body,
          (each) => {
            if (each.op === 'set' || each.op === 'add') {
              vary(keyOf(each.place));
              set(keyOf(each.place), at);
            }
          },
          (each) => {
            if (each.op === 'local' || each.op === 'own') reads.push({ key: keyOf(each), at });
          },
        );
        return;
      case 'leave':
      case 'again': {
        const label = `${stmt.op === 'leave' ? 'L' : 'T'}${stmt.label}`;
        const alone = entered.get(label) !== at;
        if (alone && !jumps.get(label)) changed = true;
        jumps.set(label, alone || (jumps.get(label) ?? false));
        return;
      }
      case 'setAt':
        note(stmt.index, at);
        return note(stmt.value, at);
      case 'claimAt':
        reads.push({ key: `local ${stmt.place}`, at });
        return;
      case 'deposit':
        reads.push({ key: `local ${stmt.cell}`, at });
        return note(stmt.value, at);
      case 'birth':
        return stmt.values.forEach(({ value }) => note(value, at));
      default:
    }
  };
  const known = new Map<string, boolean>();
  while (changed) {
    changed = false;
    sets = new Map();
    reads = [];
    jumps = new Map(known);
    list(body, 0);
    for (const [label, alone] of jumps) known.set(label, alone);
    for (const { key, at } of reads) {
      const from = sets.get(key);
      if (from !== undefined && !within(at, from)) vary(key);
    }
  }
  return { varying, divergent, varies };
}
