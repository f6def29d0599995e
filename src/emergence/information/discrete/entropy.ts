// Entropies of a distribution and of a series of symbols. Imports errors and measure.ts.

import { LabError, refuseUnknown } from '../../../errors.ts';
import { found, nothing, type About, type Measured } from '../../measure.ts';
import { entropyOfStates, PLUG_IN } from './information.ts';
import { symbolsOf, tally, type Series } from './states.ts';

/** Probabilities may miss a sum of 1 by this much. */
const ROUNDING = 1e-9;

/**
 * Shannon entropy H = −Σ p log2 p of a known distribution, bits, in [0, log2 n]. O(n).
 *
 * @param probabilities >= 0, with sum 1 (to 1e-9)
 * @throws LabError E_METRIC for what is no distribution
 * @see Shannon, Bell Syst. Tech. J. 27:379-423 (1948). doi:10.1002/j.1538-7305.1948.tb01338.x
 */
export function entropyOf(probabilities: ArrayLike<number>): Measured<number> {
  checkDistribution(probabilities, 'probabilities');
  return found(bitsOf(probabilities), { units: 'bits', convention: 'exact probabilities, log base 2' });
}

/** −Σ p log2 p of what is known to be a distribution. */
export function bitsOf(probabilities: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) if (probabilities[i] > 0) sum -= probabilities[i] * Math.log2(probabilities[i]);
  return Math.max(0, sum);
}

/** @throws LabError E_METRIC unless all are >= 0 and their sum is 1 to 1e-9 */
export function checkDistribution(probabilities: ArrayLike<number>, name: string): void {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    if (!(probabilities[i] >= 0))
      throw new LabError('E_METRIC', `${name}[${i}] must be a probability >= 0, but got ${probabilities[i]}. Check how it was made.`);
    sum += probabilities[i];
  }
  if (!(Math.abs(sum - 1) <= ROUNDING))
    throw new LabError('E_METRIC', `${name} must have the sum 1, but it is ${sum}. Divide each value by the sum.`);
}

export interface EntropyOptions {
  /** 'none' (default), or 'miller-madow': + (m − 1) / (2 N ln 2) for m symbols that occur */
  readonly correction?: 'none' | 'miller-madow';
}

/**
 * Shannon entropy of the symbols of a series, H = −Σ p log2 p, bits, in [0, log2 m] (a correction may lead above). O(N).
 *
 * @param series N symbols, whole numbers >= 0
 * @returns nothing for an empty series; 0 for a constant one
 * @throws LabError E_METRIC for what is no symbol, and an unknown correction
 * @see Miller, in Quastler (ed.), Information Theory in Psychology (1955) 95-100, on the correction
 */
export function shannonEntropy(series: Series, options: EntropyOptions = {}): Measured<number> {
  refuseUnknown('E_METRIC', 'shannonEntropy', options, ['correction']);
  const { correction = 'none' } = options;
  if (correction !== 'none' && correction !== 'miller-madow')
    throw new LabError('E_METRIC', `correction must be "none" or "miller-madow", but got "${String(correction)}".`);
  const corrected = correction === 'miller-madow';
  const convention = corrected ? 'plug-in probabilities, log base 2, Miller-Madow correction + (m - 1) / (2 N ln 2)' : PLUG_IN;
  const about = { units: 'bits', convention };
  const [states] = symbolsOf([series], ['series']).states;
  if (series.length === 0) return empty(about);
  const occurring = tally(states).reduce((m, count) => m + (count > 0 ? 1 : 0), 0);
  const bias = corrected ? (occurring - 1) / (2 * series.length * Math.LN2) : 0;
  return found(entropyOfStates(states) + bias, about);
}

/**
 * Rényi entropy of order α, H = log2(Σ p^α) / (1 − α), bits, in [0, log2 m]: α = 0 counts the symbols that occur (Hartley), 1 is
 * Shannon's, Infinity is −log2 of the largest p (min-entropy). O(N).
 *
 * @param order α >= 0, no default
 * @returns nothing for an empty series
 * @throws LabError E_METRIC for what is no symbol, and orders below 0
 * @see Rényi, Proc. 4th Berkeley Symp. 1:547-561 (1961)
 */
export function renyiEntropy(series: Series, { order }: { readonly order: number }): Measured<number> {
  if (!(order >= 0)) throw new LabError('E_METRIC', `order must be at least 0, but got ${order}. Order 2 is the collision entropy.`);
  const about = { units: 'bits', convention: `Rényi entropy of order ${order}, plug-in probabilities, log base 2, no bias correction` };
  const p = frequencies(series);
  if (p.length === 0) return empty(about);
  if (order === 1) return found(bitsOf(p), about);
  const most = p.reduce((a, b) => Math.max(a, b));
  if (order === Infinity) return found(0 - Math.log2(most), about);
  const sum = p.reduce((total, each) => total + (each / most) ** order, 0); // relative to the largest, so that no power vanishes
  return found(Math.max(0, (Math.log2(sum) + order * Math.log2(most)) / (1 - order)), about);
}

/**
 * Tsallis entropy S = (1 − Σ p^q) / (q − 1), dimensionless, >= 0; for q = 1 its limit −Σ p ln p. O(N).
 *
 * @param q finite, no default
 * @returns nothing for an empty series
 * @throws LabError E_METRIC for what is no symbol, and q that is not finite
 * @see Tsallis, J. Stat. Phys. 52:479-487 (1988). doi:10.1007/BF01016429
 */
export function tsallisEntropy(series: Series, { q }: { readonly q: number }): Measured<number> {
  if (!Number.isFinite(q)) throw new LabError('E_METRIC', `q must be finite, but got ${q}. q = 2 is the Gini-Simpson index.`);
  const about = {
    units: 'dimensionless',
    convention: `Tsallis entropy of q = ${q}, plug-in probabilities, symbols that do not occur left out`,
  };
  const p = frequencies(series);
  if (p.length === 0) return empty(about);
  if (q === 1) return found(bitsOf(p) * Math.LN2, about);
  return found((1 - p.reduce((total, each) => total + each ** q, 0)) / (q - 1), about);
}

/** Relative frequencies of the symbols that occur. */
function frequencies(series: Series): number[] {
  const counts = tally(symbolsOf([series], ['series']).states[0]);
  return Array.from(
    counts.filter((count) => count > 0),
    (count) => count / series.length,
  );
}

const empty = (about: About): Measured<never> => nothing('the series is empty', about);
