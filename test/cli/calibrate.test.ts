// swarmlab calibrate as users run it: killed, interrupted, resumed, refused.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readCalibrationManifest, readRunRows } from '../../src/store/index.ts';
import { each, expectPlain, expectRefusal, folder, json, start, swarmlab } from './swarmlab.ts';

const SMALL = ['--set', 'count=40', '--set', 'side=3', '--ticks', '60', '--no-report'];
const NOISE = ['calibrate', 'vicsek', '--fit', 'noise=0:6', '--target', 'polarization=0.5±0.05', '--runs', '120', ...SMALL];

/** What does not follow the clock, the folder or the number of workers. */
function timeless({
  wallSeconds: _wall,
  workers: _workers,
  run: _run,
  command: _command,
  report: _report,
  ...rest
}: Record<string, unknown>): unknown {
  return rest;
}

test('killed and gone on with, it ends with the result of one that was not, and the same files', async () => {
  const cwd = folder();
  const calm = await json(cwd, [...NOISE, '--out', 'calm', '--workers', '2']);
  const killed = join(cwd, 'killed');
  for (const [args, rows] of [
    [[...NOISE, '--out', 'killed', '--workers', '2'], 9],
    [['calibrate', '--resume', 'killed', '--workers', '1'], 60],
  ] as const) {
    const running = start(cwd, args);
    for (let waited = 0; waited < 30_000; waited += 5) {
      if (existsSync(join(killed, 'runs.ndjson')) && readRunRows(killed).length >= rows) break;
      await wait(5);
    }
    running.kill();
    await running.ended;
  }
  expect(readCalibrationManifest(killed).status).toBe('running');
  const end = await json(cwd, ['resume', 'killed', '--workers', '2', '--no-report']);
  expect(timeless(end)).toEqual(timeless(calm));
  expect(readFileSync(join(killed, 'candidates.csv'), 'utf8')).toBe(readFileSync(join(cwd, 'calm', 'candidates.csv'), 'utf8'));
  expect(readdirSync(killed).filter((file) => /\.tmp$|^lock/.test(file))).toEqual([]);
  const again = await swarmlab(cwd, ['calibrate', '--resume', 'killed', '--json']);
  expect([again.code, timeless(JSON.parse(again.out) as Record<string, unknown>)]).toEqual([0, timeless(calm)]);
  expect(again.err).toMatch(/is done: nothing to go on with/);
  const listed = JSON.parse((await swarmlab(cwd, ['runs', '.', '--json'])).out) as
    | { runs: Record<string, unknown>[] }
    | Record<string, unknown>[];
  const folders = Array.isArray(listed) ? listed : listed.runs;
  expect(folders.map(({ kind, status }) => [kind, status])).toEqual([
    ['calibration', 'done'],
    ['calibration', 'done'],
  ]);
  expect((await swarmlab(cwd, ['report', 'calm'])).code).toBe(0);
  expect(readFileSync(join(cwd, 'calm', 'report.html'), 'utf8')).toContain('polarization');
  expectRefusal(
    await swarmlab(cwd, ['report', 'calm', 'killed']),
    /calm is a calibration, and only runs or sweeps are compared/,
    'two calibrations',
  );
  expect(calm).toMatchObject({ scenario: 'vicsek', best: { params: { noise: expect.any(Number) as number } }, run: join(cwd, 'calm') });
}, 120_000);

test('Ctrl-C saves, says how to go on and exits 130', async () => {
  const cwd = folder();
  const running = start(cwd, [...NOISE.map((word) => (word === '120' ? '5000' : word)), '--out', 'c']);
  while (!existsSync(join(cwd, 'c', 'runs.ndjson')) || readRunRows(join(cwd, 'c')).length < 3) await wait(10);
  running.signal('SIGINT');
  const { code, out, err } = await running.ended;
  expect([code, out], err).toEqual([130, '']);
  expectPlain(err, 'SIGINT');
  expect(err).toMatch(/Interrupted after \d+ of 5000 runs; they are saved\. Go on with: npx swarmlab calibrate --resume c\n$/);
  expect(readCalibrationManifest(join(cwd, 'c')).status).toBe('interrupted');
}, 60_000);

test('the summary for people: intervals, the fit, a run to repeat; a report that names the targets; a loss of a module', async () => {
  const cwd = folder({ 'loss.ts': 'export const misfit = (rows) => Math.abs(rows[0].metrics.polarization - 0.5);\n' });
  const { code, out, err } = await swarmlab(cwd, [...NOISE.filter((word) => word !== '--no-report'), '--out', 'c']);
  expect(code, err).toBe(0);
  expect(out).toMatch(/noise +\d\S* +\d\S* to \d/);
  expect(out).toMatch(/polarization +0\.5 ± 0\.05 +0\.\d+ ± /);
  expect(out).toMatch(/loss .* with fresh seeds/);
  const page = readFileSync(join(cwd, 'c', 'report.html'), 'utf8');
  for (const words of ['noise fitted', 'polarization', '--target', 'The finalists', 'swarmlab calibrate vicsek'])
    expect(page).toContain(words);
  const own = await json(cwd, [
    ...NOISE.filter((word) => !/^(--target|polarization.*)$/.test(word)),
    '--loss',
    './loss.ts#misfit',
    '--out',
    'own',
  ]);
  expect(own['loss']).toEqual({ module: join(cwd, 'loss.ts'), export: 'misfit' });
  expect(own['best']).not.toBe(null);
}, 60_000);

test('what is typed wrong ends with code 2, in few lines, and leaves no folder', async () => {
  const cwd = folder({
    'none.csv': 'time,polarization\n0,1\n',
    'late.csv': 'tick,polarization\n0,1\n99999,1\n',
    'bad.ts': 'export const a = 1;\n',
  });
  const fit = ['--fit', 'noise=0:6'];
  const target = ['--target', 'polarization=0.5'];
  const wrong: [string[], RegExp][] = [
    [[], /needs a scenario/],
    [['vicsek', ...target], /nothing is fitted/],
    [['vicsek', ...fit], /nothing to fit to/],
    [['vicsek', '--fit', 'niose=0:6', ...target], /did you mean "noise"/],
    [['vicsek', '--fit', 'noise=6:0', ...target], /must rise/],
    [['vicsek', '--fit', 'noise=0:9', ...target], /at most 6\.28/],
    [['vicsek', ...fit, '--target', 'polarisation=0.5'], /did you mean "polarization"/],
    [['vicsek', ...fit, '--target', 'polarization'], /takes metric=value/],
    [['vicsek', ...fit, '--target', '=0.5'], /takes metric=value/],
    [['vicsek', ...fit, '--data', 'none.csv'], /no column "tick"/],
    [['vicsek', ...fit, '--data', 'nowhere.csv'], /no such file/],
    [['vicsek', ...fit, '--data', 'late.csv'], /data for tick 99999/],
    [['vicsek', ...fit, ...target, '--runs', '0'], /--runs must be/],
    [['vicsek', ...fit, ...target, '--runs', '5'], /budget of 5 runs/],
    [['vicsek', ...fit, ...target, '--loss', 'bad'], /as \.\/my-loss\.ts#name/],
    [['vicsek', ...fit, '--loss', 'bad.ts#b'], /exports no function "b"/],
    [['vicsek', ...fit, ...target, '--optimizer', 'pos'], /did you mean "pso"/],
    [['vicsek', ...fit, ...target, '--set', 'noise=1'], /both fitted and set/],
    [['vicsek', ...fit, ...target, '--out', '.'], /files that are no calibration/],
    [['--resume', 'nowhere'], /no such folder|no calibration\.json/],
    [['vicsek', '--resume', 'nowhere'], /leave the scenario vicsek away/],
    [['--resume', 'nowhere', '--no-polish'], /leave --no-polish away/],
  ];
  await each(wrong, async ([args, says]) => expectRefusal(await swarmlab(cwd, ['calibrate', ...args]), says, args.join(' ')), 2);
  expect(readdirSync(cwd)).toEqual(['bad.ts', 'late.csv', 'none.csv']);
}, 120_000);
