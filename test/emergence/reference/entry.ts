// The format of the file of reference values.

export interface Entry {
  readonly name: string;
  readonly metric: string;
  readonly inputs: readonly string[];
  /** what each metric reads of them is its own matter */
  readonly params: Readonly<Record<string, unknown>>;
  readonly expected: Value;
  readonly tolerance_abs: number;
}

export type Value = number | string | null | readonly Value[] | { readonly [name: string]: Value };

export interface Reference {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly entries: readonly Entry[];
}

/**
 * Computes what an entry asks for, in the shape of its `expected`, from the inputs that it names, in their order.
 * `true` stands for "as good as expected" where an entry sets a bound.
 */
export type Compute = (inputs: readonly never[], entry: Entry) => unknown;
export type Computed = Readonly<Record<string, Compute>>;

export function inputsOf(entry: Entry, inputs: Reference['inputs']): never[] {
  return entry.inputs.map((name) => {
    if (!(name in inputs)) throw new Error(`the file has no input "${name}"`);
    return inputs[name] as never; // each metric knows the shape of its inputs
  });
}

/** Is what was got the expected value, each number within the tolerance? */
export function within(got: unknown, { expected, tolerance_abs }: Pick<Entry, 'expected' | 'tolerance_abs'>): boolean {
  if (got === true) return true;
  return near(got, expected, tolerance_abs);
}

function near(got: unknown, expected: Value, tolerance: number): boolean {
  if (typeof expected === 'number') return typeof got === 'number' && Math.abs(got - expected) <= tolerance;
  if (expected === null || typeof expected !== 'object') return got === expected;
  if (typeof got !== 'object' || got === null) return false;
  const keys = Object.keys(expected);
  return (
    Object.keys(got).length === keys.length &&
    keys.every((key) => near((got as Record<string, unknown>)[key], (expected as Record<string, Value>)[key], tolerance))
  );
}
