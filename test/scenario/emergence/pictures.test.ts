import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inBlocks, keptOf, panelOf, portraitOf } from '../../../src/scenario/emergence/picture.ts';
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
