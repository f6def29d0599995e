// Grids as a rule that runs plainly sees them: `world.cell`, and where cells hold one agent `self.move`, `self.moveToEmpty` and
// `world.occupied`. Imports engine's columns, lists, moves, plain-survey and plain-writer.

import type { LargeTable } from './javascript.ts';
import { standingOf } from './lists.ts';
import { ANYWHERE, EMPTIES, EMPTY_COUNT, TAKEN, WISH } from './moves.ts';
import type { PlainSurvey } from './plain-survey.ts';
import { text, type PlainWriter } from './plain-writer.ts';

/** The arrays of the grid that such a rule reads, by their number among its tables. */
export function gridArrays({ moves, occupied, standing }: PlainSurvey, sequential: boolean): LargeTable[] {
  const names = [...(occupied ? [TAKEN] : []), ...(moves && sequential ? [EMPTIES, EMPTY_COUNT] : []), ...standing.map(standingOf)];
  return names.map((values, number) => ({ number, values }));
}

/** Variables for the arrays, and `cellAt(x, y)`: the cell of a position, -1 beyond an open border and where it is no number. */
export function writeGrid(w: PlainWriter): void {
  const grid = w.context.space?.grid;
  if (!grid) return;
  for (const { number, values } of gridArrays(w.plain, w.sequential)) w.bind(arrayName(w, values), `rt.tables[${number}]`);
  if (grid.periodic) {
    w.line(
      'const lap = (value, n) => { const cell = Math.floor(value), rest = cell - Math.floor(cell / n) * n; return rest >= n ? 0 : rest; };',
    );
  } else w.line('const lap = (value) => Math.floor(value);');
  w.line('const cellAt = (x, y, what) => {');
  w.line(`const cx = lap(float(x, what), ${grid.width}), cy = lap(float(y, what), ${grid.height});`);
  w.line(`return cx >= 0 && cx < ${grid.width} && cy >= 0 && cy < ${grid.height} ? cy * ${grid.width} + cx : -1;`);
  w.line('};');
}

function arrayName(w: PlainWriter, values: LargeTable['values']): string {
  const kind = w.plain.standing.find((each) => standingOf(each) === values);
  if (kind !== undefined) return standingName(w, kind);
  return values === TAKEN ? 'taken$' : values === EMPTIES ? 'empties$' : 'emptyCount$';
}

/** The variable that says, cell by cell, where the agent of a kind that stands there is in memory, plus 1. */
export const standingName = (w: PlainWriter, kind: string): string => `standing$${w.kindName(kind)}`;

/** `move` and `moveToEmpty` as members of `self`: the last call of a tick counts. */
export function moveMembers(w: PlainWriter): readonly string[] {
  if (!w.plain.moves) return [];
  const wish = w.ownName(WISH, 0);
  const anywhere = w.sequential
    ? `const n = emptyCount$[0], pick = E.integer(k0, k1, id, draws = (draws + 1) | 0, n); ${wish} = n > 0 ? empties$[pick] + 1 : 0;`
    : `${wish} = ${ANYWHERE};`;
  const members = { move: `move(x, y) { ${wish} = cellAt(x, y, 'self.move') + 1; },`, moveToEmpty: `moveToEmpty() { ${anywhere} },` };
  return Object.entries(members).flatMap(([name, member]) => (w.mine.some((column) => column.name === name) ? [] : [member]));
}

/** `cell` and `occupied` as members of `world`. */
export function gridMembers(w: PlainWriter): readonly string[] {
  if (!w.context.space?.grid || w.context.role === 'global') return [];
  const why = 'world.occupied: it is for rules on grids whose cells hold one agent, grid({ …, capacity: 1 })';
  const occupied = w.plain.occupied
    ? `{ const cell = cellAt(x, y, 'world.occupied'); return cell >= 0 && taken$[cell] !== 0; }`
    : `{ refuse(${text(why)}); }`;
  const members = { cell: `cell(x, y) { return cellAt(x, y, 'world.cell'); },`, occupied: `occupied(x, y) ${occupied},` };
  return Object.entries(members).flatMap(([name, member]) => (w.context.globals.includes(name) ? [] : [member]));
}
