// What the engine costs by itself: an empty tick, a barrier, agents that do next to nothing. Imports engine, models, rules, report and this folder.

import type { Program } from '../../engine/engine.ts';
import { cores } from '../../engine/pool.ts';
import { assemble } from '../../models/assemble.ts';
import { defineModel } from '../../models/model.ts';
import type { Backend } from '../../rules/compile.ts';
import { rule } from '../../rules/rule.ts';
import { idleProgram } from './idle.ts';
import { intervals } from './interval-chart.ts';
import { leastMs, sameState, SEED } from './model-suite.ts';
import { measureRounds } from './rounds.ts';
import { backendOf, figure, shown, within, type Check, type Figure, type Suite, type SuiteOptions } from './suite.ts';
import { WorldSubject } from './world-subject.ts';

const walkers = defineModel({
  name: 'walkers',
  description: 'agents that do next to nothing',
  params: { count: { default: 0, min: 0, max: 1e8, integer: true, description: 'number of agents' } },
  kinds: {
    walker: {
      count: ({ count }) => count,
      columns: { x: 'f64' },
      rule: rule((self) => {
        self.x += 1;
      }),
    },
  },
});

interface Case {
  readonly name: string;
  readonly program: (workers: number, backend: Backend) => Program;
  readonly ticks: number;
  readonly unit: string;
  /** how many of the unit there are in a tick */
  readonly perTick: number;
  readonly exact: string;
  readonly agents: number;
}

/** Phases of a tick that measures barriers, and chunks of each: more than one worker is given alone, even when workers are crowded. */
const PHASES = 10;
const SHARED = 8;

const CASES: readonly Case[] = [
  {
    name: 'a tick of no agents',
    program: (workers, backend) => assemble(walkers, { count: 0 }, workers, { backend }).program,
    ticks: 20_000,
    unit: 'µs per tick',
    perTick: 1,
    exact: 'all phases of a model without agents; none is shared out, so no barrier',
    agents: 0,
  },
  {
    name: 'a barrier',
    program: () => idleProgram(PHASES, SHARED),
    ticks: 1_000,
    unit: 'µs per phase',
    perTick: PHASES,
    exact: `phases of ${SHARED} empty chunks: one barrier each, except with one worker`,
    agents: 0,
  },
  ...[1_024, 100_000].map((count) => ({
    name: `a tick of ${count.toLocaleString('en')} walkers`,
    program: (workers: number, backend: Backend) => assemble(walkers, { count }, workers, { backend }).program,
    ticks: count > 10_000 ? 200 : 5_000,
    unit: 'µs per tick',
    perTick: 1,
    exact: 'one float64 column, one addition an agent; chunks of 512 agents',
    agents: count,
  })),
];

export const engineSuite: Suite = {
  name: 'engine',
  about: 'what a tick costs when there is nothing to do, and what a barrier costs',
  async run(options) {
    const counts = options.workers ?? [...new Set([1, 2, cores(), 2 * cores()])];
    const figures: Figure[] = [];
    for (const each of CASES) figures.push(...(await measureCase(each, counts, options)));
    const crowded = (workers: number): string => (workers > cores() ? ' (more than cores)' : '');
    return {
      name: 'engine',
      title: 'What the engine itself costs',
      text: `Microseconds per tick, and per phase where barriers are measured. This machine has ${cores()} cores; with more workers than that, workers sleep instead of spinning.`,
      lead: [],
      figures,
      tables: [
        {
          caption: 'Medians over the rounds, with the least and the greatest',
          columns: ['what', 'workers', 'µs', 'per'],
          rows: figures.map((each) => [
            each.name,
            `${each.workers}${crowded(each.workers)}`,
            shown(each),
            each.unit.replace('µs per ', ''),
          ]),
        },
      ],
      charts: [
        intervals({
          name: 'engine-cost',
          title: 'What the engine itself costs',
          caption: 'Less is faster. Points are medians over the rounds, bars run from the fastest to the slowest.',
          quantity: { label: 'time per tick, or per phase for a barrier', unit: 'µs' },
          rows: figures.map((each) => ({
            ...each,
            label: each.name,
            series: `${each.workers} worker${each.workers === 1 ? '' : 's'}${crowded(each.workers)}`,
          })),
        }),
      ],
    };
  },
};

async function measureCase(each: Case, counts: readonly number[], options: SuiteOptions): Promise<Figure[]> {
  const subjects: WorldSubject[] = [];
  options.say(each.name);
  try {
    for (const workers of counts) {
      const label = `${each.name}, ${workers} workers`;
      const { ticks, agents } = each;
      subjects.push(
        await WorldSubject.open(each.program(workers, backendOf(options)), {
          label,
          seed: SEED,
          workers,
          from: 1,
          ticks,
          agents,
          unit: 'ticks',
        }),
      );
    }
    const rows = await measureRounds(subjects, { rounds: options.rounds, leastMs: leastMs(options) });
    return subjects.map((subject, n) =>
      figure(rows[n], (ms, ticks) => (ms * 1_000) / (ticks * each.perTick), {
        name: each.name,
        workers: counts[n],
        backend: backendOf(options),
        unit: each.unit,
        held: { seed: SEED, ticks: each.ticks, agents: each.agents },
        exact: each.exact,
        stateHash: rows[n].outcome,
        checks: [sameState(rows[n].outcome, rows[0].outcome), ...walked(subject, each)],
        workUnit: 'ticks',
      }),
    );
  } finally {
    for (const subject of subjects) await subject.close();
  }
}

/** Every walker has made one step a tick. */
function walked({ engine }: WorldSubject, { agents, ticks }: Case): Check[] {
  if (agents === 0) return [];
  const { x } = engine.arena.now(0);
  let far = 0;
  for (let i = 0; i < agents; i++) far += x[i];
  return [within('mean steps of a walker', far / agents, ticks + 1, ticks + 1)];
}
