// The report of a sweep: what its sentences say, and that they say nothing without a reason.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFromSeed, normal, streamKey } from '../../../src/engine/random.ts';
import { renderChart, roundForPeople, type Chart } from '../../../src/report/index.ts';
import { beyondMeans } from '../../../src/scenario/experiment/report/beyond.ts';
import { dependence } from '../../../src/scenario/experiment/report/chance.ts';
import { curvesOf } from '../../../src/scenario/experiment/report/curve.ts';
import { findingsOf } from '../../../src/scenario/experiment/report/findings.ts';
import { sweepSections } from '../../../src/scenario/experiment/report/sections.ts';
import { banded, studentQuantile } from '../../../src/scenario/experiment/report/student.ts';
import type { Subject } from '../../../src/scenario/experiment/report/subject.ts';
import { crossingOf, transitionOf } from '../../../src/scenario/experiment/report/transition.ts';
import { holm } from '../../../src/scenario/emergence/beyond-chance.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { made, type Made, type Outcome } from './swept.ts';

const { scenario } = await loadScenario('vicsek');
const NOISE = Array.from({ length: 24 }, (_, i) => Number((0.25 * (i + 1)).toFixed(2)));
const key = keyFromSeed('report');
const jitter = (...path: number[]): number => {
  const { k0, k1 } = streamKey(key, path.join(' '), 0);
  return normal(k0, k1, 0, 0);
};

/** Order that vanishes at 4 as a square root, over a floor of 0.09 (chance for 100 agents); fluctuations are largest a little before. */
const flock = ({ noise }: Readonly<Record<string, unknown>>, replicate: number): Outcome => {
  const x = Number(noise);
  const order = Math.sqrt(0.0886 ** 2 + 0.9 * Math.max(0, 1 - x / 4));
  return { mean: order + 0.01 * jitter(x, replicate), sd: 0.03 + 0.08 * Math.exp(-((x - 3.7) ** 2) / 0.1) };
};

const told = (subject: Subject): string => sweepSections(subject).lead.join('\n');

describe('a sweep with a transition', () => {
  const subject = made(scenario, {
    over: { noise: NOISE },
    replicates: 6,
    params: { count: 100, side: 15.811, speed: 0.03 },
    outcome: flock,
  });

  test('is told: order is lost, is more than chance where it is, and ends at the critical point', () => {
    const lead = told(subject);
    expect(lead).toMatch(/^Order is lost as noise grows: polarization falls from 0\.9\d+ \(95 %: /);
    expect(lead).toMatch(
      /Without any order polarization would be 0\.0886, as that of 100 random directions is: it is more than that from noise 0\.25 to 3\.75/,
    );
    const [, at, low, high] = /The transition is located at noise ([\d.]+) \(95 %: ([\d.]+) to ([\d.]+)\)/.exec(lead) ?? [];
    expect(Number(low)).toBeLessThan(4);
    expect(Number(high)).toBeGreaterThan(4);
    expect(Math.abs(Number(at) - 4)).toBeLessThan(0.3);
    expect(lead).toMatch(/wavers most at noise 3\.[67]/);
    expect(lead).toMatch(/The published value, 2\.9 ± 0\.05 \(Vicsek et al\. 1995, [^)]*\), lies outside of this interval/);
  });

  test('no published value is told of other parameters', () => {
    expect(
      told(made(scenario, { over: { noise: NOISE }, replicates: 6, params: { count: 100, side: 5, speed: 0.03 }, outcome: flock })),
    ).not.toMatch(/published/);
  });

  test('every number of the sentences stands in a table of the page', () => {
    const { lead, sections } = sweepSections(subject);
    const cells = sections.flatMap(({ tables = [] }) => tables.flatMap(({ rows }) => rows.flat()));
    const known = new Set(
      cells.flatMap((cell) => (typeof cell === 'number' ? [roundForPeople(cell, { digits: 3 }), roundForPeople(cell)] : [])),
    );
    // what is no result: the level of intervals and of tests, the numbers of shuffles, agents and values, and what was published
    for (const constant of ['95', '999', '5', '100', '24', '2.9', '0.05', '1995', '0.4', '0.03']) known.add(constant);
    const numbers = lead[0].match(/−?\d[\d.,]*\d|\d/g) ?? [];
    expect(numbers.length).toBeGreaterThan(15);
    expect(numbers.filter((number) => !known.has(number.replace(/[.,]$/, '')))).toEqual([]);
  });

  test('has the same sections, charts and words from rows in any order', () => {
    const rows = subject.result.rows.toSorted((a, b) => Math.sin(a.run) - Math.sin(b.run));
    const [other, same] = [{ ...subject, result: { ...subject.result, rows } }, subject].map((each) =>
      transitionOf(curvesOf(each.result.rows, 'noise', 'polarization')[0]),
    );
    expect(other.places.map(({ at }) => at?.toFixed(6))).toEqual(same.places.map(({ at }) => at?.toFixed(6)));
  });
});

describe('what too few or too early measurements cannot tell', () => {
  const sweep = (more: Partial<Made> = {}): Made => ({
    over: { noise: NOISE },
    replicates: 6,
    params: { count: 100, side: 15.811, speed: 0.03 },
    outcome: flock,
    ...more,
  });
  const numbersOf = (chart: Chart | undefined): string => JSON.stringify(chart?.spec);

  test.each([1, 2, 3, 4])('%i runs of a point locate nothing, and no interval comes from resampling them', (replicates) => {
    const subject = made(scenario, sweep({ replicates }));
    const [curve] = curvesOf(subject.result.rows, 'noise', 'polarization');
    expect(curve.points.every(({ susceptibility, binder }) => susceptibility?.low === null && binder?.low === null)).toBe(true);
    const { best, places } = transitionOf(curve);
    expect(best).toBeNull();
    expect(places.filter(({ at }) => at !== null).length).toBeGreaterThan(0);
    expect(places.every(({ low, reason }) => low === null && reason !== null)).toBe(true);
    const lead = told(subject);
    expect(lead).toMatch(/of a point cannot locate a transition of polarization: raise --replicates to 5 or more\./);
    expect(lead).not.toMatch(/is located at|wavers most/);
    const charts = sweepSections(subject).sections.flatMap((section) => section.charts ?? []);
    expect(charts.filter((chart) => /transition \d|wavers most \d/.test(numbersOf(chart)))).toEqual([]);
    expect(charts[1].caption).toMatch(/There are no intervals: they need 5 runs of a point/);
  });

  test('five runs of most points are enough, though some of the others failed', () => {
    const five = made(
      scenario,
      sweep({ replicates: 5, outcome: (params, r) => (params['noise'] === 1 && r > 0 ? 'failed' : flock(params, r)) }),
    );
    expect(told(five)).toMatch(/The transition is located at noise/);
  });

  test('order is not said to be lost where none is shown to be there', () => {
    const level = ({ noise }: Readonly<Record<string, unknown>>, r: number): Outcome => ({
      mean: 0.06 - 0.004 * Number(noise) + 0.0005 * jitter(Number(noise), r),
      sd: 0.02,
    });
    const lead = told(made(scenario, sweep({ outcome: level })));
    expect(lead).toMatch(/polarization falls from .* \(a change beyond chance: /);
    expect(lead).toMatch(/at no value of noise is it surely more than that, so that no transition of order is sought/);
    expect(lead).not.toMatch(/Order is lost|is located/);
    const few = told(made(scenario, sweep({ outcome: level, replicates: 2 })));
    expect(few).toMatch(/surely more than that\. 2 runs of a point cannot locate a transition of polarization: raise --replicates/);
    expect(few).not.toMatch(/Order is lost|is located/);
  });

  test('a located place that does not hold the published value says so, whichever method located it', () => {
    const steep = ({ noise }: Readonly<Record<string, unknown>>, r: number): Outcome => ({
      mean: 0.1 + 0.8 / (1 + Math.exp(8 * (Number(noise) - 0.9))) + 0.005 * jitter(Number(noise), r),
      sd: 0.02,
    });
    const subject = made(scenario, sweep({ outcome: steep }));
    const { best } = transitionOf(curvesOf(subject.result.rows, 'noise', 'polarization')[0]);
    expect(best?.method).not.toBe('critical');
    expect(best?.high).toBeLessThan(2.85);
    expect(told(subject)).toMatch(/The published value, 2\.9 ± 0\.05 \([^)]*\), lies outside of this interval/);
  });

  test('measured from tick 0, fluctuations mark no transition, and the charts say why', () => {
    const subject = made(scenario, sweep());
    const from = (metricsFrom: number): Subject => ({ ...subject, manifest: { ...subject.manifest, metricsFrom } });
    const captions = (of: Subject): string =>
      sweepSections(of)
        .sections.flatMap(({ charts = [] }) => charts.map(({ caption }) => caption))
        .join('\n');
    expect(told(from(1))).toMatch(/wavers most/);
    expect(captions(from(1))).toMatch(/wavers most/);
    expect(captions(from(1))).not.toMatch(/initial transient/);
    expect(told(from(0))).not.toMatch(/wavers most/);
    expect(captions(from(0))).not.toMatch(/wavers most/);
    expect(
      captions(from(0)).match(/Measured from tick 0: the initial transient is in these fluctuations; raise --metrics-from/g),
    ).toHaveLength(2);
  });

  test('bands stay within what is declared, and two runs have none', () => {
    const outcome = (_: unknown, r: number): Outcome => ({ mean: [0.02, 0.98, 0.9][r], sd: 0.1 });
    const [two, three] = [2, 3].map((replicates) => sweepSections(made(scenario, sweep({ replicates, outcome }))).sections[0].charts?.[0]);
    expect(two?.caption).toMatch(/There are no intervals: they need 3 runs of a point/);
    expect(numbersOf(two)).not.toMatch(/"area"/);
    expect(three?.caption).toMatch(/Intervals are cut off at 0 and 1, the ends of the range of polarization/);
    const ends = [...numbersOf(three).matchAll(/"(?:low|high)":(-?[\d.e+-]+)/g)].map(([, number]) => Number(number));
    expect(new Set(ends)).toEqual(new Set([0, 1]));
  });

  test('lines are judged together, and the level and the correction are named', () => {
    const over = { noise: [1, 2, 3, 4, 5], speed: [0.1, 0.2, 0.3] };
    const outcome = ({ noise, speed }: Readonly<Record<string, unknown>>, r: number): Outcome => ({
      mean: 0.5 - (speed === 0.1 ? 0.03 * Number(noise) : 0) + 0.02 * jitter(Number(noise), Number(speed), r),
      sd: 0.1,
    });
    const subject = made(scenario, sweep({ over, replicates: 5, outcome }));
    const findings = findingsOf(curvesOf(subject.result.rows, 'noise', 'polarization').map((curve) => ({ subject, curve })));
    expect(findings.map(({ adjusted }) => adjusted)).toEqual(holm(findings.map(({ p }) => p ?? NaN)));
    expect(findings.map(({ adjusted }) => (adjusted ?? 1) <= 0.05)).toEqual([true, false, false]);
    expect(told(subject)).toMatch(
      /At speed 0\.2 no dependence of polarization on noise is found \(p = [\d.]+, [\d.]+ by Holm's correction for 3 curves over noise; a dependence is told from 0\.05 down\)/,
    );
  });
});

describe('sizes', () => {
  test('the Binder cumulants of two sizes cross where they were made to', () => {
    const spread = (x: number, agents: number): number => 1 / (1 + Math.exp((-(x - 3) * Math.sqrt(agents)) / 10));
    const subject = made(scenario, {
      over: { noise: NOISE, count: [100, 400] },
      replicates: 8,
      outcome: ({ noise, count }, replicate) => ({
        mean: 0.5,
        sd: 0.5 * spread(Number(noise), Number(count)) * (1 + 0.05 * jitter(Number(noise), Number(count), replicate)),
      }),
    });
    const rows = subject.result.rows.map((row) => ({ ...row, agents: Number(row.params['count']) }));
    const crossing = crossingOf(curvesOf(rows, 'noise', 'polarization'));
    expect(crossing?.sizes).toEqual([100, 400]);
    expect(crossing?.low).toBeLessThan(3);
    expect(crossing?.high).toBeGreaterThan(3);
    expect(told({ ...subject, result: { ...subject.result, rows } })).toMatch(
      /The Binder cumulants of 100 and 400 agents cross at noise [23]\./,
    );
  });
});

describe('statistics', () => {
  // Abramowitz & Stegun, table 26.10
  test.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 3, 3.182],
    [0.975, 5, 2.571],
    [0.975, 9, 2.262],
    [0.975, 30, 2.042],
    [0.995, 4, 4.604],
    [0.9995, 20, 3.85],
  ])("Student's t at %d with %i degrees of freedom is %d", (p, freedom, t) => {
    expect(studentQuantile(p, freedom)).toBeCloseTo(t, 2);
  });

  test('an interval of 95 % holds the mean of normal numbers in 95 % of samples', () => {
    let held = 0;
    for (let k = 0; k < 2_000; k++) {
      const { low, high } = banded(Array.from({ length: 4 }, (_, i) => jitter(k, i)));
      if (low !== null && high !== null && low <= 0 && high >= 0) held++;
    }
    expect(Math.abs(held / 2_000 - 0.95)).toBeLessThan(0.02); // 4 standard deviations
  });

  test('without order, some mean counts as more than chance in at most 5 % of sweeps', () => {
    let wrong = 0;
    for (let k = 0; k < 400; k++) {
      const points = Array.from({ length: 20 }, (_, i) => banded(Array.from({ length: 6 }, (_, r) => 0.1 + 0.01 * jitter(k, i, r))));
      if ((beyondMeans(points, 0.1) ?? []).length > 0) wrong++;
    }
    expect(wrong).toBeGreaterThan(2);
    expect(wrong).toBeLessThan(40); // 20 are expected, with a standard deviation of 4.4
  });

  test('a metric that does not depend on the parameter is found to in 1 % of sweeps, one that does in nearly all', () => {
    const p = (k: number, slope: number): number => {
      const subject = made(scenario, {
        over: { noise: [1, 2, 3, 4, 5] },
        replicates: 4,
        outcome: ({ noise }, r) => ({ mean: 0.5 + slope * Number(noise) + 0.02 * jitter(k, Number(noise), r), sd: 0.1 }),
      });
      return dependence(curvesOf(subject.result.rows, 'noise', 'polarization')[0]) ?? NaN;
    };
    const seeds = Array.from({ length: 150 }, (_, k) => k);
    expect(seeds.filter((k) => p(k, 0) <= 0.01).length).toBeLessThanOrEqual(6); // 1.5 are expected; more than 6 has a chance of 1 in 1,000
    expect(seeds.slice(0, 20).filter((k) => p(k, 0.03) <= 0.01).length).toBe(20);
  });
});

const LINE = Array.from({ length: 12 }, (_, i) => i / 2);
const of = (mean: (x: number, replicate: number) => number | 'failed' | null, more: Partial<Made> = {}): Made => ({
  over: { noise: LINE },
  replicates: 3,
  ...more,
  outcome: (params, replicate) => {
    const found = mean(Number(Object.values(params)[0]), replicate);
    return typeof found === 'number' ? { mean: found, sd: Math.abs(found) / 10 } : found;
  },
});

/** What may go wrong, and what the report then says. */
const AWKWARD: readonly [string, Made, RegExp][] = [
  ['one point', of((_, r) => 0.5 + r / 10, { over: { noise: [1] } }), /^polarization is 0\.6 \(95 %: 0\.352 to 0\.848\) at noise 1\./],
  [
    'one run of each point',
    of((x) => 1 - x / 6, { replicates: 1 }),
    /A single run of a point cannot locate a transition of polarization: raise --replicates to 5 or more/,
  ],
  ['all runs failed', of(() => 'failed'), /No run gave a metric.*\n.*\n36 runs failed and are left out, all because: the rule broke\./],
  ['no value anywhere', of(() => null), /No run gave a value of polarization/],
  ['a constant', of(() => 0.5), /No dependence of polarization on noise is found: .* \(p = 1; .*\)\. All its means are 0\.5\./],
  ['zero', of(() => 0), /All its means are 0\./],
  ['huge numbers', of((x, r) => 1e200 * (7 - x + r / 10)), /falls from 7\.1\s×\s10²⁰⁰ at noise 0/],
  ['tiny numbers', of((x, r) => 1e-200 * (7 - x + r / 10)), /falls from 7\.1\s×\s10⁻²⁰⁰/],
  ['numbers of both signs', of((x, r) => x - 3 + r / 10), /rises from −2\.9/],
  ['two values', of((x, r) => x + r / 10, { over: { noise: [1, 2] }, replicates: 2 }), /too few runs to tell it from chance/],
  ['a straight line', of((x, r) => 9 - x + r / 10, { replicates: 5 }), /No transition of polarization is located/],
  ['some failed', of((x, r) => (r === 0 || x === 3 ? 'failed' : 1 - x / 7 + r / 100)), /falls from .*\n.*\n14 runs failed/],
  ['values at one point alone', of((x, r) => (x === 1 ? 0.5 + r / 10 : 'failed')), /the only value of noise that has one/],
  ['yes or no', of((_, r) => 0.5 + r / 10, { over: { noise: [true, false] } }), /The mean of polarization goes from/],
];

describe('what is awkward', () => {
  test.each(AWKWARD)('%s: the words fit, and every chart can be drawn', async (_, sweep, words) => {
    const { lead, sections } = sweepSections(made(scenario, sweep));
    expect(lead.join('\n')).toMatch(words);
    expect(lead.join('\n')).not.toMatch(/NaN|undefined|Infinity|null/);
    for (const chart of sections.flatMap(({ charts = [] }) => charts)) {
      const { svg } = await renderChart(chart, { formats: ['svg'] });
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test('whatever the runs gave, there is a report', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(0, 1, 1e-320, -1e308, NaN, Infinity));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(number, fc.constant('failed' as const), fc.constant(null)), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 3 }),
        (values, replicates) => {
          const over = { noise: values.map((_, i) => i) };
          const { lead } = sweepSections(
            made(
              scenario,
              of((x, r) => (r === 0 ? values[x] : values[0]), { over, replicates }),
            ),
          );
          expect(lead.join(' ')).not.toMatch(/NaN|undefined|Infinity/);
        },
      ),
      { numRuns: 25 },
    );
  });
});
