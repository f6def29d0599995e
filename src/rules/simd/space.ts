// Positions brought into the space, and the cell of a position, as visiting.ts and javascript.ts do it. Imports shape and frame.

import { joined, upper } from './algebra.ts';
import { AXES } from '../writer.ts';
import { below } from '../javascript.ts';
import { livesInSpace } from '../pass.ts';
import type { Frame } from './frame.ts';
import { control, f64, f64x2, I32, i32, i32x4, v128, type Code } from '../../engine/wasm/instructions.ts';
import type { Shape, Value } from './shape.ts';

/** A value of a position column inside the space, wrapped or clamped in the precision of its column; others as they are. */
export function intoSpace(frame: Frame, shape: Shape, kind: string, column: string, value: Value): Value {
  const { space } = frame.program;
  const axis = AXES.indexOf(column);
  if (!space || axis < 0 || axis >= space.dimensions || !livesInSpace(frame.program, kind)) return value;
  return brought(frame, shape, axis, frame.column(kind, column).type === 'f32', value);
}

/** A position along an axis inside the space; `narrow`: in single precision. */
function brought(frame: Frame, shape: Shape, axis: number, narrow: boolean, value: Value): Value {
  const { space } = frame.program;
  if (!space) return value;
  const size = narrow ? Math.fround(space.size[axis]) : space.size[axis];
  const { float } = shape;
  const round = (code: Code): Code => (narrow && !frame.single ? float.fround(code) : code);
  const parts = value.parts.map((part) => {
    const x = frame.fn.keep(float.type, space.grid ? float.floor(round(part)) : round(part));
    const low = float.lt(x, 0);
    const high = float.ge(x, size);
    if (!space.periodic) return float.select(low, 0, float.select(high, space.grid ? size - 1 : below(space.size[axis], narrow), x));
    const out = frame.fn.keep(float.mask, float.or(low, high));
    const laps = round(float.mul(round(float.floor(round(float.div(x, size)))), size));
    const wrapped = frame.fn.keep(float.type, round(float.sub(x, laps)));
    const inside = float.select(float.or(float.lt(wrapped, 0), float.ge(wrapped, size)), 0, wrapped);
    const held = frame.fn.local(float.type);
    frame.fn.emit(frame.fn.set(held, x));
    const anywhere = shape.vector ? v128.any_true(out) : out;
    frame.fn.emit(control.if(anywhere, frame.fn.set(held, float.select(out, inside, x))));
    return frame.fn.get(held);
  });
  return { ...value, parts };
}

/** The cell of a field at a position, which is brought into the space first unless it is known to be there. */
export function fieldCell(frame: Frame, shape: Shape, field: string, position: readonly { value: Value; inside: boolean }[]): Value {
  const { space, fields } = frame.program;
  const cells = fields.find(({ name }) => name === field)?.cells ?? [1, 1];
  const [x, y] = position.map(({ value, inside }, axis) => {
    const { parts } = inside ? value : brought(frame, shape, axis, frame.single, value);
    return alongAxis(frame, shape, parts, cells[axis], space?.size[axis] ?? 1);
  });
  const width = shape.constant('i32', cells[0]);
  return shape.arithmetic('+', 'i32', shape.arithmetic('*', 'i32', y, width), x);
}

/** As {@link cellAlong}, in any shape. */
function alongAxis(frame: Frame, shape: Shape, parts: readonly Code[], n: number, size: number): Value {
  const scale = n / size;
  const whole = (position: Code): Code =>
    shape.vector
      ? i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.mul(position, v128.const(Float64Array.of(scale, scale)))))
      : i32.trunc_sat_f64_s(f64.floor(f64.mul(position, f64.const(scale))));
  const wide = (): Code[] => {
    if (!frame.single) return [...parts];
    if (!shape.vector) return [f64.promote_f32(parts[0])];
    const held = frame.fn.keep(shape.float.type, parts[0]);
    return [f64x2.promote_low_f32x4(held), f64x2.promote_low_f32x4(upper(held))];
  };
  const [low, high] = wide().map(whole);
  const cell = shape.value('i32', high === undefined ? low : joined(low, high));
  return shape.arithmetic('min', 'i32', shape.arithmetic('max', 'i32', cell, shape.constant('i32', 0)), shape.constant('i32', n - 1));
}

/** Cell along an axis, in double precision. A position that is no number has cell 0, so that memory stays safe. */
export function cellAlong(frame: Frame, position: Code, axis: number): Code {
  const { space } = frame.program;
  if (!space) return i32.const(0);
  const n = space.cells[axis];
  const wide = frame.single ? f64.promote_f32(position) : position;
  const cell = frame.fn.keep(I32, i32.trunc_sat_f64_s(f64.floor(f64.mul(wide, f64.const(n / space.size[axis])))));
  const low = frame.fn.keep(I32, control.select(cell, i32.const(0), i32.gt_s(cell, i32.const(0))));
  return frame.fn.keep(I32, control.select(low, i32.const(n - 1), i32.lt_s(low, i32.const(n - 1))));
}
