// The course of a metric in plain sentences, each number with its error. Imports report.

import { roundForPeople } from '../../report/index.ts';
import type { Course, Shift, When } from './course.ts';
import type { Drift } from './drift.ts';

/** Shifts told one by one; of more, their number and the largest. */
const TOLD = 3;
/** A change that fewer resamplings find again is called uncertain. */
const SUPPORTED = 0.9;

/**
 * One paragraph a metric: how it changed, where it settled, whether it drifts; where the statistics do not allow a word, why.
 *
 * @param courses of the metrics of a run
 */
export function whatEmerged(courses: readonly Course[]): string[] {
  return courses.map((course) => [changed(course), ended(course)].filter((part) => part !== '').join(' '));
}

const shown = (value: number): string => roundForPeople(value, { digits: 3 });
const tick = (value: number): string => roundForPeople(value, { digits: 15 });

function changed({ name, first, last, shifts, constantSince }: Course): string {
  if (constantSince === first.tick) return '';
  if (shifts === null || constantSince !== null) {
    if (first.tick === last.tick) return `${name} was ${shown(first.value)} at tick ${tick(first.tick)}.`;
    return `${name} went from ${shown(first.value)} at tick ${tick(first.tick)} to ${shown(last.value)} at tick ${tick(last.tick)}.`;
  }
  if (shifts.length === 0) return `${name}: no change of its level is found from tick ${tick(first.tick)} to ${tick(last.tick)}.`;
  if (shifts.length <= TOLD) return shifts.map((shift, n) => `${n === 0 ? name : 'It then'} ${shiftWords(shift)}.`).join(' ');
  const largest = shifts.reduce((a, b) => (Math.abs(b.to - b.from) > Math.abs(a.to - a.from) ? b : a));
  return `${name} changed its level ${shifts.length} times; the most when it ${shiftWords(largest)}.`;
}

function shiftWords({ begin, end, from, to }: Shift): string {
  const how = `${to > from ? 'rose' : 'fell'} from a mean of ${shown(from)} to one of ${shown(to)}`;
  return begin === end ? `${how} at ${whenWords(begin)}` : `${how} between ${whenWords(begin)} and ${whenWords(end)}`;
}

function whenWords({ tick: at, low, high, support }: When): string {
  const doubt = support < SUPPORTED ? ` (uncertain: ${roundForPeople(100 * support, { digits: 2 })} % of resamplings find it again)` : '';
  return `about tick ${tick(at)} (95 %: ${tick(low)}–${tick(high)})${doubt}`;
}

function ended(course: Course): string {
  const { name, last, constantSince, settled, drift, why } = course;
  if (constantSince === course.first.tick) return `${name} was ${shown(last.value)} from the first tick to the last.`;
  if (constantSince !== null) return `${name} has been ${shown(last.value)} without any change since tick ${tick(constantSince)}.`;
  if (drift?.drifts) return drifting(name, drift);
  if (settled === null) return `No mean with an error is given for ${name}: ${why}.`;
  const over = `${roundForPeople(settled.effective, { digits: 2 })} independent values, ticks ${tick(settled.first)} to ${tick(settled.last)}`;
  const steady =
    drift === null ? 'whether it drifts cannot be told' : `no drift is found (Kendall's τ ${shown(drift.tau)}, p ${pWords(drift.p)})`;
  return `The mean of ${name} at the end is ${plusMinus(settled.mean, settled.error)} (standard error; ${over}); ${steady}.`;
}

function drifting(name: string, { first, last, change, tau, p }: Drift): string {
  const way = change > 0 ? 'rises' : 'falls';
  const evidence = `Kendall's τ ${shown(tau)}, p ${pWords(p)}`;
  return `${name} has not settled: over ticks ${tick(first)} to ${tick(last)} it still ${way}, by about ${shown(Math.abs(change))} (${evidence}).`;
}

/** A value to the second digit of its error: 0.9868 ± 0.0012. */
export function plusMinus(mean: number, error: number): string {
  if (!(error > 0)) return shown(mean);
  const digits = Math.floor(Math.log10(Math.max(Math.abs(mean), error))) - Math.floor(Math.log10(error)) + 2;
  return `${roundForPeople(mean, { digits: Math.min(15, Math.max(1, digits)) })} ± ${roundForPeople(error, { digits: 2 })}`;
}

/** "= 0.32", "< 0.001". */
export function pWords(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${roundForPeople(p, { digits: 2 })}`;
}
