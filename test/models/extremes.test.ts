// Division by zero, overflow and reading out of range: no error, and the same bits from either back end; plain JavaScript testifies.

import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { stateHash } from '../../src/engine/hash.ts';
import { checkParams } from '../../src/engine/params.ts';
import { assemble } from '../../src/models/assemble.ts';
import { defineModel, type Model } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';

const COUNT = 1_030; // two chunks and a part of one, no multiple of four
const TABLE = [3, -1, 4];

type Type = 'f32' | 'f64';
type Update = 'synchronous' | 'sequential';

const extremes = (type: Type, update: Update): Model =>
  defineModel({
    name: 'extremes',
    description: '',
    params: { huge: { default: 1e300, description: '' } },
    update,
    kinds: {
      mote: {
        count: COUNT,
        columns: {
          n: 'i32',
          quotient: type,
          rest: 'i32',
          big: type,
          wrapped: 'i32',
          unsigned: 'u32',
          byte: 'u8',
          whole: 'i32',
          out: type,
          v: { type, size: 3 },
        },
        rule: rule(
          (self, _neighbours, _random, params) => {
            self.n = self.id - 515;
            self.quotient = self.n / (self.n % 3);
            self.rest = self.n % (self.n & 1);
            self.big = params.huge * params.huge * self.n;
            self.wrapped = (self.n * 2_000_003 * 1_001) | 0;
            self.unsigned = self.n * 9e9;
            self.byte = self.n;
            self.whole = self.n / 0;
            self.out = TABLE[self.n] + self.v[self.n & 3];
            self.v[self.n & 7] = self.n;
          },
          { uses: { TABLE } },
        ),
      },
    },
  });

const clamp = (x: number, low: number, high: number): number => (Number.isNaN(x) ? 0 : Math.trunc(Math.min(high, Math.max(low, x))));

/** What the rule leaves in each column after the first tick, by id. */
const EXPECTED: Record<string, (n: number) => number> = {
  quotient: (n) => n / ((n % 3) | 0), // a whole 0 has no sign
  rest: () => 0, // the remainder by 0 of whole numbers is 0
  big: (n) => Infinity * n,
  wrapped: (n) => (n * 2_000_003 * 1_001) | 0,
  unsigned: (n) => clamp(n * 9e9, 0, 2 ** 32 - 1),
  byte: (n) => clamp(n, 0, 255),
  whole: (n) => clamp(n / 0, -(2 ** 31), 2 ** 31 - 1),
  out: (n) => (TABLE[n] ?? 0) + ((n & 3) < 3 ? 0 : NaN), // outside a table of whole numbers there is 0, outside a vector of floats NaN
};

async function after<T>(
  ticks: number,
  backend: 'js' | 'simd',
  [type, update]: readonly [Type, Update],
  workers: number,
  look: (engine: Engine) => T,
): Promise<T> {
  const model = extremes(type, update);
  const engine = new Engine(assemble(model, checkParams(model.params, {}), workers, { backend }).program, { seed: 's', workers });
  try {
    await engine.advance(ticks);
    return look(engine);
  } finally {
    await engine.close();
  }
}

const WAYS = [
  ['f32', 'synchronous'],
  ['f64', 'synchronous'],
  ['f32', 'sequential'],
  ['f64', 'sequential'],
] as const;

describe.each(WAYS)('in %s, %s', (...way) => {
  test('each column holds what JavaScript says', async () => {
    for (const backend of ['js', 'simd'] as const) {
      const columns = await after(1, backend, way, 1, ({ arena }) => {
        const views = arena.now(0);
        return Object.fromEntries(['id', ...Object.keys(EXPECTED)].map((name) => [name, Array.from(views[name].subarray(0, COUNT))]));
      });
      for (const [name, expected] of Object.entries(EXPECTED)) {
        const numbers = columns['id'].map((id) =>
          way[0] === 'f32' && /quotient|out|big/.test(name) ? Math.fround(expected(id - 515)) : expected(id - 515),
        );
        expect(columns[name], `${backend}, ${name}`).toEqual(numbers);
      }
    }
  });

  test('either back end ends in one state and tells of one NaN, with one worker or two', async () => {
    const ends = [];
    for (const backend of ['js', 'simd'] as const)
      for (const workers of [1, 2])
        ends.push(await after(4, backend, way, workers, (engine) => ({ hash: stateHash(engine.arena), nan: engine.nan })));
    for (const end of ends) expect(end).toEqual(ends[0]);
    expect(ends[0].nan).toMatchObject({ tick: 0, kind: 'mote' });
  });
});
