// Rows of sweeps that never ran: what the tests of reports are made from.

import type { ParamValue } from '../../../src/engine/world.ts';
import type { SweepResult } from '../../../src/scenario/experiment/result.ts';
import { subjectOf, type Subject } from '../../../src/scenario/experiment/report/subject.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { EXPERIMENT_FORMAT, type ExperimentManifest, type RunRow } from '../../../src/store/index.ts';

/** What a run came to: its mean and its standard deviation in time; 'failed'; or no value. */
export type Outcome = { readonly mean: number; readonly sd: number } | 'failed' | null;

export interface Made {
  readonly over: Readonly<Record<string, readonly ParamValue[]>>;
  readonly replicates: number;
  readonly agents?: number;
  readonly metric?: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
  readonly outcome: (params: Readonly<Record<string, ParamValue>>, replicate: number) => Outcome;
}

/** A sweep over every combination of the values. */
export function made(scenario: Scenario, { over, replicates, agents = 100, metric = 'polarization', params = {}, outcome }: Made): Subject {
  let points: Record<string, ParamValue>[] = [{}];
  for (const [name, values] of Object.entries(over))
    points = points.flatMap((point) => values.map((value) => ({ ...point, [name]: value })));
  const rows = points.flatMap((point, p) =>
    Array.from({ length: replicates }, (_, replicate) =>
      rowOf(p * replicates + replicate, point, { replicate, agents, metric, found: outcome(point, replicate) }),
    ),
  );
  const done = rows.filter(({ status }) => status === 'done').length;
  const shared = {
    scenario: 'vicsek',
    scenarioPath: null,
    seed: 's',
    design: 'grid',
    over: Object.entries(over).map(([name, values]) => ({ name, values })),
    params,
    set: {},
    backend: null,
    replicates,
    ticks: 100,
    metricsFrom: 50,
    workers: 1,
    status: 'done' as const,
    runs: rows.length,
    done,
    failed: rows.length - done,
    sensitivity: null,
  };
  const manifest: ExperimentManifest = {
    ...shared,
    format: EXPERIMENT_FORMAT,
    textHash: null,
    fingerprint: '',
    points: null,
    options: {},
    measureEvery: null,
    versions: { swarmlab: '0', node: 'v24' },
    machine: { cpu: 'a cpu', cores: 2, memoryGiB: 8, os: 'an os' },
    started: '2026-01-01T00:00:00.000Z',
    ended: null,
    timings: { wall: 1 },
    command: 'npx swarmlab sweep vicsek',
    error: null,
  };
  const result: SweepResult = { ...shared, wallSeconds: 1, rows, report: null, folder: '/nowhere' };
  return subjectOf(scenario, manifest, result);
}

function rowOf(
  run: number,
  params: Record<string, ParamValue>,
  { replicate, agents, metric, found }: { replicate: number; agents: number; metric: string; found: Outcome },
): RunRow {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const common = { run, params, replicate, seed: `seed ${run}`, ticks: 100, stopReason: null, stateHash: null, nan: null, wallSeconds: 1 };
  if (found === 'failed')
    return { ...common, status: 'failed', error: { code: 'E_RULE', message: 'the rule broke.' }, agents: 0, metrics: {}, statistics: {} };
  const { mean, sd } = found ?? { mean: NaN, sd: NaN };
  const [m2, m4] = [mean * mean + sd * sd, mean ** 4 + 6 * mean * mean * sd * sd + 3 * sd ** 4];
  const statistics = { n: 50, mean: finite(mean), sd: finite(sd), se: finite(sd / 7), m2: finite(m2), m4: finite(m4) };
  return { ...common, status: 'done', error: null, agents, metrics: { [metric]: finite(mean) }, statistics: { [metric]: statistics } };
}
