// Which trials a law has: by its id, or as another row of a model and quantity that is known.

import { exponents } from './exponents.ts';
import { flocks } from './flocks.ts';
import { lattices } from './lattices.ts';
import type { Law, Trial } from './law.ts';
import { minds } from './minds.ts';
import { starlings } from './starlings.ts';
import { towns } from './towns.ts';

const TRIALS: readonly Trial[] = [...exponents, ...flocks, ...lattices, ...minds, ...starlings, ...towns];

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

const titleOf = ({ model, quantity }: Law): string => plain(`${model} | ${quantity}`);

/** Words without a rule's number or what stands in brackets, so that "ECA 30" is the "ECA" of a trial. */
const loose = (text: string): string => plain(text.replace(/\(.*?\)|\b\d+\b/g, ' ').replace(/ \|/, ' |'));

/**
 * All trials of a law: of its id; else of its model and quantity, also where a law of another id in `known` has them, as for other
 * parameters; else of the same without numbers and brackets.
 */
export function trialsOf(law: Law, known: readonly Law[]): readonly Trial[] {
  const byId = TRIALS.filter((trial) => trial.law === law.id);
  if (byId.length > 0) return byId;
  for (const form of [plain, loose]) {
    const title = form(titleOf(law));
    const same = new Set(known.filter((other) => form(titleOf(other)) === title).map(({ id }) => id));
    const found = TRIALS.filter((trial) => form(trial.law) === title || same.has(trial.law));
    if (found.length > 0) return found;
  }
  return [];
}

/** What to say of a law without a trial: what is known of its model. */
export function unknown({ id, model, quantity }: Law, known: readonly Law[]): string {
  const quantities = known.filter((other) => loose(other.model) === loose(model)).map((other) => `"${other.quantity}"`);
  const about = quantities.length > 0 ? `Of this model there is ${[...new Set(quantities)].join(', ')}.` : 'No law of this model is known.';
  return `no trial is known for ${id}, "${quantity}" of ${model}. ${about} Add one to test/laws/of.`;
}

/** A law whose numeric parameters are seen to be read, and those that were not: they would have changed nothing. */
export function watched(law: Law): { law: Law; unread: () => string[] } {
  const { parameters } = law;
  if (typeof parameters === 'string') return { law, unread: () => [] };
  const read = new Set<string>();
  const seen = new Proxy(parameters, {
    get: (record, name) => {
      read.add(String(name));
      return Reflect.get(record, name);
    },
  });
  const numeric = Object.keys(parameters).filter((name) => typeof parameters[name] === 'number');
  return { law: { ...law, parameters: seen }, unread: () => numeric.filter((name) => !read.has(name)) };
}
