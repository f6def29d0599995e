// What a benchmark suite is and what it gives. Imports engine, rules, report and this folder.

import type { ParamValue } from '../../engine/world.ts';
import { LabError } from '../../errors.ts';
import type { Backend } from '../../rules/compile.ts';
import { roundForPeople, type Chart, type Table } from '../../report/index.ts';
import { median } from './bootstrap.ts';
import type { Timed } from './rounds.ts';

export interface SuiteOptions {
  /** a first impression: fewer rounds, no large worlds */
  readonly quick: boolean;
  readonly rounds: number;
  /** worker counts to measure; null leaves the choice to the suite */
  readonly workers: readonly number[] | null;
  /** how rules run; null leaves the choice to the suite. All give the same bits */
  readonly backends: readonly Backend[] | null;
  /** progress, one line each */
  readonly say: (line: string) => void;
}

/** How rules run where one way is measured and none was asked for. */
export const USUAL: Backend = 'simd';

/** The back end of a suite that measures one. */
export function backendOf({ backends }: Pick<SuiteOptions, 'backends'>): Backend {
  return backends?.[0] ?? USUAL;
}

export interface Suite {
  readonly name: string;
  /** one line for `--help` and the report */
  readonly about: string;
  /** not measured unless named */
  readonly onlyByName?: boolean;
  run(options: SuiteOptions): Promise<SuiteResult>;
}

/** Something that must hold for a figure to mean what it says. */
export interface Check {
  readonly what: string;
  readonly due: string;
  readonly found: string;
  readonly holds: boolean;
}

/** One measured quantity. */
export interface Figure {
  readonly name: string;
  /** who did it, where several do the same; else the name says it */
  readonly who?: string;
  readonly workers: number;
  /** how rules ran; absent where there are no rules */
  readonly backend?: Backend;
  readonly unit: string;
  /** one a round */
  readonly values: readonly number[];
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly timing: Timing | null;
  /** what was held fixed */
  readonly held: Readonly<Record<string, ParamValue>>;
  /** what was exact and what was not */
  readonly exact: string;
  /** of the state in which the work ended; null where there is no world */
  readonly stateHash: string | null;
  readonly checks: readonly Check[];
}

/** How a figure was timed. */
export interface Timing {
  readonly work: number;
  readonly workUnit: string;
  readonly repeats: number;
  /** of each round, for the work done once */
  readonly wallMs: readonly number[];
  readonly cpuMs: readonly number[];
}

export interface SuiteResult {
  readonly name: string;
  readonly title: string;
  /** what was measured, how, and what was held fixed; plain sentences */
  readonly text: string;
  readonly figures: readonly Figure[];
  /** for the terminal and the page */
  readonly tables: readonly Table[];
  readonly charts: readonly Chart[];
  /** plain sentences that belong on top of the report */
  readonly lead: readonly string[];
  /** what else there is to keep, for machines */
  readonly data?: unknown;
}

/**
 * A figure from rounds of timing, once it is known that the work was done.
 *
 * @param value from one round's wall time (ms) and its work
 * @throws LabError E_INTERNAL when a check does not hold
 */
export function figure(
  timed: Timed,
  value: (wallMs: number, work: number) => number,
  rest: Pick<Figure, 'name' | 'who' | 'workers' | 'backend' | 'unit' | 'held' | 'exact' | 'checks' | 'stateHash'> & { workUnit: string },
): Figure {
  const { workUnit, ...known } = rest;
  refuseFailed(known.name, known.checks);
  const { work, repeats, wallMs, cpuMs } = timed;
  const values = wallMs.map((ms) => value(ms, work));
  return { ...known, ...spreadOf(values), values, timing: { work, workUnit, repeats, wallMs, cpuMs } };
}

/** Median, least and greatest. */
export function spreadOf(values: readonly number[]): { median: number; low: number; high: number } {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}

/** @throws LabError E_INTERNAL naming the first check that does not hold */
export function refuseFailed(name: string, checks: readonly Check[]): void {
  const failed = checks.find(({ holds }) => !holds);
  if (failed)
    throw new LabError(
      'E_INTERNAL',
      `${name}: ${failed.what} should be ${failed.due}, but is ${failed.found}. Its time is not reported, since other work was done than declared.`,
    );
}

/** Processor time over wall time, the median of the rounds; NaN for what was not timed. */
export function coresHad({ timing }: Pick<Figure, 'timing'>): number {
  return timing === null ? Number.NaN : median(timing.wallMs.map((ms, n) => timing.cpuMs[n] / ms));
}

/** A check that a number lies in a range. */
export function within(what: string, found: number | null, low: number, high: number): Check {
  const due = low === high ? roundForPeople(low) : `${roundForPeople(low, { digits: 3 })} to ${roundForPeople(high, { digits: 3 })}`;
  return { what, due, found: roundForPeople(found), holds: found !== null && found >= low && found <= high };
}

/** Middle value with the range, for example "152 (149–163)". */
export function shown({ median: middle, low, high }: { median: number; low: number; high: number }): string {
  const round = (value: number): string => roundForPeople(value, { digits: 3 });
  return low === high ? round(middle) : `${round(middle)} (${round(low)}–${round(high)})`;
}

/** What was exact, each text once with the names that it is about; all of them when there is only one text. */
export function exactness(figures: readonly Figure[]): [string, string][] {
  const texts = new Map<string, Set<string>>();
  for (const { name, who, exact } of figures) texts.set(exact, (texts.get(exact) ?? new Set()).add(who ?? name));
  return [...texts].map(([exact, names]) => [texts.size === 1 ? 'all of these' : [...names].join('; '), exact]);
}
