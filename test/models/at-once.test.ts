// Worlds where agents act in turn: a death, a birth and a move are there at once, for compiled rules, SIMD and plain ones alike.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shuffle } from '../../src/engine/random.ts';
import { wolfSheep } from '../../src/models/wolf-sheep.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from '../../src/models/model.ts';
import { shuffleIn } from '../../src/rules/simd/shuffle.ts';
import { rule } from '../../src/rules/rule.ts';
import { grid } from '../../src/spaces/grid.ts';
import { modelContract } from '../contract/model.ts';
import { drive, type Drive, type Settings } from './drive.ts';

const BACKENDS = ['js', 'simd'] as const;

test('sixteen draws side by side shuffle as one after the other does', () => {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  const fast = shuffleIn(memory);
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 3 }), (k0, k1, count, extra) => {
      const found = new Uint32Array(memory.buffer, 64, count + extra).map((_, i) => i);
      const values = new Uint32Array(memory.buffer, 64, count + extra);
      values.set(found);
      shuffle({ k0, k1 }, found, count);
      fast({ k0, k1 }, values, count);
      expect([...values]).toEqual([...found]);
    }),
  );
});

type Cell = Agent<{ x: 'f64'; y: 'f64'; met: 'i32'; order: 'i32' }>;

/** How many of my cell are there before me, the newborn among them; then one more. */
function multiply(self: Cell, neighbours: Neighbours<Cell>, _random: Random, params: { readonly limit: number }, world: RuleWorld): void {
  let met = 0;
  for (const other of neighbours) met += other.id >= 0 ? 1 : 0;
  self.met = met;
  if (met < params.limit) world.birth({ met: -1 });
}
/** The same, in a way that no compiler of rules knows. */
function multiplyPlainly(
  self: Cell,
  neighbours: Neighbours<Cell>,
  _random: Random,
  params: { readonly limit: number },
  world: RuleWorld,
): void {
  const met = [...neighbours].length;
  self.met = met;
  if (met < params.limit) world.birth({ met: -1 });
}

const colony = (law: typeof multiply) =>
  defineModel({
    name: 'colony',
    description: 'cells that divide',
    params: {
      count: { default: 5, min: 0, integer: true, description: 'cells' },
      limit: { default: 60, min: 0, integer: true, description: 'cells of a place' },
    },
    update: 'sequential',
    space: grid({ width: 3, height: 3, radius: 0 }),
    kinds: {
      cell: {
        count: ({ count }) => count,
        columns: { x: 'f64', y: 'f64', met: 'i32', order: 'i32' },
        init: (self) => {
          self.x = 1;
          self.y = 2;
        },
        rule: rule(law),
      },
    },
  });

/** The same state with both back ends. */
async function both(model: Parameters<typeof drive>[0], settings: Settings, ticks: number): Promise<Drive> {
  const [first, second] = await Promise.all(BACKENDS.map((backend) => drive(model, settings, { backend })));
  for (let tick = 1; tick <= ticks; tick++) expect(second.to(tick).hash()).toBe(first.to(tick).hash());
  return second;
}

describe('a newborn', () => {
  test('is met by whoever has a turn after its parent, and has none itself', async () => {
    for (const model of [colony(multiply), colony(multiplyPlainly)]) {
      const run = (await both(model, { count: 5 }, 1)).to(1);
      const { cell } = run.world().kinds;
      expect(cell.count).toBe(10);
      expect([...cell.column('met')].sort((a, b) => a - b)).toEqual([-1, -1, -1, -1, -1, 4, 5, 6, 7, 8]);
      expect([...cell.id].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  test('finds room: a tick that outgrows its memory begins anew and ends as if there had been enough', async () => {
    const counts: number[] = [];
    const run = await both(colony(multiply), { count: 700, limit: 1_000_000 }, 5);
    for (let tick = 1; tick <= 5; tick++)
      counts.push((await drive(colony(multiply), { count: 700, limit: 1e6 })).to(tick).world().kinds.cell.count);
    expect(counts).toEqual([1_400, 2_800, 5_600, 11_200, 22_400]);
    expect(new Set(run.world().kinds.cell.id).size).toBe(22_400);
    expect(run.arena.header.nextId(0)).toBe(22_400);
  });
});

type Duellist = Agent<{ x: 'f64'; y: 'f64'; shots: 'i32' }>;

/** Shoot whoever is met first in my cell. */
function shoot(self: Duellist, neighbours: Neighbours<Duellist>, _random: Random, _params: object, world: RuleWorld): void {
  let shots = 0;
  for (const other of neighbours) {
    other.die();
    shots = 1;
    break;
  }
  self.shots += shots;
  world.fields.toll.deposit(shots);
}
function shootPlainly(self: Duellist, neighbours: Neighbours<Duellist>, _random: Random, _params: object, world: RuleWorld): void {
  const [other] = [...neighbours];
  if (other === undefined) return;
  other.die();
  self.shots += 1;
  world.fields.toll.deposit(1);
}

const duel = (law: typeof shoot) =>
  defineModel({
    name: 'duel',
    description: 'everybody shoots somebody',
    params: {
      count: { default: 200, min: 0, integer: true, description: 'duellists' },
      side: { default: 3, min: 1, integer: true, description: 'cells' },
      periodic: { default: true, description: 'wraps' },
    },
    update: 'sequential',
    space: ({ side, periodic }) => grid({ width: side, height: side, radius: 0, periodic }),
    fields: { toll: { size: ({ side }) => [side, side] } },
    kinds: {
      duellist: {
        count: ({ count }) => count,
        columns: { x: 'f64', y: 'f64', shots: 'i32' },
        init: (self, random, { side }) => {
          self.x = random.integer(side);
          self.y = random.integer(side);
        },
        rule: rule(law),
      },
    },
  });

describe('the death of another', () => {
  test('is at once: who is shot before its turn shoots nobody', async () => {
    for (const law of [shoot, shootPlainly]) {
      for (const periodic of [true, false]) {
        const run = (await both(duel(law), { periodic }, 1)).to(1);
        const { duellist } = run.world().kinds;
        const shots = Array.from(run.world().fields.toll.values).reduce((a, b) => a + b, 0);
        expect(shots).toBe(200 - duellist.count); // each shot hits one alive, once
        expect(duellist.count).toBeGreaterThan(9); // somebody who has shot is there still
        expect(duellist.count).toBeLessThan(120);
        for (const n of duellist.column('shots')) expect(n).toBeLessThan(2);
      }
    }
  });

  test('ends with one in each cell, whatever the numbers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 5 }), async (count, side) => {
        const start = await drive(duel(shoot), { count, side });
        const { duellist } = start.to(0).world().kinds;
        const cells = new Set(Array.from(duellist.column('x'), (x, i) => x + side * duellist.column('y')[i]));
        const end = (await both(duel(shoot), { count, side }, 12)).world().kinds.duellist;
        expect(end.count).toBe(cells.size);
      }),
      { numRuns: 25 },
    );
  });
});

type Sworn = Agent<{ foe: 'i32'; seen: 'f64'; strength: 'f64' }>;

/** Look at my foe, then end it; who is dead, or nobody, has no strength. */
function avenge(self: Sworn, _neighbours: Neighbours<Sworn>, _random: Random, _params: object, world: RuleWorld): void {
  const foe = world.agent<Sworn>(self.foe);
  self.seen = foe.strength;
  foe.die();
}

test('who is dead is nobody to those who ask for it by id in the same tick; my own end comes after my turn', async () => {
  const model = defineModel({
    name: 'feud',
    description: 'a ring of foes',
    params: {
      count: { default: 60, min: 1, integer: true, description: 'foes' },
      self: { default: 0, min: 0, max: 1, integer: true, description: '1: own foe' },
    },
    update: 'sequential',
    kinds: {
      sworn: {
        count: ({ count }) => count,
        columns: { foe: 'i32', seen: 'f64', strength: 'f64' },
        init: (agent, _random, params) => {
          agent.foe = params.self === 1 ? agent.id : (agent.id * 7 + 3) % params.count;
          agent.strength = 1;
        },
        rule: rule(avenge),
      },
    },
  });
  const run = (await both(model, {}, 1)).to(1);
  const { sworn } = run.world().kinds;
  expect(sworn.count).toBeLessThan(60);
  const [foe, seen] = [sworn.column('foe'), sworn.column('seen')];
  const alive = new Set(sworn.id);
  for (let i = 0; i < sworn.count; i++) {
    expect(alive.has(foe[i])).toBe(false);
    expect(seen[i] === 1 || Number.isNaN(seen[i])).toBe(true);
  }
  expect((await both(model, { self: 1 }, 1)).to(1).world().kinds.sworn.count).toBe(0);
});

type Plant = Agent<{ x: 'f64'; y: 'f64'; age: 'i32'; parent: 'i32' }>;

interface Garden {
  readonly seeds: number;
  readonly far: number;
  readonly span: number;
}

/** Seeds fall on cells nearby, some anywhere; the old die. */
function sow(self: Plant, neighbours: Neighbours<Plant>, random: Random, params: Garden, world: RuleWorld): void {
  let crowd = 0;
  for (const other of neighbours) crowd += other.age > 0 ? 1 : 0;
  self.age += 1;
  for (let seed = 0; seed < params.seeds; seed++) {
    if (random.uniform() < params.far) world.birth({ age: 0, parent: self.id });
    else world.birth({ x: self.x + random.integer(3) - 1, y: self.y + random.integer(3) - 1, age: 0, parent: self.id });
  }
  if (self.age + crowd > params.span) self.die();
}

const garden = defineModel({
  name: 'garden',
  description: 'plants that need a cell for themselves',
  params: {
    width: { default: 13, min: 1, integer: true, description: 'cells' },
    height: { default: 7, min: 1, integer: true, description: 'cells' },
    count: { default: 10, min: 0, integer: true, description: 'plants' },
    seeds: { default: 2, min: 0, integer: true, description: 'seeds of a plant and tick' },
    far: { default: 0.3, min: 0, max: 1, description: 'share that falls anywhere' },
    span: { default: 9, min: 0, integer: true, description: 'age and crowd that a plant bears' },
    periodic: { default: true, description: 'wraps' },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'mode' },
  },
  update: ({ update }) => update as 'synchronous',
  space: ({ width, height, periodic }) => grid({ width, height, periodic, capacity: 1 }),
  kinds: { plant: { count: ({ count }) => count, columns: { x: 'f64', y: 'f64', age: 'i32', parent: 'i32' }, rule: rule(sow) } },
});

describe.each(['synchronous', 'sequential'] as const)('births where a cell holds one agent, %s', (update) => {
  test('no two share a cell, nobody is beyond the grid, and seeds near a parent stay there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          width: fc.integer({ min: 1, max: 9 }),
          height: fc.integer({ min: 1, max: 9 }),
          count: fc.integer({ min: 0, max: 12 }),
          seeds: fc.integer({ min: 0, max: 4 }),
          far: fc.constantFrom(0, 0.4, 1),
          span: fc.integer({ min: 0, max: 14 }),
          periodic: fc.boolean(),
        }),
        async (drawn) => {
          const settings = { ...drawn, count: Math.min(drawn.count, drawn.width * drawn.height), update };
          const [first, second] = await Promise.all(
            BACKENDS.map((backend) => drive(garden, settings, { backend, parties: 2, redo: true })),
          );
          let before = new Map<number, [number, number]>();
          for (let tick = 0; tick <= 6; tick++) {
            const world = first.to(tick).world();
            expect(second.to(tick).hash()).toBe(first.hash());
            const { plant } = world.kinds;
            const [x, y, parent] = ['x', 'y', 'parent'].map((name) => plant.column(name));
            const cells = new Set<number>();
            const now = new Map<number, [number, number]>();
            for (let i = 0; i < plant.count; i++) {
              expect(Number.isInteger(x[i]) && x[i] >= 0 && x[i] < settings.width).toBe(true);
              expect(Number.isInteger(y[i]) && y[i] >= 0 && y[i] < settings.height).toBe(true);
              cells.add(x[i] + settings.width * y[i]);
              now.set(plant.id[i], [x[i], y[i]]);
              const from = before.get(parent[i]);
              if (tick > 0 && !before.has(plant.id[i]) && settings.far === 0 && from) {
                const away = [Math.abs(x[i] - from[0]), Math.abs(y[i] - from[1])];
                const wrap = (d: number, n: number): number => (settings.periodic ? Math.min(d, n - d) : d);
                expect(Math.max(wrap(away[0], settings.width), wrap(away[1], settings.height))).toBeLessThanOrEqual(1);
              }
            }
            expect(cells.size).toBe(plant.count);
            expect(new Set(plant.id).size).toBe(plant.count);
            before = now;
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test('without deaths a garden fills up, and then nobody is born', async () => {
    const run = await both(garden, { update, span: 1_000 }, 12);
    expect(run.to(12).world().kinds.plant.count).toBe(13 * 7);
  });

  modelContract({
    name: 'garden',
    model: garden,
    settings: { update, width: 40, height: 30, count: 300 },
    ticks: 6,
    odd: [{ count: 313 }],
  });
});

type Scion = Agent<{ x: 'f64'; y: 'f64' }>;

/** One to the right, one down, one anywhere at times; by arithmetic alone, so that both ways have the same bits. */
function spread(self: Scion, _neighbours: Neighbours<Scion>, _random: Random, _params: object, world: RuleWorld): void {
  if (self.id % 2 === 0) world.birth({ x: self.x + 1, y: self.y });
  world.birth({ x: self.x, y: self.y - 1 });
  if (self.id % 3 === 0) world.birth({});
}
function spreadPlainly(self: Scion, _neighbours: Neighbours<Scion>, _random: Random, _params: object, world: RuleWorld): void {
  const places = [...(self.id % 2 === 0 ? [{ x: self.x + 1, y: self.y }] : []), { x: self.x, y: self.y - 1 }];
  for (const place of places) world.birth(place);
  if (self.id % 3 === 0) world.birth({});
}

test('rules that run as plain JavaScript bear in the same cells', async () => {
  for (const update of ['synchronous', 'sequential'] as const) {
    for (const periodic of [true, false]) {
      const ways = [spread, spreadPlainly].map((law) =>
        defineModel({
          name: 'scions',
          description: 'they spread',
          params: {},
          update,
          space: grid({ width: 15, height: 11, periodic, capacity: 1 }),
          kinds: { scion: { count: 4, columns: { x: 'f64', y: 'f64' }, rule: rule(law) } },
        }),
      );
      const [compiled, plain] = await Promise.all(ways.map((model) => drive(model)));
      expect(plain.assembly.functions.some(({ rule: { plain: why } }) => why !== undefined)).toBe(true);
      for (let tick = 1; tick <= 9; tick++) expect(plain.to(tick).hash()).toBe(compiled.to(tick).hash());
      expect(plain.world().kinds.scion.count).toBeGreaterThan(60);
    }
  }
});

type Chick = Agent<{ x: 'f64'; y: 'f64'; age: 'i32' }>;
type Hen = Agent<{ x: 'f64'; y: 'f64' }>;
type Worm = Agent<{ x: 'f64'; y: 'f64'; eaten: 'i32' }>;

function lay(_self: Hen, _neighbours: Neighbours<Hen>, _random: Random, _params: object, world: RuleWorld): void {
  world.birth.chick({ age: 0 });
}
function peck(self: Chick, neighbours: Neighbours<Chick>): void {
  self.age += 1;
  for (const worm of neighbours.worm) worm.claim();
}
function lie(self: Worm): void {
  if (self.claimed === 1) self.eaten += 1;
}

test('newborns of a kind whose rule comes later have no turn in the tick of their birth; then their claims count', async () => {
  const at = (self: { x: number; y: number }): void => {
    self.x = 2;
    self.y = 2;
  };
  const kinds = {
    hen: { count: 5, columns: { x: 'f64', y: 'f64' }, init: at, rule: rule(lay) },
    chick: { count: 0, columns: { x: 'f64', y: 'f64', age: 'i32' }, rule: rule(peck) },
    worm: { count: 1, columns: { x: 'f64', y: 'f64', eaten: 'i32' }, init: at, rule: rule(lie) },
  } as const;
  for (const order of [
    ['hen', 'chick', 'worm'],
    ['chick', 'hen', 'worm'],
  ] as const) {
    const model = defineModel({
      name: 'yard',
      description: 'hens lay, chicks peck',
      params: {},
      update: 'sequential',
      space: grid({ width: 3, height: 3, radius: 0 }),
      kinds: Object.fromEntries(order.map((name) => [name, kinds[name]])) as never, // of three shapes
    });
    const run = await both(model, {}, 1);
    expect([...run.world().kinds.chick.column('age')]).toEqual([0, 0, 0, 0, 0]);
    expect([...run.world().kinds.worm.column('claimed')]).toEqual([0]);
    run.to(2);
    expect([...run.world().kinds.chick.column('age')].sort()).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    expect([...run.world().kinds.worm.column('claimed')]).toEqual([1]);
    expect(Array.from(run.world().kinds.chick.column('won')).filter((won) => won === 1)).toHaveLength(1);
  }
});

type Victim = Agent<{ x: 'f64'; y: 'f64'; seen: 'i32' }>;

/** All others die while the first is at hand. */
function massacre(self: Victim, neighbours: Neighbours<Victim>, _random: Random, _params: object, world: RuleWorld): void {
  let seen = 0;
  for (const other of neighbours) {
    seen += 1;
    other.die();
    for (let k = 0; k < 4; k++) if (k !== self.id) world.agent(k).die();
  }
  self.seen = seen;
}
function massacrePlainly(self: Victim, neighbours: Neighbours<Victim>, _random: Random, _params: object, world: RuleWorld): void {
  const all = [0, 1, 2, 3].filter((k) => k !== self.id);
  let seen = 0;
  for (const other of neighbours) {
    seen += 1;
    other.die();
    for (const k of all) world.agent(k).die();
  }
  self.seen = seen;
}

test('who dies while a loop goes on is not visited any more, where cells hold many or one', async () => {
  for (const law of [massacre, massacrePlainly]) {
    for (const capacity of [1, Infinity] as const) {
      const model = defineModel({
        name: 'cell',
        description: 'one is left',
        params: {},
        update: 'sequential',
        space: grid({ width: 2, height: 2, radius: 1, periodic: false, capacity }),
        kinds: { victim: { count: 4, columns: { x: 'f64', y: 'f64', seen: 'i32' }, rule: rule(law) } },
      });
      const { victim } = (await both(model, {}, 1)).world().kinds;
      expect([...victim.column('seen')]).toEqual([1]);
    }
  }
});

test('a newborn with one coordinate alone is refused', async () => {
  const lopsided = defineModel({
    ...garden,
    name: 'lopsided',
    kinds: {
      plant: {
        ...garden.kinds.plant,
        rule: rule((_self: Plant, _neighbours: Neighbours<Plant>, _random: Random, _params: object, world: RuleWorld) =>
          world.birth({ x: 3, age: 0 }),
        ),
      },
    },
  } as never);
  await expect(drive(lopsided, {})).rejects.toThrow(/with x alone.*both x and y, or neither/s);
});

test('wolves, sheep and grass: either back end ends in the same state', async () => {
  await both(wolfSheep, { width: 30, height: 20, sheep: 90, wolves: 40 }, 60);
  await both(wolfSheep, { width: 3, height: 1, sheep: 5, wolves: 1, periodic: true }, 20);
  await both(wolfSheep, { width: 1, height: 1, sheep: 3, wolves: 1 }, 20);
});
