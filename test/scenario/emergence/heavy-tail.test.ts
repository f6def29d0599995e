import { expect, test } from 'vitest';
import { heavyTail, tailChart, tailSentence } from '../../../src/scenario/emergence/heavy-tail.ts';
import { renderChart } from '../../../src/report/render.ts';
import { sizesIn } from '../../../src/scenario/emergence/sizes.ts';
import { kindOf, uniforms, worldWith } from './worlds.ts';

const N = 1_500;

test('a planted power law is favoured, with its exponent; an exponential is told from it', async () => {
  const power = uniforms('power', N).map((u) => (1 - u) ** (-1 / 1.5)); // exponent 2.5
  const found = heavyTail(power, 's');
  if (found === null) throw new Error('there are enough values');
  expect(found.shape).toBe('power law');
  expect(Math.abs(found.law.alpha - 2.5)).toBeLessThan(4 * found.law.error);
  expect(tailSentence('x', found)).toContain('the power law is favoured');
  const { svg } = await renderChart(tailChart({ name: 't', title: 'T', quantity: { label: 'x', unit: '' } }, power, found, 'x'), {
    formats: ['svg'],
  });
  expect(svg).toContain('power law');
  const exponential = heavyTail(
    uniforms('exp', N).map((u) => 1 - Math.log(1 - u)),
    's',
  );
  expect(exponential === null || exponential.shape !== 'power law').toBe(true);
  expect(exponential?.whole?.shape ?? exponential?.shape).toBe('exponential');
});

test('whole numbers are fitted as such', () => {
  const sizes = uniforms('whole', 4_000).map((u) => Math.floor(0.5 * (1 - u) ** -1 + 0.5)); // about exponent 2
  const found = heavyTail(sizes, 's');
  expect(found && Math.abs(found.law.alpha - 2)).toBeLessThan(0.15);
});

test('few values, or values of one size, have no fit', () => {
  expect(heavyTail(uniforms('few', 150), 's')).toBeNull();
  expect(heavyTail(new Float64Array(500).fill(3), 's')).toBeNull();
});

test('sizes of events come from the rows without those of size 0; amounts without a tail are a histogram', () => {
  const rows = Array.from(uniforms('events', 900), (u, tick) => ({ tick, size: tick % 3 === 0 ? 0 : (1 - u) ** -1 }));
  const world = worldWith(kindOf('trader', { mood: uniforms('mood', 300) }));
  const { charts, sentences } = sizesIn(world, rows, [{ metric: 'size', label: 'size', unit: '' }], 's');
  expect(charts.map(({ name }) => name)).toEqual(['sizes-size', 'column-trader-mood']);
  expect(sentences).toHaveLength(1);
  expect(sentences[0]).toContain('of 600 values');
});
