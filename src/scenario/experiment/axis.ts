// One parameter that an experiment varies: listed values, or a range that a design draws from. Imports engine's parameters and errors.

import { checkParams, parseParam, settable, type DeclaredParams, type ParamSpec } from '../../engine/params.ts';
import type { ParamValue } from '../../engine/world.ts';
import { LabError } from '../../errors.ts';
import type { ExperimentAxis } from '../../store/index.ts';

/** What varies: values in order, steps from one number to another, or a range for a design that draws its points. */
export type Over =
  | readonly ParamValue[]
  | { readonly from: number; readonly to: number; readonly step: number }
  | { readonly low: number; readonly high: number };

/** A parameter and where its values come from. */
export type Axis = ExperimentAxis;

/** More values than a sweep may have runs. */
const MOST_VALUES = 1e6;

/**
 * Read `a,b,c`, `from:to:step` or `low:high` for one parameter. Texts have lists only.
 *
 * @throws LabError E_PARAM for a value that the parameter does not take, E_FLAG for what is no such list
 */
export function parseAxis(name: string, text: string, specs: DeclaredParams): Axis {
  if (text.trim() === '') throw new LabError('E_FLAG', `--over ${name}= lists no value: for example --over ${name}=1,2,3.`);
  const number = typeof specOf(name, specs)?.default === 'number';
  if (!number || !text.includes(':'))
    return axisOf(
      name,
      text.split(',').map((each) => parseParam(name, each.trim(), specs, '--over')),
      specs,
    );
  const parts = text.split(':').map((part) => numberIn(name, part, text));
  const [first, second, step] = parts;
  if (parts.length === 2) return axisOf(name, { low: first, high: second }, specs);
  if (parts.length === 3) return axisOf(name, { from: first, to: second, step }, specs);
  throw new LabError('E_FLAG', `--over ${name} takes a,b,c or from:to:step or low:high, but got "${text}".`);
}

function specOf(name: string, specs: DeclaredParams): ParamSpec | null {
  const own = settable(specs);
  return Object.hasOwn(own, name) ? own[name] : null;
}

function numberIn(name: string, part: string, text: string): number {
  const value = part.trim() === '' ? NaN : Number(part);
  if (Number.isFinite(value)) return value;
  throw new LabError('E_FLAG', `--over ${name} takes numbers as from:to:step or low:high, but got "${text}".`);
}

/**
 * An axis from what a script says, every value checked.
 *
 * @throws LabError E_PARAM for an unknown parameter or a value that it does not take, E_FLAG for an empty or senseless list
 */
export function axisOf(name: string, over: Over, specs: DeclaredParams): Axis {
  if ('low' in over) return rangeAxis(name, over, specs);
  const values = 'from' in over ? steps(name, over) : [...over];
  for (const value of values) checkParams(specs, { [name]: value }, '--over');
  if (values.length === 0) throw new LabError('E_FLAG', `${name} is varied over no value: list at least one.`);
  const seen = new Set<ParamValue>();
  const twice = values.find((value) => seen.size === seen.add(value).size);
  if (twice !== undefined)
    throw new LabError('E_FLAG', `${name} is varied over ${String(twice)} twice: list every value once; replicates repeat runs.`);
  return { name, values };
}

function rangeAxis(name: string, { low, high }: { low: number; high: number }, specs: DeclaredParams): Axis {
  for (const value of [low, high]) checkParams(specs, { [name]: value }, '--over');
  const spec = specOf(name, specs);
  if (spec?.choices) throw new LabError('E_FLAG', `${name} takes only ${spec.choices.join(', ')}: list those to vary it over.`);
  if (!(low < high)) throw new LabError('E_FLAG', `the range of ${name} must rise, but goes from ${low} to ${high}.`);
  return { name, low, high };
}

/**
 * from, from + step, … up to and with `to`, each the number nearest to its decimal: 0:1:0.1 has 0.3, not 0.30000000000000004.
 *
 * @throws LabError E_FLAG for a step of 0 or of the wrong sign, or a million values and more
 */
function steps(name: string, { from, to, step }: { from: number; to: number; step: number }): number[] {
  const asked = `${from}:${to}:${step}`;
  if (![from, to, step].every(Number.isFinite))
    throw new LabError('E_FLAG', `${name} goes from:to:step in finite numbers, but got ${asked}.`);
  if (step === 0) throw new LabError('E_FLAG', `the step of ${name} must not be 0, but got ${asked}.`);
  if ((to - from) * step < 0)
    throw new LabError('E_FLAG', `the step of ${name} leads away from ${to}: got ${asked}. Change its sign, or swap the ends.`);
  const digits = Math.max(...[from, to, step].map(decimals));
  const [a, b, d] = [from, to, step].map((value) => scaled(value, digits));
  const count = (b - a) / d + 1n;
  if (count > BigInt(MOST_VALUES))
    throw new LabError('E_FLAG', `${name} would take ${count} values: ${MOST_VALUES} at most. Take a larger step.`);
  return Array.from({ length: Number(count) }, (_, n) => Number(`${a + BigInt(n) * d}e-${digits}`));
}

/** Digits after the point of a number as it is written: 3 for 0.125, 7 for 1e-7. */
function decimals(value: number): number {
  const [mantissa, exponent = '0'] = String(value).split('e');
  return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(exponent));
}

/** value · 10^digits, exactly, of the decimal as it is written. */
function scaled(value: number, digits: number): bigint {
  const [mantissa, exponent = '0'] = String(value).split('e');
  const [whole, part = ''] = mantissa.split('.');
  return BigInt(whole + part) * 10n ** BigInt(digits - part.length + Number(exponent));
}

/**
 * The value of an axis at a place in [0, 1]: of a range by linear interpolation (of integers, each has the same share), of a list
 * the value whose share holds the place.
 */
export function valueAt(axis: Axis, place: number, specs: DeclaredParams): ParamValue {
  if ('values' in axis) return axis.values[Math.min(axis.values.length - 1, Math.floor(place * axis.values.length))];
  const { name, low, high } = axis;
  if (specOf(name, specs)?.integer) return Math.min(high, low + Math.floor(place * (high - low + 1)));
  return Math.min(high, low + place * (high - low));
}
