// Claims: each claimed agent goes to exactly one of its claimants, the same one whoever computed it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { restoreCheckpoint } from '../../src/engine/checkpoint.ts';
import { stateHash } from '../../src/engine/hash.ts';
import type { Kernel } from '../../src/engine/kernel.ts';
import { checkParams } from '../../src/engine/params.ts';
import { shuffle, streamKey, threefry } from '../../src/engine/random.ts';
import type { KindView, World } from '../../src/engine/world.ts';
import { assemble } from '../../src/models/assemble.ts';
import { bid, bidOf, clear, hold, settle, targets } from '../../src/models/claims.ts';
import { defineModel, type Model } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { torus } from '../../src/spaces/space.ts';
import { modelContract } from '../contract/model.ts';
import { chase, duels } from '../laws/models/chase.ts';
import { drive, type Drive, type Settings } from './drive.ts';
import { running } from './running.ts';

const MODES = ['synchronous', 'sequential'] as const;

for (const update of MODES) {
  modelContract({
    name: `chase, ${update}`,
    model: chase,
    settings: { update },
    ticks: 10,
    odd: [{ hunters: 513, prey: 0 }, { hunters: 0, prey: 511 }, { hunters: 1_025, prey: 1, side: 1.5 }, { greedy: true }],
  });
  modelContract({
    name: `duels, ${update}`,
    model: duels,
    settings: { update },
    ticks: 6,
    odd: [
      { duellists: 1, pilgrims: 513 },
      { duellists: 1_025, shrines: 0 },
    ],
  });
}

/** One agent's claim as its rule left it: column `by.wants` holds the id of the agent of kind `of`, plus 1. */
interface Wish {
  readonly by: string;
  readonly wants: string;
  readonly of: string;
}

const WISHES: Record<string, readonly Wish[]> = {
  chase: [{ by: 'hunter', wants: 'wants', of: 'prey' }],
  duels: [
    { by: 'duellist', wants: 'wants', of: 'duellist' },
    { by: 'duellist', wants: 'wantsShrine', of: 'shrine' },
    { by: 'pilgrim', wants: 'wantsShrine', of: 'shrine' },
  ],
};

/** id to value of a column */
const byId = ({ id, column }: KindView, name: string): Map<number, number> => new Map([...column(name)].map((value, i) => [id[i], value]));

/** Claimants of a kind with a number for each, the lowest of which wins. */
type Precedence = (wish: Wish, claimant: number, claimed: number) => number;

/** Who holds whom, plainly: "kind id" of the claimed to "kind id" of its holder. Only those alive after the tick count. */
function plainly(world: World, wishes: readonly Wish[], precedence: Precedence): Map<string, string> {
  const best = new Map<string, { order: readonly number[]; holder: string }>();
  wishes.forEach((wish) => {
    const alive = new Set(world.kinds[wish.of].id);
    for (const [claimant, wanted] of byId(world.kinds[wish.by], wish.wants)) {
      const claimed = wanted - 1;
      if (!alive.has(claimed)) continue; // none, or void
      const order = [precedence(wish, claimant, claimed), claimant];
      const rival = best.get(`${wish.of} ${claimed}`);
      if (!rival || order[0] < rival.order[0] || (order[0] === rival.order[0] && order[1] < rival.order[1]))
        best.set(`${wish.of} ${claimed}`, { order, holder: `${wish.by} ${claimant}` });
    }
  });
  return new Map([...best].map(([claimed, { holder }]) => [claimed, holder]));
}

/** "kind id" of all agents whose flag is set. */
const flagged = (world: World, flag: 'won' | 'claimed'): string[] =>
  Object.values(world.kinds)
    .flatMap((kind) =>
      kind.columns.some(({ name }) => name === flag)
        ? [...byId(kind, flag)].filter(([, value]) => value === 1).map(([id]) => `${kind.name} ${id}`)
        : [],
    )
    .sort();

/** What decides in the tick that begins now. */
function precedenceOf(run: Drive, before: World, wishes: readonly Wish[], update: string): Precedence {
  const { key, tick } = run;
  const kinds = [...new Set(wishes.map(({ by }) => by))];
  if (update === 'sequential') {
    const turns = new Map(
      kinds.map((kind) => {
        const { id, count } = before.kinds[kind];
        const order = Uint32Array.from(id, (_, i) => i);
        shuffle(streamKey(key, `order:${kind}`, tick), order, count);
        return [kind, new Map([...order].map((i, turn) => [id[i], turn]))];
      }),
    );
    return ({ by }, claimant) => kinds.indexOf(by) * 2 ** 32 + (turns.get(by)?.get(claimant) ?? NaN);
  }
  return ({ by, of }, claimant, claimed) => {
    const { k0, k1 } = streamKey(key, `claims:${by}`, tick);
    const hash = threefry(k0, k1, claimant, claimed) >>> 0;
    const rivals = wishes.filter((wish) => wish.of === of).map((wish) => wish.by);
    return rivals.length === 1 ? hash : hash - (hash % 2) + rivals.indexOf(by); // the last bit tells two kinds apart
  };
}

/** Run and compare with the plain reference after every tick; returns how many claims were made, and how many held. */
async function compare(model: Model, settings: Settings, ticks: number, seed = 'starling'): Promise<{ made: number; held: number }> {
  const wishes = WISHES[model.name];
  const run = await drive(model, settings, { seed });
  let made = 0;
  let held = 0;
  for (let tick = 1; tick <= ticks; tick++) {
    const precedence = precedenceOf(run.to(tick - 1), run.world(), wishes, String(settings.update));
    const world = run.to(tick).world();
    const expected = plainly(world, wishes, precedence);
    expect(flagged(world, 'claimed'), `claimed at tick ${tick}`).toEqual([...expected.keys()].sort());
    expect(flagged(world, 'won'), `won at tick ${tick}`).toEqual([...new Set(expected.values())].sort());
    expect(new Set(expected.values()).size).toBe(expected.size); // nobody holds two
    held += expected.size;
    for (const { by, wants } of wishes) made += [...world.kinds[by].column(wants)].filter((value) => value > 0).length;
  }
  return { made, held };
}

describe.each(MODES)('%s', (update) => {
  test('each claimed agent goes to the claimant that a plain reference names, and to no other', async () => {
    for (const [model, settings] of [
      [chase, {}],
      [chase, { greedy: true, death: 0.3, hunters: 2_000 }],
      [duels, {}],
    ] as const) {
      const { made, held } = await compare(model, { ...settings, update }, 8);
      expect(held).toBeGreaterThan(500);
      expect(made).toBeGreaterThan(held + 500); // there was contention
    }
  });

  test('small worlds: what is claimed is what is won, eaten once and fed once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          hunters: fc.integer({ min: 0, max: 30 }),
          prey: fc.integer({ min: 0, max: 30 }),
          side: fc.constantFrom(0.7, 2, 3.5, 6),
          greedy: fc.boolean(),
          death: fc.constantFrom(0, 0.3),
          pup: fc.constantFrom(0, 0.9),
          lamb: fc.constantFrom(0, 0.9),
        }),
        fc.string(),
        async (settings, seed) => {
          await compare(chase, { ...settings, update }, 6, seed);
          const run = await drive(chase, { ...settings, update }, { seed });
          let { kinds } = run.to(0).world();
          for (let tick = 1; tick <= 8; tick++) {
            const eaten = new Set([...byId(kinds.prey, 'claimed')].filter(([, flag]) => flag === 1).map(([id]) => id));
            const won = byId(kinds.hunter, 'won');
            const meals = byId(kinds.hunter, 'meals');
            expect([...won.values()].filter(Boolean).length).toBe(eaten.size);
            const world = run.to(tick).world();
            expect([...world.kinds.prey.id].filter((id) => eaten.has(id))).toEqual([]);
            for (const [id, now] of byId(world.kinds.hunter, 'meals')) expect(now).toBe((meals.get(id) ?? 0) + (won.get(id) ?? 0));
            expect(world.globals.fed).toBe(world.globals.held);
            kinds = world.kinds;
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('newborns hold nothing and nobody holds them', async () => {
    const run = await drive(chase, { update, pup: 1, lamb: 0.9, hunters: 1_500 });
    let newborn = 0;
    for (let tick = 1; tick <= 6; tick++) {
      const next = [0, 1].map((k) => run.to(tick - 1).arena.header.nextId(k));
      const { hunter, prey } = run.to(tick).world().kinds;
      for (const [k, [kind, flag]] of (
        [
          [hunter, 'won'],
          [prey, 'claimed'],
        ] as const
      ).entries()) {
        const born = [...byId(kind, flag)].filter(([id]) => id >= next[k]);
        newborn += born.length;
        // in place newborns are there at once, and may be claimed
        if (flag === 'won' || update === 'synchronous') expect(born.every(([, value]) => value === 0)).toBe(true);
      }
    }
    expect(newborn).toBeGreaterThan(500);
  });

  test('thousands that claim one: exactly one has it, the same for any number of workers', async () => {
    const settings: Settings = { update, duellists: 0, pilgrims: 5_000, shrines: 1, side: 0.5 };
    const run = await drive(duels, settings);
    const winners: string[] = [];
    for (let tick = 1; tick <= 6; tick++) {
      const world = run.to(tick).world();
      expect(flagged(world, 'claimed')).toEqual(['shrine 0']);
      expect(flagged(world, 'won')).toHaveLength(1);
      winners.push(...flagged(world, 'won'));
    }
    expect(new Set(winners).size).toBeGreaterThan(1); // it is not always the same one
    for (const workers of [2, 3, 8]) {
      expect(
        await running(duels, settings, { workers }, async (engine) => {
          await engine.advance(6);
          return stateHash(engine.arena);
        }),
      ).toBe(run.hash());
    }
  });

  test('no claimant is favoured', async () => {
    const pilgrims = 20;
    const ticks = 2_000;
    const run = await drive(duels, { update, duellists: 0, pilgrims, shrines: 1, side: 0.5 });
    const wins = new Float64Array(pilgrims);
    for (let tick = 1; tick <= ticks; tick++) wins[Number(flagged(run.to(tick).world(), 'won')[0].split(' ')[1])]++;
    const expected = ticks / pilgrims;
    expect(wins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)).toBeLessThan(43.8); // chi-square, 19 degrees of freedom, 0.1 %
  });

  test('two that claim each other both hold', async () => {
    const run = await drive(duels, { update, duellists: 2, pilgrims: 0, shrines: 0, side: 0.5 });
    for (let tick = 1; tick <= 4; tick++) {
      const world = run.to(tick).world();
      expect(flagged(world, 'won')).toEqual(['duellist 0', 'duellist 1']);
      expect(flagged(world, 'claimed')).toEqual(['duellist 0', 'duellist 1']);
      expect([...world.kinds.duellist.column('wins')]).toEqual([tick - 1, tick - 1]);
    }
  });

  test('a resume knows who held whom', async () => {
    const run = (await drive(chase, { update })).to(3);
    const bytes = run.checkpoint();
    const flags = (world: World): string[][] => [flagged(world, 'won'), flagged(world, 'claimed')];
    const again = await drive(chase, { update });
    restoreCheckpoint(again.arena, bytes);
    expect(flags(again.world())).toEqual(flags(run.world()));
    expect(flags(run.world())[0].length).toBeGreaterThan(50);
    expect(again.to(6).hash()).toBe(run.to(6).hash());
  });
});

test('equal bids go to the lowest id, in whatever chunks, and when a phase is done twice', async () => {
  const count = 1_300;
  const { arena, key } = await drive(duels, { duellists: count, pilgrims: 0, shrines: 10 });
  const data = { claims: [{ by: 'duellist', of: 'shrine', dies: false, fallen: false, rank: 0, rankBits: 0 }] };
  const [clearing, bidding, holding, settling] = [clear, bid, hold, settle].map((kernel) =>
    kernel({ arena, party: 0, parties: 1, seed: key }, data),
  );
  const every = (kernel: Kernel): void => {
    for (let chunk = kernel.chunks() - 1; chunk >= 0; chunk--) kernel.run(chunk);
  };
  const ids = Uint32Array.from({ length: count }, (_, i) => i);
  shuffle(key, ids);
  const target = arena.scratch(targets('duellist', 'shrine'));
  for (let i = 0; i < count; i++) {
    arena.now(0).id[i] = ids[i];
    target[i] = (i % 11) - 1; // some claim nobody
  }
  every(clearing);
  every(bidding);
  arena.scratch('offer:duellist').fill(0xffffffff); // the highest bid there is, all alike
  arena.scratch('bid:shrine').fill(0xffffffff);
  for (const kernel of [holding, holding, settling, settling]) every(kernel);
  const { won } = arena.now(0);
  for (let shrine = 0; shrine < 10; shrine++) {
    const claimants = [...ids].filter((_, i) => target[i] === shrine);
    expect([...ids].filter((_, i) => target[i] === shrine && won[i] === 1)).toEqual([Math.min(...claimants)]);
  }
  expect([...won.subarray(0, count)].filter(Boolean)).toHaveLength(10);
  expect([...arena.now(2).claimed.subarray(0, 10)]).toEqual(Array(10).fill(1));
});

test('two kinds that claim one never bid alike, whatever the hash', () => {
  const { program } = assemble(duels, checkParams(duels.params, {}), 1);
  const phase = program.tick.find(({ kernel }) => kernel.export === 'bid');
  const ranks = (phase?.data as { claims: { by: string; of: string; rank: number; rankBits: number }[] } | undefined)?.claims.map(
    ({ by, of, rank, rankBits }) => [by, of, rank, rankBits],
  );
  expect(ranks).toEqual([
    ['duellist', 'duellist', 0, 0],
    ['duellist', 'shrine', 0, 1],
    ['pilgrim', 'shrine', 1, 1],
  ]);
  const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(word, word, word, word, (k0, k1, claimant, claimed) => {
      const [first, second] = [0, 1].map((rank) => bidOf(k0, k1, claimant, claimed, rank, 1));
      expect(second).toBe(first + 1);
      expect(Math.floor(first / 2)).toBe(Math.floor(bidOf(k0, k1, claimant, claimed, 0, 0) / 2));
    }),
  );
});

/** One claim of one agent on each of two kinds, each of which may have died in the tick. */
const mortals = (update: string, selfDies: boolean, otherDies: boolean, rivals = 1): Model =>
  defineModel({
    name: 'mortals',
    description: 'claims of the dead and on the dead',
    params: {},
    update: update as 'synchronous' | 'sequential',
    space: torus({ width: 4, height: 4, radius: 2 }),
    kinds: {
      claimant: {
        count: rivals,
        columns: { x: 'f64', y: 'f64' },
        rule: selfDies
          ? (self, neighbours) => {
              for (const other of neighbours.prize) other.claim();
              if (self.id === 0) self.die();
            }
          : (_self, neighbours) => {
              for (const other of neighbours.prize) other.claim();
            },
      },
      prize: {
        count: 1,
        columns: { x: 'f64', y: 'f64' },
        rule: otherDies
          ? (self) => {
              self.die();
            }
          : (self) => {
              self.x = 0;
            },
      },
    },
  });

test.each(MODES)("a claim on the dead is void, and a claim of the dead stands in nobody's way: %s", async (update) => {
  const after = async (...given: [boolean, boolean, number?]): Promise<string[][]> => {
    const world = (await drive(mortals(update, ...given))).to(1).world();
    return [flagged(world, 'won'), flagged(world, 'claimed')];
  };
  expect(await after(false, false)).toEqual([['claimant 0'], ['prize 0']]);
  expect(await after(false, true)).toEqual([[], []]);
  expect(await after(true, false)).toEqual([[], []]);
  expect(await after(true, false, 2)).toEqual([['claimant 1'], ['prize 0']]);
});

test('the last call of a tick counts, a helper may make it, and only kinds that need them have the columns of claims', async () => {
  const take = (other: { claim(): void }): void => {
    other.claim();
  };
  const model = defineModel({
    name: 'second thoughts',
    description: 'claims on two kinds',
    params: { first: { default: true, description: 'whether bread comes last' } },
    space: torus({ width: 4, height: 4, radius: 2 }),
    kinds: {
      eater: {
        count: 1,
        columns: { x: 'f64', y: 'f64' },
        rule: rule(
          (_self, neighbours, _random, params) => {
            for (const bread of neighbours.bread) take(bread);
            for (const cake of neighbours.cake) take(cake);
            if (params.first) for (const bread of neighbours.bread) bread.claim();
          },
          { uses: { take } },
        ),
      },
      bread: { count: 1, columns: { x: 'f64', y: 'f64' } },
      cake: { count: 1, columns: { x: 'f64', y: 'f64' } },
      stone: { count: 1, columns: { x: 'f64', y: 'f64' } },
    },
  });
  for (const [first, held] of [
    [true, 'bread 0'],
    [false, 'cake 0'],
  ] as const) {
    const world = (await drive(model, { first })).to(1).world();
    expect([flagged(world, 'won'), flagged(world, 'claimed')]).toEqual([['eater 0'], [held]]);
  }
  const columns = assemble(model, checkParams(model.params, {}), 1).program.spec.kinds.map((kind) =>
    kind.columns.map(({ name }) => name).slice(2),
  );
  expect(columns).toEqual([['won'], ['claimed'], ['claimed'], []]);
});

const place = { x: 'f64', y: 'f64', energy: 'f64' } as const;
const claiming = (text: string): unknown => {
  const act = new Function(`return (self, neighbours, random, params, world) => {\n${text}\n}`)() as () => void;
  const model = defineModel({
    name: 'pack',
    description: '',
    params: {},
    space: torus({ width: 4, height: 4, radius: 1 }),
    kinds: { wolf: { count: 1, columns: place, rule: act }, sheep: { count: 1, columns: place } },
  });
  return assemble(model, {}, 1);
};

test.each([
  [
    'self.claim();',
    /a claim outside a loop over neighbours in the rule of kind wolf \(line 2, column 1\): .*other\.claim\(\) inside for \(const other of neighbours\)/,
  ],
  ['neighbours.claim();', /a claim outside a loop over neighbours/],
  ['neighbours.sheep.claim();', /a claim outside a loop over neighbours/],
  [
    'for (const sheep of neighbours.sheep) self.energy += sheep.energy;\nsheep.claim();',
    /"sheep" is not known inside the rule of kind wolf \(line 3/,
  ],
  ['for (const sheep of neighbours.sheep) sheep.claim(3);', /`claim` with arguments.*takes none/],
  ['for (const sheep of neighbours.sheep) self.energy = sheep.claim();', /returns nothing, used as a value|`claim\(\)`/],
  ['for (const sheep of neighbours.sheep) self.energy = sheep.claim;', /call it: other\.claim\(\)/],
  ['self.won = 1; for (const sheep of neighbours.sheep) sheep.claim();', /an assignment to self\.won.*the engine decides/],
  ['for (const sheep of neighbours.sheep) { sheep.claim(); world.birth({ won: 1 }); }', /a newborn with "won".*newborns have none/],
  ['if (self.won) self.die();', /"won", although agents of kind wolf claim nobody,.*let the rule of kind wolf call other\.claim\(\)/],
  ['if (self.claimed) self.die();', /"claimed", although nobody claims agents of kind wolf,.*for \(const other of neighbours\.wolf\)/],
  ['for (const sheep of neighbours.sheep) self.energy += sheep.claimed;', /"claimed", although nobody claims agents of kind sheep,/],
  [
    'for (const sheep of neighbours.sheep) { sheep.claim(); self.energy += sheep.claimedd; }',
    /sheep has no "claimedd".*did you mean "claimed"/,
  ],
  ['self.enrgy = 1;', /wolf has no "enrgy".*Known: x, y, energy, id, index, die\(\)/],
])('refused with advice: %s', (text, message) => {
  expect(() => claiming(text)).toThrow(expect.objectContaining({ code: 'E_RULE', message: expect.stringMatching(message) }));
});

test.each(['won', 'claimed', 'claim'])('no column can be called "%s"', (name) => {
  const model = defineModel({ name: 'pack', description: '', params: {}, kinds: { wolf: { count: 1, columns: { [name]: 'u8' } } } });
  expect(() => assemble(model, {}, 1)).toThrow(
    expect.objectContaining({ code: 'E_MODEL', message: expect.stringContaining('has a meaning of its own in rules') }),
  );
});
