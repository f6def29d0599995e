// The fields of a model: from their declaration to what the engine and the rules must know of them. Imports spaces, rules and the declaration.

import { LabError } from '../errors.ts';
import type { ParamValue } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import type { FieldShape } from '../rules/ir.ts';
import type { FieldSpec } from '../spaces/field.ts';
import type { SpaceSpec } from '../spaces/space.ts';
import { checkName, fromParams, type FieldDeclaration, type Model, type Random } from './model.ts';

type Params = Record<string, ParamValue>;

/** Cells of one field at most. */
const MAX_CELLS = 2 ** 27;

const SIZE = 'size: [100, 100]';

/**
 * The fields as these parameters make them. Those that name no type have that of the rest of the model.
 *
 * @throws LabError E_MODEL naming the field, the value and what is allowed
 */
export function fieldSpecs(model: Model, params: Params, space: SpaceSpec | null, precision: 'f32' | 'f64'): FieldSpec[] {
  return Object.entries(model.fields ?? {}).map(([name, declared]) => fieldSpec(model.name, name, declared, params, space, precision));
}

function fieldSpec(
  model: string,
  name: string,
  declared: FieldDeclaration<Params>,
  params: Params,
  space: SpaceSpec | null,
  precision: 'f32' | 'f64',
): FieldSpec {
  const fail = (law: string): never => {
    throw new LabError('E_MODEL', `field ${name} of model ${model}: ${law}.`);
  };
  checkName(model, name);
  if (space === null) return fail('a field covers a space, and the model has none; declare space: torus({ … }) or box({ … })');
  if (space.dimensions !== 2) return fail('a field covers a space of two dimensions, and this one has three; leave out its depth');
  const { neighbourhood = 'moore' } = declared;
  const type = fromParams(declared.type ?? precision, params);
  const cells: readonly number[] = fromParams(declared.size, params);
  if (type !== 'f32' && type !== 'f64') fail(`its type must be f32 or f64, but got ${String(type)}`);
  if (neighbourhood !== 'moore' && neighbourhood !== 'von-neumann')
    fail(`its neighbourhood must be 'moore' (8 cells) or 'von-neumann' (4), but got ${String(neighbourhood)}`);
  if (!Array.isArray(cells) || cells.length !== 2 || !cells.every((n) => Number.isInteger(n) && n >= 1) || cells[0] * cells[1] > MAX_CELLS)
    fail(`its size must be two whole numbers of cells, ${SIZE}, at most ${MAX_CELLS} cells in all, but got ${String(cells)}`);
  const share = (what: 'diffusion' | 'evaporation'): number => {
    const value = fromParams(declared[what] ?? 0, params);
    return value >= 0 && value <= 1 ? value : fail(`its ${what} must be a share from 0 to 1, but got ${value}`);
  };
  const range = declared.range === undefined ? null : fromParams(declared.range, params);
  if (range !== null && !(range.length === 2 && range[0] <= range[1]))
    fail(`its range must be two numbers, the lower first, but got ${String(range)}`);
  return {
    name,
    type,
    cells: [cells[0], cells[1]],
    periodic: space.periodic,
    diffusion: share('diffusion'),
    neighbours: neighbourhood === 'moore' ? 8 : 4,
    evaporation: share('evaporation'),
    range,
  };
}

/** A field as rules see it. */
export const shapeOf = ({ name, type, cells }: FieldSpec): FieldShape => ({ name, type, cells });

/** One cell, as the function that fills it sees it. */
interface Cell {
  readonly index: number;
  amount: number;
}

/**
 * What each cell does at tick 0, to be compiled like an init function: null where the field begins empty.
 *
 * @throws LabError E_MODEL when the amount is no number
 */
export function filling(
  model: string,
  { name, cells }: FieldSpec,
  { initial }: FieldDeclaration<Params>,
  space: SpaceSpec,
): Function | null {
  if (initial === undefined || initial === 0) return null;
  if (typeof initial === 'number') {
    if (!Number.isFinite(initial))
      throw new LabError('E_MODEL', `field ${name} of model ${model}: its initial amount must be a finite number, but got ${initial}.`);
    const level = (self: Cell): void => {
      self.amount = initial;
    };
    return rule(level, { uses: { initial } });
  }
  const [columns, rows] = cells;
  const [width, height] = space.size.map((length, k) => length / [columns, rows][k]);
  const fill = (self: Cell, random: Random, params: Params): void => {
    self.amount = initial(((self.index % columns) + 0.5) * width, (Math.floor(self.index / columns) + 0.5) * height, random, params);
  };
  return rule(fill, { uses: { initial, columns, width, height } });
}

/** What a cell gives to a reduction over its field. */
export const amountOf = (self: Cell): number => self.amount;
