import { keyFromSeed, uniform53 } from '../../../src/engine/random.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { courseOf, type Course } from '../../../src/scenario/emergence/course.ts';
import { plusMinus, whatEmerged } from '../../../src/scenario/emergence/sentences.ts';
import { chanceBeyond } from '../../../src/scenario/emergence/ranks.ts';
import { autoregressive, uniforms } from './worlds.ts';

const EVERY = 5; // ticks between two measurements

function course(values: ArrayLike<number | null>): Course {
  const rows = Array.from(values, (order, i) => ({ tick: EVERY * i, order }));
  const made = courseOf('order', rows);
  if (made === null) throw new Error('there are values');
  return made;
}

const said = (values: ArrayLike<number | null>): string => whatEmerged([course(values)]).join(' ');
const stepped = (seed: string, at: number, by: number): Float64Array =>
  autoregressive(seed, 600, 0.5).map((e, i) => 0.1 * e + (i < at ? 0 : by));

test('a step in correlated noise is found where it is, and its levels too', () => {
  for (const seed of ['a', 'b', 'c', 'd', 'e']) {
    const { shifts, settled, drift } = course(stepped(seed, 200, 0.8));
    expect(shifts).toHaveLength(1);
    const [{ begin, from, to }] = shifts ?? [];
    expect(begin.low).toBeLessThanOrEqual(200 * EVERY);
    expect(begin.high).toBeGreaterThanOrEqual(200 * EVERY);
    expect(begin.high - begin.low).toBeLessThan(10 * EVERY);
    expect(begin.support).toBe(1);
    expect(from).toBeCloseTo(0, 1);
    expect(to).toBeCloseTo(0.8, 1);
    expect(Math.abs((settled?.mean ?? NaN) - 0.8)).toBeLessThan(4.5 * (settled?.error ?? NaN));
    expect(drift?.drifts).toBe(false);
  }
});

test('a change of units moves no change point', () => {
  const x = stepped('units', 300, 0.5);
  const places = (values: Float64Array): unknown => course(values).shifts?.map(({ begin, end }) => [begin.tick, end.tick]);
  expect(places(x.map((v) => 1000 * v - 30))).toEqual(places(x));
});

test('correlated noise without a change is seldom said to change or to drift', () => {
  const made = Array.from({ length: 100 }, (_, k) => course(autoregressive(`still ${k}`, 400, 0.7)));
  // at 5 % in truth, more than 13 of 100 would be seen once in a thousand times; the claims are stricter than that
  expect(made.filter(({ shifts }) => shifts && shifts.length > 0).length).toBeLessThanOrEqual(13);
  expect(made.filter(({ drift }) => drift?.drifts).length).toBeLessThanOrEqual(13);
  expect(made.filter(({ settled }) => settled && Math.abs(settled.mean) > 3 * settled.error).length).toBeLessThanOrEqual(13);
});

test('what still rises has not settled', () => {
  const words = said(autoregressive('slope', 800, 0.3).map((e, i) => 0.05 * e + (0.9 * i) / 800));
  expect(words).toMatch(/order has not settled: over ticks .* it still rises, by about/);
  expect(words).not.toContain('±');
});

test('a rise in many steps is one shift', () => {
  const values = autoregressive('ramp', 1_000, 0.5).map((e, i) => 0.01 * e + Math.min(1, Math.max(0, (i - 200) / 100)));
  const { shifts } = course(values);
  expect(shifts).toHaveLength(1);
  const [{ begin, end }] = shifts ?? [];
  expect(begin.tick).toBeGreaterThan(200 * EVERY);
  expect(end.tick).toBeLessThan(310 * EVERY);
  expect(said(values)).toMatch(/^order rose from a mean of .* between about tick/);
});

test('single events of a heavy tail are no change of a level, and a true one among them is still found', () => {
  const events = (seed: string): Float64Array => uniforms(seed, 1_000).map((u) => (1 - u) ** -0.9); // tail exponent 1.1: no variance
  const changed = Array.from({ length: 40 }, (_, k) => course(events(`events ${k}`)).shifts?.length ?? 0).filter((count) => count > 0);
  expect(changed.length).toBeLessThanOrEqual(4);
  const { shifts } = course(events('lifted').map((value, i) => Math.min(value, 50) + (i < 600 ? 0 : 30)));
  expect(shifts).toHaveLength(1);
  expect(Math.abs((shifts?.[0].begin.tick ?? 0) - 600 * EVERY)).toBeLessThan(20 * EVERY);
});

test('an event that is shown until the next one is no level', () => {
  const { k0, k1 } = keyFromSeed('shown');
  const values = autoregressive('between', 600, 0).map((e, i) =>
    i >= 300 && i < 304 ? 80 : Math.abs(e) + 20 * uniform53(k0, k1, i, 0) ** 9,
  );
  expect(course(values).shifts).toEqual([]);
});

test('the chance that one value lies beyond another is that of all pairs', () => {
  const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(values, values, (a, b) => {
      const pairs = a.flatMap((x) => b.map((y) => (1 + Math.sign(y - x)) / 2));
      const share = pairs.reduce((sum, each) => sum + each, 0) / pairs.length;
      expect(chanceBeyond(Float64Array.from(a), Float64Array.from(b))).toBeCloseTo(share, 12);
    }),
  );
});

describe('no statistic is invented', () => {
  test('for a short run', () => {
    const words = said([0.1, 0.4, 0.3, 0.5]);
    expect(words).toBe(
      'order went from 0.1 at tick 0 to 0.5 at tick 15. No mean with an error is given for order: it was measured 4 times, and its statistics need 40.',
    );
  });

  test('for a series that comes to rest: it says since when', () => {
    const words = said(Array.from({ length: 200 }, (_, i) => Math.min(60, i)));
    expect(words).toBe('order went from 0 at tick 0 to 60 at tick 995. order has been 60 without any change since tick 300.');
  });

  test('for a series that never changes', () => {
    expect(said(new Float64Array(50).fill(2))).toBe('order was 2 from the first tick to the last.');
  });

  test('for walks, which have no level: few of them seem to have one', () => {
    const walks = Array.from({ length: 60 }, (_, k) => {
      let at = 0;
      return course(autoregressive(`walk ${k}`, 300, 0).map((e) => (at += e)));
    });
    // one in twelve in truth: more than 13 of 60 would be seen once in a thousand times
    expect(walks.filter(({ settled, drift }) => settled && !drift?.drifts).length).toBeLessThanOrEqual(13);
  });

  test.each([
    ['alternating', (i: number) => i % 2],
    ['with gaps', (i: number) => (i % 3 === 0 ? null : Math.sin(i))],
    ['tiny', (i: number) => 1e-300 * (i % 7)],
    ['huge', (i: number) => 1e150 * Math.cos(i * i)],
    ['periodic', (i: number) => Math.sin(i / 5)],
  ])('%s: the sentences name the metric and hold no NaN', (_, value) => {
    for (const n of [1, 2, 39, 40, 300]) {
      const words = said(Array.from({ length: n }, (__, i) => value(i + 1)));
      expect(words).not.toMatch(/NaN|Infinity|undefined|null|infinite/);
      expect(words).toContain('order');
      expect(words).toMatch(/\.$/);
    }
  });

  test('without any value there is no course', () => {
    expect(courseOf('order', [{ tick: 0, order: null }])).toBeNull();
  });
});

test('a value is written to the second digit of its error', () => {
  expect(plusMinus(0.98684, 0.00123)).toBe('0.9868 ± 0.0012');
  expect(plusMinus(-1533.4, 14)).toBe('−1,533 ± 14');
  expect(plusMinus(0.001, 0.2)).toBe('0.001 ± 0.2');
});
