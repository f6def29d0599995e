// Which sums over neighbours go to lanes (contract: a neighbour at position p of its run adds to lane p % L). Imports ir.ts.

import { keyOf, partsOf, walk, type Neighbours, type Place, type Stmt, type Type } from './ir.ts';

/** Find the lanes of every neighbour loop of `body`, inner loops first. `typeOf` gives the type of a place. */
export function markLanes(body: readonly Stmt[], typeOf: (place: Place) => Type): void {
  for (const stmt of body) {
    for (const inner of partsOf(stmt).bodies) markLanes(inner, typeOf);
    if (stmt.op === 'neighbours') stmt.lanes = leavesEarly(stmt) ? [] : lanesOf(stmt, typeOf);
  }
}

/** Places of type float that the loop only adds to, and does not read or set otherwise. */
function lanesOf(loop: Neighbours, typeOf: (place: Place) => Type): Place[] {
  const added = new Map<string, Place>();
  const taken = new Set<string>(); // read or set
  const vectors = new Set<string>(); // columns reached by a computed index
  walk(
    loop.body,
    (stmt) => {
      if (stmt.op === 'set') taken.add(keyOf(stmt.place));
      else if (stmt.op === 'add') added.set(keyOf(stmt.place), stmt.place);
      else if (stmt.op === 'setAt') vectors.add(stmt.column);
      else if (stmt.op === 'neighbours') for (const lane of stmt.lanes) taken.add(keyOf(lane));
    },
    (expr) => {
      if (expr.op === 'local' || expr.op === 'own') taken.add(keyOf(expr));
      else if (expr.op === 'ownAt') vectors.add(expr.column);
    },
  );
  return [...added]
    .filter(([key, place]) => !taken.has(key) && typeOf(place) === 'float' && !(place.op === 'own' && vectors.has(place.column)))
    .map(([, place]) => place);
}

/** Can the loop end before its last neighbour (break, return)? */
export function leavesEarly(loop: Neighbours): boolean {
  const inside = new Set<number>();
  const targets: number[] = [];
  walk(
    loop.body,
    (stmt) => {
      if (stmt.op === 'block' || stmt.op === 'loop' || stmt.op === 'neighbours') inside.add(stmt.label);
      if (stmt.op === 'leave') targets.push(stmt.label);
      if (stmt.op === 'again' && stmt.label !== loop.label) targets.push(stmt.label);
    },
    () => {},
  );
  return targets.some((label) => !inside.has(label));
}
