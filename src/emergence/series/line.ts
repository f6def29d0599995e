// A straight line through points. Imports nothing.

/** Least squares y = intercept + slope x. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** standard error of the slope under independent errors of equal variance; 0 with two points */
  readonly slopeError: number;
  /** share of the variance of y explained, in [0, 1]; 1 when y is constant */
  readonly r2: number;
}

/**
 * Ordinary least squares through `count` points, two-pass (centred). Cost O(count).
 *
 * @returns null with fewer than two different x
 */
export function line(x: ArrayLike<number>, y: ArrayLike<number>, count: number = x.length): Line | null {
  let mx = 0;
  let my = 0;
  for (let i = 0; i < count; i++) {
    mx += x[i] / count;
    my += y[i] / count;
  }
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < count; i++) {
    const dx = x[i] - mx;
    const dy = y[i] - my;
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  if (!(sxx > 0)) return null;
  const slope = sxy / sxx;
  const residual = Math.max(0, syy - slope * sxy);
  return {
    slope,
    intercept: my - slope * mx,
    slopeError: count > 2 ? Math.sqrt(residual / (count - 2) / sxx) : 0,
    r2: syy > 0 ? Math.min(1, (slope * sxy) / syy) : 1,
  };
}
