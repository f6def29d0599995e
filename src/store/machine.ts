import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** What a run was computed on, as told by the operating system. */
export interface Machine {
  cpu: string;
  /** Hardware threads this process may use. */
  cores: number;
  /** GiB, to one decimal. */
  memoryGiB: number;
  os: string;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    os: `${type()} ${release()}`,
  };
}
