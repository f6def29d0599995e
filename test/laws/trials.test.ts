// Laws and their trials: which row finds which, what a law tells, and what is said of one that nobody tries.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { number, told, type Law } from './of/law.ts';
import { trialsOf, unknown, watched } from './of/trials.ts';

const { laws } = JSON.parse(readFileSync(new URL('../fixtures/model_laws.json', import.meta.url), 'utf8')) as { laws: Law[] };

test('every law that is not qualitative has a trial', () => {
  const without = laws.filter((law) => law.kind !== 'qualitative' && trialsOf(law, laws).length === 0);
  expect(without.map(({ id }) => id)).toEqual([]);
});

test('a row with an id of its own finds the trials of its model and quantity, whatever its parameters', () => {
  for (const law of laws) {
    const other = { ...law, id: 'other', model: ` ${law.model.toUpperCase()}`, parameters: { N: 5 } };
    for (const trial of trialsOf(law, laws)) expect(trialsOf(other, laws), law.id).toContain(trial);
  }
});

test('a rule of another number finds the trial of its kind, another quantity none', () => {
  const [rule] = laws.filter(({ id }) => id === 'rule90_dim');
  expect(trialsOf({ ...rule, id: 'other', model: 'ECA 60' }, laws)).toEqual(trialsOf(rule, laws));
  const strange = { ...rule, id: 'strange', quantity: 'colour' };
  expect(trialsOf(strange, laws)).toEqual([]);
  expect(unknown(strange, laws)).toMatch(/no trial is known for strange, "colour" of ECA 90.*"box dimension of single-seed pattern"/);
  expect(unknown({ ...strange, model: 'phlogiston' }, laws)).toContain('No law of this model is known');
});

test('a law tells its numbers in a record, in the texts of a record, or in prose', () => {
  expect(told({ L: 40, N: 7 }, 'L')).toBe(40);
  expect(told({ L: '>=64 periodic' }, 'L')).toBe(64);
  const setup = 'N=400, L=10 (rho=4), r=1, v=0.03; discard 1000 steps';
  expect(['N', 'L', 'rho', 'r', 'v', 'discard'].map((name) => told({ setup }, name))).toEqual([400, 10, 4, 1, 0.03, 1_000]);
  expect(told('m=2, N>=1e4', 'N')).toBe(10_000);
  expect(told('random patterns', 'N', 3)).toBe(3);
  expect(() => told('random patterns', 'N')).toThrow(/does not tell N/);
});

test('numbers of a law that its trial does not read are named', () => {
  const { law, unread } = watched({ ...laws[0], parameters: { T: 2, field: 0.1, move: 'none' } });
  expect(number(law.parameters, 'T')).toBe(2);
  told(law.parameters, 'move', 0);
  expect(unread()).toEqual(['field']);
});
