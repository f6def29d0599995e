// Segregation of a group over areal units (tracts). Imports errors, measure and source.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { doubles, sameLength } from '../source.ts';

/** Counts by unit: members of the group, and all people; group <= total. */
export interface Tracts {
  readonly group: ArrayLike<number>;
  readonly total: ArrayLike<number>;
}

export interface Segregation {
  /** D = ½ Σ |x_i / X - y_i / Y|: share of the group that would have to move, in [0, 1] */
  readonly dissimilarity: number;
  /** Σ (x_i / X)(x_i / t_i): how much of a member's unit is of the group, in [P, 1] */
  readonly isolation: number;
  /** exposure Σ (x_i / X)(y_i / t_i): how much of a member's unit is of the others; 1 - isolation */
  readonly interaction: number;
  /** Σ_ij t_i t_j |p_i - p_j| / (2 T² P (1 - P)), in [0, 1] */
  readonly gini: number;
  /** Theil's H = Σ t_i (E - E_i) / (E T), in [0, 1]; E = entropy of the shares, whatever the base of its log */
  readonly entropy: number;
}

/**
 * Indices of segregation of Massey & Denton: x_i members of the group, y_i others, t_i all in unit i, p_i = x_i / t_i; X, Y, T, P of the
 * whole. Units without people are left out. O(n log n).
 *
 * @returns dimensionless; none where all people or nobody belong to the group
 * @throws LabError E_METRIC for columns of different lengths, counts that are not finite or negative, or a group larger than its unit
 * @see Massey & Denton, Social Forces 67:281-315 (1988). doi:10.1093/sf/67.2.281; Theil & Finizza (1971). doi:10.1080/0022250X.1971.9989795
 */
export function segregation(tracts: Tracts): Measured<Segregation> {
  const about = { units: 'dimensionless', convention: 'one group against all others; units without people are left out; plug-in shares' };
  sameLength(['group', 'total'], [tracts.group, tracts.total]);
  const group = doubles('group', tracts.group);
  const total = doubles('total', tracts.total);
  let X = 0;
  let T = 0;
  for (let i = 0; i < group.length; i++) {
    if (group[i] < 0 || group[i] > total[i])
      throw new LabError('E_METRIC', `a group must have 0 to ${total[i]} members in unit ${i}, the people there, but has ${group[i]}.`);
    X += group[i];
    T += total[i];
  }
  if (X === 0 || X === T) return nothing(X === 0 ? 'nobody belongs to the group' : 'all belong to the group', about);
  const Y = T - X;
  const E = entropyOf(X / T);
  let dissimilarity = 0;
  let isolation = 0;
  let interaction = 0;
  let entropy = 0;
  for (let i = 0; i < group.length; i++) {
    const [x, t] = [group[i], total[i]];
    if (t === 0) continue;
    dissimilarity += Math.abs(x / X - (t - x) / Y) / 2;
    isolation += (x / X) * (x / t);
    interaction += (x / X) * ((t - x) / t);
    entropy += (t * (E - entropyOf(x / t))) / (E * T);
  }
  return found({ dissimilarity, isolation, interaction, gini: giniOf(group, total, X, T), entropy }, about);
}

/** Entropy of shares p and 1 - p, nats. */
function entropyOf(p: number): number {
  return p === 0 || p === 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
}

/** Units by growing share: of each, what it differs from those before, in one pass. */
function giniOf(group: Float64Array, total: Float64Array, X: number, T: number): number {
  const order = Uint32Array.from(group.keys()).filter((i) => total[i] > 0);
  order.sort((i, j) => group[i] / total[i] - group[j] / total[j]);
  let below = 0; // people in the units before, and members among them
  let members = 0;
  let sum = 0;
  for (const i of order) {
    sum += group[i] * below - total[i] * members; // Σ_j t_i t_j (p_i - p_j)
    below += total[i];
    members += group[i];
  }
  return sum / (X * (T - X)); // 2 Σ_{i<j} over 2 T² P (1 - P)
}

/** One of the indices of {@link segregation} alone. */
function only(tracts: Tracts, index: keyof Segregation, formula: string): Measured {
  const { value, units, convention, reason } = segregation(tracts);
  return { value: value?.[index] ?? null, units, convention: `${formula}; ${convention}`, reason };
}

/** Index of dissimilarity, see {@link Segregation}. */
export function dissimilarity(tracts: Tracts): Measured {
  return only(tracts, 'dissimilarity', '½ Σ |x_i / X - y_i / Y|');
}

/** Index of isolation, see {@link Segregation}. */
export function isolation(tracts: Tracts): Measured {
  return only(tracts, 'isolation', 'Σ (x_i / X)(x_i / t_i)');
}

/** Index of interaction (exposure to the others), see {@link Segregation}. */
export function exposure(tracts: Tracts): Measured {
  return only(tracts, 'interaction', 'Σ (x_i / X)(y_i / t_i)');
}

/** Gini index of segregation, see {@link Segregation}. */
export function segregationGini(tracts: Tracts): Measured {
  return only(tracts, 'gini', 'Σ_ij t_i t_j |p_i - p_j| / (2 T² P (1 - P))');
}

/** Theil's information theory index H, see {@link Segregation}. */
export function segregationEntropy(tracts: Tracts): Measured {
  return only(tracts, 'entropy', 'Σ t_i (E - E_i) / (E T)');
}
