// A run that is killed again and again, and goes on each time.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { expect } from 'vitest';
import { isCheckpoint } from '../../src/engine/checkpoint.ts';
import { latestCheckpoint, listCheckpoints, readEvents, readManifest, readMetrics } from '../../src/store/index.ts';
import { ParquetFile } from '../../src/store/parquet-file.ts';
import { folder, json, start } from './swarmlab.ts';

export interface Subject {
  readonly name: string;
  /** scenario and what makes the run last one to three seconds */
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

/** An objective of one's own, beside its scenario: now and then it fails, which must be repeated too. */
const OWN_OBJECTIVE = `
import { defineScenario } from 'swarmlab';
export function bowl(x, { agent, tick }) {
  if ((agent + tick) % 37 === 0) throw new Error('not this one');
  let sum = 0;
  for (let n = 0; n < 20000; n++) sum += n & 1;
  return (x[0] - 1) ** 2 + (x[1] + 2) ** 2 + 0 * sum;
}
export default defineScenario({
  description: 'a bowl', params: {},
  swarm: () => ({ objective: { module: import.meta.url, export: 'bowl' }, dimensions: 2, lower: -5, upper: 5, particles: 10, evaluations: 4000 }),
});
`;

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'vicsek',
    args: [
      'vicsek',
      '--set',
      'count=1501',
      '--set',
      'side=20',
      '--ticks',
      '1200',
      '--checkpoint-every',
      '40',
      '--record',
      'heading',
      '--every',
      '60',
    ],
  },
  { name: 'synchronous flocking', args: ['flocking', '--set', 'count=701', '--ticks', '700', '--checkpoint-every', '25'] },
  {
    name: 'sequential flocking',
    args: ['flocking', '--set', 'count=701', '--set', 'update=sequential', '--ticks', '700', '--checkpoint-every', '25'],
  },
  {
    name: 'a swarm on an objective of ours',
    args: [
      'pso-rastrigin',
      '--set',
      'dimensions=30',
      '--set',
      'particles=101',
      '--set',
      'evaluations=1500000',
      '--checkpoint-every',
      '300',
    ],
  },
  { name: 'a swarm on an objective of its own', args: ['own.mjs', '--checkpoint-every', '15'], files: { 'own.mjs': OWN_OBJECTIVE } },
];

/** What a run folder holds that must not depend on how often it was killed. */
async function outcome(path: string): Promise<unknown> {
  const { rows } = await readMetrics(path);
  const { stateHash, status, tick, metrics, best, evaluations, stopReason } = readManifest(path);
  const events = readEvents(path).filter(({ type }) => type !== 'resumed' && type !== 'fault');
  return { rows, stateHash, status, tick, metrics, best, evaluations, stopReason, events };
}

/** Every file opens; without gaps or duplicates, rows ascend. */
async function expectWhole(path: string): Promise<void> {
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.parquet')) new ParquetFile(join(path, name));
  readEvents(path);
  const { rows } = await readMetrics(path);
  const every = rows.length > 1 ? rows[1].tick : 1;
  const { ticks } = readManifest(path);
  expect(rows.map(({ tick }) => tick)).toEqual(rows.map((_, n) => Math.min(n * every, ticks ?? Infinity)));
  expect(latestCheckpoint(path, isCheckpoint).warnings).toEqual([]);
  expect(listCheckpoints(path).length).toBeLessThanOrEqual(6);
}

/** Run the subject in peace, and killed `kills` times at random moments, resumed on other numbers of workers. */
export async function expectKillingChangesNothing({ name, args, files = {} }: Subject, kills: number, seed: string): Promise<void> {
  const cwd = folder(files);
  const random = seedrandom(`${seed} ${name}`);
  const calm = await json(cwd, ['run', ...args, '--out', 'calm', '--no-report', '--workers', '2']);
  let longest = 1_000; // milliseconds; less where runs are over sooner
  for (let killed = 0, n = 1; killed < kills; n++) {
    const out = `killed-${n}`;
    const path = join(cwd, out);
    const command = (): string[] => [
      ...(existsSync(join(path, 'run.json')) ? ['resume', out] : ['run', ...args, '--out', out]),
      '--no-report',
    ];
    for (let done = false; !done && killed < kills;) {
      const running = start(cwd, [...command(), '--workers', String(1 + Math.floor(random() * 3))]);
      const stop = setTimeout(running.kill, 100 + random() * longest);
      const { code, err } = await running.ended;
      clearTimeout(stop);
      expect([0, 137], err).toContain(code);
      done = code === 0;
      if (done) longest *= 0.8;
      else killed++;
      if (existsSync(join(path, 'run.json'))) await expectWhole(path);
    }
    const end = await json(cwd, command());
    expect(end['stateHash'], name).toBe(calm['stateHash']);
    expect(await outcome(path), name).toEqual(await outcome(join(cwd, 'calm')));
    expect(readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tmp$|^lock/.test(file))).toEqual([]);
  }
}
