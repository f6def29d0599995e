// Logarithms in WebAssembly: the algorithms of engine/elementary/logarithm64.ts and logarithm32.ts, complete. Imports body.

import { ROUND, ROUND_BITS } from '../algebra.ts';
import type { Code } from '../../../engine/wasm/instructions.ts';
import { cut, defined, FORMAT, leave, unless, type Body, type Definition } from './body.ts';

const f = Math.fround;
/** `root`: the bits of a number just below sqrt(1/2). Subnormals are lifted by 2^lift. */
const CONSTANTS = {
  f64: {
    root: 0x3fe6a09e00000000n,
    lift: 54,
    tiny: 2 ** -54,
    ln2High: 0.6931471805601177,
    ln2Low: -1.7239444525614835e-13,
    inverseLn2: [Math.LOG2E, 1.4426950216293335, 1.9259629911266175e-8],
    inverseLn10: [Math.LOG10E, 0.4342944920063019, -1.0103050052231683e-8],
    log10Of2: [0.3010299956640665, -8.532344317057107e-14],
    log10Lift: 16.255619765854984,
  },
  f32: {
    root: 0x3f3504f3n,
    lift: 25,
    tiny: 2 ** -25,
    ln2High: 0.693145751953125,
    ln2Low: 1.428606765330187e-6,
    inverseLn2: [1.4426950216293335, 1.44287109375, f(-0.00017605286103659264)],
    inverseLn10: [f(Math.LOG10E), 0.434326171875, f(-3.168997174817235e-5)],
    log10Of2: [0.301025390625, f(4.605038981195214e-6)],
    log10Lift: f(7.525749891599529),
  },
} as const;

/** x = 2^k * m with m in [sqrt(1/2), sqrt(2)), for a normal x > 0. */
export function decomposed({ on, keep, keepInteger }: Body, x: Code): { k: Code; m: Code } {
  const { root } = CONSTANTS[on.precision];
  const { fraction, fractionBits, bias } = FORMAT[on.precision];
  const bits = on.bits(x);
  const over = keepInteger(on.isub(bits, on.integers(root)));
  const m = keep(on.fromBits(on.isub(bits, on.iand(over, on.integers(~fractionBits)))));
  if (on.precision === 'f32') return { k: keep(on.fromInteger(on.ishr_s(over, fraction))), m };
  // k + 1024 > 0 by a logical shift: vectors have no arithmetic one of 64 bits
  const offset = bias + 1;
  const biased = on.ishr_u(on.iadd(over, on.integers(BigInt(offset) << BigInt(fraction))), fraction);
  return { k: keep(on.sub(on.fromBits(on.ior(biased, on.integers(ROUND_BITS.f64))), ROUND.f64 + offset)), m };
}

/** (2 atanh(s) - 2 s) / s^3, z = s^2. */
function logSeries({ on: { precision, add, mul }, keep }: Body, z: Code): Code {
  if (precision === 'f32') return add(mul(add(mul(0.29870694875717163, z), 0.3997758626937866), z), 0.6666677594184875);
  const w = keep(mul(z, z));
  const p = add(0.6666666666666734, mul(z, 0.3999999999941681), mul(w, add(0.28571428741981525, mul(z, 0.22222198609875357))));
  return add(p, mul(mul(w, w), add(0.18183562617410287, mul(z, 0.15314090273249495), mul(w, 0.14795583946272853))));
}

/** g = m - 1; h = g^2 / 2; ln(1 + g) = g - h + tail. */
function mantissa(body: Body, m: Code): { g: Code; h: Code; tail: Code } {
  const { on, keep } = body;
  const { add, mul } = on;
  const g = keep(on.sub(m, 1));
  const s = keep(on.div(g, add(2, g)));
  const z = keep(mul(s, s));
  const h = keep(mul(0.5, g, g));
  return { g, h, tail: mul(s, add(h, mul(z, logSeries(body, z)))) };
}

/** k ln 2 + ln(m) + correction */
function logKernel(body: Body, k: Code, m: Code, correction?: Code): Code {
  const { on } = body;
  const { add, sub, mul } = on;
  const { ln2High, ln2Low } = CONSTANTS[on.precision];
  const { g, h, tail } = mantissa(body, m);
  const low = mul(k, ln2Low);
  return sub(mul(k, ln2High), sub(sub(h, add(tail, correction === undefined ? low : add(low, correction))), g));
}

/** ln(m) as high + low, high so short that products with it are exact. */
function mantissaPair(body: Body, m: Code): { high: Code; low: Code } {
  const { on, keep } = body;
  const { g, h, tail } = mantissa(body, m);
  const high = keep(cut(body, keep(on.sub(g, h))));
  return { high, low: keep(on.add(on.sub(on.sub(g, high), h), tail)) };
}

type Kernel = (body: Body, k: Code, m: Code) => Code;

const log2Kernel: Kernel = (body, k, m) => {
  const { on, keep } = body;
  const { add, sub, mul } = on;
  const [inverse, inverseHigh, inverseLow] = CONSTANTS[on.precision].inverseLn2;
  const { high, low } = mantissaPair(body, m);
  const a = keep(mul(high, inverseHigh));
  const w = keep(add(k, a));
  return add(w, add(add(sub(k, w), a), add(mul(low, inverse), mul(high, inverseLow))));
};

const log10Kernel: Kernel = (body, k, m) => {
  const { on, keep } = body;
  const { add, sub, mul } = on;
  const [inverse, inverseHigh, inverseLow] = CONSTANTS[on.precision].inverseLn10;
  const [twoHigh, twoLow] = CONSTANTS[on.precision].log10Of2;
  const { high, low } = mantissaPair(body, m);
  const a = keep(mul(high, inverseHigh));
  const b = keep(mul(k, twoHigh));
  const w = keep(add(b, a));
  return add(w, add(add(sub(b, w), a), add(mul(k, twoLow), add(mul(low, inverse), mul(high, inverseLow)))));
};

/** Natural logarithm of a normal x > 0. */
export function logCommon(body: Body, x: Code): Code {
  const { k, m } = decomposed(body, x);
  return logKernel(body, k, m);
}

/** Any x: subnormals are lifted, and that is taken off the exponent or, where `offResult` is given, off the result. */
function logAny(body: Body, x: Code, kernel: Kernel, offResult?: number): Code {
  const { on, keep, keepMask } = body;
  const { lift } = CONSTANTS[on.precision];
  const small = keepMask(on.lt(x, FORMAT[on.precision].smallest));
  const { k, m } = decomposed(body, keep(on.select(small, on.mul(x, 2 ** lift), x)));
  const v =
    offResult === undefined
      ? kernel(body, keep(on.select(small, on.sub(k, lift), k)), m)
      : ((v) => on.select(small, on.sub(v, offResult), v))(keep(kernel(body, k, m)));
  const positive = on.select(on.eq(x, Infinity), x, v);
  return on.select(on.gt(x, 0), positive, on.select(on.eq(x, 0), -Infinity, NaN));
}

function logarithm(name: string, kernel: Kernel, offResult: (on: Body['on']) => number | undefined): Definition {
  return (body, x) => {
    const { module, on } = body;
    const { smallest, largest } = FORMAT[on.precision];
    const whole = defined(module, on, `${name} of any number`, 1, (inner, any) => logAny(inner, any, kernel, offResult(on)));
    leave(body, on.not(on.and(on.ge(x, smallest), on.le(x, largest))), whole, x);
    const { k, m } = decomposed(body, x);
    return kernel(body, k, m);
  };
}

export const log = logarithm('log', logKernel, () => undefined);
export const log2 = logarithm('log2', log2Kernel, (on) => CONSTANTS[on.precision].lift);
export const log10 = logarithm('log10', log10Kernel, (on) => CONSTANTS[on.precision].log10Lift);

export const log1p: Definition = (body, x) => {
  const { on, keep, keepMask } = body;
  const { add, sub, div, select } = on;
  const rare = keepMask(on.not(on.and(on.gt(x, -1), on.le(x, FORMAT[on.precision].largest))));
  const u = keep(add(1, x));
  const lost = select(on.lt(x, 1), sub(x, sub(u, 1)), sub(1, sub(u, x)));
  const { k, m } = decomposed(body, u);
  const v = logKernel(body, k, m, keep(div(lost, u)));
  return unless(body, rare, select(on.lt(on.abs(x), CONSTANTS[on.precision].tiny), x, v), () =>
    select(on.eq(x, Infinity), x, select(on.eq(x, -1), -Infinity, NaN)),
  );
};
