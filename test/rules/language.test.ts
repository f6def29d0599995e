import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rule } from '../../src/rules/rule.ts';
import { compileRule } from '../../src/rules/compile.ts';
import { exponential, integer, normal, uniform32, WORDS, threefry } from '../../src/engine/random.ts';
import { exponentialSingle, normalSingle, uniformSingle } from '../../src/rules/draws.ts';
import { column, context, evaluate, makeKind, params, run, runtime, value } from './harness.ts';

/** Random expressions over a, b, c as text that both JavaScript and the compiler read. */
const { expression } = fc.letrec<{ expression: string; condition: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom('a', 'b', 'c', 'a', 'b'),
    fc.double({ min: -5, max: 5, noNaN: true }).map((x) => `(${x.toFixed(3)})`),
    fc.tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/', '%'), tie('expression')).map(([x, op, y]) => `(${x} ${op} ${y})`),
    fc
      .tuple(fc.constantFrom('floor', 'abs', 'sqrt', 'round', 'sign', 'trunc', 'ceil', 'fround'), tie('expression'))
      .map(([f, x]) => `Math.${f}(${x})`),
    fc.tuple(fc.constantFrom('min', 'max'), tie('expression'), tie('expression')).map(([f, x, y]) => `Math.${f}(${x}, ${y})`),
    fc.tuple(tie('condition'), tie('expression'), tie('expression')).map(([t, x, y]) => `(${t} ? ${x} : ${y})`),
    fc.tuple(tie('expression'), fc.constantFrom('&&', '||'), tie('expression')).map(([x, op, y]) => `(${x} ${op} ${y})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('|', '&', '^', '<<', '>>', '>>>'), tie('expression'))
      .map(([x, op, y]) => `((${x} ${op} ${y}) / 3)`),
    tie('expression').map((x) => `(-${x})`),
    tie('expression').map((x) => `half(${x})`),
  ),
  condition: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(tie('expression'), fc.constantFrom('<', '<=', '>', '>=', '===', '!=='), tie('expression'))
      .map(([x, op, y]) => `(${x} ${op} ${y})`),
    fc.tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition')).map(([x, op, y]) => `(${x} ${op} ${y})`),
    tie('condition').map((x) => `!${x}`),
  ),
}));

function half(x: number): number {
  if (x < 1) return x * 0.5;
  return x / 4 + 0.25;
}

test('a compiled f64 expression is what JavaScript makes of it', () => {
  fc.assert(
    fc.property(expression, fc.double({ noNaN: true, min: -100, max: 100 }), fc.double({ min: -3, max: 3 }), (text, a, b) => {
      const fn = new Function('half', `return (world) => { const a = world.a, b = world.b, c = 2.5; return 0.5 * (${text}); }`)(half);
      const expected = fn({ a, b }) as number;
      const got = value(rule(fn, { uses: { half } }), { globals: ['a', 'b'] }, { globals: Float64Array.from([a, b]) });
      expect(got).toBe(expected);
    }),
    { numRuns: 600 },
  );
});

test('a compiled f32 expression rounds every operation', () => {
  const f = Math.fround;
  fc.assert(
    fc.property(fc.float({ noNaN: true, min: -1000, max: 1000 }), fc.float({ noNaN: true, min: 0.125, max: 8 }), (a, b) => {
      const got = value(
        (world: Record<string, number>) => Math.sqrt(world.a * world.a + 0.1) / world.b - 3 * world.b,
        { globals: ['a', 'b'], precision: 'f32' },
        { globals: Float64Array.from([a, b]) },
      );
      expect(got).toBe(f(f(f(Math.sqrt(f(f(a * a) + f(0.1)))) / b) - f(3 * b)));
    }),
  );
});

test('integers wrap, divide as floats, and have a remainder of 0 by 0', () => {
  const p = { params: params({ big: 2147483647, zero: 0, n: 7 }, ['big', 'zero', 'n']) };
  type P = { big: number; zero: number; n: number };
  expect(value((_w: unknown, _r: unknown, q: P) => q.big + 1, p)).toBe(-2147483648);
  expect(
    value((_w: unknown, _r: unknown, q: P) => {
      let k = q.big;
      k *= 3;
      return k;
    }, p),
  ).toBe(Math.imul(2147483647, 3));
  expect(value((_w: unknown, _r: unknown, q: P) => q.n / 2, p)).toBe(3.5);
  expect(value((world: { tick: number }, _r: unknown, q: P) => world.tick % q.zero, p)).toBe(0);
  expect(value((world: { tick: number }) => (world.tick - 9) % 4)).toBe(-2);
  expect(
    value((world: { tick: number }) => {
      let h = 0x9e3779b9;
      h ^= world.tick << 13;
      h >>>= 3;
      return h;
    }),
  ).toBe((0x9e3779b9 ^ (7 << 13)) >>> 3);
});

test('columns keep integers: truncated, clamped, NaN is 0; a read after a write sees what is kept', () => {
  const columns = [column('f'), column('i', 'i32'), column('u', 'u32'), column('b', 'u8'), column('g', 'i32')];
  const cells = makeKind('cell', columns, 6, null, 1);
  cells.now.f.set([2.9, -2.9, NaN, 1e12, -1e12, 256]);
  run(
    function (self: Record<string, number>): void {
      self.i = self.f;
      self.u = self.f;
      self.b = self.f;
      self.g = self.b + 1;
    },
    [cells],
  );
  expect(Array.from(cells.next.i).slice(0, 6)).toEqual([2, -2, 0, 2147483647, -2147483648, 256]);
  expect(Array.from(cells.next.u).slice(0, 6)).toEqual([2, 0, 0, 4294967295, 0, 256]);
  expect(Array.from(cells.next.b).slice(0, 6)).toEqual([2, 0, 0, 255, 0, 255]);
  expect(Array.from(cells.next.g).slice(0, 6)).toEqual([3, 1, 1, 256, 1, 256]);
});

test('an early return still writes the columns, and NaN is kept in its canonical form', () => {
  const cells = makeKind('cell', [column('a'), column('b')], 4, null, 2);
  cells.now.a.set([1, -1, 2, -2]);
  run(
    function (self: { a: number; b: number }): void {
      self.b = 5;
      if (self.a < 0) return;
      self.b = Math.sqrt(-self.a);
    },
    [cells],
  );
  expect(Array.from(cells.next.b).slice(0, 4)).toEqual([NaN, 5, NaN, 5]);
  expect(new BigUint64Array(cells.next.b.buffer, 0, 1)[0]).toBe(0x7ff8000000000000n);
});

test('loops, labels, shadowing, switches of type, nested helpers and closures', () => {
  const TWO = 2;
  const twice = rule((x: number) => TWO * x, { uses: { TWO } });
  const clamp = rule((x: number, low: number = -1, high: number = 1) => Math.min(high, Math.max(low, twice(x) / 2)), { uses: { twice } });
  const fn = rule(
    (world: { tick: number }) => {
      let total = 0,
        n = 3;
      const add = (x: number): void => {
        total += x;
      };
      outer: for (let a = 0; a < 5; a++) {
        for (let b = 0; ; b += 1) {
          if (b > a) continue outer;
          if (a === 4) break outer;
          total += b * 10;
        }
      }
      while (n > 0) n--;
      do {
        n++;
      } while (n < world.tick);
      {
        const n = 0.5;
        add(n);
      }
      add(clamp(8.5));
      add(clamp(8.5, 0, 5));
      return world.tick > 3 && n === 7 ? total : -1;
    },
    { uses: { clamp } },
  );
  expect(value(fn)).toBe(fn({ tick: 7 }));
  expect(
    value(
      {
        schedule(world: { tick: number }) {
          return world.tick;
        },
      }.schedule,
    ),
  ).toBe(7);
});

test('vector columns take computed indices; outside there is nothing', () => {
  const cells = makeKind('cell', [column('v', 'f64', 3), column('w', 'i32', 2), column('s')], 5, null, 2);
  run(
    function (self: { v: number[]; w: number[]; s: number }): void {
      let sum = 0;
      for (let d = 0; d < self.v.length; d++) {
        sum += self.v[d];
        self.v[d] = sum;
      }
      self.v[self.w[0] + 9] = 5;
      self.v[0] += 1;
      self.s = self.v[2] + self.w[1];
    },
    [cells],
  );
  const { v, w } = cells.now,
    c = cells.capacity;
  for (let i = 0; i < 5; i++) {
    expect(cells.next.v[i]).toBe(v[i] + 1);
    expect(cells.next.v[c + i]).toBe(v[i] + v[c + i]);
    expect(cells.next.s[i]).toBe(v[i] + v[c + i] + v[2 * c + i] + w[c + i]);
  }
  run('(self) => { const k = self.index * 100; self.s = self.v[k]; }', [cells]);
  expect([cells.next.s[0], cells.next.s[1]]).toEqual([v[0], NaN]);
});

test('a draw is a function of its site and of the trip of the loop around it', () => {
  const cells = makeKind('cell', [column('a'), column('b'), column('c')], 4, null, 2);
  interface Random {
    uniform(a?: number, b?: number): number;
    normal(m?: number, s?: number): number;
    exponential(r?: number): number;
    integer(n: number): number;
  }
  const jump = (random: Random): number => random.normal(1, 2);
  run(
    rule(
      function (self: { a: number; b: number; c: number }, _n: unknown, random: Random): void {
        self.a = random.uniform(2, 4);
        self.b = 0;
        for (let k = 0; k < 3; k++) self.b = self.b * 10 + random.integer(10);
        self.c = jump(random) + jump(random) + random.exponential(2);
      },
      { uses: { jump } },
    ),
    [cells],
  );
  for (let i = 0; i < 4; i++) {
    const id = cells.now.id[i];
    const at = (site: number, trip = 0): [number, number, number, number] => [11, 22, id, (site << 16) | trip];
    expect(cells.next.a[i]).toBe(2 + 2 * uniform32(...at(0)));
    expect(cells.next.b[i]).toBe(integer(...at(1, 0), 10) * 100 + integer(...at(1, 1), 10) * 10 + integer(...at(1, 2), 10));
    expect(cells.next.c[i]).toBe(1 + 2 * normal(...at(2)) + (1 + 2 * normal(...at(3))) + exponential(...at(4)) / 2);
  }
});

test('draws in single precision are single and have the right moments', () => {
  threefry(0, 0, 0, 0);
  expect([WORDS[0] >>> 0, WORDS[1] >>> 0]).toEqual([0x6b200159, 0x99ba4efe]);
  const n = 20_000;
  const [u, z, e] = [uniformSingle, normalSingle, exponentialSingle].map((draw) => Array.from({ length: n }, (_, k) => draw(1, 2, k, 3)));
  for (const values of [u, z, e]) expect(values.every((x) => Math.fround(x) === x && Number.isFinite(x))).toBe(true);
  const mean = (values: number[]): number => values.reduce((a, b) => a + b) / n;
  expect(Math.abs(mean(u) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
  expect(Math.abs(mean(z))).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(mean(z.map((x) => x * x)) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(Math.abs(mean(e) - 1)).toBeLessThan(5 / Math.sqrt(n));
});

test('text parameters choose a branch when the rule is compiled', () => {
  const fn = (_w: unknown, _r: unknown, p: { mode: string; on: boolean }): number => (p.mode === 'a' && p.on ? 1 : p.mode !== 'b' ? 2 : 3);
  expect(value(fn, { params: params({ mode: 'a', on: true }) })).toBe(1);
  expect(value(fn, { params: params({ mode: 'b', on: true }) })).toBe(3);
});

test('the other roles: init, reduce, and globals that a schedule writes', () => {
  const cells = makeKind('cell', [column('a')], 5, null, 2);
  run(
    (self: { a: number; id: number }, random: { uniform(): number }) => {
      self.a = self.id + random.uniform();
    },
    [cells],
    { role: 'init' },
  );
  expect(cells.next.a[3]).toBe(3 + uniform32(11, 22, 3, 0));
  const { code } = compileRule(
    (self: { a: number }, p: { k: number }, world: { best: number }) => p.k * self.a + world.best,
    context([cells], { role: 'reduce', params: params({ k: 3 }), globals: ['x', 'best'] }),
  );
  const out = new Float64Array(3);
  evaluate(code)(runtime(cells, [cells], { globals: Float64Array.from([0, 10]) }), 2, 5, out);
  expect(Array.from(out)).toEqual([2, 3, 4].map((i) => 3 * cells.now.a[i] + 10));
  const globals = new Float64Array(2);
  const until = compileRule(
    (world: { tick: number; best: number; count: { cell: number } }) => {
      world.best = world.count.cell;
      world.best += 1;
      return world.tick > 5;
    },
    context([cells], { role: 'global', self: null, globals: ['x', 'best'] }),
  );
  expect(evaluate(until.code)(runtime(null, [cells], { globals }))).toBe(true);
  expect([globals[1], until.globalsWritten]).toEqual([6, ['best']]);
});

test("throw stops with the author's message and its numbers", () => {
  expect(() =>
    value((world: { tick: number }) => {
      if (world.tick > 6) throw new Error(`tick ${world.tick} is late`);
      return 1;
    }),
  ).toThrow('tick 7 is late');
});

test('a loop draws anew in every trip, also beyond 65,536 of them', () => {
  const same = value((_world: unknown, random: { uniform(): number }) => {
    let early = 0;
    let same = 0;
    for (let trip = 0; trip < 140_000; trip++) {
      const u = random.uniform();
      if (trip === 3) early = u;
      if (trip > 3 && trip % 65_536 === 3 && u === early) same += 1;
    }
    return same;
  });
  expect(same).toBe(0);
});
