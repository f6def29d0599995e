// Memory per agent: what the arena lays out, and what the process grew by. Imports engine, models, swarm, report and this folder.

import { BYTES } from '../../engine/columns.ts';
import { Engine, type Program } from '../../engine/engine.ts';
import { columnsWithId } from '../../engine/layout.ts';
import { checkParams } from '../../engine/params.ts';
import { assemble } from '../../models/assemble.ts';
import { flocking } from '../../models/flocking.ts';
import { vicsek } from '../../models/vicsek.ts';
import type { Backend } from '../../rules/compile.ts';
import { roundForPeople } from '../../report/index.ts';
import { builtinObjective } from '../../swarm/objectives.ts';
import { psoProgram } from '../../swarm/program.ts';
import { intervals } from './interval-chart.ts';
import { SEED } from './model-suite.ts';
import { backendOf, within, refuseFailed, type Figure, type Suite, type SuiteOptions } from './suite.ts';

interface Case {
  readonly name: string;
  readonly counts: readonly number[];
  readonly program: (count: number, backend: Backend) => Program;
  readonly exact: string;
}

function flock(count: number, precision: 'f32' | 'f64', backend: Backend): Program {
  const side = Math.sqrt(count / 0.02);
  return assemble(flocking, checkParams(flocking.params, { count, width: side, height: side, visual: 5, precision }), 1, { backend })
    .program;
}

const CASES: readonly Case[] = [
  {
    name: 'flocking',
    counts: [10_000, 100_000, 1_000_000],
    program: (n, backend) => flock(n, 'f64', backend),
    exact: 'four float64 columns and the id; density 0.02, radius 5',
  },
  {
    name: 'flocking, float32',
    counts: [1_000_000],
    program: (n, backend) => flock(n, 'f32', backend),
    exact: 'four float32 columns and the id; density 0.02, radius 5',
  },
  {
    name: 'vicsek',
    counts: [1_000_000],
    program: (count, backend) =>
      assemble(vicsek, checkParams(vicsek.params, { count, side: Math.sqrt(count / 4) }), 1, { backend }).program,
    exact: 'three float64 columns and the id; 4 birds per squared radius',
  },
  {
    name: 'particle swarm, 30-D',
    counts: [10_000, 100_000],
    program: (particles) => {
      const { lower, upper } = builtinObjective('rastrigin', { dimensions: 30 });
      return psoProgram({ dimensions: 30, particles, lower, upper, topology: 'ring', objective: { name: 'rastrigin' } });
    },
    exact: 'position, velocity and best position in float64, and the id',
  },
];

interface Row {
  readonly name: string;
  readonly count: number;
  /** bytes per agent */
  readonly columns: number;
  readonly arena: number;
  /** growth of the resident set from before the world to after two ticks; null where the world is too small to see */
  readonly resident: number | null;
  readonly exact: string;
}

/** Below this many bytes of arena, threads and code hide what the world adds. */
const VISIBLE = 16 * 2 ** 20;

export const memory: Suite = {
  name: 'memory',
  about: 'bytes per agent, laid out and resident, against the double-buffered columns',
  async run(options) {
    const rows = await measureAll(options);
    return {
      name: 'memory',
      title: 'Memory per agent',
      text:
        'Columns: every column and the id, twice, since agents read one buffer and write the other. Arena: all that the world lays out, with sorting and bookkeeping, one worker. ' +
        'Resident: what the process grew by from before the world was made until it had done two ticks, its thread and compiled code included; worlds too small to be seen in that are left out.',
      lead: [],
      figures: rows.map(figureOf),
      tables: [
        {
          caption: 'Bytes per agent',
          columns: ['model', 'agents', 'columns, twice', 'arena', 'arena / columns', 'resident', 'resident / columns'],
          rows: rows.map(({ name, count, columns, arena, resident }) => [
            name,
            count.toLocaleString('en'),
            columns,
            arena,
            ratio(arena, columns),
            resident === null ? '–' : roundForPeople(resident, { digits: 3 }),
            resident === null ? '–' : ratio(resident, columns),
          ]),
        },
      ],
      charts: [
        intervals({
          name: 'memory-ratio',
          title: 'Memory against the double-buffered columns',
          caption:
            'At 1 (dashed) there would be nothing but the state. Resident memory is not shown for small worlds, where threads and code hide it.',
          quantity: { label: 'bytes, as a multiple of the double-buffered columns', unit: '' },
          reference: 1,
          rows: rows.flatMap(({ name, count, columns, arena, resident }) =>
            [
              { series: 'arena', bytes: arena },
              { series: 'resident', bytes: resident },
            ]
              .filter(({ bytes }) => bytes !== null)
              .map(({ series, bytes }) => {
                const value = (bytes as number) / columns; // not null: just filtered
                return { label: `${name}, ${count.toLocaleString('en')}`, series, median: value, low: value, high: value };
              }),
          ),
        }),
      ],
      data: rows,
    };
  },
};

/** All worlds stay until the last is measured: memory that one gave back would hide what the next one takes. */
async function measureAll(options: SuiteOptions): Promise<Row[]> {
  const kept: Engine[] = [];
  const rows: Row[] = [];
  try {
    for (const { name, counts, program, exact } of CASES) {
      for (const count of counts) {
        if (options.quick && count > 100_000 && name !== 'flocking') continue;
        options.say(`memory: ${name}, ${count.toLocaleString('en')}`);
        const before = process.memoryUsage.rss();
        const engine = new Engine(program(count, backendOf(options)), { seed: SEED, workers: 1 });
        kept.push(engine);
        await engine.advance(2);
        const { layout, spec, header } = engine.arena;
        refuseFailed(name, [
          within('agents alive', engine.arena.alive(), count, count),
          within('agent-steps done', header.steps, 2 * count, 2 * count),
        ]);
        const columns = columnsWithId(spec.kinds[0]).reduce((sum, { type, size }) => sum + 2 * BYTES[type] * size, 0);
        const resident = layout.bytes < VISIBLE ? null : (process.memoryUsage.rss() - before) / count;
        rows.push({ name, count, columns, arena: layout.bytes / count, resident, exact });
      }
    }
    return rows;
  } finally {
    for (const engine of kept) await engine.close();
  }
}

function ratio(a: number, b: number): string {
  return roundForPeople(a / b, { digits: 3 });
}

function figureOf({ name, count, arena, columns, resident, exact }: Row): Figure {
  return {
    name: `${name}, ${count.toLocaleString('en')}`,
    workers: 1,
    unit: 'bytes per agent',
    values: [arena],
    median: arena,
    low: arena,
    high: arena,
    timing: null,
    held: { seed: SEED, agents: count, columnsTwice: columns, ...(resident === null ? {} : { resident }) },
    exact,
    stateHash: null,
    checks: [],
  };
}
