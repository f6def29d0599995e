// The course of a run, kept short: rows every so many iterations, the distance doubling as the run grows. Imports nothing.

export interface HistoryRow {
  readonly evaluations: number;
  /** best value so far, null while no evaluation has succeeded */
  readonly best: number | null;
  /** mean of the finite values of this iteration */
  readonly mean: number | null;
  /** mean distance from the centroid, in diagonals of the box */
  readonly diversity: number | null;
}

const MOST_ROWS = 1024;

/** At most 1,024 rows; which iterations they show is a function of the number of iterations alone. */
export class History {
  rows: HistoryRow[] = [];
  /** rows show the iterations that are multiples of it */
  stride = 1;

  /** Keep the row of `iteration` if it is one of those to show. */
  note(iteration: number, row: () => HistoryRow): void {
    if (iteration % this.stride !== 0) return;
    if (this.rows.length === MOST_ROWS) {
      this.rows = this.rows.filter((_, n) => n % 2 === 0);
      this.stride *= 2;
      if (iteration % this.stride !== 0) return;
    }
    this.rows.push(row());
  }
}
