import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { slotsOf } from '../../../src/scenario/emergence/films.ts';
import { seriesColour } from '../../../src/report/palette.ts';
import { frameOf } from '../../../src/scenario/emergence/frames.ts';
import { inBlocks, keptOf, kindColour, panelOf, portraitOf } from '../../../src/scenario/emergence/picture.ts';
import { picturesIn } from '../../../src/scenario/emergence/pictures.ts';
import { picturedTicks, Sampler } from '../../../src/scenario/emergence/sampler.ts';
import { readSnapshots } from '../../../src/store/snapshots.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';
import { kindOf, uniforms, worldWith } from './worlds.ts';

test('the pictured ticks begin with the first, end with the last, and are at most nine', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), (ticks) => {
      const all = picturedTicks(ticks);
      expect(all[0]).toBe(0);
      expect(all.at(-1)).toBe(ticks);
      expect(all.length).toBeLessThanOrEqual(9);
      expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
    }),
  );
});

test('the mean over blocks that fit is the mean of the cells; three to eight whole numbers stay whole numbers', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 6 }),
      fc.string(),
      (block, w, h, seed) => {
        const values = uniforms(seed, w * block * h * block);
        const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((sum, value) => sum + value, 0) / x.length;
        expect(mean(inBlocks(values, [w * block, h * block], block))).toBeCloseTo(mean(values), 5);
        const states = Float64Array.from(values, (u) => Math.floor(4 * u));
        if (new Set(states).size > 2) for (const each of inBlocks(states, [w * block, h * block], block)) expect(states).toContain(each);
      },
    ),
  );
});

const flock = (count: number, tick = 7): ReturnType<typeof worldWith> => {
  const [x, y, heading] = ['x', 'y', 'h'].map((seed) => uniforms(seed, count));
  return worldWith(kindOf('bird', { x, y, heading }), [1, 1], false, tick);
};

test('at most 2,000 of the agents are kept, each where it is', () => {
  const world = flock(9_001);
  const portrait = portraitOf(world.kinds['bird'], world);
  if (portrait === null) throw new Error('birds have places');
  const { ids, columns } = keptOf(portrait, world);
  expect(ids).toHaveLength(2_000);
  expect(new Set(ids).size).toBe(2_000);
  ids.forEach((id, k) => expect(columns['x'][k]).toBe(Math.fround(world.kinds['bird'].column('x')[id])));
});

test('agents that stand in cells, and cells, become the picture that they are', () => {
  const group = Int32Array.of(0, 1, 1);
  const world = worldWith(kindOf('household', { x: Float64Array.of(0, 3, 2), y: Float64Array.of(1, 0, 1), group }), [4, 2], true);
  const portrait = portraitOf(world.kinds['household'], world);
  if (portrait === null) throw new Error('households have places');
  expect(panelOf(portrait, keptOf(portrait, world))).toEqual({
    tick: 7,
    cells: { cols: 4, rows: 2, values: Float32Array.of(NaN, NaN, NaN, 1, 0, NaN, 1, NaN) },
  });
  const cells = worldWith(kindOf('cell', { alive: Int32Array.of(1, 0, 0, 0, 1, 1) }, [3, 2]), [3, 2], true);
  const own = portraitOf(cells.kinds['cell'], cells);
  if (own === null) throw new Error('cells have places');
  expect(panelOf(own, keptOf(own, cells)).cells).toEqual({ cols: 3, rows: 2, values: Float32Array.of(1, 0, 0, 0, 1, 1) });
});

test('a kind without places has no picture', () => {
  const world = worldWith(kindOf('oscillator', { phase: uniforms('p', 5) }));
  expect(portraitOf(world.kinds['oscillator'], world)).toBeNull();
});

test('what is kept is one file, is forgotten after the tick of a resume, and becomes a chart', async () => {
  const folder = temporaryFolder();
  const run = async (from: number): Promise<void> => {
    const sampler = new Sampler(folder, ['bird'], { ticks: 64, animate: 0 });
    if (from > 0) await sampler.dropAfter(from);
    for (let tick = from; tick <= 50; tick++) sampler.stand(tick, tick === 50, () => flock(20, tick)); // ends early, at 50
    expect(sampler.nextStop(50)).toBe(64); // nobody is followed, so nothing stops the run before its last picture
    await sampler.close();
  };
  await run(0);
  const ticks = async (): Promise<number[]> => (await readSnapshots(folder, 'bird')).map(({ tick }) => tick);
  expect(await ticks()).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 50]);
  await run(20);
  expect(await ticks()).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 50]);
  expect(readdirSync(folder)).toEqual(['records-snapshots-bird.parquet']);
  const [chart] = await picturesIn(folder, flock(20, 50));
  expect(chart).toMatchObject({ name: 'through-time-bird', shape: 'equal' });
  expect(await picturesIn(temporaryFolder(), flock(20))).toEqual([]);
});

test('a film has a slot for each agent at a time, not for each that ever lived; who stays keeps its own', () => {
  const frames = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 20 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 30 }), (lives, most) => {
      const blocks = lives.map((ids, tick) => ({ tick, ids: Uint32Array.from(ids), columns: {} }));
      const { size, slots } = slotsOf(blocks, most);
      const largest = Math.max(...lives.map(({ length }) => length));
      expect(size).toBe(Math.min(most, largest));
      lives.forEach((ids, f) => {
        const taken = [...slots[f]].filter((slot) => slot >= 0);
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.every((slot) => slot < size)).toBe(true);
        expect(taken.length).toBeGreaterThanOrEqual(largest <= most ? ids.length : 0);
        if (f === 0) return;
        ids.forEach((id, i) => {
          const before = slots[f - 1][lives[f - 1].indexOf(id)] ?? -1;
          if (before >= 0) expect(slots[f][i]).toBe(before);
        });
      });
    }),
  );
});

test('mayflies that live for one frame each take no more room than agents that stay', () => {
  const [flies, frames] = [1_000, 300];
  const blocks = Array.from({ length: frames }, (_, f) => ({
    tick: f,
    ids: Uint32Array.from({ length: flies }, (__, i) => f * flies + i),
    columns: {},
  }));
  const { size, slots } = slotsOf(blocks, 1e6);
  expect(size).toBe(flies);
  expect(slots.every((each) => each.every((slot) => slot >= 0))).toBe(true);
});

test('kinds that share a grid are filmed as agents in one film, each in its colour, the middle of its cell; one kind alone as cells', () => {
  const of = (name: string): ReturnType<typeof kindOf> => kindOf(name, { x: Float64Array.of(0, 3), y: Float64Array.of(1, 0) });
  const alone = worldWith(of('wolf'), [4, 2], true);
  const both = { ...alone, kinds: { wolf: of('wolf'), sheep: of('sheep') } };
  const size = { frames: 2, agents: 10, side: 100 };
  expect(Object.keys(frameOf(alone.kinds['wolf'], alone, size)?.columns ?? {})).toEqual(['word']);
  expect(frameOf(both.kinds['wolf'], both, size)?.columns).toEqual({ x: Float32Array.of(0.5, 3.5), y: Float32Array.of(1.5, 0.5) });
  expect(['sheep', 'wolf'].map((name) => kindColour(name, both))).toEqual([seriesColour(0), seriesColour(1)]);
  expect(kindColour('wolf', alone)).toBe(seriesColour(0));
});
