// Where agents stand in memory, by id: for rules that ask for an agent by its id where sorting, or deaths, move agents. Imports engine.

import { CHUNK } from '../engine/columns.ts';
import type { Kernel, KernelContext, PhaseSpec } from '../engine/kernel.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import { moduleUrl } from '../engine/pool.ts';

interface PlaceData {
  readonly kind: string;
  /** agents of the kind can die: then ids are forgotten before those of the living are noted */
  readonly mortal: boolean;
}

/** The place of an id that no living agent has. */
const NOBODY = -1;

const SELF = moduleUrl(import.meta.url, './places');

/** The scratch array that leads from ids to places. */
export const placesOf = (kind: string): string => `places:${kind}`;

/** Ids are never given after the start to kinds that have places, so the capacity holds them all. */
export function placeScratch(kind: string): ScratchSpec {
  return { name: placesOf(kind), type: 'i32', kind, perAgent: 1 };
}

/** The phases that note where the agents of `kind` stand now. */
export function placePhases(kind: string, mortal: boolean): PhaseSpec[] {
  const data: PlaceData = { kind, mortal };
  return [...(mortal ? ['forgetPlaces'] : []), 'notePlaces'].map((name) => ({
    name: `places of kind ${kind} by id`,
    kind,
    kernel: { module: SELF, export: name },
    data,
  }));
}

/** Nobody stands anywhere. Reads nothing. */
export function forgetPlaces({ arena }: KernelContext, { kind }: PlaceData): Kernel {
  const places = (): Int32Array => arena.scratch(placesOf(kind)) as Int32Array;
  return {
    chunks: () => Math.ceil(places().length / CHUNK),
    run(chunk) {
      places().fill(NOBODY, chunk * CHUNK, (chunk + 1) * CHUNK);
    },
  };
}

/** Reads ids; writes the place of each, and where nobody dies, that the ids beyond are nobody's. */
export function notePlaces({ arena }: KernelContext, { kind, mortal }: PlaceData): Kernel {
  const k = arena.kindIndex(kind);
  return {
    chunks: () => Math.ceil((mortal ? arena.header.count(k) : arena.capacities.kinds[k]) / CHUNK),
    run(chunk) {
      const places = arena.scratch(placesOf(kind)) as Int32Array;
      const ids = arena.now(k).id;
      const count = arena.header.count(k);
      const lo = chunk * CHUNK;
      const hi = lo + CHUNK;
      for (let i = lo, end = Math.min(hi, count); i < end; i++) places[ids[i]] = i;
      if (!mortal && hi > count) places.fill(NOBODY, Math.max(lo, count), hi);
    },
  };
}
