// Reactive, deliberative and BDI agents in one foraging world that changes. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';
import { along, checkRooms, crow, inside, routes, step, type Rooms } from './rooms.ts';

/** `turn`: how often it has appeared; `offered`: what it was worth in all its turns together */
type Item = Agent<{ x: 'f64'; y: 'f64'; worth: 'i32'; turn: 'i32'; offered: 'i32' }>;

type Whole = { readonly type: 'i32'; readonly size: number };

/** `way`: 0 to 3, where it wanders; `score`: worth of all it has gathered; `had`: of each item the turn in which it was gathered, 0: never */
type Forager = Agent<{ x: 'f64'; y: 'f64'; way: 'i32'; score: 'i32'; had: Whole }>;

/** `evading`: ticks for which it still keeps away from a wall */
type Reactive = Agent<{ x: 'f64'; y: 'f64'; evading: 'i32'; way: 'i32'; score: 'i32'; had: Whole }>;

/**
 * `worth`, `atX`, `atY`: beliefs, what each item is worth (0: it is nowhere, or was gathered) and where it is; `goal`: the item that it intends
 * to gather (-1: none), at `goalX`, `goalY`; `thinking`: ticks until its plan is made; `taken`: steps of the plan that it has taken
 */
type Planner = Agent<{
  x: 'f64';
  y: 'f64';
  thinking: 'i32';
  way: 'i32';
  score: 'i32';
  goal: 'i32';
  goalX: 'i32';
  goalY: 'i32';
  taken: 'i32';
  had: Whole;
  worth: Whole;
  atX: Whole;
  atY: Whole;
}>;

interface ArchitecturesParams extends Rooms {
  readonly items: number;
  readonly sight: number;
  readonly lifetime: number;
  readonly change: number;
  readonly planning: number;
  readonly stride: number;
  readonly route: readonly (readonly number[])[];
}

/** Somewhere else, with another worth: 60 to 100, as in Kinny & Georgeff. */
function appear(self: Item, random: Random, params: ArchitecturesParams): void {
  self.x = inside(random, params);
  self.y = inside(random, params);
  const worth = 60 + random.integer(41);
  self.worth = worth;
  self.turn += 1;
  self.offered += worth;
}

/** Items appear one by one and vanish without warning, with the same probability in every tick; the same item then appears elsewhere. */
function vanish(self: Item, _neighbours: Neighbours<Item>, random: Random, params: ArchitecturesParams): void {
  if (random.uniform() < params.change / params.lifetime) appear(self, random, params);
}

/** One step ahead, after a turn in one tick of ten; before a wall a turn. */
function wander(self: Forager, random: Random, params: ArchitecturesParams): void {
  const other = random.integer(4);
  if (random.uniform() < 0.1) self.way = other;
  const free = step(self, self.way, params);
  if (!free) self.way = other;
}

/** One step as the crow flies, along the axis on which it is farther, else along the other one; says whether one was free. */
function approach(self: Forager, toX: number, toY: number, params: ArchitecturesParams): boolean {
  const dx = along(self.x, toX, params.side);
  const dy = along(self.y, toY, params.side);
  const flat = Math.abs(dx) >= Math.abs(dy);
  const across = dx > 0 ? 0 : 1;
  const upright = dy > 0 ? 2 : 3;
  let free = step(self, flat ? across : upright, params);
  if (!free && dx !== 0 && dy !== 0) free = step(self, flat ? upright : across, params);
  return free;
}

/** One step of the shortest way to a cell. */
function follow(self: Planner, toX: number, toY: number, params: ArchitecturesParams): void {
  const { side, route } = params;
  const { x, y } = self;
  let least = route[y * side + x][toY * side + toX];
  for (let way = 0; way < 4; way++) {
    const nextX = (x + (way === 0 ? 1 : way === 1 ? side - 1 : 0)) % side;
    const nextY = (y + (way === 2 ? 1 : way === 3 ? side - 1 : 0)) % side;
    const left = route[nextY * side + nextX][toY * side + toX];
    if (left < least) {
      least = left;
      self.x = nextX;
      self.y = nextY;
    }
  }
}

/**
 * Ordered conditions and actions: on an item, gather it; keeping away from a wall, go on; items in sight, one step towards the one of most worth for
 * its distance as the crow flies, and if walls are in the way, keep away from them for up to `room` ticks; else wander. It knows no ways,
 * remembers no items and makes no plans, so that it never has to stand and think.
 * Source: Brooks, IEEE J. Robotics and Automation 2:14 (1986). doi:10.1109/JRA.1986.1087032
 */
export function react(
  self: Reactive,
  _neighbours: Neighbours<Reactive>,
  random: Random,
  params: ArchitecturesParams,
  world: RuleWorld,
): void {
  let most = 0;
  let toX = 0;
  let toY = 0;
  for (let k = 0; k < params.items; k++) {
    const item = world.agent.item<Item>(k);
    const away = crow(self.x, self.y, item.x, item.y, params.side);
    if (away <= params.sight && self.had[k] !== item.turn) {
      if (away === 0) {
        self.score += item.worth;
        self.had[k] = item.turn;
      } else if (item.worth / away > most) {
        most = item.worth / away;
        toX = item.x;
        toY = item.y;
      }
    }
  }
  const aside = random.integer(4);
  const spell = 1 + random.integer(Math.max(1, params.room));
  if (most > 0 && self.evading === 0) {
    const free = approach(self, toX, toY, params);
    if (!free) {
      self.way = aside;
      self.evading = spell;
    }
  } else {
    wander(self, random, params);
    self.evading = Math.max(0, self.evading - 1);
  }
}

/** What makes a planner think again, beside having come to where it wanted to be. */
interface Commitment {
  /** having taken `stride` steps */
  readonly stepwise: boolean;
  /** believing that the item is no longer there */
  readonly impossible: boolean;
  /** believing that another item is worth more for the way to it */
  readonly better: boolean;
}

/**
 * Beliefs: an item in sight is where it is seen, one that should be in sight and is not is nowhere, all others are where they were seen last. Desires: the
 * items believed in, by their worth for the way to them. Intention: to gather one of them, until what the commitment says; to choose it and to
 * find the way takes `planning` ticks of standing still. Without desires it wanders.
 * Source: Rao & Georgeff, KR-91, 473 (1991); Kinny & Georgeff, IJCAI-91, 82 (1991)
 */
function planner({ stepwise, impossible, better }: Commitment) {
  function pursue(self: Planner, _neighbours: Neighbours<Planner>, random: Random, params: ArchitecturesParams, world: RuleWorld): void {
    const { side, sight, route } = params;
    const here = self.y * side + self.x;
    let most = 0;
    let desire = -1;
    for (let k = 0; k < params.items; k++) {
      const item = world.agent.item<Item>(k);
      const away = crow(self.x, self.y, item.x, item.y, side);
      let worth = self.worth[k];
      if (away <= sight) {
        worth = self.had[k] === item.turn ? 0 : item.worth;
        self.atX[k] = item.x;
        self.atY[k] = item.y;
        if (away === 0 && worth > 0) {
          self.score += worth;
          self.had[k] = item.turn;
          worth = 0;
        }
      } else if (crow(self.x, self.y, self.atX[k], self.atY[k], side) <= sight) worth = 0;
      self.worth[k] = worth;
      const way = route[here][self.atY[k] * side + self.atX[k]];
      if (worth > 0 && worth / way > most) {
        most = worth / way;
        desire = k;
      }
    }
    let thinking = self.thinking;
    if (thinking === 0) {
      const goal = self.goal;
      const arrived = self.x === self.goalX && self.y === self.goalY;
      const gone = goal >= 0 && (self.worth[goal] === 0 || self.atX[goal] !== self.goalX || self.atY[goal] !== self.goalY);
      const now = goal >= 0 ? self.worth[goal] / route[here][self.goalY * side + self.goalX] : 0;
      const tired = stepwise && self.taken >= params.stride;
      if (goal < 0 || arrived || tired || (impossible && gone) || (better && !gone && most > now)) {
        self.goal = desire;
        self.taken = 0;
        if (desire >= 0) {
          self.goalX = self.atX[desire];
          self.goalY = self.atY[desire];
          thinking = params.planning;
        }
      }
    }
    if (thinking > 0) thinking -= 1;
    else if (self.goal >= 0) {
      follow(self, self.goalX, self.goalY, params);
      self.taken += 1;
    } else wander(self, random, params);
    self.thinking = thinking;
  }
  return rule(pursue, { uses: { stepwise, impossible, better, crow, follow, wander } });
}

/** An item in its first turn. */
function lay(self: Item, random: Random, params: ArchitecturesParams): void {
  appear(self, random, params);
}

/** Anywhere, looking anywhere. */
function begin(self: Forager, random: Random, params: ArchitecturesParams): void {
  self.x = inside(random, params);
  self.y = inside(random, params);
  self.way = random.integer(4);
}

/** The same, without beliefs and intentions. */
function beginPlanner(self: Planner, random: Random, params: ArchitecturesParams): void {
  begin(self, random, params);
  self.goal = -1;
}

rule(appear, { uses: { inside } });
rule(wander, { uses: { step } });
rule(approach, { uses: { along, step } });
rule(begin, { uses: { inside } });

/** What an agent of a kind has gathered, on average, as a share of all that was there to be gathered, 0 to 1: ε of Kinny & Georgeff. */
function effectiveness(kind: string): (world: World) => number | null {
  return ({ kinds }) => {
    const sum = (values: Iterable<number>): number => {
      let total = 0;
      for (const each of values) total += each;
      return total;
    };
    const { count } = kinds[kind];
    return count === 0 ? null : sum(kinds[kind].column('score')) / count / sum(kinds.item.column('offered'));
  };
}

const reactive = { x: 'f64', y: 'f64', evading: 'i32', way: 'i32', score: 'i32' } as const;
const intending = {
  x: 'f64',
  y: 'f64',
  goal: 'i32',
  thinking: 'i32',
  way: 'i32',
  score: 'i32',
  goalX: 'i32',
  goalY: 'i32',
  taken: 'i32',
} as const;

/** A kind of planners of a commitment. */
function planners(commitment: Commitment) {
  return {
    count: ({ count }: { readonly count: number }) => count,
    columns: ({ items }: { readonly items: number }) => {
      const each: Whole = { type: 'i32', size: items };
      return { ...intending, had: each, worth: each, atX: each, atY: each };
    },
    init: rule(beginPlanner, { uses: { begin } }),
    rule: planner(commitment),
  };
}

/**
 * Update mode: synchronous. Every agent has the same items to gather, each once in each of its turns: none takes anything from another, so that all are
 * measured in the very same world, each as if alone, as in the paper. `reactive` never thinks; `deliberative` plans anew after every `stride`
 * steps (in the paper's words cautious with 1, normal with 4); `blind` keeps an intention until it has come to the place (bold); `singleMinded` also drops it when
 * it believes the item gone, `openMinded` also when it believes in something better. All sense the same, walls or not, and without cost.
 * Other than in the paper items live for random times without memory, their number is constant, sight has a limit, and walls are those
 * of rooms. Planners that come to be in one place with the same beliefs go on together: worlds are replicates, agents are not.
 *
 * What came out, effectiveness after 3,000 ticks, means of 6 worlds, by planning time and γ. Standard errors of differences in the same world are
 * 0.002 to 0.006 between the commitments, up to 0.02 to `reactive` where γ = 0.5.
 *
 *     planning   γ    reactive  deliberative  blind  singleMinded  openMinded
 *        0      0.5     0.743       0.974     0.975      0.975        0.974
 *        0      8       0.342       0.632     0.595      0.621        0.635
 *        0     32       0.129       0.209     0.156      0.201        0.218
 *        1      0.5     0.743       0.972     0.972      0.974        0.975
 *        1      4       0.474       0.747     0.765      0.775        0.783
 *        1      8       0.342       0.556     0.564      0.590        0.605
 *        1     32       0.129       0.162     0.137      0.175        0.187
 *        4      0.5     0.743       0.956     0.969      0.970        0.971
 *        4      8       0.342       0.377     0.485      0.514        0.506
 *        4     32       0.129       0.078     0.088      0.120        0.108
 *
 * As in the paper effectiveness falls with γ, from nearly 1; with a planning time of 1 the bold lead those who plan on a schedule up to γ = 8 and trail them at 32,
 * the longer planning takes the later; where it takes no time, to think again pays. Commitment hardly matters in a slow world: that the
 * bold lead the open-minded there was not seen. In a fast one to drop what is gone always pays, and to be tempted by something better pays while
 * planning is cheap: with a planning time of 4 it costs. The reactive, who get stuck before walls, are last in a slow world, and first in a
 * fast one where the others think long. Where food is dense and ways are short (20 items on a side of 20, sight 6, a planning time of 2)
 * nobody's temptation pays, and the reactive are first at γ = 32.
 */
export const architectures = defineModel({
  name: 'architectures',
  description: 'Reactive, deliberative and BDI agents forage in one world: which of them does best depends on how fast it changes',
  source:
    'Kinny & Georgeff, Commitment and effectiveness of situated agents, IJCAI-91, 82 (1991); Pollack & Ringuette, Tileworld, AAAI-90, 183 (1990); Rao & Georgeff, KR-91, 473 (1991); Brooks 1986. doi:10.1109/JRA.1986.1087032',
  params: {
    side: { default: 24, min: 2, max: 40, integer: true, unit: 'cells', description: 'side of the torus' },
    room: {
      default: 12,
      min: 0,
      max: 40,
      integer: true,
      unit: 'cells',
      description: 'side of a room with its wall, a divisor of the side of the torus; 0: no walls',
    },
    items: { default: 5, min: 1, max: 1_000, integer: true, unit: 'items', description: 'items of food at any time' },
    count: { default: 10, min: 0, max: 1e6, integer: true, unit: 'agents', description: 'agents of each architecture' },
    sight: { default: 12, min: 0, max: 40, integer: true, unit: 'steps', description: 'how far agents sense items, walls or not' },
    lifetime: { default: 400, min: 1, max: 1e9, unit: 'ticks', description: 'mean life of an item where γ is 1' },
    change: {
      default: 1,
      min: 0,
      max: 1e9,
      description: 'rate of change of the world γ: an item vanishes with probability γ / lifetime in a tick',
    },
    planning: { default: 1, min: 0, max: 1_000, integer: true, unit: 'ticks', description: 'time that it takes to make a plan' },
    stride: { default: 4, min: 1, max: 1_000, integer: true, unit: 'steps', description: 'steps after which the deliberative plan anew' },
    route: {
      table: (world: Rooms): number[][] => routes(world),
      description: 'steps of the shortest way from cell to cell',
    },
  },
  space: ({ side }) => grid({ width: side, height: side, radius: 0 }),
  kinds: {
    item: {
      count: ({ side, room, items }) => {
        checkRooms({ side, room });
        return items;
      },
      columns: { x: 'f64', y: 'f64', worth: 'i32', turn: 'i32', offered: 'i32' },
      init: rule(lay, { uses: { appear } }),
      rule: rule(vanish, { uses: { appear } }),
    },
    reactive: {
      count: ({ count }) => count,
      columns: ({ items }: { readonly items: number }) => ({ ...reactive, had: { type: 'i32', size: items } }) as const,
      init: begin,
      rule: rule(react, { uses: { crow, approach, wander } }),
    },
    deliberative: planners({ stepwise: true, impossible: true, better: false }),
    blind: planners({ stepwise: false, impossible: false, better: false }),
    singleMinded: planners({ stepwise: false, impossible: true, better: false }),
    openMinded: planners({ stepwise: false, impossible: true, better: true }),
  },
  metrics: {
    reactive: effectiveness('reactive'),
    deliberative: effectiveness('deliberative'),
    blind: effectiveness('blind'),
    singleMinded: effectiveness('singleMinded'),
    openMinded: effectiveness('openMinded'),
  },
});
