// What a loop over neighbours does to the variables around it, and so whether its body can run in lanes. Imports ir, uniform.

import { keyOf, walk, type Expr, type Neighbours, type Place, type Stmt, type Type } from '../ir.ts';
import { leavesEarly } from '../lanes.ts';
import { analyse, type Uniformity } from './uniform.ts';

/** What a loop does to a variable that outlives it. */
export type Reduction =
  | { readonly how: 'lanes'; readonly place: Place } // a float sum, by position in the run
  | { readonly how: 'sum'; readonly place: Place } // of whole numbers, in any order
  | { readonly how: 'count'; readonly place: Place } // of a constant for each neighbour
  | { readonly how: 'min' | 'max'; readonly place: Place; readonly type: Type };

export interface Plan {
  readonly reductions: ReadonlyMap<string, Reduction>;
}

/** How a loop can run in lanes, or why it cannot. */
export function planOf(loop: Neighbours, program: readonly Stmt[]): Plan | string {
  if (leavesEarly(loop)) return 'it may end before its last neighbour';
  if (loop.counter !== null) return 'it draws random numbers';
  let why = '';
  const writes = new Map<string, { place: Place; values: (Stmt & { op: 'set' | 'add' })[] }>();
  const refuse = (reason: string): void => {
    why ||= reason;
  };
  walk(
    loop.body,
    (stmt) => {
      if (stmt.op === 'set' || stmt.op === 'add') {
        const key = keyOf(stmt.place);
        writes.set(key, { place: stmt.place, values: [...(writes.get(key)?.values ?? []), stmt] });
      } else if (stmt.op === 'neighbours') refuse('there is a loop over neighbours inside');
      else if (stmt.op === 'claim' || stmt.op === 'claimAt') refuse('it claims');
      else if (stmt.op === 'kill' || stmt.op === 'killAt') refuse('it lets others die');
      else if (stmt.op === 'birth') refuse('it gives birth');
      else if (stmt.op === 'fail') refuse('it may throw');
      else if (stmt.op === 'die') refuse('it lets the agent die');
      else if (stmt.op === 'deposit') refuse('it deposits on a field');
      else if (stmt.op === 'setAt') refuse('it writes a vector by a computed index');
    },
    (expr) => {
      if (expr.op === 'cell' || expr.op === 'field') refuse('it looks at fields');
      if (expr.op === 'agent' || expr.op === 'agentAt' || expr.op === 'place') refuse('it looks agents up by id');
    },
  );
  if (why) return why;
  const reductions = new Map<string, Reduction>();
  const inside = countReads(loop.body);
  const everywhere = countReads(program);
  for (const [key, { place, values }] of writes) {
    if (loop.lanes.some((lane) => keyOf(lane) === key)) reductions.set(key, { how: 'lanes', place });
    else {
      const own = place.op === 'local' && everywhere.get(key) === inside.get(key);
      if (own) continue;
      const reduction = reductionOf(place, values, inside.get(key) ?? 0);
      if (!reduction) return `"${place.op === 'local' ? `variable ${place.local}` : place.column}" goes from one neighbour to the next`;
      reductions.set(key, reduction);
    }
  }
  const uniformity = uniformityOf(loop);
  let varies = '';
  walk(
    loop.body,
    () => {},
    (expr) => {
      if ((expr.op === 'otherAt' || expr.op === 'ownAt' || expr.op === 'table') && uniformity.varies(expr.index))
        varies = 'it indexes by a value that differs between neighbours';
    },
  );
  return varies || { reductions };
}

/** How often each place is read or written in statements. */
function countReads(body: readonly Stmt[]): Map<string, number> {
  const counts = new Map<string, number>();
  const note = (key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  walk(
    body,
    (stmt) => {
      if (stmt.op === 'set' || stmt.op === 'add') note(keyOf(stmt.place));
      if (stmt.op === 'claimAt') note(`local ${stmt.place}`);
    },
    (expr) => {
      if (expr.op === 'local' || expr.op === 'own') note(keyOf(expr));
      if (expr.op === 'agent' || expr.op === 'agentAt') note(`local ${expr.place}`);
      if (expr.op === 'field') note(`local ${expr.cell}`);
    },
  );
  return counts;
}

/** x = x + v of whole numbers, or x = min(x, v), wherever x is written; x is read nowhere else in the loop. */
function reductionOf(place: Place, values: readonly (Stmt & { op: 'set' | 'add' })[], mentions: number): Reduction | null {
  const key = keyOf(place);
  const isIt = (expr: Expr): boolean => (expr.op === 'local' || expr.op === 'own') && keyOf(expr) === key;
  if (mentions !== 2 * values.length) return null;
  const operators = new Set<string>();
  for (const stmt of values) {
    const { value } = stmt;
    if (stmt.op !== 'set' || value.op !== 'arith') return null;
    if (!isIt(value.left) && !(isIt(value.right) && value.operator !== '-')) return null;
    if ('+-'.includes(value.operator) && value.type === 'float') return null;
    operators.add('+-'.includes(value.operator) ? 'sum' : value.operator);
  }
  const [how, ...more] = operators;
  if (more.length > 0) return null;
  const [{ value }] = values;
  const constants = values.every(
    (stmt) => stmt.value.op === 'arith' && (isIt(stmt.value.left) ? stmt.value.right : stmt.value.left).op === 'const',
  );
  if (how === 'sum') return { how: constants ? 'count' : 'sum', place };
  return how === 'min' || how === 'max' ? { how, place, type: value.type } : null;
}

export const uniformityOf = (loop: Neighbours): Uniformity =>
  analyse(
    loop.body,
    (expr) => (expr.op === 'other' || expr.op === 'otherAt' || expr.op === 'measure' || expr.op === 'otherId') && expr.loop === loop.label,
  );
