// The names of JavaScript that a rule which runs plainly may use: those whose meaning follows from their arguments. Imports nothing.

const words = (list: string): readonly string[] => list.split(' ');

/** Functions of Math whose last bits ECMAScript fixes, those that are our own, and its constants. */
export const MATH = {
  exact: words('abs ceil clz32 floor fround imul max min round sign sqrt trunc'),
  own: words('acos asin atan atan2 cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh'),
  constants: words('E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2'),
};

/** Names of the language that depend on nothing but their arguments. */
export const ALLOWED: ReadonlySet<string> = new Set(
  words(
    'Math Number Array Object Map Set WeakMap WeakSet JSON String Boolean BigInt Symbol ' +
      'Infinity NaN undefined isNaN isFinite parseInt parseFloat ' +
      'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array ' +
      'BigInt64Array BigUint64Array ArrayBuffer DataView ' +
      'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError',
  ),
);

export const LATER = 'a rule runs to its end within the tick';
export const OUTSIDE = 'a run is a function of its seed: what the rule needs to know belongs in params, uses or a column';
const CLOCK = 'a clock may not decide a simulation; time is world.tick';
const TEXT = 'a rule is known by its own text; write the function out, or hand it over in uses';
const SHARED = 'agents share nothing but their columns; keep what must last in a column';
const LOCALE = 'the language of the machine may not decide a simulation';

const each = (list: string, why: string): Record<string, string> => Object.fromEntries(words(list).map((name) => [name, why]));

/** Names of the language that would make a run depend on more than its seed, and why. */
export const REFUSED: Readonly<Record<string, string>> = {
  ...each('Date performance Temporal', CLOCK),
  ...each('Promise queueMicrotask setTimeout setInterval setImmediate', LATER),
  ...each('process require module fetch navigator localStorage', OUTSIDE),
  ...each('eval Function', TEXT),
  ...each('globalThis global window SharedArrayBuffer Atomics Worker WeakRef FinalizationRegistry', SHARED),
  Intl: LOCALE,
  console: 'many workers run the rule; keep what you want to see in a column, and record it or measure it',
  crypto: 'a run must be repeatable; draw with random.uniform()',
};

/** Members that lead to what is refused, whatever they are members of. */
export const REFUSED_MEMBERS: Readonly<Record<string, string>> = {
  ...each('constructor', TEXT),
  ...each('__proto__ prototype', SHARED),
  ...each('localeCompare toLocaleString toLocaleUpperCase toLocaleLowerCase', LOCALE),
};
