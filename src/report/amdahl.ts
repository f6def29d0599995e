/**
 * Serial share of a program by Amdahl's law, fitted to measured speed-ups by least squares on 1/S = s + (1 - s)/w.
 *
 * @param points workers (at least 1) and speed-up over one worker (positive)
 * @returns s in [0, 1], or null when no point has more than one worker
 * @see Amdahl, AFIPS 30:483-485 (1967). doi:10.1145/1465482.1465560
 */
export function serialShare(points: readonly { workers: number; speedup: number }[]): number | null {
  let numerator = 0;
  let denominator = 0;
  for (const { workers, speedup } of points) {
    const share = 1 - 1 / workers;
    numerator += share * (1 / speedup - 1 / workers);
    denominator += share * share;
  }
  return denominator === 0 ? null : Math.min(1, Math.max(0, numerator / denominator));
}

/** Speed-up of `workers` by Amdahl's law when the share `s` is serial. */
export function amdahl(s: number, workers: number): number {
  return 1 / (s + (1 - s) / workers);
}
