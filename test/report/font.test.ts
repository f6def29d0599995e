import { expect, test } from 'vitest';
import { ownAsset } from '../../src/report/assets.ts';
import { FONT, fontMetrics, parseMetrics } from '../../src/report/font.ts';

test('the shipped font has every sign that the charts write', () => {
  const { width } = fontMetrics();
  const missing = width('\uffff');
  for (const sign of '0123456789−–…×µ²³⁻⁰¹⁴⁵⁶⁷⁸⁹₀αβγηθλρσφπ°%') expect(width(sign), sign).not.toBe(missing);
});

test('the width of a text is the sum of its letters, in ems', () => {
  const { width } = parseMetrics(ownAsset(FONT.path));
  expect(width('')).toBe(0);
  expect(width('iM')).toBeCloseTo(width('i') + width('M'), 12);
  expect(width('M')).toBeGreaterThan(2 * width('i'));
  expect(width('0')).toBe(width('8'));
  expect(width('0')).toBeGreaterThan(0.4);
  expect(width('0')).toBeLessThan(0.8);
});

test('its licence is shipped with it', () => {
  expect(new TextDecoder().decode(ownAsset('assets/fonts/LICENSE-DejaVu.txt'))).toMatch(/Bitstream Vera/);
});
