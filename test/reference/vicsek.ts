// Vicsek's model as its paper states it, over all pairs.

import { within, wrapped } from './torus.ts';

export interface Headings {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly heading: Float64Array;
}

/** One tick: everyone moves along its old heading and takes the mean heading around it, itself included, plus `noise(i)` radians. */
export function vicsekTick({ x, y, heading }: Headings, side: number, speed: number, noise: (i: number) => number): Headings {
  return {
    x: x.map((at, i) => wrapped(at + speed * Math.cos(heading[i]), side)),
    y: y.map((at, i) => wrapped(at + speed * Math.sin(heading[i]), side)),
    heading: heading.map((mine, i) => {
      let sin = Math.sin(mine);
      let cos = Math.cos(mine);
      for (const j of within([x, y], i, [side, side], 1)) {
        sin += Math.sin(heading[j]);
        cos += Math.cos(heading[j]);
      }
      return Math.atan2(sin, cos) + noise(i);
    }),
  };
}
