import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amdahl, serialShare } from '../../src/report/amdahl.ts';
import { linearDomain, logAxis } from '../../src/report/axis.ts';
import { decimate } from '../../src/report/decimate.ts';
import { bins } from '../../src/report/histogram.ts';
import { band, quantile } from '../../src/report/quantile.ts';
import { roundForPeople } from '../../src/report/round.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Reads back what `roundForPeople` wrote. */
function readBack(text: string): number {
  const words: Record<string, number> = { million: 1e6, billion: 1e9 };
  const [, sign, digits, rest] = /^(−?)([\d.,]+)(.*)$/.exec(text.replaceAll('\u00a0', ' ')) ?? [];
  const power = /× 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/.exec(rest)?.[1];
  const plain = power && [...power].map((c) => (c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))).join('');
  const size = plain ? Number(`${digits.replaceAll(',', '')}e${plain}`) : Number(digits.replaceAll(',', '')) * (words[rest.trim()] ?? 1);
  return sign === '' ? size : -size;
}

test('a rounded number is within half a unit of its fourth digit', () => {
  fc.assert(
    fc.property(finite, (x) => {
      if (Math.abs(x) >= 1e308) return; // rounding up would leave the range
      expect(Math.abs(readBack(roundForPeople(x)) - x)).toBeLessThanOrEqual(Math.max(Math.abs(x) * 5.001e-4, Number.MIN_VALUE * 4));
    }),
    { numRuns: 2_000 },
  );
});

test('whole numbers below a million keep every digit', () => {
  fc.assert(
    fc.property(fc.integer({ min: -999_999, max: 999_999 }), (n) => {
      expect(readBack(roundForPeople(n)) - n).toBe(0);
    }),
  );
});

test('a larger number never reads as smaller', () => {
  fc.assert(
    fc.property(finite, finite, (a, b) => {
      fc.pre(Math.abs(a) < 1e308 && Math.abs(b) < 1e308);
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(readBack(roundForPeople(low))).toBeLessThanOrEqual(readBack(roundForPeople(high)));
    }),
    { numRuns: 2_000 },
  );
});

test('a rounded number is short, and negative numbers differ by their sign only', () => {
  fc.assert(
    fc.property(finite, (x) => {
      expect(roundForPeople(x).length).toBeLessThanOrEqual(16);
      if (x !== 0) expect(roundForPeople(-Math.abs(x))).toBe(`−${roundForPeople(Math.abs(x))}`);
    }),
  );
});

test.each([
  [0.98765432, undefined, '0.9877'],
  [0.5, undefined, '0.5'],
  [100_000, undefined, '100,000'],
  [31_623.4, undefined, '31,623'],
  [999_999.7, undefined, '1 million'],
  [1_234_567, undefined, '1.235 million'],
  [2.5e9, undefined, '2.5 billion'],
  [2.1e-7, undefined, '2.1 × 10⁻⁷'],
  [6.022e23, undefined, '6.022 × 10²³'],
  [-0, undefined, '0'],
  [null, undefined, '–'],
  [Number.NaN, undefined, '–'],
  [Number.NEGATIVE_INFINITY, undefined, '−infinite'],
  [0.00213, 's', '2.13 ms'],
  [0.9999999, 's', '1 s'],
  [12.4, 's', '12.4 s'],
  [1_536_000, 'B', '1.536 MB'],
  [6.5, '%', '6.5\u202f%'],
])('%d %s reads %s', (value, unit, text) => {
  expect(roundForPeople(value, { unit }).replaceAll('\u00a0', ' ')).toBe(text);
});

const gapped = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }), { minLength: 1, maxLength: 800 });

test('decimation keeps the extremes, the ends, the gaps, the order and the rows themselves', () => {
  fc.assert(
    fc.property(gapped, fc.integer({ min: 5, max: 200 }), (values, max) => {
      const rows = values.map((v, tick) => ({ tick, v }));
      const kept = decimate(rows, max);
      const numbers = (of: readonly { v: number | null }[]): number[] => of.map((r) => r.v).filter((v) => v !== null);
      expect(kept.length).toBeLessThanOrEqual(Math.max(max, 0));
      expect(kept[0]).toBe(rows[0]);
      expect(kept.at(-1)).toBe(rows.at(-1));
      expect(Math.max(...numbers(kept))).toBe(Math.max(...numbers(rows)));
      expect(Math.min(...numbers(kept))).toBe(Math.min(...numbers(rows)));
      expect(kept.some((r) => r.v === null)).toBe(rows.some((r) => r.v === null));
      for (let k = 1; k < kept.length; k++) expect(kept[k].tick).toBeGreaterThan(kept[k - 1].tick);
      for (const row of kept) expect(rows[row.tick]).toBe(row);
    }),
  );
});

test('decimation of several fields keeps the extremes of each', () => {
  const rows = Array.from({ length: 10_000 }, (_, tick) => ({ tick, a: Math.sin(tick * 0.7), b: tick === 5_003 ? 40 : Math.cos(tick) }));
  const kept = decimate(rows, 500);
  expect(kept.length).toBeLessThanOrEqual(500);
  expect(Math.max(...kept.map((r) => r.b))).toBe(40);
  expect(Math.min(...kept.map((r) => r.a))).toBe(Math.min(...rows.map((r) => r.a)));
});

test('every drawable value is in exactly one bin, and all bins are equally wide', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 300 }), (values) => {
      const all = bins(values);
      expect(all.reduce((sum, b) => sum + b.count, 0)).toBe(values.length);
      expect(all.length).toBeLessThanOrEqual(62);
      const width = all[0].to - all[0].from;
      for (const b of all) expect(b.to - b.from).toBeCloseTo(width, 6);
      expect(all[0].from).toBeLessThanOrEqual(Math.min(...values) + width * 1e-6);
      expect(all.at(-1)?.to).toBeGreaterThanOrEqual(Math.max(...values) - width * 1e-6);
    }),
  );
});

test('small whole numbers get one bin each, centred on the number', () => {
  expect(bins([0, 1, 1, 3])).toEqual([
    { from: -0.5, to: 0.5, count: 1 },
    { from: 0.5, to: 1.5, count: 2 },
    { from: 1.5, to: 2.5, count: 0 },
    { from: 2.5, to: 3.5, count: 1 },
  ]);
});

test('quantiles are those of R type 7', () => {
  expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
  expect(band([5, 1, 3, Number.NaN, 2, 4])).toEqual({ low: 1.4, median: 3, high: 4.6 });
  expect(band([])).toBeNull();
});

test("Amdahl's share is recovered from its own law, and stays in [0, 1]", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (s) => {
      expect(serialShare([1, 2, 3, 8].map((workers) => ({ workers, speedup: amdahl(s, workers) })))).toBeCloseTo(s, 9);
    }),
  );
  expect(serialShare([{ workers: 4, speedup: 9 }])).toBe(0);
  expect(serialShare([{ workers: 1, speedup: 1 }])).toBeNull();
});

test('an axis holds its values', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e300, max: 1e300, noNaN: true }), fc.double({ min: -1e300, max: 1e300, noNaN: true }), (a, b) => {
      const span = { min: Math.min(a, b), max: Math.max(a, b) };
      const [from, to] = linearDomain(span, 'm');
      expect(from).toBeLessThanOrEqual(span.min);
      expect(to).toBeGreaterThanOrEqual(span.max);
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), fc.double({ min: 1, max: 1e7, noNaN: true }), (min, ratio) => {
      const { domain, values } = logAxis({ min, max: min * ratio });
      expect(domain[0]).toBeLessThanOrEqual(min * (1 + 1e-8));
      expect(domain[1]).toBeGreaterThanOrEqual(min * ratio * (1 - 1e-8));
      expect(values.length).toBeGreaterThanOrEqual(2);
      expect(values.length).toBeLessThanOrEqual(8);
    }),
  );
});

test('an order parameter is drawn between 0 and 1', () => {
  expect(linearDomain({ min: 0.4, max: 0.97 }, '')).toEqual([0, 1]);
});
