// What the elementary functions share: powers of two and the bits of a number.
// May import nothing.

const WORDS = new Int32Array(2);
const DOUBLE = new Float64Array(WORDS.buffer);
const WORD32 = new Int32Array(1);
const SINGLE = new Float32Array(WORD32.buffer);
/** Which of the two words holds sign and exponent: 1 on every machine with the small end first. */
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0];

/** 2^n for -1074 <= n <= 1023 at index n + 1074: cheaper than building it from bits, which stalls a store buffer. */
export const POW2: Float64Array = powersOfTwo();
/** Index of 2^0 in POW2. */
export const ONE = 1074;
/** Added and taken away again, it rounds a double below 2^51 to the nearest integer, ties to even. */
export const ROUND64 = 6755399441055744;
/** The same for a float32 below 2^22. */
export const ROUND32 = 12582912;

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(2098);
  powers[0] = 5e-324;
  for (let i = 1; i < powers.length; i++) powers[i] = 2 * powers[i - 1];
  return powers;
}

/** Sign, exponent and the first 20 bits of the fraction of a double, as int32. */
export function highWord(x: number): number {
  DOUBLE[0] = x;
  return WORDS[HIGH];
}

/** The bits of a float32 as int32. */
export function bits32(x: number): number {
  SINGLE[0] = x;
  return WORD32[0];
}

/** A float32 cut to its first 12 bits, so that the product of two of them is exact. */
export function top12(x: number): number {
  SINGLE[0] = x;
  WORD32[0] &= -4096;
  return SINGLE[0];
}
