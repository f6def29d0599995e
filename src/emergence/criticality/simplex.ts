// Minimum of a smooth function of a few variables, for likelihoods without a closed form. Imports nothing.

/**
 * Downhill simplex of Nelder & Mead (1965) with a restart from where it stopped, so that a collapsed simplex is noticed.
 *
 * @param of the function; where it is NaN it counts as infinite
 * @param start where to begin
 * @param step size of the first simplex along each axis
 * @returns the lowest point met; no better than a local minimum
 * @see doi:10.1093/comjnl/7.4.308
 */
export function simplex(of: (point: readonly number[]) => number, start: readonly number[], step: number): number[] {
  const f = (point: readonly number[]): number => {
    const value = of(point);
    return Number.isNaN(value) ? Infinity : value;
  };
  let best = descend(f, start, step);
  for (let again = 0; again < 4; again++) {
    const next = descend(f, best, step / 10);
    const better = f(best) - f(next);
    best = next;
    if (!(better > 1e-12 * Math.abs(f(best)))) break;
  }
  return best;
}

const STEPS = 1000;

function descend(f: (point: readonly number[]) => number, start: readonly number[], step: number): number[] {
  const n = start.length;
  const corners = [start, ...start.map((_, d) => start.map((value, e) => (d === e ? value + step : value)))].map((at) => ({
    at: [...at],
    value: f(at),
  }));
  for (let round = 0; round < STEPS; round++) {
    corners.sort((a, b) => a.value - b.value);
    const worst = corners[n];
    const wide = corners.some(({ at }) => at.some((value, d) => Math.abs(value - corners[0].at[d]) > 1e-10 * (1 + Math.abs(value))));
    if (!wide || worst.value - corners[0].value < 1e-15 * Math.abs(worst.value)) break;
    const centre = start.map((_, d) => corners.slice(0, n).reduce((sum, { at }) => sum + at[d] / n, 0));
    const along = (t: number): { at: number[]; value: number } => {
      const at = centre.map((value, d) => value + t * (worst.at[d] - value));
      return { at, value: f(at) };
    };
    let next = along(-1);
    if (next.value < corners[0].value) {
      const further = along(-2);
      if (further.value < next.value) next = further;
    } else if (!(next.value < corners[n - 1].value)) {
      next = along(next.value < worst.value ? -0.5 : 0.5);
      if (!(next.value < worst.value)) {
        for (const corner of corners.slice(1)) {
          corner.at = corner.at.map((value, d) => (value + corners[0].at[d]) / 2);
          corner.value = f(corner.at);
        }
        continue;
      }
    }
    corners[n] = next;
  }
  return corners.reduce((a, b) => (b.value < a.value ? b : a)).at;
}
