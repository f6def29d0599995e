// Velocities of agents from velocity columns or headings. Imports source.

import { asDoubles, type Taken } from '../source.ts';

/** Sets of columns that say how agents move: headings before velocities, for metrics that read directions alone. */
export const DIRECTIONS = [['heading'], ['vx', 'vy', 'vz?']] as const;
/** Velocities before headings, for metrics that read speeds too; agents with a heading alone all have speed 1. */
export const VELOCITIES = [['vx', 'vy', 'vz?'], ['heading']] as const;

/** One array an axis, from columns taken with one of the sets above. */
export function velocitiesOf({ names, columns }: Pick<Taken, 'names' | 'columns'>): readonly Float64Array[] {
  if (names[0] !== 'heading') return columns.map(asDoubles);
  const heading = asDoubles(columns[0]);
  return [heading.map(Math.cos), heading.map(Math.sin)];
}

/** Length of the vector of each row. */
export function lengthsOf([x, y, z]: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) {
    const deep = z === undefined ? 0 : z[i];
    const square = x[i] * x[i] + y[i] * y[i] + deep * deep;
    out[i] = square > 1e-280 && square < 1e280 ? Math.sqrt(square) : Math.hypot(x[i], y[i], deep); // squares may vanish or overflow
  }
  return out;
}
