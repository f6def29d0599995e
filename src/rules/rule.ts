// rules: reads a rule's own source, types it, and emits specialised kernels (JavaScript here; other back ends consume the
// same intermediate form of ir.ts). May import errors.ts, engine and spaces.
// A rule is a pure function of plain numbers; what it needs from outside is handed over by name.

/**
 * Numbers that a rule looks up, as `table[k]` or `table[i][j]`: at least one, rows of equal length. They are read when the rule is
 * compiled. A table of whole numbers is one of integers, unless it is a Float64Array or Float32Array.
 */
export type NumberTable = ArrayLike<number> | readonly NumberTable[];

/** What a rule may be handed by name: constants, tables and helper functions. */
export type Uses = Record<string, Function | number | boolean | NumberTable>;

const USES = new WeakMap<Function, Uses>();

/**
 * Hand constants, tables and helper functions to a rule, by name: everything else outside the function is unknown to it.
 *
 * @param fn a rule, an init function, or a helper that needs names of its own
 * @returns `fn` itself
 * @example rule(align, { uses: { TAU: 2 * Math.PI, wrap } })
 */
export function rule<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  options: { readonly uses?: Uses } = {},
): (...args: Args) => Result {
  USES.set(fn, { ...USES.get(fn), ...options.uses });
  return fn;
}

/** The names handed to `fn`, none when there are none. */
export function usesOf(fn: Function | null): Uses {
  return (fn && USES.get(fn)) ?? {};
}
