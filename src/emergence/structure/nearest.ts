// Distances to the nearest neighbour. Imports measure, source, cells and points.

import { found, nothing, type Measured } from '../measure.ts';
import { positive, type Source, type SourceOptions } from '../source.ts';
import { cellsOf, type Cells } from './cells.ts';
import { extent, pointsOf, type Points } from './points.ts';

export interface NearestDistances {
  readonly mean: number;
  /** population standard deviation, divided by N */
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Distance of each point to its nearest neighbour: mean, standard deviation, least and largest. O(N) where points are spread out
 * (cells of one point each are searched ring by ring), O(N²) where nearly all are in one place.
 *
 * @returns lengths of the model; none of fewer than two points
 * @throws LabError E_METRIC as {@link pointsOf}
 */
export function nearestDistances(source: Source, options: SourceOptions = {}): Measured<NearestDistances> {
  const given = pointsOf(source, options);
  if (typeof given === 'string') return nothing(given, about('lengths of the model', 'boundary of the space'));
  const says = about(given.points.unit, given.points.boundary);
  if (given.points.count < 2) return nothing('there are fewer than two points', says);
  return found(summary(nearestOf(given.points)), says);
}

const about = (units: string, boundary: string): { units: string; convention: string } => ({
  units,
  convention: `distance to the nearest other point, ${boundary}, no edge correction; standard deviation divided by N`,
});

function summary(distances: Float64Array): NearestDistances {
  let sum = 0;
  let min = Infinity;
  let max = 0;
  for (const distance of distances) {
    sum += distance;
    min = Math.min(min, distance);
    max = Math.max(max, distance);
  }
  const mean = sum / distances.length;
  let squares = 0;
  for (const distance of distances) squares += (distance - mean) ** 2;
  return { mean, sd: Math.sqrt(squares / distances.length), min, max };
}

/** Mean distance to the nearest neighbour, as a metric of a run: the mean of {@link nearestDistances}. */
export function nearestDistance(source: Source, options: SourceOptions = {}): Measured {
  const { value, ...rest } = nearestDistances(source, options);
  return { ...rest, value: value?.mean ?? null };
}

export interface ClarkEvansOptions extends SourceOptions {
  /** area of the study region (volume in three dimensions), lengths of the model squared; of the space when left out */
  readonly area?: number;
}

/**
 * Clark & Evans' R: mean nearest-neighbour distance over that expected of points placed at random at the same density ρ, which is
 * 1 / (2 √ρ) in the plane and Γ(4/3) (3 / 4πρ)^(1/3) = 0.554 ρ^(-1/3) in space. 1 at random, 0 when all fall together, at most 2.149 in
 * the plane (hexagons). No correction for edges, which raise R where the box is not periodic. O(N).
 *
 * @returns dimensionless; none of fewer than two points, or without an area
 * @throws LabError E_METRIC as {@link pointsOf}, or for an area that is not above 0
 * @see Clark & Evans, Ecology 35:445-453 (1954). doi:10.2307/1931034
 */
export function clarkEvans(source: Source, options: ClarkEvansOptions = {}): Measured {
  if (options.area !== undefined) positive('area', options.area);
  const given = pointsOf(source, options);
  const boundary = typeof given === 'string' ? 'boundary of the space' : given.points.boundary;
  const says = {
    units: 'dimensionless',
    convention: `mean nearest-neighbour distance / its expectation at random, ${boundary}, no edge correction`,
  };
  if (typeof given === 'string') return nothing(given, says);
  const { points } = given;
  const area = options.area ?? extent(points);
  if (area === null) return nothing('open space has no area: give options.area or a space', says);
  if (points.count < 2) return nothing('there are fewer than two points', says);
  const density = points.count / area;
  const expected = points.axes.length === 3 ? 0.892979511569249 * (3 / (4 * Math.PI * density)) ** (1 / 3) : 0.5 / Math.sqrt(density);
  return found(summary(nearestOf(points)).mean / expected, says);
}

/** Distance of each of two or more points to the nearest other, in the order of the points. */
export function nearestOf(points: Points): Float64Array {
  const cells = cellsOf(points, 0);
  const out = new Float64Array(points.count);
  const widths = Array.from(cells.along, (n, d) => (n > 1 ? cells.size[d] / n : Infinity));
  const width = Math.min(...widths) * (1 - 1e-9);
  for (let k = 0; k < points.count; k++) out[cells.order[k]] = Math.sqrt(nearestSquare(cells, k, width));
  return out;
}

/** Rings of cells about the point's own, until all that is nearer than the best has been seen. */
function nearestSquare({ along, size, periodic, starts, x, y, z, cx, cy, cz }: Cells, k: number, width: number): number {
  const [nx, ny, nz] = [along[0], along[1], along[2]];
  // to either side, how far the rings reach: each cell is met once
  const lowX = periodic ? -((nx - 1) >> 1) : -cx[k];
  const lowY = periodic ? -((ny - 1) >> 1) : -cy[k];
  const lowZ = periodic ? -((nz - 1) >> 1) : -cz[k];
  const highX = lowX + nx - 1;
  const highY = lowY + ny - 1;
  const highZ = lowZ + nz - 1;
  const last = Math.max(highX, highY, highZ, -lowX, -lowY, -lowZ);
  const halfX = periodic ? size[0] / 2 : Infinity;
  const halfY = periodic ? size[1] / 2 : Infinity;
  const halfZ = periodic ? size[2] / 2 : Infinity;
  let best = Infinity;
  for (let ring = 0; ring <= last; ring++) {
    const seen = (ring - 1) * width; // all nearer than this lie in the rings before
    if (ring > 1 && best <= seen * seen) break;
    for (let oz = Math.max(-ring, lowZ); oz <= ring && oz <= highZ; oz++) {
      const layer = ((cz[k] + oz + nz) % nz) * ny;
      for (let oy = Math.max(-ring, lowY); oy <= ring && oy <= highY; oy++) {
        const row = (layer + ((cy[k] + oy + ny) % ny)) * nx;
        const face = oz === ring || oz === -ring || oy === ring || oy === -ring;
        for (let ox = Math.max(-ring, lowX); ox <= ring && ox <= highX; ox++) {
          if (!face && ox !== -ring && ox < ring) {
            ox = ring - 1; // straight to the other side of the ring
            continue;
          }
          const cell = row + ((cx[k] + ox + nx) % nx);
          for (let j = starts[cell]; j < starts[cell + 1]; j++) {
            if (j === k) continue;
            let dx = Math.abs(x[j] - x[k]);
            let dy = Math.abs(y[j] - y[k]);
            let dz = Math.abs(z[j] - z[k]);
            if (dx > halfX) dx = size[0] - dx;
            if (dy > halfY) dy = size[1] - dy;
            if (dz > halfZ) dz = size[2] - dz;
            const square = dx * dx + dy * dy + dz * dz;
            if (square < best) best = square;
          }
        }
      }
    }
  }
  return best;
}
