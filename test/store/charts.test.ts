import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { saveReport } from '../../src/store/charts.ts';
import { temporaryFolder } from './temporary-folder.ts';

const chart = (name: string): { name: string; svg: string; png: Uint8Array; vlJson: string } => ({
  name,
  svg: '<svg/>',
  png: Uint8Array.of(137, 80),
  vlJson: '{}',
});

test('a report is its page and three files per chart, and charts it no longer has are gone', () => {
  const folder = temporaryFolder();
  saveReport(folder, { html: '<p>1', charts: [chart('order'), chart('speed')] });
  writeFileSync(join(folder, 'charts', 'mine.svg'), 'mine');
  saveReport(folder, { html: '<p>2', charts: [chart('order')] });
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe('<p>2');
  expect([...readFileSync(join(folder, 'charts', 'order.png'))]).toEqual([137, 80]);
  expect(readdirSync(join(folder, 'charts'))).toEqual(['mine.svg', 'order.png', 'order.svg', 'order.vl.json']);
});

test('a chart name that leads elsewhere or comes twice is refused before anything is written', () => {
  const folder = temporaryFolder();
  for (const charts of [[chart('../a')], [chart('')], [chart('a'), chart('a')]]) {
    expect(() => saveReport(folder, { html: '', charts })).toThrow(expect.objectContaining({ code: 'E_REPORT' }));
  }
  expect(readdirSync(folder)).toEqual([]);
});
