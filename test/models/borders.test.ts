// What a model may not say, and what a rule may do wrong without harm to others.

import { expect, test } from 'vitest';
import { checkParams } from '../../src/engine/params.ts';
import { assemble } from '../../src/models/assemble.ts';
import { defineModel, type Agent, type Model, type Neighbours } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { box, torus } from '../../src/spaces/space.ts';
import { within } from '../reference/torus.ts';
import { drive } from './drive.ts';

const refused = (code: string, what: RegExp): Error =>
  expect.objectContaining({ code, message: expect.stringMatching(what) as string }) as Error;
const assembled = (model: Model): unknown => assemble(model, checkParams(model.params, {}), 1);
const plain = { name: 'plain', description: 'a model', params: {} } as const;

test('names that rules cannot use are refused, those that every object has included', () => {
  for (const name of ['tick', 'birth', 'two words', '', '7up', 'constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    const kinds = Object.fromEntries([[name, { count: 1, columns: { x: 'f64' as const } }]]);
    expect(() => defineModel({ ...plain, kinds }), name).toThrow(refused('E_MODEL', /name|meaning/));
    const columns = Object.fromEntries([[name, 'f64' as const]]);
    expect(() => assembled(defineModel({ ...plain, kinds: { bird: { count: 1, columns } } })), name).toThrow(
      refused('E_MODEL', /name|meaning/),
    );
    expect(
      () => defineModel({ ...plain, kinds: { bird: { count: 1, columns: {} } }, globals: Object.fromEntries([[name, { initial: 0 }]]) }),
      name,
    ).toThrow(refused('E_MODEL', /name|meaning/));
  }
});

test('a model without a name or kinds is refused', () => {
  expect(() => defineModel({ ...plain, name: '', kinds: { bird: { count: 1, columns: {} } } })).toThrow(refused('E_MODEL', /name/));
  expect(() => defineModel({ ...plain, kinds: {} })).toThrow(refused('E_MODEL', /no kinds/));
});

test('a count that is no number of agents is refused, naming kind and value', () => {
  for (const count of [-1, 1.5, NaN, Infinity, 2 ** 31 + 1]) {
    expect(() => assembled(defineModel({ ...plain, kinds: { bird: { count, columns: {} } } }))).toThrow(
      refused('E_AGENT_COUNT', new RegExp(`kind bird.*${count}`)),
    );
  }
});

test('columns of unknown type or size are refused', () => {
  for (const column of ['f16', { type: 'f64', size: 0 }, { type: 'f64', size: 1.5 }]) {
    const model = { ...plain, kinds: { bird: { count: 1, columns: { x: column } } } } as unknown as Model; // what plain JavaScript may hand over
    expect(() => assembled(model)).toThrow(refused('E_COLUMN', /column x of kind bird/));
  }
});

test('a global over a kind that is not there is refused, with those that are', () => {
  expect(() =>
    assembled(defineModel({ ...plain, kinds: { bird: { count: 1, columns: {} } }, globals: { all: { over: 'fish', reduce: 'count' } } })),
  ).toThrow(refused('E_MODEL', /fish.*Known: bird/));
});

type Lost = Agent<{ x: 'f64'; y: 'f64'; met: 'i32' }>;

function stray(self: Lost, neighbours: Neighbours<Lost>): void {
  let met = 0;
  for (const other of neighbours) met += other.distance2 >= 0 ? 1 : 100;
  self.met = met;
  self.x += 0.37;
  if (self.id % 7 === 3) self.x = Math.sqrt(-1 - self.x);
  if (self.id % 7 === 4) self.y = 1e300 * (1e300 * (1 + self.y)); // too large for a number
}

test.each([
  [true, 'synchronous'],
  [false, 'synchronous'],
  [true, 'sequential'],
  [false, 'sequential'],
] as const)('agents whose position is no number are met by nobody and harm nobody (periodic %s, %s)', async (periodic, update) => {
  const model = defineModel({
    ...plain,
    update,
    space: (periodic ? torus : box)({ width: 9, height: 4, radius: 1 }),
    kinds: {
      lost: {
        count: 4_500,
        columns: { x: 'f64', y: 'f64', met: 'i32' },
        init(self, random) {
          self.x = 9 * random.uniform();
          self.y = 4 * random.uniform();
        },
        rule: rule(stray),
      },
    },
  });
  const run = (await drive(model)).to(2);
  const { lost } = run.world().kinds;
  const [x, y, ids] = [[...lost.column('x')], [...lost.column('y')], [...lost.id]];
  expect(x.filter(Number.isNaN).length).toBeGreaterThan(600);
  run.to(3);
  const hash = run.hash();
  if (update === 'synchronous') {
    const met = new Map(Array.from(run.world().kinds.lost.id, (id, i) => [id, run.world().kinds.lost.column('met')[i]]));
    for (let i = 0; i < 4_500; i += 9) expect(met.get(ids[i])).toBe(within([x, y], i, [9, 4], 1, periodic).length);
  }
  for (const parties of [2, 3]) expect((await drive(model, {}, { parties, redo: true })).to(3).hash()).toBe(hash);
});

test('a metric that would stand where every row has its tick is refused', () => {
  const metrics = { tick: () => 1 };
  expect(() => defineModel({ ...plain, kinds: { bird: { count: 1, columns: {} } }, metrics })).toThrow(refused('E_MODEL', /metric.*tick/));
});

test('more kinds that bear each other than the control words have room for are refused', async () => {
  const names = Array.from({ length: 12 }, (_, n) => `k${n}`);
  const births = (own: string): string => names.map((name) => (name === own ? 'world.birth({});' : `world.birth.${name}({});`)).join(' ');
  const kinds = Object.fromEntries(
    names.map((name) => [
      name,
      {
        count: 1,
        columns: { age: 'f64' as const },
        rule: rule(new Function('self', 'neighbours', 'random', 'params', 'world', births(name)) as () => void),
      },
    ]),
  );
  await expect(drive(defineModel({ ...plain, kinds }))).rejects.toEqual(refused('E_MODEL', /at most 144 kinds.*156/));
});
