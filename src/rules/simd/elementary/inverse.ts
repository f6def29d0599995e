// Arc functions in WebAssembly: the algorithms of engine/elementary/inverse64.ts and inverse32.ts. Only arc tangents of two
// arguments so large or small that products leave the format are left to JavaScript. Imports body.

import type { Operand, Precision } from '../algebra.ts';
import { control, type Code } from '../../../engine/wasm/instructions.ts';
import { calling, cut, unless, type Body, type Definition } from './body.ts';

const f = Math.fround;
const PI = { f64: Math.PI, f32: f(Math.PI) } as const;
const PI_LOW = { f64: 1.2246467991473532e-16, f32: f(-8.742277657347586e-8) } as const;
const HALF_PI = { f64: Math.PI / 2, f32: f(Math.PI / 2) } as const;
const HALF_PI_LOW = { f64: 6.123233995736766e-17, f32: f(-4.371138828673793e-8) } as const;

/** Below `tiny` atan x = x; from `end` on it is pi/2; atan2 takes the common path where the larger argument is between. */
const ATAN = {
  f64: { tiny: 2 ** -27, end: 1e20, smallest: 1e-300, largest: 1e300 },
  f32: { tiny: 2 ** -12, end: 1073741824, smallest: 1e-30, largest: 1e30 },
} as const;

/*
 * atan(y/x) = atan(c) + atan(t), t = (p y - q x) / (q y + p x), for the c = q/p nearest below:
 * 0, 1/2, 1, 3/2, infinity, which begin at the ratios of LIMITS.
 */
const LIMITS = [0.4375, 0.6875, 1.1875, 2.4375];
const P = [1, 2, 1, 2, 0];
const Q = [0, 1, 1, 3, 1];
const BASE = {
  f64: [0, 0.4636476090008061, 0.7853981633974483, 0.982793723247329, HALF_PI.f64],
  f32: [0, 0.46364760398864746, f(0.7853981633974483), 0.9827937483787537, HALF_PI.f32],
} as const;
const BASE_LOW = {
  f64: [0, 2.2698777452961687e-17, 3.061616997868383e-17, 1.3903311031230998e-17, HALF_PI_LOW.f64],
  f32: [0, 5.01215868808913e-9, -2.1855694143368964e-8, -2.5131424052915463e-8, HALF_PI_LOW.f32],
} as const;

/** The bits of a number of the precision. */
function bitsOf(value: number, precision: Precision): bigint {
  return precision === 'f64'
    ? new BigInt64Array(Float64Array.of(value).buffer)[0]
    : BigInt(new Int32Array(Float32Array.of(value).buffer)[0]);
}

/** The entry of a table of five: the k-th where k - 1 masks, in falling order, are true. */
function entry({ on, keep }: Body, masks: readonly Code[], table: readonly number[]): Code {
  // each mask changes the bits of one entry into those of the next: two instructions, where a selection takes three
  const bits = table.map((value) => bitsOf(value, on.precision));
  const changes = masks.map((mask, i) => on.iand(mask, on.integers(bits[i] ^ bits[i + 1])));
  return keep(changes.reduce<Code>(on.ixor, on.constant(table[0])));
}

/** The entries of all tables that belong to y/x; `times` multiplies a number by x. Alone, branches are cheaper than masks. */
function entries(body: Body, y: Code, times: (limit: number) => Operand): Code[] {
  const { fn, on, keepMask } = body;
  const tables = [P, Q, BASE[on.precision], BASE_LOW[on.precision]];
  if (on.vector) {
    const masks = LIMITS.map((limit) => keepMask(on.ge(y, times(limit))));
    return tables.map((table) => entry(body, masks, table));
  }
  const locals = tables.map(() => fn.local(on.type));
  const set = (k: number): Code => tables.map((table, i) => fn.set(locals[i], on.constant(table[k])));
  const branch = (limit: number, below: Code, above: Code): Code => control.if(on.lt(y, times(LIMITS[limit])), below, above);
  fn.emit(branch(1, branch(0, set(0), set(1)), branch(3, branch(2, set(2), set(3)), set(4))));
  return locals.map((local) => fn.get(local));
}

/** (atan(t) - t) / t as 64-bit and 32-bit code multiply it. */
function atanTail({ on: { precision, add, sub, mul }, keep }: Body, t: Code): Code {
  const z = keep(mul(t, t));
  if (precision === 'f32') {
    const a = sub(mul(add(mul(-0.058247774839401245, z), 0.10493776202201843), z), 0.14230132102966309);
    const b = sub(mul(add(mul(a, z), 0.1999778002500534), z), 0.3333330452442169);
    return mul(t, mul(z, b));
  }
  const w = keep(mul(z, z));
  const w2 = keep(mul(w, w));
  const a = add(-0.3333333333333292, mul(z, 0.1999999999987358), mul(w, add(-0.14285714272242467, mul(z, 0.1111111039388042))));
  const b = add(-0.09090886838660311, mul(z, 0.07691871570548524), mul(w, add(-0.06661026604517555, mul(z, 0.05833271113776103))));
  const c = sub(add(-0.04975687979453431, mul(z, 0.036504861129908396)), mul(w, 0.0162599669324626));
  return mul(mul(t, z), add(a, mul(w2, add(b, mul(w2, c)))));
}

/** atan(y/x) in [0, pi/2] for y, x >= 0; x = 1 if there is none. */
function atanRatio(body: Body, y: Code, x?: Code): Code {
  const { on, keep } = body;
  const { add, sub, mul, div } = on;
  const [p, q, base, low] = entries(body, y, (limit) => (x === undefined ? limit : mul(limit, x)));
  const t = keep(div(sub(mul(p, y), x === undefined ? q : mul(q, x)), add(mul(q, y), x === undefined ? p : mul(p, x))));
  return add(base, add(t, add(low, atanTail(body, t))));
}

export const atan: Definition = (body, x) => {
  const { on, keep } = body;
  const { tiny, end } = ATAN[on.precision];
  const a = keep(on.abs(x));
  const v = on.copysign(atanRatio(body, keep(on.lesser(a, end))), x);
  return on.select(on.lt(a, tiny), x, v);
};

export const atan2: Definition = (body, y, x) => {
  const { on, keep, keepMask } = body;
  const { smallest, largest } = ATAN[on.precision];
  const ax = keep(on.abs(x));
  const ay = keep(on.abs(y));
  const v = keep(atanRatio(body, ay, ax));
  const w = on.copysign(on.select(on.lt(x, 0), on.sub(PI[on.precision], on.sub(v, PI_LOW[on.precision])), v), y);
  const inside = on.and(on.lt(ax, largest), on.and(on.lt(ay, largest), on.gt(on.greater(ax, ay), smallest)));
  const ordinary = on.and(inside, on.gt(ay, 0));
  const rare = keepMask(on.not(ordinary));
  // an angle along the axis is common, and 0 is what idle lanes hold
  return unless(body, rare, w, () => {
    const along = keepMask(on.and(on.eq(y, 0), on.eq(x, x)));
    const left = on.lt(on.copysign(1, x), 0);
    const angle = keep(on.select(left, on.copysign(PI[on.precision], y), y));
    const other = keepMask(on.and(rare, on.not(along)));
    return calling(body, 'atan2', other, angle, y, x);
  });
};

/** (asin(x) - x) / x^3, z = x^2 <= 1/4. */
function asinSeries({ on: { precision, add, sub, mul }, keep }: Body, z: Code): Code {
  if (precision === 'f32') {
    const a = add(mul(add(mul(0.042158495634794235, z), 0.024184687063097954), z), 0.04546916112303734);
    return add(mul(add(mul(a, z), 0.074953094124794), z), 0.16666752099990845);
  }
  const w = keep(mul(z, z));
  const w2 = keep(mul(w, w));
  const a = add(0.1666666666666676, mul(z, 0.07499999999970795), mul(w, add(0.04464285717461585, mul(z, 0.03038194270761827))));
  const b = add(0.022372214991661008, mul(z, 0.017351611951462585), mul(w, add(0.013980821195455203, mul(z, 0.011398907538955547))));
  const c = add(0.010780276506300599, mul(z, 0.003706326159064856), mul(w, sub(0.021707635330183172, mul(z, 0.020999315241310337))));
  return add(a, mul(w2, add(b, mul(w2, add(c, mul(w2, 0.03262877516653992))))));
}

/** Small arguments by the series; beyond 1/2 by asin x = pi/2 - 2 asin(sqrt((1 - x) / 2)), the root as top + rest. */
function arc(body: Body, x: Code): { a: Code; small: Code; term: Code; top: Code; rest: Code } {
  const { on, keep, keepMask } = body;
  const { add, sub, mul, div } = on;
  const a = keep(on.abs(x));
  const small = keepMask(on.le(a, 0.5));
  const z = keep(on.select(small, mul(x, x), mul(0.5, sub(1, a))));
  const term = keep(mul(z, asinSeries(body, z)));
  const s = keep(on.sqrt(z));
  const top = keep(cut(body, s));
  return { a, small, term, top, rest: keep(add(div(sub(z, mul(top, top)), add(s, top)), mul(s, term))) };
}

export const asin: Definition = (body, x) => {
  const { on } = body;
  const { add, sub, mul, select } = on;
  const halfPi = HALF_PI[on.precision];
  const { a, small, term, top, rest } = arc(body, x);
  const v = sub(sub(halfPi, mul(2, top)), sub(mul(2, rest), HALF_PI_LOW[on.precision]));
  const far = select(on.eq(a, 1), mul(x, halfPi), on.copysign(v, x));
  return select(small, add(x, mul(x, term)), far);
};

export const acos: Definition = (body, x) => {
  const { on, keepMask } = body;
  const { add, sub, mul, select } = on;
  const pi = PI[on.precision];
  const { a, small, term, top, rest } = arc(body, x);
  const left = keepMask(on.lt(x, 0));
  const v = select(left, sub(sub(pi, mul(2, top)), sub(mul(2, rest), PI_LOW[on.precision])), mul(2, add(top, rest)));
  const near0 = sub(HALF_PI[on.precision], sub(x, sub(HALF_PI_LOW[on.precision], mul(x, term))));
  return select(small, near0, select(on.eq(a, 1), select(left, pi, 0), v));
};
