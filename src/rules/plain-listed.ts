// Neighbours that are listed, as a rule that runs plainly sees them: cells around mine, nodes that mine is linked to. Imports pass,
// plain-writer, plain-others and the spaces.

import { offsetsOf } from '../spaces/grid.ts';
import { standingName } from './plain-moves.ts';
import { writeShown, guardClass } from './plain-others.ts';
import { text, type PlainWriter } from './plain-writer.ts';

const onCells = (w: PlainWriter, kind: string | null): boolean => w.context.kinds.find(({ name }) => name === kind)?.on === 'cells';

const stands = (w: PlainWriter, kind: string): boolean => w.plain.standing.includes(kind);

/** The members of an agent that is a cell: text of statements in a class whose agent stands at place `j`. */
export function cellMembers(w: PlainWriter, kind: string): readonly string[] {
  const width = w.context.space?.grid?.width ?? 1;
  return onCells(w, kind) ? [`x = j < 0 ? -1 : j % ${width};`, `y = j < 0 ? -1 : Math.floor(j / ${width});`] : [];
}

/** My own column and row, as members of `self`. */
export function ownCell(w: PlainWriter): readonly string[] {
  const width = w.context.space?.grid?.width ?? 1;
  if (!onCells(w, w.context.self)) return [];
  const fixed = (name: string): string => `set ${name}(value) { refuse('self.${name}: cells stay where they are'); },`;
  return [`get x() { return id % ${width}; }, ${fixed('x')}`, `get y() { return Math.floor(id / ${width}); }, ${fixed('y')}`];
}

/** `list$kind()`: fresh objects of all neighbours of a kind, in the order in which a compiled rule visits them. */
export function writeListed(w: PlainWriter, kind: string): void {
  const name = w.kindName(kind);
  const cells = onCells(w, kind);
  const placed = cells || stands(w, kind);
  const square = placed && w.context.space?.grid?.neighbourhood !== 'hexagonal';
  const measures = placed ? ['dx', 'dy', ...(square ? ['distance2', 'distance'] : [])] : [];
  w.line(`class Listed$${name} {`);
  writeShown(w, kind, false);
  w.line(`id = ${stands(w, kind) ? `${name}$id[j]` : 'j'}; ${cellMembers(w, kind).join(' ')}`);
  if (placed) w.line('dx = dx; dy = dy;');
  if (square) w.line(`distance2 = dx * dx + dy * dy; distance = ${w.round('Math.sqrt(dx * dx + dy * dy)')};`);
  w.line('}');
  guardClass(w, `Listed$${name}`, kind, [...(cells ? ['x', 'y'] : []), ...measures]);
  w.line(`const list$${name} = () => {`);
  w.line('const found = [];');
  if (placed) writeCells(w, name, stands(w, kind) ? standingName(w, kind) : null);
  else {
    w.line(`for (let k = offsets$[id]; k < offsets$[id + 1]; k++) { j = targets$[k]; found.push(Object.freeze(new Listed$${name}())); }`);
  }
  w.line('return found;');
  w.line('};');
}

/** The links of the network, as constants of the text. */
export function writeLinks(w: PlainWriter): void {
  const { network } = w.context;
  if (!network || !w.plain.listed.some((kind) => !onCells(w, kind) && !stands(w, kind))) return;
  w.line(`const offsets$ = Int32Array.of(${network.offsets.join(', ')});`);
  w.line(`const targets$ = new Int32Array(${text(Array.from(network.targets))});`);
}

/** `standing`: the variable that leads from a cell to who is in it; null where those who are met are the cells. */
function writeCells(w: PlainWriter, name: string, standing: string | null): void {
  const { context } = w;
  const grid = context.space?.grid;
  if (!grid) return;
  const { width, height, periodic } = grid;
  const inside = (value: string, size: number): string => `Math.max(0, Math.min(${size - 1}, Math.floor(${value})))`;
  const mine = onCells(w, context.self)
    ? ['id % ' + width, `Math.floor(id / ${width})`]
    : w.axes.map((axis, d) => inside(w.ownName(axis, 0), [width, height][d]));
  const rows = offsetsOf(grid).map(({ dx, dy }) => dx.map((each, n) => [each, dy[n]]));
  w.line(`const mx = ${mine[0]}, my = ${mine[1]};`);
  w.line(`for ([dx, dy] of ${text(rows)}[my & 1]) {`);
  w.line(
    periodic
      ? `const x = (mx + dx + ${width}) % ${width}, y = (my + dy + ${height}) % ${height};`
      : `const x = mx + dx, y = my + dy; if (x < 0 || x >= ${width} || y < 0 || y >= ${height}) continue;`,
  );
  w.line(`j = y * ${width} + x;`);
  if (standing !== null) w.line(`j = ${standing}[j] - 1; if (j < 0) continue;`);
  w.line(`found.push(Object.freeze(new Listed$${name}()));`);
  w.line('}');
}
