// Measurements from files, and targets as they are typed.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataOf, parseCsv } from '../../../src/scenario/calibration/data.ts';
import { parseTarget, pointsOf } from '../../../src/scenario/calibration/points.ts';

const METRICS = ['infected', 'a.b', 'mean'];
const read = (text: string) => dataOf(parseCsv(text, 'f.csv'), 'f.csv', METRICS);

describe('a file', () => {
  test('any numbers come back, in the order of their ticks, whatever separates and ends the lines', () => {
    const rows = fc.uniqueArray(fc.tuple(fc.nat(1e6), fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }))), {
      selector: ([tick]) => tick,
      minLength: 1,
    });
    fc.assert(
      fc.property(rows, fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n'), (given, separator, end) => {
        fc.pre(given.some(([, value]) => value !== null));
        const lines = given.map(([tick, value]) => [value === null ? 'NA' : `"${value}"`, tick].join(separator));
        const { ticks, columns } = read(['infected', 'tick'].join(separator) + end + lines.join(end) + end);
        const sorted = given.toSorted(([a], [b]) => a - b);
        expect(ticks).toEqual(sorted.map(([tick]) => tick));
        expect(columns[0].values.map((value) => value ?? null)).toEqual(
          sorted.map(([, value]) => (value === null ? null : Number(String(value)))),
        );
      }),
    );
  });

  test('tolerances belong to their column, and a metric may have a dot', () => {
    const { columns } = read('# counted by hand\ntick,infected,infected.tolerance,a.b\n0,1,0.5,7\n5,,,8\n');
    expect(columns).toEqual([
      { metric: 'infected', values: [1, null], tolerances: [0.5, null] },
      { metric: 'a.b', values: [7, 8], tolerances: null },
    ]);
  });

  test('several series weigh alike: their scale is their deviation, a missing value no point', () => {
    const points = pointsOf([], read('tick,infected,a.b\n0,0,0\n1,1,1000\n2,,500\n'));
    expect(points.map(({ metric, tick, scale, known }) => [metric, tick, scale, known])).toEqual([
      ['infected', 0, Math.SQRT1_2, false],
      ['infected', 1, Math.SQRT1_2, false],
      ...[0, 1, 2].map((tick) => ['a.b', tick, 500, false]),
    ]);
  });

  test.each([
    ['time,infected\n0,1\n', 'E_FORMAT', /no column "tick"/],
    ['tick\n0\n', 'E_FORMAT', /no column but tick/],
    ['tick,infectd\n0,1\n', 'E_FLAG', /did you mean "infected"/],
    ['tick,infected\n0,1\n0,2\n', 'E_FORMAT', /two rows for tick 0/],
    ['tick,infected\n0.5,1\n', 'E_FORMAT', /whole number/],
    ['tick,infected\n0,one\n', 'E_FORMAT', /infected in line 2 of f\.csv must be a number/],
    ['tick,infected\n0,1,2\n', 'E_FORMAT', /line 2 .* 3 cells for 2/],
    ['tick,infected\n0,\n', 'E_FORMAT', /holds no value/],
    ['tick,infected,infected.tolerance\n0,1,0\n', 'E_FORMAT', /above 0/],
    ['tick,infected,other.tolerance\n0,1,1\n', 'E_FORMAT', /belongs to no column/],
    ['tick,infected,infected\n0,1,1\n', 'E_FORMAT', /two columns/],
    ['tick,infected\n', 'E_FORMAT', /no measurements/],
  ])('%j is refused', (text, code, says) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(says) as string }));
  });
});

describe('a target', () => {
  test.each([
    ['infected=0.5', { metric: 'infected', statistic: 'mean', value: 0.5, tolerance: null }],
    ['infected = -1e3 ± 2', { metric: 'infected', statistic: 'mean', value: -1000, tolerance: 2 }],
    ['infected.last=3+-0.1', { metric: 'infected', statistic: 'last', value: 3, tolerance: 0.1 }],
    ['a.b=3', { metric: 'a.b', statistic: 'mean', value: 3, tolerance: null }],
    ['a.b.sd=3', { metric: 'a.b', statistic: 'sd', value: 3, tolerance: null }],
    ['mean=1', { metric: 'mean', statistic: 'mean', value: 1, tolerance: null }],
  ])('%s', (text, target) => expect(parseTarget(text, METRICS)).toEqual(target));

  test.each([
    'infected',
    '=0.5',
    'infected=',
    'infected=x',
    'infected=1±0',
    'infected=1±-1',
    'infected=1±2±3',
    'nothing=1',
    'nothing.sd=1',
    'infected=Infinity',
  ])('%s is refused', (text) => expect(() => parseTarget(text, METRICS)).toThrow(expect.objectContaining({ code: 'E_FLAG' })));
});
