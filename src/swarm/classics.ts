// The classical test functions, on their usual domains, with their optima for every number of dimensions. Each is an ordinary function
// that is called for one point, and a rule that is compiled for a block of particles at once. Imports engine, errors and rules.
// n is the number of dimensions; coordinates in the formulas count from 1, as in the papers.

import { LabError } from '../errors.ts';
import { cos64 as cos, expm1_64 as expm1, sin64 as sin } from '../engine/elementary.ts';
import { rule, type Uses } from '../rules/rule.ts';
import { haversine } from './turns.ts';
import type { Objective } from './objective.ts';
import { box } from './objective.ts';
import { roundedPow } from './rounded.ts';
import type { ValueFn } from './values.ts';

type Classic = {
  name: string;
  n: number;
  domain: [number, number];
  /** The least value, 0 unless given. */
  least?: number;
  position: Float64Array;
  /** in the language of rules, with what it is handed by name */
  value: ValueFn;
  uses?: Uses;
};

/** What the functions call, as rules know it: Math in a rule is the engine's own. */
const IN_RULES: Uses = { haversine, cos: (x: number) => Math.cos(x), sin: (x: number) => Math.sin(x), expm1: (x: number) => Math.expm1(x) };

function objective({ name, n, domain, least = 0, position, value, uses = {} }: Classic): Objective {
  rule(value, { uses: { n, ...IN_RULES, ...uses } });
  return {
    name,
    dimensions: n,
    ...box(n, ...domain),
    optimum: { value: least, position },
    evaluate: (x) => value({ x }),
    rule: value,
  };
}

/** The point whose coordinates are all `value`. */
const all = (n: number, value: number): Float64Array => new Float64Array(n).fill(value);

/** Sum of x_i^2. De Jong, PhD thesis, University of Michigan (1975), F1. */
export function sphere(n: number): Objective {
  return objective({
    name: 'sphere',
    n,
    domain: [-5.12, 5.12],
    position: all(n, 0),
    value({ x }) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += x[i] * x[i];
      return sum;
    },
  });
}

/** 10 n + sum of x_i^2 - 10 cos(2 pi x_i). Rastrigin, Systems of Extremal Control (1974); n-D: Mühlenbein et al. (1991). */
export function rastrigin(n: number): Objective {
  return objective({
    name: 'rastrigin',
    n,
    domain: [-5.12, 5.12],
    position: all(n, 0),
    value({ x }) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += x[i] * x[i] + 20 * haversine(x[i]);
      return sum;
    },
  });
}

/**
 * Sum of 100 (x_i+1 - x_i^2)^2 + (1 - x_i)^2. Rosenbrock, Comput. J. 3:175 (1960). doi:10.1093/comjnl/3.3.175
 *
 * @throws LabError E_PARAM if n is 1, where the sum is empty
 */
export function rosenbrock(n: number): Objective {
  if (n < 2) throw new LabError('E_PARAM', `dimensions of rosenbrock must be at least 2, but got ${n}.`);
  return objective({
    name: 'rosenbrock',
    n,
    domain: [-5, 10],
    position: all(n, 1),
    value({ x }) {
      let sum = 0,
        here = x[0];
      for (let i = 1; i < n; i++) {
        const next = x[i],
          across = next - here * here,
          along = 1 - here;
        sum += 100 * across * across + along * along;
        here = next;
      }
      return sum;
    },
  });
}

/**
 * 20 (1 - exp(-0.2 rms x)) + e - exp(mean cos(2 pi x_i)), written without the cancellation, so that the optimum is exactly 0.
 * Ackley, A Connectionist Machine for Genetic Hillclimbing (1987); n-D: Bäck (1996).
 */
export function ackley(n: number): Objective {
  return objective({
    name: 'ackley',
    n,
    domain: [-32.768, 32.768],
    position: all(n, 0),
    value({ x }) {
      let squares = 0,
        waves = 0;
      for (let i = 0; i < n; i++) {
        squares += x[i] * x[i];
        waves += haversine(x[i]);
      }
      return -20 * expm1(-0.2 * Math.sqrt(squares / n)) - Math.E * expm1((-2 * waves) / n);
    },
  });
}

/** 1 + sum of x_i^2 / 4000 - product of cos(x_i / sqrt i). Griewank, J. Optim. Theory Appl. 34:11 (1981). doi:10.1007/BF00933356 */
export function griewank(n: number): Objective {
  const frequency = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(i + 1));
  return objective({
    name: 'griewank',
    n,
    domain: [-600, 600],
    position: all(n, 0),
    uses: { frequency },
    value({ x }) {
      let sum = 0,
        product = 1;
      for (let i = 0; i < n; i++) {
        sum += x[i] * x[i];
        product *= cos(x[i] * frequency[i]);
      }
      return 1 + sum / 4000 - product;
    },
  });
}

/** 418.98... n - sum of x_i sin(sqrt |x_i|). Schwefel, Numerical Optimization of Computer Models (1981). */
export function schwefel(n: number): Objective {
  return objective({
    name: 'schwefel',
    n,
    domain: [-500, 500],
    position: all(n, 420.9687463599821),
    value({ x }) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += 418.9828872724338 - x[i] * sin(Math.sqrt(Math.abs(x[i])));
      return sum;
    },
  });
}

/**
 * With w = 1 + (x - 1) / 4: sin(pi w_1)^2 + sum of (w_i - 1)^2 (1 + 10 sin(pi w_i + 1)^2) + (w_n - 1)^2 (1 + sin(2 pi w_n)^2).
 * Levy & Montalvo, SIAM J. Sci. Stat. Comput. 6:15 (1985), doi:10.1137/0906002; n-D: Laguna & Martí (2005).
 */
export function levy(n: number): Objective {
  const radian = 1 / Math.PI; // in half turns
  return objective({
    name: 'levy',
    n,
    domain: [-10, 10],
    position: all(n, 1),
    uses: { radian },
    value({ x }) {
      let sum = haversine(1 + (x[0] - 1) / 4);
      for (let i = 0; i < n - 1; i++) {
        const d = (x[i] - 1) / 4;
        sum += d * d * (1 + 10 * haversine(1 + d + radian));
      }
      const d = (x[n - 1] - 1) / 4;
      return sum + d * d * (1 + haversine(2 * (1 + d)));
    },
  });
}

/** Sum of x_i^2 + (sum of i x_i / 2)^2 + (the same)^4. Zakharov (1975); see Jamil & Yang, arXiv:1308.4008 (2013), no. 173. */
export function zakharov(n: number): Objective {
  return objective({
    name: 'zakharov',
    n,
    domain: [-5, 10],
    position: all(n, 0),
    value({ x }) {
      let sum = 0,
        tilt = 0;
      for (let i = 0; i < n; i++) {
        sum += x[i] * x[i];
        tilt += 0.5 * (i + 1) * x[i];
      }
      const square = tilt * tilt;
      return sum + square + square * square;
    },
  });
}

/**
 * (x_1 - 1)^2 + sum of i (2 x_i^2 - x_i-1)^2, least at x_i = 2^(2^(1 - i) - 1), of either sign for i > 1.
 * Dixon & Price, J. Optim. Theory Appl. 60:261 (1989). doi:10.1007/BF00940007
 */
export function dixonPrice(n: number): Objective {
  const position = all(n, 1);
  for (let i = 1; i < n; i++) position[i] = Math.sqrt(position[i - 1] / 2);
  return objective({
    name: 'dixon-price',
    n,
    domain: [-10, 10],
    position,
    value({ x }) {
      let before = x[0],
        sum = (before - 1) * (before - 1);
      for (let i = 1; i < n; i++) {
        const here = x[i],
          across = 2 * here * here - before;
        sum += (i + 1) * across * across;
        before = here;
      }
      return sum;
    },
  });
}

/** Half the sum of x_i^4 - 16 x_i^2 + 5 x_i. Styblinski & Tang, Neural Networks 3:467 (1990). doi:10.1016/0893-6080(90)90029-K */
export function styblinskiTang(n: number): Objective {
  return objective({
    name: 'styblinski-tang',
    n,
    domain: [-5, 5],
    least: -39.16616570377142 * n,
    position: all(n, -2.903534027771177),
    value({ x }) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const square = x[i] * x[i];
        sum += square * square - 16 * square + 5 * x[i];
      }
      return 0.5 * sum;
    },
  });
}

/** Sum of 10^(6 (i - 1) / (n - 1)) x_i^2. Hansen & Ostermeier, Evol. Comput. 9:159 (2001). doi:10.1162/106365601750190398 */
export function ellipsoid(n: number): Objective {
  const weight = Float64Array.from({ length: n }, (_, i) => (n === 1 ? 1 : roundedPow(1e6, i / (n - 1))));
  return objective({
    name: 'ellipsoid',
    n,
    domain: [-5, 5],
    position: all(n, 0),
    uses: { weight },
    value({ x }) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weight[i] * x[i] * x[i];
      return sum;
    },
  });
}
