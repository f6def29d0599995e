// The catalogue of what can go wrong, in the user's words. Imports nothing.

/** What was typed or handed in is wrong (exit code 2), or the run itself failed (exit code 1). */
export type Blame = 'input' | 'run';

/** Stable codes: a code is never reused for another meaning. */
export const CODES = {
  E_AGENT_COUNT: 'input',
  E_BUDGET: 'input',
  E_CHANGED: 'input',
  E_CHECKPOINT: 'run',
  E_COLUMN: 'input',
  E_DISK: 'run',
  E_FLAG: 'input',
  E_FOLDER: 'input',
  E_FORMAT: 'input',
  E_GROWN: 'run',
  E_INTERNAL: 'run',
  E_LOCKED: 'input',
  E_MEMORY: 'input',
  E_METRIC: 'run',
  E_MODEL: 'input',
  E_NO_RUN: 'input',
  E_OBJECTIVE: 'input',
  E_PARAM: 'input',
  E_REPORT: 'run',
  E_RULE: 'input',
  E_RULE_FAILED: 'run',
  E_SCENARIO: 'input',
  E_STALLED: 'run',
  E_SWARM: 'input',
  E_WORKER: 'run',
} as const satisfies Record<string, Blame>;

export type Code = keyof typeof CODES;

/**
 * The one error class. The message names the value, the place and the fix, in one line where it can.
 *
 * @example throw new LabError('E_AGENT_COUNT', `count must be a positive integer, but got ${count}. Set it with --set count=10000.`);
 */
export class LabError extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LabError';
    this.code = code;
  }

  /** Process exit code that belongs to this error: 2 when the input is to blame, 1 when the run failed. */
  get exitCode(): 1 | 2 {
    return CODES[this.code] === 'input' ? 2 : 1;
  }
}

/**
 * Refuse a misspelt option, which would otherwise be ignored in silence.
 *
 * @param place what the options belong to, in words: "kind wolf of model meadow"
 * @throws LabError `code` naming the option and the nearest known one, or what was given for an object of options
 */
export function refuseUnknown(code: Code, place: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new LabError(code, `${place} takes its options as an object, { ${known.join(', ')} }, but got ${said(options)}.`);
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw new LabError(code, `${place} has no option "${name}"${near ? `; did you mean "${near}"?` : '.'} Known: ${known.join(', ')}.`);
  }
}

/** A value as messages show it: numbers as they are, NaN too, texts in quotes. */
export const said = (value: unknown): string => (typeof value === 'number' ? `${value}` : (JSON.stringify(value) ?? String(value)));

/** @throws LabError `code` where `value` is neither true nor false */
export function refuseNoBoolean(code: Code, what: string, value: unknown): void {
  if (typeof value !== 'boolean') throw new LabError(code, `${what} is true or false, but got ${said(value)}.`);
}

/** The name in `known` nearest to `name` by edit distance, or null when none is near enough to be meant. */
export function nearest(name: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein distance with adjacent transpositions counted as one edit. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, rows[i - 2][j - 2] + 1);
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}
