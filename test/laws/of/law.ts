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
