// Spectral measures of graphs. Imports errors and measure.ts.

import { LabError } from '../../errors.ts';
import { found, nothing, type About, type Measured } from '../measure.ts';
import { giantComponent } from './components.ts';
import { strengths } from './degrees.ts';
import { draws } from './draws.ts';
import { refuseDirected, type Graph } from './graph.ts';
import { lanczos, type Ritz } from './lanczos.ts';

/** How exactly eigenvalues are found. */
export interface SpectrumOptions {
  /** residual at most, relative to the largest strength of a node (its degree where there are no weights), > 0; default 1e-10 */
  readonly tolerance?: number;
  /** steps of Lanczos' method at most, O(m) each; default 20,000 */
  readonly steps?: number;
}

const TOLERANCE = 1e-10;
const STEPS = 20_000;

/**
 * Spectral radius of an undirected graph: the largest eigenvalue of its adjacency matrix, between the mean and the largest strength
 * (degree) of its nodes. Epidemics on the graph spread when the ratio of infection to recovery rates exceeds its reciprocal. Lanczos'
 * method from equal entries, O(m) a step.
 *
 * @returns nothing without nodes, and when the tolerance was not reached
 * @throws LabError E_METRIC for bad options and for directed graphs
 * @see Van Mieghem, Omic & Kooij, IEEE/ACM Trans. Netw. 17:1 (2009). doi:10.1109/TNET.2008.925623
 */
export function spectralRadius(graph: Graph, { tolerance = TOLERANCE, steps = STEPS }: SpectrumOptions = {}): Measured {
  refuseDirected(graph, 'spectralRadius');
  refuseOptions(tolerance, steps);
  const about = {
    units: 'of the weights',
    convention: `largest eigenvalue of the adjacency matrix, weights read (or 1), residual at most ${tolerance} × largest strength`,
  };
  const { n, offsets, targets, weights } = graph;
  if (n === 0) return nothing('there are no nodes', about);
  const scale = strengths(graph).reduce((most, each) => Math.max(most, each), 0);
  if (scale === 0) return found(0, about);
  const apply = (x: Float64Array, y: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let at = offsets[i], end = offsets[i + 1]; at < end; at++) sum += weights ? weights[at] * x[targets[at]] : x[targets[at]];
      y[i] = sum;
    }
  };
  const start = new Float64Array(n).fill(1); // the eigenvector has no negative entry, so that it is not orthogonal to this
  return given(lanczos({ n, apply, start, largest: true, centred: false, tolerance: tolerance * scale, steps }), tolerance * scale, about);
}

/**
 * Algebraic connectivity of the largest component: the second smallest eigenvalue of its Laplacian D - A, > 0; how hard it is to cut in
 * two, and the rate at which differences between its nodes die out by diffusion. Lanczos' method from random entries of a fixed seed, O(m)
 * a step, more steps the smaller it is.
 *
 * @returns nothing when the largest component is a single node, or none, and when the tolerance was not reached
 * @throws LabError E_METRIC for bad options and for directed graphs
 * @see Fiedler, Czech. Math. J. 23:298 (1973). doi:10.21136/CMJ.1973.101168
 */
export function algebraicConnectivity(graph: Graph, { tolerance = TOLERANCE, steps = STEPS }: SpectrumOptions = {}): Measured {
  refuseDirected(graph, 'algebraicConnectivity');
  refuseOptions(tolerance, steps);
  const about = {
    units: 'of the weights',
    convention: `second smallest eigenvalue of D - A of the largest component, weights read (or 1), residual at most ${tolerance} × largest strength`,
  };
  const { n, offsets, targets, weights } = giantComponent(graph);
  if (n < 2) return nothing('no two nodes are connected', about);
  const strength = strengths({ n, offsets, targets, weights });
  const scale = strength.reduce((most, each) => Math.max(most, each), 0);
  const apply = (x: Float64Array, y: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      let sum = strength[i] * x[i];
      for (let at = offsets[i], end = offsets[i + 1]; at < end; at++) sum -= weights ? weights[at] * x[targets[at]] : x[targets[at]];
      y[i] = sum;
    }
  };
  const random = draws('start', 'spectrum');
  const start = new Float64Array(n).map(() => random.uniform() - 0.5);
  return given(lanczos({ n, apply, start, largest: false, centred: true, tolerance: tolerance * scale, steps }), tolerance * scale, about);
}

function given({ value, residual, steps }: Ritz, tolerance: number, about: About): Measured {
  if (!(residual <= tolerance))
    return nothing(`${steps} steps left a residual of ${residual.toExponential(1)}, above ${tolerance.toExponential(1)}`, about);
  return found(value, about);
}

function refuseOptions(tolerance: number, steps: number): void {
  if (!(tolerance > 0))
    throw new LabError('E_METRIC', `the tolerance of eigenvalues must be a positive number, but got ${tolerance}. Try 1e-10.`);
  if (!(Number.isInteger(steps) && steps > 0))
    throw new LabError('E_METRIC', `the steps of Lanczos' method must be a whole number, at least 1, but got ${steps}. Try 20000.`);
}
