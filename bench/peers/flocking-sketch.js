// Flocking as a good JavaScript programmer writes it by hand: typed arrays, cells, no framework. The baseline for all the others.
// Exact neighbours on the torus, float64. `update`: "synchronous" (sorted by cell every tick) or "sequential" (linked cells, random order).

import { drive, uniforms, workload } from './driver.js';

const { count: n, width, height, visual, ticks, update = 'synchronous', seed = 1 } = workload;
const SEPARATION = 1;
const SPEED = 1;
const COHERE = 0.03;
const SEPARATE = 0.015;
const MATCH = 0.05;

const columns = Math.max(1, Math.floor(width / visual));
const rows = Math.max(1, Math.floor(height / visual));
const radius2 = visual * visual;
let [x, y, vx, vy] = Array.from({ length: 4 }, () => new Float64Array(n));
let [nextX, nextY, nextVx, nextVy] = Array.from({ length: 4 }, () => new Float64Array(n));
const cellOf = (px, py) => Math.min(rows - 1, ((py * rows) / height) | 0) * columns + Math.min(columns - 1, ((px * columns) / width) | 0);
const order = new Int32Array(n); // in which the birds move, in place
let random = uniforms(seed);
let met = 0;

function reset() {
  random = uniforms(seed);
  met = 0;
  for (let i = 0; i < n; i++) {
    order[i] = i;
    x[i] = random() * width;
    y[i] = random() * height;
    vx[i] = 2 * random() - 1;
    vy[i] = 2 * random() - 1;
  }
}

/** Cells around each cell, each once, also where the world is fewer than three cells wide: `many` for each, one after the other. */
const many = Math.min(3, columns) * Math.min(3, rows);
const around = Int32Array.from(
  Array.from({ length: columns * rows }, (_, cell) => {
    const [cx, cy] = [cell % columns, Math.floor(cell / columns)];
    const found = new Set();
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) found.add(((cy + dy + rows) % rows) * columns + ((cx + dx + columns) % columns));
    }
    return [...found];
  }).flat(),
);

// What the bird at hand might see: candidates from the nine cells around it.
const candidates = new Int32Array(n);

function wrap(value, size) {
  return value >= size ? value - size : value < 0 ? value + size : value;
}

/** Steer bird i by those of the first `found` candidates that it sees, read from the first arrays, and move it into the others. */
function fly(i, found, xs, ys, vxs, vys, toX, toY, toVx, toVy) {
  const px = xs[i];
  const py = ys[i];
  const halfWidth = width / 2;
  const halfHeight = height / 2;
  let seen = 0;
  let towardX = 0;
  let towardY = 0;
  let awayX = 0;
  let awayY = 0;
  let matchX = 0;
  let matchY = 0;
  for (let k = 0; k < found; k++) {
    const j = candidates[k];
    let dx = xs[j] - px;
    let dy = ys[j] - py;
    if (dx > halfWidth) dx -= width;
    else if (dx < -halfWidth) dx += width;
    if (dy > halfHeight) dy -= height;
    else if (dy < -halfHeight) dy += height;
    const d2 = dx * dx + dy * dy;
    if (d2 > radius2 || j === i) continue;
    seen++;
    towardX += dx;
    towardY += dy;
    matchX += vxs[j];
    matchY += vys[j];
    if (d2 < SEPARATION * SEPARATION) {
      awayX -= dx;
      awayY -= dy;
    }
  }
  const share = 1 / Math.max(seen, 1);
  const sx = vxs[i] + (COHERE * towardX + SEPARATE * awayX + MATCH * matchX) * share;
  const sy = vys[i] + (COHERE * towardY + SEPARATE * awayY + MATCH * matchY) * share;
  const length = Math.sqrt(sx * sx + sy * sy);
  const scale = length > 0 ? 1 / length : 0;
  toVx[i] = sx * scale;
  toVy[i] = sy * scale;
  toX[i] = wrap(px + SPEED * sx * scale, width);
  toY[i] = wrap(py + SPEED * sy * scale, height);
  return seen;
}

const starts = new Int32Array(columns * rows + 1);
const cells = new Int32Array(n);

/** Counting sort by cell, then every bird reads the sorted arrays and writes the others. */
function synchronousTick() {
  starts.fill(0);
  for (let i = 0; i < n; i++) starts[(cells[i] = cellOf(x[i], y[i])) + 1]++;
  for (let c = 0; c < columns * rows; c++) starts[c + 1] += starts[c];
  for (let i = n - 1; i >= 0; i--) {
    const to = --starts[cells[i] + 1];
    nextX[to] = x[i];
    nextY[to] = y[i];
    nextVx[to] = vx[i];
    nextVy[to] = vy[i];
  }
  starts.copyWithin(0, 1);
  starts[columns * rows] = n;
  turn();
  let sum = 0;
  for (let cell = 0; cell < columns * rows; cell++) {
    if (starts[cell] === starts[cell + 1]) continue;
    let found = 0;
    for (let k = cell * many; k < (cell + 1) * many; k++) {
      const c = around[k];
      for (let j = starts[c], end = starts[c + 1]; j < end; j++) candidates[found++] = j;
    }
    for (let i = starts[cell]; i < starts[cell + 1]; i++) sum += fly(i, found, x, y, vx, vy, nextX, nextY, nextVx, nextVy);
  }
  met += sum;
  turn();
}

function turn() {
  [x, nextX, y, nextY] = [nextX, x, nextY, y];
  [vx, nextVx, vy, nextVy] = [nextVx, vx, nextVy, vy];
}

const head = new Int32Array(columns * rows);
const next = new Int32Array(n);
const previous = new Int32Array(n);

function link(i, cell) {
  next[i] = head[cell];
  previous[i] = -1;
  if (head[cell] >= 0) previous[head[cell]] = i;
  head[cell] = i;
}

function unlink(i, cell) {
  if (previous[i] >= 0) next[previous[i]] = next[i];
  else head[cell] = next[i];
  if (next[i] >= 0) previous[next[i]] = previous[i];
}

/** One bird after the other in a fresh random order, in place: others see who has moved already. */
function sequentialTick() {
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const i = order[k];
    const cell = cellOf(x[i], y[i]);
    let found = 0;
    for (let a = cell * many; a < (cell + 1) * many; a++) for (let j = head[around[a]]; j >= 0; j = next[j]) candidates[found++] = j;
    sum += fly(i, found, x, y, vx, vy, x, y, vx, vy);
    const now = cellOf(x[i], y[i]);
    if (now !== cell) {
      unlink(i, cell);
      link(i, now);
    }
  }
  met += sum;
}

function run() {
  if (update === 'sequential') {
    head.fill(-1);
    for (let i = 0; i < n; i++) link(i, cellOf(x[i], y[i]));
  }
  const tick = update === 'sequential' ? sequentialTick : synchronousTick;
  for (let t = 0; t < ticks; t++) tick();
  return { steps: n * ticks, neighbours: met / (n * ticks) };
}

await drive(`hand-written JavaScript, Node ${process.version}`, run, reset);
