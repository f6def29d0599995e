// --json: exactly one JSON value on standard output, whatever else is said; and pipes that close early.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { begun, BIN, folder, json, start, swarmlab } from './swarmlab.ts';

const KEYS = [
  'scenario',
  'seed',
  'params',
  'workers',
  'backend',
  'ticks',
  'agents',
  'agentsByKind',
  'wallSeconds',
  'agentStepsPerSecond',
  'stateHash',
  'metrics',
  'best',
  'evaluations',
  'stopReason',
  'run',
];

const TALKATIVE = `
import { defineScenario } from 'swarmlab';
console.log('said while loading');
export function bowl(x, { agent, tick }) {
  if (tick === 3 && agent === 3) console.log('said by the objective');
  return x[0] * x[0] + x[1] * x[1];
}
export default defineScenario({ description: 'd', params: {}, swarm: () => ({ objective: { module: import.meta.url, export: 'bowl' }, dimensions: 2, lower: -1, upper: 1, particles: 10, evaluations: 100 }) });
`;

test('a run says all that the design promises, of a model and of a swarm', async () => {
  const cwd = folder();
  const flock = await json(cwd, ['run', 'vicsek', '--set', 'count=50', '--ticks', '10', '--seed', 's', '--workers', '2']);
  for (const key of KEYS) expect(flock).toHaveProperty(key);
  expect(flock).toMatchObject({
    scenario: 'vicsek',
    seed: 's',
    params: { count: 50 },
    workers: 2,
    backend: 'simd',
    ticks: 10,
    agents: 50,
    agentsByKind: { bird: 50 },
    metrics: { polarization: expect.any(Number) },
    best: null,
    evaluations: null,
    stopReason: 'ticks',
  });
  expect(flock['stateHash']).toMatch(/^[0-9a-f]{32}$/);
  expect(existsSync(join(String(flock['run']), 'report.html'))).toBe(true);
  const swarm = await json(cwd, ['run', 'pso-sphere', '--set', 'evaluations=2000']);
  for (const key of KEYS) expect(swarm).toHaveProperty(key);
  expect(swarm).toMatchObject({
    evaluations: 2000,
    best: { value: expect.any(Number), position: expect.any(Array) },
    metrics: { bestValue: (swarm['best'] as { value: number }).value },
  });
});

test('what a scenario or an objective prints goes to standard error', async () => {
  const cwd = folder({ 'talk.mjs': TALKATIVE });
  const { code, out, err } = await swarmlab(cwd, ['run', 'talk.mjs', '--no-report', '--json']);
  expect([code, Object.keys(JSON.parse(out) as object)]).toEqual([0, expect.arrayContaining(KEYS)]);
  expect(err).toMatch(/said while loading/);
  expect(err).toMatch(/said by the objective/);
});

test('an interrupted run and its resume say the same things', async () => {
  const cwd = folder();
  const running = start(cwd, ['run', 'vicsek', '--set', 'count=3000', '--set', 'side=27', '--ticks', '1500', '--out', 'run', '--json']);
  await begun(join(cwd, 'run'));
  running.signal('SIGINT');
  const { code, out } = await running.ended;
  expect(code).toBe(130);
  const halfway = JSON.parse(out) as Record<string, unknown>;
  for (const key of KEYS) expect(halfway).toHaveProperty(key);
  expect(halfway).toMatchObject({ stopReason: 'interrupted', metrics: { polarization: expect.any(Number) } });
  const end = await json(cwd, ['resume', 'run', '--no-report']);
  for (const key of KEYS) expect(end).toHaveProperty(key);
  expect(end).toMatchObject({ ticks: 1500, stopReason: 'ticks' });
  const again = await json(cwd, ['resume', 'run']);
  expect(again).toMatchObject({ ticks: 1500, stateHash: end['stateHash'], metrics: end['metrics'] as object });
  for (const key of KEYS) expect(again).toHaveProperty(key);
});

test('list, describe, runs, report and bench speedup speak JSON too', async () => {
  const cwd = folder();
  expect(await json(cwd, ['list'])).toEqual({ scenarios: expect.arrayContaining([{ name: 'vicsek', description: expect.any(String) }]) });
  expect(await json(cwd, ['describe', 'vicsek'])).toMatchObject({
    name: 'vicsek',
    params: { noise: { unit: expect.any(String), min: 0, description: expect.any(String) } },
    metrics: expect.arrayContaining(['polarization']),
  });
  const { run } = await json(cwd, ['run', 'vicsek', '--set', 'count=20', '--ticks', '2', '--no-report']);
  expect(await json(cwd, ['runs'])).toMatchObject({ runs: [{ folder: run, status: 'done', scenario: 'vicsek', tick: 2 }] });
  expect(await json(cwd, ['report', String(run)])).toEqual({ report: join(String(run), 'report.html') });
  expect(await json(cwd, ['report', String(run), String(run)])).toEqual({ report: join(cwd, 'comparison.html') });
  const speedup = await json(cwd, ['bench', 'speedup', 'pso-sphere', '--workers', '1,2', '--repeats', '1', '--no-report']);
  expect(speedup).toMatchObject({
    scenario: 'pso-sphere',
    rows: [
      { workers: 1, speedup: 1 },
      { workers: 2, speedup: expect.any(Number) },
    ],
  });
});

test('a reader that goes away, or a full disk behind standard output, is no stack trace', async () => {
  const cwd = folder();
  const shell = promisify(execFile);
  for (const command of ['list', 'describe vicsek', 'run --help']) {
    const { stdout, stderr } = await shell('bash', ['-c', `set -o pipefail; "$NODE" "$BIN" ${command} | head -c 1`], {
      cwd,
      env: { ...process.env, NODE: process.execPath, BIN },
    });
    expect([stdout.length, stderr]).toEqual([1, '']);
  }
  if (!existsSync('/dev/full')) return;
  const { stdout } = await shell('bash', ['-c', '"$NODE" "$BIN" list 2>&1 >/dev/full; echo "code $?"'], {
    cwd,
    env: { ...process.env, NODE: process.execPath, BIN },
  });
  expect(stdout).toMatch(/^swarmlab: standard output cannot be written \(ENOSPC\)\.\ncode 1\n$/);
});

test('a run is resumed and reported from any folder, however its scenario and folder were named', async () => {
  const cwd = folder({ 'talk.mjs': TALKATIVE });
  mkdirSync(join(cwd, 'deep', 'er'), { recursive: true });
  const far = join(cwd, 'deep', 'er');
  const { stateHash } = await json(cwd, ['run', './talk.mjs', '--out', 'calm', '--no-report']);
  const running = start(far, ['run', '../../talk.mjs', '--out', '../run', '--checkpoint-every', '1', '--no-report']);
  await begun(join(cwd, 'deep', 'run'), 50);
  running.kill();
  await running.ended;
  expect((await json(cwd, ['resume', 'deep/run', '--no-report']))['stateHash']).toBe(stateHash);
  expect((await swarmlab(cwd, ['report', 'calm'])).code).toBe(0);
  expect((await swarmlab(far, ['report', '../../calm'])).code).toBe(0);
});
