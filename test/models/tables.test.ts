// Tables that follow from parameters: a rule reads what its author's function returned, in every back end and on any number of workers.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stateHash } from '../../src/engine/hash.ts';
import { checkParams } from '../../src/engine/params.ts';
import { assemble } from '../../src/models/assemble.ts';
import { defineModel } from '../../src/models/model.ts';
import { drive } from './drive.ts';
import { running } from './running.ts';

interface Ring {
  readonly nodes: number;
  readonly reach: number;
}

/** Whom each node listens to: of the following ones and, farther away, of those before it. */
function nearOf({ nodes, reach }: Ring): number[][] {
  const at = (node: number, k: number): number => (node + (k % 2 === 0 ? 1 + k : -1 - 7 * k)) % nodes;
  return Array.from({ length: nodes }, (_, node) => Array.from({ length: reach }, (__, k) => (at(node, k) + nodes) % nodes));
}

/** Nodes of a ring with long links: each takes the weighted mean of itself and of those that it is linked to. */
const voices = defineModel({
  name: 'voices',
  description: '',
  params: {
    nodes: { default: 50, min: 3, integer: true, description: '' },
    reach: { default: 2, min: 1, integer: true, description: 'how many each listens to' },
    near: {
      table: nearOf,
      description: 'nodes that each node listens to',
    },
    weights: {
      table: (params) => Float64Array.from(params.near as number[][], (row) => 1 / (1 + row.length)),
      description: 'one over how many are heard',
    },
  },
  kinds: {
    node: {
      count: (params) => params.near.length,
      columns: { voice: 'f64', heard: 'i32' },
      init: (self, random) => {
        self.voice = random.uniform(-1, 1);
      },
      rule: (self, _neighbours, _random, params, world) => {
        let sum = self.voice;
        let last = 0;
        for (let k = 0; k < params.reach; k++) {
          sum += world.agent<typeof self>(params.near[self.id][k]).voice;
          last = params.near[self.id][k];
        }
        self.voice = sum * params.weights[self.id];
        self.heard = last;
      },
    },
  },
});

const settings = fc.record({ nodes: fc.integer({ min: 3, max: 90 }), reach: fc.integer({ min: 1, max: 6 }) });

test('a rule reads the tables that follow from its parameters, with both back ends and any number of workers', async () => {
  await fc.assert(
    fc.asyncProperty(settings, fc.constantFrom('js', 'simd'), fc.integer({ min: 1, max: 3 }), async (given, backend, parties) => {
      const near = nearOf(given);
      const run = await drive(voices, given, { backend, parties });
      const voice = Array.from(run.to(0).world().kinds.node.column('voice'));
      for (let tick = 1; tick <= 3; tick++) {
        const next = voice.map((own, node) => near[node].reduce((sum, k) => sum + voice[k], own) * (1 / (1 + given.reach)));
        voice.splice(0, voice.length, ...next);
        expect(Array.from(run.to(tick).world().kinds.node.column('voice'))).toEqual(voice);
      }
      expect(Array.from(run.world().kinds.node.column('heard'))).toEqual(near.map((row) => row.at(-1)));
    }),
    { numRuns: 40, seed: 5 },
  );
});

test('workers of a run see the same tables', async () => {
  const given = { nodes: 2_049, reach: 5 };
  const expected = (await drive(voices, given)).to(5).hash();
  const got = await running(voices, given, { workers: 2 }, async (engine) => {
    await engine.advance(5);
    return stateHash(engine.arena);
  });
  expect(got).toBe(expected);
});

test('a rule that runs as plain JavaScript reads them too, and cannot write to them', async () => {
  const model = defineModel({
    name: 'plain',
    description: '',
    params: {
      size: { default: 3, description: '' },
      squares: { table: ({ size }) => [Array.from({ length: Number(size) }, (_, k) => k * k), [7, 8, 9]], description: '' },
    },
    kinds: {
      one: {
        count: 3,
        columns: { seen: 'f64' },
        rule: (self, _neighbours, _random, params) => {
          const [squares, others] = [...params.squares];
          self.seen = Math.max(...squares) + others[self.id];
        },
      },
    },
  });
  const run = await drive(model);
  expect(run.assembly.functions[0].rule.plain).not.toBeNull();
  expect(Array.from(run.to(1).world().kinds.one.column('seen'))).toEqual([11, 12, 13]);
  const writes = defineModel({
    name: 'writes',
    description: '',
    params: { rows: { table: () => [[1, 2]], description: '' } },
    kinds: {
      one: {
        count: 1,
        columns: { seen: 'f64' },
        rule: (self, _neighbours, _random, params) => {
          const rows = Array.from(params.rows);
          rows[0][0] = 5;
          self.seen = rows[0][0];
        },
      },
    },
  });
  await expect(async () => (await drive(writes)).to(1)).rejects.toThrow(/read.only/);
});

const alone = { name: 'm', description: '', kinds: { one: { count: 1, columns: { x: 'f64' } } } } as const;
const within = (table: unknown, rule?: never): unknown => {
  const params = { n: { default: 2, description: '' }, t: { table: () => table as number[], description: '' } };
  return assemble(defineModel({ ...alone, params, kinds: { one: { ...alone.kinds.one, rule } } }), { n: 2 }, 1);
};

test.each([
  [undefined, /table t of model m is no table: its function returned a value of type undefined/],
  [null, /returned null/],
  [7, /returned a value of type number/],
  [[], /t is empty.*at least one number, or of rows of equal length/],
  [[[1], [1, 2]], /t\[1\] has length 2 and the rows before it 1/],
  [[1, 'a'], /t\[1\] is of type string/],
])('%j is no table', (table, wrong) => {
  expect(() => within(table)).toThrow(wrong);
});

test('mistakes around tables are told when the model is declared or compiled', () => {
  expect(() => defineModel({ ...alone, params: { t: { table: [1, 2] as never, description: '' } } })).toThrow(
    /table t of model m must be a function of the parameters/,
  );
  expect(() => defineModel({ ...alone, params: { t: { table: () => [1], default: 3 } as never } })).toThrow(
    /table t of model m has no option "default"|default/,
  );
  const compile = (rule: unknown): unknown => within([[1, 2]], rule as never);
  expect(() =>
    compile((self: { x: number }, _n: never, _r: never, params: { t: number }) => {
      self.x = params.t;
    }),
  ).toThrow(/the whole table "params\.t" used as a number/);
  expect(() =>
    compile((self: { x: number }, _n: never, _r: never, params: { tt: number }) => {
      self.x = params.tt;
    }),
  ).toThrow(/params has no "tt"/);
  expect(() =>
    compile((_self: never, _n: never, _r: never, params: { t: number[][] }) => {
      params.t[0][1] = 3;
    }),
  ).toThrow(/tables are only read/);
});

test('a table is no setting: nobody sets it, and a run does not list it', () => {
  expect(checkParams(voices.params, {})).toEqual({ nodes: 50, reach: 2 });
  expect(() => checkParams(voices.params, { near: 3 })).toThrow(
    /near is a table that follows from the parameters, and cannot be set. Parameters: nodes, reach\./,
  );
});
