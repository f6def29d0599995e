import { describe, expect, test } from 'vitest';
import { codeBlocks, commandsOf } from '../../scripts/code-blocks.ts';

const fence = '```';
const page = (...lines: string[]): string => lines.join('\n');

describe('code blocks of a page', () => {
  test('a block knows its language, its line in the page and its text', () => {
    const blocks = codeBlocks(
      page('# Title', '', `${fence}bash`, 'npx swarmlab list', fence, 'prose', `${fence}typescript`, 'let x = 1;', fence),
    );
    expect(blocks).toEqual([
      { language: 'sh', text: 'npx swarmlab list\n', line: 4, mark: null, file: null },
      { language: 'ts', text: 'let x = 1;\n', line: 8, mark: null, file: null },
    ]);
  });

  test.each([
    ['<!-- long -->', 'long'],
    ['<!-- long: ten minutes -->', 'long'],
    ['<!-- not run -->', 'not run'],
    ['<!-- something else -->', null],
    ['prose about <!-- long --> things', null],
  ])('the comment %s before a block marks it %s', (comment, mark) => {
    expect(codeBlocks(page(comment, `${fence}sh`, 'true', fence))[0].mark).toBe(mark);
    expect(codeBlocks(page(comment, '', `${fence}sh`, 'true', fence))[0].mark).toBe(mark);
  });

  test('a mark holds for one block', () => {
    const blocks = codeBlocks(page('<!-- long -->', `${fence}sh`, 'a', fence, '', `${fence}sh`, 'b', fence));
    expect(blocks.map(({ mark }) => mark)).toEqual(['long', null]);
  });

  test('a block in another language is no code', () => {
    expect(codeBlocks(page(`${fence}json`, '{}', fence, fence, 'plain', fence)).map(({ mark }) => mark)).toEqual(['no code', 'no code']);
  });

  test('a TypeScript block that names its file is that file', () => {
    expect(codeBlocks(page(`${fence}ts`, '// file: my-model.ts', 'export {};', fence))[0].file).toBe('my-model.ts');
    expect(codeBlocks(page(`${fence}ts`, 'export {};', '// file: my-model.ts', fence))[0].file).toBe(null);
  });

  test('a longer fence holds a shorter one', () => {
    const blocks = codeBlocks(page('````md', `${fence}sh`, 'false', fence, '````', '~~~sh', 'true', '~~~'));
    expect(blocks.map(({ language, mark }) => [language, mark])).toEqual([
      ['md', 'no code'],
      ['sh', null],
    ]);
  });

  test('an indented block loses its indent', () => {
    expect(codeBlocks(page('1. first', '   ```sh', '   true', '   ```'))[0].text).toBe('true\n');
  });

  test('an unclosed block ends with the page', () => {
    expect(codeBlocks(page(`${fence}sh`, 'true'))).toMatchObject([{ text: 'true\n' }]);
  });
});

describe('commands of a block', () => {
  const commands = (...lines: string[]) => commandsOf(codeBlocks(page(`${fence}sh`, ...lines, fence))[0]);

  test('comments and empty lines are none', () => {
    expect(commands('# a comment', '', 'true  # says nothing')).toEqual([{ text: 'true', line: 4, exit: 0 }]);
  });

  test('a line goes on after a backslash, and lines are counted on', () => {
    expect(commands('a \\', '  --b', 'c')).toEqual([
      { text: 'a --b', line: 2, exit: 0 },
      { text: 'c', line: 4, exit: 0 },
    ]);
  });

  test('&& joins commands; a promised exit code is that of the last', () => {
    expect(commands('a && b  # exit 2')).toEqual([
      { text: 'a', line: 2, exit: 0 },
      { text: 'b', line: 2, exit: 2 },
    ]);
  });

  test('a # inside a word starts no comment, and a prompt is not part of the command', () => {
    expect(commands('$ echo a#b')).toEqual([{ text: 'echo a#b', line: 2, exit: 0 }]);
  });
});
