// Foragers of three architectures: what each does in a tick, and who gathers most where the world changes slowly or fast.

import { describe, expect, test } from 'vitest';
import type { KindView, World } from '../../src/engine/world.ts';
import { architectures } from '../../src/models/architectures.ts';
import { routes, walled } from '../../src/models/rooms.ts';
import { drive, type Settings } from '../models/drive.ts';

const MINDS = ['reactive', 'deliberative', 'blind', 'singleMinded', 'openMinded'] as const;
const PLANNERS = MINDS.slice(1);
type Mind = (typeof MINDS)[number];

describe('ways through rooms', () => {
  test('without walls a way is as long as the crow flies along the axes', () => {
    const side = 7;
    const away = routes({ side, room: 0 });
    const around = (d: number): number => Math.min(d, side - d);
    for (let from = 0; from < side * side; from++)
      for (let to = 0; to < side * side; to++)
        expect(away[from][to]).toBe(
          around(Math.abs((from % side) - (to % side))) + around(Math.abs(Math.floor(from / side) - Math.floor(to / side))),
        );
  });

  test.each([
    [20, 10],
    [12, 4],
    [10, 5],
    [6, 2],
  ])('on a side of %d with rooms of %d every free cell is reached from every other, through doors', (side, room) => {
    const away = routes({ side, room });
    const straight = routes({ side, room: 0 });
    const free = away.flatMap((_, cell) => (walled(cell % side, Math.floor(cell / side), room) ? [] : [cell]));
    expect(side * side - free.length).toBe((side / room) ** 2 * (2 * room - 3)); // of each room two sides, one corner, two doors
    let longer = 0;
    for (const from of free) {
      for (const to of free) {
        const way = away[from][to];
        if (way !== away[to][from] || way < straight[from][to] || way >= side * side) throw new Error(`a wrong way from ${from} to ${to}`);
        if (way > straight[from][to]) longer++;
      }
    }
    expect(longer).toBeGreaterThan(0);
  });

  test('rooms that do not fill the torus are refused', async () => {
    for (const room of [1, 3]) await expect(drive(architectures, { side: 20, room })).rejects.toThrow(/rooms of \d cells.*Set room/);
  });
});

interface Seen {
  x: number;
  y: number;
  score: number;
  thinking: number;
  taken: number;
  goal: number;
  goalX: number;
  goalY: number;
  had: number[];
  worth: number[];
  atX: number[];
  atY: number[];
}

function agents(kind: KindView): Seen[] {
  const of = (name: string): ArrayLike<number> => kind.column(name);
  const size = kind.columns.find(({ name }) => name === 'had')?.size ?? 0;
  const vectors = ['had', 'worth', 'atX', 'atY'].map(
    (name) => [name, Array.from({ length: size }, (_, k) => kind.column(name, k))] as const,
  );
  const plain = ['x', 'y', 'score', 'thinking', 'taken', 'goal', 'goalX', 'goalY'].map((name) => [name, of(name)] as const);
  return Array.from(
    kind.id,
    (_, i) =>
      ({
        ...Object.fromEntries(plain.map(([name, values]) => [name, values[i]])),
        ...Object.fromEntries(vectors.map(([name, columns]) => [name, columns.map((column) => column[i])])),
      }) as unknown as Seen, // the columns are those of Seen
  );
}

interface Thing {
  x: number;
  y: number;
  worth: number;
  turn: number;
}

const things = ({ kinds: { item } }: World): Thing[] =>
  Array.from(item.id, (_, i) => ({
    x: item.column('x')[i],
    y: item.column('y')[i],
    worth: item.column('worth')[i],
    turn: item.column('turn')[i],
  }));

/** What a planner does in a tick, said once more in other words; where it goes is left out when it wanders. */
function expected(mind: Mind, before: Seen, items: readonly Thing[], away: number[][], settings: Record<string, number>): Partial<Seen> {
  const { side, sight, planning, stride } = settings;
  const far = (x: number, y: number): number => {
    const [dx, dy] = [Math.abs(x - before.x), Math.abs(y - before.y)];
    return Math.min(dx, side - dx) + Math.min(dy, side - dy);
  };
  const way = (x: number, y: number): number => away[before.y * side + before.x][y * side + x];
  let score = before.score;
  const had = [...before.had];
  const beliefs = items.map((item, k) => {
    const old = { worth: before.worth[k], x: before.atX[k], y: before.atY[k] };
    if (far(item.x, item.y) > sight) return far(old.x, old.y) <= sight ? { ...old, worth: 0 } : old;
    if (had[k] === item.turn) return { worth: 0, x: item.x, y: item.y };
    if (far(item.x, item.y) > 0) return { worth: item.worth, x: item.x, y: item.y };
    score += item.worth;
    had[k] = item.turn;
    return { worth: 0, x: item.x, y: item.y };
  });
  const worths = beliefs.map(({ worth, x, y }) => (worth > 0 ? worth / way(x, y) : 0));
  const most = Math.max(...worths);
  const desire = most > 0 ? worths.indexOf(most) : -1;
  let { goal, goalX, goalY, thinking, taken } = before;
  if (thinking === 0) {
    const aim = beliefs[goal];
    const there = aim !== undefined && aim.worth > 0 && aim.x === goalX && aim.y === goalY;
    const reasons = {
      idle: goal === -1 || (before.x === goalX && before.y === goalY),
      stale: mind === 'deliberative' && taken >= stride,
      hopeless: mind !== 'blind' && !there,
      tempted: mind === 'openMinded' && there && most > aim.worth / way(goalX, goalY),
    };
    if (Object.values(reasons).some(Boolean)) {
      taken = 0;
      goal = desire;
      if (desire >= 0) [goalX, goalY, thinking] = [beliefs[desire].x, beliefs[desire].y, planning];
    }
  }
  const walks = thinking === 0 && goal >= 0;
  const common = { score, had, worth: beliefs.map(({ worth }) => worth), atX: beliefs.map(({ x }) => x), atY: beliefs.map(({ y }) => y) };
  const place = thinking > 0 ? { x: before.x, y: before.y } : {};
  return { ...common, ...place, goal, goalX, goalY, thinking: Math.max(0, thinking - 1), taken: walks ? taken + 1 : taken };
}

test.each<Settings>([
  { room: 10, planning: 2, sight: 6, change: 20, stride: 1 },
  { room: 5, planning: 0, sight: 3, change: 40 },
  { room: 0, planning: 1, sight: 4, change: 10 },
])('beliefs, desires and intentions of every tick follow from the rules, and so do steps: %o', async (settings) => {
  const all = { side: 20, items: 12, stride: 4, ...settings } as Record<string, number>; // no words among them
  const away = routes({ side: 20, room: all['room'] });
  const run = await drive(architectures, { ...all, count: 12 });
  let items = things(run.to(0).world());
  let before = PLANNERS.map((mind) => agents(run.world().kinds[mind]));
  let [steps, wanders] = [0, 0];
  for (let tick = 1; tick <= 100; tick++) {
    const { kinds } = run.to(tick).world();
    const after = PLANNERS.map((mind) => agents(kinds[mind]));
    PLANNERS.forEach((mind, m) => {
      before[m].forEach((then, i) => {
        const now = after[m][i];
        const wanted = expected(mind, then, items, away, all);
        expect(now, `${mind} ${i} at tick ${tick}`).toMatchObject(wanted);
        const [from, to, goal] = [then, now, { x: now.goalX, y: now.goalY }].map(({ x, y }) => y * 20 + x);
        expect(away[from][to]).toBeLessThanOrEqual(1);
        if (now.goal < 0) wanders++;
        else if (wanted.x === undefined) {
          steps++;
          expect(away[to][goal]).toBe(away[from][goal] - 1);
        }
      });
    });
    items = things(run.world());
    before = after;
  }
  expect(Math.min(steps, wanders)).toBeGreaterThan(20);
});

test('the reactive walk as if nobody ever had to think; they and all others keep out of walls', async () => {
  const where = async (planning: number): Promise<number[]> => {
    const { kinds } = (await drive(architectures, { planning, change: 8 })).to(300).world();
    for (const mind of MINDS) {
      const y = kinds[mind].column('y');
      expect(Array.from(kinds[mind].column('x')).some((x, i) => walled(x, y[i], 12))).toBe(false);
    }
    return ['x', 'y', 'score'].flatMap((name) => Array.from(kinds.reactive.column(name)));
  };
  expect(await where(0)).toEqual(await where(5));
});

test('in a world that stands still every planner gathers all that it can see, and nothing twice', async () => {
  const run = (await drive(architectures, { change: 0, sight: 24, count: 5 })).to(1_000);
  for (const mind of PLANNERS) expect(architectures.metrics?.[mind](run.world())).toBe(1);
});

/** Effectiveness of each architecture, one world for each seed. */
async function worlds(settings: Settings, seeds: number, ticks: number): Promise<Record<Mind, number[]>> {
  const found: Record<Mind, number[]> = { reactive: [], deliberative: [], blind: [], singleMinded: [], openMinded: [] };
  for (let seed = 0; seed < seeds; seed++) {
    const world = (await drive(architectures, { count: 10, ...settings }, { seed: `tiles ${seed}` })).to(ticks).world();
    for (const mind of MINDS) found[mind].push(architectures.metrics?.[mind](world) as number); // it gives one: there are agents
  }
  return found;
}

/** What is made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** By how many standard errors the one does better than the other, in the same worlds. */
function lead(one: readonly number[], other: readonly number[]): number {
  const by = one.map((each, i) => each - other[i]);
  const spread = Math.sqrt(by.reduce((sum, each) => sum + (each - mean(by)) ** 2, 0) / (by.length - 1));
  return mean(by) / (spread / Math.sqrt(by.length));
}

describe('effectiveness', () => {
  const COMMITTED = ['blind', 'singleMinded', 'openMinded'] as const;
  const SEEDS = 5;
  const slow = once(() => worlds({ change: 0.5, planning: 4 }, SEEDS, 1_500));
  const fast = once(() => worlds({ change: 32, planning: 4 }, SEEDS, 2_000));
  const free = once(() => worlds({ change: 16, planning: 0 }, SEEDS, 1_500));

  test('of all falls as the world changes faster', async () => {
    for (const mind of MINDS) expect(Math.max(...(await fast())[mind])).toBeLessThan(Math.min(...(await slow())[mind])); // by chance once in 252
  });

  test('where thinking takes no time, who thinks again for every reason leads all who do not', async () => {
    const found = await free();
    for (const other of ['blind', 'singleMinded', 'reactive'] as const)
      expect(lead(found.openMinded, found[other]), other).toBeGreaterThan(4);
    expect(lead(found.singleMinded, found.blind)).toBeGreaterThan(4);
  });

  test('in a slow world planners lead the reactive, and it hardly matters what they are committed to', async () => {
    const found = await slow();
    for (const mind of PLANNERS) expect(lead(found[mind], found.reactive), mind).toBeGreaterThan(4);
    for (const mind of COMMITTED)
      for (const other of COMMITTED) expect(Math.abs(mean(found[mind]) - mean(found[other]))).toBeLessThan(0.03);
  });

  test('in a fast one the reactive lead, then those who drop what is gone, those also tempted by what is better, the blind, and those who plan on a schedule', async () => {
    const found = await fast();
    const order = ['reactive', 'singleMinded', 'openMinded', 'blind', 'deliberative'] as const;
    for (const n of [0, 1, 2, 3]) expect(lead(found[order[n]], found[order[n + 1]]), order[n]).toBeGreaterThan(3);
  });

  test('the bold lead the cautious while the world changes slowly enough, and trail where it changes fast, as in the paper', async () => {
    const [slower, faster] = [await worlds({ change: 4, planning: 1 }, 8, 2_000), await worlds({ change: 32, planning: 1 }, 6, 1_500)];
    expect(lead(slower.blind, slower.deliberative)).toBeGreaterThan(3);
    expect(lead(faster.deliberative, faster.blind)).toBeGreaterThan(3);
  });

  test('to plan anew at every step costs more than any commitment, once it takes time', async () => {
    const found = await worlds({ change: 8, planning: 2, stride: 1 }, 4, 1_000);
    for (const mind of COMMITTED) expect(lead(found[mind], found.deliberative), mind).toBeGreaterThan(4);
  });
});
