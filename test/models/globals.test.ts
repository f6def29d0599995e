// Globals, reductions, schedules, hooks and the end of a run.

import { expect, test } from 'vitest';
import { gauges } from '../laws/models/gauges.ts';
import { meadow } from '../laws/models/meadow.ts';
import { drive, type Drive } from './drive.ts';

const values = (run: Drive, column: string): number[] => [...run.world().kinds.mote.column(column)];
const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);

test('reductions are those of the columns as they are now, from tick 0 on', async () => {
  for (const count of [1, 2, 511, 513, 1_500, 4_100]) {
    const run = await drive(gauges, { count }, { parties: 2 });
    for (let tick = 0; tick < 5; tick++) {
      const { globals } = run.to(tick).world();
      const [charge, level] = [values(run, 'charge'), values(run, 'level')];
      expect([globals.total, globals.least, globals.most, globals.many]).toEqual([
        sum(charge),
        Math.min(...charge),
        Math.max(...level),
        count,
      ]);
      expect(globals.middle).toBeCloseTo(sum(level) / count, 10);
    }
  }
});

test('reductions follow births and deaths of the same tick', async () => {
  const run = await drive(meadow, {}, { parties: 2 });
  for (let tick = 0; tick < 12; tick++) {
    const { globals, kinds } = run.to(tick).world();
    expect(globals.flock).toBe(kinds.sheep.count);
    expect(globals.vigour).toBeCloseTo(sum([...kinds.wolf.column('energy')]) / kinds.wolf.count, 10);
  }
});

test('rules read the globals of the previous tick, and what the hook before this one has set', async () => {
  const run = await drive(gauges, { count: 600 });
  for (let tick = 0; tick < 6; tick++) {
    const { globals: g } = run.to(tick).world();
    const before = g.after + 0.5;
    run.to(tick + 1);
    const expected = g.total + 10 * g.most + 100 * g.least + 1000 * g.middle + 1e4 * g.many + 1e5 * g.plan + 1e6 * before + 1e7 * g.after;
    expect(new Set(values(run, 'value')), `tick ${tick}`).toEqual(new Set([expected]));
    expect(run.world().globals).toMatchObject({ before, after: tick + 1 });
  }
});

test('a schedule sees the tick it is for, and draws anew for each, the first ones included', async () => {
  const run = await drive(gauges, { count: 10 });
  const drawn: number[] = [];
  for (let tick = 0; tick < 8; tick++) {
    const { plan } = run.to(tick).world().globals;
    expect(Math.floor(plan)).toBe(tick);
    drawn.push(plan - tick);
  }
  expect(new Set(drawn.map((each) => each.toFixed(9))).size).toBe(8);
});

test('a run ends after the first tick for which its condition holds', async () => {
  const run = (await drive(gauges, { count: 40, end: 7 })).to(100);
  expect(run.tick).toBe(7);
  expect((await drive(gauges, { count: 40, end: -1 })).to(100).tick).toBe(0); // holds from the start
});

test('a kind without agents has sums, means and extremes of 0', async () => {
  const { globals } = (await drive(gauges, { count: 0 })).to(3).world();
  expect(globals).toMatchObject({ total: 0, most: 0, least: 0, middle: 0, many: 0 });
});

test('columns keep to their types: bytes are clamped, integers are whole, vectors have planes of their own', async () => {
  const run = (await drive(gauges, { count: 700 })).to(9);
  expect(values(run, 'level').every((each) => Number.isInteger(each) && each >= 0 && each <= 255)).toBe(true);
  expect(Math.max(...values(run, 'level'))).toBe(255);
  const { mote } = run.world().kinds;
  const planes = [0, 1, 2].map((d) => mote.column('v', d));
  expect(planes.map((plane) => plane.length)).toEqual([700, 700, 700]);
  expect(new Set(planes.map((plane) => sum([...plane]))).size).toBe(3);
});
