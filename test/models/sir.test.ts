// Laws of the epidemic of Kermack & McKendrick: nobody is lost, the threshold holds, the final size follows from R0.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sir, type SirOptions } from '../../src/models/sir.ts';

/** Epidemics at the rates of human diseases: per day. */
const epidemics = fc
  .record({
    population: fc.double({ min: 1, max: 1e6, noNaN: true }),
    share: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    transmission: fc.double({ min: 0, max: 2, noNaN: true }),
    recovery: fc.double({ min: 0, max: 2, noNaN: true }),
    days: fc.integer({ min: 0, max: 60 }),
  })
  .map(({ share, ...rest }): SirOptions => ({ ...rest, infected: share * rest.population }));

/** Influenza as published for the boarding school: β and γ per day. */
const FLU: SirOptions = { population: 763, infected: 1, transmission: 1.66, recovery: 1 / 2.2, days: 14 };

test('nobody is born or lost: susceptible + infected + recovered is the population at every step', () => {
  fc.assert(
    fc.property(epidemics, (options) => {
      const { susceptible, infected, recovered } = sir(options);
      expect(infected.length).toBe(options.days * 10 + 1);
      susceptible.forEach((s, n) =>
        expect(Math.abs(s + infected[n] + recovered[n] - options.population)).toBeLessThanOrEqual(1e-12 * options.population),
      );
    }),
  );
});

test('nobody becomes susceptible again, nobody recovered falls ill, and no state is below 0', () => {
  fc.assert(
    fc.property(epidemics, (options) => {
      const { susceptible, infected, recovered } = sir(options);
      for (let n = 1; n < susceptible.length; n++) {
        expect(susceptible[n]).toBeLessThanOrEqual(susceptible[n - 1]);
        expect(recovered[n]).toBeGreaterThanOrEqual(recovered[n - 1]);
      }
      expect(Math.min(...susceptible, ...infected, ...recovered)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('ten steps a day are within 1e-4 of the population of a thousand steps a day', () => {
  fc.assert(
    fc.property(epidemics, (options) => {
      const coarse = sir(options),
        fine = sir({ ...options, stepsPerDay: 1_000 });
      for (let day = 0; day <= options.days; day++) {
        expect(Math.abs(coarse.infected[day * 10] - fine.infected[day * 1_000])).toBeLessThan(1e-4 * options.population);
      }
    }),
    { numRuns: 30 },
  );
});

test('the method is of fourth order: half the step, a sixteenth of the error', () => {
  const at = (stepsPerDay: number): number => sir({ ...FLU, stepsPerDay }).infected[8 * stepsPerDay];
  const truth = at(2_000);
  for (const stepsPerDay of [5, 10, 20]) {
    expect(Math.log2(Math.abs(at(stepsPerDay) - truth) / Math.abs(at(2 * stepsPerDay) - truth))).toBeCloseTo(4, 0);
  }
});

test('without contagion the infected decay exponentially; without recovery they grow logistically', () => {
  const { infected: decay } = sir({ ...FLU, transmission: 0, infected: 700 });
  decay.forEach((i, n) => expect(i).toBeCloseTo(700 * Math.exp((-n / 10) * FLU.recovery), 3));
  const { infected: growth } = sir({ ...FLU, recovery: 0 });
  growth.forEach((i, n) => expect(Math.abs(i - 763 / (1 + 762 * Math.exp((-n / 10) * FLU.transmission)))).toBeLessThan(0.01));
});

test('I + S - (N / R0) log S is conserved', () => {
  const { susceptible, infected } = sir({ ...FLU, days: 60 });
  const scale = FLU.population * (FLU.recovery / FLU.transmission);
  const invariant = Array.from(susceptible, (s, n) => infected[n] + s - scale * Math.log(s));
  for (const value of invariant) expect(Math.abs(value - invariant[0])).toBeLessThan(0.01);
});

test('the final size z solves z = 1 - exp(-R0 z) when the epidemic starts small', () => {
  fc.assert(
    fc.property(fc.double({ min: 1.2, max: 8, noNaN: true }), fc.double({ min: 0.1, max: 0.8, noNaN: true }), (r0, recovery) => {
      const { susceptible, infected } = sir({
        population: 1e6,
        infected: 1e-3,
        transmission: r0 * recovery,
        recovery,
        days: 2_000,
        stepsPerDay: 20,
      });
      expect(infected.at(-1)).toBeLessThan(1e-3);
      const z = 1 - (susceptible.at(-1) ?? NaN) / 1e6;
      expect(Math.abs(z - (1 - Math.exp(-r0 * z)))).toBeLessThan(1e-5);
    }),
    { numRuns: 20 },
  );
});

test('the infected grow while susceptible / population is above 1 / R0, and fall after', () => {
  const { susceptible, infected } = sir({ ...FLU, stepsPerDay: 100 });
  const peak = infected.indexOf(Math.max(...infected));
  expect(susceptible[peak] / FLU.population).toBeCloseTo(FLU.recovery / FLU.transmission, 2);
  expect(Math.max(...sir({ ...FLU, transmission: 0.4 }).infected)).toBe(1); // R0 < 1: no epidemic
});

test.each([
  [{ population: 0 }, /population/],
  [{ infected: 0 }, /infected must be above 0/],
  [{ infected: 764 }, /at most the population \(763\)/],
  [{ transmission: -1 }, /transmission/],
  [{ recovery: NaN }, /recovery .* NaN/],
  [{ days: 1.5 }, /days/],
  [{ stepsPerDay: 0 }, /stepsPerDay/],
])('%o is refused by name', (wrong, message) => {
  expect(() => sir({ ...FLU, ...wrong })).toThrow(expect.objectContaining({ code: 'E_MODEL', message: expect.stringMatching(message) }));
});
