// What a metric gives, checked: an author's metric may give anything. Imports engine and errors.

import { numberOf, type Metric, type World } from '../engine/world.ts';
import { LabError, said } from '../errors.ts';

/** @throws LabError E_METRIC when the metric itself fails; NaN and infinities count as undefined */
export function measured(name: string, metric: Metric, world: World): number | null {
  let given: ReturnType<Metric>;
  try {
    given = metric(world);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LabError('E_METRIC', `metric ${name} failed at tick ${world.tick}: ${reason}`, { cause });
  }
  const value: unknown = typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
  if (typeof value !== 'number' && value !== null && value !== undefined)
    throw new LabError('E_METRIC', `metric ${name} must give a number or null, but gave ${said(value)} at tick ${world.tick}.`);
  return numberOf(value);
}
