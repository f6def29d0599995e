// Links that change during a run: what rules wish comes true as the reference has it, whoever computes it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeCheckpoint, restoreCheckpoint } from '../../src/engine/checkpoint.ts';
import { Engine } from '../../src/engine/engine.ts';
import { stateHash } from '../../src/engine/hash.ts';
import { checkParams } from '../../src/engine/params.ts';
import type { NetworkView } from '../../src/engine/world.ts';
import { assemble } from '../../src/models/assemble.ts';
import { defineModel, type Agent, type Model, type Neighbours, type Random, type RuleWorld } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { grid } from '../../src/spaces/grid.ts';
import { LINKS } from '../../src/spaces/links.ts';
import { barabasiAlbert, complete, erdosRenyi, network, ring, type Network } from '../../src/spaces/network.ts';
import { PlainLinks, type Turn } from '../reference/links.ts';
import { drive, type Settings } from './drive.ts';
import { failing } from './mischief.ts';

type Node = Agent<{ mark: 'i32'; degree: 'i32' }>;

/** How often a node cuts, moves and makes links: of 256; `reach`: ids that it names, some of which nobody has. */
interface Habits extends Settings {
  readonly cut: number;
  readonly move: number;
  readonly make: number;
  readonly reach: number;
  readonly salt: number;
}

const HABITS = {
  cut: { default: 20, min: 0, max: 256, integer: true, description: 'of 256' },
  move: { default: 60, min: 0, max: 256, integer: true, description: 'of 256' },
  make: { default: 30, min: 0, max: 256, integer: true, description: 'of 256' },
  reach: { default: 40, min: 1, max: 1e6, integer: true, description: 'ids' },
  salt: { default: 1, min: 0, max: 1e6, integer: true, description: 'any number' },
} as const;

/** A whole number of two marks, as good as drawn at random. */
function mixed(a: number, b: number): number {
  let h = Math.imul(a + 1, 0x5bd1e995) ^ Math.imul(b + 7, 0x27d4eb2d);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 12)) & 0x7fffffff;
}

function fidget(self: Node, neighbours: Neighbours<Node>, _random: Random, params: Habits, world: RuleWorld): void {
  let mark = mixed(self.mark, world.tick + params.salt);
  for (const other of neighbours) {
    const h = mixed(mixed(self.mark, other.mark), world.tick * 31 + params.salt);
    mark = (mark + other.mark) & 0xffff;
    if ((h & 255) < params.cut) other.unlink();
    else if ((h & 255) < params.cut + params.move) other.relink((h >>> 8) % params.reach);
  }
  if (neighbours.length > 2 && (mark & 7) === 0) neighbours.at(neighbours.length - 1).unlink();
  if ((mark & 255) < params.make) world.link((mark >>> 3) % params.reach);
  if ((mark & 511) < params.make) world.link(mark % params.reach);
  self.mark = mark;
  self.degree = neighbours.length;
}

/** The same in plain words; in turn, others are seen as they are now. */
const turnOf =
  ({ cut, move, make, reach, salt }: Habits): Turn =>
  (node, neighbours, state, tick) => {
    let mark = mixed(state[node], tick + salt);
    const links = new Map<number, number | null>();
    for (const other of neighbours) {
      const h = mixed(mixed(state[node], state[other]), tick * 31 + salt);
      mark = (mark + state[other]) & 0xffff;
      if ((h & 255) < cut) links.set(other, null);
      else if ((h & 255) < cut + move) links.set(other, (h >>> 8) % reach);
    }
    if (neighbours.length > 2 && (mark & 7) === 0) links.set(neighbours[neighbours.length - 1], null);
    const made = [...((mark & 255) < make ? [(mark >>> 3) % reach] : []), ...((mark & 511) < make ? [mark % reach] : [])];
    return { state: mark, wishes: { links, made } };
  };

type Update = 'synchronous' | 'sequential';
type Body = typeof fidget;

const fidgeting = (space: Network, update: Update = 'synchronous', body: Body = fidget): Model =>
  defineModel({
    name: 'fidgeting',
    description: 'nodes that change their links',
    params: HABITS,
    update,
    space,
    kinds: {
      node: {
        on: 'nodes',
        columns: { mark: 'i32', degree: 'i32' },
        init: rule((self: Node) => { self.mark = mixed(self.id, 5) & 0xffff; }, { uses: { mixed } }), // prettier-ignore
        rule: rule(body, { uses: { mixed } }),
      },
    },
  });

const linksIn = ({ n, offsets, targets, directed }: NetworkView): [number, number][] =>
  Array.from({ length: n }, (_, i) =>
    Array.from(targets.subarray(offsets[i], offsets[i + 1]), (j): [number, number] => [i, j]).filter(([, j]) => directed || i < j),
  ).flat();

const networkOf = (world: { network: NetworkView | null }): NetworkView => {
  if (!world.network) throw new Error('the world has no network');
  return world.network;
};

const UPDATES: readonly Update[] = ['synchronous', 'sequential'];

const habits = (reach: number): fc.Arbitrary<Habits> =>
  fc.record({
    cut: fc.constantFrom(0, 20, 100),
    move: fc.constantFrom(0, 40, 150),
    make: fc.constantFrom(0, 60, 256),
    reach: fc.constantFrom(reach, reach + 7, Math.ceil(reach / 4)),
    salt: fc.nat(1_000),
  });

const networks = fc.integer({ min: 1, max: 30 }).chain((n) =>
  fc.tuple(fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 3 * n }), fc.boolean()).map(([pairs, directed]) =>
    network(
      n,
      pairs.filter(([a, b]) => a !== b),
      { directed },
    ),
  ),
);

describe.each(UPDATES)('%s', (update) => {
  test('links are those of the reference, tick after tick, whatever the network and the habits', async () => {
    const cases = networks.chain((space) => fc.tuple(fc.constant(space), habits(space.n)));
    await fc.assert(
      fc.asyncProperty(cases, async ([space, settings]) => {
        const run = (await drive(fidgeting(space, update), settings)).to(0);
        const plain = new PlainLinks(
          space,
          Array.from({ length: space.n }, (_, id) => mixed(id, 5) & 0xffff),
          run.key,
          'node',
        );
        for (let tick = 0; tick <= 5; tick++) {
          const world = run.to(tick).world();
          expect(linksIn(networkOf(world))).toEqual(plain.list());
          expect(Array.from(world.kinds.node.column('mark'))).toEqual(plain.state);
          if (update === 'sequential') plain.inTurn(turnOf(settings));
          else plain.together(turnOf(settings));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a network that changes is sound: rows ascend, each link is seen from its ends, and once', async () => {
    const run = await drive(fidgeting(barabasiAlbert({ n: 700, links: 3 }), update), { make: 200, reach: 700 });
    for (let tick = 1; tick <= 6; tick++) {
      const { n, offsets, targets } = networkOf(run.to(tick).world());
      const seen = new Set<number>();
      for (let i = 0; i < n; i++) {
        for (let at = offsets[i]; at < offsets[i + 1]; at++) {
          if (at > offsets[i]) expect(targets[at]).toBeGreaterThan(targets[at - 1]);
          expect(targets[at]).not.toBe(i);
          seen.add(i * n + targets[at]);
        }
      }
      expect([...seen].every((pair) => seen.has((pair % n) * n + Math.floor(pair / n)))).toBe(true);
    }
  });

  test('moving links conserves their number, and what nodes count is the sum of the degrees', async () => {
    const settings = { cut: 0, make: 0, move: 200, reach: 800 };
    const body: Body = (self, neighbours, _random, params, world) => {
      for (const other of neighbours) {
        const h = mixed(self.mark + other.id, world.tick + params.salt);
        if ((h & 255) < params.move) other.relink((h >>> 8) % params.reach);
      }
      self.mark = mixed(self.mark, self.id) & 0xffff;
      self.degree = neighbours.length;
    };
    const space = erdosRenyi({ n: 800, probability: 0.008, seed: 1 });
    const run = await drive(fidgeting(space, update, body), settings);
    let before = run.to(0).world();
    const changes = new Set<string>();
    for (let tick = 1; tick <= 6; tick++) {
      const degrees = networkOf(before).offsets.slice();
      const world = run.to(tick).world();
      expect(networkOf(world).targets.length).toBe(space.targets.length);
      changes.add(networkOf(world).targets.slice(0, 50).join());
      if (update === 'synchronous')
        world.kinds.node.column('degree').forEach((degree, i) => expect(degree).toBe(degrees[i + 1] - degrees[i]));
      before = world;
    }
    expect(changes.size).toBe(6);
  });

  test('any number of workers, back ends, a phase done in part and redone, and plain rules give the same bits', async () => {
    const settings = { make: 100, reach: 1_300 };
    const space = erdosRenyi({ n: 1_300, probability: 0.004, seed: 2 });
    const expected = (await drive(fidgeting(space, update), settings)).to(6).hash();
    for (const parties of [2, 3, 5, 8])
      expect((await drive(fidgeting(space, update), settings, { parties, redo: parties % 2 === 1 })).to(6).hash()).toBe(expected);
    expect((await drive(fidgeting(space, update), settings, { backend: 'js' })).to(6).hash()).toBe(expected);
    const words = fidget.toString().replace('for (const other of neighbours)', 'for (const other of [...neighbours])');
    const body = new Function(`return ${words}`)() as Body; // its own text is all that a rule is
    const plainly = await drive(fidgeting(space, update, body), settings, { parties: 2 });
    expect(plainly.assembly.functions[0].rule.plain).toMatch(/elements|for|array|\[/);
    expect(plainly.to(6).hash()).toBe(expected);
  });

  test('links grow beyond the memory they began with', async () => {
    const settings = { cut: 0, move: 0, make: 256, reach: 300 };
    const run = await drive(fidgeting(ring(300), update), settings, { parties: 3 });
    const counts = [2, 20].map((tick) => networkOf(run.to(tick).world()).targets.length / 2);
    expect(counts[0]).toBeGreaterThan(300);
    expect(counts[1]).toBeGreaterThan(4 * 300);
    expect((await drive(fidgeting(ring(300), update), settings)).to(20).hash()).toBe(run.hash());
  });

  test('births of another kind, which have a tick begin anew where they find no room, change no link', async () => {
    const breeding = defineModel({
      name: 'breeding',
      description: 'agents that are nowhere',
      params: {},
      kinds: {
        spark: {
          count: 70,
          columns: { age: 'i32' },
          rule: rule((self, _neighbours, _random, _params, world) => {
            self.age++;
            if (world.tick < 5) world.birth({ age: 0 });
          }),
        },
      },
    });
    const model = fidgeting(erdosRenyi({ n: 200, probability: 0.03, seed: 6 }), update);
    const both: Model = { ...model, kinds: { ...model.kinds, ...breeding.kinds } };
    const run = (await drive(both, {}, { parties: 2 })).to(6);
    expect(run.world().kinds.spark.count).toBe(70 * 2 ** 5);
    expect(linksIn(networkOf(run.world()))).toEqual(linksIn(networkOf((await drive(model)).to(6).world())));
  });

  test('a checkpoint goes on to the same bits, also in a world that has as many changes behind it, but others', async () => {
    const model = fidgeting(barabasiAlbert({ n: 600, links: 2 }), update);
    const cases: Settings[] = [{}, { cut: 30, move: 0, make: 0 }];
    for (const settings of cases) {
      const run = (await drive(model, settings)).to(3);
      const bytes = run.checkpoint();
      const expected = run.to(7).hash();
      const fresh = await drive(model, settings, { parties: 3 });
      restoreCheckpoint(fresh.arena, bytes);
      expect(fresh.to(7).hash()).toBe(expected);
      const other = (await drive(model, { ...settings, salt: 2 })).to(3).checkpoint();
      restoreCheckpoint(run.arena, bytes);
      run.to(3);
      restoreCheckpoint(fresh.arena, other);
      const again = await drive(model, settings);
      restoreCheckpoint(again.arena, other);
      expect(fresh.to(6).hash()).toBe(again.to(6).hash());
      expect(run.to(7).hash()).toBe(expected);
    }
  });

  test('phase after phase fails once, and the world is the same', async () => {
    const model = fidgeting(erdosRenyi({ n: 1_200, probability: 0.004, seed: 3 }), update);
    const { program } = assemble(model, checkParams(model.params, {}), 2);
    const folder = mkdtempSync(join(tmpdir(), 'swarmlab-links-'));
    const failed: string[] = [];
    let saved: Uint8Array | null = null;
    const chosen = program.tick.filter(({ kernel }) => kernel.export !== 'rest');
    const tick = chosen.map((phase, n) => failing(phase, n + 1, join(folder, `${n}`)));
    const engine = new Engine(
      { ...program, tick: [...tick, ...program.tick.slice(chosen.length)] },
      { seed: 'starling', workers: 2, onFault: ({ phase }) => failed.push(phase), restore: () => Promise.resolve(saved) },
    );
    try {
      for (let to = 1; to <= chosen.length + 2; to += 2) {
        await engine.advance(to);
        saved = encodeCheckpoint(engine.arena);
      }
      expect(failed.length).toBeGreaterThan(update === 'sequential' ? 2 : 6);
      expect(stateHash(engine.arena)).toBe((await drive(model)).to(engine.tick).hash());
    } finally {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});

test('what two ends want: a cut is a cut, one of two moves is made, and a link that would be there twice stays', async () => {
  const told = (space: Network, body: Body): Promise<[number, number][]> =>
    drive(fidgeting(space, 'synchronous', body)).then((run) => linksIn(networkOf(run.to(1).world())));
  const path = network(5, [
    [0, 1],
    [2, 3],
  ]);
  const cutOrMove: Body = (self, neighbours) => {
    for (const other of neighbours) {
      if (self.id === 0) other.unlink();
      else other.relink(4);
    }
  };
  const [moved, ...none] = await told(path, cutOrMove);
  expect(none).toEqual([]);
  expect([[2, 4], [3, 4]]).toContainEqual(moved); // prettier-ignore
  const closeIn: Body = (self, neighbours) => {
    for (const other of neighbours) if (self.id === 2 && other.id === 3) other.relink(1);
  };
  const triangle = network(4, [[0, 1], [1, 2], [2, 3]]); // prettier-ignore
  expect(await told(triangle, closeIn)).toEqual(linksIn(triangle));
  const swap: Body = (self, neighbours) => {
    // the place that a link leaves is free in the next tick only
    for (const other of neighbours) {
      if (self.id === 0) other.relink(2);
      if (self.id === 2) other.unlink();
    }
  };
  expect(await told(network(4, [[0, 1], [0, 2], [2, 3]]), swap)).toEqual([[0, 1]]); // prettier-ignore
});

test('links to nobody, to oneself, to whom one is linked to, are not made', async () => {
  const space = complete(6);
  const body: Body = (self, neighbours, _random, params, world) => {
    for (const other of neighbours) other.relink(self.id % 2 === 0 ? 6 + params.salt : -1 - other.id);
    world.link(self.id);
    world.link(self.id + 6);
    world.link(0 / 0);
    world.link((self.id + 1) % 6);
  };
  for (const update of UPDATES)
    expect(linksIn(networkOf((await drive(fidgeting(space, update, body))).to(2).world()))).toEqual(linksIn(space));
});

test('the rules of another kind on the same nodes see the links as they are, as WebAssembly', async () => {
  const watching = defineModel({
    name: 'watching',
    description: 'nodes that look',
    params: {},
    space: ring(3),
    kinds: {
      watcher: {
        on: 'nodes',
        columns: { seen: 'i32', sum: 'f64', last: 'i32' },
        rule: rule((self, neighbours, random) => {
          let sum = 0;
          for (const other of neighbours) sum += other.id / 3;
          self.sum = sum;
          self.seen = neighbours.length;
          self.last = neighbours.at(random.integer(neighbours.length + 1)).id;
        }),
      },
    },
  });
  const changing = fidgeting(erdosRenyi({ n: 500, probability: 0.01, seed: 4 }));
  const model: Model = { ...changing, kinds: { ...changing.kinds, ...watching.kinds } };
  const run = await drive(model, { make: 120 });
  expect(run.assembly.functions.find(({ name }) => name === 'rule of kind watcher')?.rule.stays).toBe(null);
  for (let tick = 0; tick < 5; tick++) {
    const { n, offsets, targets } = networkOf(run.to(tick).world());
    const rows = Array.from({ length: n }, (_, i) => Array.from(targets.subarray(offsets[i], offsets[i + 1])));
    const watcher = run.to(tick + 1).world().kinds.watcher;
    expect(Array.from(watcher.column('seen'))).toEqual(rows.map(({ length }) => length));
    expect(Array.from(watcher.column('sum'))).toEqual(rows.map((row) => row.reduce((sum, j) => sum + j / 3, 0)));
    watcher.column('last').forEach((last, i) => expect([...rows[i], -1]).toContain(last));
  }
  expect((await drive(model, { make: 120 }, { backend: 'js', parties: 3 })).to(5).hash()).toBe(run.hash());
});

test('a network that no rule changes is no part of the state', async () => {
  const still: Body = (self, neighbours) => {
    self.degree = neighbours.length;
  };
  const run = await drive(fidgeting(ring(20), 'synchronous', still));
  expect(run.arena.spec.kinds.map(({ name }) => name)).toEqual(['node']);
  expect(linksIn(networkOf(run.to(2).world()))).toEqual(linksIn(ring(20)));
  expect((await drive(fidgeting(ring(20)))).arena.spec.kinds.map(({ name }) => name)).toEqual(['node', LINKS]);
});

describe('what cannot be is said', () => {
  const refused = async (model: () => Model | Promise<Model>, message: RegExp): Promise<void> => {
    await expect(async () => drive(await model())).rejects.toThrow(message);
  };
  const onGrid = (body: Body): Model =>
    defineModel({
      name: 'gridded',
      description: 'cells',
      params: HABITS,
      space: grid({ width: 8, height: 3 }),
      kinds: { node: { on: 'cells', columns: { mark: 'i32', degree: 'i32' }, rule: rule(body) } },
    });
  const relink: Body = (_self, neighbours) => {
    for (const other of neighbours) other.relink(0);
  };

  test('links of cells, of oneself, of agents asked for by id, and new ones in a loop', async () => {
    await refused(() => onGrid(relink), /`relink` of an agent that is no neighbour on a network.*neighbours\.at\(k\)\.relink/s);
    await refused(() => onGrid((_self, _neighbours, _random, _params, world) => world.link(1)), /`world\.link`.*space: ring\(100\)/s);
    const mine = ((self: { unlink(): void }) => self.unlink()) as unknown as Body;
    await refused(() => fidgeting(ring(9), 'synchronous', mine), /`unlink` of an agent that is no neighbour/);
    const asked = ((_self: Node, _neighbours: unknown, _random: Random, _params: Habits, world: RuleWorld) =>
      (world.agent(3) as unknown as { unlink(): void }).unlink()) as unknown as Body;
    await refused(() => fidgeting(ring(9), 'synchronous', asked), /`unlink` of an agent that is no neighbour/);
    const many: Body = (_self, _neighbours, random, _params, world) => {
      for (let k = 0; k < 3; k++) world.link(random.integer(9));
    };
    await refused(() => fidgeting(ring(9), 'synchronous', many), /`world\.link` inside a loop.*after the loop/s);
  });

  test('rules of two kinds that change links', async () => {
    const two = (): Model => {
      const model = fidgeting(ring(9), 'synchronous', relink);
      return { ...model, kinds: { ...model.kinds, other: model.kinds.node } };
    };
    await refused(two, /rules of kinds node and other of model fidgeting change links\. Let one kind/);
  });
});
