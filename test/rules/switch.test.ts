// `switch` and its kin, against the author's function run as plain JavaScript.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRule } from '../../src/rules/compile.ts';
import { rule } from '../../src/rules/rule.ts';
import { column, context, makeKind, params, plainly, run, value } from './harness.ts';

/** The rule and the author's function leave the same state in every agent. */
function expectAlike(fn: Function, settings: Record<string, number | string | boolean> = {}): void {
  const kind = makeKind('bird', [column('x'), column('state', 'i32'), column('kindness', 'i32')], 60, null, 5);
  const more = { params: params(settings, Object.keys(settings)) };
  const { writes } = compileRule(fn, context([kind], more));
  run(fn, [kind], more);
  let changed = 0;
  for (let i = 0; i < kind.count; i++) {
    const plain = plainly(fn, kind, i, [], settings);
    for (const name of ['x', 'state', 'kindness']) {
      expect((writes.includes(name) ? kind.next : kind.now)[name][i], `${name} of ${i}`).toBe(plain[name]);
      changed += plain[name] === kind.now[name][i] ? 0 : 1;
    }
  }
  expect(changed).toBeGreaterThan(10);
}

/** A case: its labels, whether default is among them, how it ends. */
const cases = fc
  .uniqueArray(fc.integer({ min: -2, max: 6 }), { minLength: 1, maxLength: 8 })
  .chain((labels) =>
    fc.tuple(
      fc.constant(labels),
      fc.array(
        fc.constantFrom('join', 'break;', '{ self.kindness += 2; break; }', 'if (self.x > 0) break; self.x = 9; break;', 'return;'),
        {
          minLength: labels.length,
          maxLength: labels.length,
        },
      ),
      fc.integer({ min: -1, max: labels.length }),
    ),
  )
  .map(([labels, ends, others]) => {
    const last = others === labels.length ? -1 : labels.length - 1; // the one that need not end in a jump
    const lines = labels.map((label, k) => {
      if (ends[k] !== 'join') return `case ${label}: self.x += ${k + 1}; ${ends[k]}`;
      return k === last ? `case ${label}: self.x += ${k + 1};` : `case ${label}:`;
    });
    if (others >= 0) lines.splice(others, 0, `default: self.x -= 3; ${others < labels.length ? 'break;' : ''}`);
    return lines.join('\n');
  });

test('any switch does what JavaScript does', () => {
  fc.assert(
    fc.property(cases, fc.constantFrom('self.state', 'self.state * 1.5', 'self.x > 0 ? self.state : -2'), (text, on) => {
      const fn = new Function(`return (self) => { switch (${on}) { ${text} }\n self.kindness += 1; }`)() as Function;
      expectAlike(fn);
    }),
  );
});

function inLoops(self: Record<string, number>): void {
  outer: for (let k = 0; k < 6; k++) {
    switch (k + self.state) {
      case 1:
      case 4:
        continue;
      case 2: {
        for (let n = 0; n < 3; n++) {
          if (n === 1) break;
          self.x += n + 0.5;
        }
        break;
      }
      case 5:
        if (self.x > 1) break outer;
        else break;
      default:
        switch (k) {
          case 3:
            break;
          default:
            self.kindness += 1;
        }
        self.x += 0.25;
    }
    self.x *= 1.5;
  }
}

test('break leaves the switch, continue goes on with the loop around it', () => expectAlike(inLoops));

function grade(state: number, x: number): number {
  switch (state) {
    case 0:
      return 0.5;
    case 1:
      if (x > 0) return 1.5;
      else return -1.5;
    default:
      throw new Error(`no grade for ${state}`);
    case 2:
    case 3:
      return x * 2;
  }
}

test('a helper may return from every case', () => {
  expectAlike(
    rule(
      (self: Record<string, number>) => {
        self.x = grade(self.state, self.x);
      },
      { uses: { grade } },
    ),
  );
});

test('a switch over a text parameter is decided before the run', () => {
  const byMode = (self: Record<string, number>, _n: unknown, _r: unknown, settings: { mode: string }): void => {
    switch (settings.mode) {
      case 'fast':
        self.x += 2;
        break;
      case 'slow':
        self.x += 1;
        break;
      default:
        self.x -= 1;
    }
  };
  for (const mode of ['fast', 'slow', 'other']) expectAlike(byMode, { mode });
});

test('cases are constants of any origin, compared by value', () => {
  const byName = rule(
    (self: Record<string, number>) => {
      const WELL = 2;
      switch (self.state) {
        case ILL:
          self.x = 10;
          break;
        case WELL:
          self.x = 20;
          break;
        case codes[1]:
          self.x = 30;
      }
    },
    { uses: { ILL: 1, codes: [7, 3] } },
  );
  const ILL = 1;
  const codes = [7, 3];
  expectAlike(byName);
});

test('a helper whose loop can be left must return after it', () => {
  const compile = (body: string): unknown =>
    compileRule(
      `(world) => { const f = (x) => { ${body} }; return f(world.a); }`,
      context([], { role: 'global', self: null, globals: ['a'] }),
    );
  expect(() => compile('while (true) { if (x > 3) return 2; }')).not.toThrow();
  expect(() => compile('while (true) { switch (x) { case 1: break; } if (x > 3) return 2; }')).not.toThrow();
  expect(() => compile('while (true) { if (x > 3) break; return 2; }')).toThrow(/on some paths only/);
  expect(() => compile('switch (x) { case 1: return 2; }')).toThrow(/on some paths only/);
  expect(() => compile('switch (x) { case 1: if (x > 0) break; return 2; default: return 3; }')).toThrow(/on some paths only/);
  expect(() => compile('switch (x) { case 1: return 2; default: }')).toThrow(/on some paths only/);
});

test('powers, constants and separators', () => {
  const close = (fn: (world: { a: number }) => number, a: number): void => {
    const got = value(fn, { globals: ['a'] }, { globals: Float64Array.from([a]) });
    expect(Math.abs(got - fn({ a }))).toBeLessThanOrEqual(4e-16 * Math.abs(fn({ a })));
  };
  for (const a of [0.5, 1, 3, 10]) {
    close((world) => world.a ** 2.5, a);
    close((world) => {
      let x = world.a;
      x **= 3;
      return 2 ** x;
    }, a);
    close((world) => world.a * Math.PI * Math.E * Math.LN2 * Math.SQRT1_2 * Math.LOG10E, a);
    close((world) => world.a + Number.MAX_SAFE_INTEGER + Number.EPSILON, a);
    close((world) => world.a * Number.MIN_SAFE_INTEGER, a);
    close((world) => world.a * 1_000_000 + 0xff_ff + 1_0e3 + 0b1_0, a);
  }
});
