// Where metrics take their columns from: a world, or plain arrays of the same meaning. Imports errors and engine.

import type { KindView, World } from '../engine/world.ts';
import { LabError } from '../errors.ts';

/** Plain columns, one value an agent, all of one length. */
export interface Columns {
  /** position, lengths of the model */
  readonly x?: ArrayLike<number>;
  readonly y?: ArrayLike<number>;
  readonly z?: ArrayLike<number>;
  /** velocity, lengths per time */
  readonly vx?: ArrayLike<number>;
  readonly vy?: ArrayLike<number>;
  readonly vz?: ArrayLike<number>;
  /** direction in the plane, radians */
  readonly heading?: ArrayLike<number>;
  /** phase of an oscillator, radians */
  readonly phase?: ArrayLike<number>;
  readonly theta?: ArrayLike<number>;
}

export type Source = World | Columns;

/** The box that positions lie in: [0, size) along each axis. */
export interface Box {
  readonly size: readonly number[];
  /** distances are taken round the seam */
  readonly periodic: boolean;
}

export interface SourceOptions {
  /** kind of agents of a world; the first that has the columns when left out */
  readonly kind?: string;
  /** space of plain columns; the open plane or open space when left out. A world with a space brings its own. */
  readonly space?: Box;
}

/** Columns of equal length, in the order they were asked for. */
export interface Taken {
  readonly names: readonly string[];
  readonly columns: readonly ArrayLike<number>[];
  readonly count: number;
  readonly ofWorld: boolean;
}

/** Is this a world (and not plain columns)? */
export function isWorld(source: object): source is World {
  return 'kinds' in source && 'fields' in source;
}

/**
 * The first of several sets of columns that the source has in full; a name that ends in "?" may be missing.
 * Of a world: of `kind`, or of the first kind that has one of them.
 *
 * @returns a reason in plain words when no kind of the world has them
 * @throws LabError E_METRIC for a kind that there is not, columns that are not there, lengths that differ
 */
export function take(source: Source, sets: readonly (readonly string[])[], { kind }: SourceOptions = {}): Taken | string {
  const wanted = sets.map((set) => set.map((name) => name.replace('?', '')).join(', ')).join(' or ');
  if (!isWorld(source)) return ofColumns(source, sets, wanted);
  const kinds = kind === undefined ? Object.values(source.kinds) : [named(source, kind)];
  for (const each of kinds) {
    const names = firstOf(sets, (name) => each.has(name));
    if (names) return { names, columns: names.map((name) => live(each, name)), count: each.count, ofWorld: true };
  }
  if (kind === undefined) return `no kind of the world has the columns ${wanted}`;
  throw new LabError('E_METRIC', `kind "${kind}" has no columns ${wanted}. Name a kind that has them.`);
}

function ofColumns(source: Columns, sets: readonly (readonly string[])[], wanted: string): Taken {
  const values = source as Readonly<Record<string, ArrayLike<number> | undefined>>; // read by name; what is missing is undefined
  const names = firstOf(sets, (name) => values[name] !== undefined);
  if (!names)
    throw new LabError(
      'E_METRIC',
      `the columns must hold ${wanted}, but got ${Object.keys(source).join(', ') || 'none'}. Hand these over.`,
    );
  const columns = names.map((name) => values[name] ?? []);
  sameLength(names, columns);
  return { names, columns, count: columns[0].length, ofWorld: false };
}

function firstOf(sets: readonly (readonly string[])[], has: (name: string) => boolean): string[] | null {
  for (const set of sets) {
    const there = set.filter((name) => !name.endsWith('?') || has(name.slice(0, -1))).map((name) => name.replace('?', ''));
    if (there.every(has)) return there;
  }
  return null;
}

function named(world: World, kind: string): KindView {
  if (kind in world.kinds) return world.kinds[kind];
  throw new LabError('E_METRIC', `the world has no kind "${kind}". Known: ${Object.keys(world.kinds).join(', ') || 'none'}.`);
}

function live(kind: KindView, name: string): ArrayLike<number> {
  const column = kind.column(name);
  return column.length === kind.count ? column : column.subarray(0, kind.count);
}

/** @throws LabError E_METRIC when the columns are not of one length */
export function sameLength(names: readonly string[], columns: readonly ArrayLike<number>[]): void {
  const other = columns.findIndex(({ length }) => length !== columns[0].length);
  if (other < 0) return;
  const got = `${names[0]} has ${columns[0].length} values and ${names[other]} has ${columns[other].length}`;
  throw new LabError('E_METRIC', `columns must be of one length, but ${got}. Give every agent one value in each.`);
}

/**
 * Why these columns have no metric: a value that is not finite. O(N) a column.
 *
 * @returns the reason for a world, whose state is no argument of the caller; null when all are finite
 * @throws LabError E_METRIC for plain columns
 */
export function broken({ names, columns, ofWorld }: Pick<Taken, 'names' | 'columns' | 'ofWorld'>): string | null {
  for (let c = 0; c < columns.length; c++) {
    const at = firstBroken(columns[c]);
    if (at < 0) continue;
    const what = `${names[c]} of agent ${at} is ${columns[c][at]}`;
    if (ofWorld) return what;
    throw new LabError('E_METRIC', `every value must be a finite number, but ${what}. Leave such agents out.`);
  }
  return null;
}

function firstBroken(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** Values of one argument as doubles, without a copy when they are doubles already. @throws LabError E_METRIC when one is not finite */
export function doubles(name: string, values: ArrayLike<number>): Float64Array {
  const at = firstBroken(values);
  if (at >= 0) throw new LabError('E_METRIC', `${name} must hold finite numbers, but ${name}[${at}] is ${values[at]}. Leave it out.`);
  return asDoubles(values);
}

/** Values as doubles, without a copy when they are doubles already. */
export function asDoubles(values: ArrayLike<number>): Float64Array {
  return values instanceof Float64Array ? values : new Float64Array(values);
}

/** @throws LabError E_METRIC unless `value` is a finite number above 0 */
export function positive(name: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new LabError('E_METRIC', `${name} must be a finite number above 0, but got ${value}. Set options.${name}.`);
}

/** @throws LabError E_METRIC unless `value` is a whole number of at least `least` */
export function whole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new LabError('E_METRIC', `${name} must be a whole number of at least ${least}, but got ${value}. Set options.${name}.`);
}
