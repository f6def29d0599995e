// Is a distribution a power law, an exponential, a log-normal, or none that can be told? Imports emergence and report.

import { goodness, likelihoodRatio } from '../../emergence/index.ts';
import type { LikelihoodRatio } from '../../emergence/criticality/likelihood-ratio.ts';
import { logUpperTail } from '../../emergence/criticality/mills.ts';
import type { PowerLaw } from '../../emergence/criticality/power-law.ts';
import { scaledZeta } from '../../emergence/criticality/zeta.ts';
import { roundForPeople, type Chart, type Quantity } from '../../report/index.ts';
import { tail } from '../../report/tail.ts';
import { pWords, plusMinus } from './sentences.ts';

/** Values, and values in the tail, that a fit needs. */
const FEWEST = 200;
const FEWEST_TAIL = 50;
/** Different values that a fit needs: of fewer no shape can be told. */
const FEWEST_DIFFERENT = 8;
/** Values looked at of more, at equal steps through them. */
const MOST = 5_000;
/** Samples made to ask whether the power law is plausible: p to ±0.035. */
const REPLICATES = 200;
/** A power law with a smaller p is not plausible (Clauset, Shalizi & Newman 2009). */
const PLAUSIBLE = 0.1;
/** The sign of a likelihood ratio is trusted below this p. */
const TRUSTED = 0.05;

/** What a distribution is told to be. */
export type Shape = 'power law' | 'exponential' | 'log-normal' | null;

/** What all values together look like most. */
export interface Whole {
  readonly shape: Exclude<Shape, null>;
  readonly ahead: number;
  readonly from: number;
  readonly parameters: Readonly<Record<string, number>>;
}

export interface HeavyTail {
  readonly law: PowerLaw;
  /** that data made from the power law is as far from its own fit */
  readonly p: number;
  readonly exponential: LikelihoodRatio | null;
  readonly lognormal: LikelihoodRatio | null;
  /** of all values, where the tail is less than half of them: which of the three is likeliest, and by how much of log-likelihood, one a parameter less */
  readonly whole: Whole | null;
  /** which of the three is favoured; null when they cannot be told apart, or none fits */
  readonly shape: Shape;
}

/**
 * Fit a power law from the x_min on at which it fits best, and hold it against an exponential and a log-normal of the same values. A power
 * law is favoured when it is plausible (p > 0.1) and neither rival is likelier beyond chance, and at least one is less likely beyond chance; a rival when it is likelier
 * beyond chance than the power law; of two such the one that is further ahead.
 *
 * @param values above 0; whole numbers are fitted as such
 * @returns null with fewer than 200 values, 8 different ones, or 50 in the tail
 */
export function heavyTail(values: ArrayLike<number>, seed: string): HeavyTail | null {
  const all = Float64Array.from(values).filter((value) => value > 0 && Number.isFinite(value));
  const used = all.length <= MOST ? all : Float64Array.from({ length: MOST }, (_, k) => all[Math.floor((k * all.length) / MOST)]);
  if (used.length < FEWEST || new Set(used).size < FEWEST_DIFFERENT) return null;
  const discrete = used.every(Number.isInteger);
  const { value } = goodness(used, { discrete, least: FEWEST_TAIL, replicates: REPLICATES, seed });
  if (value === null) return null;
  const { fit: law, p } = value;
  const against = (alternative: 'exponential' | 'lognormal'): LikelihoodRatio | null =>
    likelihoodRatio(used, { discrete, xmin: law.xmin, alternative }).value;
  const [exponential, lognormal] = [against('exponential'), against('lognormal')];
  const whole = law.tail < used.length / 2 ? wholeOf(used, discrete) : null;
  return { law, p, exponential, lognormal, whole, shape: shapeOf(p, exponential, lognormal) };
}

/** The likeliest of the three for all values. */
function wholeOf(values: Float64Array, discrete: boolean): Whole | null {
  const xmin = values.reduce((a, b) => Math.min(a, b));
  const [exponential, lognormal] = (['exponential', 'lognormal'] as const).map(
    (alternative) => likelihoodRatio(values, { discrete, xmin, alternative }).value,
  );
  if (exponential === null || lognormal === null) return null;
  const ranked = [
    { shape: 'power law' as const, score: -1, parameters: { alpha: exponential.fit.alpha } },
    { shape: 'exponential' as const, score: -exponential.ratio - 1, parameters: exponential.parameters },
    { shape: 'log-normal' as const, score: -lognormal.ratio - 2, parameters: lognormal.parameters },
  ].sort((a, b) => b.score - a.score);
  return { shape: ranked[0].shape, ahead: ranked[0].score - ranked[1].score, from: xmin, parameters: ranked[0].parameters };
}

function shapeOf(p: number, exponential: LikelihoodRatio | null, lognormal: LikelihoodRatio | null): Shape {
  const sign = (test: LikelihoodRatio | null): number => (test !== null && test.p <= TRUSTED ? Math.sign(test.ratio) : 0);
  const [overExponential, overLognormal] = [sign(exponential), sign(lognormal)];
  if (overExponential < 0 || overLognormal < 0)
    return (exponential?.ratio ?? 0) <= (lognormal?.ratio ?? 0) + 1 ? 'exponential' : 'log-normal'; // one parameter less is worth a unit of likelihood
  return p > PLAUSIBLE && (overExponential > 0 || overLognormal > 0) ? 'power law' : null;
}

/** A sentence on what the tail of something is. */
export function tailSentence(what: string, { law, p, exponential, lognormal, whole, shape }: HeavyTail): string {
  const { alpha, error, xmin, tail: inTail, count } = law;
  const said = `The power law that fits ${what} best has exponent ${plusMinus(alpha, error)} from ${roundForPeople(xmin, { digits: 3 })} on (${roundForPeople(inTail)} of ${roundForPeople(count)} values; goodness of fit p ${pWords(p)})`;
  const against = [exponential && `exponential ${ratio(exponential)}`, lognormal && `log-normal ${ratio(lognormal)}`].filter(
    (part) => part !== null,
  );
  const verdict =
    shape === null
      ? p <= PLAUSIBLE
        ? 'it is not plausible, and no other of the three is favoured'
        : 'the three cannot be told apart'
      : shape === 'power law'
        ? 'the power law is favoured'
        : `${shape === 'exponential' ? 'an exponential' : 'a log-normal'} is favoured`;
  return `${said}; ${verdict}${against.length > 0 ? ` (log-likelihood ratio against ${against.join(', ')}; above 0 speaks for the power law)` : ''}.${whole ? ` Of all values ${whole.shape === 'exponential' ? 'an exponential' : `a ${whole.shape}`} is the likeliest of the three, ahead by ${roundForPeople(whole.ahead, { digits: 3 })}.` : ''}`;
}

const ratio = ({ ratio: value, p }: LikelihoodRatio): string => `${roundForPeople(value, { digits: 3 })}, p ${pWords(p)}`;

/** The chart of a distribution with the fits that there are. */
export function tailChart(
  of: { name: string; title: string; quantity: Quantity },
  values: ArrayLike<number>,
  found: HeavyTail,
  what: string,
): Chart {
  return tail({ ...of, caption: tailSentence(what, found), values, fits: fitsOf(values, found) });
}

function fitsOf(
  values: ArrayLike<number>,
  { law: { alpha, xmin, tail: inTail, count }, exponential, lognormal, whole }: HeavyTail,
): Parameters<typeof tail>[0]['fits'] {
  const discrete = Array.from(values).every(Number.isInteger);
  const share = inTail / count;
  const scaled = (shape: Whole['shape'], from: number, parameters: Whole['parameters'], part: number) => {
    const survival = survivalOf(shape, from, parameters, discrete);
    return (x: number): number => part * survival(x);
  };
  return [
    { label: 'power law', from: xmin, survival: scaled('power law', xmin, { alpha }, share) },
    ...(exponential ? [{ label: 'exponential', from: xmin, survival: scaled('exponential', xmin, exponential.parameters, share) }] : []),
    ...(lognormal ? [{ label: 'log-normal', from: xmin, survival: scaled('log-normal', xmin, lognormal.parameters, share) }] : []),
    ...(whole
      ? [{ label: `${whole.shape}, all values`, from: whole.from, survival: scaled(whole.shape, whole.from, whole.parameters, 1) }]
      : []),
  ];
}

/** Share of the values from `from` on that are x or more. */
function survivalOf(
  shape: Whole['shape'],
  from: number,
  { alpha = 2, rate = 0, mu = 0, sigma = 1 }: Readonly<Record<string, number>>,
  discrete: boolean,
): (x: number) => number {
  if (shape === 'exponential') return (x) => Math.exp(-rate * (x - from));
  if (shape === 'power law')
    return discrete ? (x) => ((x / from) ** -alpha * scaledZeta(alpha, x)) / scaledZeta(alpha, from) : (x) => (x / from) ** (1 - alpha);
  const floor = discrete ? from - 0.5 : from;
  const upper = (x: number): number => logUpperTail((Math.log(x) - mu) / sigma);
  return (x) => Math.exp(upper(discrete ? Math.max(floor, x - 0.5) : x) - upper(floor));
}
