// Correctly rounded log, cos and pow, for constants that must come out the same as elsewhere. Imports nothing.
// Slow (about a microsecond): for setting up, never for an inner loop. Arithmetic on unevaluated sums of two doubles,
// 106 bits: Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18 (1971).

/** Low word of the last result of `add`, `multiply` or `divide`, whose value is high word + low word. */
let low = 0;

function add(ah: number, al: number, bh: number, bl: number): number {
  const sum = ah + bh;
  const part = sum - ah;
  return normal(sum, ah - (sum - part) + (bh - part) + (al + bl));
}

function multiply(ah: number, al: number, bh: number, bl: number): number {
  const product = ah * bh;
  const a = leading(ah),
    b = leading(bh);
  const error = a * b - product + a * (bh - b) + (ah - a) * b + (ah - a) * (bh - b);
  return normal(product, error + (ah * bl + al * bh));
}

function divide(ah: number, al: number, bh: number, bl: number): number {
  const quotient = ah / bh;
  const back = multiply(quotient, 0, bh, bl);
  const rest = add(ah, al, -back, -low);
  return normal(quotient, (rest + low) / bh);
}

/** The same sum with the words renewed so that the high one is the sum rounded; |error| is far below |sum|. */
function normal(sum: number, error: number): number {
  const high = sum + error;
  low = error - (high - sum);
  return high;
}

/** The upper 26 bits of x, so that products of halves are exact. */
function leading(x: number): number {
  const scaled = 134217729 * x;
  return scaled - (scaled - x);
}

/** Coefficients as pairs of words. */
type Series = { high: Float64Array; low: Float64Array };

/** 1 / (2 k + 1), of the inverse hyperbolic tangent. */
const ODD = emptySeries(22);
/** 1 / k!, of the exponential. */
const FACTORIAL = emptySeries(30);
fillSeries();

function emptySeries(terms: number): Series {
  return { high: new Float64Array(terms), low: new Float64Array(terms) };
}

function fillSeries(): void {
  for (let k = 0; k < ODD.high.length; k++) {
    ODD.high[k] = divide(1, 0, 2 * k + 1, 0);
    ODD.low[k] = low;
  }
  FACTORIAL.high[0] = 1;
  for (let k = 1; k < FACTORIAL.high.length; k++) {
    FACTORIAL.high[k] = divide(FACTORIAL.high[k - 1], FACTORIAL.low[k - 1], k, 0);
    FACTORIAL.low[k] = low;
  }
}

const LN2 = [Math.LN2, 2.3190468138462996e-17] as const;
const HALF_PI = [Math.PI / 2, 6.123233995736766e-17] as const;

/** Sum of coefficient k times t^((k - from) / step), k = from, from + step, ...; high word returned, low word in `low`. */
function polynomial(of: Series, from: number, step: number, th: number, tl: number): number {
  let k = from + step * Math.floor((of.high.length - 1 - from) / step);
  let high = of.high[k];
  low = of.low[k];
  for (k -= step; k >= from; k -= step) {
    high = multiply(high, low, th, tl);
    high = add(high, low, of.high[k], of.low[k]);
  }
  return high;
}

/** log x = e log 2 + 2 artanh((m - 1) / (m + 1)) for x = m 2^e, m near 1. */
function logWords(x: number): number {
  let exponent = 0,
    mantissa = x;
  for (; mantissa < Math.SQRT1_2; exponent--) mantissa *= 2;
  for (; mantissa > Math.SQRT2; exponent++) mantissa /= 2;
  const denominator = add(mantissa, 0, 1, 0);
  const ratio = divide(mantissa - 1, 0, denominator, low);
  const ratioLow = low;
  const square = multiply(ratio, ratioLow, ratio, ratioLow);
  const sum = polynomial(ODD, 0, 1, square, low);
  const tangent = multiply(2 * ratio, 2 * ratioLow, sum, low);
  const tangentLow = low;
  const whole = multiply(exponent, 0, LN2[0], LN2[1]);
  return add(whole, low, tangent, tangentLow);
}

/** Natural logarithm, rounded to nearest. @param x positive, finite, not subnormal */
export function roundedLog(x: number): number {
  return logWords(x);
}

/** base^exponent, rounded to nearest. @param base positive @param exponent such that the result is in [2^-1000, 2^1000] */
export function roundedPow(base: number, exponent: number): number {
  const log = logWords(base);
  const argument = multiply(log, low, exponent, 0);
  const argumentLow = low;
  const doublings = Math.round(argument / LN2[0]);
  const whole = multiply(doublings, 0, LN2[0], LN2[1]);
  const rest = add(argument, argumentLow, -whole, -low);
  let result = polynomial(FACTORIAL, 0, 1, rest, low);
  for (let k = 0; k < doublings; k++) result *= 2;
  for (let k = 0; k > doublings; k--) result /= 2;
  return result;
}

/** Cosine, rounded to nearest. @param x radians, in [0, 100] */
export function roundedCos(x: number): number {
  const quarter = Math.round(x / HALF_PI[0]);
  const whole = multiply(quarter, 0, HALF_PI[0], HALF_PI[1]);
  const rest = add(x, 0, -whole, -low);
  const restLow = low;
  const square = multiply(rest, restLow, rest, restLow);
  const odd = quarter % 2 === 1;
  let result = polynomial(FACTORIAL, odd ? 1 : 0, 2, -square, -low); // alternating signs
  if (odd) result = multiply(result, low, rest, restLow);
  return quarter % 4 === 1 || quarter % 4 === 2 ? -result : result;
}
