// Births and deaths: nobody is lost, nobody counted twice, room is made as it is needed.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stateHash } from '../../src/engine/hash.ts';
import { culture } from '../laws/models/culture.ts';
import { meadow } from '../laws/models/meadow.ts';
import { drive, type Drive, type Settings } from './drive.ts';
import { running } from './running.ts';

const MODES = ['synchronous', 'sequential'] as const;

/** How many cells there are after each of `ticks` ticks, by age alone. */
function cohorts({ count, spores, children, divide, span }: Record<string, number>, ticks: number): number[] {
  let ages = new Map([[0, count]]);
  let total = count;
  const totals = [total];
  for (let tick = 0; tick < ticks; tick++) {
    const next = new Map<number, number>();
    const add = (age: number, n: number): void => void (n > 0 && next.set(age, (next.get(age) ?? 0) + n));
    for (const [age, n] of ages) {
      if (age + 1 <= span) add(age + 1, n);
      if (tick < divide) add(0, n * children);
    }
    if (total === 0 && tick % 7 === 6) add(span - 1, spores);
    ages = next;
    total = [...ages.values()].reduce((sum, n) => sum + n, 0);
    totals.push(total);
  }
  return totals;
}

const counted = (run: Drive, ticks: number): number[] =>
  Array.from({ length: ticks + 1 }, (_, tick) => run.to(tick).world().kinds.cell.count);

describe.each(MODES)('%s', (update) => {
  test('a hundred cells become more than 100,000, with the same bits for any number of workers', async () => {
    const settings: Settings = { count: 100, children: 1, divide: 10, span: 99, update };
    const run = (await drive(culture, settings)).to(11);
    expect(run.world().kinds.cell.count).toBe(102_400);
    expect(new Set(run.world().kinds.cell.id).size).toBe(102_400);
    expect(run.arena.header.steps).toBe(100 * (2 ** 10 - 1) + 102_400 + 11 * 5);
    for (const workers of [2, 3]) {
      expect(
        await running(culture, settings, { workers }, async (engine) => {
          await engine.advance(11);
          return [stateHash(engine.arena), engine.arena.header.steps];
        }),
      ).toEqual([run.hash(), run.arena.header.steps]);
    }
  });

  test('a chunk that bears forty times as many as it is long finds room, and each agent is counted once', async () => {
    for (const count of [1, 512, 1_025]) {
      const run = (await drive(culture, { count, children: 40, divide: 1, span: 99, update }, { parties: 3, redo: true })).to(2);
      expect(run.world().kinds.cell.count).toBe(41 * count);
      expect(run.arena.header.steps).toBe(count + 41 * count + 10);
      const threads = await running(culture, { count, children: 40, divide: 1, span: 99, update }, { workers: 3 }, async (engine) => {
        await engine.advance(2);
        return stateHash(engine.arena);
      });
      expect(threads).toBe(run.hash());
    }
  });

  test('a kind dies out and is born again from another, with ids that were never given', async () => {
    const settings = { count: 30, spores: 4, children: 1, divide: 2, span: 3 };
    const run = await drive(culture, { ...settings, update }, { parties: 2 });
    const totals = counted(run, 40);
    expect(totals).toEqual(cohorts(settings, 40));
    expect(totals).toContain(0);
    expect(totals.at(-1)).toBeGreaterThanOrEqual(0);
    expect(totals.lastIndexOf(4)).toBeGreaterThan(totals.indexOf(0));
    expect(run.arena.header.nextId(0)).toBe(30 + 90 + 4 * totals.filter((n, tick) => n === 4 && totals[tick - 1] === 0).length);
  });

  test('those who die and bear in the same tick leave their children', async () => {
    const run = await drive(culture, { count: 600, spores: 0, children: 1, divide: 9, span: 0, update });
    expect(counted(run, 9)).toEqual(Array.from({ length: 10 }, () => 600));
    expect(run.arena.header.nextId(0)).toBe(6_000);
    expect(Math.min(...run.world().kinds.cell.id)).toBe(5_400);
  });

  test('a newborn has what it was given, and of the rest what its parent has', async () => {
    const run = (await drive(culture, { count: 700, spores: 0, children: 1, divide: 1, span: 9, update })).to(1);
    const { cell } = run.world().kinds;
    const at = new Map(Array.from(cell.id, (id, i) => [id, i]));
    const gene = (d: number, i: number): number => cell.column('genes', d)[i];
    for (let i = 0; i < cell.count; i++) {
      if (cell.id[i] < 700) continue;
      const parent = at.get(cell.column('mark')[i]) ?? -1;
      expect([0, gene(0, parent), gene(1, parent), gene(2, parent)]).toEqual([cell.column('age')[i], gene(0, i), gene(1, i), gene(2, i)]);
      expect(gene(2, i)).toBe(cell.id[parent]);
    }
  });

  test('whoever lives on keeps what it has, when others beside it die', async () => {
    const run = (await drive(culture, { count: 1_300, children: 1, divide: 6, span: 2, update }, { parties: 2 })).to(0);
    const known = new Map<number, number[]>();
    for (let tick = 1; tick <= 8; tick++) {
      const { cell } = run.to(tick).world().kinds;
      for (let i = 0; i < cell.count; i++) {
        const now = [cell.column('mark')[i], cell.column('genes', 0)[i], cell.column('genes', 2)[i]];
        const before = known.get(cell.id[i]);
        if (before) expect(now).toEqual(before);
        else known.set(cell.id[i], now);
      }
    }
    expect(known.size).toBeGreaterThan(run.world().kinds.cell.count);
  });

  test('counts follow from ages alone, whatever the numbers', async () => {
    const small = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ count: small(300), spores: small(70), children: small(3), divide: small(4), span: fc.integer({ min: 1, max: 5 }) }),
        small(3),
        async (settings, more) => {
          const run = await drive(culture, { ...settings, update }, { parties: 1 + more, redo: more === 0 });
          expect(counted(run, 18)).toEqual(cohorts(settings, 18));
        },
      ),
      { numRuns: 25 },
    );
  });
});

test.each(MODES)('in the meadow, what is there is what was there, plus births, less deaths (%s)', async (update) => {
  const run = (await drive(meadow, { update })).to(0);
  const seen: string[] = [];
  for (let tick = 1; tick <= 12; tick++) {
    const before = run.world();
    const ids = Object.values(before.kinds).map(({ id }) => new Set(id));
    const next = ids.map((_, k) => run.arena.header.nextId(k));
    run.to(tick);
    Object.values(run.world().kinds).forEach(({ name, id, count }, k) => {
      const survivors = [...id].filter((each) => ids[k].has(each)).length;
      const born = run.arena.header.nextId(k) - next[k];
      const died = ids[k].size - survivors;
      expect(count).toBe(ids[k].size + born - died);
      if (born > 0) seen.push(`${name} born`);
      if (died > 0) seen.push(`${name} died`);
    });
  }
  expect(new Set(seen)).toEqual(new Set(['sheep born', 'sheep died', 'wolf born', 'wolf died', 'grass born']));
});
