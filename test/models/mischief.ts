// Kernels of a model that fail once: at the tick and chunk they are told, having done their work on it. Loaded by workers.

import { existsSync, writeFileSync } from 'node:fs';
import type { Kernel, KernelContext, KernelFactory, PhaseSpec } from '../../src/engine/kernel.ts';
import * as kernels from '../../src/models/kernels.ts';
import * as linkChanges from '../../src/models/link-changes.ts';
import * as linkRows from '../../src/models/link-rows.ts';
import * as linksInPlace from '../../src/models/links-in-place.ts';
import * as fields from '../../src/spaces/field-phases.ts';
import * as sort from '../../src/spaces/sort.ts';

export interface Mischief {
  /** the phase as it should be */
  readonly phase: PhaseSpec;
  readonly tick: number;
  /** file that says that it has failed already */
  readonly once: string;
}

const KERNELS: Record<string, KernelFactory<never>> = {
  ...kernels,
  ...sort,
  ...fields,
  ...linkRows,
  ...linkChanges,
  ...linksInPlace,
} as unknown as Record<string, KernelFactory<never>>;

/** The phase, failing once at `tick`. */
export function failing(phase: PhaseSpec, tick: number, once: string): PhaseSpec {
  const data: Mischief = { phase, tick, once };
  return { ...phase, kernel: { module: import.meta.url, export: 'mischief' }, data };
}

export function mischief(context: KernelContext, { phase, tick, once }: Mischief): Kernel {
  const kernel = KERNELS[phase.kernel.export](context, phase.data as never);
  return {
    ...kernel,
    run(chunk) {
      kernel.run(chunk);
      if (context.arena.header.tick !== tick || chunk < kernel.chunks() - 1 || existsSync(once)) return;
      writeFileSync(once, '');
      throw new Error('mischief');
    },
  };
}
