// Sugarscape: people who live off what grows on two mountains. Imports the model's declaration, rules, spaces, emergence, errors.

import { gini as giniOf, lorenzShares } from '../emergence/structure/inequality.ts';
import { LabError } from '../errors.ts';
import type { Measured, World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

/** `grown`: sugar that grew in the last tick */
type Site = Agent<{ grown: 'i32'; capacity: 'i32' }>;

/** `span`: the age that it does not outlive, in ticks; `eaten`: sugar collected in the last tick; `deaths`: how often it was replaced */
type Person = Agent<{
  x: 'f64';
  y: 'f64';
  metabolism: 'i32';
  vision: 'i32';
  sugar: 'i32';
  age: 'i32';
  span: 'i32';
  eaten: 'i32';
  deaths: 'i32';
}>;

interface SugarscapeParams {
  readonly side: number;
  readonly growth: number;
  readonly vision: number;
  readonly metabolism: number;
  readonly poorest: number;
  readonly richest: number;
  readonly shortest: number;
  readonly longest: number;
  readonly replacement: boolean;
  readonly update: string;
}

/**
 * Rule G: sugar grows back by α up to the capacity of the cell. Where people act all at once, what stands in the cell eats it bare first.
 * Source: Epstein & Axtell, Growing Artificial Societies, ch. II (1996)
 */
export function growBack(self: Site, _neighbours: Neighbours<Site>, _random: Random, params: SugarscapeParams, world: RuleWorld): void {
  const { sugar } = world.fields;
  const bare = params.update === 'synchronous' && world.occupied(self.x, self.y);
  const grown = Math.min(params.growth, self.capacity - (bare ? 0 : sugar.at(self.x, self.y)));
  self.grown = grown;
  sugar.deposit(grown, self.x, self.y);
}

/**
 * Rule M: look along the four axes as far as vision reaches; go to the nearest of the free cells with the most sugar, the own one included,
 * of equally near ones to any; collect what is there; metabolise. Who has no sugar left dies, and so does, under rule R, who is older than its span;
 * under R a newborn takes its place, anywhere that is free.
 * Source: Epstein & Axtell, Growing Artificial Societies, ch. II (1996); staying where no other cell is better, and ages, as in Li & Wilensky,
 * NetLogo Sugarscape 3 Wealth Distribution (2009)
 */
export function gather(self: Person, _neighbours: Neighbours<Person>, random: Random, params: SugarscapeParams, world: RuleWorld): void {
  const { sugar } = world.fields;
  const inTurn = params.update === 'sequential';
  let best = inTurn ? sugar.here : 0; // all at once: what is here is collected now, and the cell is bare
  let goalX = self.x;
  let goalY = self.y;
  let reach = 0;
  let alike = 1;
  for (let ahead = 1; ahead <= self.vision; ahead++) {
    for (let side = 0; side < 4; side++) {
      const x = self.x + (side === 0 ? ahead : side === 1 ? -ahead : 0);
      const y = self.y + (side === 2 ? ahead : side === 3 ? -ahead : 0);
      const there = sugar.at(x, y);
      const draw = random.uniform();
      if (!world.occupied(x, y) && (there > best || (there === best && ahead === reach))) {
        alike = there > best ? 1 : alike + 1;
        if (draw * alike < 1) {
          goalX = x;
          goalY = y;
        }
        best = there;
        reach = ahead;
      }
    }
  }
  const eaten = inTurn ? best : sugar.here;
  sugar.deposit(-eaten, inTurn ? goalX : self.x, inTurn ? goalY : self.y);
  const left = self.sugar + eaten - self.metabolism;
  self.eaten = eaten;
  self.age += 1;
  if (left > 0 && !(params.replacement && self.age > self.span)) {
    self.sugar = left;
    self.move(goalX, goalY);
  } else if (params.replacement) {
    self.deaths += 1;
    self.age = 0;
    arrive(self, random, params);
    self.moveToEmpty();
  } else self.die();
}

/** Someone new: endowment, metabolism, vision and span are drawn, whole numbers all alike likely. */
export function arrive(self: Person, random: Random, params: SugarscapeParams): void {
  self.sugar = params.poorest + random.integer(params.richest - params.poorest + 1);
  self.metabolism = 1 + random.integer(params.metabolism);
  self.vision = 1 + random.integer(params.vision);
  self.span = params.shortest + random.integer(params.longest - params.shortest + 1);
}

/** Gini coefficient of the sugar that people have. */
export const gini = ({ kinds: { person } }: World): Measured => giniOf(person.column('sugar'));

/** Share of all people's sugar that the poorer half has. */
export function poorerHalf({ kinds: { person } }: World): number | null {
  return lorenzShares(person.column('sugar'), { shares: [0.5] }).value?.[0] ?? null;
}

/** People alive. */
export const people = ({ kinds: { person } }: World): number => person.count;

/** Mean sugar of a person. */
export function meanSugar({ kinds: { person } }: World): number | null {
  if (person.count === 0) return null;
  let sum = 0;
  for (const each of person.column('sugar')) sum += each;
  return sum / person.count;
}

/** @throws LabError E_PARAM when a range ends before it begins */
function ordered(low: string, least: number, high: string, greatest: number): void {
  if (least > greatest) throw new LabError('E_PARAM', `${low} is ${least}, above ${high}, ${greatest}. Set ${high} to ${least} at least.`);
}

/**
 * Update mode: sequential, as in the book: first all cells grow, then people act in a fresh random order. All at once, two may want one cell: the
 * lower hash has it, the other stays on a cell that it has eaten bare, so that fewer live; who collects does so in the tick after it has
 * come. Sugar is counted in whole numbers, so that what grows, is collected and is eaten adds up exactly. A newborn takes the
 * memory and the id of the one that it replaces.
 *
 * The two mountains hold at most 4 near either peak and less in rings around it, within 6, 11, 17 and 23.5 cells on a side of 50; they do not go
 * round the torus. The map of NetLogo's Sugarscape differs in 219 of 2,500 cells, by 1 each, and holds 4,622 where this one holds 4,615.
 *
 * What came out, 8 runs of each: without rule R 225 (standard error 3) of 400 people are left after 500 ticks, where the book has 224; all at
 * once it is 178 (6). Under rule R with 250 people the Gini coefficient grows from 0.233 to 0.51 after 100 ticks, when the first generation is at its oldest, and
 * settles at 0.47; the book has 0.230 and 0.503. All at once it settles at 0.44.
 */
export const sugarscape = defineModel({
  name: 'sugarscape',
  description: 'Sugarscape: a few rules of gathering and dying make the rich few and the poor many',
  source: 'Epstein & Axtell, Growing Artificial Societies, ch. II. Brookings Institution Press (1996)',
  params: {
    side: { default: 50, min: 1, max: 10_000, integer: true, unit: 'cells', description: 'side of the torus' },
    count: { default: 250, min: 0, max: 1e8, integer: true, unit: 'people', description: 'people at tick 0, one to a cell' },
    growth: { default: 1, min: 0, max: 4, integer: true, unit: 'sugar per tick', description: 'what grows back in a cell, α' },
    vision: { default: 6, min: 1, max: 1_000, integer: true, unit: 'cells', description: 'the farthest sight; drawn from 1 to this' },
    metabolism: {
      default: 4,
      min: 1,
      max: 1_000,
      integer: true,
      unit: 'sugar per tick',
      description: 'the greatest need; drawn from 1 to this',
    },
    poorest: { default: 5, min: 1, max: 1e6, integer: true, unit: 'sugar', description: 'the least endowment' },
    richest: { default: 25, min: 1, max: 1e6, integer: true, unit: 'sugar', description: 'the greatest endowment, not below the least' },
    replacement: { default: true, description: 'rule R: people grow old, and who dies is replaced; else they only starve' },
    shortest: { default: 60, min: 0, max: 1e6, integer: true, unit: 'ticks', description: 'the shortest span of life' },
    longest: { default: 100, min: 0, max: 1e6, integer: true, unit: 'ticks', description: 'the longest one, not below the shortest' },
    update: { default: 'sequential', choices: ['sequential', 'synchronous'], description: 'update mode' },
  },
  update: ({ update }) => update as 'sequential' | 'synchronous',
  space: ({ side }) => grid({ width: side, height: side, neighbourhood: 'von-neumann', radius: 1, capacity: 1 }),
  kinds: {
    site: {
      on: 'cells',
      columns: { grown: 'i32', capacity: 'i32' },
      init: (self, _random, _params, world) => {
        self.capacity = world.fields.sugar.at(self.x, self.y);
      },
      rule: rule(growBack),
    },
    person: {
      count: ({ side, count, poorest, richest, shortest, longest }) => {
        if (count > side * side)
          throw new LabError('E_PARAM', `${count} people have no room on ${side * side} cells. Set count to ${side * side} at most.`);
        ordered('poorest', poorest, 'richest', richest);
        ordered('shortest', shortest, 'longest', longest);
        return count;
      },
      columns: {
        x: 'f64',
        y: 'f64',
        metabolism: 'i32',
        vision: 'i32',
        sugar: 'i32',
        age: 'i32',
        span: 'i32',
        eaten: 'i32',
        deaths: 'i32',
      },
      init: rule(arrive),
      rule: rule(gather, { uses: { arrive } }),
    },
  },
  fields: {
    sugar: {
      size: ({ side }) => [side, side],
      initial: (x, y, _random, params) => {
        const scale = 50 / params.side;
        const away = Math.min(Math.hypot(x * scale - 39, y * scale - 11), Math.hypot(x * scale - 15, y * scale - 35));
        return away <= 6 ? 4 : away <= 11 ? 3 : away <= 17 ? 2 : away <= 23.5 ? 1 : 0;
      },
    },
  },
  metrics: { gini, poorerHalf, meanSugar, people },
});
