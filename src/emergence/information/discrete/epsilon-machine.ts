// Exact quantities of a known process, given as a unifilar hidden Markov machine. Imports measure.ts.
// S states, p(s' , x | s) transitions: C = H[S] (statistical complexity), h = H[X | S], E = I[past; future] = H[S] − H[S | future].

import { LabError } from '../../../errors.ts';
import { found, nothing, type Measured } from '../../measure.ts';
import { bitsOf, checkDistribution } from './entropy.ts';

/** From a state to a state, emitting a symbol, with a probability. At most one transition a state and symbol: the next state is known. */
export interface Transition {
  readonly from: string;
  readonly symbol: string;
  readonly to: string;
  /** in (0, 1]; those that leave a state have the sum 1 */
  readonly probability: number;
}

/** A machine in numbers, its equivalent states merged. */
interface Machine {
  /** probability of state s */
  readonly stationary: readonly number[];
  /** of each state: next state and probability by symbol; null where the symbol is not emitted */
  readonly moves: readonly (readonly (Move | null)[])[];
}

interface Move {
  readonly to: number;
  readonly probability: number;
}

/** Probabilities closer than this are taken to be one. */
const SAME = 1e-12;
/** Kinds of words that are told apart before giving up. */
const MOST_KINDS = 20_000;
const LONGEST_WORD = 2000;

const BITS = { units: 'bits', convention: 'stationary distribution of the recurrent causal states (equivalent states merged), log base 2' };

/**
 * Statistical complexity C = H[S], the entropy of the causal states: bits of the past that are worth keeping. O(states³).
 *
 * @param transitions of a unifilar machine whose states all reach each other
 * @throws LabError E_METRIC for probabilities that do not add up, two transitions for one symbol, states that do not reach each other
 * @see Crutchfield & Young, PRL 63:105 (1989). doi:10.1103/PhysRevLett.63.105
 */
export function machineComplexity(transitions: readonly Transition[]): Measured<number> {
  return found(bitsOf(machineOf(transitions).stationary), BITS);
}

/** Entropy rate h = Σ π(s) H[X | S = s], bits a symbol. Errors and cost as {@link machineComplexity}. */
export function machineEntropyRate(transitions: readonly Transition[]): Measured<number> {
  const { stationary, moves } = machineOf(transitions);
  const rate = moves.reduce((sum, row, s) => sum + stationary[s] * bitsOf(row.map((move) => move?.probability ?? 0)), 0);
  return found(rate, { ...BITS, units: 'bits a symbol' });
}

/**
 * Excess entropy E = I[past; future] = C − lim H[S(0) | X(0) … X(L − 1)]. Words that leave the same knowledge of first and last state are
 * taken together, so that the limit is reached in a finite number of kinds for many machines; the length grows until E stands still.
 * O(kinds · symbols · states · L).
 *
 * @returns nothing when there are more than 20,000 kinds of words, or no limit up to words of 2,000 symbols. Errors as {@link machineComplexity}
 * @see Crutchfield, Ellison & Mahoney, PRL 103:094101 (2009), on C − E. doi:10.1103/PhysRevLett.103.094101
 */
export function machineExcessEntropy(transitions: readonly Transition[]): Measured<number> {
  const machine = machineOf(transitions);
  const about = {
    ...BITS,
    convention: `${BITS.convention}; words grown until the value changes by less than ${SAME} bits in as many steps as there are states`,
  };
  const complexity = bitsOf(machine.stationary);
  let kinds = [{ probability: 1, last: machine.stationary.map((_, s) => s), first: machine.stationary }] as readonly Kind[];
  let unknown = complexity;
  let still = 0;
  for (let length = 1; length <= LONGEST_WORD; length++) {
    kinds = grown(kinds, machine);
    if (kinds.length > MOST_KINDS)
      return nothing(`more than ${MOST_KINDS} kinds of words of ${length} symbols tell the states apart`, about);
    const now = kinds.reduce((sum, { probability, first }) => sum + probability * bitsOf(first), 0);
    still = unknown - now < SAME ? still + 1 : 0;
    unknown = now;
    if (still > machine.stationary.length || now < SAME) return found(Math.max(0, complexity - unknown), about);
  }
  return nothing(`words of ${LONGEST_WORD} symbols still tell more about the first state`, about);
}

/** Words after which the same is known. */
interface Kind {
  /** of all its words together */
  readonly probability: number;
  /** from each first state, the state that the word leads to; −1 where it cannot be emitted */
  readonly last: readonly number[];
  /** probability of each first state, given the word */
  readonly first: readonly number[];
}

function grown(kinds: readonly Kind[], { moves }: Machine): Kind[] {
  const next = new Map<string, { probability: number; last: number[]; first: number[] }>();
  for (const { probability, last, first } of kinds) {
    for (let symbol = 0; symbol < moves[0].length; symbol++) {
      const to = last.map((s) => (s < 0 ? null : moves[s][symbol]));
      const weights = to.map((move, s) => (move ? first[s] * move.probability : 0));
      const sum = weights.reduce((a, b) => a + b, 0);
      if (sum === 0) continue;
      const posterior = weights.map((weight) => weight / sum);
      const ends = to.map((move, s) => (move && posterior[s] > SAME ? move.to : -1));
      const key = `${ends.join()} ${posterior.map((p) => Math.round(p / SAME)).join()}`;
      const known = next.get(key);
      if (known) known.probability += probability * sum;
      else next.set(key, { probability: probability * sum, last: ends, first: posterior });
    }
  }
  return [...next.values()];
}

function machineOf(transitions: readonly Transition[]): Machine {
  const names = [...new Set(transitions.flatMap(({ from, to }) => [from, to]))];
  const symbols = [...new Set(transitions.map(({ symbol }) => symbol))];
  if (names.length === 0)
    throw new LabError('E_METRIC', 'a machine needs transitions, but got none. Give { from, symbol, to, probability }.');
  const moves: (Move | null)[][] = names.map(() => symbols.map(() => null));
  for (const { from, symbol, to, probability } of transitions) {
    const row = moves[names.indexOf(from)];
    const x = symbols.indexOf(symbol);
    if (row[x])
      throw new LabError(
        'E_METRIC',
        `state "${from}" has two transitions that emit "${symbol}": the machine is not unifilar. Split the state.`,
      );
    row[x] = { to: names.indexOf(to), probability };
  }
  names.forEach((name, s) =>
    checkDistribution(
      moves[s].map((move) => move?.probability ?? 0),
      `transitions from "${name}"`,
    ),
  );
  checkConnected(names, moves);
  return merged(moves.map((row) => row.map((move) => (move && move.probability > 0 ? move : null))));
}

function checkConnected(names: readonly string[], moves: readonly (readonly (Move | null)[])[]): void {
  names.forEach((name, start) => {
    const seen = new Set([start]);
    for (const s of seen) for (const move of moves[s]) if (move && move.probability > 0) seen.add(move.to);
    if (seen.size < names.length) {
      const missing = names.find((_, s) => !seen.has(s));
      throw new LabError(
        'E_METRIC',
        `state "${missing}" is never reached from "${name}". Leave transient states out: all must reach each other.`,
      );
    }
  });
}

/** Merge states of the same future: split by what they emit, then by where that leads, until nothing splits. */
function merged(moves: readonly (readonly (Move | null)[])[]): Machine {
  let group = moves.map(() => 0);
  for (let count = 0; ;) {
    const keys = moves.map((row) => row.map((move) => (move ? `${group[move.to]}:${Math.round(move.probability / SAME)}` : '-')).join());
    const ids = [...new Set(keys.map((key, s) => `${group[s]} ${key}`))];
    group = keys.map((key, s) => ids.indexOf(`${group[s]} ${key}`));
    if (ids.length === count) break;
    count = ids.length;
  }
  const members = Array.from({ length: Math.max(...group) + 1 }, (_, g) => group.indexOf(g));
  const kept = members.map((s) => moves[s].map((move) => move && { to: group[move.to], probability: move.probability }));
  return { moves: kept, stationary: stationaryOf(kept) };
}

/** By elimination without subtraction (Grassmann, Taksar & Heyman 1985), of states that all reach each other. O(states³). */
function stationaryOf(moves: readonly (readonly (Move | null)[])[]): number[] {
  const n = moves.length;
  const p = moves.map((row) => {
    const out = new Float64Array(n);
    for (const move of row) if (move) out[move.to] += move.probability;
    return out;
  });
  for (let last = n - 1; last > 0; last--) {
    let leaving = 0;
    for (let j = 0; j < last; j++) leaving += p[last][j];
    for (let i = 0; i < last; i++) p[i][last] /= leaving;
    for (let i = 0; i < last; i++) for (let j = 0; j < last; j++) p[i][j] += p[i][last] * p[last][j];
  }
  const weights = [1];
  for (let s = 1; s < n; s++) weights.push(weights.reduce((sum, weight, i) => sum + weight * p[i][s], 0));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
