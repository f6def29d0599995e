// Reading flags: numbers, parameters, the command as it was typed. Imports engine's parameters and errors.

import { cores } from '../engine/pool.ts';
import { parseParam, type DeclaredParams } from '../engine/params.ts';
import type { ParamValue } from '../engine/world.ts';
import { LabError } from '../errors.ts';

export { commandLine } from '../scenario/command-line.ts';

/**
 * A whole number from a flag.
 *
 * @throws LabError E_FLAG naming the flag and the value
 */
export function integerFlag(flag: string, value: unknown, least: number, most = 2 ** 31 - 1): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new LabError('E_FLAG', `--${flag} must be an integer from ${least} to ${most}, but got "${String(value)}".`);
  }
  return number;
}

/** A text from a flag that must say something. @throws LabError E_FLAG when it is empty */
export function textFlag(flag: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (String(value).trim() === '') throw new LabError('E_FLAG', `--${flag} must not be empty.`);
  return String(value);
}

/** A positive number of seconds from a flag. @throws LabError E_FLAG */
export function secondsFlag(flag: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!(number > 0) || !Number.isFinite(number))
    throw new LabError('E_FLAG', `--${flag} must be a positive number of seconds, but got "${String(value)}".`);
  return number;
}

/** How rules run. @throws LabError E_FLAG for what is neither js nor simd */
export function backendFlag(value: unknown): 'js' | 'simd' | undefined {
  if (value === undefined || value === 'js' || value === 'simd') return value;
  throw new LabError('E_FLAG', `--backend must be js or simd, but got "${String(value)}".`);
}

/** Number of worker threads: as asked for, else one a core. @throws LabError E_FLAG */
export function workersFlag(value: unknown, otherwise: number = cores()): number {
  return integerFlag('workers', value, 1, 256) ?? otherwise;
}

/**
 * The parameters given with --set, each of its own type.
 *
 * @throws LabError E_FLAG for what is not name=value, E_PARAM for an unknown name or a value of another type
 */
export function setFlags(given: readonly string[], specs: DeclaredParams): Record<string, ParamValue> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new LabError('E_FLAG', `--set takes name=value, but got "${text}".`);
      const name = text.slice(0, at).trim();
      return [name, parseParam(name, text.slice(at + 1), specs)];
    }),
  );
}
