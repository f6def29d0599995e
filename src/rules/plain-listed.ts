// Neighbours that are listed, as a rule that runs plainly sees them: cells around mine, nodes that mine is linked to. Imports pass,
// plain-writer, plain-others and the spaces.

import { CUT, NO_WISH, WORD } from '../spaces/links.ts';
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
  if (!placed && w.plain.rewires) w.line('unlink = unlinkOf(slot); relink = relinkOf(slot);');
  if (placed) w.line('dx = dx; dy = dy;');
  if (square) w.line(`distance2 = dx * dx + dy * dy; distance = ${w.round('Math.sqrt(dx * dx + dy * dy)')};`);
  w.line('}');
  const rewires = !cells && w.plain.rewires ? ['unlink()', 'relink(id)'] : [];
  guardClass(w, `Listed$${name}`, kind, [...(cells ? ['x', 'y'] : []), ...measures, ...rewires]);
  w.line(`const list$${name} = () => {`);
  w.line(`const found = [];${w.plain.kills.includes(kind) ? ' found.places = [];' : ''}`);
  if (placed) writeCells(w, name, stands(w, kind) ? standingName(w, kind) : null);
  else {
    const [from, to] = w.context.changing ? ['links$.from[id]', 'links$.to[id]'] : ['offsets$[id]', 'offsets$[id + 1]'];
    const target = w.context.changing ? 'links$.targets[k]' : 'targets$[k]';
    w.line(`for (let k = ${from}; k < ${to}; k++) { slot = k; j = ${target}; found.push(Object.freeze(new Listed$${name}())); }`);
  }
  w.line('return found;');
  w.line('};');
}

/** The links of the network, as constants of the text, or as they are in memory, where they change. */
export function writeLinks(w: PlainWriter): void {
  const { network } = w.context;
  if (!network || !w.plain.listed.some((kind) => !onCells(w, kind) && !stands(w, kind))) return;
  w.line('let slot = -1;');
  if (w.context.changing) return writeChanging(w);
  w.line(`const offsets$ = Int32Array.of(${network.offsets.join(', ')});`);
  w.line(`const targets$ = new Int32Array(${text(Array.from(network.targets))});`);
}

/** What notes the wishes of the agent at hand: see spaces/links.ts. */
function writeChanging(w: PlainWriter): void {
  w.bind('links$', 'rt.links');
  if (!w.plain.rewires) return;
  const note = `links$.words[${WORD.changed}] = 1;`;
  w.line(
    `const nodeOf = (given, what) => { const to = float(given, what), j = to === to ? toInt(to) : -1; return j >= 0 ? (j + 1) | 0 : ${NO_WISH}; };`,
  );
  w.line(`const unlinkOf = (s) => () => { links$.wishes[s] = ${CUT}; ${note} };`);
  w.line(`const relinkOf = (s) => (id) => { links$.wishes[s] = nodeOf(id, 'relink'); ${note} };`);
  w.line('let madeLinks = 0;');
}

/** Before each agent: it has made no link yet. */
export function writeNoLinks(w: PlainWriter): void {
  if (w.plain.linkSites === 0) return;
  w.line(`madeLinks = 0; for (let s = 0; s < ${w.plain.linkSites}; s++) links$.made[s * links$.nodes + i] = ${NO_WISH};`);
}

/** `world.link`, as a member of `world`. */
export function linkText({ plain: { linkSites } }: PlainWriter): string {
  const more = text(`world.link more than ${linkSites} times in a tick: link less often, or write more calls in the text`);
  return `link(id) { if (madeLinks === ${linkSites}) refuse(${more}); links$.made[madeLinks++ * links$.nodes + i] = nodeOf(id, 'world.link'); links$.words[${WORD.changed}] = 1; },`;
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
  w.line(`found.push(Object.freeze(new Listed$${name}())); found.places?.push(j);`);
  w.line('}');
}
