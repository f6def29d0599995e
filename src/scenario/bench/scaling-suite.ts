// Strong and weak scaling of a flock and of a particle swarm. Imports engine, models, swarm, report and this folder.

import type { Program } from '../../engine/engine.ts';
import { checkParams } from '../../engine/params.ts';
import { cores } from '../../engine/pool.ts';
import { assemble } from '../../models/assemble.ts';
import { flocking } from '../../models/flocking.ts';
import type { Backend } from '../../rules/compile.ts';
import { roundForPeople, type Cell, type Chart, type Table } from '../../report/index.ts';
import { builtinObjective } from '../../swarm/objectives.ts';
import { psoProgram } from '../../swarm/program.ts';
import { sameState, SEED } from './model-suite.ts';
import { measureRounds } from './rounds.ts';
import { interval, speedupChart, weakChart } from './scaling-charts.ts';
import { USL_COUNTS } from './scaling-fit.ts';
import { analyseScaling, type Scaling } from './scaling.ts';
import { backendOf, coresHad, figure, type Figure, type Suite, type SuiteOptions } from './suite.ts';
import { WorldSubject } from './world-subject.ts';

interface Case {
  readonly name: string;
  readonly title: string;
  readonly kind: 'strong' | 'weak';
  /** agents with that many workers */
  readonly agents: (workers: number, quick: boolean) => number;
  readonly program: (agents: number, workers: number, backend: Backend) => Program;
  readonly from: number;
  readonly ticks: number;
  readonly unit: string;
  readonly exact: string;
}

/** Birds at 0.02 per unit area, radius 5. */
function flock(count: number, workers: number, backend: Backend): Program {
  const side = Math.sqrt(count / 0.02);
  return assemble(flocking, checkParams(flocking.params, { count, width: side, height: side, visual: 5 }), workers, { backend }).program;
}

function swarm(particles: number): Program {
  const dimensions = 30;
  const { lower, upper } = builtinObjective('rastrigin', { dimensions });
  return psoProgram({ dimensions, particles, lower, upper, topology: 'ring', objective: { name: 'rastrigin' } });
}

const FLOCK = {
  program: flock,
  from: 5,
  ticks: 40,
  unit: 'agent-steps',
  exact: 'exact neighbours on the torus, synchronous, float64, density 0.02, radius 5',
};
const CASES: readonly Case[] = [
  { ...FLOCK, name: 'flock', title: 'flock', kind: 'strong', agents: (_, quick) => (quick ? 40_000 : 100_000) },
  {
    name: 'swarm',
    title: 'particle swarm, 30-D Rastrigin',
    kind: 'strong',
    agents: () => 10_000,
    program: swarm,
    from: 0,
    ticks: 20,
    unit: 'evaluations',
    exact: 'ring of informants, float64, everything that an iteration does included',
  },
  { ...FLOCK, name: 'flock-weak', title: 'flock', kind: 'weak', agents: (workers, quick) => workers * (quick ? 20_000 : 50_000) },
];

interface Measured {
  readonly each: Case;
  readonly figures: readonly Figure[];
  readonly scaling: Scaling;
}

export const scaling: Suite = {
  name: 'scaling',
  about: 'strong and weak scaling, with Amdahl and Universal Scalability fits and 95 % intervals',
  async run(options) {
    const counts = options.workers ?? [...new Set([1, 2, 4, 8, 16, 32, 64, 128, cores()])].filter((count) => count <= cores());
    const workers = [...new Set([1, ...counts])].sort((a, b) => a - b);
    const all: Measured[] = [];
    for (const each of CASES) all.push(await measureCase(each, workers, options));
    const leads = all.filter(({ each }) => each.kind === 'strong').map(leadOf);
    return {
      name: 'scaling',
      title: 'Scaling with workers',
      text:
        'Strong scaling: the same world with more workers; it must end in the same state. Weak scaling: every worker brings as many agents. ' +
        'All numbers of workers are measured in turn within each round; speed-ups are ratios within rounds, their intervals (95 %) come from drawing rounds anew and are too narrow with fewer than about ten rounds. Cores had: processor time over wall time.',
      lead: leads,
      figures: all.flatMap(({ figures }) => figures),
      tables: [pointsTable(all), lawsTable(all)],
      charts: all.map(chartOf),
      data: all.map(({ each, scaling: found }) => ({ name: each.name, kind: each.kind, ...found })),
    };
  },
};

async function measureCase(each: Case, workers: readonly number[], options: SuiteOptions): Promise<Measured> {
  const subjects: WorldSubject[] = [];
  options.say(`${each.kind} scaling: ${each.title}`);
  try {
    for (const count of workers) {
      const agents = each.agents(count, options.quick);
      const label = `${each.title}, ${count} workers`;
      subjects.push(
        await WorldSubject.open(each.program(agents, count, backendOf(options)), {
          ...each,
          unit: 'agent-steps',
          label,
          seed: SEED,
          workers: count,
          agents,
        }),
      );
    }
    const rows = await measureRounds(subjects, { rounds: options.rounds, leastMs: options.quick ? 200 : 1_000 });
    const figures = rows.map((row, n) =>
      figure(row, (ms, work) => (work / ms) * 1_000, {
        name: `${each.title}, ${each.kind} scaling`,
        workers: workers[n],
        ...(each.program === flock ? { backend: backendOf(options) } : {}),
        unit: `${each.unit} per second`,
        held: { seed: SEED, agents: each.agents(workers[n], options.quick), from: each.from, ticks: each.ticks },
        exact: each.exact,
        stateHash: row.outcome,
        checks: each.kind === 'strong' ? [sameState(row.outcome, rows[0].outcome)] : [],
        workUnit: each.unit,
      }),
    );
    const rounds = Array.from({ length: options.rounds }, (_, round) => figures.map(({ values }) => values[round]));
    return { each, figures, scaling: analyseScaling({ workers, rounds, cores: cores() }) };
  } finally {
    for (const subject of subjects) await subject.close();
  }
}

function leadOf({ each, scaling: { points, amdahl } }: Measured): string {
  const best = points.filter(({ crowded }) => !crowded).reduce((a, b) => (b.speedup.value > a.speedup.value ? b : a));
  if (best.workers === points[0].workers) return `The ${each.title} was no faster with more workers than ${best.workers}.`;
  const serial = amdahl ? `; Amdahl's law: ${interval(amdahl.contention, 100)} % of the work serial` : '';
  return `The ${each.title} was ${interval(best.speedup)} times as fast with ${best.workers} workers as with one${serial}.`;
}

function chartOf({ each, scaling: found }: Measured): Chart {
  return each.kind === 'strong'
    ? speedupChart(`scaling-${each.name}`, `Strong scaling: ${each.title}`, found)
    : weakChart(`scaling-${each.name}`, `Weak scaling: ${each.title}`, found);
}

function pointsTable(all: readonly Measured[]): Table {
  return {
    caption: 'Medians over the rounds with 95 % intervals',
    columns: ['what', 'agents', 'workers', 'work per second', 'speed-up', 'efficiency', 'cores had'],
    rows: all.flatMap(({ each, figures, scaling: { points } }) =>
      points.map(({ workers, crowded, speedup, throughput }, n): Cell[] => [
        figures[n].name,
        figures[n].held['agents'] as number, // set above
        crowded ? `${workers} (more than cores)` : String(workers),
        `${interval(throughput)} ${each.unit}`,
        interval(speedup),
        `${interval(speedup, 100 / workers)} %`,
        roundForPeople(coresHad(figures[n]), { digits: 3 }),
      ]),
    ),
  };
}

function lawsTable(all: readonly Measured[]): Table {
  return {
    caption: 'Laws fitted to the throughput of all rounds, with 95 % intervals',
    columns: ['what', 'law', 'contention σ', 'coherency κ', 'note'],
    rows: all
      .filter(({ each }) => each.kind === 'strong')
      .flatMap(({ each, scaling: { amdahl, usl, peak } }): Cell[][] => [
        ...(amdahl ? [[each.title, 'Amdahl', interval(amdahl.contention), '0', 'σ is the serial share']] : []),
        usl
          ? [
              each.title,
              'Universal Scalability',
              interval(usl.contention),
              interval(usl.coherency),
              Number.isFinite(peak) ? `peaks at ${Math.round(peak ?? 0)} workers` : 'no peak',
            ]
          : [
              each.title,
              'Universal Scalability',
              '–',
              '–',
              `not identifiable: fewer than ${USL_COUNTS} numbers of workers up to the number of cores`,
            ],
      ]),
  };
}
