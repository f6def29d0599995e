// Kinds that meet: what each sees of the other, also when the other is gone.

import { describe, expect, test } from 'vitest';
import { shuffle, streamKey } from '../../src/engine/random.ts';
import { defineModel, type Agent, type Model, type Neighbours, type Random, type RuleWorld } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { torus } from '../../src/spaces/space.ts';
import { within } from '../reference/torus.ts';
import { drive } from './drive.ts';

const MODES = ['synchronous', 'sequential'] as const;

/** All stand at one place and see one another. */
const pit = torus({ width: 3, height: 2, radius: 9 });
type Body = Agent<{ x: 'f64'; y: 'f64'; value: 'f64' }>;
const columns = { x: 'f64', y: 'f64', value: 'f64' } as const;

const number = (self: Body): void => {
  self.value = self.id + 1;
};

function sumOfRight(self: Body, neighbours: Neighbours<Body>): void {
  let sum = 0;
  for (const other of neighbours.right) sum += other.value;
  self.value = sum;
}

function sumOfLeft(self: Body, neighbours: Neighbours<Body>): void {
  let sum = 0;
  for (const other of neighbours.left) sum += other.value;
  self.value = sum;
}

test.each([1, 3])('synchronous kinds both see the previous tick, whichever rule runs first (%d workers)', async (parties) => {
  const side = (count: number, fn: (self: Body, neighbours: Neighbours<Body>) => void) => ({
    count,
    columns,
    init: number,
    rule: rule(fn),
  });
  const model = defineModel({
    name: 'mirror',
    description: 'two kinds that sum each other up',
    params: {},
    space: pit,
    kinds: { left: side(600, sumOfRight), right: side(40, sumOfLeft) },
  });
  const { left, right } = (await drive(model, {}, { parties })).to(1).world().kinds;
  expect(new Set(left.column('value'))).toEqual(new Set([(40 * 41) / 2]));
  expect(new Set(right.column('value'))).toEqual(new Set([(600 * 601) / 2]));
});

function perish(self: Body, _neighbours: unknown, _random: Random, _params: object, world: RuleWorld): void {
  self.value += 1;
  if (world.tick === 1) self.die();
}

function look(self: Body, neighbours: Neighbours<Body>): void {
  let met = 0;
  for (const other of neighbours.prey) met += other.value >= 0 ? 1 : 1;
  self.value = met;
}

function leave(self: Body, _neighbours: unknown, _random: Random, _params: object, world: RuleWorld): void {
  self.value = 0;
  world.birth.heir({ value: self.id });
  self.die();
}

describe.each(MODES)('%s', (update) => {
  test('nobody meets a kind that has died out', async () => {
    const model = defineModel({
      name: 'gone',
      description: 'prey that perishes',
      params: {},
      update,
      space: pit,
      kinds: { prey: { count: 700, columns, rule: rule(perish) }, hunter: { count: 9, columns, rule: rule(look) } },
    });
    const run = await drive(model);
    const met = [1, 2, 3, 4].map((tick) => [...new Set(run.to(tick).world().kinds.hunter.column('value'))]);
    expect(met).toEqual([[700], [update === 'sequential' ? 0 : 700], [0], [0]]);
  });

  test('the children of a kind that is gone are born once', async () => {
    const model: Model = defineModel({
      name: 'heirs',
      description: 'parents that bear and leave',
      params: {},
      update,
      kinds: { parent: { count: 900, columns, rule: rule(leave) }, heir: { count: 3, columns } },
    });
    const run = await drive(model, {}, { parties: 2 });
    for (const tick of [1, 2, 3, 7]) {
      const { parent, heir } = run.to(tick).world().kinds;
      expect([parent.count, heir.count]).toEqual([0, 903]);
    }
  });
});

type Mortal = Agent<{ x: 'f64'; y: 'f64'; met: 'i32' }>;

function count(self: Mortal, neighbours: Neighbours<Mortal>): void {
  let met = 0;
  for (const other of neighbours) met += other.distance2 >= 0 ? 1 : 0;
  self.met = met;
  if (self.id % 3 === 0) self.die();
}

test('in a sequential tick, those who died before my turn are not met any more', async () => {
  const model = defineModel({
    name: 'mortal',
    description: 'a third dies',
    params: {},
    update: 'sequential',
    space: torus({ width: 12, height: 5, radius: 1.4 }),
    kinds: {
      mortal: {
        count: 300,
        columns: { x: 'f64', y: 'f64', met: 'i32' },
        init(self, random) {
          self.x = 12 * random.uniform();
          self.y = 5 * random.uniform();
        },
        rule: rule(count),
      },
    },
  });
  const run = (await drive(model)).to(0);
  const positions = ['x', 'y'].map((axis) => [...run.world().kinds.mortal.column(axis)]);
  const order = Uint32Array.from({ length: 300 }, (_, i) => i);
  shuffle(streamKey(run.key, 'order:mortal', 0), order);
  const turn = new Map([...order].map((i, k) => [i, k]));
  const met = Array.from(
    { length: 300 },
    (_, i) => within(positions, i, [12, 5], 1.4).filter((j) => j % 3 !== 0 || (turn.get(j) ?? 0) > (turn.get(i) ?? 0)).length,
  );
  const { mortal } = run.to(1).world().kinds;
  expect(mortal.count).toBe(200);
  for (let i = 0; i < 200; i++) expect(mortal.column('met')[i]).toBe(met[mortal.id[i]]);
});
