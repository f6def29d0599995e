// Segregation as NetLogo's model library has it. Imports the model's declaration, rules, spaces, emergence.

import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import type { World } from '../engine/world.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Turtle = Agent<{ x: 'f64'; y: 'f64'; group: 'i32'; similar: 'i32'; near: 'i32'; unhappy: 'i32' }>;

interface SegregationParams {
  readonly wanted: number;
}

/**
 * Count neighbours and those of one's own group among the eight cells around; move to an empty cell drawn at random where fewer than the wanted
 * share are alike. Who has no neighbours is happy.
 * Source: Wilensky, NetLogo Segregation model (1997), after Schelling (1971), doi:10.1080/0022250X.1971.9989794. NetLogo's agents walk in random
 * directions until they meet an empty cell; here they are there at once.
 */
export function seek(self: Turtle, neighbours: Neighbours<Turtle>, _random: Random, params: SegregationParams): void {
  let similar = 0;
  let near = 0;
  for (const other of neighbours) {
    near++;
    if (other.group === self.group) similar++;
  }
  self.similar = similar;
  self.near = near;
  self.unhappy = similar * 100 < params.wanted * near ? 1 : 0;
  if (similar * 100 < params.wanted * near) self.moveToEmpty();
}

/** Neighbours that are alike of all neighbours, in percent, summed over agents before they are divided, as NetLogo does; as the last tick began. */
export function similarShare({ kinds: { turtle }, tick }: World): number | null {
  if (tick === 0) return null;
  let similar = 0;
  let near = 0;
  const [alike, all] = [turtle.column('similar'), turtle.column('near')];
  for (let i = 0; i < turtle.count; i++) {
    similar += alike[i];
    near += all[i];
  }
  return near === 0 ? null : (100 * similar) / near;
}

/** Agents that want to move, in percent; as the last tick began. */
export function unhappyShare({ kinds: { turtle }, tick }: World): number | null {
  if (tick === 0 || turtle.count === 0) return null;
  let unhappy = 0;
  for (const each of turtle.column('unhappy')) unhappy += each;
  return (100 * unhappy) / turtle.count;
}

/** Update mode: synchronous: as in NetLogo all look before the first one moves. */
export const segregation = defineModel({
  name: 'segregation',
  description: "NetLogo's Segregation: agents that want a share of like neighbours sort themselves into far purer ones",
  source: 'Wilensky, NetLogo Segregation model (1997); Schelling, J. Math. Sociol. 1:143 (1971). doi:10.1080/0022250X.1971.9989794',
  params: {
    side: { default: 51, min: 1, max: 30_000, integer: true, unit: 'cells', description: 'side of the periodic square' },
    density: { default: 95, min: 0, max: 100, unit: 'percent', description: 'share of the cells that agents are in' },
    wanted: { default: 30, min: 0, max: 100, unit: 'percent', description: 'share of like neighbours that an agent wants at least' },
  },
  space: ({ side }) => grid({ width: side, height: side, capacity: 1 }),
  kinds: {
    turtle: {
      count: ({ side, density }) => Math.round((side * side * density) / 100),
      columns: { x: 'f64', y: 'f64', group: 'i32', similar: 'i32', near: 'i32', unhappy: 'i32' },
      init: (self) => {
        self.group = self.id % 2;
      },
      rule: rule(seek),
    },
  },
  metrics: { similarShare, unhappyShare },
});
