// Who leads each particle of a block, whatever the topology. Imports engine, topology and uniforms.

import { MAX_PARTIES } from '../engine/control.ts';
import type { KernelContext } from '../engine/kernel.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import { streamKey } from '../engine/random.ts';
import { GLOBAL } from './globals.ts';
import type { SwarmSpec } from './swarm-options.ts';
import {
  drawNeighbourhoods,
  fixedNeighbourhoods,
  leadersInto,
  neighbourhoodRoom,
  type NeighbourhoodRoom,
  type Neighbourhoods,
  type Rows,
} from './topology.ts';
import { fillUniforms } from './uniforms.ts';

/** Particles whose informants are drawn together. */
const LANES = 256;

/** Working memory of all threads. */
export function leadersScratch({ topology }: SwarmSpec): ScratchSpec[] {
  return topology.name === 'random' ? [{ name: 'informed', type: 'f64', fixed: 2 * LANES * MAX_PARTIES }] : [];
}

export class Leaders {
  private readonly context: Pick<KernelContext, 'arena' | 'party' | 'seed'>;
  private readonly spec: SwarmSpec;
  private readonly neighbourhoods: Neighbourhoods | null;
  private readonly rows: Rows | null = null;
  /** tick of the random topology at hand */
  private drawnTick = -1;

  /** @param fill module of uniforms.ts; null: they are drawn in JavaScript */
  constructor(context: Pick<KernelContext, 'arena' | 'party' | 'seed'>, spec: SwarmSpec, fill: WebAssembly.Module | null) {
    const { arena, party } = context;
    const { topology, particles } = spec;
    this.context = context;
    this.spec = spec;
    if (topology.name === 'global') this.neighbourhoods = null;
    else if (topology.name === 'random') {
      this.neighbourhoods = neighbourhoodRoom(topology.k, particles);
      const room = arena.scratch('informed') as Float64Array;
      const row = (n: number): Float64Array => room.subarray((2 * party + n) * LANES, (2 * party + n + 1) * LANES);
      const [first, second] = [row(0), row(1)];
      if (fill === null)
        this.rows = { first, second, fill: (k0, k1, counter, draw, count) => fillUniforms(k0, k1, counter, draw, count, first, second, 0) };
      else {
        const run = new WebAssembly.Instance(fill, { env: { memory: arena.memory } }).exports['fill'] as (...words: number[]) => void; // its export
        this.rows = { first, second, fill: (...words) => run(...words, first.byteOffset, second.byteOffset) };
      }
    } else this.neighbourhoods = fixedNeighbourhoods(topology, particles);
  }

  /** The leader of each particle of [lo, hi), to `leader`. */
  write(bestValue: Float64Array, lo: number, hi: number, leader: Int32Array): void {
    const { globals } = this.context.arena.header;
    if (this.neighbourhoods === null) leader.fill(globals[GLOBAL.bestIndex], lo, hi);
    else {
      this.renew(globals[GLOBAL.topologyTick]);
      leadersInto(this.neighbourhoods, bestValue, lo, hi, leader);
    }
  }

  private renew(tick: number): void {
    const { topology, particles } = this.spec;
    if (this.rows === null || tick === this.drawnTick) return;
    const room = this.neighbourhoods as NeighbourhoodRoom; // where there are rows
    drawNeighbourhoods(topology.k, particles, streamKey(this.context.seed, 'swarm.topology', tick), this.rows, room);
    this.drawnTick = tick;
  }
}
