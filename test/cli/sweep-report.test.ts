// Reports of sweeps as users make them: at the end, again, of an interrupted one, several compared; and `runs` that lists them.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readExperiment, writeExperiment } from '../../src/store/index.ts';
import { expectRefusal, folder, json, swarmlab } from './swarmlab.ts';

const SWEEP = ['sweep', 'vicsek', '--over', 'noise=1,2,3,4,5,6', '--replicates', '2', '--ticks', '30', '--set', 'side=3'];

test('a sweep leaves a report and its charts, which can be left away, made again, compared and replaced', async () => {
  const cwd = folder();
  const { code, out, err } = await swarmlab(cwd, [...SWEEP, '--set', 'count=20', '--out', 'a']);
  expect(code, err).toBe(0);
  expect(out).toMatch(/^ {2}report {3}a\/report\.html$/m);
  const charts = readdirSync(join(cwd, 'a', 'charts')).sort();
  expect(charts).toEqual(
    ['binder', 'phase', 'susceptibility'].flatMap((name) => ['png', 'svg', 'vl.json'].map((form) => `${name}-polarization-noise.${form}`)),
  );
  const html = readFileSync(join(cwd, 'a', 'report.html'), 'utf8');
  expect(html).toContain('polarization');
  expect(html).toContain(readExperiment(join(cwd, 'a')).command);

  const second = await json(cwd, [...SWEEP, '--set', 'count=40', '--out', 'b', '--no-report']);
  expect(second).toMatchObject({ report: null });
  expect(readdirSync(join(cwd, 'b')).sort()).toEqual(['experiment.json', 'runs.csv', 'runs.ndjson', 'runs.parquet']);

  const manifest = readExperiment(join(cwd, 'b')); // as an interruption leaves it
  writeExperiment(join(cwd, 'b'), { ...manifest, status: 'interrupted', done: 11 });
  const rows = readFileSync(join(cwd, 'b', 'runs.ndjson'), 'utf8')
    .trimEnd()
    .split('\n');
  rmSync(join(cwd, 'b', 'runs.ndjson'));
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(cwd, 'b', 'runs.ndjson'), `${rows.slice(0, 11).join('\n')}\n`);
  expect(await json(cwd, ['report', 'b'])).toEqual({ report: join(cwd, 'b', 'report.html') });
  expect(readFileSync(join(cwd, 'b', 'report.html'), 'utf8')).toMatch(/1 run is still to be done/);

  expect(await json(cwd, ['report', 'a', 'b', '--out', 'both.html'])).toEqual({ report: join(cwd, 'both.html') });
  expect(readFileSync(join(cwd, 'both.html'), 'utf8')).toMatch(/The sweeps differ in count\..*Binder cumulants/s);

  const listed = (await json(cwd, ['runs', '.']))['runs'];
  expect(listed).toMatchObject([
    { kind: 'sweep', scenario: 'vicsek', status: 'done', runs: { done: 12, failed: 0, planned: 12 }, tick: null },
    { kind: 'sweep', status: 'interrupted', runs: { done: 11, failed: 0, planned: 12 } },
  ]);
  expect((await swarmlab(cwd, ['runs', '.'])).out).toMatch(/^a +vicsek +starling +done +12 of 12 runs /m);

  await json(cwd, [
    ...SWEEP.slice(0, 2),
    '--over',
    'speed=0.1,0.2',
    '--ticks',
    '3',
    '--set',
    'count=20',
    '--out',
    'a',
    '--force',
    '--no-report',
  ]);
  expect(existsSync(join(cwd, 'a', 'report.html')) || existsSync(join(cwd, 'a', 'charts'))).toBe(false);
  expectRefusal(
    await swarmlab(cwd, ['report', 'a', 'b']),
    /share no numeric parameter that varies: a varies speed; b varies noise/,
    'nothing in common',
  );
  await json(cwd, ['run', 'vicsek', '--set', 'count=20', '--set', 'side=3', '--ticks', '3', '--out', 'run', '--no-report']);
  expectRefusal(await swarmlab(cwd, ['report', 'a', 'run']), /a is a sweep and run is a run/, 'a run and a sweep');
  expectRefusal(await swarmlab(cwd, ['report', 'a', 'nowhere']), /nowhere is no run/, 'no folder');
  expectRefusal(await swarmlab(cwd, ['report', 'b', './b/']), /\.\/b\/ is the same folder as b: name different sweeps/, 'one sweep twice');

  await json(cwd, ['run', 'couzin', '--set', 'count=20', '--ticks', '3', '--out', 'shoal', '--no-report']);
  await json(cwd, ['report', 'run', 'shoal', '--out', 'kinds.html']);
  expect(readFileSync(join(cwd, 'kinds.html'), 'utf8')).toMatch(/The runs are of different scenarios \(vicsek, couzin\)/);
  await json(cwd, ['run', 'vicsek', '--set', 'count=20', '--set', 'side=4', '--ticks', '3', '--out', 'wide', '--no-report']);
  await json(cwd, ['report', 'run', 'wide', '--out', 'sides.html']);
  expect(readFileSync(join(cwd, 'sides.html'), 'utf8')).not.toMatch(/different scenarios/);
}, 60_000);

test('without --over a scenario that declares a sweep does that one, and what is typed comes first', async () => {
  const cwd = folder();
  const result = await json(cwd, [
    'sweep',
    'vicsek',
    '--ticks',
    '2',
    '--metrics-from',
    '1',
    '--replicates',
    '1',
    '--set',
    'count=10',
    '--out',
    's',
    '--no-report',
  ]);
  expect(result).toMatchObject({ planned: 40, replicates: 1, ticks: 2, metricsFrom: 1, set: { count: 10, side: 10 } });
  expect(readExperiment(join(cwd, 's')).command).toMatch(/--over noise=0\.15:6:0\.15 --set side=10 --set count=10 --replicates 1/);
  expectRefusal(await swarmlab(cwd, ['sweep', 'schelling']), /nothing varies: give at least one --over/, 'no declaration');
}, 60_000);
