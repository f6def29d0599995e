// Sine, cosine and tangent in WebAssembly: the algorithms of engine/elementary/circular64.ts, circular32.ts and reduction.ts.
// Quadrants are chosen by masks; where x is huge, infinite or NaN the JavaScript function is called. Imports body.

import { ROUND } from '../algebra.ts';
import { control, type Code } from '../../../engine/wasm/instructions.ts';
import { calling, nearby, type Body, type Definition } from './body.ts';

/** Where the common path ends, radians; below `tiny` sin x = tan x = x; pi/2 in four parts. */
const REDUCTION = {
  f64: {
    common: 1647099.3291652855,
    tiny: 2 ** -27,
    twoOverPi: 0.6366197723675814,
    halfPi: [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32],
  },
  f32: {
    common: 804,
    tiny: 2 ** -12,
    twoOverPi: 0.6366197466850281,
    halfPi: [1.57080078125, -4.454515874385834e-6, 6.077272018956137e-11, -1.7151245100058819e-15],
  },
} as const;

/** x less the nearest multiple of pi/2: remainder and its tail; the multiple is in the last bits of `quadrant`. */
interface Reduced {
  r: Code;
  t: Code;
  quadrant: Code;
}

function reduced(body: Body, x: Code): Reduced {
  const { on, keep } = body;
  const { twoOverPi, halfPi } = REDUCTION[on.precision];
  const near = nearby(body, on.mul(x, twoOverPi));
  const n = keep(on.sub(near, ROUND[on.precision]));
  const a = keep(on.sub(x, on.mul(n, halfPi[0])));
  const b = keep(on.mul(n, halfPi[1]));
  const c = keep(on.sub(a, b));
  const low = keep(on.sub(a, c, b, on.mul(n, halfPi[2])));
  const d = keep(on.add(c, low));
  const e = keep(on.sub(on.add(on.sub(c, d), low), on.mul(n, halfPi[3])));
  const r = keep(on.add(d, e));
  return { r, t: keep(on.add(on.sub(d, r), e)), quadrant: on.bits(near) };
}

/** sin(r + t) - r; w = z * z, z = r * r. */
function sinMore({ on: { precision, add, sub, mul }, keep }: Body, r: Code, t: Code, z: Code, w: Code): Code {
  if (precision === 'f32') {
    const p = sub(mul(add(mul(-0.00019518287444952875, z), 0.008332189172506332), z), 0.16666655242443085);
    return add(mul(mul(r, z), p), t);
  }
  const high = add(-2.5050734798362697e-8, mul(z, 1.5895469129206776e-10));
  const middle = add(-0.00019841269829361452, mul(z, 2.755731354020212e-6), mul(w, high));
  const p = keep(add(-0.1666666666666663, mul(z, 0.008333333333321842), mul(w, middle)));
  return add(mul(r, z, p), sub(t, mul(0.5, z, t)));
}

/** cos(r + t) - c, c = 1 - r^2 / 2. */
function cosMore({ on: { precision, add, sub, mul }, keep }: Body, r: Code, t: Code, z: Code, w: Code, c: Code): Code {
  let p: Code;
  if (precision === 'f32') {
    p = add(mul(sub(mul(2.4432329155388288e-5, z), 0.0013887309469282627), z), 0.04166664555668831);
  } else {
    const high = add(2.0875705124157525e-9, mul(z, -1.1358733564684874e-11));
    const middle = add(2.480158728899751e-5, mul(z, -2.7557314215330363e-7), mul(w, high));
    p = keep(add(0.041666666666666595, mul(z, -0.0013888888888873338), mul(w, middle)));
  }
  return add(sub(1, c, mul(0.5, z)), sub(mul(w, p), mul(r, t)));
}

/** What sine and cosine are made of: sin = r + a, cos = c + more. */
function parts(body: Body, r: Code, t: Code): { a: Code; c: Code; more: Code } {
  const { on, keep } = body;
  const z = keep(on.mul(r, r));
  const w = keep(on.mul(z, z));
  const c = keep(on.sub(1, on.mul(0.5, z)));
  return { a: sinMore(body, r, t, z, w), c, more: cosMore(body, r, t, z, w, c) };
}

function isOdd({ on, keepMask }: Body, quadrant: Code): Code {
  return keepMask(on.ieq(on.iand(quadrant, on.integers(1)), on.integers(1)));
}

/** Sine of x + turn * pi/2 on the common path. Vectors compute sine and cosine; alone, a branch is cheaper. */
export function sinCommon(body: Body, x: Code, turn: 0 | 1): Code {
  const { fn, on, keep, keepInteger } = body;
  const { r, t, quadrant } = reduced(body, x);
  const q = turn === 0 ? quadrant : keepInteger(on.iadd(quadrant, on.integers(1)));
  const z = keep(on.mul(r, r));
  const w = keep(on.mul(z, z));
  const sin = (): Code => on.add(r, sinMore(body, r, t, z, w));
  const cos = (): Code => {
    const c = keep(on.sub(1, on.mul(0.5, z)));
    return on.add(c, cosMore(body, r, t, z, w, c));
  };
  let v: Code;
  if (on.vector) v = on.select(isOdd(body, q), keep(cos()), keep(sin()));
  else {
    const result = fn.local(on.type);
    const set = (value: () => Code): Code => fn.inside(() => fn.emit(fn.set(result, value())));
    fn.emit(control.if(isOdd(body, q), set(cos), set(sin)));
    v = fn.get(result);
  }
  const sign = on.ishl(on.iand(q, on.integers(2)), on.precision === 'f64' ? 62 : 30);
  return on.fromBits(on.ixor(on.bits(v), sign));
}

/** tan(r + t + quadrant * pi/2): the rounding of sine and cosine is carried into the quotient. */
function tanCommon(body: Body, x: Code): Code {
  const { on, keep } = body;
  const { add, sub, mul, div, neg, select } = on;
  const { r, t, quadrant } = reduced(body, x);
  const made = parts(body, r, t);
  const a = keep(made.a);
  const more = keep(made.more);
  const sin = keep(add(r, a));
  const cos = keep(add(made.c, more));
  const sinTail = keep(add(sub(r, sin), a));
  const cosTail = keep(add(sub(made.c, cos), more));
  const odd = isOdd(body, quadrant);
  const under = keep(select(odd, neg(sin), cos));
  const v = keep(div(select(odd, cos, sin), under));
  return add(v, div(sub(select(odd, cosTail, sinTail), mul(v, select(odd, neg(sinTail), cosTail))), under));
}

/** Tiny arguments are their own sine and tangent; huge ones are left to JavaScript. */
function around(name: string, tiny: boolean, common: (body: Body, x: Code) => Code): Definition {
  return (body, x) => {
    const { on, keep, keepMask } = body;
    const { common: end, tiny: below } = REDUCTION[on.precision];
    const a = keep(on.abs(x));
    const rare = keepMask(on.not(on.lt(a, end)));
    const v = common(body, x);
    return calling(body, name, rare, tiny ? on.select(on.lt(a, below), x, v) : v, x);
  };
}

export const sin = around('sin', true, (body, x) => sinCommon(body, x, 0));
export const cos = around('cos', false, (body, x) => sinCommon(body, x, 1));
export const tan = around('tan', true, tanCommon);
