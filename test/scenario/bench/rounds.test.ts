// Timing stands only when the work was done: what does less, or something else, is refused.

import { describe, expect, test } from 'vitest';
import { assemble } from '../../../src/models/assemble.ts';
import { flocking } from '../../../src/models/flocking.ts';
import { checkParams } from '../../../src/engine/params.ts';
import { MODEL_CASES } from '../../../src/scenario/bench/model-cases.ts';
import { intervals } from '../../../src/scenario/bench/interval-chart.ts';
import { measureRounds, type Subject } from '../../../src/scenario/bench/rounds.ts';
import { exactness, figure, refuseFailed, shown, within, type Figure } from '../../../src/scenario/bench/suite.ts';
import { suitesNamed, SUITES } from '../../../src/scenario/bench/suites.ts';
import { warnings } from '../../../src/scenario/bench/surroundings.ts';
import { WorldSubject } from '../../../src/scenario/bench/world-subject.ts';
import { expectCompiles } from './compiles.ts';

/** A subject whose n-th doing does what the functions say. */
function fake(
  label: string,
  more: { due?: number | null; work?: (n: number) => number; outcome?: (n: number) => string; ms?: number; seen?: string[] },
): Subject {
  let n = 0;
  const { due = 10, work = () => 10, outcome = () => 'same', ms = 1, seen } = more;
  return {
    label,
    due,
    once: () => {
      n++;
      seen?.push(label);
      return Promise.resolve({ wallMs: ms, cpuMs: ms, work: work(n) });
    },
    outcome: () => outcome(n),
  };
}

const options = { rounds: 4, leastMs: 3 };

describe('a time is refused', () => {
  test.each<[string, Subject]>([
    ['less work was done than is due', fake('lazy', { work: () => 9 })],
    ['no work was done', fake('idle', { due: null, work: () => 0 })],
    ['work is left out later on', fake('tired', { work: (n) => (n > 8 ? 5 : 10) })],
    ['the amount of work changes where none is due beforehand', fake('moody', { due: null, work: (n) => 10 + (n % 2) })],
  ])('when %s', async (_, subject) => {
    await expect(measureRounds([subject], options)).rejects.toMatchObject({
      code: 'E_INTERNAL',
      message: expect.stringMatching(/the work was not done/),
    });
  });

  test('when it led to something else than before', async () => {
    const subject = fake('wandering', { outcome: (n) => `state ${n > 8 ? 2 : 1}` });
    await expect(measureRounds([subject], options)).rejects.toMatchObject({
      message: expect.stringMatching(/state 2, but before in state 1/),
    });
  });

  test('when a check does not hold', () => {
    const timed = { label: 'a', wallMs: [1], cpuMs: [1], work: 1, repeats: 1, outcome: '' };
    const rest = { name: 'a flock', workers: 1, unit: 'ns', held: {}, exact: 'all', stateHash: null, workUnit: 'steps' };
    expect(() => figure(timed, (ms) => ms, { ...rest, checks: [within('neighbours', 0, 1, 2)] })).toThrow(
      /a flock: neighbours should be 1 to 2, but is 0/,
    );
    expect(() => refuseFailed('a', [within('neighbours', null, 1, 2)])).toThrow(/neighbours/);
    expect(figure(timed, (ms) => ms, { ...rest, checks: [within('neighbours', 1, 1, 2)] }).median).toBe(1);
  });
});

test('subjects take turns, every other round the other way about, and short work is repeated', async () => {
  const seen: string[] = [];
  const subjects = [fake('a', { seen, ms: 3 }), fake('b', { seen, ms: 1 })];
  const [a, b] = await measureRounds(subjects, options);
  expect([a.repeats, b.repeats]).toEqual([1, 3]);
  expect([a.wallMs, b.wallMs]).toEqual([
    [3, 3, 3, 3],
    [1, 1, 1, 1],
  ]);
  const warmingUp = 2 + 3; // at least twice, and for three milliseconds
  const rounds = seen.slice(warmingUp).join('');
  expect(rounds).toBe('abbbbbbaabbbbbba');
});

test('a world does the same ticks every time, for any number of workers, and its steps are counted', async () => {
  const params = checkParams(flocking.params, { count: 1_500, width: 300, height: 250, visual: 5 });
  const outcomes = new Set<string>();
  for (const workers of [1, 2, 3]) {
    const { program } = assemble(flocking, params, workers);
    const subject = await WorldSubject.open(program, { label: 'flock', seed: 's', workers, from: 3, ticks: 7, agents: 1_500 });
    const [{ work, outcome }] = await measureRounds([subject], { rounds: 2, leastMs: 1 });
    expect(work).toBe(7 * 1_500);
    expect(subject.engine.tick).toBe(10);
    outcomes.add(outcome);
    subject.rewind();
    expect(subject.engine.tick).toBe(3);
    await subject.close();
  }
  expect(outcomes.size).toBe(1);
});

test('a world that steps fewer agents than declared is refused', async () => {
  const { program } = assemble(flocking, checkParams(flocking.params, { count: 50 }), 1);
  const subject = await WorldSubject.open(program, { label: 'flock', seed: 's', workers: 1, from: 0, ticks: 5, agents: 51 });
  await expect(measureRounds([subject], { rounds: 1, leastMs: 1 })).rejects.toThrow(/did 250 of 255/);
  await subject.close();
});

test('the checks of a flock refuse one whose birds see nothing, or too much', () => {
  const large = MODEL_CASES.find(({ name }) => name === 'flocking large');
  const seen = (neighbours: number) => ({
    params: { width: 150, height: 150, visual: 15 },
    agents: 400,
    start: { neighbours: 12.5 },
    end: { neighbours, polarization: 0.1 },
    mean: { neighbours },
  });
  const fails = (neighbours: number) => large?.checks(seen(neighbours)).filter(({ holds }) => !holds).length;
  expect(fails(28)).toBe(0);
  expect(fails(0)).toBeGreaterThan(0); // none found
  expect(fails(73)).toBeGreaterThan(0); // a bounding box searched for a circle
  expect(large?.checks({ ...seen(28), start: { neighbours: 11 } }).some(({ holds }) => !holds)).toBe(true); // does not wrap
});

test('every case of the table has parameters of its model, and a name of its own', () => {
  for (const { model, set } of MODEL_CASES) expect(() => checkParams(model.params, set)).not.toThrow();
  expect(new Set(MODEL_CASES.map(({ name }) => name)).size).toBe(MODEL_CASES.length);
});

test('suites are found by name in their own order, and a misspelt one is refused with the nearest', () => {
  expect(suitesNamed(['memory', 'engine']).map(({ name }) => name)).toEqual(['engine', 'memory']);
  expect(suitesNamed([])).toEqual(SUITES.filter(({ onlyByName }) => onlyByName !== true));
  expect(() => suitesNamed(['flokcing'])).toThrow(/did you mean "flocking"/);
  expect(() => suitesNamed(['zzzzzzzz'])).toThrow(/Known: .*memory/);
});

const row = (name: string, workers: number, wallMs: number[], cpuMs: number[]): Pick<Figure, 'name' | 'workers' | 'timing'> => ({
  name,
  workers,
  timing: { work: 1, workUnit: 'steps', repeats: 1, wallMs, cpuMs },
});

test('warnings come with a busy machine, with processor time that went elsewhere, and with short samples, and not without', () => {
  expect(warnings(0.9, [row('calm', 1, [100, 101], [99, 100])], 2)).toEqual([]);
  expect(warnings(1.1, [], 2)).toEqual([expect.stringMatching(/busy.*1\.1 on 2 cores/)]);
  expect(warnings(0, [row('held up', 1, [100, 100, 100], [99, 50, 50])], 2)).toEqual([expect.stringMatching(/"held up".*50/)]);
  expect(warnings(0, [row('waits for others', 2, [100], [120])], 2)).toEqual([]);
  expect(warnings(0, [row('brief', 1, [5], [5])], 2)).toEqual([expect.stringMatching(/very short.*"brief"/)]);
});

test('a spread is shown as the middle with its ends, and as one number where there is no spread', () => {
  expect(shown({ median: 152.4, low: 149, high: 163 })).toBe('152 (149–163)');
  expect(shown({ median: 7, low: 7, high: 7 })).toBe('7');
});

test('what was exact is told once, with the names that it is about', () => {
  const of = (name: string, exact: string): Figure => ({ name, exact }) as Figure; // nothing else is read
  expect(exactness([of('a', 'x'), of('b', 'x')])).toEqual([['all of these', 'x']]);
  expect(exactness([of('a', 'x'), of('b', 'y'), of('c', 'x'), of('a', 'x')])).toEqual([
    ['a; c', 'x'],
    ['b', 'y'],
  ]);
});

test('the chart of intervals compiles without a warning: none, one, many, several of a kind', () => {
  const rows = ['a', 'b', 'c'].flatMap((label, n) =>
    ['1 worker', '2 workers'].map((series) => ({ label, series, median: 2 * 10 ** n, low: 10 ** n, high: 3 * 10 ** n })),
  );
  const chart = { name: 'a', title: 'A', caption: 'B', quantity: { label: 'time', unit: 'ns' } };
  for (const some of [[], rows.slice(0, 1), rows, rows.filter(({ series }) => series === '1 worker')]) {
    expectCompiles(intervals({ ...chart, rows: some }));
    expectCompiles(intervals({ ...chart, rows: some, reference: 1 }));
  }
});
