// WebAssembly instructions as functions of their operands: `f64x2.add(a, b)` is the code that leaves the sum on the stack.
// Code is nested lists of bytes, flattened once by module.ts. Imports nothing.
//
// Source of the opcodes: WebAssembly Core Specification 2.0 with threads, section 5.4 and appendix "Index of Instructions".

/** Bytes, in any nesting. Used twice, it is computed twice: keep in a local what is needed again (see `Fn.keep`). */
export type Code = readonly (number | Code | Callee | VectorConstant)[];

/** A function to call, imported or of the module; its index is known when the module is encoded. */
export interface Callee {
  index(): number;
}

/** A constant vector, sixteen bytes. The module keeps each in a global: read from there it is one load, where V8 takes three
 * instructions to make it from immediates. */
export interface VectorConstant {
  readonly constant: readonly number[];
}

/** Types of values, as they are encoded. */
export const I32 = 0x7f,
  I64 = 0x7e,
  F32 = 0x7d,
  F64 = 0x7c,
  V128 = 0x7b;
export type ValueType = typeof I32 | typeof I64 | typeof F32 | typeof F64 | typeof V128;

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

function signed(value: bigint): number[] {
  const bytes: number[] = [];
  for (; value < -64n || value >= 64n; value >>= 7n) bytes.push(Number(value & 127n) | 128);
  return [...bytes, Number(value & 127n)];
}

const bytesOf = (array: ArrayBufferView): number[] => [...new Uint8Array(array.buffer, array.byteOffset, array.byteLength)];

/** An instruction of the SIMD table. */
const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];

type One = (a: Code) => Code;
type Two = (a: Code, b: Code) => Code;
const plain1 =
  (opcode: number): One =>
  (a) => [a, opcode];
const plain2 =
  (opcode: number): Two =>
  (a, b) => [a, b, opcode];
const one = (opcode: number): One => {
  const bytes = simd(opcode);
  return (a) => [a, ...bytes];
};
const two = (opcode: number): Two => {
  const bytes = simd(opcode);
  return (a, b) => [a, b, ...bytes];
};
/** The lane is a constant. */
const lane =
  (opcode: number) =>
  (a: Code, lane: number): Code => [a, ...simd(opcode), lane];
const replace =
  (opcode: number) =>
  (a: Code, lane: number, value: Code): Code => [a, value, ...simd(opcode), lane];
/** Shifts by a whole number of bits, the same in all lanes. */
const shift =
  (opcode: number) =>
  (a: Code, bits: number | Code): Code => [a, typeof bits === 'number' ? i32.const(bits) : bits, ...simd(opcode)];
/** Natural alignment (a power of two) is a hint: any address is allowed, outside of memory it traps. */
const memory =
  (opcode: readonly number[], align: number) =>
  (address: Code, offset = 0): Code => [address, ...opcode, align, ...unsigned(offset)];
const store =
  (opcode: readonly number[], align: number) =>
  (address: Code, value: Code, offset = 0): Code => [address, value, ...opcode, align, ...unsigned(offset)];
const laneLoad =
  (opcode: number, align: number) =>
  (address: Code, into: Code, lane: number, offset = 0): Code => [address, into, ...simd(opcode), align, ...unsigned(offset), lane];
const laneStore =
  (opcode: number, align: number) =>
  (address: Code, value: Code, lane: number, offset = 0): Code => [address, value, ...simd(opcode), align, ...unsigned(offset), lane];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(BigInt(value | 0))],
  eqz: plain1(0x45),
  eq: plain2(0x46),
  ne: plain2(0x47),
  lt_s: plain2(0x48),
  lt_u: plain2(0x49),
  gt_s: plain2(0x4a),
  gt_u: plain2(0x4b),
  le_s: plain2(0x4c),
  le_u: plain2(0x4d),
  ge_s: plain2(0x4e),
  ge_u: plain2(0x4f),
  clz: plain1(0x67),
  ctz: plain1(0x68),
  popcnt: plain1(0x69),
  add: plain2(0x6a),
  sub: plain2(0x6b),
  mul: plain2(0x6c),
  /** traps on 0 */
  rem_s: plain2(0x6f),
  div_u: plain2(0x6e),
  rem_u: plain2(0x70),
  and: plain2(0x71),
  or: plain2(0x72),
  xor: plain2(0x73),
  shl: plain2(0x74),
  shr_s: plain2(0x75),
  shr_u: plain2(0x76),
  rotl: plain2(0x77),
  wrap_i64: plain1(0xa7),
  reinterpret_f32: plain1(0xbc),
  trunc_sat_f32_s: (a: Code): Code => [a, 0xfc, 0],
  trunc_sat_f32_u: (a: Code): Code => [a, 0xfc, 1],
  trunc_sat_f64_s: (a: Code): Code => [a, 0xfc, 2],
  trunc_sat_f64_u: (a: Code): Code => [a, 0xfc, 3],
  load: memory([0x28], 2),
  load8_u: memory([0x2d], 0),
  store: store([0x36], 2),
  store8: store([0x3a], 0),
};

export const i64 = {
  const: (value: bigint): Code => [0x42, ...signed(BigInt.asIntN(64, value))],
  eq: plain2(0x51),
  ne: plain2(0x52),
  lt_s: plain2(0x53),
  gt_s: plain2(0x55),
  add: plain2(0x7c),
  sub: plain2(0x7d),
  mul: plain2(0x7e),
  and: plain2(0x83),
  or: plain2(0x84),
  xor: plain2(0x85),
  shl: plain2(0x86),
  shr_s: plain2(0x87),
  shr_u: plain2(0x88),
  extend_i32_s: plain1(0xac),
  extend_i32_u: plain1(0xad),
  reinterpret_f64: plain1(0xbd),
  load: memory([0x29], 3),
  store: store([0x37], 3),
};

export const f32 = {
  const: (value: number): Code => [0x43, ...bytesOf(Float32Array.of(value))],
  eq: plain2(0x5b),
  ne: plain2(0x5c),
  lt: plain2(0x5d),
  gt: plain2(0x5e),
  le: plain2(0x5f),
  ge: plain2(0x60),
  abs: plain1(0x8b),
  neg: plain1(0x8c),
  ceil: plain1(0x8d),
  floor: plain1(0x8e),
  trunc: plain1(0x8f),
  nearest: plain1(0x90),
  sqrt: plain1(0x91),
  add: plain2(0x92),
  sub: plain2(0x93),
  mul: plain2(0x94),
  div: plain2(0x95),
  /** NaN if one is NaN, and -0 below +0: as Math.min */
  min: plain2(0x96),
  max: plain2(0x97),
  copysign: plain2(0x98),
  convert_i32_s: plain1(0xb2),
  convert_i32_u: plain1(0xb3),
  demote_f64: plain1(0xb6),
  reinterpret_i32: plain1(0xbe),
  load: memory([0x2a], 2),
  store: store([0x38], 2),
};

export const f64 = {
  const: (value: number): Code => [0x44, ...bytesOf(Float64Array.of(value))],
  eq: plain2(0x61),
  ne: plain2(0x62),
  lt: plain2(0x63),
  gt: plain2(0x64),
  le: plain2(0x65),
  ge: plain2(0x66),
  abs: plain1(0x99),
  neg: plain1(0x9a),
  ceil: plain1(0x9b),
  floor: plain1(0x9c),
  trunc: plain1(0x9d),
  nearest: plain1(0x9e),
  sqrt: plain1(0x9f),
  add: plain2(0xa0),
  sub: plain2(0xa1),
  mul: plain2(0xa2),
  div: plain2(0xa3),
  min: plain2(0xa4),
  max: plain2(0xa5),
  copysign: plain2(0xa6),
  convert_i32_s: plain1(0xb7),
  convert_i32_u: plain1(0xb8),
  convert_i64_s: plain1(0xb9),
  promote_f32: plain1(0xbb),
  reinterpret_i64: plain1(0xbf),
  load: memory([0x2b], 3),
  store: store([0x39], 3),
};

export const v128 = {
  load: memory(simd(0x00), 4),
  load32_splat: memory(simd(0x09), 2),
  load64_splat: memory(simd(0x0a), 3),
  load32_zero: memory(simd(0x5c), 2),
  load64_zero: memory(simd(0x5d), 3),
  load8_lane: laneLoad(0x54, 0),
  load32_lane: laneLoad(0x56, 2),
  load64_lane: laneLoad(0x57, 3),
  store: store(simd(0x0b), 4),
  store8_lane: laneStore(0x58, 0),
  store16_lane: laneStore(0x59, 1),
  store32_lane: laneStore(0x5a, 2),
  store64_lane: laneStore(0x5b, 3),
  /** sixteen bytes from the lanes of a typed array */
  const: (lanes: ArrayBufferView): Code => [{ constant: bytesOf(lanes) }],
  not: one(0x4d),
  and: two(0x4e),
  /** a and not b */
  andnot: two(0x4f),
  or: two(0x50),
  xor: two(0x51),
  /** `yes` where the bits of `mask` are set */
  bitselect: (yes: Code, no: Code, mask: Code): Code => [yes, no, mask, ...simd(0x52)],
  any_true: one(0x53),
};

export const i8x16 = {
  splat: one(0x0f),
  /** byte n of the result is byte lanes[n] of a then b, 0 to 31 */
  shuffle: (a: Code, b: Code, lanes: readonly number[]): Code => [a, b, ...simd(0x0d), ...lanes],
  swizzle: two(0x0e),
  bitmask: one(0x64),
  narrow_i16x8_u: two(0x66),
  add: two(0x6e),
};

export const i16x8 = { narrow_i32x4_u: two(0x86), extend_low_i8x16_u: one(0x89) };

export const i32x4 = {
  splat: one(0x11),
  extract_lane: lane(0x1b),
  replace_lane: replace(0x1c),
  eq: two(0x37),
  ne: two(0x38),
  lt_s: two(0x39),
  lt_u: two(0x3a),
  gt_s: two(0x3b),
  gt_u: two(0x3c),
  le_s: two(0x3d),
  le_u: two(0x3e),
  ge_s: two(0x3f),
  ge_u: two(0x40),
  abs: one(0xa0),
  neg: one(0xa1),
  all_true: one(0xa3),
  bitmask: one(0xa4),
  extend_low_i16x8_u: one(0xa9),
  shl: shift(0xab),
  shr_s: shift(0xac),
  shr_u: shift(0xad),
  add: two(0xae),
  sub: two(0xb1),
  mul: two(0xb5),
  min_s: two(0xb6),
  min_u: two(0xb7),
  max_s: two(0xb8),
  max_u: two(0xb9),
  trunc_sat_f32x4_s: one(0xf8),
  trunc_sat_f32x4_u: one(0xf9),
  trunc_sat_f64x2_s_zero: one(0xfc),
  trunc_sat_f64x2_u_zero: one(0xfd),
};

export const i64x2 = {
  splat: one(0x12),
  extract_lane: lane(0x1d),
  eq: two(0xd6),
  ne: two(0xd7),
  lt_s: two(0xd8),
  gt_s: two(0xd9),
  all_true: one(0xc3),
  bitmask: one(0xc4),
  extend_low_i32x4_s: one(0xc7),
  extend_high_i32x4_s: one(0xc8),
  extend_low_i32x4_u: one(0xc9),
  shl: shift(0xcb),
  shr_s: shift(0xcc),
  shr_u: shift(0xcd),
  add: two(0xce),
  sub: two(0xd1),
};

export const f32x4 = {
  splat: one(0x13),
  extract_lane: lane(0x1f),
  replace_lane: replace(0x20),
  eq: two(0x41),
  ne: two(0x42),
  lt: two(0x43),
  gt: two(0x44),
  le: two(0x45),
  ge: two(0x46),
  ceil: one(0x67),
  floor: one(0x68),
  trunc: one(0x69),
  nearest: one(0x6a),
  abs: one(0xe0),
  neg: one(0xe1),
  sqrt: one(0xe3),
  add: two(0xe4),
  sub: two(0xe5),
  mul: two(0xe6),
  div: two(0xe7),
  min: two(0xe8),
  max: two(0xe9),
  /** b < a ? b : a */
  pmin: two(0xea),
  /** a < b ? b : a */
  pmax: two(0xeb),
  convert_i32x4_s: one(0xfa),
  convert_i32x4_u: one(0xfb),
  demote_f64x2_zero: one(0x5e),
};

export const f64x2 = {
  splat: one(0x14),
  extract_lane: lane(0x21),
  replace_lane: replace(0x22),
  eq: two(0x47),
  ne: two(0x48),
  lt: two(0x49),
  gt: two(0x4a),
  le: two(0x4b),
  ge: two(0x4c),
  ceil: one(0x74),
  floor: one(0x75),
  trunc: one(0x7a),
  nearest: one(0x94),
  abs: one(0xec),
  neg: one(0xed),
  sqrt: one(0xef),
  add: two(0xf0),
  sub: two(0xf1),
  mul: two(0xf2),
  div: two(0xf3),
  min: two(0xf4),
  max: two(0xf5),
  pmin: two(0xf6),
  pmax: two(0xf7),
  convert_low_i32x4_s: one(0xfe),
  convert_low_i32x4_u: one(0xff),
  promote_low_f32x4: one(0x5f),
};

/** Labels count blocks outwards from 0; a branch to a loop goes on with its next trip. */
export const control = {
  block: (body: Code): Code => [0x02, 0x40, body, 0x0b],
  loop: (body: Code): Code => [0x03, 0x40, body, 0x0b],
  if: (test: Code, yes: Code, no: Code = []): Code => [test, 0x04, 0x40, yes, no.length > 0 ? [0x05, no] : [], 0x0b],
  br: (depth: number): Code => [0x0c, ...unsigned(depth)],
  br_if: (test: Code, depth: number): Code => [test, 0x0d, ...unsigned(depth)],
  return: (...values: Code[]): Code => [...values, 0x0f],
  call: (callee: Callee, ...operands: Code[]): Code => [...operands, 0x10, callee],
  drop: (value: Code): Code => [value, 0x1a],
  /** of numbers; both are computed */
  select: (yes: Code, no: Code, test: Code): Code => [yes, no, test, 0x1b],
  /** of vectors */
  selectVector: (yes: Code, no: Code, test: Code): Code => [yes, no, test, 0x1c, 1, V128],
  unreachable: [0x00] as Code,
};
