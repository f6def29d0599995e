// Speed of the models: nanoseconds per agent and tick, from the table of cases. Imports engine, rules, models, report and this folder.

import { checkParams } from '../../engine/params.ts';
import { numberOf, worldOf, type ParamValue, type SpaceView } from '../../engine/world.ts';
import { assemble } from '../../models/assemble.ts';
import type { Backend } from '../../rules/compile.ts';
import { roundForPeople } from '../../report/index.ts';
import { intervals } from './interval-chart.ts';
import { LOOKS, type ModelCase, type Seen } from './model-cases.ts';
import { measureRounds } from './rounds.ts';
import { figure, shown, spreadOf, type Check, type Figure, type Suite, type SuiteOptions, type SuiteResult } from './suite.ts';
import { WorldSubject } from './world-subject.ts';

/** Of every world that is measured. */
export const SEED = 'bench';
const UNIT = 'ns per agent-step';
/** Measured side by side unless one is asked for. */
const BACKENDS: readonly Backend[] = ['js', 'simd'];

interface Row {
  readonly figure: Figure;
  readonly ticks: number;
  readonly seen: Seen;
  /** names of what is told of it */
  readonly tell: readonly string[];
  /** how many times as fast as the first way of the same case, in each round */
  readonly faster: readonly number[];
}

/** Least wall time of a subject in a round, in milliseconds. */
export function leastMs({ quick }: SuiteOptions): number {
  return quick ? 100 : 300;
}

/** The suite of some cases. */
export function modelSuite(name: string, about: string, cases: readonly ModelCase[]): Suite {
  return {
    name,
    about,
    async run(options) {
      const rows: Row[] = [];
      for (const each of cases) if (!(each.large && options.quick)) rows.push(...(await measureCase(each, options)));
      return result(name, rows);
    },
  };
}

/** One case with each number of workers and each back end, side by side. */
async function measureCase(each: ModelCase, options: SuiteOptions): Promise<Row[]> {
  const counts = each.sequential ? [1] : (options.workers ?? [1]);
  const ways = counts.flatMap((workers) => (options.backends ?? BACKENDS).map((backend) => ({ workers, backend })));
  const params = checkParams(each.model.params, each.set);
  const subjects: WorldSubject[] = [];
  options.say(each.name);
  try {
    let space: SpaceView | null = null;
    for (const { workers, backend } of ways) {
      const assembly = assemble(each.model, params, workers, { backend });
      ({ space } = assembly);
      const born = assembly.program.spec.kinds.reduce((sum, { count }) => sum + count, 0);
      const agents = each.turnover ? null : born;
      const label = `${each.name}, ${backend}, ${workers} worker${workers === 1 ? '' : 's'}`;
      subjects.push(await WorldSubject.open(assembly.program, { ...each, label, seed: SEED, workers, agents }));
    }
    const timed = await measureRounds(subjects, { rounds: options.rounds, leastMs: leastMs(options) });
    const rows: Row[] = [];
    for (const [n, subject] of subjects.entries()) {
      const seen = await lookAt(subject, each, params, space);
      const shared = {
        name: each.name,
        ...ways[n],
        unit: UNIT,
        held: { seed: SEED, from: each.from, ticks: each.ticks, ...params },
        exact: each.exact,
        stateHash: timed[n].outcome,
        checks: [...each.checks(seen), sameState(timed[n].outcome, timed[0].outcome), sameState(subject.outcome(), timed[n].outcome)],
        workUnit: 'agent-steps',
      };
      rows.push({
        figure: figure(timed[n], (ms, work) => (ms * 1e6) / work, shared),
        ticks: each.ticks,
        seen,
        tell: Object.keys(each.tell),
        faster: timed[n].wallMs.map((ms, round) => timed[0].wallMs[round] / ms),
      });
    }
    return rows;
  } finally {
    for (const subject of subjects) await subject.close();
  }
}

/** Go through the timed ticks once more, looking at the world on the way. */
async function lookAt(subject: WorldSubject, each: ModelCase, params: Record<string, ParamValue>, space: SpaceView | null): Promise<Seen> {
  const look = (): Record<string, number | null> => {
    const world = worldOf(subject.engine.arena, params, space);
    return Object.fromEntries(Object.entries({ ...each.tell, ...each.look }).map(([name, metric]) => [name, numberOf(metric(world))]));
  };
  subject.rewind();
  const agents = subject.engine.arena.alive();
  const looks = [look()];
  for (let n = 1; n < LOOKS; n++) {
    await subject.engine.advance(each.from + Math.round((each.ticks * n) / (LOOKS - 1)));
    looks.push(look());
  }
  const mean = (name: string): number | null =>
    looks.reduce<number | null>((sum, { [name]: value }) => (sum === null || value === null ? null : sum + value / LOOKS), 0);
  return {
    params,
    agents,
    start: looks[0],
    end: looks[LOOKS - 1],
    mean: Object.fromEntries(Object.keys(looks[0]).map((name) => [name, mean(name)])),
  };
}

/** However many workers computed it, and however its rules ran, the state is the same. */
export function sameState(found: string, due: string): Check {
  return { what: 'state hash', due, found, holds: found === due };
}

function result(name: string, rows: readonly Row[]): SuiteResult {
  const told = [...new Set(rows.flatMap(({ tell }) => tell))];
  const digits = (value: number | null | undefined): string => roundForPeople(value, { digits: 3 });
  return {
    name,
    title: `Speed of ${name}`,
    text:
      'Wall time of the ticks alone, the same ticks from the same state in every round; start of threads, compilation and metrics are outside. ' +
      `Seed "${SEED}". Each case ended in one state hash, whatever the number of workers and however its rules ran.`,
    lead: [],
    figures: rows.map(({ figure: each }) => each),
    tables: [
      {
        caption:
          'Medians over the rounds, with the least and the greatest; "times as fast" is against the first row of the same case, round by round',
        columns: [
          'case',
          'rules run as',
          'workers',
          UNIT,
          'ms per tick',
          'times as fast',
          ...told.map((each) => `${each}: start, mean, end`),
          'state hash',
        ],
        rows: rows.map(({ figure: each, ticks, seen, faster }) => [
          each.name,
          each.backend ?? '',
          each.workers,
          shown(each),
          shown(spreadOf((each.timing?.wallMs ?? []).map((ms) => ms / ticks))),
          shown(spreadOf(faster)),
          ...told.map((metric) => `${digits(seen.start[metric])}, ${digits(seen.mean[metric])}, ${digits(seen.end[metric])}`),
          (each.stateHash ?? '').slice(0, 12),
        ]),
      },
    ],
    charts: [
      intervals({
        name: `${name}-speed`,
        title: `Time per agent and tick: ${name}`,
        caption: 'Less is faster. Points are medians over the rounds, bars run from the fastest to the slowest.',
        quantity: { label: 'time per agent-step', unit: 'ns' },
        rows: rows.map(({ figure: each }) => ({
          ...each,
          label: each.name,
          series: `${each.backend}, ${each.workers} worker${each.workers === 1 ? '' : 's'}`,
        })),
      }),
    ],
  };
}
