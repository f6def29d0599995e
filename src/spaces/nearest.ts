// The k nearest of each agent in a continuous space, found through the cells that agents are sorted by. Imports engine and space.

import { CHUNK } from '../engine/columns.ts';
import type { Kernel, KernelContext, PhaseSpec } from '../engine/kernel.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import { moduleUrl } from '../engine/pool.ts';
import { cellAlong, type SpaceSpec } from './space.ts';

interface NearestData {
  readonly kind: string;
  readonly k: number;
  readonly space: SpaceSpec;
}

const SELF = moduleUrl(import.meta.url, './nearest');
const NONE = -1;

/** The scratch array that holds, agent by agent, where its k nearest stand in memory, the nearest first; -1 where there are fewer. */
export const nearestOf = (kind: string, k: number): string => `nearest:${kind}:${k}`;

/** Working memory; some more than there are agents, since kernels look at whole groups of them. */
export function nearestScratch(kind: string, k: number): ScratchSpec {
  return { name: nearestOf(kind, k), type: 'i32', kind, perAgent: k, fixed: 8 * k };
}

/** The phase that finds them; agents are sorted by cell already. */
export function nearestPhase(kind: string, k: number, space: SpaceSpec): PhaseSpec {
  const data: NearestData = { kind, k, space };
  return { name: `${k} nearest of kind ${kind}`, kind, kernel: { module: SELF, export: 'nearest' }, data };
}

/**
 * Reads positions and where cells start; writes the places of the k nearest others of each agent, by distance, then by place in memory.
 * Cells are visited ring by ring, until the k-th is no farther than what has been seen all round.
 */
export function nearest({ arena }: KernelContext, { kind, k, space }: NearestData): Kernel {
  const index = arena.kindIndex(kind);
  const axes = ['x', 'y', 'z'].slice(0, space.dimensions);
  const search = new Search(space, k);
  return {
    chunks: () => Math.ceil(arena.header.count(index) / CHUNK),
    run(chunk) {
      const now = arena.now(index);
      const out = arena.scratch(nearestOf(kind, k)) as Int32Array;
      const count = arena.header.count(index);
      search.begin(
        axes.map((axis) => now[axis] as Float64Array),
        arena.scratch(`starts:${kind}`) as Int32Array,
        count,
      );
      for (let i = chunk * CHUNK, end = Math.min(i + CHUNK, count); i < end; i++) search.of(i, out, i * k);
    },
  };
}

/** The search of one thread. */
class Search {
  private readonly space: SpaceSpec;
  private readonly k: number;
  /** least width of a cell */
  private readonly width: number;
  private readonly best: Float64Array;
  private readonly places: Int32Array;
  private found = 0;
  private axes: readonly Float64Array[] = [];
  private starts: Int32Array = new Int32Array(0);
  private count = 0;

  constructor(space: SpaceSpec, k: number) {
    this.space = space;
    this.k = k;
    this.width = Math.min(...space.size.map((size, d) => size / space.cells[d]));
    this.best = new Float64Array(k);
    this.places = new Int32Array(k);
  }

  begin(axes: readonly Float64Array[], starts: Int32Array, count: number): void {
    this.axes = axes;
    this.starts = starts;
    this.count = count;
  }

  of(i: number, out: Int32Array, at: number): void {
    const { k, space, best, width, axes, places } = this;
    const { cells, size } = space;
    this.found = 0;
    const cx = cellAlong(axes[0][i], cells[0], size[0]);
    const cy = cellAlong(axes[1][i], cells[1], size[1]);
    const cz = axes.length === 3 ? cellAlong(axes[2][i], cells[2], size[2]) : 0;
    const rings = Math.max(...cells);
    for (let ring = 0; ring <= rings; ring++) {
      if (space.periodic && cells.some((n) => 2 * ring + 1 > n)) {
        this.everyone(i); // the ring would meet itself
        break;
      }
      this.ring(i, ring, cx, cy, cz);
      // what is in no cell so far is farther away than this many whole cells; a little less, for rounding
      if (this.found === k && best[k - 1] <= (ring * width * (1 - 1e-9)) ** 2) break;
    }
    for (let n = 0; n < k; n++) out[at + n] = n < this.found ? places[n] : NONE;
  }

  private everyone(i: number): void {
    this.found = 0;
    for (let j = 0; j < this.count; j++) this.consider(i, j);
  }

  /** The cells so many cells away along one axis at least, and no more along any. */
  private ring(i: number, ring: number, cx: number, cy: number, cz: number): void {
    const { cells } = this.space;
    const deep = cells.length === 3;
    for (let dz = deep ? -ring : 0; dz <= (deep ? ring : 0); dz++) {
      const z = deep ? this.brought(cz + dz, cells[2]) : 0;
      if (z < 0) continue;
      for (let dy = -ring; dy <= ring; dy++) {
        const y = this.brought(cy + dy, cells[1]);
        if (y < 0) continue;
        const whole = Math.abs(dy) === ring || Math.abs(dz) === ring;
        for (let dx = -ring; dx <= ring; dx += whole || ring === 0 ? 1 : 2 * ring) {
          const x = this.brought(cx + dx, cells[0]);
          if (x >= 0) this.cell(i, (z * cells[1] + y) * cells[0] + x);
        }
      }
    }
  }

  /** A cell coordinate inside the space: wrapped, or -1 beyond a border. */
  private brought(at: number, n: number): number {
    if (at >= 0 && at < n) return at;
    return this.space.periodic ? (at + n) % n : NONE;
  }

  private cell(i: number, cell: number): void {
    for (let j = this.starts[cell], end = this.starts[cell + 1]; j < end; j++) this.consider(i, j);
  }

  /** Put j among the best, by distance and place. */
  private consider(i: number, j: number): void {
    if (j === i) return;
    const { best, places, k, axes, space } = this;
    let distance2 = 0;
    for (let d = 0; d < axes.length; d++) {
      let away = Math.abs(axes[d][j] - axes[d][i]);
      if (space.periodic && away > space.size[d] / 2) away = space.size[d] - away;
      distance2 += away * away;
    }
    let n = this.found;
    if (n === k && !(distance2 < best[k - 1] || (distance2 === best[k - 1] && j < places[k - 1]))) return;
    if (n < k) this.found++;
    else n--;
    while (n > 0 && (distance2 < best[n - 1] || (distance2 === best[n - 1] && j < places[n - 1]))) {
      best[n] = best[n - 1];
      places[n] = places[n - 1];
      n--;
    }
    best[n] = distance2;
    places[n] = j;
  }
}
