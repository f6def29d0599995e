// Ants that choose between two arms of a bridge. Imports the model's declaration, rules.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { defineModel, type Agent, type Random } from './model.ts';

type Bridge = Agent<{ a: 'f64'; b: 'f64' }>;

interface BridgeParams {
  readonly steepness: number;
  readonly threshold: number;
  readonly evaporation: number;
  readonly shorter: number;
}

/**
 * One ant crosses: by arm A with chance (k + A)^n / ((k + A)^n + (k + B)^n), and marks the arm that it took.
 * Source: Deneubourg, Aron, Goss & Pasteels, J. Insect Behavior 3:159 (1990), eq. 1. doi:10.1007/BF01417909
 */
function cross(self: Bridge, _neighbours: unknown, random: Random, params: BridgeParams): void {
  const a = (params.threshold + self.a) ** params.steepness;
  const b = (params.threshold + self.b) ** params.steepness;
  const byA = random.uniform() * (a + b) < a;
  self.a = (1 - params.evaporation) * self.a + (byA ? params.shorter : 0);
  self.b = (1 - params.evaporation) * self.b + (byA ? 0 : 1);
}

/** Mean over all bridges of the share of the marks that is on the arm with more; null before any ant has crossed. */
export function winnerShare({ kinds: { bridge } }: World): number | null {
  const [a, b] = [bridge.column('a'), bridge.column('b')];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.max(a[i], b[i]) / (a[i] + b[i]) / a.length;
  return sum > 0 ? sum : null;
}

/** Share of bridges where more of the marks are on arm A; null without bridges. */
export function wonByA({ kinds: { bridge } }: World): number | null {
  const [a, b] = [bridge.column('a'), bridge.column('b')];
  let won = 0;
  for (let i = 0; i < a.length; i++) won += a[i] > b[i] ? 1 : 0;
  return a.length === 0 ? null : won / a.length;
}

/**
 * Update mode: ants cross one after another, a tick each, as each must see the marks of all before it; the agents are bridges, each an
 * experiment of its own, so that one run gives the distribution of outcomes. Synchronous, as bridges do not meet. With n = 2 and
 * k = 20 most ants of most experiments come to take one arm, either as often.
 */
export const doubleBridge = defineModel({
  name: 'double-bridge',
  description: 'ants that follow the marks of others over a bridge of two arms: most come to take one',
  source:
    'Deneubourg, Aron, Goss & Pasteels, J. Insect Behavior 3:159 (1990). doi:10.1007/BF01417909; Goss, Aron, Deneubourg & Pasteels, Naturwissenschaften 76:579 (1989). doi:10.1007/BF00462870',
  params: {
    count: { default: 1_000, min: 1, max: 1e8, integer: true, unit: 'bridges', description: 'experiments, each with ants of its own' },
    steepness: { default: 2, min: 0, max: 100, description: 'n: how sharply ants tell more marks from fewer' },
    threshold: { default: 20, min: 1e-9, max: 1e9, unit: 'marks', description: 'k: marks below which an arm is as good as unmarked' },
    evaporation: { default: 0, min: 0, max: 1, unit: 'per ant', description: 'share of the marks lost before the next ant' },
    shorter: {
      default: 1,
      min: 0,
      max: 1e3,
      unit: 'marks',
      description: 'marks that a crossing leaves on arm A, when on arm B 1; more where A is shorter',
    },
  },
  kinds: { bridge: { count: ({ count }) => count, columns: { a: 'f64', b: 'f64' }, rule: rule(cross) } },
  metrics: { winnerShare, wonByA },
});
