// The epidemic of Kermack & McKendrick as differential equations: a curve to be fitted, not a world of agents. Imports errors.

import { LabError } from '../errors.ts';

export interface SirOptions {
  /** people in all; nobody is born, dies, comes or goes */
  readonly population: number;
  /** of them infected at the start, above 0; all others are susceptible */
  readonly infected: number;
  /** β: infections per infected person and day while everybody is susceptible, at least 0 */
  readonly transmission: number;
  /** γ: recoveries per infected person and day, at least 0; an infection lasts 1 / γ days on average */
  readonly recovery: number;
  /** length of the epidemic in days, an integer */
  readonly days: number;
  /**
   * Steps of Runge & Kutta a day, an integer, default 10. The error is of fourth order in the step: with both rates up to 2 a day it
   * stays below 10⁻⁴ of the population.
   */
  readonly stepsPerDay?: number;
}

/** People in each state: place n of each array holds time n / stepsPerDay days, from 0 to the last day. */
export interface SirCurves {
  readonly susceptible: Float64Array;
  readonly infected: Float64Array;
  readonly recovered: Float64Array;
}

/**
 * The deterministic SIR epidemic in a closed, well-mixed population,
 * dS/dt = -β S I / N,  dI/dt = β S I / N - γ I,  dR/dt = γ I,
 * by the classical Runge-Kutta method of fourth order with fixed steps: additions and multiplications alone, so that the bits are
 * the same on every machine. R0 = β / γ.
 *
 * @throws LabError E_MODEL for a number out of its range
 * @see Kermack & McKendrick, Proc. R. Soc. Lond. A 115:700-721 (1927). doi:10.1098/rspa.1927.0118
 */
export function sir(options: SirOptions): SirCurves {
  const { population, transmission, recovery, days, stepsPerDay = 10 } = options;
  check(options);
  const steps = days * stepsPerDay;
  const h = 1 / stepsPerDay; // days
  const contact = transmission / population;
  const susceptible = new Float64Array(steps + 1);
  const infected = new Float64Array(steps + 1);
  const recovered = new Float64Array(steps + 1);
  let s = population - options.infected;
  let i = options.infected;
  let r = 0;
  susceptible[0] = s;
  infected[0] = i;
  for (let n = 1; n <= steps; n++) {
    // Of each stage only the two flows are needed: new infections and recoveries.
    const infections1 = contact * s * i,
      recoveries1 = recovery * i;
    const s2 = s - (h / 2) * infections1,
      i2 = i + (h / 2) * (infections1 - recoveries1);
    const infections2 = contact * s2 * i2,
      recoveries2 = recovery * i2;
    const s3 = s - (h / 2) * infections2,
      i3 = i + (h / 2) * (infections2 - recoveries2);
    const infections3 = contact * s3 * i3,
      recoveries3 = recovery * i3;
    const s4 = s - h * infections3,
      i4 = i + h * (infections3 - recoveries3);
    const infections = (h / 6) * (infections1 + 2 * infections2 + 2 * infections3 + contact * s4 * i4);
    const recoveries = (h / 6) * (recoveries1 + 2 * recoveries2 + 2 * recoveries3 + recovery * i4);
    s -= infections;
    i += infections - recoveries;
    r += recoveries;
    susceptible[n] = s;
    infected[n] = i;
    recovered[n] = r;
  }
  return { susceptible, infected, recovered };
}

function check({ population, infected, transmission, recovery, days, stepsPerDay = 10 }: SirOptions): void {
  const refuse = (name: string, value: number, law: string): never => {
    throw new LabError('E_MODEL', `sir: ${name} must be ${law}, but got ${value}.`);
  };
  if (!(population > 0 && population < Infinity)) refuse('population', population, 'a positive number');
  if (!(infected > 0 && infected <= population)) refuse('infected', infected, `above 0 and at most the population (${population})`);
  if (!(transmission >= 0 && transmission < Infinity)) refuse('transmission', transmission, 'a finite number from 0');
  if (!(recovery >= 0 && recovery < Infinity)) refuse('recovery', recovery, 'a finite number from 0');
  if (!(Number.isInteger(days) && days >= 0)) refuse('days', days, 'a whole number from 0');
  if (!(Number.isInteger(stepsPerDay) && stepsPerDay > 0)) refuse('stepsPerDay', stepsPerDay, 'a positive whole number');
}
