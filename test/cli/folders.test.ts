// Run folders: what is refused, what --force replaces, and who may write when two want to.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lacking } from '../requirement.ts';
import { begun, each, expectRefusal, folder, json, start, swarmlab } from './swarmlab.ts';

const SHORT = ['run', 'vicsek', '--set', 'count=30', '--ticks', '3', '--no-report'];
const LONG = ['run', 'vicsek', '--set', 'count=3000', '--set', 'side=27', '--ticks', '100000', '--checkpoint-every', '20', '--no-report'];

test('a folder that cannot hold a run is refused, and what is in it stays', async () => {
  const cwd = folder({ file: 'mine' });
  mkdirSync(join(cwd, 'foreign'));
  writeFileSync(join(cwd, 'foreign', 'notes.txt'), 'mine');
  symlinkSync(join(cwd, 'nowhere'), join(cwd, 'dangling'));
  await each<[string[], RegExp]>(
    [
      [['--out', 'foreign'], /foreign holds files that are no run/],
      [['--out', 'foreign', '--force'], /foreign holds files that are no run/],
      [['--out', 'file'], /is a file/],
      [['--out', 'file', '--force'], /is a file/],
      [['--out', 'file/deeper'], /is a file/],
      [['--out', 'dangling'], /cannot be used as a run folder/],
      [['--out', 'x'.repeat(300)], /too long/],
      ...(existsSync('/proc/self')
        ? ([
            [['--out', '/proc/swarmlab'], /cannot be used as a run folder/],
            [['--out', '/proc/a/b'], /cannot be used/],
          ] as [string[], RegExp][])
        : []),
    ],
    async ([flags, says]) => expectRefusal(await swarmlab(cwd, [...SHORT, ...flags]), says, flags.join(' ')),
  );
  expect(readdirSync(cwd).sort()).toEqual(['dangling', 'file', 'foreign']);
  expect(readFileSync(join(cwd, 'foreign', 'notes.txt'), 'utf8')).toBe('mine');
});

test('a folder that may not be written is refused', async ({ onTestFinished }) => {
  const cwd = folder();
  const closed = join(cwd, 'closed');
  mkdirSync(closed, { mode: 0o500 }); // root may write there all the same, but not on a disk that is mounted read-only
  if (process.getuid?.() === 0) {
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', closed]).status !== 0) return;
    onTestFinished(() => void spawnSync('umount', ['-l', closed]));
  }
  expectRefusal(await swarmlab(cwd, [...SHORT, '--out', 'closed/run']), /Permission is missing|mounted read-only/, 'no permission');
});

test('a run is replaced with --force alone, which leaves what is not its own', async () => {
  const cwd = folder();
  const first = await json(cwd, [...SHORT, '--out', 'run', '--record', 'x']);
  writeFileSync(join(cwd, 'run', 'notes.txt'), 'mine');
  expectRefusal(await swarmlab(cwd, [...SHORT, '--out', 'run']), /already holds a run.*--force/, 'again');
  expect(JSON.parse((await swarmlab(cwd, ['runs', '--json', 'run'])).out)).toMatchObject({
    runs: [{ status: 'done', seed: first['seed'] }],
  });
  const second = await json(cwd, [...SHORT, '--out', 'run', '--seed', 'other', '--force']);
  expect(second['stateHash']).not.toBe(first['stateHash']);
  expect(readdirSync(join(cwd, 'run')).sort()).toEqual([
    'checkpoints',
    'metrics.csv',
    'metrics.parquet',
    'notes.txt',
    'records-snapshots-bird.parquet',
    'run.json',
  ]);
});

test('a scenario that is refused leaves the run that --force would replace', async () => {
  const cwd = folder();
  await json(cwd, [...SHORT, '--out', 'run']);
  const before = readFileSync(join(cwd, 'run', 'run.json'), 'utf8');
  expectRefusal(await swarmlab(cwd, [...SHORT, '--out', 'run', '--force', '--set', 'count=0']), /count/, 'bad value');
  expectRefusal(await swarmlab(cwd, [...SHORT, '--out', 'run', '--force', '--record', 'z']), /"z"/, 'bad column');
  expect(readFileSync(join(cwd, 'run', 'run.json'), 'utf8')).toBe(before);
});

test('of runs that want one folder at once exactly one gets it, and the others name it', async () => {
  const cwd = folder();
  const runs = await Promise.all(
    ['a', 'b', 'c'].map((seed) =>
      swarmlab(cwd, [...SHORT, '--ticks', '2000', '--set', 'count=600', '--set', 'side=12', '--seed', seed, '--out', 'run']),
    ),
  );
  expect(runs.map(({ code }) => code).sort()).toEqual([0, 2, 2]);
  for (const run of runs) if (run.code === 2) expectRefusal(run, /in use by process \d+|already holds a run/, 'the loser');
});

test('a live run is left alone; the lock of a dead one is taken over', async () => {
  const cwd = folder();
  const running = start(cwd, [...LONG, '--out', 'run']);
  await begun(join(cwd, 'run'));
  for (const args of [
    ['resume', 'run'],
    [...SHORT, '--out', 'run', '--force'],
    [...SHORT, '--out', 'run'],
  ]) {
    expectRefusal(await swarmlab(cwd, args), /in use by process \d+ .*run vicsek|already holds a run/, args.join(' '));
  }
  expect(JSON.parse((await swarmlab(cwd, ['runs', '.', '--json'])).out)).toMatchObject({ runs: [{ status: 'running' }] });
  running.kill();
  await running.ended;
  expect(existsSync(join(cwd, 'run', 'lock'))).toBe(true);
  expect(JSON.parse((await swarmlab(cwd, ['runs', '.', '--json'])).out)).toMatchObject({ runs: [{ status: 'crashed' }] });
  expect((await swarmlab(cwd, ['report', 'run'])).code).toBe(0);
  const taken = start(cwd, ['resume', 'run']);
  await begun(join(cwd, 'run'), 1_000);
  taken.signal('SIGINT');
  expect((await taken.ended).code).toBe(130);
  expect(existsSync(join(cwd, 'run', 'lock'))).toBe(false);
  expect(await json(cwd, [...SHORT, '--out', 'run', '--force'])).toMatchObject({ ticks: 3 });
});

test('a damaged run.json is refused as what it is, by resume, report and --force', async () => {
  const cwd = folder();
  for (const [name, text] of [
    ['empty', ''],
    ['torn', '{"format": 1, "scen'],
    ['other', '{"name": "of another program"}'],
    ['newer', '{"format": 99, "scenario": "vicsek", "seed": "s"}'],
  ]) {
    mkdirSync(join(cwd, name));
    writeFileSync(join(cwd, name, 'run.json'), text);
    expectRefusal(await swarmlab(cwd, ['resume', name]), /run\.json/, name);
    expectRefusal(await swarmlab(cwd, ['report', name]), /run\.json/, name);
    expectRefusal(await swarmlab(cwd, [...SHORT, '--out', name]), /holds/, name);
  }
  const { code, out } = await swarmlab(cwd, ['runs', '.']);
  expect([code, out.trimEnd().split('\n').length]).toEqual([0, 5]);
});

/** Whether this machine lets us have a disk of our own size. */
function canMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'swarmlab-mount-'));
  const mounted = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', path]).status === 0;
  if (mounted) spawnSync('umount', ['-l', path]);
  rmdirSync(path);
  return mounted;
}

test.skipIf(lacking('root and mount', canMount()))(
  'a full disk ends a run with one clear line; with space again it goes on to the same end',
  async ({ onTestFinished }) => {
    const cwd = folder();
    const disk = join(cwd, 'disk');
    mkdirSync(disk);
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk]);
    onTestFinished(() => void spawnSync('umount', ['-l', disk]));
    const args = [
      'run',
      'vicsek',
      '--set',
      'count=900',
      '--set',
      'side=15',
      '--ticks',
      '400',
      '--checkpoint-every',
      '5',
      '--record',
      'x,y',
      '--every',
      '2',
      '--no-report',
    ];
    const calm = await json(cwd, [...args, '--out', 'calm']);
    const full = await swarmlab(cwd, [...args, '--out', join(disk, 'run')]);
    expect([full.code, full.out], full.err).toEqual([1, '']);
    expect(full.err).toMatch(/^swarmlab: could not write .*ENOSPC.*free some space.*\n$/);
    expect(JSON.parse((await swarmlab(cwd, ['runs', disk, '--json'])).out)).toMatchObject({
      runs: [{ scenario: 'vicsek', problem: null }],
    });
    expect(spawnSync('mount', ['-o', 'remount,size=60m', disk]).status).toBe(0);
    const end = await json(cwd, ['resume', join(disk, 'run'), '--no-report']);
    expect(end['stateHash']).toBe(calm['stateHash']);
    expect(readFileSync(join(disk, 'run', 'metrics.csv'), 'utf8')).toBe(readFileSync(join(cwd, 'calm', 'metrics.csv'), 'utf8'));
  },
);

test('resume of a run that is done takes away the lock that a kill just after its end has left', async () => {
  const cwd = folder();
  const running = start(cwd, [...LONG, '--out', 'killed']);
  await begun(join(cwd, 'killed'));
  const lock = readFileSync(join(cwd, 'killed', 'lock'));
  running.kill();
  await running.ended;
  await json(cwd, [...SHORT, '--out', 'run']);
  writeFileSync(join(cwd, 'run', 'lock'), lock); // as that process would have left it
  await json(cwd, ['resume', 'run']);
  expect(existsSync(join(cwd, 'run', 'lock'))).toBe(false);
});
