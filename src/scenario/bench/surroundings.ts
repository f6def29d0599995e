// What was measured on, and whether it had anything else to do. Imports engine, store and this folder.

import { loadavg } from 'node:os';
import { isoNow } from '../../engine/clock.ts';
import { cores } from '../../engine/pool.ts';
import { roundForPeople } from '../../report/index.ts';
import { machine, type Machine } from '../../store/index.ts';
import { VERSION } from '../version.ts';
import { median } from './bootstrap.ts';
import { coresHad, type Figure } from './suite.ts';

export interface Surroundings {
  readonly machine: Machine;
  readonly versions: { readonly swarmlab: string; readonly node: string; readonly v8: string };
  readonly date: string;
  /** mean number of processes that wanted a core in the minute before the start; 0 where the system does not tell */
  readonly loadBefore: number;
}

export function surroundings(): Surroundings {
  return {
    machine: machine(),
    versions: { swarmlab: VERSION, node: process.version, v8: process.versions.v8 },
    date: isoNow(),
    loadBefore: loadNow(),
  };
}

/** Load average of the last minute. */
export function loadNow(): number {
  return Math.round(loadavg()[0] * 100) / 100;
}

/** A machine with more to do than this per core at the start was busy. */
const BUSY_LOAD = 0.5;
/** One worker that had less of its wall time on a core than this was held up by others. */
const LEAST_SHARE = 0.9;
/** Rounds shorter than this are at the mercy of a single interruption; milliseconds. */
const SHORT_MS = 20;

/** What makes the figures less sure, in plain sentences; none when all is well. */
export function warnings(
  loadBefore: number,
  figures: readonly Pick<Figure, 'name' | 'workers' | 'timing'>[],
  available: number = cores(),
): string[] {
  const found: string[] = [];
  if (loadBefore > BUSY_LOAD * available)
    found.push(
      `The machine was busy: its load average was ${loadBefore} on ${available} cores at the start. Compare ratios only, or measure again when it is idle.`,
    );
  const timed = figures.flatMap(({ name, workers, timing }) => (timing ? [{ name, workers, timing }] : []));
  const held = timed
    .filter(({ workers }) => workers === 1)
    .map(({ name, timing }) => ({ name, share: coresHad({ timing }) }))
    .filter(({ share }) => share < LEAST_SHARE)
    .sort((a, b) => a.share - b.share);
  if (held.length > 0)
    found.push(
      `Processor time and wall time disagree in ${held.length} of ${timed.length} measurements: "${held[0].name}" had a core for only ${roundForPeople(100 * held[0].share, { digits: 2 })} % of its time. Something else ran beside it.`,
    );
  const short = timed.filter(({ timing }) => median(timing.wallMs) * timing.repeats < SHORT_MS);
  if (short.length > 0)
    found.push(
      `${short.length} of ${timed.length} measurements are very short (under ${SHORT_MS} ms a round), "${short[0].name}" among them: single interruptions show in them.`,
    );
  return found;
}
