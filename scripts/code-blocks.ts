// The fenced code blocks of a Markdown page, and the commands in them.

/** Why a block is not run with the others: it says so itself in a comment on the line before, or it is in no language we run. */
export type Mark = 'long' | 'not run' | 'no code';

export interface CodeBlock {
  /** `sh` or `ts`, whatever alias the page used; else as written */
  readonly language: string;
  readonly text: string;
  /** line of its first line in the page, from 1 */
  readonly line: number;
  readonly mark: Mark | null;
  /** name of the file that it is, given as `// file: name.ts` in its first line; null for one that is run */
  readonly file: string | null;
}

export interface Command {
  readonly text: string;
  /** line in the page, from 1 */
  readonly line: number;
  /** exit code that is right for it: 0 unless its line ends in `# exit 2` or the like */
  readonly exit: number;
}

const ALIASES: Readonly<Record<string, string>> = { bash: 'sh', shell: 'sh', console: 'sh', typescript: 'ts', js: 'ts', javascript: 'ts' };

/** All fenced blocks of a page in order. One that is never closed ends with the page. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const lines = markdown.split('\n');
  const blocks: CodeBlock[] = [];
  for (let i = 0; i < lines.length; i++) {
    const open = /^(\s*)(`{3,}|~{3,})\s*(\w*)/.exec(lines[i]);
    if (open === null) continue;
    const [, indent, fence, written] = open;
    const closes = new RegExp(`^\\s*${fence[0]}{${fence.length},}\\s*$`);
    let end = i + 1;
    while (end < lines.length && !closes.test(lines[end])) end++;
    const body = lines.slice(i + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    const language = ALIASES[written] ?? written;
    const known = language === 'sh' || language === 'ts';
    blocks.push({
      language,
      text: body.map((line) => `${line}\n`).join(''),
      line: i + 2,
      mark: known ? markBefore(lines, i) : 'no code',
      file: /^\/\/ file: (\S+)\s*$/.exec(body[0] ?? '')?.[1] ?? null,
    });
    i = end;
  }
  return blocks;
}

/** The mark in the nearest line before line `at` that is not blank. */
function markBefore(lines: readonly string[], at: number): Mark | null {
  let i = at - 1;
  while (i >= 0 && lines[i].trim() === '') i--;
  const said = /^\s*<!--\s*(long|not run)\b.*-->\s*$/.exec(lines[i] ?? '')?.[1];
  return said === 'long' || said === 'not run' ? said : null;
}

/** The commands of an `sh` block: one a line, or several joined by `&&`; a line may go on after a backslash. */
export function commandsOf(block: CodeBlock): Command[] {
  const commands: Command[] = [];
  const lines = block.text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = block.line + i;
    let text = lines[i];
    while (text.endsWith('\\') && i + 1 < lines.length) text = `${text.slice(0, -1).trimEnd()} ${lines[++i].trim()}`;
    text = text.trim().replace(/^\$ /, '');
    if (text === '' || text.startsWith('#')) continue;
    const exit = Number(/\s# exit (\d+)\s*$/.exec(text)?.[1] ?? 0);
    const parts = text.replace(/\s+#\s.*$/, '').split(/\s+&&\s+/);
    commands.push(...parts.map((part, n) => ({ text: part, line, exit: n === parts.length - 1 ? exit : 0 })));
  }
  return commands;
}
