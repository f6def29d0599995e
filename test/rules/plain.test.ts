// Rules run as plain JavaScript, against the same rules compiled, and against the author's function over all pairs.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exponential, integer, normal, uniform32 } from '../../src/engine/random.ts';
import { exponentialSingle, normalSingle, uniformSingle } from '../../src/rules/draws.ts';
import { compileRule, type CompiledRule, type RuleContext } from '../../src/rules/compile.ts';
import { plainCompiled } from '../../src/rules/plain.ts';
import { rule } from '../../src/rules/rule.ts';
import { box, torus, type SpaceSpec } from '../../src/spaces/space.ts';
import { cellOf, insert, link, unlink, type LinkedCells } from '../../src/spaces/linked.ts';
import type { Views } from '../../src/engine/columns.ts';
import {
  column,
  context,
  evaluate,
  makeKind,
  params,
  plainly,
  runtime,
  seen,
  views,
  type Kind,
  type Runtime,
  type Seen,
} from './harness.ts';

type Compiler = (fn: Function | string, context: RuleContext) => CompiledRule;
type Self = Record<string, number> & { genes: number[]; die(): void };
type Other = Seen & { genes: number[]; claim(): void };
type Near = Iterable<Other> & Record<string, Iterable<Other>>;
interface Random {
  uniform(low?: number, high?: number): number;
  normal(mean?: number, sd?: number): number;
  exponential(rate?: number): number;
  integer(n: number): number;
}
type World = Record<string, number> & {
  count: Record<string, number>;
  birth: ((child: object) => void) & Record<string, (child: object) => void>;
  agent: ((id: number) => Other) & Record<string, (id: number) => Other>;
};

const SHEEP = [
  column('x'),
  column('y'),
  column('energy'),
  column('soft', 'f32'),
  column('age', 'i32'),
  column('mark', 'u32'),
  column('level', 'u8'),
  column('genes', 'f64', 3),
  column('codes', 'i32', 2),
];
const WOLF = [column('x', 'f32'), column('y', 'f32'), column('hunger'), column('genes', 'f64', 3)];

interface Outcome {
  readonly columns: Record<string, string>;
  readonly dead: number[];
  /** by kind: whom each agent claims */
  readonly targets: Record<string, number[]>;
  /** by kind: how many are born, and all columns of the stage */
  readonly births: Record<string, [number, ...string[]]>;
  readonly out: string;
}

/** All that a kernel leaves behind, as the engine takes it; what a rule does not do is as if it had done nothing. */
function outcome(compiler: Compiler, fn: Function, kinds: Kind[], more: Partial<RuleContext>): Outcome {
  const [self] = kinds;
  self.next = views(self.columns, self.capacity);
  const { code, writes, dies, claims } = compiler(fn, context(kinds, more));
  const targets = Object.fromEntries(kinds.map(({ name }) => [name, { target: new Int32Array(self.capacity).fill(-1) }]));
  const rt = runtime(self, kinds, { claims: targets, globals: Float64Array.of(0.75, -3) });
  const out = new Float64Array(self.count);
  evaluate(code)(rt, 0, self.count, out);
  const each = (values: ArrayLike<number>): number[] => Array.from(values).slice(0, self.count);
  const kept = ({ name, size }: { name: string; size: number }): string =>
    String(
      Array.from({ length: size }, (_, d) =>
        each((writes.includes(name) ? self.next : self.now)[name].subarray(d * self.capacity, (d + 1) * self.capacity)),
      ),
    );
  return {
    columns: Object.fromEntries(self.columns.map((spec) => [spec.name, kept(spec)])),
    dead: each(dies ? rt.dead : new Uint8Array(self.capacity)),
    targets: Object.fromEntries(
      kinds.map(({ name }) => [name, each(claims.includes(name) ? targets[name].target : new Int32Array(self.capacity).fill(-1))]),
    ),
    births: Object.fromEntries(
      Object.entries(rt.births).map(([kind, stage]) => [
        kind,
        [stage.counts[1], ...Object.values(stage.views).map((values) => String(Array.from(values)))],
      ]),
    ),
    out: String([...out]),
  };
}

/** Compiled and plain leave the same bits behind. */
function expectSame(fn: Function, kinds: Kind[], more: Partial<RuleContext> = {}): Outcome {
  const got = outcome(plainCompiled, fn, kinds, more);
  expect(got).toEqual(outcome(compileRule, fn, kinds, more));
  return got;
}

const SPACES: [string, SpaceSpec][] = [
  ['oblong torus', torus({ width: 8, height: 3.5, radius: 1 })],
  ['torus one cell wide', torus({ width: 1.7, height: 6, radius: 1 })],
  ['torus of two cells', torus({ width: 2.5, height: 2.2, radius: 1 })],
  ['oblong box', box({ width: 7.3, height: 2.6, radius: 1 })],
];

/** Rules that the compiler knows; none adds floats in a loop over neighbours, nor draws twice. */
const RULES: Record<string, Function> = {
  columns(self: Self): void {
    self.age = self.energy * 1e10;
    self.mark = self.energy * 7e9;
    self.level = self.age > 0 ? 1000 * self.energy : -self.energy;
    self.soft = self.energy / 3;
    self.energy = self.soft + self.level / 7 + self.mark;
    if (self.energy > 100) return;
    self.energy = Math.sqrt(-self.energy);
  },
  truths(self: Self): void {
    self.age = self.energy > 0 ? 1 : 0;
    self.energy = self.age && self.energy < 0.5 ? 5 : -0;
  },
  vectors(self: Self): void {
    for (let k = -1; k < 4; k++) {
      self.genes[k] = self.genes[k] * 2 + self.genes[(k + 1) % 3] + k;
      self.energy += k >= 0 && k < 3 ? self.genes[k] : 0;
    }
    self.genes[1] = NaN;
    self.soft = self.genes.length;
  },
  elementary(self: Self): void {
    self.energy = Math.sin(self.energy) + Math.exp(self.genes[0]) * Math.atan2(self.genes[1], self.genes[2]) + Math.hypot(self.x, self.y);
    self.genes[0] = Math.abs(self.genes[0]) ** self.energy + Math.tanh(self.x) * Math.log1p(self.y) + Math.hypot(1, self.x, self.y);
    self.genes[2] = (self.x ** 2) /* a ** b */ ** 0.5 - -(2 ** (3 ** 0.25));
  },
  moving(self: Self): void {
    self.x += 40 * self.energy;
    self.y = self.energy > 0.9 ? NaN : self.y - 7;
  },
  counting(self: Self, neighbours: Near): void {
    let count = 0;
    let order = 0;
    let closest = Infinity;
    let farthest = -1;
    for (const other of neighbours) {
      count++;
      order = (order * 31 + other.id) | 0;
      if (other.distance < closest) closest = other.distance;
      if (other.dx * other.dy > farthest) farthest = other.dx * other.dy + other.genes[1];
      if (other.energy > 0.95) break;
      for (const wolf of neighbours.wolf) {
        if (wolf.distance2 > 0.3) continue;
        order ^= wolf.id + wolf.genes.length;
      }
    }
    self.age = order;
    self.mark = count;
    self.energy = closest;
    self.genes[0] = farthest;
  },
  drawing(self: Self, _neighbours: Near, random: Random): void {
    self.energy = self.age > 1 ? 2 : random.normal(1, 3);
  },
  choosing(self: Self, _neighbours: Near, random: Random): void {
    self.age = random.integer(self.age + 100);
  },
  between(self: Self, _neighbours: Near, random: Random, given: Record<string, number>): void {
    self.energy = random.uniform(given.low, 3);
  },
  waiting(self: Self, _neighbours: Near, random: Random, given: Record<string, number>): void {
    self.energy = random.exponential(given.steps);
  },
  reading(self: Self, _neighbours: Near, _random: Random, settings: Record<string, number>, world: World): void {
    self.energy = settings.low + settings.steps * world.tick + world.count.sheep * world.heat - world.cold + self.index + self.id;
    self.age = settings.eager ? 3 : 4;
  },
  living(self: Self, neighbours: Near, random: Random, _settings: unknown, world: World): void {
    self.age += 1;
    self.x += 5;
    if (self.energy < -0.5) {
      self.die();
      return;
    }
    for (const wolf of neighbours.wolf) if (wolf.hunger > 0.8) self.die();
    if (self.energy > 0.4) {
      self.energy /= 2;
      world.birth({ energy: self.energy, age: 0, x: self.x + 100 });
      world.birth({ genes: [1, self.genes[0], 2], level: 300, soft: NaN });
      self.energy += random.uniform();
    }
    world.birth.wolf({ hunger: self.energy });
  },
  wanting(self: Self, neighbours: Near, _random: Random, _settings: unknown, world: World): void {
    let nearest = Infinity;
    for (const wolf of neighbours.wolf) {
      if (wolf.distance2 >= nearest) continue;
      nearest = wolf.distance2;
      wolf.claim();
    }
    for (const other of neighbours) if (other.distance2 < 0.02) other.claim();
    if (self.energy > 0.9) world.agent.wolf(self.id).claim();
  },
  asking(self: Self, _neighbours: Near, _random: Random, _settings: unknown, world: World): void {
    const partner = world.agent(self.id * 3 - 20);
    self.energy = partner.energy;
    self.age = partner.age + partner.id;
    self.genes[0] = partner.genes[1];
    self.soft = world.agent.wolf(self.energy * 9).hunger;
  },
};

const settings = params({ low: -2.5, steps: 3, eager: true, mode: 'a' }, ['steps']);
const herd = (space: SpaceSpec | null, sheep: number, wolves: number, seed: number): Kind[] => [
  makeKind('sheep', SHEEP, sheep, space, seed),
  makeKind('wolf', WOLF, wolves, space, seed + 1),
];

describe.each(SPACES)('in a %s', (_, space) => {
  test.each(Object.entries(RULES))('%s: compiled and plain leave the same bits', (_name, fn) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 60 }), fc.nat(1e6), (sheep, wolves, seed) => {
        expectSame(fn, herd(space, sheep, wolves, seed), { space, params: settings, globals: ['heat', 'cold'] });
      }),
      { numRuns: 12 },
    );
  });
});

test('the rules above do what they are there for', () => {
  const space = SPACES[0][1];
  const more = { space, params: settings, globals: ['heat', 'cold'] };
  const living = expectSame(RULES.living, herd(space, 90, 60, 5), more);
  expect(living.dead.filter((dead) => dead === 1).length).toBeGreaterThan(5);
  expect(living.births.sheep[0]).toBeGreaterThan(20);
  expect(living.births.wolf[0]).toBeGreaterThan(20);
  const wanting = expectSame(RULES.wanting, herd(space, 90, 60, 5), more);
  for (const kind of ['sheep', 'wolf']) expect(wanting.targets[kind].filter((at) => at >= 0).length).toBeGreaterThan(5);
});

test('three dimensions', () => {
  const space = torus({ width: 4.2, height: 3.1, depth: 5.5, radius: 1 });
  const fish = makeKind('fish', [column('x'), column('y'), column('z'), column('fear')], 150, space, 2);
  const shark = makeKind('shark', [column('x', 'f32'), column('y', 'f32'), column('z', 'f32'), column('size')], 90, space, 4);
  expectSame(
    (self: Self, neighbours: Near) => {
      let most = -9;
      for (const other of neighbours.shark) if (other.dz * other.size > most) most = other.dz * other.size + other.dy;
      self.fear = most;
      self.z += most;
    },
    [fish, shark],
    { space },
  );
});

test('births beyond the limit are counted but not written', () => {
  const space = SPACES[0][1];
  const kinds = herd(space, 60, 10, 3);
  const { births } = runtime(kinds[0], kinds);
  births.wolf.limit = 2;
  const rt = runtime(kinds[0], kinds, { births });
  evaluate(plainCompiled(RULES.living, context(kinds, { space })).code)(rt, 0, kinds[0].count);
  expect(births.wolf.counts[1]).toBeGreaterThan(2);
  expect(births.wolf.views.genes.slice(0, 5).every((gene) => gene === 0)).toBe(true);
  expect(Array.from(births.wolf.views.x.slice(0, 7), (x) => x !== 0)).toEqual([false, false, false, true, true, false, false]);
});

describe('the other roles', () => {
  const kinds = (): Kind[] => herd(null, 40, 10, 8);
  test('init', () => {
    expectSame(
      (self: Self, random: Random, given: Record<string, number>, world: World) => {
        self.energy = random.uniform() * given.low + world.tick;
        self.genes[2] = self.id;
        self.level = 77.7;
      },
      kinds(),
      { role: 'init', params: settings },
    );
  });
  test('reduce', () => {
    const { out } = expectSame(
      (self: Self, given: Record<string, number>, world: World) => (self.energy > 0 ? self.energy * given.low : world.heat + self.age),
      kinds(),
      { role: 'reduce', params: settings, globals: ['heat'] },
    );
    expect(new Set(out.split(',')).size).toBeGreaterThan(15);
    expectSame((self: Self) => self.age > 1, kinds(), { role: 'reduce' });
  });
  test('a schedule, a hook and a condition', () => {
    const call = (compiler: Compiler, fn: Function): [unknown, ...number[]] => {
      const rt = runtime(null, [], { globals: Float64Array.of(1.5, 2) });
      const value = evaluate(compiler(fn, context([], { role: 'global', self: null, globals: ['a', 'b'], params: settings })).code)(rt);
      return [value, ...rt.globals];
    };
    for (const fn of [
      (world: World, random: Random, given: Record<string, number>) => world.tick * given.low + random.uniform(),
      (world: World) => {
        world.a += world.b * world.tick;
      },
      (world: World) => world.a > 1,
    ])
      expect(call(plainCompiled, fn)).toEqual(call(compileRule, fn));
    expect(() => call(plainCompiled, () => 'much')).toThrow(/takes a number, but got "much"/);
  });
});

test('sequential: one after the other, in place, with the same bits as compiled', () => {
  const walk = (self: Self, neighbours: Near, random: Random, _settings: unknown, world: World): void => {
    let count = 0;
    let closest = 9;
    self.x += 0.3 * self.energy;
    for (const other of neighbours) {
      count++;
      if (other.distance < closest) closest = other.distance + other.energy / 100;
    }
    self.y -= 0.2 * closest;
    self.x += 0.7;
    for (const other of neighbours) if (other.dx > 0.2) count += other.age & 3;
    self.age = count;
    self.energy = closest + random.uniform();
    if (count > 9) self.die();
    if (count === 7) world.birth({ energy: 3 });
  };
  for (const space of [
    torus({ width: 6, height: 4, radius: 1 }),
    torus({ width: 2.4, height: 5, radius: 1 }),
    box({ width: 5, height: 3, radius: 1 }),
  ]) {
    const after = [compileRule, plainCompiled].map((compiler) => {
      const [sheep] = herd(space, 70, 0, 8);
      const lists: LinkedCells = {
        head: sheep.head,
        following: sheep.following,
        preceding: new Int32Array(sheep.capacity),
        cell: new Int32Array(sheep.capacity),
      };
      const dead = new Uint8Array(sheep.capacity);
      link(lists, sheep.now as Views, space, sheep.count);
      const rt = runtime(sheep, [sheep], {
        next: sheep.now,
        dead,
        atOnce: {
          sheep: {
            dead,
            relocate(i: number) {
              unlink(lists, i);
              insert(lists, i, cellOf(sheep.now as Views, i, space));
            },
            kill(i: number) {
              dead[i] = 1;
              unlink(lists, i);
            },
            enter: (_from: number, to: number) => to,
          },
        },
      });
      const kernel = evaluate(compiler(walk, context([sheep], { space, mode: 'sequential' })).code);
      for (let round = 0; round < 3; round++)
        kernel(
          rt,
          Uint32Array.from({ length: 70 }, (_, k) => (k * 23 + round) % 70),
          0,
          70,
        );
      const { births } = rt;
      return [
        [...dead],
        Object.values(sheep.now).map((values) => String([...values])),
        births.sheep.counts[1],
        String([...births.sheep.views.x]),
      ];
    });
    expect(after[1]).toEqual(after[0]);
    expect((after[0][0] as number[]).filter((gone) => gone === 1).length).toBeGreaterThan(2);
    expect((after[0][0] as number[]).filter((gone) => gone === 0).length).toBeGreaterThan(8);
  }
});

test('f32: what is measured and kept is rounded as compiled code does it', () => {
  const space = torus({ width: 7.3, height: 5.1, radius: 1 });
  const birds = makeKind('bird', [column('x', 'f32'), column('y', 'f32'), column('heading', 'f32'), column('v', 'f32', 2)], 200, space, 3);
  expectSame(
    (self: Self & { v: number[] }, neighbours: Near, random: Random) => {
      let dx = 0;
      let closest = 9;
      for (const other of neighbours) {
        if (other.distance >= closest) continue;
        closest = other.distance;
        dx = other.dx;
      }
      self.heading = closest;
      self.v[0] = dx;
      self.x += random.normal();
    },
    [birds],
    { space, precision: 'f32' },
  );
});

describe.each(['f32', 'f64'] as const)('%s', (precision) => {
  test('the n-th draw of an agent has draw index n - 1, whatever it draws', () => {
    const draws = precision === 'f32' ? [uniformSingle, normalSingle, exponentialSingle] : [uniform32, normal, exponential];
    const mice = makeKind(
      'mouse',
      [column('a', precision), column('b', precision), column('c', precision), column('d', 'i32')],
      20,
      null,
      1,
    );
    const rt = runtime(mice, [mice]);
    const { code } = plainCompiled(
      (self: Self, _neighbours: Near, random: Random) => {
        const [, b, c] = [random.uniform(), random.normal(), random.exponential()];
        self.b = b;
        self.c = c;
        for (let k = 0; k < 5; k++) self.d = random.integer(1000);
        self.a = [1].map(() => random.uniform())[0];
      },
      context([mice], { precision }),
    );
    evaluate(code)(rt, 0, mice.count);
    for (let i = 0; i < mice.count; i++) {
      const id = mice.now.id[i];
      expect([mice.next.b[i], mice.next.c[i], mice.next.d[i], mice.next.a[i]]).toEqual([
        draws[1](11, 22, id, 1),
        draws[2](11, 22, id, 2),
        integer(11, 22, id, 7, 1000),
        draws[0](11, 22, id, 8),
      ]);
    }
  });
});

describe('what the compiler does not know', () => {
  const space = torus({ width: 8, height: 3.5, radius: 1 });

  /** Every agent is left as the author's function leaves it, run over all pairs. The rule may not depend on the order of neighbours. */
  function expectPlain(fn: Function, more: Partial<RuleContext> = {}, world: object = {}): void {
    const [sheep] = herd(space, 80, 0, 4);
    const ctx = context([sheep], { space, params: settings, ...more });
    const { code, plain } = compileRule(fn, ctx);
    expect(plain).toMatch(/the rule of kind bird|the helper/);
    evaluate(code)(runtime(sheep, [sheep]), 0, sheep.count);
    let touched = 0;
    for (let i = 0; i < sheep.count; i++) {
      const others = seen(sheep, i, sheep, space);
      const expected = plainly(fn, sheep, i, others, { low: -2.5, steps: 3, eager: true, mode: 'a' }, world);
      expect(sheep.next.energy[i]).toBeCloseTo(expected.energy, 11);
      expect(sheep.next.age[i]).toBe(expected.age);
      touched += expected.energy !== sheep.now.energy[i] || expected.age !== sheep.now.age[i] ? 1 : 0;
    }
    expect(touched).toBeGreaterThan(20);
  }

  test('neighbours in an array, sorted, sliced and reduced', () => {
    expectPlain((self: Self, neighbours: Near) => {
      const near = [...neighbours].sort((a, b) => a.distance2 - b.distance2).slice(0, 3);
      self.energy = near.reduce((sum, { energy }) => sum + energy, 0) / Math.max(1, near.length);
      self.age = near.filter((other) => other.age > 1).length;
    });
    expectPlain((self: Self, neighbours: Near) => {
      const kept: Other[] = [];
      for (const other of neighbours) if (other.energy > self.energy) kept.push(other);
      self.energy = Math.max(...kept.map(({ energy }) => energy), -1);
      self.age = Array.from(neighbours, ({ id }) => id).length - new Set(neighbours).size + kept.length;
    });
  });

  test('objects, maps, sets, spread and destructuring with defaults', () => {
    expectPlain((self: Self, neighbours: Near) => {
      const votes = new Map<number, number>();
      for (const { age = 0 } of neighbours) votes.set(age, (votes.get(age) ?? 0) + 1);
      const [[winner, many] = [9, 0]] = [...votes].sort(([a, n], [b, m]) => m - n || a - b);
      const none = { winner: 1, many: 2 };
      const best = { ...none, winner, many };
      self.age = best.winner;
      self.energy = Object.values(best).length + best.many + new Set(votes.values()).size;
    });
  });

  test('try, texts, recursion, closures and classes', () => {
    expectPlain((self: Self, neighbours: Near) => {
      const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));
      let calls = 0;
      const count = (): number => ++calls;
      const label = `${self.id}-${self.age}`;
      class Pair {
        a = self.energy;
        get twice(): number {
          return 2 * this.a;
        }
      }
      try {
        for (const other of neighbours) if (other.energy > 0.9) throw new Error('too much');
        count();
      } catch (error) {
        self.age = (error as Error).message.length;
      } finally {
        count();
      }
      self.energy = fibonacci(7) + calls + label.length + new Pair().twice;
    });
  });

  test('helpers that need helpers and numbers of their own, in a circle, with tables', () => {
    const TABLE = [[1, 2], [3]];
    const K = 2.5;
    const even = (n: number): boolean => (n <= 0 ? true : odd(n - 1));
    const odd = (n: number): boolean => (n <= 0 ? false : even(n - 1));
    const weigh = (values: number[]): number => K * values.reduce((a, b) => a + b, 0);
    rule(even, { uses: { odd } });
    rule(odd, { uses: { even } });
    rule(weigh, { uses: { K } });
    const fn = (self: Self, neighbours: Near): void => {
      self.energy = weigh([...neighbours].map(({ energy }) => energy)) + TABLE.flat().length + TABLE[1][0];
      self.age = even(self.id % 10) ? 1 : 0;
    };
    expectPlain(rule(fn, { uses: { weigh, even, TABLE } }));
  });

  test('a method, and its text', () => {
    const model = {
      fly(self: Self, neighbours: Near): void {
        self.energy = [...neighbours].length;
      },
    };
    expectPlain(model.fly);
  });
});

describe('neighbours', () => {
  const space = torus({ width: 5, height: 5, radius: 1 });
  const columns = [column('x'), column('y'), column('energy'), column('genes', 'f64', 2)];
  const runOn = (fn: Function, more: Partial<RuleContext> = {}): Kind => {
    const sheep = makeKind('sheep', columns, 60, space, 5);
    evaluate(plainCompiled(fn, context([sheep], { space, ...more })).code)(runtime(sheep, [sheep]), 0, sheep.count);
    return sheep;
  };

  test('may be kept within the tick, and are the same objects each time they are visited', () => {
    const sheep = runOn((self: Self, neighbours: Near) => {
      const kept = [...neighbours];
      let same = 0;
      for (const other of neighbours) if (kept.includes(other)) same++;
      self.energy = same - kept.length + new Set(kept.map(({ id }) => id)).size;
    });
    for (let i = 0; i < sheep.count; i++) expect(sheep.next.energy[i]).toBe(seen(sheep, i, sheep, space).length);
  });

  test('cannot be written, and say what they do not have', () => {
    const attempt = (act: string): (() => unknown) => {
      const fn = new Function(
        `return (self, neighbours) => { const all = [...neighbours]; for (const other of all) { ${act} } }`,
      )() as Function;
      return () => runOn(fn);
    };
    expect(attempt('other.energy = 1;')).toThrow(/read only/);
    expect(attempt('other.genes[0] = 1;')).toThrow(/read only/);
    expect(attempt('other.enrgy > 1;')).toThrow(/sheep has no "enrgy". Known: x, y, energy, genes, id, dx, dy, distance2, distance, claim/);
    expect(attempt('JSON.stringify(other); ({ ...other }); String(other);')).not.toThrow();
    expect(attempt("const key = 'wo' + 'lf'; [...neighbours[key]];")).toThrow(/neighbours has no "wolf". Known: sheep/);
  });
});

describe('the agent', () => {
  const columns = [column('energy'), column('age', 'i32'), column('genes', 'f64', 2)];
  const attempt = (act: string, more: Partial<RuleContext> = {}): (() => Runtime) => {
    const mice = makeKind('mouse', columns, 3, null, 1);
    const fn = new Function(
      `return (self, neighbours, random, params, world) => { const all = [self, random, params, world]; ${act} }`,
    )() as Function;
    return () => {
      const rt = runtime(mice, [mice]);
      evaluate(plainCompiled(fn, context([mice], { params: settings, ...more })).code)(rt, 0, mice.count);
      return rt;
    };
  };

  test.each([
    ['all[0].enrgy = 1;', /mouse has no "enrgy"/],
    ['if (all[0].enrgy) self.age = 1;', /mouse has no "enrgy"/],
    ['self.energy = ["3"][0];', /self.energy takes a number, but got "3"/],
    ['self.energy = [undefined][0];', /self.energy takes a number, but got undefined/],
    ['self.genes = [1];', /self.genes takes 2 elements, but got an array/],
    ['self.genes.push(1);', /self.genes has 2 elements, always/],
    ['all[0].id = 4;', /the engine gives it/],
    ['all[1].shuffle();', /random has no "shuffle"/],
    ['all[2].low = 3;', /read only/],
    ['all[2].hgih;', /params has no "hgih"/],
    ['all[3].tick = 3;', /the engine counts/],
    ['all[3].birth({ enrgy: 1 });', /a newborn mouse has no "enrgy". Known: energy, age, genes/],
    ["all[3]['bi' + 'rth']({});", /name it in the text of the rule/],
    ["all[0]['di' + 'e']();", /name it in the text of the rule/],
    ['const m = Math; self.energy = m.random();', /a run must be repeatable/],
    ['const m = Math; self.energy = m.asinh(1);', /Math has no "asinh"/],
    ['self.energy = [null][0].x;', /null/],
  ])('%s', (act, pattern) => {
    expect(attempt(act)).toThrow(pattern);
  });

  test('a spread of it gives the columns of a newborn', () => {
    const rt = attempt('world.birth({ ...self, energy: 9 }); self.genes = [7, 8]; self.age = 5;')();
    const { views: born, base } = rt.births.mouse;
    const mice = rt.now as Kind['now'];
    expect(born.energy.slice(base, base + 3)).toEqual(Float64Array.of(9, 9, 9));
    expect(born.age.slice(base, base + 3)).toEqual(mice.age.slice(0, 3));
    expect(born.genes.slice(base, base + 3)).toEqual(mice.genes.slice(0, 3));
    expect((rt.next as Kind['now']).genes.slice(0, 3)).toEqual(Float64Array.of(7, 7, 7));
  });

  test('what an author throws goes on as it is, and its agent is marked', () => {
    const mice = makeKind('mouse', columns, 3, null, 1);
    const rt = runtime(mice, [mice]);
    const { code } = plainCompiled(
      (self: Self) => {
        if (self.index === 1) throw new RangeError([`no more of ${self.index}`].join(''));
      },
      context([mice]),
    );
    expect(() => evaluate(code)(rt, 0, mice.count)).toThrow(new RangeError('no more of 1'));
    expect((rt.mark as Int32Array)[2]).toBe(1);
  });
});

test('nothing lasts from one agent to the next: helpers, tables and the rule itself are frozen', () => {
  const mice = makeKind('mouse', [column('energy')], 3, null, 1);
  const memory = Object.assign(() => 1, {});
  const table = [1, [2]];
  const attempt = (fn: Function): (() => unknown) => {
    rule(fn as () => void, { uses: { memory, table } as never });
    return () => evaluate(plainCompiled(fn, context([mice])).code)(runtime(mice, [mice]), 0, mice.count);
  };
  expect(attempt((self: Self) => void (self.energy = Object.assign(memory, { calls: 1 }).calls))).toThrow(/extensible/);
  expect(attempt((self: Self) => void (self.energy = table.push(1)))).toThrow(/extensible/);
  expect(attempt((self: Self) => void (self.energy = (table[1] as number[]).push(1)))).toThrow(/extensible/);
  expect(
    attempt(function again(self: Self): void {
      self.energy = Object.assign(again, { calls: 1 }).calls;
    }),
  ).toThrow(/extensible/);
});
