// Is the order at the end more than chance? A null model for every kind that has one. Imports engine, report.

import type { World } from '../../engine/world.ts';
import { roundForPeople, type Chart } from '../../report/index.ts';
import { chance, type ChanceOptions } from '../../report/chance.ts';
import { cellChance } from './cell-chance.ts';
import { directionChance } from './direction-chance.ts';
import { likenessChance } from './likeness.ts';
import { placeChance } from './place-chance.ts';
import { pWords } from './sentences.ts';

/** A p-value, adjusted for the number of tests, of at most this is called more than chance. */
const LEVEL = 0.05;

/** An observed value against what chance gives. */
export interface Against extends Pick<ChanceOptions, 'quantity' | 'found' | 'chance' | 'counted'> {
  /** what was measured of how many: "the headings of 4,000 agents of kind bird" */
  readonly of: string;
  /** what chance is: "as many random directions" */
  readonly model: string;
  readonly mean: number;
  readonly deviation: number;
  readonly p: number;
  /** whether p also counts values below the mean */
  readonly twoSided: boolean;
  /** file name without extension */
  readonly name: string;
}

/**
 * Sentences and charts: the order of directions, the likeness of neighbours, and the places of agents against chance. Tests are judged
 * together: by p-values adjusted for their number (Holm), at 5 % for all of them.
 *
 * @param seed of the shuffles
 */
export function beyondChance(world: World, seed: string): { sentences: string[]; charts: Chart[] } {
  const tests = Object.values(world.kinds).flatMap((kind) => [
    ...[directionChance(kind), cellChance(kind, world, seed), likenessChance(kind, world, seed)].filter((test) => test !== null),
    ...placeChance(kind, world, seed),
  ]);
  const adjusted = holm(tests.map(({ p }) => p));
  const told = tests.map((test, n) => sentence(test, adjusted[n]));
  const charts = tests.map((test, n) =>
    chance({
      ...test,
      quantity: { ...test.quantity, label: plain(test.quantity.label) },
      title: `${capital(plain(test.quantity.label))} of kind ${test.name.slice(test.name.indexOf('-') + 1)} against chance`,
      caption: told[n],
    }),
  );
  const beyond = adjusted.filter((p) => p <= LEVEL).length;
  const together =
    tests.length > 1
      ? [
          `${tests.length} comparisons with chance were made; judged together (Holm's correction, 5 % for all), ${beyond} of them ${beyond === 1 ? 'lies' : 'lie'} beyond chance.`,
        ]
      : [];
  const found = told.filter((_, n) => adjusted[n] <= LEVEL);
  const rest = tests.filter((_, n) => adjusted[n] > LEVEL);
  const without = rest.length > 1 ? [nothingIn(rest)] : told.filter((_, n) => adjusted[n] > LEVEL);
  return { sentences: [...found, ...without, ...together], charts };
}

/**
 * P-values adjusted for their number, so that the chance of any false discovery is at most that at which they are judged.
 *
 * @returns in the same order, none below its p-value
 * @see Holm, Scand. J. Stat. 6:65-70 (1979)
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let most = 0;
  order.forEach((i, rank) => {
    most = Math.max(most, Math.min(1, (pValues.length - rank) * pValues[i]));
    adjusted[i] = most;
  });
  return adjusted;
}

function sentence({ of, model, quantity, found, mean, deviation, p, twoSided }: Against, adjusted: number): string {
  const shown = (value: number): string => roundForPeople(value, { digits: 3, unit: quantity.unit });
  const verdict = adjusted > LEVEL ? 'that may be chance' : found > mean ? 'it is more than chance' : 'it is less than chance allows';
  const evidence = `p ${pWords(p)}, ${twoSided ? 'two-sided' : 'one-sided'}`;
  return `At the end ${quantity.label} of ${of} is ${shown(found)}; ${model} have ${shown(mean)} with a standard deviation of ${shown(deviation)}: ${verdict} (${evidence}).`;
}

/** All tests without a finding. */
function nothingIn(tests: readonly Against[]): string {
  const each = tests.map(({ quantity, of, p }) => `${quantity.label.replace(/,$/, '')} of ${of} (p ${pWords(p)})`);
  return `At the end these may be chance: ${each.join('; ')}.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** Without the article, and a comma that the sentence needs. */
const plain = (text: string): string => text.replace(/^the /, '').replace(/,$/, '');
