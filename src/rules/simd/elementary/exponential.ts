// The exponential and the hyperbolic functions in WebAssembly: the algorithms of engine/elementary/exponential64.ts and
// exponential32.ts, complete. Imports body.

import { ROUND } from '../algebra.ts';
import { control, type Callee, type Code } from '../../../engine/wasm/instructions.ts';
import { defined, leave, nearby, power2, scaled, unless, type Body, type Definition } from './body.ts';

/** ln 2 in two parts; where the common path of exp ends; beyond ±`limit` a power is 0 or infinite, scaled or not. */
const CONSTANTS = {
  f64: {
    inverseLn2: Math.LOG2E,
    ln2High: 0.6931471805601177,
    ln2Low: -1.7239444525614835e-13,
    lowest: -708,
    highest: 709,
    limit: 800,
    expm1End: 38,
    expm1Tiny: 2 ** -54,
    tanhTiny: 2 ** -27,
    tanhEnd: 22,
  },
  f32: {
    inverseLn2: 1.4426950216293335,
    ln2High: 0.693145751953125,
    ln2Low: 1.428606765330187e-6,
    lowest: -87,
    highest: 88,
    limit: 120,
    expm1End: 18,
    expm1Tiny: 2 ** -25,
    tanhTiny: 2 ** -12,
    tanhEnd: 10,
  },
} as const;

/** (e^r - 1 - r) / r^2 */
function expSeries({ on: { precision, add, mul }, keep }: Body, r: Code): Code {
  if (precision === 'f32') {
    const a = add(mul(add(mul(0.0013816823484376073, r), 0.00836864486336708), r), 0.04166834056377411);
    return add(mul(add(mul(a, r), 0.1666652113199234), r), 0.4999999403953552);
  }
  const z = keep(mul(r, r));
  const w = keep(mul(z, z));
  const a = add(0.500000000000001, mul(r, 0.16666666666666421), mul(z, add(0.04166666666653483, mul(r, 0.008333333333490248))));
  const b = add(0.0013888888942550591, mul(r, 0.0001984126951274343), mul(z, add(2.4801494106576647e-5, mul(r, 2.755758277734329e-6))));
  return add(a, mul(w, add(b, mul(w, add(2.7629919154073745e-7, mul(r, 2.5000743675355424e-8))))));
}

/** e^(high - low) for |high - low| <= ln 2 / 2, low small; `high` and `low` are used twice. */
export function expKernel(body: Body, high: Code, low: Code): Code {
  const { on, keep } = body;
  const r = keep(on.sub(high, low));
  const s = keep(on.add(1, high));
  return on.add(s, on.add(on.add(on.sub(1, s), high), on.sub(on.mul(r, r, expSeries(body, r)), low)));
}

/** x = n ln 2 + high - low; n as `nearby` says it. */
function split(body: Body, x: Code): { near: Code; high: Code; low: Code } {
  const { on, keep } = body;
  const { inverseLn2, ln2High, ln2Low } = CONSTANTS[on.precision];
  const near = nearby(body, on.mul(x, inverseLn2));
  const n = keep(on.sub(near, ROUND[on.precision]));
  return { near, high: keep(on.sub(x, on.mul(n, ln2High))), low: keep(on.mul(n, ln2Low)) };
}

/** e^x where it is a normal number. */
export function expCommon(body: Body, x: Code): Code {
  const { near, high, low } = split(body, x);
  return body.on.mul(expKernel(body, high, low), power2(body, near));
}

/** e^x * 2^shift for any x. */
function expScaled(body: Body, x: Code, shift: number): Code {
  const { on, keep } = body;
  const { limit } = CONSTANTS[on.precision];
  const { near, high, low } = split(body, keep(on.lesser(on.greater(x, -limit), limit)));
  return scaled(body, expKernel(body, high, low), near, shift);
}

export const exp: Definition = (body, x) => {
  const { module, on } = body;
  const { lowest, highest } = CONSTANTS[on.precision];
  const whole = defined(module, on, 'exp of any number', 1, (inner, any) => expScaled(inner, any, 0));
  leave(body, on.not(on.and(on.gt(x, lowest), on.lt(x, highest))), whole, x);
  return expCommon(body, x);
};

const expFunction = ({ module, on }: Body): Callee => defined(module, on, 'exp', 1, exp);

export const expm1: Definition = (body, x) => {
  const { on, keep, keepMask } = body;
  const { add, sub, mul, select } = on;
  const { expm1End, expm1Tiny } = CONSTANTS[on.precision];
  const a = keep(on.abs(x));
  const rare = keepMask(on.not(on.lt(a, expm1End)));
  const { near, high, low } = split(body, x);
  const power = keep(power2(body, near));
  const r = keep(sub(high, low));
  const base = keep(sub(power, 1));
  const step = keep(mul(power, high));
  const sum = keep(add(base, step));
  const more = mul(power, sub(mul(r, r, expSeries(body, r)), low));
  const v = add(sum, add(add(sub(base, sum), step), more));
  return unless(body, rare, select(on.lt(a, expm1Tiny), x, v), () => select(on.lt(x, 0), -1, sub(control.call(expFunction(body), x), 1)));
};

/** (sinh x - x) / x for |x| < 1 */
function sinhSeries({ on: { precision, add, mul }, keep }: Body, x: Code): Code {
  const z = keep(mul(x, x));
  if (precision === 'f32') {
    const p = add(mul(add(mul(2.7822125048260204e-6, z), 0.00019842895562760532), z), 0.00833331048488617);
    return mul(z, add(mul(p, z), 0.1666666716337204));
  }
  const w = keep(mul(z, z));
  const high = add(2.5052130997001626e-8, mul(z, 1.6056659382653617e-10), mul(w, 7.776590873544031e-13));
  const middle = add(0.00019841269841593405, mul(z, 2.7557319106762123e-6), mul(w, high));
  return mul(z, add(0.16666666666666669, mul(z, 0.008333333333332912), mul(w, middle)));
}

export const sinh: Definition = (body, x) => {
  const { on, keep } = body;
  const a = keep(on.abs(x));
  const near0 = keep(on.add(x, on.mul(x, sinhSeries(body, x))));
  const e = keep(expScaled(body, a, -1));
  return on.select(on.lt(a, 1), near0, on.copysign(on.sub(e, on.div(0.25, e)), x));
};

export const cosh: Definition = (body, x) => {
  const { on, keep } = body;
  const e = keep(expScaled(body, keep(on.abs(x)), -1));
  return on.add(e, on.div(0.25, e));
};

/** (tanh x - x) / x for |x| < 0.625 */
function tanhSeries({ on: { precision, add, sub, mul }, keep }: Body, x: Code): Code {
  const z = keep(mul(x, x));
  if (precision === 'f32') {
    const p = sub(mul(add(mul(-0.005692305974662304, z), 0.020628182217478752), z), 0.05373651906847954);
    return mul(z, sub(mul(add(mul(p, z), 0.13331405818462372), z), 0.3333328068256378));
  }
  const w = keep(mul(z, z));
  const p = add(-0.33333333333333315, mul(z, 0.1333333333332996), mul(w, add(-0.053968253966149474, mul(z, 0.02186948847070042))));
  const q = add(-0.008863234338778456, mul(z, 0.0035921142227170314), mul(w, add(-0.001455727211844709, mul(z, 0.0005894566285848357))));
  const o = add(-0.00023702401949353213, mul(z, 9.157837226789207e-5), mul(w, add(-3.0205944352658327e-5, mul(z, 6.05018673012046e-6))));
  const w2 = keep(mul(w, w));
  return mul(z, add(p, mul(w2, add(q, mul(w2, o)))));
}

export const tanh: Definition = (body, x) => {
  const { on, keep } = body;
  const { tanhTiny, tanhEnd } = CONSTANTS[on.precision];
  const a = keep(on.abs(x));
  const near0 = keep(on.add(x, on.mul(x, tanhSeries(body, x))));
  const e = expCommon(body, keep(on.mul(2, on.lesser(a, tanhEnd))));
  const far = on.copysign(on.sub(1, on.div(2, on.add(e, 1))), x);
  return on.select(on.lt(a, 0.625), on.select(on.lt(a, tanhTiny), x, near0), far);
};
