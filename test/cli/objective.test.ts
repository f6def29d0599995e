// An objective of one's own that misbehaves costs its evaluation, never the run.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEvents, readManifest } from '../../src/store/index.ts';
import { begun, expectPlain, folder, json, start, swarmlab } from './swarmlab.ts';

/** A bowl that does `what` for agent 3 in iteration 2. */
function scenario(what: string, { evaluations = 50, more = '' } = {}): string {
  return `
import { existsSync } from 'node:fs';
import { defineScenario } from 'swarmlab';
export ${what.includes('await') ? 'async ' : ''}function bowl(x, { agent, tick }) {
  if (agent === 3 && tick === 2) { ${what} }
  ${more}
  return (x[0] - 1) ** 2 + x[1] ** 2;
}
export default defineScenario({
  description: 'd', params: {}, seed: 's',
  swarm: () => ({ objective: { module: import.meta.url, export: 'bowl' }, dimensions: 2, lower: -5, upper: 5, particles: 10, evaluations: ${evaluations}, timeLimitMs: 300 }),
});
`;
}

const failed = (reason: RegExp): object => ({ tick: 2, type: 'evaluation-failed', agent: 3, reason: expect.stringMatching(reason) });
const late = { tick: 2, type: 'evaluation-timeout', agent: 3, reason: 'took longer than 300 ms' };

test.each<[string, string, object]>([
  ['throws', "throw new Error('not this one');", failed(/not this one/)],
  ['throws nothing', 'throw undefined;', failed(/undefined/)],
  ['returns NaN', 'return NaN;', failed(/NaN/)],
  ['returns Infinity', 'return Infinity;', failed(/Infinity/)],
  ['returns a text', "return '5';", failed(/5|string/)],
  ['returns nothing', 'return;', failed(/nothing/)],
  ['rejects', "await Promise.reject(new Error('later'));", failed(/later/)],
  ['calls process.exit', 'process.exit(0);', { ...failed(/thread ended/), type: 'evaluation-lost' }],
  ['loops for ever', 'for (;;);', late],
  ['waits for ever', 'await new Promise(() => { setInterval(() => {}, 1000); });', late],
])('one that %s is counted, an event, and the run ends normally; the same with 1 and 3 workers', async (_, what, event) => {
  const cwd = folder({ 'own.mjs': scenario(what) });
  const hashes: unknown[] = [];
  for (const workers of ['1', '3']) {
    const end = await json(cwd, ['run', 'own.mjs', '--workers', workers, '--out', workers, '--no-report']);
    expect(end).toMatchObject({ evaluations: 50, status: 'done', best: { value: expect.any(Number) } });
    expect(readEvents(join(cwd, workers))).toEqual([event]);
    hashes.push(end['stateHash']);
  }
  expect(hashes[0]).toBe(hashes[1]);
});

test('where every evaluation fails there is no best point, and still a report', async () => {
  const cwd = folder({ 'own.mjs': scenario('', { more: 'return NaN;' }) });
  const end = await json(cwd, ['run', 'own.mjs', '--out', 'run']);
  expect(end).toMatchObject({ evaluations: 50, best: null, metrics: { bestValue: null } });
  expect(existsSync(join(cwd, 'run', 'report.html'))).toBe(true);
});

test('a module that exits while it loads ends the run with a message', async () => {
  const cwd = folder({ 'own.mjs': '', 'exits.mjs': 'process.exit(3);\nexport default () => 1;\n' });
  writeFileSync(
    join(cwd, 'own.mjs'),
    scenario('').replace("module: import.meta.url, export: 'bowl'", "module: new URL('./exits.mjs', import.meta.url)"),
  );
  const { code, err } = await swarmlab(cwd, ['run', 'own.mjs', '--no-report']);
  expect([1, 2], err).toContain(code);
  expectPlain(err, 'exits');
  expect(err).toMatch(/exits\.mjs cannot be loaded/);
});

test('a time-out that is on record is repeated by a resume, even where the objective would be quick now', async () => {
  const slow = "if (!existsSync(new URL('./quick', import.meta.url))) for (;;);";
  const pause = 'const until = performance.now() + 3; while (performance.now() < until);';
  const text = scenario(slow, { evaluations: 1_000, more: pause });
  const cwd = folder({ 'own.mjs': text });
  const calm = await json(cwd, ['run', 'own.mjs', '--out', 'calm', '--no-report']);
  expect(readEvents(join(cwd, 'calm'))).toEqual([late]);
  const running = start(cwd, ['run', 'own.mjs', '--out', 'run', '--no-report']);
  await begun(join(cwd, 'run'));
  for (let n = 0; n < 400 && !existsSync(join(cwd, 'run', 'events.ndjson')); n++) await begun(join(cwd, 'run'), 25);
  running.kill();
  await running.ended;
  expect(readManifest(join(cwd, 'run')).status).toBe('running');
  writeFileSync(join(cwd, 'quick'), '');
  const end = await json(cwd, ['resume', 'run', '--no-report']);
  expect(end['stateHash']).toBe(calm['stateHash']);
  expect(readEvents(join(cwd, 'run')).filter(({ type }) => type !== 'resumed')).toEqual([late]);
});
