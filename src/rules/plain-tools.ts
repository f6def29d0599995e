// Text that every kernel of a plain rule begins with: conversions, objects that name what they do not have, and the author's Math.
// Imports plain-language.

import { MATH } from './plain-language.ts';

const UNDERSCORED = new Set(['log1p', 'log2', 'log10', 'atan2', 'expm1']);

const own = MATH.own
  .filter((name) => name !== 'hypot')
  .map((name) => `${name}: E.${name}${UNDERSCORED.has(name) ? '_' : ''}64`)
  .join(', ');
const exact = [...MATH.exact, ...MATH.constants].map((name) => `${name}: Math.${name}`).join(', ');

/**
 * Statements that need `E`. Numbers: `float`, `single`, `whole`, `unsigned`, `byte` give what a column of their type keeps, and refuse what is no
 * number (true and false are 1 and 0).
 */
export const TOOLS = `
const F = Math.fround;
const canonical = (x, rt) => x === x ? x : (rt.nan = 1, NaN);
const toInt = (x) => x >= 2147483647 ? 2147483647 : x <= -2147483648 ? -2147483648 : x | 0;
const refuse = (message) => { throw new TypeError(message); };
const said = (value) => value === null ? 'null' : typeof value === 'string' ? JSON.stringify(value) : Array.isArray(value) ? 'an array' : typeof value;
const float = (value, what) => typeof value === 'number' ? value : value === true ? 1 : value === false ? 0 : refuse(what + ' takes a number, but got ' + said(value));
const single = (value, what) => F(float(value, what));
const whole = (value, what) => toInt(float(value, what));
const unsigned = (value, what) => { const x = float(value, what); return x >= 4294967295 ? 4294967295 : x > 0 ? x >>> 0 : 0; };
const byte = (value, what) => Math.min(255, Math.max(0, toInt(float(value, what))));
const missing = (what, name, known) => refuse(what + ' has no "' + name + '". Known: ' + known.join(', '));
const guard = (what, known, base = Object.prototype) => new Proxy(base, {
  get: (target, name, me) => typeof name === 'symbol' || name in target || name === 'toJSON' ? Reflect.get(target, name, me) : missing(what, name, known),
  set: (target, name) => missing(what, String(name), known),
});
const list = (what, values, size, keep) => {
  if (typeof values !== 'object' || values === null || values.length !== size) refuse(what + ' takes ' + size + ' elements, but got ' + said(values));
  return Array.from({ length: size }, (_, d) => keep(values[d], what));
};
const element = (name) => typeof name === 'symbol' || name === '' ? NaN : Math.trunc(Number(name));
const vector = (what, copy, keep, outside, fixed) => new Proxy(copy, {
  get: (target, name, me) => { const d = element(name); return d !== d ? Reflect.get(target, name, me) : d >= 0 && d < target.length ? target[d] : outside; },
  set: (target, name, value) => {
    const d = element(name);
    if (fixed !== null) refuse(fixed);
    if (d !== d) refuse(what + ' has ' + target.length + ' elements, always');
    if (d >= 0 && d < target.length) target[d] = keep(value, what);
    return true;
  },
});
const hypot = (...xs) => xs.length === 2 ? E.hypot64(xs[0], xs[1]) : xs.length === 3 ? E.hypot3_64(xs[0], xs[1], xs[2]) : Math.sqrt(xs.reduce((sum, x) => sum + x * x, 0));
const math = Object.freeze({
  __proto__: guard('Math', ${JSON.stringify([...MATH.exact, ...MATH.own, ...MATH.constants])}),
  ${exact},
  ${own}, hypot,
  random() { refuse('Math.random: a run must be repeatable; draw with random.uniform()'); },
});
const tools = {
  power: (x, y) => typeof x === 'bigint' ? x ** y : E.pow64(+x, +y),
  first: (object) => Object.values(object)[0],
  freeze: (value) => { if (typeof value === 'function' && value.prototype) Object.freeze(value.prototype); return Object.freeze(value); },
};`
  .trim()
  .split('\n');
