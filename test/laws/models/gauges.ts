// Globals of every sort, read in the next tick; hooks before and after; an end that depends on them; columns of every type in a bounded room.

import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from '../../../src/models/model.ts';
import { rule } from '../../../src/rules/rule.ts';
import { box } from '../../../src/spaces/space.ts';

type Mote = Agent<{ x: 'f32'; y: 'f32'; z: 'f32'; v: { type: 'f32'; size: 3 }; charge: 'i32'; seen: 'u32'; level: 'u8'; value: 'f64' }>;
interface GaugeParams {
  readonly gust: number;
}

function drift(self: Mote, neighbours: Neighbours<Mote>, random: Random, params: GaugeParams, world: RuleWorld): void {
  let pull = 0;
  let seen = 0;
  for (const other of neighbours) {
    pull += other.charge * other.dz;
    seen += other.id;
  }
  self.seen = seen;
  for (let d = 0; d < 3; d++) self.v[d] += params.gust * (random.uniform() - 0.5);
  self.x += self.v[0];
  self.y += self.v[1];
  self.z += self.v[2] + 0.001 * pull;
  self.charge = random.integer(7) - 3;
  self.level += random.integer(90);
  self.value =
    world.total +
    10 * world.most +
    100 * world.least +
    1000 * world.middle +
    1e4 * world.many +
    1e5 * world.plan +
    1e6 * world.before +
    1e7 * world.after;
}

export const gauges = defineModel({
  name: 'gauges',
  description: 'globals of every sort over motes in a box',
  params: {
    count: { default: 1_500, min: 0, integer: true, description: 'motes' },
    gust: { default: 0.3, description: 'strength of the wind' },
    end: { default: 1e9, description: 'the run ends when the counter of ticks reaches this' },
  },
  space: box({ width: 8, height: 3, depth: 5, radius: 0.6 }),
  kinds: {
    mote: {
      count: ({ count }) => count,
      columns: { x: 'f32', y: 'f32', z: 'f32', v: { type: 'f32', size: 3 }, charge: 'i32', seen: 'u32', level: 'u8', value: 'f64' },
      init(self, random) {
        self.x = 8 * random.uniform();
        self.y = 3 * random.uniform();
        self.z = 5 * random.uniform();
        self.charge = (self.id % 5) - 2;
      },
      rule: rule(drift),
    },
  },
  globals: {
    total: { over: 'mote', reduce: 'sum', of: (self) => self.charge },
    most: { over: 'mote', reduce: 'max', of: (self) => self.level },
    least: { over: 'mote', reduce: 'min', of: (self) => self.charge },
    middle: { over: 'mote', reduce: 'mean', of: (self) => self.level },
    many: { over: 'mote', reduce: 'count' },
    plan: { schedule: (world, random) => world.tick + random.uniform() },
    before: { initial: 0.25 },
    after: { initial: -1 },
  },
  before: (world) => {
    world.before = world.after + 0.5;
  },
  after: (world) => {
    world.after = world.tick;
  },
  until: (world, _random, params) => world.after >= params.end,
});
