// bench: one JSON object, a report folder, refusals; and peers as processes that answer or do not.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aligned } from '../../src/cli/bench.ts';
import { Driver } from '../../src/cli/peers/driver.ts';
import { WORKLOADS } from '../../src/cli/peers/workloads.ts';
import { each, expectRefusal, folder, json, swarmlab } from './swarmlab.ts';

test('bench says in one JSON object what was measured, on what, and that the work was done', async () => {
  const cwd = folder();
  const result = await json(cwd, ['bench', 'engine', '--quick', '--rounds', '2', '--workers', '1,2', '--out', 'out']);
  expect(result).toMatchObject({
    format: 1,
    quick: true,
    rounds: 2,
    machine: { cpu: expect.any(String), cores: expect.any(Number) },
    versions: { swarmlab: expect.any(String), node: process.version },
    date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    loadBefore: expect.any(Number),
    loadAfter: expect.any(Number),
    warnings: expect.any(Array),
    suites: [{ name: 'engine', charts: ['engine-cost'] }],
    report: join(cwd, 'out'),
  });
  const [{ figures }] = result['suites'] as { figures: Record<string, unknown>[] }[];
  expect(figures.length).toBe(8);
  for (const figure of figures) {
    expect(figure).toMatchObject({
      name: expect.any(String),
      unit: expect.stringMatching(/^µs per/),
      exact: expect.stringMatching(/\w/),
      held: { seed: 'bench' },
      stateHash: expect.stringMatching(/^[0-9a-f]{32}$/),
      timing: { work: expect.any(Number), wallMs: [expect.any(Number), expect.any(Number)] },
    });
    const { low, median, high, checks } = figure as { low: number; median: number; high: number; checks: { holds: boolean }[] };
    expect(low).toBeGreaterThan(0);
    expect(low <= median && median <= high).toBe(true);
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.every(({ holds }) => holds)).toBe(true);
  }
  const { report: _, ...told } = result;
  expect(JSON.parse(readFileSync(join(cwd, 'out', 'results.json'), 'utf8'))).toEqual(told);
  expect(readFileSync(join(cwd, 'out', 'report.html'), 'utf8')).toMatch(/What the engine itself costs/);
  expect(readdirSync(join(cwd, 'out', 'charts')).sort()).toEqual(['engine-cost.png', 'engine-cost.svg', 'engine-cost.vl.json']);
});

test('bench prints a table with every case and what was exact, and writes no report when told so', async () => {
  const cwd = folder();
  const { code, out } = await swarmlab(cwd, ['bench', 'vicsek', '--quick', '--rounds', '1', '--no-report']);
  expect(code).toBe(0);
  expect(out).toMatch(/case +rules run as +workers +ns per agent-step/);
  const hashes = ['js', 'simd'].map((backend) => new RegExp(`vicsek of 4,000 +${backend} +1 +\\d.* ([0-9a-f]{12})\\n`).exec(out)?.[1]);
  expect(hashes[0]).toMatch(/^[0-9a-f]{12}$/);
  expect(hashes[1]).toBe(hashes[0]);
  expect(out).toMatch(/exact: .*neighbours/);
  expect(existsSync(join(cwd, 'bench-results'))).toBe(false);
});

test('what is typed wrong is refused with the nearest name', async () => {
  const cwd = folder();
  await each(
    [
      [['bench', 'flokcing'], /did you mean "flocking"/],
      [['bench', 'spedup', 'vicsek'], /did you mean "speedup"/],
      [['bench', 'engine', '--rounds', '0'], /--rounds must be an integer from 1/],
      [['bench', 'engine', '--workers', '1,,2'], /--workers must be integers/],
      [['bench', 'engine', '--quik'], /--quick/],
      [['bench', 'flocking', '--backend', 'js,wasm'], /--backend must be js, simd.*js,wasm/],
      [['bench', 'engine', '--install'], /--install is for peers/],
      [['bench', 'engine', '--out', ''], /--out must not be empty/],
    ] as [string[], RegExp][],
    async ([args, says]) => expectRefusal(await swarmlab(cwd, args), says, args.join(' ')),
  );
  expect(readdirSync(cwd)).toEqual([]);
});

test('the table of a terminal is aligned', () => {
  const lines = aligned({
    caption: '',
    columns: ['case', 'n', 'time'],
    rows: [
      ['a long name', 1, '2 (1–3)'],
      ['b', 12_345, null],
    ],
  });
  expect(lines).toEqual(['case         n       time', 'a long name  1       2 (1–3)', 'b            12,345  –']);
});

/** A driver that answers each line with what `answer` says. */
const driver = (answer: string): string => `
console.log(JSON.stringify({ ready: 'fake 1.0' }));
process.stdin.on('data', () => { ${answer} });
process.stdin.on('end', () => process.exit());
`;

function startOf(script: string): Promise<Driver | string> {
  return Driver.start({ command: process.execPath, args: ['--input-type=module', '-e', script], cwd: folder() });
}

test('a peer answers for each doing, and says what it is', async () => {
  const peer = await startOf(driver('console.log(JSON.stringify({ wallMs: 5, cpuMs: 4, work: 10, neighbours: 2.5 }));'));
  if (typeof peer === 'string') throw new Error(peer);
  expect(peer.version).toBe('fake 1.0');
  expect(await peer.once()).toEqual({ wallMs: 5, cpuMs: 4, work: 10, neighbours: 2.5 });
  expect(await peer.once()).toMatchObject({ work: 10 });
  await peer.close();
});

test('a peer that is not there is absent with the reason, not an error', async () => {
  expect(await Driver.start({ command: 'no-such-program-anywhere', args: [], cwd: folder() })).toMatch(
    /there is no no-such-program-anywhere/,
  );
  expect(await startOf(`throw new Error('No module named mesa');`)).toMatch(/No module named mesa/);
  expect(await startOf(`console.log('hello');`)).toMatch(/does not speak.*hello/);
});

test('a peer that ends, or that says it did nothing, is an error', async () => {
  for (const [answer, says] of [
    ['process.exit(1);', /ended before its work was done/],
    ['console.log(JSON.stringify({ wallMs: 5, cpuMs: 4, work: 0 }));', /lacks a positive/],
  ] as const) {
    const peer = await startOf(driver(answer));
    if (typeof peer === 'string') throw new Error(peer);
    await expect(peer.once()).rejects.toThrow(says);
    await peer.close();
  }
});

test('the flock written by hand does the work that is declared, in both modes', async () => {
  const small = WORKLOADS.find(({ name }) => name === 'flocking small');
  for (const { start } of small?.peers.filter(({ name }) => name.startsWith('JavaScript by hand')) ?? []) {
    const peer = await Driver.start(start(small?.data ?? {}));
    if (typeof peer === 'string') throw new Error(peer);
    const first = await peer.once();
    expect(first.work).toBe(200 * 100);
    expect(first.neighbours).toBeGreaterThan(1.9);
    expect(first.neighbours).toBeLessThan(4.2);
    expect((await peer.once()).neighbours).toBe(first.neighbours); // the same start, the same run
    await peer.close();
  }
  expect(small?.peers.filter(({ name }) => name.startsWith('JavaScript by hand')).length).toBe(2);
});
