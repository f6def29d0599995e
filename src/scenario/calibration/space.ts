// What is fitted: parameters as coordinates of the unit cube, where every optimiser searches. Imports engine's parameters, errors, store's types.

import { exp64, log64 } from '../../engine/elementary.ts';
import { checkParams, parseParam, settable, type DeclaredParams, type ParamSpec } from '../../engine/params.ts';
import type { ParamValue } from '../../engine/world.ts';
import { LabError, nearest } from '../../errors.ts';
import type { CalibrationAxis } from '../../store/index.ts';

/** What a script says of a parameter to fit: a range, or the values to choose from. */
export type Fit = { readonly from: number; readonly to: number; readonly scale?: 'linear' | 'log' } | readonly ParamValue[];

/** Digits that fitted values keep: more than any calibration determines, and a command line stays readable. */
const DIGITS = 9;

/**
 * Read `from:to`, `from:to:log` or `a,b,c` for one parameter; nothing for the whole range that the parameter declares.
 *
 * @throws LabError E_PARAM for an unknown parameter or a value that it does not take, E_FLAG for what is no range
 */
export function parseFit(text: string, specs: DeclaredParams): CalibrationAxis {
  const at = text.indexOf('=');
  const name = (at < 0 ? text : text.slice(0, at)).trim();
  const spec = specOf(name, specs);
  if (at < 0) return axisOf(name, declaredRange(name, spec), specs);
  const range = text.slice(at + 1).trim();
  if (range === '') throw new LabError('E_FLAG', `--fit ${name}= says no range: for example --fit ${name}=0:1.`);
  if (typeof spec.default !== 'number' || !range.includes(':'))
    return axisOf(
      name,
      range.split(',').map((each) => parseParam(name, each.trim(), specs)),
      specs,
    );
  const [from, to, scale, ...rest] = range.split(':');
  const known = scale === undefined || scale === 'log' || scale === 'linear';
  const [low, high] = [from, to].map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (rest.length > 0 || !known || Number.isNaN(low) || Number.isNaN(high))
    throw new LabError('E_FLAG', `--fit ${name} takes from:to, from:to:log or a,b,c, but got "${range}".`);
  return axisOf(name, { from: low, to: high, scale }, specs);
}

/**
 * One fitted parameter, every value checked.
 *
 * @throws LabError E_PARAM, E_FLAG
 */
export function axisOf(name: string, fit: Fit, specs: DeclaredParams): CalibrationAxis {
  const spec = specOf(name, specs);
  if (!('from' in fit)) return listed(name, fit, specs);
  const { from, to, scale = 'linear' } = fit;
  if (typeof spec.default !== 'number' || spec.choices)
    throw new LabError('E_FLAG', `${name} has no range to fit it in: list the values to choose from, --fit ${name}=a,b.`);
  for (const value of [from, to]) checkParams(specs, { [name]: value });
  if (!(from < to)) throw new LabError('E_FLAG', `the range of ${name} must rise, but goes from ${from} to ${to}. Swap its ends.`);
  if (scale !== 'linear' && scale !== 'log')
    throw new LabError('E_FLAG', `the scale of ${name} is linear or log, but got ${String(scale)}.`);
  if (scale === 'log' && !(from > 0))
    throw new LabError('E_FLAG', `${name} cannot be searched on a log scale from ${from}: begin above 0.`);
  return { name, ...(spec.unit === undefined ? {} : { unit: spec.unit }), from, to, scale };
}

function listed(name: string, values: readonly ParamValue[], specs: DeclaredParams): CalibrationAxis {
  for (const value of values) checkParams(specs, { [name]: value });
  if (new Set(values).size < 2 || new Set(values).size < values.length)
    throw new LabError('E_FLAG', `${name} takes its fit from [${values.join(', ')}]: list at least two values, each once.`);
  return { name, values };
}

function declaredRange(name: string, { choices, default: value, min, max }: ParamSpec): Fit {
  if (choices) return choices;
  if (typeof value === 'boolean') return [false, true];
  if (typeof value === 'number' && min !== undefined && max !== undefined) return { from: min, to: max };
  throw new LabError('E_FLAG', `${name} declares no range of its own: say one, --fit ${name}=from:to.`);
}

function specOf(name: string, specs: DeclaredParams): ParamSpec {
  const own = settable(specs);
  if (Object.hasOwn(own, name)) return own[name];
  const near = nearest(name, Object.keys(own));
  throw new LabError(
    'E_PARAM',
    `there is no parameter "${name}" to fit${near ? `; did you mean "${near}"?` : '.'} Known: ${Object.keys(own).join(', ') || 'none'}.`,
  );
}

/** The box of all fitted parameters as the unit cube. */
export class Space {
  readonly axes: readonly CalibrationAxis[];
  private readonly whole: readonly boolean[];

  constructor(axes: readonly CalibrationAxis[], specs: DeclaredParams) {
    this.axes = axes;
    const own = settable(specs);
    this.whole = axes.map(({ name }) => own[name].integer === true);
  }

  /** The parameters at a point of the unit cube; what lies outside counts as on its border. Whole numbers and listed values have equal shares. */
  paramsAt(point: ArrayLike<number>): Record<string, ParamValue> {
    return Object.fromEntries(this.axes.map((axis, d) => [axis.name, this.valueAt(d, point[d])]));
  }

  /** The value of one parameter at a coordinate. */
  valueAt(d: number, coordinate: number): ParamValue {
    const axis = this.axes[d];
    const place = Math.min(1, Math.max(0, coordinate));
    if ('values' in axis) return axis.values[Math.min(axis.values.length - 1, Math.floor(place * axis.values.length))];
    const value = between(this.ends(d, axis), place);
    if (!this.whole[d]) return Math.min(axis.to, Math.max(axis.from, Number(value.toPrecision(DIGITS)))) + 0;
    return Math.min(Math.floor(axis.to), Math.max(Math.ceil(axis.from), Math.round(value))) + 0;
  }

  /** The coordinate of a value; of a listed value the middle of its share. */
  coordinateOf(d: number, value: ParamValue): number {
    const axis = this.axes[d];
    if ('values' in axis) return (axis.values.indexOf(value) + 0.5) / axis.values.length;
    const { low, high, log } = this.ends(d, axis);
    const number = Number(value);
    return log ? log64(number / low) / log64(high / low) : (number - low) / (high - low);
  }

  pointOf(params: Readonly<Record<string, ParamValue>>): Float64Array {
    return Float64Array.from(this.axes, ({ name }, d) => this.coordinateOf(d, params[name]));
  }

  /** The value at a coordinate without rounding to what the parameter takes: for the ends of intervals. Null for listed values. */
  numberAt(d: number, coordinate: number): number | null {
    const axis = this.axes[d];
    if ('values' in axis) return null;
    return Math.min(axis.to, Math.max(axis.from, between(this.ends(d, axis), Math.min(1, Math.max(0, coordinate)))));
  }

  /**
   * A place near some parameters: numbers move by up to `reach` of their range either way, mirrored at its ends; listed values stay.
   *
   * @param place one coordinate in [0, 1] for each number; 1/2 is no move
   */
  near(params: Readonly<Record<string, ParamValue>>, place: ArrayLike<number>, reach: number): Record<string, ParamValue> {
    const point = this.pointOf(params);
    this.numeric.forEach((d, n) => {
      const moved = point[d] + (2 * place[n] - 1) * reach;
      point[d] = moved < 0 ? -moved : moved > 1 ? 2 - moved : moved;
    });
    return this.paramsAt(point);
  }

  /** Coordinates that move a number: not those of listed values. */
  get numeric(): number[] {
    return this.axes.flatMap((axis, d) => ('values' in axis ? [] : [d]));
  }

  /** What the coordinates 0 and 1 stand for: whole numbers reach half a step further, so that each has the same share. */
  private ends(d: number, { from, to, scale }: Range): Ends {
    const [low, high] = this.whole[d] ? [Math.ceil(from) - 0.5, Math.floor(to) + 0.5] : [from, to];
    return { low, high, log: scale === 'log' };
  }
}

type Range = Extract<CalibrationAxis, { readonly from: number }>;

interface Ends {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
}

function between({ low, high, log }: Ends, place: number): number {
  return log ? low * exp64(place * log64(high / low)) : low + place * (high - low);
}
