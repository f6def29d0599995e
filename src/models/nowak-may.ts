// The spatial prisoner's dilemma of Nowak & May. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Player = Agent<{ cooperates: 'i32'; payoff: 'f64' }>;

interface NowakMayParams {
  readonly width: number;
  readonly height: number;
  readonly temptation: number;
  readonly share: number;
  readonly self: boolean;
  readonly start: string;
}

/**
 * In even ticks all play with their neighbours, and with themselves if so wished: a cooperator earns 1 from each that cooperates, a
 * defector b. In odd ticks all do as the best of the neighbourhood did, themselves included: two ticks are one generation.
 * Where several earned the same, one keeps one's own way, else that of the first met.
 * Source: Nowak & May, Nature 359:826 (1992), doi:10.1038/359826a0
 */
export function play(self: Player, neighbours: Neighbours<Player>, _random: Random, params: NowakMayParams, world: RuleWorld): void {
  let friends = params.self ? self.cooperates : 0;
  let best = self.payoff;
  let way = self.cooperates;
  for (const other of neighbours) {
    friends += other.cooperates;
    if (other.payoff > best) {
      best = other.payoff;
      way = other.cooperates;
    }
  }
  if (world.tick % 2 === 0) self.payoff = self.cooperates === 1 ? friends : params.temptation * friends;
  else self.cooperates = way;
}

/** A cooperator with the probability `share`; or all, but for one defector in the middle. */
export function begin(self: Player, random: Random, params: NowakMayParams): void {
  if (params.start === 'one') self.cooperates = self.x === Math.floor(params.width / 2) && self.y === Math.floor(params.height / 2) ? 0 : 1;
  else self.cooperates = random.uniform() < params.share ? 1 : 0;
}

/** Share of those who cooperate. */
export function cooperation({ kinds: { player } }: World): number {
  const cooperates = player.column('cooperates');
  let sum = 0;
  for (let i = 0; i < cooperates.length; i++) sum += cooperates[i];
  return sum / cooperates.length;
}

/** Update mode: synchronous, as in the paper, in two ticks a generation; updated one by one, cooperation dies sooner (Huberman & Glance 1993). */
export const nowakMay = defineModel({
  name: 'nowak-may',
  description: "The spatial prisoner's dilemma: cooperators hold out in clusters, at 12 ln 2 − 8 = 0.318 for 1.8 < b < 2",
  source: 'Nowak & May, Nature 359:826 (1992). doi:10.1038/359826a0',
  params: {
    width: { default: 200, min: 3, max: 32_768, integer: true, unit: 'cells', description: 'columns of the torus' },
    height: { default: 200, min: 3, max: 32_768, integer: true, unit: 'cells', description: 'rows of the torus' },
    temptation: { default: 1.85, min: 0, max: 100, description: 'what a defector earns from a cooperator, b' },
    share: { default: 0.9, min: 0, max: 1, description: 'probability of a cooperator at the start' },
    self: { default: true, description: 'whether players meet themselves too' },
    start: { default: 'random', choices: ['random', 'one'], description: 'at random, or one defector among cooperators' },
  },
  space: ({ width, height }) => grid({ width, height }),
  kinds: { player: { on: 'cells', columns: { cooperates: 'i32', payoff: 'f64' }, init: begin, rule: rule(play) } },
  metrics: { cooperation },
});
