// What a sweep shows in plain sentences, each number named after the column or the table that it comes from. Imports scenario, this folder.

import { roundForPeople } from '../../../report/index.ts';
import { pWords } from '../../emergence/sentences.ts';
import { isModelScenario, type Published } from '../../scenario.ts';
import { SHUFFLES } from './chance.ts';
import { LEAST_RUNS } from './curve.ts';
import type { Finding } from './findings.ts';
import { LEVEL } from './findings.ts';
import { pointWords, shown, withInterval, type Subject } from './subject.ts';
import type { Place } from './transition.ts';

/** What was run, and what of it failed. */
export function whatRan({ scenario, result, manifest }: Subject): string[] {
  const { runs, done, failed, replicates, metricsFrom } = result;
  const points = runs / replicates;
  const over = manifest.over.map((axis) =>
    'values' in axis
      ? `${axis.values.length} value${axis.values.length === 1 ? '' : 's'} of ${axis.name}`
      : `${axis.name} from ${shown(axis.low)} to ${shown(axis.high)}`,
  );
  const transient =
    metricsFrom === 0 && isModelScenario(scenario) ? ' From tick 0 on an initial transient is in them; --metrics-from leaves it out.' : '';
  const left = runs - done - failed;
  return [
    `${count(runs, 'run')}: ${count(points, 'point')} (${over.join(', ')}), ${count(replicates, 'run')} of each. Values are means of a run over the measurements from tick ${metricsFrom} on, then over the runs of a point; intervals are of 95 %.${transient}`,
    ...(left > 0 ? [`${count(left, 'run')} ${left === 1 ? 'is' : 'are'} still to be done: what follows is of the others.`] : []),
    ...failures(result.rows, failed),
  ];
}

function failures(rows: Subject['result']['rows'], failed: number): string[] {
  if (failed === 0) return [];
  const messages = rows.flatMap(({ error }) => (error ? [error.message] : []));
  const most = [...Map.groupBy(messages, (each) => each)].sort(([, a], [, b]) => b.length - a.length)[0];
  const why = most ? `, ${most[1].length === failed ? 'all' : count(most[1].length, 'of them')} because: ${clipped(most[0])}` : '';
  return [`${count(failed, 'run')} failed and ${failed === 1 ? 'is' : 'are'} left out${why}`.replace(/([^.])$/, '$1.')];
}

const clipped = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);
const count = (n: number, noun: string): string =>
  `${roundForPeople(n, { digits: 15 })} ${noun}${n === 1 || noun.startsWith('of') ? '' : 's'}`;

/** One of several curves, in a sentence. */
export function whatOneCurve(finding: Finding, published: Published | null): string {
  const { curve, known, transition } = finding;
  const { best, few } = transition;
  const { metric, parameter, others } = curve;
  const where = `At ${pointWords(others)}`;
  if (known.length < 2) return `${where} ${metric} has a value at ${known.length} of ${curve.points.length} values of ${parameter}.`;
  if (independent(finding)) return `${where} no dependence of ${metric} on ${parameter} is found (${judgedWords(finding)}).`;
  const [first, last] = [known[0], known[known.length - 1]];
  const way = (last.mean ?? 0) > (first.mean ?? 0) ? 'rises' : 'falls';
  const change = `${where} ${metric} ${way} from ${shown(first.mean ?? 0)} to ${shown(last.mean ?? 0)}`;
  if (few !== null) return `${change}. ${fewRunsWords(metric, few)}`;
  if (best === null) return `${change}; no transition is located.`;
  return [`${change}, with the transition at ${placeWords(parameter, best)}, the ${best.name}.`, ...publishedWords(best, published)].join(
    ' ',
  );
}

const independent = ({ adjusted }: Finding): boolean => adjusted !== null && adjusted > LEVEL;

/** "p = 0.3; a dependence is told from 0.05 down" */
function judgedWords({ p, adjusted, together, curve: { parameter } }: Finding): string {
  const corrected = together > 1 ? `, ${shown(adjusted ?? 1)} by Holm's correction for ${together} curves over ${parameter}` : '';
  return `p ${pWords(p ?? 1)}${corrected}; a dependence is told from ${shown(LEVEL)} down`;
}

const fewRunsWords = (metric: string, few: number): string =>
  `${few === 1 ? 'A single run' : `${few} runs`} of a point cannot locate a transition of ${metric}: raise --replicates to ${LEAST_RUNS} or more.`;

/** One curve: from where to where, more than chance or not, and where it changes. */
export function whatCurve(finding: Finding, published: Published | null): string[] {
  const { curve, known } = finding;
  const where = Object.keys(curve.others).length > 0 ? ` at ${pointWords(curve.others)}` : '';
  if (known.length === 0) return [`No run gave a value of ${curve.metric}${where}: there is nothing to say about it.`];
  if (known.length === 1)
    return [
      `${curve.metric}${where} is ${meanWords(known[0])} at ${curve.parameter} ${shown(known[0].x)}, the only value of ${curve.parameter} that has one.`,
    ];
  if (independent(finding))
    return [
      `No dependence of ${curve.metric} on ${curve.parameter} is found${where}: ${SHUFFLES} shuffles of the runs among the values of ${curve.parameter} differ as much (${judgedWords(finding)}). ${meansWords(known.map(({ mean }) => mean ?? 0))}`,
    ];
  return [courseWords(finding, where), chanceWords(finding), ...transitionWords(finding, published)].filter((text) => text !== '');
}

function meansWords(means: readonly number[]): string {
  const [low, high] = [Math.min(...means), Math.max(...means)];
  return low === high ? `All its means are ${shown(low)}.` : `Its means lie from ${shown(low)} to ${shown(high)}.`;
}

function meanWords({ mean, low, high }: { mean: number | null; low: number | null; high: number | null }): string {
  return withInterval({ value: mean ?? 0, low, high });
}

function courseWords({ curve, known, p, beyond }: Finding, where: string): string {
  const { metric, parameter } = curve;
  const [first, last] = [known[0], known[known.length - 1]];
  const evidence =
    p === null ? ' (too few runs to tell it from chance)' : ` (a change beyond chance: p ${pWords(p)} by ${SHUFFLES} shuffles of the runs)`;
  const way = (last.mean ?? 0) > (first.mean ?? 0) ? 'rises' : 'falls';
  const [starts, ends] = [0, known.length - 1].map((place) => beyond?.includes(place) ?? false);
  const order = p === null || starts === ends ? '' : `Order ${starts ? 'is lost' : 'appears'} as ${parameter} grows: `;
  return `${order}${metric}${where} ${way} from ${meanWords(first)} at ${parameter} ${shown(first.x)} to ${meanWords(last)} at ${parameter} ${shown(last.x)}${evidence}.`;
}

function chanceWords({ curve, known, chance, beyond, transition }: Finding): string {
  if (chance === null || beyond === null) return '';
  const { metric, parameter } = curve;
  const level = `Without any order ${metric} would be ${shown(chance.level)}, as that of ${chance.of} is`;
  if (beyond.length === known.length) return `${level}: it is more than that at every value of ${parameter}.`;
  const none = transition.few === null ? ', so that no transition of order is sought' : '';
  if (beyond.length === 0) return `${level}: at no value of ${parameter} is it surely more than that${none}.`;
  const inRow = beyond.every((place, k) => k === 0 || place === beyond[k - 1] + 1);
  const places = inRow
    ? `from ${parameter} ${shown(known[beyond[0]].x)} to ${shown(known[beyond[beyond.length - 1]].x)}`
    : `at ${beyond.length} of ${known.length} values of ${parameter}, between ${shown(known[beyond[0]].x)} and ${shown(known[beyond[beyond.length - 1]].x)}`;
  return `${level}: it is more than that ${places}, and elsewhere no more than chance allows (Student's t, 5 % over all ${known.length} values).`;
}

function transitionWords({ curve, transition: { best, places, few } }: Finding, published: Published | null): string[] {
  const { parameter, agents } = curve;
  const metric = curve.order === 'rms' ? `the root mean square of ${curve.metric}` : curve.metric;
  if (places.length === 0) return []; // of an optimiser none is sought
  if (few !== null) return [fewRunsWords(metric, few)];
  if (best === null)
    return [
      `No transition of ${metric} is located: ${places
        .filter(({ method }) => method !== 'steepest')
        .map(({ name, reason }) => `for the ${name}, ${reason ?? 'there is no interval'}`)
        .join('; ')}.`,
    ];
  const of = (method: Place['method']): Place | null => places.find((place) => place.method === method && place.at !== null) ?? null;
  const [critical, peak] = [of('critical'), of('peak')];
  const world = agents === null ? 'a world of this size' : `a world of ${roundForPeople(agents, { digits: 15 })} agents`;
  const texts: string[] = [];
  if (critical && best === critical) {
    const exponent = critical.exponent ? `, with exponent ${withInterval(critical.exponent)}` : '';
    texts.push(
      `The transition is located at ${placeWords(parameter, critical)}: there ${metric} would vanish if it falls as a power of the distance${exponent}. This is where order ends in a large world, as far as ${world} can tell; the interval holds the errors of the means and the choice of the fitted part.`,
    );
  } else if (best === peak)
    texts.push(
      `The transition is located at ${placeWords(parameter, best)}, the ${best.name}: there ${world} wavers most between its phases.`,
    );
  else texts.push(`The transition is located at ${placeWords(parameter, best)}, the ${best.name} of ${metric}.`);
  texts.push(...publishedWords(best, published));
  if (peak && best !== peak && peak.reason === null)
    texts.push(
      `${capital(world)} wavers most at ${placeWords(parameter, peak)}, where the ${peak.name.replace('peak of the ', '')} peaks: small worlds round a transition and move it, so that this is another place.`,
    );
  return texts;
}

/** How a published place compares. */
export function publishedWords({ low, high }: Pick<Place, 'low' | 'high'>, published: Published | null): string[] {
  if (published === null || low === null || high === null) return [];
  const value = `${shown(published.at)}${published.error === undefined ? '' : ` ± ${shown(published.error)}`}`;
  const verdict = published.at >= low && published.at <= high ? 'lies inside this interval' : 'lies outside of this interval';
  return [`The published value, ${value} (${published.source}), ${verdict}.`];
}

/** "noise 3.59 (95 %: 2.41 to 5.10)". */
export function placeWords(parameter: string, { at, low, high }: Pick<Place, 'at' | 'low' | 'high'>): string {
  return `${parameter} ${withInterval({ value: at ?? NaN, low, high })}`;
}

/** A crossing of sizes. */
export function crossingWords(parameter: string, crossing: Place | null, published: Published | null): string[] {
  if (crossing === null) return [];
  if (crossing.at === null || crossing.sizes === null)
    return [`The Binder cumulants do not tell a transition of a large world: ${crossing.reason ?? 'they do not cross'}.`];
  if (crossing.reason !== null || crossing.low === null)
    return [
      `The Binder cumulants of ${crossing.sizes.join(' and ')} agents cross at ${placeWords(parameter, crossing)}, which locates no transition: ${crossing.reason ?? 'too few resamplings of its runs cross'}. More runs, or sizes that differ more, would help.`,
    ];
  const [a, b] = crossing.sizes.map((size) => roundForPeople(size, { digits: 15 }));
  return [
    `The Binder cumulants of ${a} and ${b} agents cross at ${placeWords(parameter, crossing)}: there worlds of all sizes look alike, which locates the transition of a large one.`,
    ...publishedWords(crossing, published),
  ];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
