// Columns in memory as registers of a shape, and back. Imports shape and instructions.

import { joined, upper } from './algebra.ts';
import { BYTES, type ColumnType } from '../../engine/columns.ts';
import { typeOfColumn } from '../numbers.ts';
import { f32, f32x4, f64, f64x2, i16x8, i32, i32x4, i8x16, V128, v128, type Code } from '../../engine/wasm/instructions.ts';
import type { Shape, Value } from './shape.ts';

/** `index` times the bytes of an element. */
export function scaled(index: Code, type: ColumnType): Code {
  const bytes = BYTES[type];
  return bytes === 1 ? index : i32.shl(index, i32.const(Math.log2(bytes)));
}

/** The elements at `address`: one, or as many as there are lanes. May read up to 15 bytes more than it needs. */
export function load(shape: Shape, type: ColumnType, address: Code, offset = 0): Value {
  const value = (...parts: Code[]): Value => shape.value(typeOfColumn(type), ...parts);
  const single = shape.precision === 'f32';
  if (!shape.vector) {
    if (type === 'u8') return value(i32.load8_u(address, offset));
    if (type === 'i32' || type === 'u32') return value(i32.load(address, offset));
    if (type === 'f64') return value(f64.load(address, offset));
    return value(single ? f32.load(address, offset) : f64.promote_f32(f32.load(address, offset)));
  }
  switch (type) {
    case 'u8':
      return value(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(address, offset))));
    case 'i32':
    case 'u32':
      return value(shape.lanes === 4 ? v128.load(address, offset) : v128.load64_zero(address, offset));
    case 'f64':
      return shape.registers === 1 ? value(v128.load(address, offset)) : value(v128.load(address, offset), v128.load(address, offset + 16));
    case 'f32': {
      if (single) return value(v128.load(address, offset));
      const pair = (at: number): Code => f64x2.promote_low_f32x4(v128.load64_zero(address, at));
      return shape.registers === 1 ? value(pair(offset)) : value(pair(offset), pair(offset + 8));
    }
  }
}

/**
 * One element in the first lane, the others 0: where single elements have just been written, which a wider load would have to wait for.
 */
export function loadFirst(shape: Shape, type: ColumnType, address: Code): Value {
  const value = (code: Code): Value => shape.value(typeOfColumn(type), code);
  if (type === 'u8') return value(i32x4.splat(i32.load8_u(address)));
  if (type === 'f64') return value(v128.load64_zero(address));
  const word = v128.load32_zero(address);
  return value(type === 'f32' && shape.precision === 'f64' ? f64x2.promote_low_f32x4(word) : word);
}

/** Write what {@link load} reads: as many elements as there are lanes, which is 1 or 4. */
export function store(shape: Shape, type: ColumnType, address: Code, { parts }: Value, offset = 0): void {
  const { fn } = shape;
  const single = shape.precision === 'f32';
  if (!shape.vector) {
    if (type === 'u8') fn.emit(i32.store8(address, parts[0], offset));
    else if (type === 'i32' || type === 'u32') fn.emit(i32.store(address, parts[0], offset));
    else if (type === 'f64') fn.emit(f64.store(address, parts[0], offset));
    else fn.emit(f32.store(address, single ? parts[0] : f32.demote_f64(parts[0]), offset));
    return;
  }
  if (type === 'u8') {
    const [words] = shape.hold(shape.value('i32', parts[0])).parts;
    fn.emit(v128.store32_lane(address, packBytes(words), 0, offset));
  } else if (type === 'f64') {
    fn.emit(v128.store(address, parts[0], offset), v128.store(address, parts[1], offset + 16));
  } else if (type === 'f32' && !single) {
    fn.emit(v128.store(address, joined(f32x4.demote_f64x2_zero(parts[0]), f32x4.demote_f64x2_zero(parts[1])), offset));
  } else fn.emit(v128.store(address, parts[0], offset));
}

/** The lowest bytes of four words in the lowest word. */
export function packBytes(words: Code): Code {
  return i8x16.shuffle(words, words, [0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12]);
}

/**
 * Elements at places of their own in each lane: `addresses` are bytes, an i32 for each lane; all must be readable.
 */
export function gather(shape: Shape, type: ColumnType, addresses: Code): Value {
  const { fn } = shape;
  const at = fn.keep(V128, addresses);
  const lane = (n: number): Code => i32x4.extract_lane(at, n);
  const single = shape.precision === 'f32';
  const whole = typeOfColumn(type);
  if (type === 'u8') {
    let bytes: Code = v128.const(new Int32Array(4));
    for (let n = 0; n < shape.lanes; n++) bytes = v128.load8_lane(lane(n), bytes, 4 * n);
    return shape.value(whole, bytes);
  }
  if (type === 'f64') {
    const pair = (n: number): Code => v128.load64_lane(lane(n + 1), v128.load64_zero(lane(n)), 1);
    return shape.registers === 1 ? shape.value(whole, pair(0)) : shape.value(whole, pair(0), pair(2));
  }
  let vector: Code = v128.load32_zero(lane(0));
  for (let n = 1; n < shape.lanes; n++) vector = v128.load32_lane(lane(n), vector, n);
  if (type !== 'f32' || single) return shape.value(whole, vector);
  const held = fn.keep(V128, vector);
  const low = f64x2.promote_low_f32x4(held);
  return shape.registers === 1 ? shape.value(whole, low) : shape.value(whole, low, f64x2.promote_low_f32x4(upper(held)));
}
