// --backend: the same bits either way, told truthfully, kept by a resume unless it says otherwise.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { begun, folder, json, start, swarmlab } from './swarmlab.ts';

const FLOCK = ['--set', 'count=900', '--set', 'side=15', '--seed', 's', '--workers', '2'];

const manifest = (run: unknown): Record<string, unknown> =>
  JSON.parse(readFileSync(join(String(run), 'run.json'), 'utf8')) as Record<string, unknown>;

test('both back ends end in the same state, and the folder says which ran', async () => {
  const cwd = folder();
  const runs = await Promise.all(
    ['js', 'simd'].map((backend) => json(cwd, ['run', 'vicsek', ...FLOCK, '--ticks', '30', '--backend', backend, '--out', backend])),
  );
  expect(runs.map(({ backend }) => backend)).toEqual(['js', 'simd']);
  expect(runs[0]['stateHash']).toBe(runs[1]['stateHash']);
  expect(runs[0]['metrics']).toEqual(runs[1]['metrics']);
  const rule = { name: 'rule of kind bird' };
  expect(manifest(runs[0]['run'])).toMatchObject({ backend: 'js', rules: [{ ...rule, backend: 'js' }], execution: { backend: 'js' } });
  expect(manifest(runs[1]['run'])).toMatchObject({ backend: 'simd', rules: [{ ...rule, backend: 'simd' }] });
  expect(manifest(runs[0]['run'])['command']).toMatch(/--backend js/);
  const report = (run: unknown): string => readFileSync(join(String(run), 'report.html'), 'utf8');
  expect(report(runs[0]['run'])).toMatch(/compiled JavaScript/);
  expect(report(runs[1]['run'])).toMatch(/SIMD WebAssembly/);
});

test('a resume goes on as the run did, or as it is told, to the same end', async () => {
  const cwd = folder();
  const args = ['run', 'vicsek', ...FLOCK, '--ticks', '3000', '--no-report', '--checkpoint-every', '50', '--json'];
  const whole = await json(cwd, [...args.filter((arg) => arg !== '--json'), '--out', 'whole']);
  for (const [first, second] of [
    ['js', null],
    ['simd', 'js'],
  ] as const) {
    const out = `${first}-${second}`;
    const running = start(cwd, [...args, '--backend', first, '--out', out]);
    await begun(join(cwd, out));
    running.signal('SIGINT');
    expect((await running.ended).code).toBe(130);
    const end = await json(cwd, ['resume', out, '--no-report', ...(second ? ['--backend', second] : [])]);
    expect(end).toMatchObject({ backend: second ?? first, stateHash: whole['stateHash'], ticks: 3000 });
    expect(manifest(join(cwd, out))).toMatchObject({ backend: second ?? first });
  }
}, 120_000);

test('a rule that stays JavaScript is named once on standard error and in run.json', async () => {
  const model = `
import { defineModel, defineScenario } from 'swarmlab';
const model = defineModel({
  name: 'wary', description: 'd', params: {},
  kinds: {
    hare: { count: 600, columns: { fear: 'f64' }, init: (self) => { self.fear = self.id; }, rule: (self) => { const fears = [self.fear, 9]; fears.sort((a, b) => a - b); self.fear = fears[0]; } },
    fox: { count: 9, columns: { age: 'f64' }, rule: (self) => { self.age += 1; } },
  },
});
export default defineScenario({ model, ticks: 4 });
`;
  const cwd = folder({ 'wary.ts': model });
  const { code, out, err } = await swarmlab(cwd, ['run', 'wary.ts', '--no-report', '--json']);
  expect(code, err).toBe(0);
  const result = JSON.parse(out) as Record<string, unknown>;
  const rules = [
    { name: 'rule of kind hare', backend: 'plain', why: expect.any(String) },
    { name: 'rule of kind fox', backend: 'simd' },
  ];
  expect(result).toMatchObject({ backend: 'simd', rules });
  expect(manifest(result['run'])).toMatchObject({ backend: 'simd', rules });
  expect(
    err
      .trimEnd()
      .split('\n')
      .filter((line) => line.includes('rule of kind hare')),
  ).toHaveLength(1);
  expect(err).not.toMatch(/kind fox|init/);
});

test('a swarm takes either name, and says what moves its particles', async () => {
  const cwd = folder();
  const runs = await Promise.all(
    ['js', 'simd'].map((backend) =>
      json(cwd, ['run', 'pso-sphere', '--set', 'evaluations=2000', '--no-report', '--backend', backend, '--out', backend]),
    ),
  );
  expect(runs[0]['stateHash']).toBe(runs[1]['stateHash']);
  for (const { run } of runs) expect((manifest(run)['rules'] as unknown[]).length).toBeGreaterThan(0);
});
