// Fields of view, against filters written by hand: in two and three dimensions, with every back end, in both modes, on grids.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineModel, type Agent, type Model, type Neighbours } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { grid } from '../../src/spaces/grid.ts';
import { ring } from '../../src/spaces/network.ts';
import { box, torus, type SpaceSpec } from '../../src/spaces/space.ts';
import { drive } from './drive.ts';

type Bird = Agent<{
  x: 'f64';
  y: 'f64';
  z: 'f64';
  heading: 'f64';
  angle: 'f64';
  v: { type: 'f64'; size: 3 };
  met: 'i32';
  ids: 'i32';
  sum: 'f64';
  rest: 'f64';
}>;
type Rule = (self: Bird, neighbours: Neighbours<Bird>, random: never, params: { readonly angle: number }) => void;

interface Given {
  readonly precision?: 'f32' | 'f64';
  readonly space?: SpaceSpec;
  readonly update?: 'synchronous' | 'sequential';
  readonly angle?: number;
  readonly count?: number;
}

/** Birds anywhere, some in the same place, that look about by `body`. */
const flock = (body: Rule, { precision = 'f64', space = PLANE, update = 'synchronous', angle = 2, count = 500 }: Given = {}): Model =>
  defineModel({
    name: 'm',
    description: '',
    params: { angle: { default: angle, description: 'radians' } },
    update,
    space,
    kinds: {
      bird: {
        count,
        columns: {
          x: precision,
          y: precision,
          z: precision,
          heading: precision,
          angle: precision,
          v: { type: precision, size: 3 },
          met: 'i32',
          ids: 'i32',
          sum: precision,
          rest: precision,
        },
        init: rule((self, random) => {
          self.x = 8 * random.uniform();
          self.y = 5 * random.uniform();
          self.z = 3 * random.uniform();
          if (random.uniform() < 0.05) {
            self.x = 1.5;
            self.y = 2.5;
            self.z = 0.5;
          }
          self.heading = random.uniform(-9, 9);
          self.angle = random.uniform(-1, 8);
          for (let d = 0; d < 3; d++) self.v[d] = random.uniform(-2, 2);
        }),
        rule: rule(body as never),
      },
    },
  });

const PLANE = torus({ width: 8, height: 5, radius: 1 });
const ROOM = torus({ width: 8, height: 5, depth: 3, radius: 1.3 });

const ways = { js: { backend: 'js' }, simd: { backend: 'simd' }, 'simd, three workers': { backend: 'simd', parties: 3 } } as const;

async function hashes(model: Model, options: object): Promise<string[]> {
  const run = await drive(model, {}, options);
  return [1, 2, 3].map((tick) => run.to(tick).hash());
}

const byHeading: Rule = (self, neighbours) => {
  let sum = 0;
  let ids = 0;
  for (const other of neighbours.inView(self.heading, self.angle)) {
    sum += other.heading * other.dx;
    ids += other.id;
    if (other.dy < 0) continue;
    self.met += 1;
  }
  self.sum = sum;
  self.ids = ids;
  self.heading += 0.01 * sum;
  self.x += 0.3 * Math.cos(self.heading);
};

const byHeadingByHand: Rule = (self, neighbours) => {
  let sum = 0;
  let ids = 0;
  const ux = Math.cos(self.heading);
  const uy = Math.sin(self.heading);
  const cosine = Math.cos(Math.min(Math.max(self.angle, 0), 2 * Math.PI) * 0.5);
  const limit = cosine <= -1 ? -2 : cosine;
  for (const other of neighbours) {
    if (other.dx * ux + other.dy * uy >= limit * other.distance) {
      sum += other.heading * other.dx;
      ids += other.id;
      if (other.dy < 0) continue;
      self.met += 1;
    }
  }
  self.sum = sum;
  self.ids = ids;
  self.heading += 0.01 * sum;
  self.x += 0.3 * Math.cos(self.heading);
};

const byVector: Rule = (self, neighbours, _random, params) => {
  self.sum = 0;
  self.rest = 0;
  for (const other of neighbours.inView(self.v, params.angle)) self.sum += other.distance;
  for (const other of neighbours.inView([self.v[2], -self.v[0], 0.5], 1)) {
    self.rest += other.dz;
    if (self.rest > 2) break;
  }
  self.v[1] -= 0.1 * self.sum;
};

const byVectorByHand: Rule = (self, neighbours, _random, params) => {
  self.sum = 0;
  self.rest = 0;
  const x = self.v[0];
  const y = self.v[1];
  const z = self.v[2];
  const limit = Math.cos(params.angle / 2) * Math.sqrt(x * x + y * y + z * z);
  for (const other of neighbours) if (other.dx * x + other.dy * y + other.dz * z >= limit * other.distance) self.sum += other.distance;
  const least = Math.cos(0.5) * Math.sqrt(z * z + -x * -x + 0.5 * 0.5);
  for (const other of neighbours) {
    if (other.dx * z + other.dy * -x + other.dz * 0.5 >= least * other.distance) {
      self.rest += other.dz;
      if (self.rest > 2) break;
    }
  }
  self.v[1] -= 0.1 * self.sum;
};

describe('a view has the bits of a filter written by hand', () => {
  const cases: [string, Rule, Rule, Given][] = (['f64', 'f32'] as const).flatMap((precision) =>
    (['synchronous', 'sequential'] as const).flatMap((update): [string, Rule, Rule, Given][] => [
      [`by heading, ${precision}, ${update}`, byHeading, byHeadingByHand, { precision, update }],
      [
        `in a box, ${precision}, ${update}`,
        byHeading,
        byHeadingByHand,
        { precision, update, space: box({ width: 8, height: 5, radius: 0.8 }) },
      ],
      [`by vector, ${precision}, ${update}`, byVector, byVectorByHand, { precision, update, space: ROOM, angle: 4.5 }],
    ]),
  );
  test.each(cases)('%s', async (_, seeing, byHand, given) => {
    const expected = await hashes(flock(byHand, given), ways.js);
    expect(new Set(expected).size).toBe(3);
    for (const options of Object.values(ways)) expect(await hashes(flock(seeing, given), options)).toEqual(expected);
    const { functions } = (await drive(flock(seeing, given))).assembly;
    expect(functions.find(({ role }) => role === 'rule')?.rule.simd).toBeTruthy();
  });
});

/** Sets of those seen, as counts and sums of ids; angle and heading are columns. */
const seen: Rule = (self, neighbours) => {
  for (const other of neighbours.inView(self.heading, self.angle)) {
    self.met += 1;
    self.ids += other.id + 1;
  }
};
const seenPlainly: Rule = (self, neighbours) => {
  const all = [...neighbours.inView(self.heading, self.angle)];
  self.met += all.length;
  self.ids += all.reduce((sum, { id }) => sum + id + 1, 0);
};

test.each(['f64', 'f32'] as const)('rules that run plainly see the same, %s', async (precision) => {
  for (const update of ['synchronous', 'sequential'] as const) {
    const expected = await hashes(flock(seen, { precision, update }), {});
    expect(await hashes(flock(seenPlainly, { precision, update }), {})).toEqual(expected);
    const looking = { precision, update, space: ROOM };
    const inRoom: Rule = (self, neighbours) => {
      for (const other of neighbours.inView(self.v, self.angle)) self.ids += other.id + 1;
    };
    const plainly: Rule = (self, neighbours) => {
      self.ids += Array.from(neighbours.inView(self.v, self.angle)).reduce((sum, { id }) => sum + id + 1, 0);
    };
    expect(await hashes(flock(plainly, looking), {})).toEqual(await hashes(flock(inRoom, looking), {}));
  }
});

test('an opening of 2π is a loop over all, also rounded, and one of 0 sees at least whoever stands in the same place', async () => {
  const all: Rule = (self, neighbours) => {
    for (const other of neighbours) self.sum += other.dx;
  };
  const around: Rule = (self, neighbours) => {
    for (const other of neighbours.inView(self.heading, 2 * Math.PI)) self.sum += other.dx;
  };
  const degrees: Rule = (self, neighbours) => {
    for (const other of neighbours.inView(self.heading, ((360 + self.met) * Math.PI) / 180)) self.sum += other.dx;
  };
  const nowhere: Rule = (self, neighbours) => {
    for (const other of neighbours.inView([0, self.met], 0.2)) self.sum += other.dx;
  };
  const none: Rule = (self, neighbours) => {
    for (const other of neighbours.inView(self.heading, 0)) self.met += other.distance === 0 ? 1 : 0;
  };
  const same: Rule = (self, neighbours) => {
    for (const other of neighbours) self.met += other.distance === 0 ? 1 : 0;
  };
  for (const precision of ['f64', 'f32'] as const) {
    const expected = await hashes(flock(all, { precision }), {});
    for (const each of [around, degrees, nowhere]) expect(await hashes(flock(each, { precision }), {})).toEqual(expected);
    expect(await hashes(flock(none, { precision }), {})).toEqual(await hashes(flock(same, { precision }), {}));
  }
});

test('what is not ahead is behind: a view and its complement share the neighbours out', async () => {
  const both: Rule = (self, neighbours, _random, params) => {
    for (const other of neighbours.inView(self.heading, params.angle)) self.met += other.distance > 0 ? 1 : 0;
    for (const other of neighbours.inView(self.heading + Math.PI, 2 * Math.PI - params.angle)) self.met += other.distance > 0 ? 1 : 0;
    const limit = Math.cos(params.angle / 2);
    for (const other of neighbours) {
      self.ids += other.distance > 0 ? 1 : 0;
      const ahead = other.dx * Math.cos(self.heading) + other.dy * Math.sin(self.heading);
      if (Math.abs(ahead - limit * other.distance) < 1e-9) self.rest = 1; // on the very border
    }
  };
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 0.01, max: 6.2, noNaN: true }),
      fc.string(),
      fc.constantFrom('js', 'simd'),
      async (angle, seed, backend) => {
        const { bird } = (await drive(flock(both, { angle, count: 150 }), {}, { backend, seed })).to(1).world().kinds;
        const [met, ids, border] = ['met', 'ids', 'rest'].map((name) => bird.column(name));
        for (let i = 0; i < bird.count; i++) {
          if (border[i] !== 0) continue;
          expect(met[i]).toBe(ids[i]);
          tried += ids[i];
        }
      },
    ),
    { numRuns: 25, seed: 7 },
  );
  expect(tried).toBeGreaterThan(5_000);
});

test('other kinds, and the nearest ones, can be looked at so', async () => {
  const model = (sight: Rule): Model =>
    defineModel({
      name: 'm',
      description: '',
      params: {},
      space: PLANE,
      kinds: {
        wolf: {
          count: 60,
          columns: { x: 'f64', y: 'f64', heading: 'f64', sum: 'f64', met: 'i32' },
          init: scatter,
          rule: rule(sight as never),
        },
        sheep: { count: 400, columns: { x: 'f64', y: 'f64', heading: 'f64' }, init: scatter },
      },
    });
  const scatter = rule((self: Record<'x' | 'y' | 'heading', number>, random: { uniform(): number }) => {
    self.x = 8 * random.uniform();
    self.y = 5 * random.uniform();
    self.heading = 6 * random.uniform();
  }) as never;
  const sight: Rule = (self, neighbours) => {
    for (const other of neighbours.sheep.inView(self.heading, 1.2)) self.sum += other.dx;
    for (const other of neighbours.nearest(5).inView(self.heading, 1.2)) self.met += other.id;
  };
  const byHand: Rule = (self, neighbours) => {
    const ux = Math.cos(self.heading);
    const uy = Math.sin(self.heading);
    const limit = Math.cos(0.6);
    for (const other of neighbours.sheep) if (other.dx * ux + other.dy * uy >= limit * other.distance) self.sum += other.dx;
    for (const other of neighbours.nearest(5)) if (other.dx * ux + other.dy * uy >= limit * other.distance) self.met += other.id;
  };
  const expected = await hashes(model(byHand), ways.js);
  for (const options of Object.values(ways)) expect(await hashes(model(sight), options)).toEqual(expected);
});

test('cells see cells, and agents that stand alone in cells, along rows and columns', async () => {
  const cells = defineModel({
    name: 'm',
    description: '',
    params: {},
    space: grid({ width: 9, height: 6, radius: 3 }),
    kinds: {
      cell: {
        on: 'cells',
        columns: { ahead: 'i32' },
        rule: rule((self, neighbours) => {
          for (const other of neighbours.inView(0, 0)) self.ahead += other.dx; // (1, 0), (2, 0), (3, 0)
        }),
      },
    },
  });
  const walkers = defineModel({
    name: 'm',
    description: '',
    params: {},
    space: grid({ width: 9, height: 6, radius: 2, capacity: 1 }),
    kinds: {
      ant: {
        count: 54,
        columns: { x: 'f64', y: 'f64', ahead: 'i32' },
        rule: rule((self, neighbours) => {
          for (const other of neighbours.inView([-3, 0], 0.9)) self.ahead += 10 * other.dx + other.dy * other.dy; // (-1, 0), (-2, 0) and none aslant
        }),
      },
    },
  });
  for (const backend of ['js', 'simd'] as const) {
    expect(new Set((await drive(cells, {}, { backend })).to(1).world().kinds.cell.column('ahead'))).toEqual(new Set([6]));
    expect(new Set((await drive(walkers, {}, { backend })).to(1).world().kinds.ant.column('ahead'))).toEqual(new Set([-30]));
  }
});

test('mistakes are told', async () => {
  const refused = (body: Rule, pattern: RegExp, space: SpaceSpec = PLANE): Promise<void> =>
    expect(drive(flock(body, { space }))).rejects.toThrow(pattern);
  await refused((self, neighbours) => {
    for (const other of neighbours.inView(self.heading, 270)) self.met += other.id;
  }, /an angle of 270 .*whole opening in radians, from 0 to 2π: of d degrees, \(d \* Math.PI\) \/ 180/);
  await refused((self, neighbours) => {
    for (const other of (neighbours as never as { inView(angle: number): Bird[] }).inView(2)) self.met += other.id;
  }, /`neighbours.inView` with 1 arguments.*it takes two, neighbours.inView\(heading, angle\) or inView\(\[ux, uy\], angle\)/);
  await refused((self, neighbours) => {
    for (const other of neighbours.inView([self.x, self.y, self.z], 2)) self.met += other.id;
  }, /a direction of 3 components.*the space has 2 dimensions/);
  const turned: Rule = (self, neighbours) => {
    for (const other of neighbours.inView(self.heading, 2)) self.met += other.id;
  };
  await refused(turned, /a heading in three dimensions.*inView\(\[ux, uy, uz\], angle\)/, ROOM);
  await refused(turned, /on a honeycomb/, grid({ width: 8, height: 6, neighbourhood: 'hexagonal' }));
  await refused((self, neighbours) => {
    for (const other of neighbours.inView as never as Bird[]) self.met += other.id;
  }, /`neighbours.inView` that is not called/);
  await refused((self, neighbours) => {
    self.met = (neighbours.inView(self.heading, 2) as never as { length: number }).length;
  }, /can only be visited/);
  const nodes = defineModel({
    name: 'm',
    description: '',
    params: {},
    space: ring(5),
    kinds: {
      node: {
        on: 'nodes',
        columns: { met: 'i32' },
        rule: rule((self, neighbours) => {
          for (const other of neighbours.inView(0, 1)) self.met += other.id;
        }),
      },
    },
  });
  await expect(drive(nodes)).rejects.toThrow(/nodes have no place, so that none is ahead/);
});
