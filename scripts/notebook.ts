// A Jupyter notebook as the repository keeps it: which parts of a rerun must be the same, and which are not kept.

/** A text of a notebook: one string, or its lines with their ends. */
export type Text = string | readonly string[];

export interface Output {
  readonly output_type: string;
  /** of a stream: stdout or stderr */
  readonly name?: string;
  readonly text?: Text;
  /** of a display: contents by MIME type; images other than SVG in base64 */
  readonly data?: Readonly<Record<string, Text>>;
  readonly metadata?: object;
}

export interface Cell {
  readonly cell_type: 'code' | 'markdown' | 'raw';
  readonly id: string;
  readonly metadata: { readonly tags?: readonly string[] };
  readonly source: Text;
  readonly outputs?: readonly Output[];
  readonly execution_count?: number | null;
}

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: object;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

/** Outputs of a cell with this tag, which nbval also knows, differ from run to run: timings. */
export const VARIES = 'nbval-ignore-output';

/** Charts are drawn at two pixels to one, and shown at their own size. */
const PIXELS = 2;

export function textOf(text: Text): string {
  return typeof text === 'string' ? text : text.join('');
}

function linesOf(text: Text): string[] {
  return textOf(text).match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What cells wrote to standard error, where the kernel also puts what they threw and what does not compile: a line for each cell. */
export function complaints({ cells }: Notebook): string[] {
  return cells.flatMap(({ id, outputs = [] }) => {
    const said = outputs.filter(({ name, output_type }) => name === 'stderr' || output_type === 'error');
    return said.length === 0 ? [] : [`cell ${id}: ${said.map(({ text = 'an error' }) => textOf(text)).join('')}`];
  });
}

/** The notebook with the outputs of its rerun; cells, their metadata and that of the notebook stay, and nothing says when or where it ran. */
export function withOutputs(notebook: Notebook, rerun: Notebook): Notebook {
  const outputs = new Map(rerun.cells.map((cell) => [cell.id, cell.outputs ?? []]));
  let count = 0;
  const cells = notebook.cells.map(({ cell_type, id, metadata, source }): Cell => {
    if (cell_type !== 'code') return { cell_type, id, metadata, source: linesOf(source) };
    const made = joined(outputs.get(id) ?? []).map(tidy);
    return { cell_type, execution_count: ++count, id, metadata, outputs: made, source: linesOf(source) };
  });
  return { ...notebook, cells };
}

/** Consecutive pieces of one stream are one output, however they arrived. */
function joined(outputs: readonly Output[]): Output[] {
  const all: Output[] = [];
  for (const output of outputs) {
    const last = all.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name)
      all[all.length - 1] = { ...last, text: textOf(last.text ?? '') + textOf(output.text ?? '') };
    else all.push(output);
  }
  return all;
}

function tidy({ output_type, name, text, data }: Output): Output {
  if (output_type === 'stream') return { name, output_type, text: linesOf(textOf(text ?? '').trimEnd() + '\n') };
  const kept = Object.entries(data ?? {}).map(([type, content]) => [
    type,
    type.startsWith('image/') ? textOf(content).trim() : linesOf(content),
  ]);
  const png = textOf(data?.['image/png'] ?? '');
  return { data: Object.fromEntries(kept) as Output['data'], metadata: png === '' ? {} : { 'image/png': sizeOf(png) }, output_type };
}

/** Pixels on the page of a PNG in base64, from its header. */
function sizeOf(png: string): { height: number; width: number } {
  const header = Buffer.from(png.slice(0, 64), 'base64');
  return { height: Math.round(header.readUInt32BE(20) / PIXELS), width: Math.round(header.readUInt32BE(16) / PIXELS) };
}

/** What a rerun must repeat: texts to the letter; of pictures, that they are there. */
function essence(cell: Cell | undefined): string {
  const outputs = joined(cell?.outputs ?? []).map(tidy);
  return outputs
    .map(({ name, text, data = {} }) => {
      if (text !== undefined) return `${name}: ${textOf(text)}`;
      return Object.entries(data)
        .map(([type, content]) => (type.startsWith('image/') ? `(${type})\n` : `${type}: ${textOf(content)}\n`))
        .join('');
    })
    .join('');
}

/** How a rerun differs from what is kept, a line for each cell; cells tagged {@link VARIES} need only have some output. */
export function differences(kept: Notebook, rerun: Notebook): string[] {
  const again = new Map(rerun.cells.map((cell) => [cell.id, cell]));
  return kept.cells.flatMap((cell) => {
    if (cell.cell_type !== 'code') return [];
    const [before, after] = [essence(cell), essence(again.get(cell.id))];
    if (before === after) return [];
    if (cell.metadata.tags?.includes(VARIES) && before !== '' && after !== '') return [];
    const [old, now] = [before.split('\n'), after.split('\n')];
    const n = old.findIndex((line, k) => line !== now[k]);
    const line = n < 0 ? old.length : n;
    return [
      `cell ${cell.id}, line ${line + 1} of its output: kept ${JSON.stringify(old[line] ?? '')}, now ${JSON.stringify(now[line] ?? '')}`,
    ];
  });
}

export function written(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
