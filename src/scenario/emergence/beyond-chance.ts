// Is the order at the end more than chance? A null model for every kind that has one. Imports engine, report.

import type { World } from '../../engine/world.ts';
import { roundForPeople, type Chart } from '../../report/index.ts';
import { chance, type ChanceOptions } from '../../report/chance.ts';
import { cellChance } from './cell-chance.ts';
import { directionChance } from './direction-chance.ts';
import { pWords } from './sentences.ts';

/** A p-value of at most this is called more than chance. */
const LEVEL = 0.01;

/** An observed value against what chance gives. */
export interface Against extends Pick<ChanceOptions, 'quantity' | 'found' | 'chance'> {
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
 * Sentences and charts: the order of directions, and the likeness of neighbouring cells, of the world against chance.
 *
 * @param seed of the shuffles
 */
export function beyondChance(world: World, seed: string): { sentences: string[]; charts: Chart[] } {
  const tests = Object.values(world.kinds).flatMap((kind) =>
    [directionChance(kind), cellChance(kind, world, seed)].filter((test) => test !== null),
  );
  const charts = tests.map((test) =>
    chance({
      ...test,
      title: `${capital(test.quantity.label)} of kind ${test.name.slice(test.name.indexOf('-') + 1)} against chance`,
      caption: sentence(test),
    }),
  );
  return { sentences: tests.map(sentence), charts };
}

function sentence({ of, model, quantity, found, mean, deviation, p, twoSided }: Against): string {
  const shown = (value: number): string => roundForPeople(value, { digits: 3, unit: quantity.unit });
  const verdict = p > LEVEL ? 'that may be chance' : found > mean ? 'it is more than chance' : 'it is less than chance allows';
  const evidence = `p ${pWords(p)}, ${twoSided ? 'two-sided' : 'one-sided'}`;
  return `At the end ${quantity.label} of ${of} is ${shown(found)}; ${model} have ${shown(mean)} with a standard deviation of ${shown(deviation)}: ${verdict} (${evidence}).`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
