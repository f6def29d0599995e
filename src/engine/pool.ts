// Threads: the one place that starts worker threads, through Piscina. Imports nothing of ours.

import { availableParallelism, freemem } from 'node:os';
import { Piscina } from 'piscina';

/** 'ts' where the sources run as they are, 'js' in the built package: worker files are named by their own ending. */
const ENDING = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** URL of the module `path` (without its ending) seen from the module `from`, in the sources and in the built package alike. */
export function moduleUrl(from: string, path: string): string {
  return new URL(`${path}.${ENDING}`, from).href;
}

/** Processor cores that this process may use. */
export function cores(): number {
  return availableParallelism();
}

/** Bytes of memory that this process can still have. */
export function availableBytes(): number {
  return process.availableMemory?.() ?? freemem();
}

export interface Pool {
  /** Run the worker file's export on some thread; rejects when the thread dies. */
  run<Task, Result>(task: Task, options?: { signal?: AbortSignal }): Promise<Result>;
  /** Stop every thread, whatever it does. */
  destroy(): Promise<void>;
}

/**
 * Threads that load `worker` (a name in workers/, without ending); exactly `threads` of them, one task each at a time.
 *
 * @param heapMb limit of each thread's JavaScript heap in MiB, so that one that runs wild dies alone
 */
export function openPool(worker: string, threads: number, heapMb?: number): Pool {
  const piscina = new Piscina({
    filename: moduleUrl(import.meta.url, `../../workers/${worker}`),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    idleTimeout: Infinity,
    resourceLimits: heapMb === undefined ? {} : { maxOldGenerationSizeMb: heapMb },
  });
  piscina.on('error', () => {}); // a thread that dies rejects its task; an idle one is replaced
  return {
    run: (task, options) => piscina.run(task, options) as Promise<never>, // Piscina does not know what its worker file returns
    destroy: () => piscina.destroy(),
  };
}
