// Ctrl-C, the clock, and what a resume refuses.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEvents } from '../../src/store/index.ts';
import { begun, expectPlain, expectRefusal, folder, json, start, swarmlab } from './swarmlab.ts';

const LONG = ['run', 'vicsek', '--set', 'count=3000', '--set', 'side=27', '--ticks', '700', '--no-report', '--out', 'run'];

function walk(step: string): string {
  return `
import { defineModel, defineScenario } from 'swarmlab';
const model = defineModel({ name: 'walk', description: 'd', params: {}, kinds: { walker: { count: 20000, columns: { x: 'f64' }, rule: (self, neighbours, random) => { self.x += ${step}; } } } });
export default defineScenario({ model, ticks: 2500, seed: 's', metrics: { mean: (world) => world.kinds.walker.column('x')[0] } });
`;
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s saves, says how to go on and exits 130; the resumed run ends as if nothing had been',
  async (signal) => {
    const cwd = folder();
    const running = start(cwd, LONG);
    await begun(join(cwd, 'run'));
    running.signal(signal);
    const { code, out, err } = await running.ended;
    expect([code, out], err).toEqual([130, '']);
    expectPlain(err, signal);
    expect(err).toMatch(/Interrupted at tick \d+; all of it is saved\. Go on with: npx swarmlab resume run\n$/);
    expect(JSON.parse((await swarmlab(cwd, ['runs', 'run', '--json'])).out)).toMatchObject({ runs: [{ status: 'interrupted' }] });
    expect((await swarmlab(cwd, ['report', 'run'])).code).toBe(0);
    const end = await json(cwd, ['resume', 'run', '--no-report', '--workers', '3']);
    const calm = await json(cwd, [...LONG.slice(0, -1), 'calm']);
    expect(end['stateHash']).toBe(calm['stateHash']);
    expect(readFileSync(join(cwd, 'run', 'metrics.csv'), 'utf8')).toBe(readFileSync(join(cwd, 'calm', 'metrics.csv'), 'utf8'));
    const done = await swarmlab(cwd, ['resume', 'run']);
    expect([done.code, done.err]).toEqual([0, 'The run in run is done: nothing to go on with.\n']);
  },
);

test('a second Ctrl-C leaves at once, and the run can still be resumed', async () => {
  const cwd = folder({
    'slow.mjs': `
import { defineScenario } from 'swarmlab';
export const slow = () => new Promise((resolve) => { setTimeout(() => resolve(1), 60000); });
export default defineScenario({ description: 'd', params: {}, swarm: () => ({ objective: { module: import.meta.url, export: 'slow' }, dimensions: 2, lower: 0, upper: 1, particles: 4, evaluations: 40, timeLimitMs: 90000 }) });
`,
  });
  const running = start(cwd, ['run', 'slow.mjs', '--out', 'run']);
  await begun(join(cwd, 'run'));
  running.signal('SIGINT');
  await begun(join(cwd, 'run'), 200);
  const from = performance.now();
  running.signal('SIGINT');
  const { code, err } = await running.ended;
  expect(code).toBe(130);
  expect(err).toMatch(/press Ctrl-C again to leave at once/);
  expect(performance.now() - from).toBeLessThan(5_000);
  expect(JSON.parse((await swarmlab(cwd, ['runs', 'run', '--json'])).out)).toMatchObject({ runs: [{ status: 'crashed' }] });
});

test('a stop by the clock is a decision on record: the run is done, its last row is where it stopped', async () => {
  const cwd = folder();
  const end = await json(cwd, [
    'run',
    'vicsek',
    '--set',
    'count=3000',
    '--set',
    'side=27',
    '--ticks',
    '1000000',
    '--max-seconds',
    '0.7',
    '--out',
    'run',
  ]);
  expect(end).toMatchObject({ stopReason: 'time', status: 'done' });
  const tick = Number(end['ticks']);
  expect(tick).toBeLessThan(1_000_000);
  expect(readEvents(join(cwd, 'run'))).toEqual([{ tick, type: 'stopped-by-time' }]);
  const last = readFileSync(join(cwd, 'run', 'metrics.csv'), 'utf8')
    .trimEnd()
    .split('\r\n')
    .at(-1);
  expect(last).toBe(`${tick},${(end['metrics'] as { polarization: number }).polarization}`);
  expect((await swarmlab(cwd, ['resume', 'run'])).err).toMatch(/is done/);
  const repeated = await json(cwd, ['run', 'vicsek', '--set', 'count=3000', '--set', 'side=27', '--ticks', String(tick), '--no-report']);
  expect(repeated['stateHash']).toBe(end['stateHash']);
});

test('a resume refuses another scenario than it began with, and takes the same one with another comment', async () => {
  const cwd = folder({ 'walk.mjs': walk('random.normal()') });
  const running = start(cwd, ['run', 'walk.mjs', '--out', 'run', '--checkpoint-every', '10', '--no-report']);
  await begun(join(cwd, 'run'), 600);
  running.kill();
  await running.ended;
  const before = readFileSync(join(cwd, 'run', 'run.json'), 'utf8');
  writeFileSync(join(cwd, 'walk.mjs'), walk('2 * random.normal()'));
  const other = await swarmlab(cwd, ['resume', 'run']);
  expect([other.code, other.out], other.err).toEqual([2, '']);
  expect(other.err).toMatch(/scenario walk has changed since .*run was begun.*Restore .*walk\.mjs/);
  rmSync(join(cwd, 'walk.mjs'));
  expectRefusal(await swarmlab(cwd, ['resume', 'run']), /scenario of run is gone.*walk\.mjs/, 'gone');
  expect([readFileSync(join(cwd, 'run', 'run.json'), 'utf8'), existsSync(join(cwd, 'run', 'lock'))]).toEqual([before, expect.any(Boolean)]);
  writeFileSync(join(cwd, 'walk.mjs'), `// the same\n${walk('random.normal()')}`);
  const end = await json(cwd, ['resume', 'run', '--no-report']);
  expect(end['stateHash']).toBe((await json(cwd, ['run', 'walk.mjs', '--no-report']))['stateHash']);
});
