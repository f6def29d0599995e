// What is typed wrong: exit code 2, a short message that names the value and the fix.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { each, expectRefusal, folder, json, swarmlab } from './swarmlab.ts';

const run = (...more: string[]): string[] => ['run', 'vicsek', '--ticks', '3', '--set', 'side=5', '--no-report', ...more];
const set = (text: string): string[] => run('--set', text);

test.each<[string, [string[], RegExp][]]>([
  [
    'a name that is not known',
    [
      [['run', 'viksek'], /did you mean "vicsek"/],
      [['rum', 'vicsek'], /Did you mean run/],
      [['run', 'vicsek', '--worker', '2'], /--workers/],
      [['describe', 'floking'], /did you mean "flocking"/],
      [['explain', 'floking'], /did you mean "flocking"/],
      [['bench', 'speedup', 'vicsec'], /did you mean "vicsek"/],
      [['run', ''], /no scenario ""/],
      [['run', 'x\n'.repeat(40)], /no scenario "x/],
      [run('--record', 'heding'), /did you mean "heading"/],
      [run('more', 'words'), /too many arguments/],
      [['run'], /missing required argument/],
    ],
  ],
  [
    'a parameter that cannot be',
    [
      [set('cuont=3'), /did you mean "count"/],
      [set('count=0'), /count must be at least 1.*0/],
      [set('count=-5'), /at least 1.*-5/],
      [set('count=1.5'), /integer.*1\.5/],
      [set('count=1e12'), /at most.*1000000000000/],
      [set('count=1e308'), /at most.*1e\+308/],
      [set('count=NaN'), /must be a number.*NaN/],
      [set('noise=Infinity'), /finite.*Infinity/],
      [set('count=many'), /must be a number.*many/],
      [set('count='), /must be a number/],
      [set('count'), /name=value.*count/],
      [set('=5'), /name=value/],
      [set(''), /name=value/],
      [set('__proto__=5'), /no parameter "__proto__"/],
      [['run', 'pso-sphere', '--set', 'side=5'], /no parameter "side"/],
      [['run', 'pso-sphere', '--set', 'topology=rnig'], /topology must be one of.*ring/],
      [['run', 'pso-sphere', '--set', 'evaluations=10'], /at least the number of particles/],
    ],
  ],
  [
    'a flag that cannot be',
    [
      ...['0', 'abc', '1.5', '1000', '-1', '', 'NaN'].map((count): [string[], RegExp] => [
        run('--workers', count),
        /--workers must be an integer/,
      ]),
      ...['-1', '1.5', '1e12', 'x'].map((count): [string[], RegExp] => [run('--ticks', count), /--ticks must be an integer/]),
      [run('--every', '5'), /--every.*--record/],
      [run('--record', 'x', '--every', '0'), /--every must be an integer/],
      [run('--record', ''), /column names/],
      [run('--checkpoint-every', '0'), /--checkpoint-every/],
      [run('--stall-timeout', '0'), /--stall-timeout/],
      [run('--max-seconds', 'soon'), /--max-seconds/],
      [run('--backend', 'wasm'), /--backend must be js or simd.*wasm/],
      [['bench', 'speedup', 'vicsek', '--backend', 'fast'], /--backend must be js or simd.*fast/],
      [['explain', 'vicsek', '--backend', ''], /--backend must be js or simd/],
      [['explain', 'vicsek', '--set', 'cuont=3'], /did you mean "count"/],
      [['resume', 'nowhere', '--backend', 'JS'], /--backend must be js or simd.*JS/],
      [run('--out', ''), /--out must not be empty/],
      [['resume', 'nowhere', '--workers', 'two'], /--workers/],
      [['bench', 'speedup', 'vicsek', '--workers', '1,x'], /--workers/],
      [['bench', 'speedup', 'pso-sphere', '--ticks', '900000', '--repeats', '1', '--workers', '1'], /ends at tick.*--ticks/],
      [['report', 'a', '--out', 'b.html'], /--out/],
    ],
  ],
  [
    'a folder that is no run',
    [
      [['resume', 'nowhere'], /nowhere is no run/],
      [['resume', '.'], /is no run/],
      [['report', 'nowhere'], /nowhere is no run/],
      [['report', '.', 'nowhere'], /is no run/],
      [['runs', 'nowhere'], /no folder "nowhere"/],
    ],
  ],
])('%s is refused, and nothing is left behind', async (_, cases) => {
  const cwd = folder();
  await each(cases, async ([args, says]) => expectRefusal(await swarmlab(cwd, args), says, args.join(' ').slice(0, 200)));
  expect(existsSync(join(cwd, 'runs'))).toBe(false);
});

test('any string is a seed: each its own run, repeated by the command that run.json holds', async () => {
  const cwd = folder();
  const seeds = ['', '7', 'a/b', '../../up', 'two\nlines', 'ünï✓ 🐦', 'it\'s "quoted" $HOME', '--help', '-5', 'x'.repeat(10_000)];
  const hashes = new Set<unknown>();
  await each(seeds, async (seed) => {
    const args = ['run', 'vicsek', '--set', 'count=20', '--ticks', '2', '--no-report', '--seed', seed];
    const first = await json(cwd, args);
    expect(first).toMatchObject({ seed, ticks: 2 });
    expect(String(first['run'])).toMatch(/runs[\\/]vicsek-[\w.-]{1,60}$/);
    expect((await json(cwd, args))['stateHash']).toBe(first['stateHash']);
    hashes.add(first['stateHash']);
  });
  expect(hashes.size).toBe(seeds.length);
  const shown = await swarmlab(cwd, ['runs']);
  expect(shown.code).toBe(0);
  expect(Math.max(...shown.out.split('\n').map((line) => line.length))).toBeLessThan(250);
  expect(shown.out.trimEnd().split('\n').length).toBe(1 + 2 * seeds.length);
});

test('help is there for every command, with examples, and exits 0', async () => {
  const cwd = folder();
  await each(
    [
      ['--help'],
      ['help'],
      ...['list', 'describe', 'explain', 'run', 'resume', 'report', 'runs', 'bench', 'demo'].map((name) => [name, '--help']),
    ],
    async (args) => {
      const { code, out, err } = await swarmlab(cwd, args);
      expect([code, err], args.join(' ')).toEqual([0, '']);
      expect(out).toMatch(/Usage: swarmlab/);
    },
  );
});
