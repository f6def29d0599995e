// Speed of the particle swarm on built-in objectives, and of the objectives alone. Imports engine, swarm, report and this folder.

import { uniform53, keyFromSeed, streamKey } from '../../engine/random.ts';
import { bbobTitles } from '../../swarm/bbob.ts';
import type { Objective } from '../../swarm/objective.ts';
import { builtinObjective, objectiveNames } from '../../swarm/objectives.ts';
import { bestOf } from '../../swarm/particles.ts';
import { psoProgram } from '../../swarm/program.ts';
import { intervals } from './interval-chart.ts';
import { leastMs, sameState, SEED } from './model-suite.ts';
import { measureRounds, timed, type Subject } from './rounds.ts';
import { figure, shown, type Check, type Figure, type Suite, type SuiteOptions } from './suite.ts';
import { WorldSubject } from './world-subject.ts';

const EXACT = 'float64, own elementary functions; moving, evaluating, personal and swarm bests included; ring of 3 informants';
/** Evaluations of one doing of the work, about. */
const EVALUATIONS = 100_000;

const CASES = ['sphere', 'rastrigin', 'rosenbrock'].flatMap((name) =>
  [10, 30].flatMap((dimensions) => [40, 1_000].map((particles) => ({ name, dimensions, particles }))),
);

export const pso: Suite = {
  name: 'pso',
  about: 'evaluations per second of the particle swarm on built-in objectives',
  async run(options) {
    const figures: Figure[] = [];
    for (const each of CASES) if (!options.quick || each.name !== 'rosenbrock') figures.push(...(await measureSwarm(each, options)));
    return {
      name: 'pso',
      title: 'Speed of the particle swarm',
      text: `Millions of evaluations per second, everything that an iteration does included. The same iterations from the same state in every round. Seed "${SEED}".`,
      lead: [],
      figures,
      tables: [
        {
          caption: 'Medians over the rounds, with the least and the greatest',
          columns: ['objective, dimensions, particles', 'workers', 'million evaluations per second', 'state hash'],
          rows: figures.map((each) => [each.name, each.workers, shown(each), (each.stateHash ?? '').slice(0, 12)]),
        },
      ],
      charts: [
        intervals({
          name: 'pso-speed',
          title: 'Evaluations per second of the particle swarm',
          caption: 'More is faster. Points are medians over the rounds, bars run from the slowest to the fastest.',
          quantity: { label: 'evaluations', unit: 'million per second' },
          rows: figures.map((each) => ({ ...each, label: each.name, series: `${each.workers} worker${each.workers === 1 ? '' : 's'}` })),
        }),
      ],
    };
  },
};

async function measureSwarm({ name, dimensions, particles }: (typeof CASES)[number], options: SuiteOptions): Promise<Figure[]> {
  const counts = options.workers ?? [1];
  const objective = builtinObjective(name, { dimensions });
  const { lower, upper } = objective;
  const program = psoProgram({ dimensions, particles, lower, upper, topology: 'ring', objective: { name } });
  const ticks = Math.ceil(EVALUATIONS / particles);
  const label = `${name}, ${dimensions}-D, ${particles.toLocaleString('en')}`;
  options.say(`particle swarm: ${label}`);
  const subjects: WorldSubject[] = [];
  try {
    for (const workers of counts)
      subjects.push(
        await WorldSubject.open(program, { label: `${label}, ${workers} workers`, seed: SEED, workers, from: 0, ticks, agents: particles }),
      );
    const rows = await measureRounds(subjects, { rounds: options.rounds, leastMs: leastMs(options) });
    return subjects.map((subject, n) =>
      figure(rows[n], (ms, work) => work / ms / 1_000, {
        name: label,
        workers: counts[n],
        unit: 'million evaluations per second',
        held: { seed: SEED, objective: name, dimensions, particles, topology: 'ring', iterations: ticks },
        exact: EXACT,
        stateHash: rows[n].outcome,
        checks: [bestIsTrue(subject, objective), sameState(rows[n].outcome, rows[0].outcome)],
        workUnit: 'evaluations',
      }),
    );
  } finally {
    for (const subject of subjects) await subject.close();
  }
}

/** The value that the swarm says is best is the value of the point that it says is best, and better than at the start. */
function bestIsTrue(subject: WorldSubject, objective: Objective): Check {
  const end = bestOf(subject.engine.arena);
  subject.rewind();
  const start = bestOf(subject.engine.arena);
  const again = objective.evaluate(end.position);
  return {
    what: 'best value',
    due: `${again} at its own position, and below ${start.value}`,
    found: String(end.value),
    holds: end.value === again && end.value < start.value,
  };
}

const POINTS = 256;

export const objectives: Suite = {
  name: 'objectives',
  about: 'nanoseconds per evaluation of every built-in objective, on one thread',
  async run(options) {
    const dimensions = 10;
    const all = [
      ...objectiveNames
        .filter((name) => name !== 'bbob')
        .map((name) => ({ label: name, objective: builtinObjective(name, { dimensions }) })),
      ...bbobTitles.map((title, n) => ({
        label: `f${n + 1} ${title}`,
        objective: builtinObjective('bbob', { dimensions, function: n + 1 }),
      })),
    ];
    options.say('objectives');
    const subjects = all.map(({ label, objective }) => evaluating(label, objective));
    const rows = await measureRounds(subjects, { rounds: options.rounds, leastMs: options.quick ? 25 : 60 });
    const figures = rows.map((row, n) =>
      figure(row, (ms, work) => (ms * 1e6) / work, {
        name: row.label,
        workers: 1,
        unit: 'ns per evaluation',
        held: { seed: SEED, dimensions, points: POINTS },
        exact: 'float64, own elementary functions',
        stateHash: null,
        checks: [optimumIsTrue(all[n].objective)],
        workUnit: 'evaluations',
      }),
    );
    return {
      name: 'objectives',
      title: 'Speed of the objectives',
      text: `Every built-in objective in ${dimensions} dimensions at ${POINTS} points of its box, on the main thread, nothing but the evaluation. f1 to f24 are the functions of BBOB.`,
      lead: [],
      figures,
      tables: [
        {
          caption: 'Medians over the rounds, with the least and the greatest',
          columns: ['objective', 'ns per evaluation'],
          rows: figures.map((each) => [each.name, shown(each)]),
        },
      ],
      charts: [
        intervals({
          name: 'objectives-speed',
          title: 'Time per evaluation of the objectives',
          caption: 'Less is faster. Points are medians over the rounds, bars run from the fastest to the slowest.',
          quantity: { label: 'time per evaluation', unit: 'ns' },
          rows: figures.map((each) => ({ ...each, label: each.name, series: 'one thread' })),
        }),
      ],
    };
  },
};

/** Evaluate at points strewn over the box; the sum of the values is the outcome. */
function evaluating(label: string, objective: Objective): Subject {
  const { k0, k1 } = streamKey(keyFromSeed(SEED), 'points', 0);
  const points = Array.from({ length: POINTS }, (_, p) =>
    Float64Array.from(objective.lower, (low, d) => low + uniform53(k0, k1, p, d) * (objective.upper[d] - low)),
  );
  const passes = 8;
  let sum = 0;
  return {
    label,
    due: POINTS * passes,
    once: () =>
      timed(() => {
        sum = 0;
        for (let pass = 0; pass < passes; pass++) for (const point of points) sum += objective.evaluate(point);
        return Promise.resolve(POINTS * passes);
      }),
    outcome: () => String(sum),
  };
}

/** The value at the known optimum is the optimum, to 1e-9 of its size. */
function optimumIsTrue({ optimum, evaluate }: Objective): Check {
  const due = optimum?.value ?? NaN;
  const found = optimum ? evaluate(optimum.position) : NaN;
  return {
    what: 'value at the optimum',
    due: String(due),
    found: String(found),
    holds: optimum === null || Math.abs(found - due) <= 1e-9 * Math.max(1, Math.abs(due)),
  };
}
