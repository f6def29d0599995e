// Who does which run next: replicates of a point go to one worker, which then compiles its program once. Imports nothing.

export class Dealer {
  private readonly queues: number[][];
  private readonly replicates: number;
  private readonly points: number;
  private readonly done: Uint8Array;
  private point = 0;

  /** @param done 1 for each run that is done already, points × replicates of them */
  constructor(workers: number, replicates: number, done: Uint8Array) {
    this.queues = Array.from({ length: workers }, () => []);
    this.replicates = replicates;
    this.points = done.length / replicates;
    this.done = done;
  }

  /** The next run of `worker`: of its point, else of a point that nobody has begun, else one that another would do last; null when none is left. */
  next(worker: number): number | null {
    const own = this.queues[worker];
    while (own.length === 0 && this.point < this.points) this.take(own);
    const run = own.shift();
    if (run !== undefined) return run;
    const longest = this.queues.reduce((best, queue) => (queue.length > best.length ? queue : best), own);
    return longest.pop() ?? null;
  }

  private take(own: number[]): void {
    const first = this.point++ * this.replicates;
    for (let run = first; run < first + this.replicates; run++) if (this.done[run] === 0) own.push(run);
  }
}
