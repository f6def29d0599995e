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

/** Rows of rows of numbers, every row as long as the others. */
export type Rows = readonly number[] | Float64Array | Float32Array | Int32Array | Uint32Array | readonly Rows[];

/**
 * Numbers that follow from the parameters and that rules only read: the neighbours of each node of a network, a payoff matrix. Nobody
 * sets them.
 */
export interface TableSpec {
  /** A pure function of the parameters, and of the tables declared before it: a run that is resumed calls it anew. */
  // oxlint-disable-next-line typescript/no-explicit-any -- their types follow from the very declaration that this is a part of
  readonly table: (params: any) => Rows;
  readonly description: string;
}

/** What a model declares under `params`: what a person may set, and tables that follow from it. */
export type DeclaredParams = Readonly<Record<string, ParamSpec | TableSpec>>;

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

/** The type of `params` that a declaration gives: literals widened to number, string or boolean, tables as their function returns them. */
export type ParamsOf<S> = {
  readonly [K in keyof S]: S[K] extends { default: infer D } ? Widen<D> : S[K] extends { table: (...given: never) => infer T } ? T : never;
};
type Widen<T> = T extends number ? number : T extends boolean ? boolean : T extends string ? string : never;

export function isTable(spec: ParamSpec | TableSpec): spec is TableSpec {
  return 'table' in spec;
}

/** The parameters that a person may set: all but the tables. */
export function settable(specs: DeclaredParams): ParamSpecs {
  return Object.fromEntries(Object.entries(specs).flatMap(([name, spec]) => (isTable(spec) ? [] : [[name, spec]])));
}

/** How a message says that a parameter is given: `--set` fixes it, `--over` varies it. */
export type Giving = '--set' | '--over';

/**
 * Read one parameter from what a person typed.
 *
 * @throws LabError E_PARAM when it is not of the parameter's type
 */
export function parseParam(name: string, text: string, specs: DeclaredParams, by: Giving = '--set'): ParamValue {
  const spec = known(name, specs);
  if (typeof spec.default === 'number') {
    const value = text.trim() === '' ? NaN : Number(text);
    if (Number.isNaN(value)) throw new LabError('E_PARAM', `${name} must be a number, but got "${text}". ${allowed(name, spec, by)}`);
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
export function checkParams(
  specs: DeclaredParams,
  given: Readonly<Record<string, unknown>>,
  by: Giving = '--set',
): Record<string, ParamValue> {
  const params: Record<string, ParamValue> = Object.fromEntries(
    Object.entries(settable(specs)).map(([name, spec]) => [name, spec.default]),
  );
  for (const [name, value] of Object.entries(given)) {
    checkParam(name, value, { spec: known(name, specs), by });
    params[name] = value as ParamValue; // checkParam has established its type
  }
  return params;
}

function checkParam(name: string, value: unknown, { spec, by }: { spec: ParamSpec; by: Giving }): void {
  const shown = typeof value === 'string' ? `"${value}"` : String(value);
  const fail = (law: string): never => {
    throw new LabError('E_PARAM', `${name} must be ${law}, but got ${shown}. ${allowed(name, spec, by)}`);
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

/** The allowed values in words, and how to give them. */
function allowed(name: string, spec: ParamSpec, by: Giving): string {
  return `${by === '--set' ? 'Set it' : 'List its values'} with ${by} ${name}=${spec.default} (${rangeOf(spec)}).`;
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

function known(name: string, declared: DeclaredParams): ParamSpec {
  const specs = settable(declared);
  if (Object.hasOwn(specs, name)) return specs[name];
  const near = nearest(name, Object.keys(specs));
  const names = Object.keys(specs).join(', ') || 'none';
  if (Object.hasOwn(declared, name))
    throw new LabError('E_PARAM', `${name} is a table that follows from the parameters, and cannot be set. Parameters: ${names}.`);
  throw new LabError('E_PARAM', `there is no parameter "${name}"${near ? `; did you mean "${near}"?` : '.'} Known: ${names}.`);
}
