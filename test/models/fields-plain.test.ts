// Fields under rules that run as plain JavaScript: what compiled ones do, where sums of whole numbers leave no room for rounding.

import { describe, expect, test } from 'vitest';
import { checkParams } from '../../src/engine/params.ts';
import type { World } from '../../src/engine/world.ts';
import { assemble } from '../../src/models/assemble.ts';
import { defineModel, type Agent, type Model, type Random, type RuleWorld } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { box, torus } from '../../src/spaces/space.ts';
import { modelContract } from '../contract/model.ts';
import { drive, type Settings } from './drive.ts';

type Painter = Agent<{ x: 'f64'; y: 'f64'; seen: 'f64'; wins: 'i32' }>;

/** Paint a cross of cells, look around, claim a cell, walk on. */
function paint(self: Painter, _neighbours: unknown, _random: Random, _params: object, world: RuleWorld): void {
  const { colour } = world.fields;
  self.seen = colour.here + colour.at(self.x - 1, self.y + 3);
  self.wins += self.won;
  colour.deposit(2);
  if (self.id % 2 === 0) colour.deposit(self.id, self.x + 1, self.y);
  colour.deposit(3, self.x, self.y - 1);
  self.x += 0.75;
  self.y -= 0.5 + (self.id % 3);
  world.fields.ground.claim(self.x, self.y);
}

/** The same in words that the compiler does not know. */
function paintPlainly(self: Painter, _neighbours: unknown, _random: Random, _params: object, world: RuleWorld): void {
  const { colour } = world.fields;
  self.seen = [colour.here, colour.at(self.x - 1, self.y + 3)].reduce((a, b) => a + b);
  self.wins += self.won;
  const cross: [number, number, number][] = [[0, 0, 2]];
  if (self.id % 2 === 0) cross.push([1, 0, self.id]);
  for (const [dx, dy, amount] of [...cross, [0, -1, 3]]) colour.deposit(amount, self.x + dx, self.y + dy);
  self.x += 0.75;
  self.y -= 0.5 + (self.id % 3);
  world.fields.ground.claim(self.x, self.y);
}

const painters = (plain: boolean): Model =>
  defineModel({
    name: 'painters',
    description: '',
    params: {
      count: { default: 1_300, integer: true, description: 'painters' },
      bounded: { default: false, description: 'the space is a box' },
      update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'how painters are updated' },
    },
    update: (params) => params.update as 'synchronous' | 'sequential', // one of its choices
    space: (params) => (params.bounded ? box : torus)({ width: 12, height: 7, radius: 1 }),
    kinds: {
      painter: {
        count: (params) => params.count,
        columns: { x: 'f64', y: 'f64', seen: 'f64', wins: 'i32' },
        init(self, random, _params, world) {
          self.x = random.uniform(0, 12);
          self.y = random.uniform(0, 7);
          self.seen = world.fields.ground.here;
        },
        rule: plain ? rule(paintPlainly) : rule(paint),
      },
    },
    fields: { colour: { size: [9, 14], type: 'f32' }, ground: { size: [12, 7], initial: (x, y) => x - y } },
  });

/** All columns and fields; a plain rule is taken to claim every field that it names, so that state hashes differ. */
function stateOf({ kinds, fields }: World): Record<string, number[]> {
  const { id, columns, column } = kinds.painter;
  const state: Record<string, number[]> = { id: [...id], colour: [...fields.colour.values], ground: [...fields.ground.values] };
  for (const { name } of columns) state[name] = [...column(name)];
  return state;
}

const MODES = ['synchronous', 'sequential'] as const;

for (const update of MODES)
  modelContract({
    name: `plain painters, ${update}`,
    model: painters(true),
    settings: { update },
    ticks: 6,
    odd: [{ count: 1 }, { count: 513 }],
  });

describe.each(MODES)('%s', (update) => {
  test.each([false, true])('a plain rule leaves the world as the compiled one does (bounded: %o)', async (bounded) => {
    const settings: Settings = { update, bounded };
    const ruleOf = (model: Model): string | undefined =>
      assemble(model, checkParams(model.params, settings), 1).functions.find(({ role }) => role === 'rule')?.rule.plain;
    expect([ruleOf(painters(false)), ruleOf(painters(true))]).toEqual([undefined, expect.stringMatching(/rule of kind painter/)]);
    const [compiled, plain] = [await drive(painters(false), settings), await drive(painters(true), settings, { parties: 3, redo: true })];
    for (let tick = 0; tick <= 6; tick++)
      expect(stateOf(plain.to(tick).world()), `tick ${tick}`).toEqual(stateOf(compiled.to(tick).world()));
    expect(Math.max(...compiled.world().kinds.painter.column('wins'))).toBeGreaterThan(0);
  });
});

test('deposits on more cells than there is room for are named, those on one cell add up', async () => {
  const scatter = (cells: number): Model =>
    defineModel({
      name: 'scatter',
      description: '',
      params: {},
      space: torus({ width: 20, height: 2, radius: 1 }),
      kinds: {
        dot: {
          count: 2,
          columns: { x: 'f64', y: 'f64' },
          rule: rule(
            (_self, _neighbours, _random, _params, world) => {
              for (const k of Array(12).keys()) world.fields.ink.deposit(1, k % cells, 0);
            },
            { uses: { cells } },
          ),
        },
      },
      fields: { ink: { size: [20, 1] } },
    });
  const three = (await drive(scatter(3), {})).to(1);
  expect([...three.world().fields.ink.values].slice(0, 4)).toEqual([8, 8, 8, 0]);
  const many = await drive(scatter(6), {});
  expect(() => many.to(1)).toThrow(/world\.fields\.ink\.deposit on more than 4 cells in a tick/);
});
