// Which points of parameter space an experiment looks at. Imports engine's draws and this folder.

import type { DeclaredParams } from '../../engine/params.ts';
import { keyFromSeed, streamKey, uniform53 } from '../../engine/random.ts';
import type { ParamValue } from '../../engine/world.ts';
import { LabError, nearest, refuseUnknown } from '../../errors.ts';
import { valueAt, type Axis } from './axis.ts';
import { latinHypercube } from './latin-hypercube.ts';
import { LEVELS, morrisDesign } from './morris.ts';
import { blockSize, saltelliDesign } from './saltelli.ts';
import { sobol } from './sobol.ts';

export const DESIGNS = ['grid', 'random', 'sobol', 'latin-hypercube', 'saltelli', 'morris'] as const;
export type DesignName = (typeof DESIGNS)[number];

export interface DesignOptions {
  readonly design: DesignName;
  /** how many points at most; not for a grid */
  readonly points: number | null;
  readonly seed: string;
  /** latin-hypercube: of 64 take the one whose nearest points are farthest apart; default false */
  readonly maximin?: boolean;
  /** sobol, saltelli: scrambled by the seed; default true */
  readonly scramble?: boolean;
  /** morris: levels of its grid, even; default 4 */
  readonly levels?: number;
}

export interface Design {
  /** values of what varies, by name in the order of the axes, a point each */
  readonly points: readonly Readonly<Record<string, ParamValue>>[];
  /** names in alphabetical order, as the coordinates of `places` are: the order in which axes are given changes no point */
  readonly names: readonly string[];
  /** places in the unit cube, a point each; null for a grid */
  readonly places: readonly (readonly number[])[] | null;
}

/** A sweep has at most so many runs. */
export const MOST_RUNS = 1_000_000;

/** @throws LabError E_FLAG for a design that there is not */
export function designNamed(name: string): DesignName {
  const found = DESIGNS.find((each) => each === name);
  if (found !== undefined) return found;
  const near = nearest(name, DESIGNS);
  throw new LabError('E_FLAG', `there is no design "${name}"${near ? `; did you mean "${near}"?` : '.'} Known: ${DESIGNS.join(', ')}.`);
}

/**
 * The points of a design.
 *
 * grid: every combination of listed values, the last axis fastest. The others draw from ranges (and from lists, whose values have equal
 * shares): random, each coordinate by itself; sobol, a Sobol sequence; latin-hypercube; saltelli, for Sobol indices, the whole blocks of
 * k + 2 points that `points` has room for; morris, for elementary effects, the whole trajectories of k + 1 points.
 * More points leave those before as they are, but in a latin hypercube.
 *
 * @throws LabError E_FLAG for ranges in a grid, no number of points elsewhere, or more than {@link MOST_RUNS}
 */
export function designOf(axes: readonly Axis[], specs: DeclaredParams, options: DesignOptions): Design {
  const { design, points } = options;
  refuseMisplaced(options);
  if (axes.length === 0) throw new LabError('E_FLAG', 'nothing varies: give at least one --over name=a,b,c.');
  const names = axes.map(({ name }) => name).sort();
  if (design === 'grid') return { points: grid(axes, points), names, places: null };
  if (points === null) throw new LabError('E_FLAG', `the design ${design} needs a number of points: --runs 100.`);
  if (!Number.isInteger(points) || points < 1 || points > MOST_RUNS)
    throw new LabError('E_FLAG', `the number of points must be an integer from 1 to ${MOST_RUNS}, but got ${points}.`);
  const places = placesOf(names, points, options);
  const order = axes.map((axis) => ({ axis, at: names.indexOf(axis.name) }));
  return {
    names,
    places,
    points: places.map((place) => Object.fromEntries(order.map(({ axis, at }) => [axis.name, valueAt(axis, place[at], specs)]))),
  };
}

/** @throws LabError E_FLAG for an option of another design */
function refuseMisplaced({ design, maximin, scramble, levels }: DesignOptions): void {
  const given = {
    ...(maximin === undefined ? {} : { maximin }),
    ...(scramble === undefined ? {} : { scramble }),
    ...(levels === undefined ? {} : { levels }),
  };
  const own: Partial<Record<DesignName, string[]>> = {
    'latin-hypercube': ['maximin'],
    sobol: ['scramble'],
    saltelli: ['scramble'],
    morris: ['levels'],
  };
  refuseUnknown('E_FLAG', `the design ${design}`, given, own[design] ?? []);
  if (levels !== undefined && (!Number.isInteger(levels) || levels < 2 || levels % 2 !== 0))
    throw new LabError('E_FLAG', `levels must be an even integer from 2 on, but got ${levels}.`);
}

function grid(axes: readonly Axis[], asked: number | null): Record<string, ParamValue>[] {
  if (asked !== null)
    throw new LabError('E_FLAG', 'a grid has as many points as its lists make: leave --runs away, or choose a --design that draws points.');
  let points: Record<string, ParamValue>[] = [{}];
  for (const axis of axes) {
    if (!('values' in axis))
      throw new LabError(
        'E_FLAG',
        `a grid needs values of ${axis.name}: give a step, ${axis.name}=${axis.low}:${axis.high}:${(axis.high - axis.low) / 10}, or choose a --design that draws from ranges.`,
      );
    const count = points.length * axis.values.length;
    if (count > MOST_RUNS) throw tooMany(count);
    points = points.flatMap((point) => axis.values.map((value) => ({ ...point, [axis.name]: value })));
  }
  return points;
}

/** More runs than a sweep may have. */
export function tooMany(runs: number): LabError {
  return new LabError(
    'E_FLAG',
    `that would be ${runs} runs or more, but a sweep has at most ${MOST_RUNS}. Take fewer values or replicates, or several sweeps.`,
  );
}

function placesOf(
  names: readonly string[],
  points: number,
  { design, seed, maximin, scramble = true, levels = LEVELS }: DesignOptions,
): number[][] {
  const key = keyFromSeed(seed);
  const bits = scramble ? streamKey(key, 'scramble', 0).k0 : null;
  if (design === 'latin-hypercube') return latinHypercube({ points, names, key, maximin });
  if (design === 'sobol') {
    const sequence = sobol(names.length, bits);
    return Array.from({ length: points }, (_, i) => sequence.point(i));
  }
  if (design === 'saltelli') return saltelliDesign(names.length, whole(points, blockSize(names.length), design, 'k + 2'), bits);
  if (design === 'morris') return morrisDesign(names, whole(points, names.length + 1, design, 'k + 1'), key, levels);
  const keys = names.map((name) => streamKey(key, `point ${name}`, 0));
  return Array.from({ length: points }, (_, i) => keys.map(({ k0, k1 }) => uniform53(k0, k1, i, 0)));
}

/** How many groups of `size` points there is room for. */
function whole(points: number, size: number, design: DesignName, law: string): number {
  const groups = Math.floor(points / size);
  if (groups >= 2) return groups;
  throw new LabError(
    'E_FLAG',
    `the design ${design} takes groups of ${law} = ${size} points, two at least: --runs ${2 * size} or more, but got ${points}.`,
  );
}
