// The boarding school of 1978: the swarm recovers the published R0, whoever computes, and finds again what made synthetic counts.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import scenario, { error, IN_BED } from '../../scenarios/influenza.ts';
import { dispersionOf, minimize, noisyCounts, run, sir, keyFromSeed, streamKey } from '../../src/index.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';

const OF = { population: 763, infected: 1, days: 14 };

/** Boys in bed on the 14 days after the day of the first case. */
function inBed(rates: ArrayLike<number>): number[] {
  const { infected } = sir({ ...OF, transmission: rates[0], recovery: rates[1] });
  return Array.from({ length: 14 }, (_, day) => infected[(day + 1) * 10]);
}

/** Least squares by the swarm of the scenario. */
async function fitted(counts: readonly number[], seed: string): Promise<number[]> {
  const squares = (point: ArrayLike<number>): number => inBed(point).reduce((sum, mean, day) => sum + (mean - counts[day]) ** 2, 0);
  return (await minimize(squares, { lower: [0.1, 0.05], upper: [5, 2], particles: 20, evaluations: 2_000, seed })).position;
}

test('the run with its report recovers the R0 of published fits, inside its own band', async () => {
  const out = join(temporaryFolder(), 'run');
  const { metrics, best, stopReason, evaluations } = await run(scenario, { out, workers: 2, quiet: true });
  expect(stopReason).toBe('evaluations');
  expect(evaluations).toBe(2_000);
  const { R0, R0Low, R0Median, R0High, beta, gamma, peakDay } = metrics as Record<string, number>; // the analysis measured them all
  expect(Math.abs(R0 - 3.7)).toBeLessThan(0.2);
  expect(Math.abs(beta - 1.67)).toBeLessThan(0.01); // published: 1.66 to 1.68 a day
  expect(Math.abs(gamma - 0.445)).toBeLessThan(0.01); // published: 0.44 to 0.45 a day
  expect(R0).toBe(beta / gamma);
  expect([beta, gamma]).toEqual(best?.position);
  expect(R0Low).toBeLessThan(R0Median);
  expect(R0Median).toBeLessThan(R0High);
  expect(R0Low).toBeLessThan(R0);
  expect(R0).toBeLessThan(R0High);
  expect(R0Low).toBeLessThan(3.65); // Keeling & Rohani (2008)
  expect(R0High - R0Low).toBeLessThan(1);
  expect(peakDay).toBeGreaterThan(6); // 27 January, the day of the largest count
  expect(peakDay).toBeLessThan(7);
  for (const name of ['fitted-curves', 'r0']) expect(existsSync(join(out, 'charts', `${name}.png`))).toBe(true);
  const [text] = /<p>R0, .*<\/p>/.exec(readFileSync(join(out, 'report.html'), 'utf8')) ?? [''];
  expect(text).toMatch(/ is 3\.76\. The 100 refits .* 744 of 763 boys, where 512 fell ill, .* from 3\.5 to 3\.93\./);
  expect(text).not.toMatch(/NaN|undefined|null|–/);
});

test('the same fit and the same band, whoever computed it', async () => {
  const folder = temporaryFolder();
  const runs = [];
  for (const workers of [1, 2, 3])
    runs.push(await run(scenario, { out: join(folder, String(workers)), workers, params: { seeds: 5 }, seed: 'x', quiet: true }));
  expect(new Set(runs.map(({ stateHash }) => stateHash)).size).toBe(1);
  for (const { metrics } of runs) expect(metrics).toEqual(runs[0].metrics);
});

test('another seed finds the same minimum: the spread of the band is of the counts, not of the swarm', async () => {
  for (const seed of ['a', 'b', 'c', 'd', 'e']) {
    const [beta, gamma] = await fitted(IN_BED, seed);
    expect(beta / gamma).toBeCloseTo(3.7642, 3);
  }
});

test('the objective is least where the counts lie on its curve, and finite all over the search box', () => {
  const best = error([1.6692, 0.4435]);
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 5, noNaN: true }), fc.double({ min: 0.05, max: 2, noNaN: true }), (beta, gamma) => {
      expect(error([beta, gamma])).toBeGreaterThanOrEqual(best - 1e-4);
      expect(error([beta, gamma])).toBeLessThan(763);
    }),
  );
});

test('rates that made synthetic counts are found again: exactly without noise, and within the band of the scatter with it', async () => {
  const truth = [2.1, 0.6];
  const clean = await fitted(inBed(truth), 'clean');
  clean.forEach((value, d) => expect(value).toBeCloseTo(truth[d], 3));
  const means = inBed(truth);
  const ratios: number[] = [];
  for (let n = 0; n < 40; n++) {
    const [beta, gamma] = await fitted(noisyCounts(means, 5.4, streamKey(keyFromSeed('synthetic'), 'counts', n)), String(n));
    ratios.push(beta / gamma);
  }
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const spread = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length - 1));
  expect(Math.abs(mean - 3.5)).toBeLessThan(4 * (spread / Math.sqrt(ratios.length))); // four standard errors of the mean
  expect(spread).toBeLessThan(0.4);
});

test('the counts scatter about the fit more than five times as widely as Poisson counts would', () => {
  const scatter = dispersionOf(IN_BED, inBed([1.6692, 0.4435]), 2);
  expect(scatter).toBeGreaterThan(5);
  expect(scatter).toBeLessThan(6);
});

test('a budget below one evaluation for each particle is refused before a folder is made', async () => {
  const out = join(temporaryFolder(), 'run');
  await expect(run(scenario, { out, quiet: true, params: { particles: 50, evaluations: 20 } })).rejects.toMatchObject({ code: 'E_BUDGET' });
  expect(existsSync(out)).toBe(false);
});
