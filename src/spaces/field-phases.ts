// The phases of a tick that fields go through when all rules have run: what was deposited is added, then they diffuse and evaporate.
// Imports engine, field and the compiled loops.

import type { Arena } from '../engine/arena.ts';
import type { Views } from '../engine/columns.ts';
import type { Kernel, KernelContext, PhaseSpec } from '../engine/kernel.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import { moduleUrl } from '../engine/pool.ts';
import { AMOUNT, isLively, kindOfCells, type FieldSpec } from './field.ts';
import { bytesOf, fieldCode, SPARE_BYTES } from './field-code.ts';

/** A place in the text of a rule where agents of a kind deposit. */
export interface DepositSite {
  readonly kind: string;
  readonly site: number;
}

/** A field with all that is deposited on it, in the order in which it is added. */
export interface FieldData {
  readonly field: FieldSpec;
  readonly sites: readonly DepositSite[];
}

const SELF = moduleUrl(import.meta.url, './field-phases');

/** Rows are handed out together with about so many cells. */
const PORTION_CELLS = 8_192;

/** Fewer notes than this are added by one worker: each looks through all of them for those of its own cells. */
const MANY_NOTES = 16_384;

const SPARE = 'spare:fields';

/** Scratch arrays in which an agent notes the cell of its deposit (-1: none), and how much. */
export const notes = ({ kind, site }: DepositSite): { cells: string; amounts: string } => ({
  cells: `cells:${kind}:${site}`,
  amounts: `amounts:${kind}:${site}`,
});

/** Working memory of deposits. */
export function fieldScratch(fields: readonly FieldData[], workers: number): ScratchSpec[] {
  const noted = fields.flatMap(({ field, sites }) =>
    sites.flatMap((each): ScratchSpec[] => [
      { name: notes(each).cells, type: 'i32', kind: each.kind, perAgent: 1 },
      { name: notes(each).amounts, type: field.type, kind: each.kind, perAgent: 1 },
    ]),
  );
  return noted.length === 0 ? [] : [...noted, { name: SPARE, type: 'u8', fixed: workers * SPARE_BYTES }];
}

/** The phases for all fields; none where nothing ever happens to them. */
export function fieldPhases(fields: readonly FieldData[]): PhaseSpec[] {
  const phase = (name: string, kernel: string, data: readonly FieldData[]): PhaseSpec[] =>
    data.length === 0 ? [] : [{ name, kernel: { module: SELF, export: kernel }, data }];
  return [
    ...phase(
      'deposits on fields',
      'deposit',
      fields.filter(({ sites }) => sites.length > 0),
    ),
    ...phase(
      'diffusion of fields',
      'spread',
      fields.filter(({ field }) => isLively(field)),
    ),
  ];
}

/** One field as one worker sees it. */
class Grid {
  readonly k: number;
  readonly field: FieldSpec;
  readonly sites: readonly DepositSite[];
  readonly code: ReturnType<typeof fieldCode>;
  private readonly arena: Arena;

  constructor(arena: Arena, { field, sites }: FieldData) {
    this.arena = arena;
    this.field = field;
    this.sites = sites;
    this.k = arena.kindIndex(kindOfCells(field.name));
    this.code = fieldCode(field, arena.memory);
  }

  get size(): number {
    return this.field.cells[0] * this.field.cells[1];
  }

  get now(): Views {
    return this.arena.now(this.k);
  }

  get next(): Views {
    return this.arena.next(this.k);
  }

  /** What is deposited in a tick at most. */
  get noted(): number {
    return this.sites.reduce((sum, { kind }) => sum + this.arena.header.count(this.arena.kindIndex(kind)), 0);
  }

  /** Cells keep their ids, which are written to a buffer when it is used for the first time. */
  identify({ id }: Views, lo: number, hi: number): void {
    if (id[hi - 1] === hi - 1 && id[lo] === lo) return;
    for (let cell = lo; cell < hi; cell++) id[cell] = cell;
  }
}

/** A kernel over several fields, one after the other; each becomes the other buffer's. */
function overFields(
  grids: readonly Grid[],
  chunksOf: (grid: Grid) => number,
  run: (grid: Grid, chunk: number, chunks: number) => void,
): Kernel {
  return {
    chunks: () => grids.reduce((sum, grid) => sum + chunksOf(grid), 0),
    run(chunk) {
      let n = 0;
      let left = chunk;
      while (left >= chunksOf(grids[n])) left -= chunksOf(grids[n++]);
      run(grids[n], left, chunksOf(grids[n]));
    },
    finish(pending) {
      for (const { k } of grids) pending.flip(k);
    },
  };
}

/** Reads the fields and what agents noted; writes both together, cell by cell in the order of rules, sites and agents. */
export function deposit({ arena, party, parties }: KernelContext, data: readonly FieldData[]): Kernel {
  const grids = data.map((each) => new Grid(arena, each));
  const at = (name: string): number => arena.layout.scratch[name].offset;
  return overFields(
    grids,
    (grid) => (grid.noted < MANY_NOTES ? 1 : Math.min(parties, grid.size)),
    (grid, chunk, chunks) => {
      const { now, next, size, sites, field, code } = grid;
      const lo = Math.floor((size * chunk) / chunks);
      const hi = Math.floor((size * (chunk + 1)) / chunks);
      grid.identify(next, lo, hi);
      next[AMOUNT].set(now[AMOUNT].subarray(lo, hi), lo);
      const values = next[AMOUNT].byteOffset + lo * bytesOf(field.type);
      for (const site of sites) {
        const count = arena.header.count(arena.kindIndex(site.kind));
        const { cells, amounts } = notes(site);
        code.deposit(count, at(cells), at(amounts), lo, hi - lo, values, at(SPARE) + party * SPARE_BYTES);
      }
    },
  );
}

/** Reads the fields; writes what diffusion and evaporation make of them. */
export function spread({ arena }: KernelContext, data: readonly FieldData[]): Kernel {
  const rowsOf = ({ field }: Grid): number => Math.ceil(PORTION_CELLS / field.cells[0]);
  return overFields(
    data.map((each) => new Grid(arena, each)),
    (grid) => Math.ceil(grid.field.cells[1] / rowsOf(grid)),
    (grid, chunk) => {
      const { now, next, field, code } = grid;
      const lo = chunk * rowsOf(grid);
      const hi = Math.min(lo + rowsOf(grid), field.cells[1]);
      grid.identify(next, lo * field.cells[0], hi * field.cells[0]);
      code.spread(lo, hi, now[AMOUNT].byteOffset, next[AMOUNT].byteOffset);
    },
  );
}
