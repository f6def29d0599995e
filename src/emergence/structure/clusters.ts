// Clusters of points that are near each other. Imports measure, source, cells, points and union.

import { found, nothing, type Measured } from '../measure.ts';
import { positive, type Source, type SourceOptions } from '../source.ts';
import { cellsOf, withinInto } from './cells.ts';
import { pointsOf } from './points.ts';
import { Union } from './union.ts';

export interface ClusterOptions extends SourceOptions {
  /** longest link, lengths of the model; the interaction radius of the world when left out */
  readonly linkingLength?: number;
}

export interface Clusters {
  /** members of each cluster, largest first */
  readonly sizes: readonly number[];
  /** cluster of each point, as a place in `sizes`; of equal sizes the one whose first member comes first */
  readonly labels: Int32Array;
}

/**
 * Friends-of-friends clusters: points at a distance <= linking length are friends, and friends of friends belong together. O(N k) for
 * k friends a point.
 *
 * @returns clusters; none without points or without a linking length
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths, or not finite, or a length that is not above 0
 * @see Huchra & Geller, ApJ 257:423-437 (1982). doi:10.1086/160000
 */
export function clusters(source: Source, options: ClusterOptions = {}): Measured<Clusters> {
  if (options.linkingLength !== undefined) positive('linkingLength', options.linkingLength);
  const given = pointsOf(source, options);
  const radius = typeof given === 'string' ? undefined : (given.points.radius ?? undefined);
  const length = options.linkingLength ?? radius;
  const boundary = typeof given === 'string' ? 'boundary of the space' : given.points.boundary;
  const about = {
    units: 'points',
    convention: `friends of friends, linked at a distance <= ${length ?? 'the linking length'}, ${boundary}`,
  };
  if (typeof given === 'string') return nothing(given, about);
  if (length === undefined) return nothing('there is no linking length: set options.linkingLength', about);
  if (given.points.count === 0) return nothing('there are no points', about);
  const cells = cellsOf(given.points, length);
  const union = new Union(cells.count);
  const near = new Uint32Array(cells.count);
  const squares = new Float64Array(cells.count);
  for (let k = 0; k < cells.count; k++) {
    const n = withinInto(cells, k, length, near, squares);
    for (let f = 0; f < n; f++) if (near[f] < k) union.join(cells.order[k], cells.order[near[f]]);
  }
  return found(union.clusters(), about);
}

/** Share of all points that the largest of the {@link clusters} holds, in (0, 1]. */
export function largestClusterShare(source: Source, options: ClusterOptions = {}): Measured {
  const { value, convention, reason } = clusters(source, options);
  const about = { units: 'share of all points', convention: `largest cluster of ${convention}` };
  return value === null ? nothing(reason ?? '', about) : found(value.sizes[0] / value.labels.length, about);
}

/** Number of {@link clusters}; a lone point is one. */
export function clusterCount(source: Source, options: ClusterOptions = {}): Measured {
  const { value, convention, reason } = clusters(source, options);
  const about = { units: 'clusters', convention };
  return value === null ? nothing(reason ?? '', about) : found(value.sizes.length, about);
}
