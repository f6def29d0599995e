// A random model: more agents than a chunk holds, that move, are born and die by a random rule, in a space that sorts them.
// Imports generator, world, choices.

import type { ColumnSpec } from '../../../src/engine/columns.ts';
import { defineModel, type Model } from '../../../src/models/model.ts';
import { rule } from '../../../src/rules/rule.ts';
import { box, torus } from '../../../src/spaces/space.ts';
import { Choices } from './generator-choices.ts';
import { RuleText } from './generator.ts';
import { TABLES } from './generator-values.ts';
import { randomColumns, type Setting } from './generator-world.ts';

const AXES = ['x', 'y', 'z'];
const SIDES = [9, 13.3, 2.4, 1.5, 30];

/** The model that a list of numbers stands for, and the text of its rule. */
export function randomModel(numbers: readonly number[]): { model: Model; text: string } {
  const c = new Choices(numbers);
  const precision = c.of(['f64', 'f32'] as const);
  const mode = c.of(['synchronous', 'synchronous', 'sequential'] as const);
  const [width, height, depth] = [20, c.of(SIDES), c.of([3, 1.2])];
  const space = c.chance(5, 6) ? c.of([torus, box])({ width, height, ...(c.chance(1, 4) ? { depth } : {}), radius: c.of([1, 0.7]) }) : null;
  const { birdColumns, wolfColumns, wolves } = randomColumns(c, precision, space);
  const births = c.chance(1, 2);
  const [birds, wolfs] = [c.of([1_101, 1_203, 1_538]), c.of([77, 513])];
  const kinds = [{ columns: birdColumns }, { columns: wolfColumns }];
  const setting: Setting = { role: 'rule', space, kinds, wolves, births, lookups: !births, nested: false, rare: true };
  const text = new RuleText(c, setting).text();
  const declared = (columns: readonly ColumnSpec[]) =>
    Object.fromEntries(columns.map(({ name, type, size }) => [name, size === 1 ? type : { type, size }]));
  const init = (columns: readonly ColumnSpec[]) =>
    fn(`(self, random) => {\n${columns.flatMap((each) => start(each, space?.size ?? [])).join('\n')}\n}`);
  const model = defineModel({
    name: 'random',
    description: 'a random rule',
    params: {
      few: { default: c.of([2, 0, -1]), integer: true, description: 'a small whole number' },
      many: { default: c.of([100, 2 ** 31 - 1]), integer: true, description: 'a large whole number' },
      rate: { default: c.of([0.25, -1e300, 5e-324]), description: 'a number' },
      speed: { default: c.of([1.5, 0, 1e20]), description: 'a number' },
    },
    update: mode,
    ...(space ? { space } : {}),
    kinds: {
      bird: { count: birds, columns: declared(birdColumns), init: init(birdColumns), rule: fn(text) },
      wolf: {
        count: wolfs,
        columns: declared(wolfColumns),
        init: init(wolfColumns),
        rule: fn(`(self, neighbours, random) => {\nself.heat += random.normal();\n${wolves ? 'self.x += random.uniform() - 0.5;' : ''}\n}`),
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
  return { model, text };
}

const fn = (text: string) => rule(new Function(`return ${text}`)() as () => void, { uses: TABLES });

/** A column at tick 0. */
function start({ name, type, size }: ColumnSpec, sides: readonly number[]): string[] {
  const axis = AXES.indexOf(name);
  if (axis >= 0) return [`self.${name} = random.uniform() * ${sides[axis] ?? 7};`];
  const value = type === 'f32' || type === 'f64' ? 'random.normal()' : type === 'i32' ? 'random.integer(9) - 4' : 'random.integer(7)';
  return Array.from({ length: size }, (_, d) => `self.${name}${size > 1 ? `[${d}]` : ''} = ${value};`);
}
