// Whole calibrations: known parameters are found again, and nothing that should not change the result does.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { calibrate, type CalibrateOptions } from '../../../src/scenario/calibration/calibrate.ts';
import { readCalibration, type CalibrationResult } from '../../../src/scenario/calibration/result.ts';
import { Performer } from '../../../src/scenario/experiment/perform.ts';
import { defineModel } from '../../../src/models/model.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { defineScenario } from '../../../src/scenario/scenario.ts';
import { readRunRows, type RunRow } from '../../../src/store/index.ts';
import { pso } from '../../../src/swarm/pso.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';

function calibrated(scenario: Parameters<typeof calibrate>[0], options: CalibrateOptions): Promise<CalibrationResult> {
  return calibrate(scenario, { out: join(temporaryFolder(), 'calibration'), report: false, workers: 1, ...options });
}

/** What does not follow the clock, the folder or the number of workers. */
function timeless({ wallSeconds: _wall, folder: _folder, workers: _workers, rows, ...rest }: CalibrationResult): unknown {
  return { ...rest, rows: rows.map((row) => ({ ...row, wallSeconds: 0 })) };
}

/** A model whose metric is a known function of its parameters and of its seed, in one tick. */
const line = defineScenario({
  model: defineModel({
    name: 'line',
    description: 'a mean of noise',
    params: {
      slope: { default: 1, min: -10, max: 10, description: 'd' },
      offset: { default: 0, min: -10, max: 10, description: 'd' },
      idle: { default: 0, min: 0, max: 1, description: 'd' },
      scatter: { default: 0.1, min: 0, max: 10, description: 'd' },
      sign: { default: 'plus', choices: ['plus', 'minus'], description: 'd' },
    },
    kinds: {
      point: {
        count: 1,
        columns: { noise: 'f64' },
        rule: (self, _neighbours, random) => {
          self.noise = random.normal();
        },
      },
    },
    metrics: {
      y: ({ kinds, params, tick }) =>
        (Number(params['slope']) * tick + Number(params['offset'])) * (params['sign'] === 'plus' ? 1 : -1) +
        Number(params['scatter']) * kinds['point'].column('noise')[0],
      fragile: ({ params }) => {
        if (Number(params['slope']) > 5) throw new Error('too steep');
        return Number(params['slope']) < 0 ? null : Number(params['slope']);
      },
    },
  }),
  ticks: 4,
  seed: 'line',
});

const RANGE = { from: -10, to: 10 };
const LINE = { tick: [1, 2, 3, 4], y: [3.5, 5.5, 7.5, 9.5] }; // 2 tick + 1.5

const within = ({ low, high }: { low: number | null; high: number | null }, value: number): boolean =>
  low !== null && high !== null && low <= value && value <= high;

describe('known parameters are found again', () => {
  test('a line through data', async () => {
    const { best, parameters, fitted, warnings } = await calibrated(line, { fit: { slope: RANGE, offset: RANGE }, data: LINE, runs: 400 });
    expect(Number(best?.params['slope'])).toBeCloseTo(2, 0);
    expect(parameters.map((each, n) => within(each, [2, 1.5][n]))).toEqual([true, true]);
    expect(parameters.map(({ determined }) => determined)).toEqual([true, true]);
    expect(warnings).toEqual([]);
    for (const { target, fitted: value } of fitted) expect(Math.abs((value ?? NaN) - target)).toBeLessThan(0.4);
  });

  test('R0 of epidemics, each from its own series; of eight 95 % intervals at least six hold the truth', async () => {
    const params = { count: 1_000, infected: 20, step: 0.5 };
    const at = Array.from({ length: 20 }, (_, k) => 6 * k + 6);
    const loaded = await loadScenario('epidemic');
    const performer = new Performer(loaded, { ticks: 120, metricsFrom: 0, measureEvery: 1_000, backend: null, only: ['infected'], at });
    let held = 0;
    for (const seed of ['a', 'b', 'c', 'd']) {
      const set = { ...params, transmission: 0.5, recovery: 0.2 };
      const { series } = await performer.perform({ run: 0, params: {}, replicate: 0, seed, set });
      const { best, parameters } = await calibrated(loaded.scenario, {
        fit: { transmission: { from: 0.1, to: 2, scale: 'log' }, recovery: { from: 0.05, to: 1 } },
        data: { tick: at, infected: series?.['infected'] ?? [] },
        params,
        ticks: 120,
        runs: 200,
        replicates: 3,
        seed,
      });
      parameters.forEach((each, n) => (held += within(each, [0.5, 0.2][n]) ? 1 : 0));
      const r0 = Number(best?.params['transmission']) / Number(best?.params['recovery']);
      expect(Math.abs(r0 - 2.5)).toBeLessThan(0.5);
    }
    expect(held).toBeGreaterThanOrEqual(6); // five or fewer come by chance in 6 of 1,000
  });

  test('the noise of a flock from its polarization', async () => {
    const small = { params: { count: 60, side: 4 }, ticks: 120, metricsFrom: 40 };
    const loaded = await loadScenario('vicsek');
    const performer = new Performer(loaded, { ticks: 120, metricsFrom: 40, measureEvery: null, backend: null });
    const means: number[] = [];
    for (let run = 0; run < 20; run++) {
      const set = { ...small.params, noise: 3 };
      const row = await performer.perform({ run, params: {}, replicate: run, seed: `truth ${run}`, set });
      means.push(row.statistics['polarization'].mean ?? NaN);
    }
    const value = means.reduce((sum, each) => sum + each, 0) / means.length;
    const { best, parameters } = await calibrated(loaded.scenario, {
      ...small,
      fit: { noise: { from: 0, to: 6 } },
      to: { polarization: { value, tolerance: 0.02 } },
      runs: 100,
    });
    expect(within(parameters[0], 3)).toBe(true);
    expect(Number(best?.params['noise'])).toBeCloseTo(3, 0);
  });

  test('how tolerant people are, a step function of whole numbers, from how segregated they end', async () => {
    const small = { params: { side: 16 }, ticks: 40 };
    const loaded = await loadScenario('segregation');
    const performer = new Performer(loaded, { ticks: 40, metricsFrom: 0, measureEvery: null, backend: null });
    const rows: RunRow[] = [];
    for (let run = 0; run < 10; run++)
      rows.push(await performer.perform({ run, params: {}, replicate: run, seed: `t ${run}`, set: { ...small.params, wanted: 30 } }));
    const value = rows.reduce((sum, { metrics }) => sum + (metrics['similarShare'] ?? NaN), 0) / rows.length;
    const { best, fitted } = await calibrated(loaded.scenario, {
      ...small,
      fit: { wanted: { from: 5, to: 60 } },
      to: { 'similarShare.last': { value, tolerance: value / 50 } },
      runs: 100,
    });
    // most agents have eight neighbours: all shares above 2/8 and up to 3/8 ask for three of them
    expect(Number(best?.params['wanted'])).toBeGreaterThan(25);
    expect(Number(best?.params['wanted'])).toBeLessThanOrEqual(37.5);
    expect(Math.abs(fitted[0].deviation ?? NaN)).toBeLessThan(2);
  });

  test('a choice among listed values', async () => {
    const fit = { sign: ['plus', 'minus'], slope: { from: 0, to: 5 } };
    const { best } = await calibrated(line, { fit, to: { 'y.last': { value: -8, tolerance: 0.2 } }, runs: 200 });
    expect(best?.params['sign']).toBe('minus');
    expect(Number(best?.params['slope'])).toBeCloseTo(2, 0);
  });
});

describe('what one should know', () => {
  test('a parameter without effect is said to hardly matter, two of which only a combination counts to make up for each other', async () => {
    const to = { 'y.last': { value: 9, tolerance: 0.1 } };
    const idle = await calibrated(line, { fit: { slope: RANGE, idle: { from: 0, to: 1 } }, to, runs: 300 });
    expect(idle.parameters.map(({ determined }) => determined)).toEqual([true, false]);
    expect(idle.warnings.join(' ')).toMatch(/idle hardly matters/);
    const both = await calibrated(line, { fit: { slope: RANGE, offset: RANGE }, to, runs: 300 });
    expect(both.parameters.some(({ determined }) => determined === false)).toBe(true);
    expect(both.warnings.join(' ')).toMatch(/made up for by (slope|offset)/);
  });

  test('a best value at the border of the range is noted', async () => {
    const { warnings } = await calibrated(line, {
      fit: { slope: { from: 0, to: 1 } },
      to: { 'y.last': { value: 20, tolerance: 1 } },
      runs: 120,
    });
    expect(warnings.join(' ')).toMatch(/slope ended at the border/);
  });

  test('the loss that is told is of fresh seeds: it is not the least of the search', async () => {
    const options = {
      fit: { slope: RANGE },
      to: { 'y.last': { value: 8, tolerance: 0.01 } },
      params: { scatter: 3 },
      runs: 300,
      replicates: 2,
    };
    for (const commonSeeds of [true, false]) {
      const { best, candidates, rows, finalReplicates } = await calibrated(line, { ...options, commonSeeds });
      const least = Math.min(...candidates.flatMap(({ stage, loss }) => (stage === 'search' && loss !== null ? [loss] : [])));
      expect(best?.loss).toBeGreaterThan(least);
      const final = rows.filter(({ replicate }, n) => n >= rows.length - 3 * finalReplicates && replicate >= 0);
      const search = new Set(rows.slice(0, rows.length - 3 * finalReplicates).map(({ seed }) => seed));
      expect(final.some(({ seed }) => search.has(seed))).toBe(false);
      expect(search.size).toBe(commonSeeds ? 2 : rows.length - 3 * finalReplicates);
    }
  });

  test('candidates whose runs fail or have no value have no loss, and the fit goes on without them', async () => {
    const { best, failures, failed, candidates } = await calibrated(line, { fit: { slope: RANGE }, to: { fragile: 3 }, runs: 300 });
    expect(Number(best?.params['slope'])).toBeCloseTo(3, 1);
    expect(failures.map(({ reason }) => reason).sort()).toEqual(['fragile has no value', 'metric fragile failed at tick 0: too steep']);
    expect(failed).toBeGreaterThan(0);
    for (const { params, loss } of candidates) expect(loss === null).toBe(Number(params['slope']) > 5 || Number(params['slope']) < 0);
  });

  test('where every candidate fails there is no best, and it is said why', async () => {
    const { best, failures, status } = await calibrated(line, { fit: { slope: { from: 6, to: 9 } }, to: { fragile: 3 }, runs: 60 });
    expect([best, status, failures[0].reason]).toEqual([null, 'done', 'metric fragile failed at tick 0: too steep']);
  });
});

describe('nothing that should not change the result does', () => {
  const flock: CalibrateOptions = {
    fit: { noise: { from: 0, to: 6 }, speed: { from: 0.01, to: 1, scale: 'log' } },
    to: { polarization: { value: 0.6, tolerance: 0.05 } },
    params: { count: 40, side: 3 },
    ticks: 30,
    runs: 90,
    replicates: 3,
  };

  test('1 and 2 workers, and this very thread, give the same runs and the same result', async () => {
    const all = [];
    for (const workers of [1, 2]) all.push(await calibrated('vicsek', { ...flock, workers }));
    const { scenario } = await loadScenario('vicsek');
    all.push(await calibrated(scenario, { ...flock, seed: scenario.seed }));
    expect(all[0].rows.length).toBeGreaterThan(60);
    const [first] = all.map(timeless);
    expect(timeless(all[1])).toEqual(first);
    const { rows, best, parameters, candidates } = all[2];
    expect({ best, parameters, candidates, hashes: rows.map(({ stateHash }) => stateHash) }).toEqual({
      best: all[0].best,
      parameters: all[0].parameters,
      candidates: all[0].candidates,
      hashes: all[0].rows.map(({ stateHash }) => stateHash),
    });
  });

  test('a calibration cut off anywhere goes on to the same rows and the same result', async () => {
    const options: CalibrateOptions = { fit: { slope: RANGE, sign: ['plus', 'minus'] }, data: LINE, runs: 150 };
    const whole = await calibrated(line, options);
    const log = readFileSync(join(whole.folder, 'runs.ndjson'), 'utf8');
    const manifest = readFileSync(join(whole.folder, 'calibration.json'), 'utf8');
    for (const share of [0, 0.05, 0.4, 0.7, 0.97]) {
      const folder = join(temporaryFolder(), 'cut');
      await calibrated(line, { ...options, out: folder, runs: 60 }); // some folder that holds a calibration
      writeFileSync(join(folder, 'runs.ndjson'), log.slice(0, Math.floor(share * log.length)));
      writeFileSync(join(folder, 'calibration.json'), manifest.replace('"status": "done"', '"status": "running"'));
      const again = await calibrated(line, { ...options, resume: folder });
      expect(timeless(again)).toEqual(timeless(whole));
      expect(timeless(readCalibration(folder))).toEqual(timeless(whole));
    }
  });

  test('stopped by a signal in the middle, and gone on with: the same', async () => {
    const controller = new AbortController();
    let calls = 0;
    const loss = (rows: readonly RunRow[]): number => {
      if (++calls === 12) controller.abort();
      return Math.abs((rows[0].metrics['y'] ?? NaN) - 8);
    };
    const options: CalibrateOptions = { fit: { slope: RANGE }, loss, runs: 150 };
    const out = join(temporaryFolder(), 'stopped');
    const part = await calibrated(line, { ...options, out, signal: controller.signal });
    expect(part.status).toBe('interrupted');
    expect(readCalibration(out)).toMatchObject({ status: 'interrupted', best: null });
    const end = await calibrated(line, { ...options, resume: out });
    const whole = await calibrated(line, options);
    expect(part.rows.length).toBeLessThan(whole.rows.length / 2);
    expect(timeless(end)).toEqual(timeless(whole));
  });

  test('rows of another calibration are refused', async () => {
    const options: CalibrateOptions = { fit: { slope: RANGE }, data: LINE, runs: 60 };
    const { folder } = await calibrated(line, options);
    const path = join(folder, 'runs.ndjson');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"seed":"[0-9a-f]{4}/, '"seed":"0000'));
    const manifest = join(folder, 'calibration.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"status": "done"', '"status": "running"'));
    await expect(calibrated(line, { ...options, resume: folder })).rejects.toMatchObject({ code: 'E_FORMAT' });
  });
});

describe('choices', () => {
  test.each([
    ['pso', { name: 'pso', options: { particles: 6, variant: 'canonical' } }],
    ['sobol', 'sobol'],
    ['random', 'random'],
    ['one of a script', (space: Parameters<typeof pso>[0]) => pso({ ...space, particles: 5 })],
  ] as const)('the optimiser %s finds the slope', async (_name, optimizer) => {
    const { best, candidates } = await calibrated(line, {
      fit: { slope: RANGE },
      to: { 'y.last': { value: 8, tolerance: 0.1 } },
      runs: 200,
      optimizer,
    });
    expect(Number(best?.params['slope'])).toBeCloseTo(2, 0);
    expect(candidates.length).toBeGreaterThan(30);
  });

  test('no more runs than asked for; without polish all of the search is the optimiser’s', async () => {
    for (const runs of [40, 123, 250]) {
      for (const polish of [true, false]) {
        const { rows, candidates, replicates, finalReplicates, folder } = await calibrated(line, {
          fit: { slope: RANGE },
          data: LINE,
          runs,
          polish,
          commonSeeds: false,
        });
        expect(rows.length).toBeLessThanOrEqual(runs);
        const count = (stage: string): number => candidates.filter((each) => each.stage === stage).length;
        expect(rows.length).toBe(replicates * count('search') + finalReplicates * count('final'));
        expect(readRunRows(folder).map(({ run }) => run)).toEqual(rows.map((_, n) => n));
      }
    }
  });

  test('a loss of one’s own sees the runs, their series and the parameters; rmse is in the unit of the data', async () => {
    const loss = (rows: readonly RunRow[]): number => {
      const means = [0, 1].map((at) => rows.reduce((sum, { series }) => sum + (series?.['y'][at] ?? NaN), 0) / rows.length);
      return Math.hypot(means[0] - 3.5, means[1] - 9.5);
    };
    const fit = { slope: RANGE, offset: RANGE };
    const own = await calibrated(line, { fit, loss, at: [1, 4], runs: 400 });
    expect(own.best?.loss).toBeLessThan(0.6);
    const rmse = await calibrated(line, { fit, data: LINE, loss: 'rmse', runs: 300 });
    const squares = rmse.fitted.map(({ fitted, target }) => ((fitted ?? NaN) - target) ** 2);
    expect(rmse.best?.loss).toBeCloseTo(Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / 4), 10);
  });

  test('a loss that throws or gives no number costs the candidate', async () => {
    const loss = (_rows: readonly RunRow[], { params }: { params: Readonly<Record<string, unknown>> }): number => {
      if (Number(params['offset']) < -5) throw new Error('no');
      return Number(params['offset']) > 5 ? NaN : Math.abs(Number(params['offset']) - 1);
    };
    const { best, failures } = await calibrated(line, { fit: { offset: RANGE }, loss, runs: 200 });
    expect(Number(best?.params['offset'])).toBeCloseTo(1, 0);
    expect(failures.map(({ reason }) => reason).sort()).toEqual([
      'the loss function failed: no',
      'the loss function returned NaN instead of a finite number',
    ]);
  });

  test.each([
    [{ fit: {} }, 'E_FLAG', /nothing is fitted/],
    [{ to: {} }, 'E_FLAG', /nothing to fit to/],
    [{ runs: 0 }, 'E_BUDGET', /runs must be an integer from 1/],
    [{ runs: 10 }, 'E_BUDGET', /budget of 10 runs/],
    [{ replicates: 0 }, 'E_FLAG', /replicates must be/],
    [{ optimizer: 'psoo' }, 'E_FLAG', /did you mean "pso"/],
    [{ optimizer: { name: 'pso', options: { particle: 3 } } }, 'E_FLAG', /did you mean "particles"/],
    [{ optimizer: () => ({ ask: () => [[1, 2]], tell: () => {} }) }, 'E_SWARM', /one has 1 finite/],
    [{ params: { slope: 1 } }, 'E_FLAG', /both fitted and set/],
    [{ loss: 'rmse' as const }, 'E_FLAG', /one column of data/],
    [{ data: { tick: [9], y: [1] } }, 'E_FLAG', /data for tick 9, but a run has 4/],
    [{ budget: 3 }, 'E_FLAG', /no option "budget"/],
  ])('%j is refused', async (more, code, says) => {
    const asked = { fit: { slope: RANGE }, to: { y: 1 }, ...more } as CalibrateOptions;
    await expect(calibrated(line, asked)).rejects.toMatchObject({ code, message: expect.stringMatching(says) as string });
  });
});
