// A worker that fails in any phase of a tick, with births, deaths and growth in it, changes nothing.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeCheckpoint } from '../../src/engine/checkpoint.ts';
import { Engine, type Fault } from '../../src/engine/engine.ts';
import { stateHash } from '../../src/engine/hash.ts';
import { checkParams } from '../../src/engine/params.ts';
import { assemble } from '../../src/models/assemble.ts';
import type { Model } from '../../src/models/model.ts';
import { culture } from '../laws/models/culture.ts';
import { meadow } from '../laws/models/meadow.ts';
import { drive, type Settings } from './drive.ts';
import { failing } from './mischief.ts';

/** Phases that have chunks to fail in. */
const FAIL = new Set([
  'count',
  'deal',
  'arrange',
  'rule',
  'prepareInPlace',
  'ruleInPlace',
  'noteParents',
  'planTurnover',
  'compact',
  'deliver',
  'reduce',
]);

/** Run with one failure a tick, each in the next phase; hold the end against a run without any. Returns the phases that failed. */
async function holdThrough(model: Model, settings: Settings, firstTick: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'swarmlab-phases-'));
  const { program } = assemble(model, checkParams(model.params, settings), 2);
  const chosen = program.tick.filter(({ kernel }) => FAIL.has(kernel.export));
  const tick = program.tick.map((phase) =>
    FAIL.has(phase.kernel.export) ? failing(phase, firstTick + chosen.indexOf(phase), join(folder, `${chosen.indexOf(phase)}`)) : phase,
  );
  const last = firstTick + chosen.length + 1;
  const faults: Fault[] = [];
  let saved: Uint8Array | null = null;
  const engine = new Engine(
    { ...program, tick },
    { seed: 'starling', workers: 2, onFault: (fault) => faults.push(fault), restore: () => Promise.resolve(saved) },
  );
  try {
    for (let to = 2; to < last + 2; to += 3) {
      await engine.advance(Math.min(to, last));
      saved = encodeCheckpoint(engine.arena);
    }
    expect(stateHash(engine.arena)).toBe((await drive(model, settings)).to(engine.tick).hash());
    expect(faults.every(({ reason }) => reason === 'mischief')).toBe(true);
    expect(engine.arena.header.steps).toBe((await drive(model, settings)).to(engine.tick).arena.header.steps);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return faults.map(({ phase, tick: at }) => `${chosen[at - firstTick].kernel.export}, ${phase}`);
}

test('in the meadow, phase after phase fails, and the world is the same', async () => {
  const failed = await holdThrough(meadow, { sheep: 5_000, wolves: 700, grass: 5_000 }, 1);
  const kernels = new Set(failed.map((line) => line.split(',')[0]));
  expect(kernels).toEqual(new Set(['count', 'deal', 'arrange', 'rule', 'noteParents', 'planTurnover', 'compact', 'deliver', 'reduce']));
}, 120_000);

test('while a kind grows fast, phase after phase fails, and the world is the same', async () => {
  const failed = await holdThrough(culture, { count: 1_100, children: 3, divide: 4, span: 9 }, 0);
  expect(failed.length).toBeGreaterThan(3);
}, 120_000);

test('updated in place, a world that fails goes on from its checkpoint to the same end', async () => {
  const failed = await holdThrough(meadow, { update: 'sequential', sheep: 600, wolves: 500, grass: 600 }, 1);
  expect(failed.length).toBeGreaterThan(6);
}, 120_000);
