import { expect, test } from 'vitest';
import { box, torus, type SpaceSpec } from '../../src/spaces/space.ts';
import { atan2_64, cos64, sin64 } from '../../src/engine/elementary.ts';
import { uniform32 } from '../../src/engine/random.ts';
import { compileRule } from '../../src/rules/compile.ts';
import { column, context, makeKind, params, plainly, run, seen, type Kind } from './harness.ts';

const BIRD = [column('x'), column('y'), column('heading')];

interface Bird {
  x: number;
  y: number;
  heading: number;
  id: number;
}
interface Other extends Bird {
  dx: number;
  dy: number;
  distance2: number;
  distance: number;
}
interface Random {
  uniform(): number;
}

/** Vicsek et al. 1995, eqs. 1-2. */
function align(self: Bird, neighbours: Iterable<Other>, random: Random, settings: { speed: number; noise: number }): void {
  let sin = Math.sin(self.heading),
    cos = Math.cos(self.heading);
  self.x += settings.speed * cos;
  self.y += settings.speed * sin;
  for (const other of neighbours) {
    sin += Math.sin(other.heading);
    cos += Math.cos(other.heading);
  }
  self.heading = Math.atan2(sin, cos) + settings.noise * (random.uniform() - 0.5);
}

/** Separation, alignment and cohesion in one loop, with an integer count, a minimum and an early continue. */
function flock(self: Bird, neighbours: Iterable<Other>, _random: Random, settings: { near: number }): void {
  let count = 0,
    mx = 0,
    my = 0,
    ax = 0,
    ay = 0,
    closest = Infinity,
    nearestHeading = 9;
  for (const other of neighbours) {
    count++;
    mx += other.dx;
    my += other.dy;
    if (other.distance2 < closest) {
      closest = other.distance2;
      nearestHeading = other.heading;
    }
    if (other.distance > settings.near) continue;
    ax -= other.dx / other.distance;
    ay -= other.dy / other.distance;
  }
  if (count > 0) {
    self.x += (0.1 * mx) / count + 0.05 * ax;
    self.y += (0.1 * my) / count + 0.05 * ay;
    self.heading = nearestHeading + count;
  }
}

const wrap = (x: number, size: number): number => x - size * Math.floor(x / size);

const WORLDS: [string, SpaceSpec][] = [
  ['oblong torus', torus({ width: 8, height: 3.5, radius: 1 })],
  ['torus one cell wide', torus({ width: 1.7, height: 6, radius: 1 })],
  ['torus one cell high', torus({ width: 6, height: 1.9, radius: 1 })],
  ['torus of two cells', torus({ width: 2.5, height: 2.2, radius: 1 })],
  ['torus of three cells', torus({ width: 3.3, height: 3.2, radius: 1 })],
  ['torus of one cell', torus({ width: 2, height: 2, radius: 1.2 })],
  ['oblong box', box({ width: 7.3, height: 2.6, radius: 1 })],
  ['box of one cell', box({ width: 1.5, height: 1.2, radius: 1 })],
];

for (const [name, space] of WORLDS) {
  test(`a ${name}: the compiled flock is the author's own function over all pairs`, () => {
    for (const [fn, settings] of [
      [align, { speed: 0.03, noise: 0.4 }],
      [flock, { near: 0.5 }],
    ] as const) {
      const birds = makeKind('bird', BIRD, 117, space, 5);
      run(fn, [birds], { space, params: params(settings) });
      let visits = 0;
      for (let i = 0; i < birds.count; i++) {
        const others = seen(birds, i, birds, space);
        visits += others.length;
        const expected = plainly(fn, birds, i, others, settings);
        expect(birds.next.heading[i]).toBeCloseTo(expected.heading, 11);
        for (const [k, axis] of ['x', 'y'].entries()) {
          const kept = birds.next[axis][i],
            size = space.size[k];
          expect(kept >= 0 && kept < size).toBe(true);
          if (space.periodic) expect(Math.abs(wrap(kept - expected[axis] + size / 2, size) - size / 2)).toBeLessThan(1e-11);
          else expect(kept).toBeCloseTo(Math.min(Math.max(expected[axis], 0), size), 11);
        }
      }
      expect(visits).toBeGreaterThan(300);
    }
  });
}

/** The law of visiting, told plainly: rows of cells around mine, each a run of memory, then the cell beyond the seam. */
function visits(
  birds: Kind,
  i: number,
  space: SpaceSpec,
  lanes: number,
  r: (x: number) => number,
): { j: number; lane: number; dx: number; dy: number; distance2: number }[] {
  const [nx, ny] = space.cells,
    [w, h] = space.size.map(r);
  const { x, y } = birds.now;
  const cx = Math.min(nx - 1, Math.floor(x[i] * (nx / space.size[0]))),
    cy = Math.min(ny - 1, Math.floor(y[i] * (ny / space.size[1])));
  const found = [];
  for (let step = -1; step <= 1; step++) {
    const row = (cy + step + ny) % ny;
    const shiftY = cy + step < 0 ? -h : cy + step >= ny ? h : 0;
    const runs = [{ from: Math.max(cx - 1, 0), to: Math.min(cx + 1, nx - 1), shiftX: 0 }];
    if (cx === 0) runs.push({ from: nx - 1, to: nx - 1, shiftX: -w });
    if (cx === nx - 1) runs.push({ from: 0, to: 0, shiftX: w });
    for (const { from, to, shiftX } of runs) {
      const start = birds.starts[row * nx + from];
      for (let j = start; j < birds.starts[row * nx + to + 1]; j++) {
        const dx = r(r(x[j] - x[i]) + shiftX),
          dy = r(r(y[j] - y[i]) + shiftY);
        const distance2 = r(r(dx * dx) + r(dy * dy));
        if (distance2 <= r(space.radius ** 2) && j !== i) found.push({ j, lane: (j - start) % lanes, dx, dy, distance2 });
      }
    }
  }
  return found;
}

test('f64: two lanes by position in the run, joined pairwise, to the last bit', () => {
  const space = torus({ width: 7, height: 4.4, radius: 1 });
  const birds = makeKind('bird', BIRD, 300, space, 9);
  run(align, [birds], { space, params: params({ speed: 0.03, noise: 0.4 }) });
  for (let i = 0; i < birds.count; i++) {
    const sin = [0, 0],
      cos = [0, 0];
    for (const { j, lane } of visits(birds, i, space, 2, (x) => x)) {
      sin[lane] += sin64(birds.now.heading[j]);
      cos[lane] += cos64(birds.now.heading[j]);
    }
    const s = sin64(birds.now.heading[i]) + (sin[0] + sin[1]),
      c = cos64(birds.now.heading[i]) + (cos[0] + cos[1]);
    expect(birds.next.heading[i]).toBe(atan2_64(s, c) + 0.4 * (uniform32(11, 22, birds.now.id[i], 0) - 0.5));
  }
});

test('f32: every operation rounded, four lanes, to the last bit', () => {
  const space = torus({ width: 7.3, height: 5.1, radius: 1 });
  const birds = makeKind('bird', [column('x', 'f32'), column('y', 'f32'), column('heading', 'f32')], 400, space, 3);
  run(
    function (self: Bird, neighbours: Iterable<Other>): void {
      let sum = self.heading * 0.1,
        count = 0;
      for (const other of neighbours) {
        count++;
        sum += other.dx * other.heading;
        sum -= other.distance2;
      }
      self.heading = count > 0 ? sum / count : 0;
      self.x += 0.7 * sum;
    },
    [birds],
    { space, precision: 'f32' },
  );
  const f = Math.fround;
  const { x, heading } = birds.now;
  for (let i = 0; i < birds.count; i++) {
    const lanes = [0, 0, 0, 0];
    const found = visits(birds, i, space, 4, f);
    for (const { j, lane, dx, distance2 } of found) {
      lanes[lane] = f(lanes[lane] + f(dx * heading[j]));
      lanes[lane] = f(lanes[lane] - distance2);
    }
    const sum = f(f(heading[i] * f(0.1)) + f(f(lanes[0] + lanes[2]) + f(lanes[1] + lanes[3])));
    expect(birds.next.heading[i]).toBe(found.length > 0 ? f(sum / f(found.length)) : 0);
    const moved = f(x[i] + f(f(0.7) * sum)),
      w = f(7.3);
    const wrapped = moved < 0 || moved >= w ? f(moved - f(w * Math.floor(f(moved / w)))) : moved;
    expect(birds.next.x[i]).toBe(wrapped >= w || wrapped < 0 ? 0 : wrapped);
  }
});

test('three dimensions, another kind, and neighbours in a helper', () => {
  const space = torus({ width: 4.2, height: 3.1, depth: 5.5, radius: 1 });
  const fish = makeKind('fish', [column('x'), column('y'), column('z'), column('fear')], 150, space, 2);
  const shark = makeKind('shark', [column('x', 'f32'), column('y', 'f32'), column('z', 'f32'), column('size')], 90, space, 4);
  type Near = { dx: number; dz: number; size: number };
  const flee = (self: { fear: number }, neighbours: { shark: Iterable<Near> }): void => {
    const most = (near: Iterable<Near>): number => {
      let largest = 0;
      for (const { size, dz } of near) if (size * dz > largest) largest = size * dz;
      return largest;
    };
    self.fear = most(neighbours.shark);
    for (const one of neighbours.shark) self.fear += one.dx * one.size;
  };
  const { code } = compileRule(flee, context([fish, shark], { space }));
  expect(code).toContain('lane$self$fear$0$1');
  run(flee, [fish, shark], { space });
  for (let i = 0; i < fish.count; i++) {
    expect(fish.next.fear[i]).toBeCloseTo(plainly(flee, fish, i, { shark: seen(fish, i, shark, space) }, {}).fear, 12);
  }
});

test('a loop that breaks visits in order and has no lanes', () => {
  const space = torus({ width: 5, height: 5, radius: 1 });
  const birds = makeKind('bird', BIRD, 120, space, 8);
  run(
    function (self: Bird, neighbours: Iterable<Other>): void {
      let sum = 0,
        count = 0;
      for (const other of neighbours) {
        sum += other.heading;
        if (++count >= 3) break;
      }
      self.heading = sum;
    }
      .toString()
      .replace('if (++count >= 3) break;', 'count++; if (count >= 3) break;'),
    [birds],
    { space },
  );
  for (let i = 0; i < birds.count; i++) {
    const first = visits(birds, i, space, 1, (x) => x).slice(0, 3);
    expect(birds.next.heading[i]).toBe(first.reduce((sum, { j }) => sum + birds.now.heading[j], 0));
  }
});
