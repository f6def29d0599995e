// Parameters of models, swarms and searches: declared once, checked once at the border. Imports errors.

import { LabError, nearest } from '../errors.ts';
import type { ParamValue } from './world.ts';

/** One parameter: its default decides its type. */
export interface ParamSpec<T extends ParamValue = ParamValue> {
  readonly default: T;
  /** smallest and largest value allowed, both included; numbers only */
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** the only values allowed */
  readonly choices?: readonly T[];
  /** for people: "radians", "interaction radii per tick" */
  readonly unit?: string;
  readonly description: string;
}

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

/** The type of `self.params` that a table of parameters gives: literals widened to number, string or boolean. */
export type ParamsOf<S> = { readonly [K in keyof S]: S[K] extends { default: infer D } ? Widen<D> : never };
type Widen<T> = T extends number ? number : T extends boolean ? boolean : T extends string ? string : never;

/**
 * Read one parameter from what a person typed.
 *
 * @throws LabError E_PARAM when it is not of the parameter's type
 */
export function parseParam(name: string, text: string, specs: ParamSpecs): ParamValue {
  const spec = known(name, specs);
  if (typeof spec.default === 'number') {
    const value = text.trim() === '' ? NaN : Number(text);
    if (Number.isNaN(value)) throw new LabError('E_PARAM', `${name} must be a number, but got "${text}". ${allowed(name, spec)}`);
    return value;
  }
  if (typeof spec.default === 'boolean') {
    if (text !== 'true' && text !== 'false') throw new LabError('E_PARAM', `${name} must be true or false, but got "${text}".`);
    return text === 'true';
  }
  return text;
}

/**
 * Defaults with `given` over them, every value checked.
 *
 * @throws LabError E_PARAM naming the parameter, the value and what is allowed
 */
export function checkParams(specs: ParamSpecs, given: Readonly<Record<string, unknown>>): Record<string, ParamValue> {
  const params: Record<string, ParamValue> = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default]));
  for (const [name, value] of Object.entries(given)) {
    checkParam(name, value, known(name, specs));
    params[name] = value as ParamValue; // checkParam has established its type
  }
  return params;
}

function checkParam(name: string, value: unknown, spec: ParamSpec): void {
  const shown = typeof value === 'string' ? `"${value}"` : String(value);
  const fail = (law: string): never => {
    throw new LabError('E_PARAM', `${name} must be ${law}, but got ${shown}. ${allowed(name, spec)}`);
  };
  if (typeof value !== typeof spec.default) fail(`a ${typeof spec.default}`);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) fail('a finite number');
    if (spec.integer && !Number.isInteger(value)) fail('an integer');
    if (spec.min !== undefined && value < spec.min) fail(`at least ${spec.min}`);
    if (spec.max !== undefined && value > spec.max) fail(`at most ${spec.max}`);
  }
  if (spec.choices && !spec.choices.includes(value as ParamValue)) fail(`one of ${spec.choices.join(', ')}`);
}

/** The allowed values in words, and how to set it. */
function allowed(name: string, spec: ParamSpec): string {
  return `Set it with --set ${name}=${spec.default} (${rangeOf(spec)}).`;
}

/** The range of a parameter in words: "integer, 1 to 10000000", "one of a, b". */
export function rangeOf(spec: ParamSpec): string {
  if (spec.choices) return `one of ${spec.choices.join(', ')}`;
  if (typeof spec.default === 'boolean') return 'true or false';
  if (typeof spec.default === 'string') return 'text';
  const word = spec.integer ? 'integer' : 'number';
  if (spec.min !== undefined && spec.max !== undefined) return `${word}, ${spec.min} to ${spec.max}`;
  if (spec.min !== undefined) return `${word}, at least ${spec.min}`;
  if (spec.max !== undefined) return `${word}, at most ${spec.max}`;
  return word;
}

function known(name: string, specs: ParamSpecs): ParamSpec {
  if (Object.hasOwn(specs, name)) return specs[name];
  const near = nearest(name, Object.keys(specs));
  const names = Object.keys(specs).join(', ') || 'none';
  throw new LabError('E_PARAM', `there is no parameter "${name}"${near ? `; did you mean "${near}"?` : '.'} Known: ${names}.`);
}
