// Schelling's segregation. Imports the model's declaration, rules, spaces.

import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import type { World } from '../engine/world.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Household = Agent<{ x: 'f64'; y: 'f64'; group: 'i32'; happy: 'i32' }>;

interface SchellingParams {
  readonly happy: number;
}

/**
 * Stay where at least so many of one's own group are near, else move to an empty cell drawn at random.
 * Source: Schelling, J. Math. Sociol. 1:143 (1971), doi:10.1080/0022250X.1971.9989794, in the form of the comparison of agent-based frameworks: a
 * number of neighbours, not a share, and any empty cell, not the nearest one that pleases.
 */
export function settle(self: Household, neighbours: Neighbours<Household>, _random: Random, params: SchellingParams): void {
  let same = 0;
  for (const other of neighbours) if (other.group === self.group) same++;
  self.happy = same >= params.happy ? 1 : 0;
  if (same < params.happy) self.moveToEmpty();
}

/** Share of households that were happy when they last looked, 0 to 1. */
export function happyShare({ kinds: { household } }: World): number | null {
  if (household.count === 0) return null;
  let happy = 0;
  for (const each of household.column('happy')) happy += each;
  return happy / household.count;
}

/** Update mode: sequential, as in the comparison: who moves does so at once. The synchronous variant settles all moves of a tick together. */
export const schelling = defineModel({
  name: 'schelling',
  description: "Schelling's segregation: mild wishes for neighbours of one's own kind divide a town",
  source: 'Schelling, J. Math. Sociol. 1:143 (1971). doi:10.1080/0022250X.1971.9989794',
  params: {
    width: { default: 100, min: 1, max: 30_000, integer: true, unit: 'cells', description: 'width of the town' },
    height: { default: 100, min: 1, max: 30_000, integer: true, unit: 'cells', description: 'height of the town' },
    count: { default: 8_000, min: 0, max: 1e8, integer: true, unit: 'households', description: 'households, half of them of either group' },
    radius: { default: 2, min: 1, max: 100, integer: true, unit: 'cells', description: 'reach of the square neighbourhood' },
    happy: {
      default: 8,
      min: 0,
      integer: true,
      unit: 'neighbours',
      description: 'neighbours of the own group that a household wants at least',
    },
    periodic: { default: false, description: 'whether the town wraps round' },
    update: { default: 'sequential', choices: ['sequential', 'synchronous'], description: 'update mode' },
  },
  update: ({ update }) => update as 'sequential' | 'synchronous',
  space: ({ width, height, radius, periodic }) => grid({ width, height, radius, periodic, capacity: 1 }),
  kinds: {
    household: {
      count: ({ count }) => count,
      columns: { x: 'f64', y: 'f64', group: 'i32', happy: 'i32' },
      init: (self) => {
        self.group = self.id % 2;
      },
      rule: rule(settle),
    },
  },
  metrics: { happyShare },
});
