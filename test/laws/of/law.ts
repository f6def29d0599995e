// The format of the file of laws, and what it takes to try one.

export interface Law {
  readonly id: string;
  readonly model: string;
  readonly quantity: string;
  /** a record, or prose: then the law is known by its id */
  readonly parameters: Readonly<Record<string, unknown>> | string;
  readonly expected: unknown;
  readonly tolerance: Readonly<Record<string, unknown>>;
  readonly source: string;
  readonly kind: 'exact' | 'published' | 'published+measured' | 'measured only' | 'qualitative';
}

/** How a law is tried: it throws, by `expect`, where the law does not hold within its tolerance. */
export interface Trial {
  /** `model | quantity` of laws with a record of parameters, or the `id` of one with prose */
  readonly law: string;
  /** it takes long: `npm run laws` tries it, `npm test` leaves it out */
  readonly long?: boolean | ((law: Law) => boolean);
  try(law: Law): Promise<void> | void;
}

/** A number of a record: a parameter, a tolerance, one of several expected. */
export function number(record: unknown, name: string): number {
  const value = (record as Readonly<Record<string, unknown>>)[name];
  if (typeof value !== 'number') throw new Error(`the law has no number "${name}"`);
  return value;
}

/** The texts among the parameters of a law; numbers are left alone, so that who reads them is seen. */
export function prose(parameters: Law['parameters']): string[] {
  if (typeof parameters === 'string') return [parameters];
  const values = Object.values(Object.getOwnPropertyDescriptors(parameters)).map(({ value }) => value as unknown);
  return values.filter((value) => typeof value === 'string');
}

/**
 * A number that a law tells: in its record of parameters, or after its name in their prose, as "N=400", "m = 2", "N>=1e4" or "discard 1000";
 * else what it is otherwise.
 */
export function told(parameters: Law['parameters'], name: string, otherwise?: number): number {
  const value = typeof parameters === 'string' ? undefined : parameters[name];
  if (typeof value === 'number') return value;
  const texts = typeof value === 'string' ? [`${name} ${value}`] : prose(parameters);
  const pattern = new RegExp(`(?<!\\w)${name}\\s*(?:>=|≥|=|:)?\\s*(\\d*\\.?\\d+(?:e[+-]?\\d+)?)`);
  for (const text of texts) {
    const found = pattern.exec(text);
    if (found) return Number(found[1]);
  }
  if (otherwise === undefined) throw new Error(`the law does not tell ${name}: ${JSON.stringify(parameters)}`);
  return otherwise;
}
