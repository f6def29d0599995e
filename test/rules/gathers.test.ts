// Agents asked for by id, against the author's function run as plain JavaScript with a search through all agents.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RuleContext } from '../../src/rules/compile.ts';
import { rule } from '../../src/rules/rule.ts';
import { torus } from '../../src/spaces/space.ts';
import { column, context, evaluate, makeKind, plainly, run, runtime, seen, type Kind, type Seen } from './harness.ts';
import { compileRule } from '../../src/rules/compile.ts';

type Self = Record<string, number>;
type Found = Record<string, number> & { v: number[] };
interface World {
  agent: ((id: number) => Found) & Record<string, (id: number) => Found>;
}

const columns = [
  column('x'),
  column('y'),
  column('heat'),
  column('rank', 'i32'),
  column('mark', 'u32'),
  column('flag', 'u8'),
  column('v', 'f64', 3),
];
const space = torus({ width: 7, height: 5, radius: 1 });

/** What a rule reads of the agent with this id: a search through all agents. */
function find(kind: Kind, id: number): Found {
  const i = kind.now.id.subarray(0, kind.count).indexOf(Math.trunc(id));
  const found: Record<string, unknown> = { id: Math.trunc(id) };
  for (const { name, type, size } of kind.columns) {
    const missing = type === 'f64' || type === 'f32' ? NaN : 0;
    const read = (d: number): number => (i < 0 ? missing : kind.now[name][d * kind.capacity + i]);
    found[name] =
      size === 1
        ? read(0)
        : new Proxy([], { get: (_, key) => (Number(String(key)) >= 0 && Number(String(key)) < size ? read(Number(String(key))) : NaN) });
  }
  return found as Found;
}

const worldOf = (...kinds: Kind[]): World => ({
  agent: Object.assign(
    (id: number) => find(kinds[0], id),
    Object.fromEntries(kinds.map((kind) => [kind.name, (id: number) => find(kind, id)])),
  ),
});

const makeKinds = (sorted: boolean, seed: number): Kind[] => [
  makeKind('bird', columns, 37, sorted ? space : null, seed),
  makeKind('wolf', columns, 11, sorted ? space : null, seed + 1),
];

/** Every agent is left as the author's function leaves it. */
function expectAlike(fn: Function, kinds: Kind[], more: Partial<RuleContext> = {}): void {
  run(fn, kinds, more);
  const [bird] = kinds;
  for (let i = 0; i < bird.count; i++) {
    const plain = plainly(fn, bird, i, [], {}, worldOf(...kinds));
    for (const name of ['x', 'y', 'heat', 'rank', 'mark', 'flag']) expect(bird.next[name][i], `${name} of ${i}`).toBe(plain[name]);
  }
}

function lookAround(self: Self, _n: unknown, _r: unknown, _p: unknown, world: World): void {
  const partner = world.agent(self.id * 3 - 20);
  self.heat = partner.heat + 0.5 * partner.v[1];
  const { rank, flag } = partner;
  self.rank = rank + flag + world.agent.wolf(self.rank).rank;
  self.mark = partner.mark;
  self.x = partner.id + partner.v[self.flag] + partner.v[self.rank];
  let id = self.id;
  const wolf = world.agent.wolf(id);
  id = -1;
  self.y = wolf.heat + wolf.id + id;
  if (world.agent(self.id + 1).heat > 0 && world.agent.bird(self.id + 2).heat > 0) self.flag = 3;
}

describe.each([
  ['agents that stay at their ids', false, true],
  ['agents that move in memory', true, false],
])('%s', (_, sorted, fixed) => {
  const more = (kinds: Kind[]): Partial<RuleContext> => ({ kinds: kinds.map(({ name, columns: all }) => ({ name, columns: all, fixed })) });

  test('are read by any id, of the own kind and of another', () => {
    for (let seed = 1; seed < 20; seed++) {
      const kinds = makeKinds(sorted, seed);
      if (fixed) for (const kind of kinds) kind.places.fill(-1); // not looked at
      expectAlike(lookAround, kinds, more(kinds));
    }
  });

  test('whatever the id: any number, of which the fraction is dropped', () => {
    const kinds = makeKinds(sorted, 3);
    const fn = (self: Self, _n: unknown, _r: unknown, _p: unknown, world: World): void => {
      self.y = world.agent(self.x).heat;
      self.rank = world.agent(self.mark).rank;
    };
    fc.assert(
      fc.property(
        fc.oneof(fc.double(), fc.double({ min: -3, max: 40 })),
        fc.nat({ max: 2 ** 32 - 1 }),
        fc.nat({ max: 40 }),
        (x, far, near) => {
          kinds[0].now.x[5] = x;
          kinds[0].now.mark[5] = far;
          kinds[0].now.mark[6] = near;
          run(fn, kinds, more(kinds));
          expect(kinds[0].next.y[5]).toBe(x > -1 ? find(kinds[0], x).heat : x === x && Math.trunc(x) === 0 ? find(kinds[0], 0).heat : NaN);
          expect(kinds[0].next.rank[5]).toBe(find(kinds[0], far).rank);
          expect(kinds[0].next.rank[6]).toBe(find(kinds[0], near).rank);
        },
      ),
    );
  });
});

test('the dead read as nobody', () => {
  const kinds = makeKinds(true, 8);
  const [bird] = kinds;
  bird.places[4] = -1;
  bird.places[9] = -1;
  run((self: Self, _n: unknown, _r: unknown, _p: unknown, world: World) => {
    const other = world.agent(self.id);
    self.heat = other.heat;
    self.rank = 10 + other.rank;
  }, kinds); // prettier-ignore
  for (let i = 0; i < bird.count; i++) {
    const gone = bird.now.id[i] === 4 || bird.now.id[i] === 9;
    expect([bird.next.heat[i], bird.next.rank[i]]).toEqual(gone ? [NaN, 10] : [bird.now.heat[i], 10 + bird.now.rank[i]]);
  }
});

test('others are asked for in a loop over neighbours, in helpers, and of both kinds at once', () => {
  const [bird, wolf] = makeKinds(true, 4);
  const rankOf = (who: Found): number => who.rank;
  const fn = (self: Self, neighbours: Iterable<Seen>, _r: unknown, _p: unknown, world: World): void => {
    let met = 0;
    for (const other of neighbours) {
      const friend = world.agent.wolf(other.id);
      met += friend.rank + rankOf(world.agent(other.id - 1)) + other.rank;
    }
    self.rank = met;
  };
  run(rule(fn, { uses: { rankOf } }), [bird, wolf], { space });
  for (let i = 0; i < bird.count; i++) {
    const plain = plainly(fn, bird, i, seen(bird, i, bird, space), {}, worldOf(bird, wolf));
    expect(bird.next.rank[i]).toBe(plain.rank);
  }
});

test('a reduction asks too', () => {
  const kinds = makeKinds(true, 6);
  const [bird] = kinds;
  const fn = (self: Self, _p: unknown, world: World): number => world.agent(self.id + 2).heat * 2 + self.rank;
  const { code } = compileRule(fn, context(kinds, { role: 'reduce', name: 'global warmth' }));
  const out = new Float64Array(bird.count);
  evaluate(code)(runtime(bird, kinds), 0, bird.count, out);
  const expected = Array.from({ length: bird.count }, (_, i) => find(bird, bird.now.id[i] + 2).heat * 2 + bird.now.rank[i]);
  expect([...out]).toEqual(expected);
});

test('a claim goes where the agent stands; the last one counts, also when it is of nobody', () => {
  const kinds = makeKinds(true, 7);
  const [bird] = kinds;
  const target = new Int32Array(bird.capacity).fill(77);
  const wolves = new Int32Array(bird.capacity).fill(77);
  run(
    (
      self: Self,
      _n: unknown,
      _r: unknown,
      _p: unknown,
      world: { agent: ((id: number) => { claim(): void }) & Record<'wolf', (id: number) => { claim(): void }> },
    ) => {
      world.agent(self.id + 1).claim();
      if (self.id % 3 === 0) world.agent(self.id + 500).claim();
      if (self.id % 3 === 1) world.agent.wolf(self.id).claim();
    },
    kinds,
    {},
    { claims: { bird: { target }, wolf: { target: wolves } } },
  );
  for (let i = 0; i < bird.count; i++) {
    const id = bird.now.id[i];
    expect(target[i]).toBe(id % 3 === 2 ? bird.places[id + 1] : -1);
    expect(wolves[i]).toBe(id % 3 === 1 && id < kinds[1].count ? kinds[1].places[id] : -1);
  }
});
