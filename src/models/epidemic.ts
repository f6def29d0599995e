// An epidemic among people who all meet each other. Imports the model's declaration, rules.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { defineModel, type Agent, type Random, type RuleWorld } from './model.ts';

/** state 0: susceptible, 1: infected, 2: recovered; `cases`: times infected after tick 0 */
type Person = Agent<{ state: 'u8'; cases: 'u32' }>;

interface EpidemicParams {
  readonly count: number;
  readonly infected: number;
  readonly transmission: number;
  readonly recovery: number;
  readonly immunity: boolean;
  readonly step: number;
}

/**
 * In a tick of h days a susceptible falls ill with chance 1 - e^{-β h I / N}, an infected recovers with chance 1 - e^{-γ h}: those of the
 * process in continuous time while I stays as it is. Recovered are immune (SIR) or susceptible again (SIS).
 * Source: Kermack & McKendrick, Proc. R. Soc. Lond. A 115:700 (1927), as the chain of Bailey, The Mathematical Theory of Infectious Diseases
 * (1975). doi:10.1098/rspa.1927.0118
 */
function meet(self: Person, _neighbours: unknown, random: Random, params: EpidemicParams, world: RuleWorld): void {
  const pressure = (params.transmission * params.step * world.infected) / params.count;
  const chance = 1 - Math.exp(-(self.state === 1 ? params.recovery * params.step : pressure));
  const change = self.state < 2 && random.uniform() < chance;
  const healed = params.immunity ? 2 : 0;
  if (change) self.cases += self.state === 0 ? 1 : 0;
  self.state = change ? (self.state === 0 ? 1 : healed) : self.state;
}

/** Share of people in a state; null without people. */
function share(state: number): (world: World) => number | null {
  return ({ kinds: { person } }) => {
    let n = 0;
    for (const each of person.column('state')) if (each === state) n++;
    return person.count === 0 ? null : n / person.count;
  };
}

export const susceptible = share(0);
export const infected = share(1);
export const recovered = share(2);

/**
 * Update mode: synchronous: all feel the pressure of the infected of the tick before. R0 = β h / (1 - e^{-γ h}), which is β / γ for short
 * steps: a share z = 1 - e^{-R0 z} is infected of large populations (SIR), or 1 - 1 / R0 stays so (SIS); from one case an outbreak
 * dies out early with chance 1 / R0. `sir` of the library is the same by differential equations.
 */
export const epidemic = defineModel({
  name: 'epidemic',
  description: 'people who infect each other and recover, immune (SIR) or not (SIS)',
  source: 'Kermack & McKendrick, Proc. R. Soc. Lond. A 115:700 (1927). doi:10.1098/rspa.1927.0118',
  params: {
    count: { default: 10_000, min: 1, max: 1e8, integer: true, unit: 'people', description: 'number of people N' },
    infected: { default: 50, min: 0, max: 1e8, integer: true, unit: 'people', description: 'infected at tick 0: the first by their id' },
    transmission: { default: 0.4, min: 0, max: 1e4, unit: 'per day', description: 'β: infections by one infected among susceptibles' },
    recovery: { default: 0.2, min: 0, max: 1e4, unit: 'per day', description: 'γ: an infection lasts 1 / γ on average' },
    immunity: { default: true, description: 'whether the recovered are immune: SIR, else SIS' },
    step: { default: 0.1, min: 1e-6, max: 100, unit: 'days', description: 'length h of a tick' },
  },
  kinds: {
    person: {
      count: ({ count }) => count,
      columns: { state: 'u8', cases: 'u32' },
      init: (self, _random, params) => {
        self.state = self.id < params.infected ? 1 : 0;
      },
      rule: rule(meet),
    },
  },
  globals: { infected: { over: 'person', reduce: 'sum', of: (self) => (self.state === 1 ? 1 : 0) } },
  metrics: { susceptible, infected, recovered },
});
