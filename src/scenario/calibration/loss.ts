// How far a candidate is from what it is fitted to: sums of squares, or a function of one's own. Imports engine's resolver, errors, store's types.

import { pathToFileURL } from 'node:url';
import { registerSelf } from '../../engine/resolve.ts';
import type { ParamValue } from '../../engine/world.ts';
import { LabError, nearest } from '../../errors.ts';
import type { CalibrationData, CalibrationTarget, RunRow } from '../../store/index.ts';
import { valueAt, type Point } from './points.ts';

/** What a loss of one's own may know beside the runs of a candidate. */
export interface LossContext {
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly targets: readonly CalibrationTarget[];
  readonly data: CalibrationData | null;
}

/** A number to be made small, from the replicates of one candidate; their `series` are those of `data`, or at the ticks of `at`. */
export type LossFunction = (rows: readonly RunRow[], context: LossContext) => number;

/** What a candidate came to. */
export interface Verdict {
  /** null for a candidate that failed */
  readonly loss: number | null;
  /** why it failed */
  readonly reason: string | null;
  /** mean over replicates at each point; null where none has a value */
  readonly fitted: readonly (number | null)[];
}

/** Judge the replicates of one candidate. A run that failed, a point without a value, or a loss that is no number: the candidate fails. */
export type Judge = (rows: readonly RunRow[], params: Readonly<Record<string, ParamValue>>) => Verdict;

/**
 * squares: the sum of squared deviations, each in the unit of its point. Where all units are standard errors this is χ².
 * rmse: the root of their mean.
 */
export function judgeOf(points: readonly Point[], own: LossFunction | 'squares' | 'rmse', context: Omit<LossContext, 'params'>): Judge {
  return (rows, params) => {
    const fitted = points.map((point) => meanOf(rows.map((row) => valueAt(row, point))));
    const fail = (reason: string): Verdict => ({ loss: null, reason, fitted });
    const failed = rows.find(({ status }) => status === 'failed');
    if (failed !== undefined) return fail(failed.error?.message ?? 'a run failed');
    if (typeof own === 'function') {
      const said = asked(own, rows, { ...context, params });
      return typeof said === 'number' ? { loss: said, reason: null, fitted } : fail(said.reason);
    }
    const empty = fitted.indexOf(null);
    if (empty >= 0) return fail(`${points[empty].label} has no value`);
    const squares = points.reduce((sum, { value, scale }, k) => sum + (((fitted[k] ?? NaN) - value) / scale) ** 2, 0);
    if (!Number.isFinite(squares)) return fail('the sum of squares is too large for a number');
    return { loss: own === 'rmse' ? Math.sqrt(squares / points.length) : squares, reason: null, fitted };
  };
}

function asked(own: LossFunction, rows: readonly RunRow[], context: LossContext): number | { reason: string } {
  try {
    const value: unknown = own(rows, context);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return {
      reason: `the loss function returned ${typeof value === 'number' ? String(value) : `a ${typeof value}`} instead of a finite number`,
    };
  } catch (error) {
    return { reason: `the loss function failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Mean of those that have a value; null where none has. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** A loss by the name of a module and its export. @throws LabError E_OBJECTIVE when there is no such function */
export async function loadLoss({ module, export: name }: { readonly module: string; readonly export: string }): Promise<LossFunction> {
  registerSelf();
  let exports: Record<string, unknown>;
  try {
    exports = (await import(module.startsWith('file:') ? module : pathToFileURL(module).href)) as Record<string, unknown>;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new LabError('E_OBJECTIVE', `the loss ${module} cannot be loaded: ${message}`, { cause });
  }
  if (typeof exports[name] === 'function') return exports[name] as LossFunction; // its answers are checked
  const functions = Object.keys(exports).filter((key) => typeof exports[key] === 'function');
  const near = nearest(name, functions);
  throw new LabError(
    'E_OBJECTIVE',
    `${module} exports no function "${name}"${near ? `; did you mean "${near}"?` : '.'} Its functions: ${functions.join(', ') || 'none'}.`,
  );
}
