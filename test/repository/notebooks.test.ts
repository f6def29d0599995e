import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { complaints, differences, textOf, VARIES, withOutputs, written, type Cell, type Notebook } from '../../scripts/notebook.ts';
import { moduleFacts } from './module-facts.ts';

const ROOT = join(import.meta.dirname, '../..');
const names = globSync('notebooks/*.ipynb', { cwd: ROOT }).toSorted();
const textIn = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const notebookIn = (path: string): Notebook => JSON.parse(textIn(path)) as Notebook; // what it holds is what is tested
const codeOf = ({ cells }: Notebook): Cell[] => cells.filter(({ cell_type }) => cell_type === 'code');

/** The code cells as one module, with imports in the place of what a notebook has to require. */
function moduleOf(notebook: Notebook): string {
  const cells = codeOf(notebook).map(({ source }) => textOf(source));
  return cells.join('\n').replaceAll(/^const (\{[^}]*\}) = require\(('[^']*')\);/gm, 'import $1 from $2;');
}

/** The anchors of a Markdown page, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const headings = page.match(/^#+ .*$/gm) ?? [];
  return headings.map((line) =>
    line
      .replace(/^#+ /, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('there are notebooks', () => expect(names.length).toBeGreaterThan(1));

describe.each(names)('%s', (path) => {
  const notebook = notebookIn(path);
  const code = codeOf(notebook);

  test('is a notebook of format 4.5 as the repository writes it, with cells that have ids of their own', () => {
    expect(notebook).toMatchObject({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: 'tslab' } } });
    for (const cell of notebook.cells) {
      expect(['code', 'markdown']).toContain(cell.cell_type);
      expect(cell.id).toMatch(/^[\w-]{1,64}$/);
      expect(textOf(cell.source).trim()).not.toBe('');
    }
    expect(new Set(notebook.cells.map(({ id }) => id)).size).toBe(notebook.cells.length);
    expect(written(notebook)).toBe(textIn(path));
    expect(written(withOutputs(notebook, notebook))).toBe(textIn(path)); // nothing in it says when it ran
  });

  test('was run from top to bottom: what prints has printed, what draws has drawn, and nothing went wrong', () => {
    expect(code.map((cell) => cell.execution_count)).toEqual(code.map((_, n) => n + 1));
    expect(complaints(notebook)).toEqual([]);
    for (const { id, source, outputs = [] } of code) {
      const kinds = outputs.flatMap(({ name, data = {} }) => (name === undefined ? Object.keys(data) : [name]));
      expect({ id, printed: kinds.includes('stdout') }).toEqual({ id, printed: textOf(source).includes('console.log(') });
      expect({ id, drawn: kinds.filter((kind) => kind === 'image/png').length }).toEqual({
        id,
        drawn: textOf(source).match(/^await show\(/gm)?.length ?? 0,
      });
      for (const { data } of outputs)
        if (data?.['image/png']) expect(Buffer.from(textOf(data['image/png']), 'base64').toString('latin1', 1, 4)).toBe('PNG');
    }
  });

  test('its cells are one module that imports the package by its own name, and what the kernel itself has', () => {
    const imports = moduleFacts(moduleOf(notebook)).imports.map((each) => each.name);
    expect(imports).toContain('swarmlab');
    expect(imports.filter((name) => !['tslab', 'swarmlab', 'swarmlab/emergence'].includes(name))).toEqual([]);
    expect(moduleOf(notebook)).not.toMatch(/\brequire\(/);
  });

  test('its links lead somewhere', () => {
    const prose = notebook.cells.filter(({ cell_type }) => cell_type === 'markdown').map(({ source }) => textOf(source));
    const links = [...prose.join('\n').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !link.startsWith('https:'));
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      const [target, anchor] = link.split('#');
      expect({ link, exists: existsSync(join(ROOT, 'notebooks', target)) }).toEqual({ link, exists: true });
      if (anchor !== undefined) expect(anchorsOf(textIn(join('notebooks', target)))).toContain(anchor);
    }
  });

  test('names no place on the machine that ran it', () => {
    const outputs = code.flatMap((cell) => cell.outputs ?? []).map(({ text, data }) => textOf(text ?? data?.['text/plain'] ?? ''));
    const all = [...notebook.cells.map(({ source }) => textOf(source)), ...outputs].join('\n');
    for (const place of [ROOT, homedir(), tmpdir(), 'file://', '/home/', '/Users/', ':\\']) expect(all).not.toContain(place);
  });
});

test('the cells of all notebooks compile against the types of the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swarmlab-notebook-types-'));
  try {
    names.forEach((path, n) => writeFileSync(join(folder, `notebook-${n}.ts`), moduleOf(notebookIn(path))));
    writeFileSync(join(folder, 'notebook-wrong.ts'), `import { run } from 'swarmlab';\nrun('a word');`); // shows that wrong ones are found
    writeFileSync(join(folder, 'tslab.d.ts'), `declare module 'tslab' { export const display: { png(bytes: Uint8Array): void }; }`);
    const paths = { swarmlab: [join(ROOT, 'src/index.ts')], 'swarmlab/emergence': [join(ROOT, 'src/emergence/index.ts')] };
    const loose = { strict: false, noUnusedLocals: false, noUnusedParameters: false }; // cells do not write types
    const compilerOptions = { ...loose, paths, typeRoots: [join(ROOT, 'node_modules/@types')] };
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['*.ts'] }),
    );
    const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
    const wrong = stdout.split('\n').filter((line) => line.includes('notebook-')); // the rest is src/, which is not written for loose types
    expect(wrong).toEqual([expect.stringMatching(/notebook-wrong\.ts\(2,5\): error TS2345/)]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the kernel is pinned, and its lock file names no registry', () => {
  const { dependencies } = JSON.parse(textIn('notebooks/kernel/package.json')) as { dependencies: Record<string, string> };
  for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  const lock = textIn('notebooks/kernel/package-lock.json');
  expect(lock).toContain('"integrity"');
  expect(lock).not.toContain('"resolved"');
});

describe('a rerun', () => {
  const cell = (id: string, text: string, tags: string[] = [], name = 'stdout'): Cell => ({
    cell_type: 'code',
    id,
    metadata: { tags },
    source: 'x',
    outputs: text === '' ? [] : [{ output_type: 'stream', name, text }],
  });
  const of = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
  const said = fc.string({ minLength: 1, unit: fc.constantFrom('a', 'b', ' ', '\n', 'é') }).map((text) => `.${text}.`);

  test('that says the same is the same, in however many pieces it came', () => {
    fc.assert(
      fc.property(said, fc.nat(), (text, at) => {
        const cut = at % text.length;
        const stream = { output_type: 'stream', name: 'stdout' };
        const pieces = [text.slice(0, cut), text.slice(cut)].map((piece) => ({ ...stream, text: piece }));
        const kept = withOutputs(of(cell('a', '')), of(cell('a', text)));
        expect(differences(kept, of({ ...cell('a', ''), outputs: pieces }))).toEqual([]);
        expect(withOutputs(kept, kept)).toEqual(kept);
      }),
    );
  });

  test('that says something else is told with its cell and its line, unless the cell may vary', () => {
    fc.assert(
      fc.property(said, said, (before, after) => {
        const told = differences(of(cell('same', 'x'), cell('a', before)), of(cell('same', 'x'), cell('a', after)));
        expect(told).toEqual(before === after ? [] : [expect.stringMatching(/^cell a, line \d+ /)]);
        expect(differences(of(cell('a', before, [VARIES])), of(cell('a', after, [VARIES])))).toEqual([]);
      }),
    );
  });

  test('that says nothing any more, or lost a cell, differs even where it may vary', () => {
    expect(differences(of(cell('a', 'x', [VARIES])), of(cell('a', '', [VARIES])))).toHaveLength(1);
    expect(differences(of(cell('a', 'x')), of())).toHaveLength(1);
  });

  test('that lost a chart differs; one whose chart has other bytes does not', () => {
    const chart = (data: Record<string, string>): Notebook =>
      of({ ...cell('a', ''), outputs: [{ output_type: 'display_data', data, metadata: {} }] });
    const png = Buffer.concat([Buffer.alloc(24), Buffer.from('bytes')]).toString('base64');
    const other = Buffer.concat([Buffer.alloc(24), Buffer.from('BYTES')]).toString('base64');
    expect(differences(chart({ 'image/png': png }), chart({ 'image/png': other }))).toEqual([]);
    expect(differences(chart({ 'image/png': png }), of(cell('a', '')))).toHaveLength(1);
  });

  test('that writes to standard error has gone wrong', () => {
    expect(complaints(of(cell('a', 'fine'), cell('b', 'TypeError: x', [], 'stderr')))).toEqual(['cell b: TypeError: x']);
  });
});
