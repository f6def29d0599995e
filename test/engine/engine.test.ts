import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { encodeCheckpoint, isCheckpoint, restoreCheckpoint } from '../../src/engine/checkpoint.ts';
import { Engine, type EngineOptions, type Fault, type Program } from '../../src/engine/engine.ts';
import { stateHash } from '../../src/engine/hash.ts';
import type { Mischief } from './kernels.ts';
import { phase, program } from './program.ts';

const open: Engine[] = [];
const folder = mkdtempSync(join(tmpdir(), 'swarmlab-engine-'));
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
  rmSync(folder, { recursive: true, force: true });
});

function engineOf(of: Program, options: Partial<EngineOptions> = {}): Engine {
  const engine = new Engine(of, { seed: 'starling', workers: 2, ...options });
  open.push(engine);
  return engine;
}

async function hashAt(tick: number, of: Program, options: Partial<EngineOptions> = {}): Promise<string> {
  const engine = engineOf(of, options);
  await engine.advance(tick);
  return stateHash(engine.arena);
}

test('the state does not depend on how many workers computed it, nor on where the run stood', async () => {
  const walk = program(2_001, [phase('walk')]);
  const once = await hashAt(60, walk, { workers: 1 });
  for (const workers of [2, 3, 5, 8]) expect(await hashAt(60, walk, { workers })).toBe(once);
  const engine = engineOf(walk, { workers: 3 });
  for (const tick of [0, 1, 2, 7, 31, 60]) {
    expect(await engine.advance(tick)).toBe('tick');
    expect(engine.tick).toBe(tick);
  }
  expect(stateHash(engine.arena)).toBe(once);
});

test('another seed gives another state', async () => {
  const walk = program(700, [phase('walk')]);
  expect(await hashAt(5, walk, { seed: 'a' })).not.toBe(await hashAt(5, walk, { seed: 'b' }));
  expect(await hashAt(5, walk, { seed: '' })).toBe(await hashAt(5, walk, { seed: '' }));
});

test('columns grow between ticks, in every worker, and nothing moves by it', async () => {
  const growing = program(100, [phase('walk'), phase('grow', { most: 50_000 })]);
  const engine = engineOf(growing);
  await engine.advance(12);
  expect(engine.arena.header.count(0)).toBe(51_200);
  expect(engine.arena.header.nextId(0)).toBe(51_200);
  const { id } = engine.arena.now(0);
  expect(new Set(id.subarray(0, 51_200)).size).toBe(51_200);
  const hash = stateHash(engine.arena);
  for (const workers of [1, 3]) expect(await hashAt(12, growing, { workers })).toBe(hash);
});

test('a checkpoint restores the state, and a resume ends at the same hash', async () => {
  const walk = program(1_500, [phase('walk'), phase('grow', { most: 4_000 })]);
  const first = engineOf(walk);
  await first.advance(10);
  const bytes = encodeCheckpoint(first.arena, { kept: 'note' });
  const hash10 = stateHash(first.arena);
  await first.advance(25);
  const second = engineOf(walk, { workers: 3 });
  expect(restoreCheckpoint(second.arena, bytes)).toEqual({ kept: 'note' });
  expect(stateHash(second.arena)).toBe(hash10);
  await second.advance(25);
  expect(stateHash(second.arena)).toBe(stateHash(first.arena));
});

test('a damaged, cut or foreign checkpoint is refused', async () => {
  const engine = engineOf(program(50, [phase('walk')]));
  await engine.advance(3);
  const bytes = encodeCheckpoint(engine.arena);
  expect(isCheckpoint(bytes)).toBe(true);
  for (const at of [0, 9, 20, 200, bytes.length - 1]) {
    const damaged = bytes.slice();
    damaged[at] ^= 1;
    expect(isCheckpoint(damaged)).toBe(false);
    expect(() => restoreCheckpoint(engine.arena, damaged)).toThrow(expect.objectContaining({ code: 'E_CHECKPOINT' }) as Error);
  }
  for (const length of [0, 5, 19, bytes.length - 1]) expect(isCheckpoint(bytes.subarray(0, length))).toBe(false);
  const other: Program = {
    ...program(50, []),
    spec: { kinds: [{ name: 'other', columns: [], count: 1 }], globals: [], scratch: [], stages: [] },
  };
  const stranger = engineOf({ ...other, tick: [phase('nothing')] });
  expect(() => restoreCheckpoint(stranger.arena, bytes)).toThrow(/another model/);
});

for (const kind of ['throw', 'exit', 'hang', 'memory'] as const) {
  test(`a worker that does "${kind}" once is replaced, and the result is the same`, { timeout: 60_000 }, async () => {
    const faults: Fault[] = [];
    const once = join(mkdtempSync(join(tmpdir(), 'swarmlab-fault-')), 'done');
    const data: Mischief = { kind, tick: 7, once };
    const expected = await hashAt(20, program(1_600, [phase('walk')]));
    const got = await hashAt(20, program(1_600, [phase('mischief', data)]), { stallMs: 700, onFault: (fault) => faults.push(fault) });
    expect(got).toBe(expected);
    expect(faults).toHaveLength(1);
    expect(faults[0].tick).toBe(7);
  });
}

test('a rule that fails again stops the run and names the phase, the agent and the tick', async () => {
  const data: Mischief = { kind: 'throw', tick: 4 };
  await expect(engineOf(program(1_600, [phase('mischief', data)])).advance(20)).rejects.toMatchObject({
    code: 'E_RULE_FAILED',
    message: expect.stringMatching(/mischief failed for agent 600 at tick 4, twice: mischief/) as string,
  });
});

test('a failure of a phase that has no agent at hand names none, though the phase before had one', async () => {
  const faults: Fault[] = [];
  const once = join(mkdtempSync(join(tmpdir(), 'swarmlab-fault-')), 'done');
  const careless = phase('careless', { kind: 'throw', tick: 4, once } satisfies Mischief);
  await engineOf(program(1_600, [phase('marked'), careless]), { workers: 1, onFault: (fault) => faults.push(fault) }).advance(6);
  expect(faults).toEqual([{ tick: 4, phase: 'careless', agent: null, reason: 'mischief' }]);
});

test('what workers ask of main before it listens is done, once a tick', async () => {
  let asked = 0;
  const ask = async (): Promise<void> => void asked++;
  const { tick, ...rest } = program(700, [phase('walk')]);
  const first = { ...phase('nothing'), external: 'ask' };
  const engine = engineOf({ ...rest, start: [first], tick: [first, ...tick] }, { externals: { ask } });
  engine.launch();
  await new Promise((done) => setTimeout(done, 500)); // until the world stands and waits
  await engine.advance(3);
  expect(asked).toBe(4);
});

test('a rule that loops for ever is named, with what to do if it is only slow', { timeout: 60_000 }, async () => {
  const data: Mischief = { kind: 'hang', tick: 2 };
  await expect(engineOf(program(1_600, [phase('mischief', data)]), { stallMs: 500 }).advance(20)).rejects.toMatchObject({
    code: 'E_STALLED',
    message: expect.stringMatching(/agent 600 at tick 2.*--stall-timeout/) as string,
  });
});

test('a world updated in place goes back to its last checkpoint after a fault', async () => {
  const once = join(mkdtempSync(join(tmpdir(), 'swarmlab-fault-')), 'done');
  const data: Mischief = { kind: 'throw', tick: 7, once };
  const expected = await hashAt(20, program(1_600, [phase('walk')]));
  let saved: Uint8Array | null = null;
  const engine = engineOf(program(1_600, [phase('mischief', data)], { inPlace: true }), { restore: async () => saved });
  await engine.advance(5);
  saved = encodeCheckpoint(engine.arena);
  await engine.advance(20);
  expect(stateHash(engine.arena)).toBe(expected);
});

test('a world stands at the next tick boundary when asked to pause, and goes on from there', async () => {
  const walk = program(20_000, [phase('walk')]);
  const engine = engineOf(walk);
  const running = engine.advance(1_000_000);
  setTimeout(() => engine.pause(), 150);
  expect(await running).toBe('paused');
  const at = engine.tick;
  await engine.advance(at + 3);
  expect(await hashAt(at + 3, walk, { workers: 1 })).toBe(stateHash(engine.arena));
});

test('a world too large for the memory is refused before anything is reserved', () => {
  expect(() => new Engine(program(2 ** 31, [phase('walk')]), { seed: 'a', workers: 1 })).toThrow(
    expect.objectContaining({ code: 'E_MEMORY' }) as Error,
  );
});

test('a number of workers that cannot be is refused', () => {
  for (const workers of [0, -1, 1.5, NaN, 1e6]) {
    expect(() => new Engine(program(10, [phase('walk')]), { seed: 'a', workers })).toThrow(
      expect.objectContaining({ code: 'E_FLAG' }) as Error,
    );
  }
});
