// swarmlab sweep as users run it: killed, interrupted, resumed, refused.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import seedrandom from 'seedrandom';
import { expect, test } from 'vitest';
import { readExperiment, readRunRows } from '../../src/store/index.ts';
import { each, expectPlain, expectRefusal, folder, json, start, swarmlab } from './swarmlab.ts';

const SMALL = ['--set', 'count=60', '--set', 'side=4', '--ticks', '200', '--no-report'];
const GRID = ['sweep', 'vicsek', '--over', 'noise=0:4:0.5', '--replicates', '8', ...SMALL];

type Row = Record<string, unknown>;

/** The runs of a --json object without what the clock says. */
function runsOf(object: Record<string, unknown>): Row[] {
  return (object['runs'] as Row[]).map((row) => ({ ...row, wallSeconds: 0 }));
}

/** Rows of the table without what the clock says. */
function tableOf(path: string): string[] {
  const [head, ...lines] = readFileSync(join(path, 'runs.csv'), 'utf8').trimEnd().split('\r\n');
  const clock = head.split(',').indexOf('wall_seconds');
  return [head, ...lines].map((line) => line.split(',').toSpliced(clock, 1).join(','));
}

test('a sweep that is killed again and again ends with the rows of one that was not', async () => {
  const cwd = folder();
  const random = seedrandom('sweep');
  const calm = await json(cwd, [...GRID, '--out', 'calm', '--workers', '2']);
  const killed = join(cwd, 'killed');
  let kills = 0;
  for (let done = false; !done && kills < 4;) {
    const begun = existsSync(join(killed, 'experiment.json'));
    const how = begun ? (kills % 2 === 0 ? ['sweep', '--resume', 'killed'] : ['resume', 'killed']) : [...GRID, '--out', 'killed'];
    const running = start(cwd, [...how, '--workers', String(1 + Math.floor(random() * 3))]);
    const rows = existsSync(join(killed, 'runs.ndjson')) ? readRunRows(killed).length : 0;
    const target = Math.min(70, rows + 1 + Math.floor(random() * 18));
    for (let looked = 0; looked < 15_000; looked += 5) {
      if (existsSync(join(killed, 'runs.ndjson')) && readRunRows(killed).length >= target) break;
      await wait(5);
    }
    running.kill();
    const { code, err } = await running.ended;
    expect([0, 137, 255], err).toContain(code);
    done = code === 0;
    if (!done) kills++;
    expect(readRunRows(killed).length).toBeGreaterThanOrEqual(rows);
  }
  expect(kills).toBeGreaterThanOrEqual(3);
  const end = await json(cwd, ['sweep', '--resume', 'killed', '--workers', '2']);
  expect(runsOf(end)).toEqual(runsOf(calm));
  expect(tableOf(killed)).toEqual(tableOf(join(cwd, 'calm')));
  expect(readExperiment(killed)).toMatchObject({ status: 'done', done: 72, failed: 0 });
  expect(readdirSync(killed).filter((file) => /\.tmp$|^lock/.test(file))).toEqual([]);
  const again = await swarmlab(cwd, ['resume', 'killed', '--json']);
  expect([again.code, runsOf(JSON.parse(again.out) as Row)], again.err).toEqual([0, runsOf(calm)]);
  expect(again.err).toMatch(/killed holds a sweep: going on with it\.\nThe sweep in killed is done/);
}, 120_000);

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s saves, says how to go on and exits 130',
  async (signal) => {
    const cwd = folder();
    const long = ['sweep', 'vicsek', '--over', 'noise=1,2', '--replicates', '500', ...SMALL, '--out', 'sweep'];
    const running = start(cwd, long);
    const path = join(cwd, 'sweep');
    while (!existsSync(join(path, 'runs.ndjson')) || readRunRows(path).length < 3) await wait(10);
    const second = await swarmlab(cwd, ['resume', 'sweep']);
    expectRefusal(second, /in use by process \d+/, 'a second sweep');
    running.signal(signal);
    const { code, out, err } = await running.ended;
    expect([code, out], err).toEqual([130, '']);
    expectPlain(err, signal);
    expect(err).toMatch(/Interrupted after \d+ of 1000 runs; they are saved\. Go on with: npx swarmlab sweep --resume sweep\n$/);
    const { status, done } = readExperiment(path);
    expect(status).toBe('interrupted');
    expect(readRunRows(path).length).toBe(done);
    expect(tableOf(path).length).toBe(done + 1);
  },
  60_000,
);

test('one run of a sweep is repeated by `run` with its seed, as the summary says', async () => {
  const cwd = folder();
  const { code, out, err } = await swarmlab(cwd, ['sweep', 'vicsek', '--over', 'noise=2', ...SMALL, '--out', 'sweep']);
  expect(code, err).toBe(0);
  const command = /one run {2}npx swarmlab (run .*)$/m.exec(out)?.[1] ?? '';
  const single = await json(cwd, [...command.split(' '), '--no-report']);
  expect(single['stateHash']).toBe(readRunRows(join(cwd, 'sweep'))[0].stateHash);
});

const FAILING = `
import { defineModel, defineScenario } from 'swarmlab';
const model = defineModel({ name: 'm', description: 'd', params: { x: { default: 1, min: 0, max: 9, description: 'd' } }, kinds: { a: { count: 3, columns: { x: 'f64' }, rule: (self, neighbours, random) => { self.x += random.uniform(); } } } });
export default defineScenario({ model, ticks: 5, seed: 's', metrics: { y: ({ tick, params }) => { if (params.x > 2 && tick === 3) throw new Error('above two'); return params.x; } } });
`;

test('runs that fail are rows; the rest is done, and the exit code is 1', async () => {
  const cwd = folder({ 'failing.mjs': FAILING });
  const { code, out, err } = await swarmlab(cwd, [
    'sweep',
    'failing.mjs',
    '--over',
    'x=1:4:1',
    '--replicates',
    '2',
    '--out',
    'sweep',
    '--json',
  ]);
  expect(code, err).toBe(1);
  expectPlain(err, 'failures');
  expect(err).toMatch(/4 of 8 runs failed.*\n.*4 × metric y failed at tick 3: above two/);
  const object = JSON.parse(out) as Row;
  expect(object).toMatchObject({ status: 'done', planned: 8, done: 4, failed: 4, run: join(cwd, 'sweep') });
  expect(runsOf(object).map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done', 'failed', 'failed', 'failed', 'failed']);
});

test('a resume refuses another scenario than the sweep began with', async () => {
  const cwd = folder({ 'failing.mjs': FAILING });
  const path = join(cwd, 'sweep');
  const running = start(cwd, ['sweep', 'failing.mjs', '--over', 'x=1,2', '--replicates', '20000', '--out', 'sweep']);
  while (!existsSync(join(path, 'runs.ndjson')) || readRunRows(path).length < 3) await wait(10);
  running.kill();
  await running.ended;
  const before = readFileSync(join(path, 'experiment.json'), 'utf8');
  writeFileSync(join(cwd, 'failing.mjs'), FAILING.replace('random.uniform()', 'random.normal()'));
  const other = await swarmlab(cwd, ['sweep', '--resume', 'sweep']);
  expect([other.code, other.out], other.err).toEqual([2, '']);
  expect(other.err).toMatch(/scenario failing has changed since .*sweep was begun.*Restore .*failing\.mjs/);
  rmSync(join(cwd, 'failing.mjs'));
  expectRefusal(await swarmlab(cwd, ['resume', 'sweep']), /scenario of sweep is gone.*failing\.mjs/, 'gone');
  expect(readFileSync(join(path, 'experiment.json'), 'utf8')).toBe(before);
});

test('a script sweeps its own scenario in threads, and `resume` knows it', async () => {
  const cwd = folder({
    'own.mjs': `${FAILING.replace('export default', 'const scenario =').replace("from 'swarmlab'", "from 'INDEX'")}
import { sweep } from 'INDEX';
export default scenario;
if (import.meta.main) {
  const { rows, status, workers } = await sweep(scenario, { over: { x: [1, 2] }, replicates: 3, workers: 2, out: 'sweep' });
  console.log(JSON.stringify({ status, workers, hashes: rows.map(({ stateHash }) => stateHash) }));
}
`.replaceAll('INDEX', new URL('../../src/index.ts', import.meta.url).href),
  });
  const { execFileSync } = await import('node:child_process');
  const said = JSON.parse(execFileSync(process.execPath, ['own.mjs'], { cwd, encoding: 'utf8' })) as {
    status: string;
    workers: number;
    hashes: string[];
  };
  expect(said).toMatchObject({ status: 'done', workers: 2 });
  expect(new Set(said.hashes).size).toBe(6);
  const shown = await json(cwd, ['resume', 'sweep']);
  expect(runsOf(shown).map(({ stateHash }) => stateHash)).toEqual(said.hashes);
});

test('what is typed wrong ends with code 2, in few lines, and leaves no folder', async () => {
  const cwd = folder({ 'note.txt': 'mine' });
  const over = ['--over', 'noise=1,2'];
  const wrong: [string[], RegExp][] = [
    [['sweep'], /needs a scenario/],
    [['sweep', 'schelling'], /nothing varies/],
    [['sweep', 'vicsec', ...over], /did you mean "vicsek"/],
    [['sweep', 'vicsek', '--over', 'niose=1'], /did you mean "noise"/],
    [['sweep', 'vicsek', '--over', 'noise'], /takes name=a,b,c/],
    [['sweep', 'vicsek', '--over', 'noise=1,,2'], /must be a number, but got ""\. List its values with --over noise=/],
    [['sweep', 'vicsek', '--over', 'noise=NaN'], /must be a number, but got "NaN"\. List its values with --over noise=/],
    [['sweep', 'vicsek', '--over', 'noise=1:2:0'], /must not be 0/],
    [['sweep', 'vicsek', '--over', 'noise=9'], /at most 6\.28.*with --over noise=/],
    [['sweep', 'vicsek', ...over, '--over', 'noise=3'], /noise is varied twice/],
    [['sweep', 'vicsek', ...over, '--set', 'noise=3'], /both varied and set/],
    [['sweep', 'vicsek', ...over, '--replicates', '0'], /--replicates must be/],
    [['sweep', 'vicsek', ...over, '--replicates', '600000'], /1200000 runs.*at most 1000000/],
    [['sweep', 'vicsek', ...over, '--design', 'soboll', '--runs', '4'], /did you mean "sobol"/],
    [['sweep', 'vicsek', ...over, '--runs', '4'], /leave --runs away/],
    [['sweep', 'vicsek', ...over, '--metrics-from', '9999'], /nothing would be measured/],
    [['sweep', 'vicsek', ...over, '--workers', '0'], /--workers must be/],
    [['sweep', 'vicsek', ...over, '--replicate', '3'], /--replicates/],
    [['sweep', 'vicsek', ...over, '--set', 'count=100000000'], /at most 4\.00 GiB/],
    [['sweep', 'vicsek', ...over, '--out', '.'], /holds files that are no sweep/],
    [['sweep', '--resume', 'nowhere'], /no such folder|no experiment\.json/],
    [['sweep', 'vicsek', '--resume', 'nowhere'], /leave the scenario vicsek away/],
    [['sweep', '--resume', 'nowhere', '--metrics-from', '3'], /leave --metrics-from away/],
  ];
  await each(wrong, async ([args, says]) => expectRefusal(await swarmlab(cwd, args), says, args.join(' ')), 2);
  expect(readdirSync(cwd)).toEqual(['note.txt']);
}, 120_000);

test('a folder that holds a sweep is replaced with --force alone; a run is no sweep', async () => {
  const cwd = folder();
  const args = ['sweep', 'vicsek', '--over', 'noise=1', ...SMALL, '--out', 'sweep'];
  await json(cwd, args);
  expectRefusal(await swarmlab(cwd, args), /already holds a sweep.*--force/, 'again');
  await json(cwd, [...args, '--force', '--seed', 'other']);
  expect(readExperiment(join(cwd, 'sweep')).seed).toBe('other');
  expectRefusal(await swarmlab(cwd, ['run', 'vicsek', ...SMALL, '--out', 'sweep']), /no run of swarmlab/, 'a run into it');
  await json(cwd, ['run', 'vicsek', ...SMALL, '--out', 'run']);
  expectRefusal(await swarmlab(cwd, [...args.slice(0, -1), 'run']), /no sweep of swarmlab/, 'into a run');
});

test('a design for sensitivity prints its indices', async () => {
  const cwd = folder();
  const args = ['sweep', 'vicsek', '--over', 'noise=0:6', '--over', 'speed=0.01:0.5', '--design', 'morris', '--runs', '9', ...SMALL];
  const { code, out, err } = await swarmlab(cwd, [...args, '--out', 'sweep']);
  expect(code, err).toBe(0);
  expect(out).toMatch(/polarization:\n +parameter +mu\* +mu +sigma\n +noise .*\n +speed /);
  expect(readRunRows(join(cwd, 'sweep')).length).toBe(9);
});
