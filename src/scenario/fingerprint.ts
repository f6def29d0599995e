// What a run computes, as one short text: a resume must go on with the same. Imports engine.

import { createHash } from 'node:crypto';
import type { Program } from '../engine/engine.ts';
import type { PhaseSpec } from '../engine/kernel.ts';

/**
 * Hash of all that decides the next state: columns, compiled rules, parameters, the objective's own module. Comments and
 * metrics of a scenario may change, where its files lie too.
 *
 * @param objective text of the module of a user's objective, null when there is none
 * @returns 32 hexadecimal digits
 */
export function fingerprint({ spec, start, tick, inPlace }: Program, objective: string | null): string {
  const { kinds, globals, stages } = spec; // scratch follows the number of workers
  const phases = [...start, ...tick].map(({ name, kernel, data, kind, external }: PhaseSpec) => ({
    name,
    export: kernel.export,
    data,
    kind,
    external,
  }));
  const hash = createHash('sha256').update(JSON.stringify({ kinds, globals, stages, phases, inPlace }, plain));
  if (objective !== null) hash.update(objective);
  return hash.digest('hex').slice(0, 32);
}

/** Numbers that JSON does not have keep their names; typed arrays are lists. A rule counts by its JavaScript, not by its back end. */
function plain(key: string, value: unknown): unknown {
  if (key === 'simd') return undefined;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value; // all views of numbers are read alike
}
