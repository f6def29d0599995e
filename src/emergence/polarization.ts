// Polarization: how much a flock moves one way. Imports engine.

import { cos64, sin64 } from '../engine/elementary.ts';
import type { KindView, World } from '../engine/world.ts';

/**
 * Order parameter φ = |mean of unit headings| of Vicsek et al. (1995), eq. 3: 1 when all move one way, about √(π / 4N) for N random
 * headings in the plane. Taken over the first kind that has a `heading` (radians) or a velocity `vx`, `vy`(, `vz`);
 * agents at rest have no heading and are left out.
 *
 * @returns dimensionless, in [0, 1]; null when no agent moves
 * @throws nothing; null too when no kind has a heading
 * @see doi:10.1103/PhysRevLett.75.1226
 */
export function polarization(world: World): number | null {
  const kind = Object.values(world.kinds).find((each) => each.has('heading') || (each.has('vx') && each.has('vy')));
  return kind ? polarizationOf(kind) : null;
}

/** {@link polarization} of one kind. */
export function polarizationOf(kind: KindView): number | null {
  return kind.has('heading') ? ofHeadings(kind) : ofVelocities(kind);
}

function ofHeadings(kind: KindView): number | null {
  const heading = kind.column('heading');
  if (kind.count === 0) return null;
  let x = 0;
  let y = 0;
  for (let i = 0; i < heading.length; i++) {
    x += cos64(heading[i]);
    y += sin64(heading[i]);
  }
  return finite(Math.sqrt(x * x + y * y) / kind.count);
}

function ofVelocities(kind: KindView): number | null {
  const vx = kind.column('vx');
  const vy = kind.column('vy');
  const vz = kind.has('vz') ? kind.column('vz') : null;
  let x = 0;
  let y = 0;
  let z = 0;
  let moving = 0;
  for (let i = 0; i < kind.count; i++) {
    const w = vz ? vz[i] : 0;
    const speed = Math.sqrt(vx[i] * vx[i] + vy[i] * vy[i] + w * w);
    if (speed === 0) continue;
    moving++;
    x += vx[i] / speed;
    y += vy[i] / speed;
    z += w / speed;
  }
  return moving === 0 ? null : finite(Math.sqrt(x * x + y * y + z * z) / moving);
}

/** Rounding may leave a sum of unit vectors a hair above 1; a broken state has no value. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? Math.min(1, value) : null;
}
