// Ctrl-C while something goes on: the first saves, the second leaves. Imports terminal.

import { say } from './terminal.ts';

/** Go on with the work until it ends or is asked to save and stop by `signal`; then `after`, whatever came of it. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>, after: () => void): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130); // the second Ctrl-C: at once
    controller.abort();
    say('\nSaving; press Ctrl-C again to leave at once.');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    after();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
