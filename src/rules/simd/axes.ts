// The axes of the space: loops over the cells around an agent, and how far away others are. Imports columns, frame, shape.

import { AXES } from '../writer.ts';
import { control, F32, f32, F64, f64, I32, i32, type Code } from '../../engine/wasm/instructions.ts';
import { load, scaled, type loadFirst } from './columns.ts';
import type { Frame } from './frame.ts';
import type { Shape } from './shape.ts';

/** An axis of the space as a loop over cells sees it. */
export interface Axis {
  readonly name: string;
  readonly axis: number;
  readonly n: number;
  readonly size: number;
  /** periodic with fewer than 3 cells: every cell is visited once and distances are the shorter way round */
  readonly narrow: boolean;
}

export function axesOf(frame: Frame): Axis[] {
  const { space } = frame.program;
  if (!space) return [];
  return space.cells.map((n, k) => ({ name: AXES[k], axis: k, n, size: space.size[k], narrow: space.periodic && n < 3 }));
}

/** Run `body` for each cell coordinate around `cell`, with the shift of what is seen there (null: none). */
export function around(frame: Frame, axis: Axis, cell: Code, label: string, body: (at: Code, shift: Code | null) => void): void {
  const { fn, flow, program } = frame;
  const { n, size, narrow } = axis;
  const number = (value: number): Code => (frame.single ? f32.const(value) : f64.const(value));
  const at = fn.local(I32);
  if (narrow || !program.space?.periodic) {
    const last = narrow
      ? i32.const(n - 1)
      : fn.keep(I32, control.select(i32.add(cell, i32.const(1)), i32.const(n - 1), i32.lt_s(cell, i32.const(n - 1))));
    fn.emit(fn.set(at, narrow ? i32.const(0) : control.select(i32.sub(cell, i32.const(1)), i32.const(0), i32.gt_s(cell, i32.const(0)))));
    flow.loop(label, () => {
      body(fn.get(at), null);
      fn.emit(fn.set(at, i32.add(fn.get(at), i32.const(1))));
      flow.gotoIf(i32.le_s(fn.get(at), last), label);
    });
    return;
  }
  const step = fn.local(I32);
  const shift = fn.local(frame.single ? F32 : F64);
  fn.emit(fn.set(step, i32.const(-1)));
  flow.loop(label, () => {
    fn.emit(fn.set(at, i32.add(cell, fn.get(step))), fn.set(shift, number(0)));
    flow.if(i32.lt_s(fn.get(at), i32.const(0)), () => fn.emit(fn.set(at, i32.add(fn.get(at), i32.const(n))), fn.set(shift, number(-size))));
    flow.if(i32.ge_s(fn.get(at), i32.const(n)), () => fn.emit(fn.set(at, i32.sub(fn.get(at), i32.const(n))), fn.set(shift, number(size))));
    body(fn.get(at), fn.get(shift));
    fn.emit(fn.set(step, i32.add(fn.get(step), i32.const(1))));
    flow.gotoIf(i32.le_s(fn.get(step), i32.const(1)), label);
  });
}

/** The measures of what stands at `j` and after it, as many as there are lanes; `me` and `shifts` by axis, in all lanes. */
export function measure(
  frame: Frame,
  shape: Shape,
  kind: string,
  j: Code,
  me: readonly Code[],
  shifts: readonly (Code | null)[],
  read: typeof loadFirst = load,
): Readonly<Record<string, Code>> {
  const { float } = shape;
  const keep = (code: Code): Code => frame.fn.keep(float.type, code);
  const axes = axesOf(frame);
  const ways = axes.map((axis, k) => {
    const { type } = frame.column(kind, axis.name);
    const [there] = read(shape, type, i32.add(frame.now(kind, axis.name), scaled(j, type))).parts;
    const raw = float.sub(there, me[k]);
    if (axis.narrow) {
      const d = keep(raw);
      return keep(
        float.select(
          float.gt(d, axis.size / 2),
          float.sub(d, axis.size),
          float.select(float.lt(d, -axis.size / 2), float.add(d, axis.size), d),
        ),
      );
    }
    const shift = shifts[k];
    return keep(shift === null ? raw : float.add(raw, shift));
  });
  const squares = ways.map((way) => float.mul(way, way));
  const distance2 = keep(squares.reduce((sum, square) => float.add(sum, square)));
  return { ...Object.fromEntries(axes.map(({ name }, k) => [`d${name}`, ways[k]])), distance2 };
}

/** Is what was measured from `me` a neighbour: in the radius, or on a grid in the neighbourhood? */
export function within({ fn, program }: Frame, { float }: Shape, measures: Readonly<Record<string, Code>>, me: readonly Code[]): Code {
  const { grid, radius } = program.space ?? { radius: 0 };
  const { dx, dy, distance2 } = measures;
  if (!grid) return float.le(distance2, radius ** 2);
  const keep = (code: Code): Code => fn.keep(float.type, code);
  const all = (ways: readonly Code[]): Code => ways.map((way) => float.le(float.abs(way), radius)).reduce((a, b) => float.and(a, b));
  if (grid.neighbourhood === 'moore') return all([dx, dy]);
  if (grid.neighbourhood === 'von-neumann') return float.le(float.add(float.abs(dx), float.abs(dy)), radius);
  const odd = (row: Code): Code => keep(float.sub(row, float.mul(2, float.floor(float.mul(row, 0.5)))));
  const mine = odd(me[1]);
  const there = odd(keep(float.add(mine, dy)));
  const q = keep(float.sub(dx, float.mul(float.add(float.sub(dy, there), mine), 0.5)));
  return all([q, dy, float.add(q, dy)]);
}
