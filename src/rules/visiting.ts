// The loop over neighbours as JavaScript. Synchronous: over sorted columns, row by row of cells, each row one run of memory
// and, at a seam, one more. Sequential: over linked cells. Imports ir, writer.

import { keyOf, type Neighbours } from './ir.ts';
import { AXES, cellText, laneName, type Writer } from './writer.ts';

/** What is known of one axis of the space when the code is written. */
interface Axis {
  readonly name: string;
  readonly n: number; // cells
  readonly size: number;
  /** periodic with fewer than 3 cells: every cell is visited once and distances are the shorter way round */
  readonly narrow: boolean;
}

function axesOf(w: Writer): Axis[] {
  const { space } = w.program;
  if (!space) return [];
  return space.cells.map((n, k) => ({ name: AXES[k], n, size: space.size[k], narrow: space.periodic && n < 3 }));
}

/** Lanes of a sum: one 128-bit register. */
export const lanesIn = (single: boolean): number => (single ? 4 : 2);

/** Once for each agent: where I am, and in which cell. Needed by every loop of a synchronous kernel. */
export function writeStand(w: Writer): void {
  for (const { name, n, size } of axesOf(w)) {
    w.line(`const me$${name} = now$${name}[i], cell$${name} = ${cellText(`me$${name}`, n, size)};`);
  }
}

/** One loop over neighbours. */
export function writeNeighbours(w: Writer, loop: Neighbours): void {
  const sequential = w.program.mode === 'sequential';
  const { label } = loop;
  const lanes = sequential ? [] : loop.lanes;
  const outer = w.lane;
  const names = lanes.map((place) => w.placeName(place));
  const count = lanes.length > 0 ? lanesIn(w.single) : 1;
  const copies = (k: number): ReadonlyMap<string, number> => new Map([...outer, ...lanes.map((place) => [keyOf(place), k] as const)]);
  w.line(w.labels.has(label) ? `L${label}: {` : '{');
  if (names.length > 0)
    w.line(`let ${names.flatMap((name) => Array.from({ length: count }, (_, k) => `${laneName(name, k)} = 0`)).join(', ')};`);
  if (sequential) writeCells(w, loop, () => writeCandidate(w, loop));
  else {
    writeRows(w, loop, () => {
      w.line(`for (let j$${label} = from$${label}; j$${label} < to$${label};) {`);
      for (let k = 0; k < count; k++) {
        w.lane = copies(k);
        writeCandidate(w, loop);
        w.line(k + 1 < count ? `if (++j$${label} >= to$${label}) break;` : `++j$${label};`);
      }
      w.line('}');
    });
  }
  w.lane = outer;
  for (const name of names) {
    const lane = (k: number): string => laneName(name, k);
    const pair = (a: number, b: number): string => w.round(`${lane(a)} + ${lane(b)}`);
    w.line(`${name} = ${w.round(`${name} + ${count === 2 ? pair(0, 1) : w.round(`${pair(0, 2)} + ${pair(1, 3)}`)}`)};`);
  }
  w.line('}');
}

/** The test of one candidate j, and the author's body if it is in range and not me. */
function writeCandidate(w: Writer, loop: Neighbours): void {
  const { label, kind } = loop;
  const { space, self } = w.program;
  const axes = axesOf(w);
  w.line('{');
  for (const { name, size, narrow } of axes) {
    const raw = w.round(`${w.kindName(kind)}$${name}[j$${label}] - me$${name}`);
    if (narrow) {
      const half = w.number(size / 2);
      w.line(`let d${name}$${label} = ${raw};`);
      w.line(
        `d${name}$${label} = d${name}$${label} > ${half} ? ${w.round(`d${name}$${label} - ${w.number(size)}`)} : d${name}$${label} < ${w.number(-size / 2)} ? ${w.round(`d${name}$${label} + ${w.number(size)}`)} : d${name}$${label};`,
      );
    } else w.line(`const d${name}$${label} = ${space?.periodic ? w.round(`${raw} + shift${name}$${label}`) : raw};`);
  }
  const squares = axes.map(({ name }) => w.round(`d${name}$${label} * d${name}$${label}`));
  w.line(`const distance2$${label} = ${squares.reduce((sum, square) => w.round(`${sum} + ${square}`))};`);
  const living = w.facts.kills.includes(kind) ? ` && ${w.kindName(kind)}$$atOnce.dead[j$${label}] === 0` : ''; // it may have died since the loop began
  w.line(`if (${nearText(w, label)}${kind === self ? ` && j$${label} !== i` : ''}${living}) {`);
  if (loop.counter !== null) w.line(`trip$${loop.counter}++;`);
  w.labelled(`T${label}`, w.facts.again.has(label), loop.body);
  w.line('}');
  w.line('}');
}

/** Is the candidate in the radius, or on a grid in the neighbourhood? */
function nearText(w: Writer, label: number): string {
  const { grid, radius } = w.program.space ?? { radius: 0 };
  const [dx, dy] = [`dx$${label}`, `dy$${label}`];
  if (!grid) return `distance2$${label} <= ${w.number(radius ** 2)}`;
  const all = (ways: readonly string[]): string => ways.map((way) => `Math.abs(${way}) <= ${radius}`).join(' && ');
  if (grid.neighbourhood === 'moore') return all([dx, dy]);
  if (grid.neighbourhood === 'von-neumann') return `${w.round(`Math.abs(${dx}) + Math.abs(${dy})`)} <= ${radius}`;
  // whole and half numbers: exact in either precision
  const odd = (row: string): string => `(${row} - 2 * Math.floor(${row} * 0.5))`;
  const mine = odd('me$y');
  const q = `(${dx} - (${dy} - ${odd(`(${mine} + ${dy})`)} + ${mine}) * 0.5)`;
  return all([q, dy, `${q} + ${dy}`]);
}

/** Open the loops over the axes beyond x, from the outermost; what they leave is `row$label`, the first cell of a row. Returns how many were opened. */
function openRows(w: Writer, label: number): number {
  const beyond = axesOf(w).slice(1).reverse();
  for (const { name, n, size, narrow } of beyond) {
    const at = `at${name}$${label}`;
    if (narrow) w.line(`for (let ${at} = 0; ${at} < ${n}; ${at}++) {`);
    else if (!w.program.space?.periodic)
      w.line(`for (let ${at} = Math.max(0, cell$${name} - 1), end = Math.min(${n - 1}, cell$${name} + 1); ${at} <= end; ${at}++) {`);
    else {
      w.line(`for (let step = -1; step <= 1; step++) {`);
      w.line(`let ${at} = cell$${name} + step, shift${name}$${label} = 0;`);
      w.line(`if (${at} < 0) { ${at} += ${n}; shift${name}$${label} = ${w.number(-size)}; }`);
      w.line(`else if (${at} >= ${n}) { ${at} -= ${n}; shift${name}$${label} = ${w.number(size)}; }`);
    }
  }
  const [x, y, z] = axesOf(w);
  const plane = z ? `(atz$${label} * ${y.n} + aty$${label})` : `aty$${label}`;
  w.line(`const row$${label} = ${plane} * ${x.n};`);
  return beyond.length;
}

/** Runs of sorted memory: the cells of a row around mine, then the cell beyond the seam. */
function writeRows(w: Writer, { label, kind }: Neighbours, run: () => void): void {
  const opened = openRows(w, label);
  const [{ n, size, narrow }] = axesOf(w);
  const row = `row$${label}`;
  const starts = `${w.kindName(kind)}$$starts`;
  if (narrow) w.line(`const from$${label} = ${starts}[${row}], to$${label} = ${starts}[${row} + ${n}];`);
  else
    w.line(
      `let from$${label} = ${starts}[${row} + Math.max(0, cell$x - 1)], to$${label} = ${starts}[${row} + Math.min(${n - 1}, cell$x + 1) + 1];`,
    );
  if (narrow || !w.program.space?.periodic) run();
  else {
    w.line(`let shiftx$${label} = 0, seam$${label} = cell$x === 0 ? ${row} + ${n - 1} : cell$x === ${n - 1} ? ${row} : -1;`);
    w.line('for (;;) {');
    run();
    w.line(`if (seam$${label} < 0) break;`);
    w.line(`from$${label} = ${starts}[seam$${label}]; to$${label} = ${starts}[seam$${label} + 1];`);
    w.line(`shiftx$${label} = cell$x === 0 ? ${w.number(-size)} : ${w.number(size)}; seam$${label} = -1;`);
    w.line('}');
  }
  for (let k = 0; k < opened; k++) w.line('}');
}

/** Linked cells: row by row, left to right; measured from where I am now, brought into the space. Who is in my own cell of a grid is nowhere else. */
function writeCells(w: Writer, { label, kind }: Neighbours, visit: () => void): void {
  const name = w.kindName(kind);
  const axes = axesOf(w);
  const { self } = w.program;
  for (const axis of axes) {
    const here = w.facts.writes.includes(axis.name) ? w.placed(self ?? '', axis.name, w.ownName(axis.name, 0)) : `now$${axis.name}[i]`;
    w.line(`const me$${axis.name} = ${here}, cell$${axis.name} = ${cellText(`me$${axis.name}`, axis.n, axis.size)};`);
  }
  const [{ n, size, narrow }] = axes;
  const at = `atx$${label}`;
  const alone = w.program.space?.grid?.radius === 0;
  if (alone && w.program.space?.periodic) w.line(`const shiftx$${label} = 0, shifty$${label} = 0;`);
  const opened = alone ? 0 : openRows(w, label);
  if (alone) w.line(`const row$${label} = cell$y * ${n}, ${at} = cell$x;`);
  else if (narrow) w.line(`for (let ${at} = 0; ${at} < ${n}; ${at}++) {`);
  else if (!w.program.space?.periodic)
    w.line(`for (let ${at} = Math.max(0, cell$x - 1), end = Math.min(${n - 1}, cell$x + 1); ${at} <= end; ${at}++) {`);
  else {
    w.line('for (let step = -1; step <= 1; step++) {');
    w.line(`let ${at} = cell$x + step, shiftx$${label} = 0;`);
    w.line(`if (${at} < 0) { ${at} += ${n}; shiftx$${label} = ${w.number(-size)}; }`);
    w.line(`else if (${at} >= ${n}) { ${at} -= ${n}; shiftx$${label} = ${w.number(size)}; }`);
  }
  w.line(`for (let j$${label} = ${name}$$head[row$${label} + ${at}]; j$${label} >= 0; j$${label} = ${name}$$following[j$${label}]) {`);
  visit();
  w.line('}');
  if (!alone) w.line('}');
  for (let k = 0; k < opened; k++) w.line('}');
}
