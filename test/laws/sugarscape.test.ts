// Sugarscape: what its rules say of every tick, and what the book and its successors found.

import { describe, expect, test } from 'vitest';
import type { World } from '../../src/engine/world.ts';
import { gini, people, poorerHalf, sugarscape } from '../../src/models/sugarscape.ts';
import { drive, type Settings } from '../models/drive.ts';

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
/** Standard error of a mean. */
const error = (values: readonly number[]): number =>
  Math.sqrt(sum(values.map((each) => (each - mean(values)) ** 2)) / (values.length * (values.length - 1)));

interface Seen {
  /** of each cell */
  readonly sugar: readonly number[];
  readonly capacity: readonly number[];
  readonly grown: readonly number[];
  /** by id */
  readonly people: ReadonlyMap<number, Record<string, number>>;
}

function look({ kinds: { site, person }, fields }: World): Seen {
  const names = ['x', 'y', 'sugar', 'metabolism', 'vision', 'age', 'span', 'eaten', 'deaths'];
  const columns = names.map((name) => [name, person.column(name)] as const);
  const one = (i: number): Record<string, number> => Object.fromEntries(columns.map(([name, values]) => [name, values[i]]));
  return {
    sugar: Array.from(fields.sugar.values),
    capacity: Array.from(site.column('capacity')),
    grown: Array.from(site.column('grown')),
    people: new Map(Array.from(person.id, (id, i) => [id, one(i)])),
  };
}

async function replicates(settings: Settings, seeds: number, ticks: number, of: (world: World) => number | null): Promise<number[]> {
  const found: number[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const run = await drive(sugarscape, settings, { seed: `mountain ${seed}` });
    found.push(of(run.to(ticks).world()) ?? NaN);
  }
  return found;
}

const SIDE = 30;
const CASES: readonly Settings[] = ['sequential', 'synchronous'].flatMap((update) =>
  [true, false].map((replacement) => ({ update, replacement, side: SIDE, count: 150, growth: update === 'sequential' ? 1 : 2 })),
);

describe.each(CASES)('%o', (settings) => {
  test('what grows, is collected, eaten and owned adds up exactly, tick by tick', async () => {
    const run = await drive(sugarscape, settings);
    let before = look(run.to(0).world());
    let replaced = 0;
    for (let tick = 1; tick <= 105; tick++) {
      const after = look(run.to(tick).world());
      const sound = after.sugar.every((sugar, cell) => Number.isInteger(sugar) && sugar >= 0 && sugar <= after.capacity[cell]);
      const slow = after.grown.every((grown) => grown >= 0 && grown <= Number(settings['growth']));
      expect([sound, slow]).toEqual([true, true]);
      const eaten = sum([...after.people.values()].map((each) => each.eaten));
      const lost = sum(before.sugar) + sum(after.grown) - eaten - sum(after.sugar);
      if (settings['replacement']) expect(lost).toBe(0);
      else expect(lost).toBeGreaterThanOrEqual(0); // those who starved have taken their last meal with them
      for (const [id, { sugar, eaten: meal, metabolism, deaths, age }] of after.people) {
        const then = before.people.get(id) ?? {};
        const left = then.sugar + meal - then.metabolism;
        const lives = deaths === then.deaths && sugar === left && left > 0 && metabolism === then.metabolism && age === then.age + 1;
        const isNew = deaths === then.deaths + 1 && (left <= 0 || then.age === then.span) && sugar >= 5 && sugar <= 25 && age === 0;
        if (isNew) replaced++;
        if (lives === isNew) throw new Error(`person ${id} neither lives on nor was replaced for a reason at tick ${tick}`);
      }
      if (settings['replacement']) expect(after.people.size).toBe(150);
      before = after;
    }
    expect(settings['replacement'] ? replaced : 150 - before.people.size).toBeGreaterThan(30);
  });

  test('nobody shares a cell', async () => {
    const run = await drive(sugarscape, settings);
    for (let tick = 0; tick <= 60; tick += 10) {
      const places = [...look(run.to(tick).world()).people.values()].map(({ x, y }) => y * SIDE + x);
      expect(new Set(places).size).toBe(places.length);
    }
  });
});

test('all at once everyone goes to the nearest of the best free cells in sight, or stays because another got it', async () => {
  const run = await drive(sugarscape, { update: 'synchronous', side: SIDE, count: 250, replacement: false });
  const at = (x: number, y: number): number => ((y + SIDE) % SIDE) * SIDE + ((x + SIDE) % SIDE);
  let before = look(run.to(0).world());
  let [moved, stayed] = [0, 0];
  for (let tick = 1; tick <= 25; tick++) {
    const after = look(run.to(tick).world());
    const taken = new Set([...before.people.values()].map(({ x, y }) => at(x, y)));
    const reached = new Set([...after.people.values()].map(({ x, y }) => at(x, y)));
    for (const [id, { x, y }] of after.people) {
      const then = before.people.get(id) ?? {};
      const rings = Array.from({ length: then.vision }, (_, n) =>
        [at(then.x + n + 1, then.y), at(then.x - n - 1, then.y), at(then.x, then.y + n + 1), at(then.x, then.y - n - 1)].filter(
          (cell) => !taken.has(cell),
        ),
      );
      const best = Math.max(0, ...rings.flat().map((cell) => before.sugar[cell]));
      const goals =
        best === 0 ? [] : (rings.map((ring) => ring.filter((cell) => before.sugar[cell] === best)).find((ring) => ring.length > 0) ?? []);
      if (x === then.x && y === then.y) {
        stayed++;
        expect(goals.length === 0 || goals.some((cell) => reached.has(cell))).toBe(true);
      } else {
        moved++;
        expect(goals).toContain(at(x, y));
      }
    }
    before = after;
  }
  expect(Math.min(moved, stayed)).toBeGreaterThan(200);
});

test('ranges that end before they begin, and more people than cells, are refused', async () => {
  await expect(drive(sugarscape, { poorest: 30 })).rejects.toThrow(/poorest is 30, above richest, 25. Set richest/);
  await expect(drive(sugarscape, { longest: 59 })).rejects.toThrow(/shortest is 60, above longest, 59. Set longest/);
  await expect(drive(sugarscape, { side: 5, count: 26 })).rejects.toThrow(/26 people have no room on 25 cells. Set count/);
});

test('without replacement the land carries 224 of 400, as in the book', async () => {
  const left = await replicates({ count: 400, replacement: false }, 12, 400, people);
  expect(Math.abs(mean(left) - 224)).toBeLessThan(4 * error(left));
  expect(error(left)).toBeLessThan(5);
});

test('it carries more who see farther, and fewer who need more', async () => {
  const carried = (settings: Settings): Promise<number[]> => replicates({ count: 500, replacement: false, ...settings }, 4, 200, people);
  const [near, far] = [await carried({ vision: 1 }), await carried({ vision: 10 })];
  const [modest, greedy] = [await carried({ metabolism: 2 }), await carried({ metabolism: 6 })];
  expect(Math.max(...near)).toBeLessThan(Math.min(...far)); // by chance once in 70
  expect(Math.max(...greedy)).toBeLessThan(Math.min(...modest));
});

test('inequality grows from that of the endowments, 0.233, to about twice that', async () => {
  const first = await replicates({}, 8, 0, (world) => gini(world).value);
  const even = 440 / 63 / 30; // mean difference of two draws from 5 to 25, over twice their mean
  expect(Math.abs(mean(first) - even * (1 - 1 / 250))).toBeLessThan(4 * error(first));
  const settled = await replicates({}, 6, 300, (world) => gini(world).value);
  expect(mean(settled)).toBeGreaterThan(0.45 - 4 * error(settled));
  expect(mean(settled)).toBeLessThan(0.52 + 4 * error(settled));
  expect(mean(settled) - 4 * error(settled)).toBeGreaterThan(1.7 * even);
  const half = await replicates({}, 3, 300, poorerHalf);
  expect(Math.max(...half)).toBeLessThan(0.2); // 0.33 of the endowments
});
