// The clock: the only place that reads time. What a clock decides is recorded as an event, never simulated. Imports nothing.

/** Monotonic milliseconds. */
export function monotonicMs(): number {
  return performance.now();
}

/** The date and time as an ISO string, for people. */
export function isoNow(): string {
  return new Date().toISOString();
}

/** Resolve after `ms` milliseconds; `cancel` makes it resolve at once. */
export function delay(ms: number): { done: Promise<void>; cancel(): void } {
  let cancel = (): void => {};
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    cancel = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { done, cancel };
}

/** Call `work` every `ms` milliseconds until the returned function is called. */
export function repeat(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
}
