// Powers, the cube root and lengths in WebAssembly: the algorithms of engine/elementary/power64.ts and power32.ts, complete.
// Imports body, exponential, logarithm.

import { algebra, joined, upper, ROUND, ROUND_BITS } from '../algebra.ts';
import { f32, f32x4, f64, f64x2, type Code } from '../../../engine/wasm/instructions.ts';
import { bodyOf, cut, defined, FORMAT, leave, nearby, power2, scaled, unless, type Body, type Definition } from './body.ts';
import { expCommon, expKernel } from './exponential.ts';
import { decomposed, logCommon } from './logarithm.ts';

const LN2 = Math.LN2,
  LN2_TOP = 0.6931471824645996,
  LN2_REST = -1.904654299957768e-9;
/** 2/(3 ln 2) and its parts: 24 bits and the rest. */
const FACTOR = 0.9617966939259756,
  FACTOR_TOP = 0.9617967009544373,
  FACTOR_REST = -7.028461650952758e-9;
/** 2^65: from here on a power of any a but 1 is 0 or infinite. */
const LARGEST_POWER = 36893488147419103232;
/** Beyond 2^±1100 a power is 0 or infinite. */
const LARGEST_EXPONENT = 1100;

/** The logarithm to the base 2 of a normal a, less `lowered`, as the sum of two doubles. */
function log2Pair(body: Body, a: Code, lowered?: Code): { logTop: Code; logRest: Code } {
  const { on, keep } = body;
  const { add, sub, mul } = on;
  const { k: exponent, m } = decomposed(body, a);
  const k = lowered === undefined ? exponent : keep(sub(exponent, lowered));
  const f = keep(sub(m, 1));
  const sum = keep(add(m, 1));
  const inverse = keep(on.div(1, sum));
  const s = keep(mul(f, inverse));
  const top = keep(cut(body, s));
  const sumTop = keep(cut(body, sum));
  const rest = keep(mul(inverse, sub(f, mul(top, sumTop), mul(top, sub(m, sub(sumTop, 1))))));
  // atanh(s) = s/3 * (3 + s^2 + s^4 * series)
  const z = keep(mul(s, s));
  const w = keep(mul(z, z));
  const high6 = add(0.2308013730691454, mul(z, 0.19885195616625867), mul(w, 0.19794785466503959));
  const high4 = add(0.33333333780200003, mul(z, 0.27272676522685396), mul(w, high6));
  const series = add(0.6000000000000338, mul(z, 0.42857142855147606), mul(w, high4));
  const square = keep(mul(top, top));
  const tail = keep(add(mul(w, series), mul(rest, add(top, s))));
  const threeTop = keep(cut(body, add(3, square, tail)));
  const threeRest = sub(tail, sub(sub(threeTop, 3), square));
  const u = keep(mul(top, threeTop));
  const v = keep(add(mul(rest, threeTop), mul(s, threeRest)));
  const productTop = keep(cut(body, add(u, v)));
  const productRest = sub(v, sub(productTop, u));
  const high = keep(mul(FACTOR_TOP, productTop));
  const low = keep(add(mul(FACTOR_REST, productTop), mul(productRest, FACTOR)));
  const logTop = keep(cut(body, add(high, low, k)));
  return { logTop, logRest: keep(sub(low, sub(sub(logTop, k), high))) };
}

/** a^y = 2^n * power; `near` says n (see `nearby`). */
function powKernel(body: Body, a: Code, y: Code, lowered?: Code): { near: Code; n: Code; power: () => Code } {
  const { on, keep } = body;
  const { add, sub, mul } = on;
  const { logTop, logRest } = log2Pair(body, a, lowered);
  const c = keep(on.lesser(on.greater(y, -LARGEST_POWER), LARGEST_POWER));
  const yTop = keep(cut(body, c));
  const p = keep(mul(yTop, logTop));
  const q = keep(add(mul(sub(c, yTop), logTop), mul(c, logRest)));
  const near = nearby(body, add(p, q));
  const n = keep(sub(near, ROUND.f64));
  const power = (): Code => {
    const r = keep(sub(p, n));
    const d = keep(cut(body, add(r, q)));
    const exact = keep(mul(d, LN2_TOP));
    const more = add(mul(sub(q, sub(d, r)), LN2), mul(d, LN2_REST));
    return expKernel(body, exact, keep(on.neg(more)));
  };
  return { near, n, power };
}

/** a^y of any doubles a > 0 and y: subnormal a, powers that are subnormal, 0 or infinite. */
function powAny(body: Body, a: Code, y: Code): Code {
  const { on, keep, keepMask } = body;
  const small = keepMask(on.lt(a, FORMAT.f64.smallest));
  const lifted = keep(on.select(small, on.mul(a, 2 ** 54), a));
  const { n, power } = powKernel(body, lifted, y, on.select(small, 54, 0));
  const v = keep(power());
  const near = nearby(body, on.lesser(on.greater(n, -LARGEST_EXPONENT), LARGEST_EXPONENT));
  const finite = keep(scaled(body, v, near, 0));
  return on.select(on.gt(n, LARGEST_EXPONENT), Infinity, on.select(on.lt(n, -LARGEST_EXPONENT), 0, finite));
}

/** x^y from |x|^y: signs, and the cases of ECMA-262, Number::exponentiate. */
function withCases({ on, keep, keepMask }: Body, x: Code, y: Code, size: Code): Code {
  const { and, or, not, eq, lt, gt, select } = on;
  const a = keep(on.abs(x));
  const grows = keepMask(gt(y, 0));
  const half = keep(on.mul(0.5, y));
  const whole = keepMask(eq(on.floor(y), y));
  const odd = keepMask(and(whole, not(eq(on.floor(half), half))));
  const endless = keepMask(eq(on.abs(y), Infinity));
  const zero = keepMask(eq(a, 0));
  // of zero and infinity
  const edge = select(zero, select(grows, 0, Infinity), select(grows, Infinity, 0));
  const v = keep(select(or(zero, eq(a, Infinity)), edge, select(and(lt(x, 0), not(whole)), NaN, size)));
  const negative = keepMask(lt(on.copysign(1, x), 0));
  const signed = select(and(negative, odd), on.neg(v), v);
  const above = select(grows, Infinity, 0);
  const below = select(grows, 0, Infinity);
  const atInfinity = select(eq(a, 1), NaN, select(gt(a, 1), above, below));
  const numbers = and(eq(x, x), eq(y, y));
  return select(eq(y, 0), 1, select(numbers, select(endless, atInfinity, signed), NaN));
}

/** x^y of f32 numbers by doubles: exp(y log a), rounded once. */
function pow32(body: Body, x: Code, y: Code): Code {
  const { module, fn, on } = body;
  const inner = bodyOf(module, fn, algebra('f64', on.vector));
  const { mul, abs, greater, lesser } = inner.on;
  const of = (a: Code, b: Code): Code => {
    const log = inner.keep(mul(b, logCommon(inner, inner.keep(abs(a)))));
    return expCommon(inner, inner.keep(lesser(greater(log, -200), 200)));
  };
  if (!on.vector) return body.keep(f32.demote_f64(of(f64.promote_f32(x), inner.keep(f64.promote_f32(y)))));
  const low = inner.keep(f32x4.demote_f64x2_zero(of(f64x2.promote_low_f32x4(x), inner.keep(f64x2.promote_low_f32x4(y)))));
  const high = f32x4.demote_f64x2_zero(of(f64x2.promote_low_f32x4(upper(x)), inner.keep(f64x2.promote_low_f32x4(upper(y)))));
  return body.keep(joined(low, high));
}

export const pow: Definition = (body, x, y) => {
  const { module, on, keepMask } = body;
  const { smallest, largest } = FORMAT[on.precision];
  if (on.precision === 'f32') {
    const ordinary = on.and(on.and(on.gt(x, 0), on.le(x, largest)), on.lt(on.abs(y), Infinity));
    const rare = keepMask(on.not(ordinary));
    const v = pow32(body, x, y);
    return unless(body, rare, v, () => withCases(body, x, y, v));
  }
  const whole = defined(module, on, 'pow of any numbers', 2, (inner, anyX, anyY) =>
    withCases(inner, anyX, anyY, inner.keep(powAny(inner, inner.keep(inner.on.abs(anyX)), anyY))),
  );
  const ordinary = on.and(on.and(on.ge(x, smallest), on.le(x, largest)), on.lt(on.abs(y), Infinity));
  const { near, n, power } = powKernel(body, x, y);
  leave(body, on.not(on.and(ordinary, on.lt(on.abs(n), 1000))), whole, x, y);
  return on.mul(power(), power2(body, near));
};

/** Cube roots of 1, 2, 4; subnormals are lifted by 2^lift, whose cube root is 1 / lowered. */
const CBRT = {
  f64: { roots: [1, 1.2599210498948732, 1.5874010519681996], lift: 2 ** 54, lowered: 2 ** -18 },
  f32: { roots: [1, 1.2599210739135742, 1.587401032447815], lift: 2 ** 27, lowered: 2 ** -9 },
} as const;

/** The cube root of 2^j m, the root of 2^j given, `goal` = 2^j m. */
function cbrtKernel({ on, keep }: Body, m: Code, root: Code, goal: Code): Code {
  const { precision, add, sub, mul, div } = on;
  if (precision === 'f32') {
    const p = add(mul(sub(mul(0.02310517430305481, m), 0.1629703789949417), m), 0.5871149897575378);
    const t = keep(mul(root, add(mul(p, m), 0.5528232455253601)));
    const cube = keep(mul(t, t, t));
    return add(t, mul(t, div(sub(goal, cube), add(cube, cube, goal))));
  }
  const w = keep(mul(m, m));
  const high = sub(add(-0.3006104014535053, mul(m, 0.08609081676645843)), mul(w, 0.010603808531447387));
  const t = keep(mul(root, add(0.50697976348559, mul(m, 0.7181528434696245), mul(w, high))));
  const s = keep(on.fround(add(t, mul(sub(div(goal, mul(t, t)), t), 0.3333333333333333))));
  const r = keep(div(goal, mul(s, s)));
  return add(s, mul(s, div(sub(r, s), add(s, s, r))));
}

/** The cube root of a normal a > 0. */
function cbrtCommon(body: Body, a: Code): Code {
  const { on, keep, keepMask } = body;
  const { fraction, fractionBits, bias } = FORMAT[on.precision];
  const bits = on.bits(a);
  const biased = on.ishr_u(bits, fraction);
  const k = keep(
    on.precision === 'f32'
      ? on.sub(on.fromInteger(biased), bias)
      : on.sub(on.fromBits(on.ior(biased, on.integers(ROUND_BITS.f64))), ROUND.f64 + bias),
  );
  const third = keep(on.floor(on.mul(on.add(k, 0.5), 1 / 3))); // at least 1/6 from where floor jumps
  const j = keep(on.sub(k, on.mul(3, third)));
  const none = keepMask(on.eq(j, 0));
  const one = keepMask(on.eq(j, 1));
  const { roots } = CBRT[on.precision];
  const m = keep(on.fromBits(on.ior(on.iand(bits, on.integers(fractionBits)), on.integers(BigInt(bias) << BigInt(fraction)))));
  const goal = keep(on.mul(m, on.select(none, 1, on.select(one, 2, 4))));
  const root = on.select(none, roots[0], on.select(one, roots[1], roots[2]));
  return on.mul(cbrtKernel(body, m, root, goal), power2(body, nearby(body, third)));
}

export const cbrt: Definition = (body, x) => {
  const { module, on, keep } = body;
  const { smallest } = FORMAT[on.precision];
  const whole = defined(module, on, 'cbrt of any number', 1, (inner, any) => {
    const { lift, lowered } = CBRT[on.precision];
    const size = inner.keep(on.abs(any));
    const small = inner.keepMask(on.lt(size, smallest));
    const v = inner.keep(cbrtCommon(inner, inner.keep(on.select(small, on.mul(size, lift), size))));
    const root = on.copysign(on.select(small, on.mul(v, lowered), v), any);
    return on.select(on.and(on.gt(size, 0), on.lt(size, Infinity)), root, any);
  });
  const a = keep(on.abs(x));
  leave(body, on.not(on.and(on.ge(a, smallest), on.lt(a, Infinity))), whole, x);
  return on.copysign(cbrtCommon(body, a), x);
};

/** Squares neither overflow nor vanish between these; beyond, lengths are scaled by `up` below 1 and by `down` above. */
const HYPOT = {
  f64: { smallest: 1e-130, largest: 1e150, up: 4.149515568880993e180, down: 2.409919865102884e-181 },
  f32: { smallest: 1e-12, largest: 1e19, up: 1.2379400392853803e27, down: 8.077935669463161e-28 },
} as const;

function length(body: Body, ...sides: Code[]): Code {
  const { on, keep, keepMask } = body;
  const { smallest, largest, up, down } = HYPOT[on.precision];
  const squares = (each: readonly Code[]): Code => on.add(on.mul(each[0], each[0]), ...each.slice(1).map((a) => on.mul(a, a)));
  const sizes = sides.map((side) => keep(on.abs(side)));
  const below = sizes.map((a) => on.lt(a, largest)).reduce(on.and);
  const rare = keepMask(on.not(on.and(below, on.gt(sizes.reduce(on.greater), smallest))));
  return unless(body, rare, on.sqrt(squares(sides)), () => {
    const larger = keep(sizes.reduce(on.max));
    const power = keep(on.select(on.lt(larger, 1), up, down));
    const v = on.div(on.sqrt(squares(sides.map((side) => keep(on.mul(side, power))))), power);
    const endless = sizes.map((a) => on.eq(a, Infinity)).reduce(on.or);
    return on.select(endless, Infinity, on.select(on.gt(larger, 0), v, larger));
  });
}

export const hypot: Definition = (body, x, y) => length(body, x, y);
export const hypot3: Definition = (body, x, y, z) => length(body, x, y, z);
