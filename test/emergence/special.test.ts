// Special functions against their functional equations, closed forms and published digits.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digamma, erfc, gammaP, gammaQ, lgamma } from '../../src/emergence/special.ts';

const GAMMA = 0.5772156649015329;

/** Relative error of what was got, absolute near 0. */
const off = (got: number, wanted: number): number => Math.abs(got - wanted) / Math.max(Math.abs(wanted), 1e-300);

const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

describe('digamma', () => {
  test.each([
    [1, -GAMMA],
    [0.5, -GAMMA - 2 * Math.LN2],
    [0.25, -GAMMA - Math.PI / 2 - 3 * Math.LN2],
    [2, 1 - GAMMA],
    [10, 2.251752589066721],
    [1e-5, -100000.57719921568],
  ])('ψ(%d) has its closed form', (x, wanted) => {
    expect(off(digamma(x), wanted)).toBeLessThan(4e-15);
  });

  test('near its root the relative error stays small', () => {
    expect(off(digamma(1.4616321449683622), -9.2412655217294275e-17)).toBeLessThan(4e-15);
    expect(off(digamma(1.4616), -3.110625123034165e-5)).toBeLessThan(4e-15);
  });

  test('ψ(x + 1) = ψ(x) + 1 / x', () => {
    fc.assert(
      fc.property(positive, (x) => {
        const next = 1 + x;
        const rounding = Math.abs(next - 1 - x) / (x * x) + 1e-16 * (1 / x + next); // of 1 + x, times the slope
        expect(Math.abs(digamma(next) - digamma(x) - 1 / x)).toBeLessThan(8e-15 * (1 / x + Math.abs(digamma(x)) + 1) + rounding);
      }),
    );
  });
});

describe('lgamma', () => {
  test('lgamma(n + 1) = ln n!', () => {
    let factorial = 1;
    for (let n = 1; n <= 170; n++) {
      factorial *= n;
      if (n > 1) expect(off(lgamma(n + 1), Math.log(factorial))).toBeLessThan(4e-15);
    }
    expect(lgamma(1)).toBe(0);
    expect(lgamma(2)).toBe(0);
    expect(off(lgamma(0.5), Math.log(Math.PI) / 2)).toBeLessThan(4e-15);
  });

  test('beside its roots it follows the first two terms of its series', () => {
    for (const h of [1e-12, -1e-12, 2 ** -30, -(2 ** -30)]) {
      const d = 1 + h - 1; // what 1 + h holds of h
      expect(off(lgamma(1 + h), -GAMMA * d + (Math.PI ** 2 / 12) * d * d)).toBeLessThan(1e-14);
      const e = 2 + h - 2;
      expect(off(lgamma(2 + h), (1 - GAMMA) * e + (Math.PI ** 2 / 12 - 0.5) * e * e)).toBeLessThan(1e-14);
    }
  });

  test("Legendre's duplication formula", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e5, noNaN: true }), (x) => {
        const left = lgamma(x) + lgamma(x + 0.5);
        const right = (1 - 2 * x) * Math.LN2 + Math.log(Math.PI) / 2 + lgamma(2 * x);
        expect(Math.abs(left - right)).toBeLessThan(1e-14 * (1 + Math.abs(lgamma(2 * x)) + Math.abs(lgamma(x)) + 2 * x));
      }),
    );
  });
});

describe('incomplete gamma', () => {
  const shape = fc.double({ min: 0.1, max: 1000, noNaN: true });

  test('P + Q = 1, both in [0, 1]', () => {
    fc.assert(
      fc.property(shape, fc.double({ min: 0, max: 4, noNaN: true }), (a, part) => {
        const [p, q] = [gammaP(a, a * part), gammaQ(a, a * part)];
        expect(Math.min(p, q)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(p + q - 1)).toBeLessThan(1e-13);
      }),
    );
  });

  test('Q(1, x) = e^-x, far into the tail', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 600, noNaN: true }), (x) => {
        expect(off(gammaQ(1, x), Math.exp(-x))).toBeLessThan(2e-13);
      }),
    );
  });

  test('Q(n, x) is the probability of fewer than n events of Poisson mean x', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.01, max: 150, noNaN: true }), (n, x) => {
        let term = Math.exp(-x);
        let sum = 0;
        for (let k = 0; k < n; k++) {
          sum += term;
          term *= x / (k + 1);
        }
        expect(off(gammaQ(n, x), sum)).toBeLessThan(1e-12);
      }),
    );
  });

  test('P(a + 1, x) = P(a, x) − x^a e^-x / Γ(a + 1)', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 300, noNaN: true }), fc.double({ min: 0.01, max: 3, noNaN: true }), (a, part) => {
        const x = a * part;
        const step = Math.exp(a * Math.log(x) - x - lgamma(a + 1));
        expect(Math.abs(gammaP(a + 1, x) - gammaP(a, x) + step)).toBeLessThan(1e-12);
      }),
    );
  });

  test('the ends', () => {
    expect([gammaP(3, 0), gammaQ(3, 0), gammaP(3, Infinity), gammaQ(3, Infinity)]).toEqual([0, 1, 1, 0]);
  });
});

describe('erfc', () => {
  test.each([
    [0, 1],
    [0.5, 0.4795001221869535],
    [1, 0.15729920705028513],
    [2, 0.004677734981047266],
    [5, 1.5374597944280349e-12],
    [10, 2.0884875837625447e-45],
    [26, 5.663192408856143e-296],
  ])('erfc(%d) has its published digits', (x, wanted) => {
    expect(off(erfc(x), wanted)).toBeLessThan(1e-14);
  });

  test('erfc(−x) = 2 − erfc(x), and erfc(√x) = Q(1/2, x)', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 20, noNaN: true }), (x) => {
        expect(erfc(-x)).toBeCloseTo(2 - erfc(x), 14);
        expect(off(erfc(x), gammaQ(0.5, x * x))).toBeLessThan(2e-13);
      }),
    );
  });
});

test.each([
  () => digamma(0),
  () => digamma(NaN),
  () => lgamma(-1),
  () => lgamma(Infinity),
  () => gammaP(0, 1),
  () => gammaQ(1, -1),
  () => gammaQ(1, NaN),
  () => erfc(NaN),
])('what is out of range is refused with its value (%#)', (call) => {
  expect(call).toThrow(expect.objectContaining({ code: 'E_METRIC' }));
});
