// A one-kind program over the test kernels.
import type { Program } from '../../src/engine/engine.ts';
import type { PhaseSpec } from '../../src/engine/kernel.ts';

export function phase(name: string, data: unknown = null): PhaseSpec {
  return { name, kind: 'walker', kernel: { module: new URL('./kernels.ts', import.meta.url).href, export: name }, data };
}

/** `count` agents with a position x; the phases given are those of every tick. */
export function program(count: number, tick: PhaseSpec[], options: { inPlace?: boolean } = {}): Program {
  const kinds = [{ name: 'walker', columns: [{ name: 'x', type: 'f64', size: 1 } as const], count }];
  return { spec: { kinds, globals: [], scratch: [], stages: [] }, start: [], tick, inPlace: options.inPlace ?? false };
}
