// What a run has to show at its end. Imports engine and store.

import { resolve } from 'node:path';
import type { FirstNaN } from '../engine/nan.ts';
import type { ParamValue } from '../engine/world.ts';
import type { Manifest } from '../store/index.ts';
import type { RuleNote } from './ways.ts';

/** What a run has to show: the JSON object of the command line. */
export interface RunResult {
  readonly scenario: string;
  readonly seed: string;
  readonly params: Record<string, ParamValue>;
  readonly workers: number;
  /** simd: at least one rule ran as WebAssembly */
  readonly backend: 'js' | 'simd';
  /** what ran each tick, and how */
  readonly rules: readonly RuleNote[];
  /** ticks done */
  readonly ticks: number;
  /** alive at the end */
  readonly agents: number;
  readonly agentsByKind: Record<string, number>;
  readonly wallSeconds: number;
  readonly agentStepsPerSecond: number | null;
  readonly stateHash: string;
  readonly metrics: Record<string, number | null>;
  readonly best: { value: number; position: number[] } | null;
  readonly evaluations: number | null;
  /** the first NaN that was stored in a column or a global */
  readonly nan: FirstNaN | null;
  readonly stopReason: string;
  readonly status: 'done' | 'interrupted';
  /** the folder */
  readonly run: string;
}

/** The result of a finished run, from what its folder says. */
export function resultOf(manifest: Manifest, run: string): RunResult {
  const {
    scenario,
    seed,
    params,
    workers,
    tick,
    agents,
    agentsByKind,
    timings,
    stateHash: hash,
    metrics,
    best,
    evaluations,
    rules,
    nan,
    stopReason,
    agentStepsPerSecond,
  } = manifest;
  return {
    scenario,
    seed,
    params,
    workers,
    backend: manifest.backend === 'simd' ? 'simd' : 'js',
    rules,
    ticks: tick,
    agents,
    agentsByKind,
    wallSeconds: timings['running'] ?? 0,
    agentStepsPerSecond: agentStepsPerSecond ?? null,
    stateHash: hash ?? '',
    metrics,
    best: best && best.value !== null ? { value: best.value, position: best.position ?? [] } : null,
    evaluations,
    nan,
    stopReason: stopReason ?? '',
    status: manifest.status === 'interrupted' ? 'interrupted' : 'done',
    run: resolve(run),
  };
}
