// The law of the two back ends on grids and networks: whatever the rule, and whether agents are cells, nodes or stand in cells, the states
// are the same. SWARMLAB_MODELS=1000 tries more random models, SWARMLAB_MODELS_SEED=7 others.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ColumnSpec } from '../../../src/engine/columns.ts';
import { checkParams } from '../../../src/engine/params.ts';
import { assemble } from '../../../src/models/assemble.ts';
import { defineModel, type Model } from '../../../src/models/model.ts';
import { rule } from '../../../src/rules/rule.ts';
import { grid } from '../../../src/spaces/grid.ts';
import { network } from '../../../src/spaces/network.ts';
import { drive, type DriveOptions } from '../../models/drive.ts';
import { Choices } from './generator-choices.ts';
import { RuleText } from './generator.ts';
import { TABLES } from './generator-values.ts';
import { randomColumns } from './generator-world.ts';

const RUNS = Number(process.env['SWARMLAB_MODELS'] ?? 60);
const SEED = Number(process.env['SWARMLAB_MODELS_SEED'] ?? 1_995);
const TICKS = 4;
/** Numbers that a model is made from. */
const MOST = 600;
const SIDES = [
  [40, 31],
  [17, 80],
  [1, 1_240],
  [620, 2],
  [64, 24],
] as const;

/** What birds are: cells, nodes, or agents that stand in cells, many or one in each. */
const ROLES = ['cells', 'nodes', 'many', 'one'] as const;
type Role = (typeof ROLES)[number];

/** A network some of whose nodes have no links. */
function links(c: Choices, n: number): [number, number][] {
  const reach = c.of([3, 40, n - 1]);
  return Array.from({ length: 2 * n }, (_, k): [number, number] => [k % n, (k + 1 + ((k * k) % reach)) % n]).filter(
    ([a, b]) => a !== b && a % 7 > 0 && b % 7 > 0,
  );
}

function space(c: Choices, role: Role, single: boolean): Model['space'] {
  const [width, height] = c.of(SIDES);
  if (role === 'nodes') return network(width * height, links(c, width * height), { directed: c.chance(1, 3) });
  const neighbourhood = c.of(['moore', 'von-neumann', 'hexagonal'] as const);
  const periodic = c.chance(1, 2) && !(neighbourhood === 'hexagonal' && height % 2 === 1);
  return grid({ width, height, neighbourhood, periodic, radius: c.of([1, 2, 0, 3]), ...(single ? { capacity: 1 } : {}) });
}

/** Names that a world has not are replaced by others of the same type. */
function fitting(text: string, role: Role, hexagonal: boolean): string {
  const axes: Record<string, string> = { x: 'vx', y: 'vy' };
  let found = text;
  if (role !== 'many') found = found.replace(/\bself\.([xy])\b/g, (_, axis: string) => `self.${axes[axis]}`);
  if (role === 'nodes') {
    found = found.replace(/\.(distance2?|d[xy])\b/g, '.vx');
    found = found.replace(/\.([xy])\b/g, (_, axis: string) => `.${axes[axis]}`);
  }
  return hexagonal ? found.replace(/\.distance2?\b/g, '.dx') : found;
}

/** Statements of lists, cells and moves, put between a rule's own. */
function withSnippets(c: Choices, text: string, role: Role, closed: boolean, mixed: boolean): string {
  const place = (): string => c.of(['self.x + 1, self.y', 'self.vx * 3, self.vy', 'self.x - 1.5, self.b', 'world.tick - 5, 1e10 * self.e']);

  const listed = [
    'self.u += neighbours.length;',
    'self.vx += neighbours.at(self.b).vy;',
    'self.vy = neighbours.at(random.integer(neighbours.length)).e;',
    'for (let nth = 0; nth < neighbours.length; nth += 2) { if (neighbours.at(nth).u > 2) continue; self.e += neighbours.at(nth).v[1]; }',
    'neighbours.at(self.u).claim();',
  ];
  const links = [
    'for (const friend of neighbours) { if ((friend.u & 7) < 2) friend.unlink(); else if ((friend.u & 7) < 4) friend.relink(self.u); }',
    'neighbours.at(self.u & 3).relink(self.id + world.tick * self.b);',
    'if (self.e > 0) neighbours.at(random.integer(neighbours.length)).unlink();',
  ];
  const cells = [
    'self.w += self.x;',
    'self.e += self.y - self.x;',
    () => `self.u += world.cell(${place()});`,
    () => `self.vx += world.agent(world.cell(${place()})).vy;`,
  ];
  const standing = [
    () => `self.u ^= world.cell(${place()});`,
    () => (mixed ? `self.vx += world.agent.wolf(world.cell(${place()})).heat;` : `self.b += self.u;`),
    () => (mixed ? `world.agent.wolf(world.cell(${place()})).claim();` : `self.b -= self.u;`),
    'self.e += self.won * 2;',
  ];
  const one = [
    () => `self.move(${place()});`,
    () => `if (self.u < 3) self.move(${place()});`,
    'self.moveToEmpty();',
    'if (random.uniform() < 0.2) self.moveToEmpty();',
    () => `if (world.occupied(${place()})) self.e--;`,
    () => `self.vx += world.occupied(${place()}) ? 1 : 0.25;`,
  ];
  const known = {
    cells: [...cells, ...(closed ? listed : [])],
    nodes: [...listed, ...links],
    many: standing,
    one: [...standing.slice(0, 3), ...one, ...one],
  }[role].filter((each) => typeof each !== 'string' || !each.includes('won') || text.includes('.claim('));
  const snippet = (): string => {
    const made = c.of(known);
    return typeof made === 'string' ? made : made();
  };
  const lines = text.split('\n').flatMap((line) => (/^self\.[a-z]+ [^;{]*;$/.test(line) && c.chance(1, 2) ? [line, snippet()] : [line]));
  const few = (): string[] => Array.from({ length: 1 + c.below(3) }, snippet);
  const linked = role === 'nodes' ? ['world.link(self.u ^ world.tick);'] : [];
  return [lines[0], ...few(), ...lines.slice(1, -1), ...few(), ...linked.filter(() => c.chance(1, 2)), lines.at(-1)].join('\n');
}

/** The model that a list of numbers stands for, and the text of its rule. */
function listedModel(numbers: readonly number[]): { model: Model; text: string } {
  const c = new Choices(numbers);
  const precision = c.of(['f64', 'f32'] as const);
  const mode = c.of(['synchronous', 'synchronous', 'sequential'] as const);
  const role = c.of(ROLES);
  const single = role === 'one' || (role === 'cells' && c.chance(1, 2));
  const where = space(c, role, single);
  const on = role === 'cells' || role === 'nodes' ? role : null;
  const gridded = where && 'grid' in where && where.grid ? where : null;
  const made = randomColumns(c, precision, gridded);
  const wolfCells = gridded !== null && c.chance(1, 3);
  // cells meet those who stand in them where a cell holds one
  const meets = gridded !== null && (wolfCells || (made.wolves && (role !== 'cells' || single)));
  const axis = ({ name }: ColumnSpec): boolean => name === 'x' || name === 'y';
  const birdColumns = on ? made.birdColumns.filter((each) => !axis(each)) : made.birdColumns;
  const wolfColumns = wolfCells || !gridded ? made.wolfColumns.filter((each) => !axis(each)) : made.wolfColumns;
  const births = role === 'many' && c.chance(1, 2);
  const setting = {
    role: 'rule' as const,
    space: gridded ?? ({ dimensions: 2 } as never),
    kinds: [{ columns: birdColumns }, { columns: wolfColumns }],
    wolves: meets,
    births: births && !wolfCells,
    lookups: !births || wolfCells,
    nested: false,
    rare: true,
  };
  let text = fitting(new RuleText(c, setting).text(), role, gridded?.grid?.neighbourhood === 'hexagonal');
  if (on) text = text.replaceAll('self.die();', 'self.u++;');
  text = withSnippets(new Choices(numbers.toReversed()), text, role, role === 'nodes' || gridded?.periodic === true, wolfCells);
  const cells = gridded ? gridded.size[0] * gridded.size[1] : 0;
  const wolves = single && !wolfCells ? c.of([0, 77]) : c.of([77, 513]);
  const moves = single && !wolfCells && made.wolves;
  const declared = (columns: readonly ColumnSpec[]) =>
    Object.fromEntries(columns.map(({ name, type, size }) => [name, size === 1 ? type : { type, size }]));
  const model = defineModel({
    name: 'random',
    description: 'a random rule among cells or nodes',
    params: {
      few: { default: c.of([2, 0, -1]), integer: true, description: 'a small whole number' },
      many: { default: c.of([100, 2 ** 31 - 1]), integer: true, description: 'a large whole number' },
      rate: { default: c.of([0.25, -1e300, 5e-324]), description: 'a number' },
      speed: { default: c.of([1.5, 0, 1e20]), description: 'a number' },
    },
    update: mode,
    space: where,
    kinds: {
      bird: {
        ...(on ? { on } : { count: role === 'one' ? Math.min(1_101, cells - wolves) : c.of([1_101, 1_203]) }),
        columns: declared(birdColumns),
        init: init(birdColumns, single ? [] : (gridded?.size ?? [])),
        rule: fn(text),
      },
      wolf: {
        ...(wolfCells ? { on: 'cells' } : { count: wolves }),
        columns: declared(wolfColumns),
        init: init(wolfColumns, single ? [] : (gridded?.size ?? [])),
        rule: fn(
          `(self, neighbours, random) => {\nself.heat += random.normal();\n${moves ? 'if (random.uniform() < 0.4) self.moveToEmpty(); else self.move(self.x + 1, self.y);' : ''}\n}`,
        ),
      },
    },
    globals: {
      heat: {
        over: 'bird',
        reduce: c.of(['mean', 'sum', 'min', 'max'] as const),
        of: fn('(self, params, world) => self.vx * 0.5 + self.u + world.cold'),
      },
      cold: { schedule: fn('(world) => Math.sin(world.tick)') },
    },
  } as never);
  return { model, text: `${role} ${JSON.stringify(gridded?.grid ?? null)} ${precision} ${mode}\n${text}` };
}

const fn = (text: string) => rule(new Function(`return ${text}`)() as () => void, { uses: TABLES });

function init(columns: readonly ColumnSpec[], sides: readonly number[]) {
  const lines = columns.flatMap(({ name, type, size }) => {
    const at = ['x', 'y'].indexOf(name);
    if (at >= 0) return sides.length > 0 ? [`self.${name} = random.integer(${sides[at]});`] : [];
    const value = type === 'f32' || type === 'f64' ? 'random.normal()' : type === 'i32' ? 'random.integer(9) - 4' : 'random.integer(7)';
    return Array.from({ length: size }, (_, d) => `self.${name}${size > 1 ? `[${d}]` : ''} = ${value};`);
  });
  return fn(`(self, random) => {\n${lines.join('\n')}\n}`);
}

/** Hashes of the state after each tick, or the error that ended the run. */
async function hashes(model: Model, options: DriveOptions): Promise<string[]> {
  const run = await drive(model, {}, options);
  const found: string[] = [];
  try {
    for (let tick = 0; tick <= TICKS; tick++) found.push(run.to(tick).hash());
  } catch (error) {
    found.push(String(error));
  }
  return found;
}

test(
  'a random model of cells, nodes or agents in cells has the same states with both back ends, and when phases are done again',
  async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 65_535 }), { maxLength: MOST, size: 'max' }), async (list) => {
        const { model, text } = listedModel(list);
        const expected = await hashes(model, { backend: 'js' });
        const { functions } = assemble(model, checkParams(model.params, {}), 1, { backend: 'simd' });
        if (functions.find(({ name }) => name === 'rule of kind bird')?.rule.simd === null) refused++;
        for (const options of [{}, { parties: 3, redo: true }])
          expect(await hashes(model, { backend: 'simd', ...options }), text).toEqual(expected);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(refused).toBeLessThan(0.05 * RUNS);
  },
  60_000 + 2_000 * RUNS,
);
