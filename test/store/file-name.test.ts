import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileName } from '../../src/store/file-name.ts';

test('any text becomes a plain file name of at most 40 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(fileName(text)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,39}$/);
    }),
  );
});

test('different texts become different names, also where they differ only in what a name cannot hold', () => {
  const texts = [
    '',
    ' ',
    '/',
    '//',
    '..',
    '.',
    '-',
    'ä',
    'a\u0308',
    '\ud800',
    '\ud801',
    '\0',
    'a/b',
    'a b',
    'a-b',
    'x'.repeat(40),
    'x'.repeat(41),
    'x'.repeat(10_000),
    '😀',
    '日本',
  ];
  expect(new Set(texts.map((text) => fileName(text))).size).toBe(texts.length);
});

test('a plain text keeps its name', () => {
  for (const text of ['starling', '42', 'a_b-c.1', 'x'.repeat(40)]) expect(fileName(text)).toBe(text);
});
