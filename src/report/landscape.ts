import type { TopLevelSpec } from 'vega-lite';
import { LabError } from '../errors.ts';
import { decadeLabel, linearLabels } from './axis.ts';
import { brief, type Chart, drawable, emptyChart, head, MAX_ROWS, sentences } from './chart.ts';
import { decimate } from './decimate.ts';
import { HEAT, ON_HEAT } from './palette.ts';
import { quantile } from './quantile.ts';

/** Values of an objective on a grid of cell centres. */
export interface Grid {
  /** Ascending and evenly spaced; at most 70 each. */
  x: readonly number[];
  y: readonly number[];
  /** Row by row: `values[iy * x.length + ix]`; not finite where undefined. */
  values: ArrayLike<number>;
}

export interface LandscapeOptions {
  name: string;
  title: string;
  caption?: string;
  grid: Grid;
  /** The way of each particle through the plane, in order of time. */
  paths: readonly (readonly { x: number; y: number }[])[];
  /** Where the optimum is known to be. */
  optimum?: { x: number; y: number } | null;
  objective?: string;
}

const MOST_CELLS = 70;
const SIDE = 460;

/** Evenly spaced centres of `cells` cells between the bounds. */
export function cellCentres(from: number, to: number, cells: number): number[] {
  return Array.from({ length: cells }, (_, k) => from + ((to - from) * (k + 0.5)) / cells);
}

/**
 * A two-dimensional objective as a heat map, with the particles' paths over it.
 *
 * Each axis is scaled to its own bounds (a search space has no common unit). Steep landscapes are coloured by a symmetric
 * log of the height above the lowest cell, so that the valley is not one colour.
 *
 * @throws LabError E_REPORT when the grid is larger than 70 x 70 or its values do not fill it
 */
export function landscape({ name, title, caption, grid, paths, optimum = null, objective = 'objective value' }: LandscapeOptions): Chart {
  const { x, y, values } = grid;
  if (x.length > MOST_CELLS || y.length > MOST_CELLS || values.length !== x.length * y.length) {
    throw new LabError(
      'E_REPORT',
      `chart ${name} needs a grid of at most ${MOST_CELLS} x ${MOST_CELLS} cells with a value for each, but got ${x.length} x ${y.length} with ${values.length} values.`,
    );
  }
  const sorted = Float64Array.from(values)
    .filter((v) => drawable(v) !== null)
    .sort();
  if (x.length < 2 || y.length < 2 || sorted.length === 0) return emptyChart(name, title);
  const lowest = sorted[0];
  const span = sorted[sorted.length - 1] - lowest;
  const steep = span > 8 * (quantile(sorted, 0.5) - lowest);
  const route = routes(paths, Math.max(600, MAX_ROWS - values.length));
  const said = sentences(
    caption ??
      'White lines are the ways of the particles; dots are where they ended. They should run into the dark valley around the optimum.',
    optimum !== null && 'The cross marks the known optimum.',
    steep && 'Colour follows a logarithm of the height above the lowest cell.',
    route.left && 'Only part of the paths is drawn.',
  );
  const [dx, dy] = [x[1] - x[0], y[1] - y[0]];
  const xDomain = [x[0] - dx / 2, x[x.length - 1] + dx / 2];
  const yDomain = [y[0] - dy / 2, y[y.length - 1] + dy / 2];
  const spec = {
    ...head(title, said),
    width: SIDE,
    height: SIDE,
    encoding: {
      x: { type: 'quantitative', title: 'first parameter', scale: { domain: xDomain, nice: false, zero: false } },
      y: {
        type: 'quantitative',
        title: 'second parameter',
        scale: { domain: yDomain, nice: false, zero: false },
        axis: { grid: false, domain: true },
      },
    },
    layer: [
      heatLayer(grid, lowest, dx, dy, steep ? { span, constant: Math.max(span * 1e-6, quantile(sorted, 0.1) - lowest) } : null, objective),
      ...routeLayers(route.rows),
      ...(optimum === null ? [] : [optimumLayer(optimum)]),
    ],
  } as TopLevelSpec; // a cast: the layers come from functions, and the union of all specifications cannot be inferred; the tests validate
  return { name, title, caption: said, spec, shape: 'equal' };
}

function heatLayer(
  { x, y, values }: Grid,
  lowest: number,
  dx: number,
  dy: number,
  steep: { span: number; constant: number } | null,
  objective: string,
): object {
  const cells: { x: number; y: number; value: number }[] = [];
  for (let iy = 0; iy < y.length; iy++) {
    for (let ix = 0; ix < x.length; ix++) {
      const value = drawable(values[iy * x.length + ix]);
      if (value !== null) cells.push({ x: brief(x[ix]), y: brief(y[iy]), value: brief(steep ? value - lowest : value) });
    }
  }
  const title = steep ? `${objective}, above the lowest cell` : objective;
  const legend = {
    orient: 'top',
    direction: 'horizontal',
    gradientLength: 220,
    gradientThickness: 10,
    title,
    ...(steep ? heights(steep) : linearLabels([lowest, cells.reduce((top, c) => Math.max(top, c.value), lowest)])),
  };
  return {
    data: { values: cells },
    // A cell reaches one cell further to the right and up, where the next ones cover it: so no seams show between them.
    transform: [
      { calculate: `datum.x - ${dx / 2}`, as: 'x1' },
      { calculate: `datum.x + ${dx * 1.5}`, as: 'x2' },
      { calculate: `datum.y - ${dy / 2}`, as: 'y1' },
      { calculate: `datum.y + ${dy * 1.5}`, as: 'y2' },
    ],
    mark: { type: 'rect', clip: true, aria: false },
    encoding: {
      x: { field: 'x1' },
      x2: { field: 'x2' },
      y: { field: 'y1' },
      y2: { field: 'y2' },
      color: {
        field: 'value',
        type: 'quantitative',
        scale: { scheme: HEAT, zero: false, ...(steep && { type: 'symlog', constant: steep.constant }) },
        legend,
      },
    },
  };
}

/** Zero and the powers of ten between the bend of the scale and its end, thinned to four. */
function heights({ span, constant }: { span: number; constant: number }): { values: number[]; labelExpr: string } {
  const from = Math.ceil(Math.log10(constant));
  const to = Math.floor(Math.log10(span));
  const step = Math.max(1, Math.ceil((to - from + 1) / 4));
  const powers: number[] = [];
  for (let p = to; p >= from; p -= step) powers.unshift(p);
  const labels = JSON.stringify(powers.map(decadeLabel));
  const labelExpr = `datum.value == 0 ? '0' : ${labels}[round((log(datum.value) / LN10 - (${powers[0] ?? 0})) / ${step})]`;
  return { values: [0, ...powers.map((p) => Number(`1e${p}`))], labelExpr };
}

interface RouteRow {
  x: number;
  y: number;
  path: number;
  step: number;
  end: boolean;
}

/** Paths cut to a budget: fewer particles when there are very many, then fewer points on each. */
function routes(paths: readonly (readonly { x: number; y: number }[])[], budget: number): { rows: RouteRow[]; left: boolean } {
  const most = Math.floor(budget / 20);
  const shown = paths.length <= most ? paths : Array.from({ length: most }, (_, k) => paths[Math.floor((k * paths.length) / most)]);
  const each = Math.max(8, Math.floor(budget / Math.max(1, shown.length)));
  const rows: RouteRow[] = [];
  let left = shown.length < paths.length;
  shown.forEach((points, path) => {
    const drawn = points.filter((p) => drawable(p.x) !== null && drawable(p.y) !== null);
    const kept = decimate(drawn, each, ['x', 'y']);
    left ||= kept.length < drawn.length;
    kept.forEach((p, step) => rows.push({ x: brief(p.x), y: brief(p.y), path, step, end: step === kept.length - 1 }));
  });
  return { rows, left };
}

function routeLayers(rows: readonly RouteRow[]): object[] {
  if (rows.length === 0) return [];
  const line = (color: string, strokeWidth: number, opacity: number): object => ({
    data: { values: rows },
    mark: { type: 'line', color, strokeWidth, opacity, strokeJoin: 'round', clip: true },
    encoding: {
      x: { field: 'x' },
      y: { field: 'y' },
      detail: { field: 'path', type: 'nominal' },
      order: { field: 'step', type: 'quantitative' },
    },
  });
  const ends = {
    data: { values: rows.filter((r) => r.end) },
    mark: { type: 'point', filled: true, size: 36, fill: ON_HEAT.path, stroke: ON_HEAT.halo, strokeWidth: 1, opacity: 1, clip: true },
    encoding: { x: { field: 'x' }, y: { field: 'y' } },
  };
  return [line(ON_HEAT.path, 1.2, 0.6), ends];
}

function optimumLayer(optimum: { x: number; y: number }): object {
  return {
    data: { values: [optimum] },
    mark: {
      type: 'point',
      shape: 'cross',
      filled: true,
      size: 200,
      fill: ON_HEAT.optimum,
      stroke: ON_HEAT.path,
      strokeWidth: 1.5,
      opacity: 1,
      clip: true,
    },
    encoding: { x: { field: 'x' }, y: { field: 'y' } },
  };
}
