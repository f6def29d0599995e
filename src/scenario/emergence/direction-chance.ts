// Directions against as many random ones, in closed form. Imports engine, emergence, report.

import type { KindView } from '../../engine/world.ts';
import { chiSquareTail } from '../../emergence/index.ts';
import { roundForPeople } from '../../report/index.ts';
import type { Against } from './beyond-chance.ts';

/** The closed form is that of many directions. */
const FEWEST = 20;
/** Points of the density. */
const POINTS = 200;

/**
 * The length r of the mean of N unit vectors against random ones: d N r² is χ² of d degrees of freedom for many of them (Rayleigh's test), so
 * that in the plane r has mean √(π / 4N) and standard deviation √((1 - π / 4) / N), in space √(8 / 3πN) and √((1 - 8 / 3π) / N).
 *
 * @returns null for a kind without directions or phases, with fewer than 20 agents that have one
 * @see Mardia & Jupp, Directional Statistics, §6.3 and §10.4 (2000). doi:10.1002/9780470316979
 */
export function directionChance(kind: KindView): Against | null {
  const given = directionsOf(kind);
  if (given === null || given.count < FEWEST) return null;
  const { what, label, sums, count } = given;
  const d = sums.length;
  const found = Math.min(1, Math.hypot(...sums) / count);
  const share = d === 2 ? Math.PI / 4 : 8 / (3 * Math.PI); // of the mean of r² that its squared mean is
  const variance = 1 / (d * count); // of one component
  const end = Math.min(1, 5 * Math.sqrt(d * variance));
  const density = (r: number): number =>
    d === 2
      ? (r / variance) * Math.exp(-(r * r) / (2 * variance))
      : Math.sqrt(2 / Math.PI) * (r * r) * variance ** -1.5 * Math.exp(-(r * r) / (2 * variance));
  return {
    name: `chance-${fileName(kind.name)}`,
    of: `${what} of ${roundForPeople(count, { digits: 15 })} agents of kind ${kind.name}`,
    model: 'as many random ones',
    quantity: { label, unit: '', domain: [0, 1] },
    found,
    chance: { density: Array.from({ length: POINTS }, (_, k) => ({ x: (end * k) / (POINTS - 1), y: density((end * k) / (POINTS - 1)) })) },
    mean: Math.sqrt(share / count),
    deviation: Math.sqrt((1 - share) / count),
    p: chiSquareTail(d * count * found ** 2, d),
    twoSided: false,
  };
}

/** Sums of unit vectors, one an axis, over the agents that have a direction. */
function directionsOf(kind: KindView): { what: string; label: string; sums: number[]; count: number } | null {
  const angle = ['heading', 'phase', 'theta'].find((name) => kind.has(name));
  if (angle !== undefined) {
    const angles = kind.column(angle);
    const columns = [Float64Array.from(angles, Math.cos), Float64Array.from(angles, Math.sin)];
    return {
      ...(angle === 'heading' ? { what: 'the headings', label: 'polarization' } : { what: 'the phases', label: 'coherence' }),
      ...summed(columns),
    };
  }
  if (!kind.has('vx') || !kind.has('vy')) return null;
  const axes = ['vx', 'vy', ...(kind.has('vz') ? ['vz'] : [])];
  return { what: 'the directions of motion', label: 'polarization', ...summed(axes.map((name) => kind.column(name))) };
}

function summed(axes: readonly ArrayLike<number>[]): { sums: number[]; count: number } {
  const sums = axes.map(() => 0);
  let count = 0;
  for (let i = 0; i < axes[0].length; i++) {
    const length = Math.hypot(...axes.map((axis) => axis[i]));
    if (!(length > 0 && length < Infinity)) continue;
    count++;
    axes.forEach((axis, a) => (sums[a] += axis[i] / length));
  }
  return { sums, count };
}

/** A file name from a kind's name. */
export function fileName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase();
}
