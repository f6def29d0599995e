// Values of sites and who adjoins whom: a grid, a field of a world, or any neighbour list. Imports engine, errors, source and links.

import type { World } from '../../engine/world.ts';
import { LabError } from '../../errors.ts';
import { broken, doubles, isWorld, take } from '../source.ts';
import { latticeLinks, linksOf, rowStandardised, type Links } from './links.ts';

/** Values of a grid, row by row. */
export interface Grid {
  readonly rows: number;
  readonly cols: number;
  readonly values: ArrayLike<number>;
}

/** Values of sites whose neighbours are listed. */
export interface Listed {
  readonly values: ArrayLike<number>;
  /** neighbours of each site; a list may be one-way */
  readonly neighbours: Links | readonly ArrayLike<number>[];
}

export type SiteSource = World | Grid | Listed;

export interface SiteOptions {
  /** field of a world; its first when left out, unless a column is asked for */
  readonly field?: string;
  /** column of the agents that are the cells of a world's grid, or stand in them one each */
  readonly column?: string;
  /** kind of these agents; the first that has the column when left out */
  readonly kind?: string;
  /** neighbours on a grid: "rook" 4, "queen" 8; "queen" when left out */
  readonly contiguity?: 'rook' | 'queen';
  /** the edges of a grid adjoin each other; false when left out, or as the grid of the world whose column it is */
  readonly periodic?: boolean;
}

export interface WeightOptions extends SiteOptions {
  /** weights: "binary" 1 a link; "row-standardised" 1 a site, shared among its neighbours; "binary" when left out */
  readonly weights?: 'binary' | 'row-standardised';
}

export interface Sites {
  readonly values: Float64Array;
  readonly links: Links;
  /** neighbourhood, boundary and weights in words */
  readonly convention: string;
}

/**
 * @returns a reason in plain words for a world without fields or with a broken one
 * @throws LabError E_METRIC for a grid whose size does not match its values, values that are not finite, lists that do not match
 */
export function sitesOf(source: SiteSource, options: WeightOptions = {}): Sites | string {
  const { contiguity = 'queen', weights = 'binary' } = options;
  oneOf('contiguity', contiguity, ['rook', 'queen']);
  oneOf('weights', weights, ['binary', 'row-standardised']);
  const weighed = (links: Links): Links => (weights === 'binary' ? links : rowStandardised(links));
  if (!isWorld(source) && 'neighbours' in source) {
    const links = 'starts' in source.neighbours ? source.neighbours : linksOf(source.neighbours);
    const values = doubles('values', source.values);
    if (links.starts.length !== values.length + 1)
      throw new LabError(
        'E_METRIC',
        `there are ${values.length} values but neighbours of ${links.starts.length - 1} sites. Give one list a site.`,
      );
    return { values, links: weighed(links), convention: `listed neighbours, ${weights} weights` };
  }
  const grid = gridOf(source, options);
  if (typeof grid === 'string') return grid;
  const periodic = options.periodic ?? grid.periodic ?? false;
  return {
    values: grid.values,
    links: weighed(latticeLinks(grid.rows, grid.cols, { contiguity, periodic })),
    convention: `${contiguity} neighbours, ${periodic ? 'periodic' : 'open'} boundary, ${weights} weights`,
  };
}

/** Value of a cell where nobody stands. */
export const VACANT = -Infinity;

export interface ReadGrid extends Grid {
  readonly values: Float64Array;
  readonly periodic?: boolean;
}

/** The grid handed in, a field of a world, or a column of the agents on its grid ({@link VACANT} where there is none). Returns and throws as {@link sitesOf}. */
export function gridOf(source: World | Grid, options: SiteOptions = {}): ReadGrid | string {
  if (!isWorld(source)) {
    const { rows, cols } = source;
    const values = doubles('values', source.values);
    if (Number.isSafeInteger(rows) && rows > 0 && Number.isSafeInteger(cols) && cols > 0 && rows * cols === values.length)
      return { rows, cols, values };
    throw new LabError(
      'E_METRIC',
      `a grid of ${rows} × ${cols} cells must have as many values, but got ${values.length}. Give rows and cols.`,
    );
  }
  return options.column === undefined ? fieldOf(source, options.field) : agentsOf(source, options.column, options.kind);
}

function fieldOf({ fields }: World, field: string | undefined): ReadGrid | string {
  const names = Object.keys(fields);
  if (field !== undefined && !names.includes(field))
    throw new LabError('E_METRIC', `the world has no field "${field}". Known: ${names.join(', ') || 'none'}.`);
  const name = field ?? names.at(0);
  if (name === undefined) return 'the world has no field: name a column of the agents on its grid';
  const { size, values } = fields[name];
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) return `cell ${at} of field ${name} is ${values[at]}`;
  return { rows: size[1], cols: size[0], values: Float64Array.from(values) };
}

/** Agents that are the cells of a grid, or stand in its cells at whole numbers x and y. */
function agentsOf(world: World, column: string, kind: string | undefined): ReadGrid | string {
  const { space } = world;
  const taken = take(world, [[column]], { kind });
  if (typeof taken === 'string') return taken;
  const fault = broken(taken);
  if (fault !== null) return fault;
  const view = Object.values(world.kinds).find((each) => (kind === undefined || each.name === kind) && each.has(column));
  const periodic = space?.periodic ?? false;
  if (view?.cells) return { rows: view.cells[1], cols: view.cells[0], values: Float64Array.from(taken.columns[0]), periodic };
  if (!space?.grid || !view?.has('x') || !view.has('y'))
    return `the agents that have ${column} neither are nor stand in the cells of a grid`;
  const [cols, rows] = space.size;
  const [x, y] = [view.column('x'), view.column('y')];
  const values = new Float64Array(rows * cols).fill(VACANT);
  for (let i = 0; i < taken.count; i++) {
    const cell = Math.floor(y[i]) * cols + Math.floor(x[i]);
    if (!(cell >= 0 && cell < values.length)) return `agent ${i} stands in no cell`;
    if (values[cell] !== VACANT) return `several agents stand in cell ${cell}`;
    values[cell] = taken.columns[0][i];
  }
  return { rows, cols, values, periodic };
}

/** Why these values have no mean: cells where nobody stands; null where there are none. */
export function vacancy(values: Float64Array): string | null {
  let vacant = 0;
  for (const value of values) if (value === VACANT) vacant++;
  return vacant === 0 ? null : `nobody stands in ${vacant} of ${values.length} cells`;
}

function oneOf(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value))
    throw new LabError('E_METRIC', `${name} must be ${known.join(' or ')}, but got "${value}". Set options.${name}.`);
}

/** Deviations from the mean, and the sum of their squares; null where all values are equal. */
export function deviations(values: Float64Array): { z: Float64Array; squares: number } | null {
  if (values.every((value) => value === values[0])) return null;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  const z = values.map((value) => value - mean);
  let squares = 0;
  for (const each of z) squares += each * each;
  return squares > 0 ? { z, squares } : null;
}
