// Candidates and the runs that judge them: seeds, repeats, replicates side by side. Imports store's types, experiment, this folder.

import { checkParams, type DeclaredParams } from '../../engine/params.ts';
import type { ParamValue } from '../../engine/world.ts';
import type { RunRow } from '../../store/index.ts';
import type { RunOrder } from '../experiment/perform.ts';
import { runSeed } from '../experiment/seed.ts';
import type { Judge, Verdict } from './loss.ts';

/** `search`: proposed by the optimiser; `final`: among the best, run again with fresh seeds. */
export type Stage = 'search' | 'final';

/** Parameters that were tried, and what they came to. */
export interface Candidate {
  readonly candidate: number;
  readonly stage: Stage;
  /** from 0 */
  readonly generation: number;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly rows: readonly RunRow[];
  readonly verdict: Verdict;
}

/** What seeds follow from. */
export interface Seeding {
  readonly seed: string;
  readonly common: boolean;
  readonly set: Readonly<Record<string, ParamValue>>;
  readonly specs: DeclaredParams;
}

/** Runs that are to be done for new candidates, numbered in the order in which they are planned. */
export class Book {
  readonly candidates: Candidate[] = [];
  private readonly seeding: Seeding;
  private readonly judge: Judge;
  private readonly known = new Map<string, readonly RunRow[]>();
  private readonly times = new Map<string, number>();
  /** runs planned so far, done or not */
  planned = 0;

  constructor(seeding: Seeding, judge: Judge) {
    this.seeding = seeding;
    this.judge = judge;
  }

  /**
   * What is to be run for some candidates, one list each. With common seeds, one that was tried before has the rows that it had: nothing
   * is run for it.
   */
  plan(stage: Stage, points: readonly Candidate['params'][], replicates: number): RunOrder[][] {
    const fresh = new Set<string>();
    return points.map((params) => {
      const key = keyOf(stage, params);
      if (this.seeding.common && (this.known.has(key) || fresh.has(key))) return [];
      fresh.add(key);
      const again = this.times.get(key) ?? 0;
      this.times.set(key, again + 1);
      return Array.from({ length: replicates }, (_, replicate) => this.order(stage, params, replicate, again));
    });
  }

  /** How many runs {@link plan} would give, without planning them. */
  count(stage: Stage, points: readonly Candidate['params'][], replicates: number): number {
    if (!this.seeding.common) return points.length * replicates;
    const fresh = new Set(points.map((params) => keyOf(stage, params)).filter((key) => !this.known.has(key)));
    return fresh.size * replicates;
  }

  /** Judge candidates by the rows of their runs; those without runs of their own by the rows they had. */
  enter(
    stage: Stage,
    generation: number,
    points: readonly Candidate['params'][],
    plans: readonly (readonly RunOrder[])[],
    rows: ReadonlyMap<number, RunRow>,
  ): Candidate[] {
    return points.map((params, n) => {
      const key = keyOf(stage, params);
      const own = plans[n].flatMap(({ run }) => rows.get(run) ?? []);
      if (own.length > 0) this.known.set(key, own);
      const judged = own.length > 0 ? own : (this.known.get(key) ?? []);
      const entered = { candidate: this.candidates.length, stage, generation, params, rows: judged, verdict: this.judge(judged, params) };
      this.candidates.push(entered);
      return entered;
    });
  }

  private order(stage: Stage, params: Candidate['params'], replicate: number, again: number): RunOrder {
    const { seed, common, set, specs } = this.seeding;
    const given = { ...set, ...params };
    const own = `${seed} calibration ${stage}`;
    return {
      run: this.planned++,
      set: given,
      params,
      replicate,
      seed: common ? runSeed(own, {}, replicate) : runSeed(own, checkParams(specs, given), replicate, again),
    };
  }
}

function keyOf(stage: Stage, params: Candidate['params']): string {
  return JSON.stringify([stage, ...Object.values(params)]);
}
