// Mutual information of continuous variables from distances to nearest neighbours. Imports errors, engine, measure.ts and special.ts.
// Kraskov, Stögbauer & Grassberger, PRE 69:066138 (2004), doi:10.1103/PhysRevE.69.066138; conditional: Frenzel & Pompe,
// PRL 99:204101 (2007), doi:10.1103/PhysRevLett.99.204101. K: neighbours; ψ: digamma; n: other samples within the neighbourhood of one.

import { LabError, refuseUnknown } from '../../../errors.ts';
import { keyFromSeed, normal, streamKey } from '../../../engine/random.ts';
import { digamma } from '../../special.ts';
import { standardised } from './covariance.ts';
import { whole } from './embedding.ts';
import type { Variable } from './neighbourhood.ts';
import { counting, inclusive, radii, reaches } from './neighbourhood.ts';

export interface KsgOptions {
  /** K, the neighbours looked for, default 4 */
  readonly neighbours?: number;
  /** 1: one width for all variables, counts below it; 2: a width for each variable, counts up to it. Default 1 */
  readonly algorithm?: 1 | 2;
  /** scale each column to unit sample standard deviation (divisor N - 1) first, default true */
  readonly normalise?: boolean;
  /** neighbours at most so many rows away are left out (Theiler 1986), default 0: the row itself alone */
  readonly theiler?: number;
  /** standard deviation of Gaussian noise that is added to each column after scaling, default 0; it wants a seed */
  readonly noise?: number;
  /** decides the noise; no default */
  readonly seed?: string;
}

export const KSG_OPTIONS = ['neighbours', 'algorithm', 'normalise', 'theiler', 'noise', 'seed'] as const;

/** Settings that were looked at, with all defaults. */
export type Settings = Required<Omit<KsgOptions, 'seed'>> & { readonly seed: string | null };

/** @throws LabError E_METRIC for an unknown option or one out of range */
export function settingsOf(options: KsgOptions, place: string, more: readonly string[] = []): Settings {
  refuseUnknown('E_METRIC', place, options, [...KSG_OPTIONS, ...more]);
  const { neighbours = 4, algorithm = 1, normalise = true, theiler = 0, noise = 0, seed = null } = options;
  whole(neighbours, 'neighbours', 1);
  whole(theiler, 'theiler', 0);
  if (algorithm !== 1 && algorithm !== 2)
    throw new LabError('E_METRIC', `algorithm must be 1 or 2, but got ${String(algorithm)}. They are the two of Kraskov et al. (2004).`);
  if (!(noise >= 0 && noise < Infinity))
    throw new LabError('E_METRIC', `noise must be a standard deviation of 0 or more, but got ${noise}. 1e-8 parts equal values.`);
  if (noise > 0 && seed === null) throw new LabError('E_METRIC', `noise of ${noise} wants a seed. Set seed in the options, to any text.`);
  return { neighbours, algorithm, normalise, theiler, noise, seed };
}

/** What others may do otherwise, in words. */
export function conventionOf({ neighbours, algorithm, normalise, theiler, noise, seed }: Settings): string {
  return (
    `KSG algorithm ${algorithm}, ${neighbours} nearest neighbours, max-norm, ` +
    `${normalise ? 'columns scaled to unit standard deviation (divisor N - 1)' : 'columns as given'}, ` +
    `${noise > 0 ? `Gaussian noise of ${noise} (seed "${seed}")` : 'no noise'}, ` +
    `${theiler > 0 ? `neighbours within ${theiler} rows left out` : 'no Theiler window'}, negative estimates kept, natural logarithm`
  );
}

/** A value for each row, or why there is none. */
export type Locals = { readonly values: Float64Array } | { readonly reason: string };

/** Counts the rows in the neighbourhood of each row, along the columns given by their places among all. */
type Count = (which: readonly number[]) => Int32Array;

/** Scale, add noise, find the neighbourhood of each row, and make counting in it ready; or why there is none. */
function neighbourhoods(
  variables: readonly Variable[],
  settings: Settings,
  names: readonly string[],
): { count: Count } | { reason: string } {
  const { neighbours, theiler } = settings;
  const rows = variables[0][0].length;
  if (rows <= neighbours) return { reason: `${rows} rows are too few for ${neighbours} neighbours: at least ${neighbours + 1} are needed` };
  const ready = prepared(variables, settings, names);
  if ('reason' in ready) return ready;
  const found = widthsOf(ready.variables, settings);
  if ('reason' in found) return found;
  const widths = ready.variables.flatMap((columns, v) => columns.map(() => found.widths[v]));
  return { count: counting(ready.variables.flat(), widths, theiler) };
}

function prepared(
  variables: readonly Variable[],
  settings: Settings,
  names: readonly string[],
): { variables: Variable[] } | { reason: string } {
  const out: Float64Array[][] = [];
  for (const [v, columns] of variables.entries()) {
    out.push([]);
    for (const [c, column] of columns.entries()) {
      const { values, deviation } = standardised(column);
      if (deviation === 0) return { reason: `all values of ${names[v]}${columns.length > 1 ? ` (column ${c})` : ''} are equal` };
      out[v].push(noisy(settings.normalise ? values : Float64Array.from(column), settings, `column ${v}.${c}`));
    }
  }
  return { variables: out };
}

function noisy(column: Float64Array, { noise, seed }: Settings, stream: string): Float64Array {
  if (noise === 0 || seed === null) return column;
  const { k0, k1 } = streamKey(keyFromSeed(seed), stream, 0);
  for (let i = 0; i < column.length; i++) column[i] += noise * normal(k0, k1, i, 0);
  return column;
}

/** The width of each sample's neighbourhood along each variable: what is less than it is inside. Or why there is none. */
function widthsOf(variables: readonly Variable[], settings: Settings): { widths: Float64Array[] } | { reason: string } {
  const { neighbours, theiler, algorithm } = settings;
  const count = variables[0][0].length;
  const radius = radii(variables.flat(), neighbours, theiler);
  let alone = 0;
  let equal = 0;
  for (let i = 0; i < count; i++) {
    if (radius[i] === Infinity) alone++;
    else if (radius[i] === 0) equal++;
  }
  if (alone > 0) return { reason: `a Theiler window of ${theiler} leaves ${alone} of ${count} rows with fewer than ${neighbours} others` };
  if (equal > 0) {
    return {
      reason:
        `${equal} of ${count} rows equal ${neighbours} others in every column, so the data are not continuous: ` +
        'add noise (1e-8, with a seed), take more neighbours, or use a discrete estimator',
    };
  }
  if (algorithm === 1) return { widths: variables.map(() => radius) };
  return { widths: reaches(variables, radius, theiler).map(inclusive) };
}

/** ψ(n) for n = 1 … last, at place n: ψ(n) = ψ(n - 1) + 1 / (n - 1), anew at every 64th so that rounding does not add up. */
function digammas(last: number): Float64Array {
  const out = new Float64Array(last + 1);
  for (let n = 1; n <= last; n++) out[n] = n % 64 === 1 ? digamma(n) : out[n - 1] + 1 / (n - 1);
  return out;
}

/**
 * Local values of I(X; Y | Z), nats, one for each row; their mean is the estimate. Algorithm 1:
 * ψ(K) + ψ(n_z + 1) - ψ(n_xz + 1) - ψ(n_yz + 1); algorithm 2: ψ(K) - 2/K + ψ(n_z) - ψ(n_xz) + 1/n_xz - ψ(n_yz) + 1/n_yz. Without Z:
 * ψ(K) + ψ(N) - ψ(n_x + 1) - ψ(n_y + 1) and ψ(K) - 1/K + ψ(N) - ψ(n_x) - ψ(n_y). O(N log N) while X, Y, Z are single series; a marginal
 * of three columns or more costs a search of a tree for each row.
 *
 * @param names of x, y and z, for saying which of them is constant
 */
export function localInformation(x: Variable, y: Variable, z: Variable, settings: Settings, names: readonly string[]): Locals {
  const found = neighbourhoods(z.length > 0 ? [x, y, z] : [x, y], settings, names);
  if ('reason' in found) return found;
  const { count } = found;
  const { neighbours, algorithm } = settings;
  const rows = x[0].length;
  const [xs, ys, zs] = places([x.length, y.length, z.length]);
  const near = z.length > 0 ? count(zs) : new Int32Array(rows).fill(algorithm === 1 ? rows - 1 : rows);
  const nearX = count([...xs, ...zs]);
  const nearY = count([...ys, ...zs]);
  const psi = digammas(rows + 1);
  const values = new Float64Array(rows);
  const one = algorithm === 1 ? 1 : 0;
  const more = algorithm === 2 && z.length > 0 ? 1 : 0;
  const constant = psi[neighbours] - (algorithm === 2 ? (1 + more) / neighbours : 0);
  for (let i = 0; i < rows; i++) {
    values[i] = constant + psi[near[i] + one] - psi[nearX[i] + one] - psi[nearY[i] + one] + (more === 0 ? 0 : 1 / nearX[i] + 1 / nearY[i]);
  }
  return { values };
}

/**
 * Local values of the total correlation of variables, nats: ψ(K) + (m - 1) ψ(N) - Σ ψ(n_i + 1) by algorithm 1 and
 * ψ(K) - (m - 1)/K + (m - 1) ψ(N) - Σ ψ(n_i) by algorithm 2, for m variables. Cost as {@link localInformation}.
 */
export function localTotalCorrelation(variables: readonly Variable[], settings: Settings): Locals {
  const names = variables.map((_, v) => `xs[${v}]`);
  const found = neighbourhoods(variables, settings, names);
  if ('reason' in found) return found;
  const { neighbours, algorithm } = settings;
  const rows = variables[0][0].length;
  const psi = digammas(rows + 1);
  const more = variables.length - 1;
  const values = new Float64Array(rows).fill(psi[neighbours] + more * psi[rows] - (algorithm === 2 ? more / neighbours : 0));
  for (const which of places(variables.map(({ length }) => length))) {
    const near = found.count(which);
    for (let i = 0; i < rows; i++) values[i] -= psi[near[i] + (algorithm === 1 ? 1 : 0)];
  }
  return { values };
}

/** The places of consecutive groups of columns. */
function places(sizes: readonly number[]): number[][] {
  let at = 0;
  return sizes.map((size) => Array.from({ length: size }, () => at++));
}

/** Mean of the local values. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
