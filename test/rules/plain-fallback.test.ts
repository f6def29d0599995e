// Which rules run as plain JavaScript: those with a construct that the compiler does not know. Mistakes stay errors.

import { expect, test } from 'vitest';
import { compileRule, lookOut } from '../../src/rules/compile.ts';
import { rule } from '../../src/rules/rule.ts';
import { torus } from '../../src/spaces/space.ts';
import { column, context, params } from './harness.ts';

const kinds = [
  { name: 'bird', columns: [column('x'), column('y'), column('heading'), column('v', 'f64', 3), column('best', 'u32')] },
  { name: 'seed', columns: [column('x'), column('y')] },
];
const given = context(kinds, {
  space: torus({ width: 5, height: 5, radius: 1 }),
  params: params({ speed: 1, mode: 'a' }),
  globals: ['mean'],
});
const inRule = (statement: string): string => `function r(self, neighbours, random, params, world) {\n  ${statement}\n}`;

test.each([
  'const a = [1, 2]; self.x = a.length;',
  'const a = { b: 1 }; self.x = a.b;',
  'try { self.x = 1; } catch { self.x = 2; }',
  'var a = 1; self.x = a;',
  'for (const k in { a: 1 }) self.x += k.length;',
  'const text = self.x > 0 ? "a" : "bc"; self.x = text.length;',
  'self.x = `a${self.y}`.length;',
  'let best = null; for (const other of neighbours) best = best ?? other; self.x = best === null ? 0 : 1;',
  'let a; if (a === undefined) self.x = 1;',
  'self.x = [...neighbours].length;',
  'self.x = Array.from(neighbours).length;',
  'self.x = Math.max(0, ...self.v);',
  'self.x = self.v.map((a) => 2 * a)[0];',
  'for (const a of self.v) self.x += a;',
  'const [a, b] = self.v; self.x = a * b;',
  'const { speed = 2 } = params; self.x = speed;',
  'const f = (n) => (n < 1 ? 0 : 1 + f(n - 1)); self.x = f(3);',
  'const f = [Math.sin, Math.cos][1]; self.x = f(1);',
  'self.x = (() => 1)();',
  'self.x = 1 + (self.y = 2);',
  'self.x = self.y++;',
  'self.x = self.y ?? 1;',
  'self.x = self?.y;',
  'self.x ||= 1;',
  'self.x = typeof self.y === "number" ? 1 : 0;',
  'self.x = params["sp" + "eed"];',
  'self.x > 0 ? self.die() : world.birth();',
  'world.birth({ ...self, x: 1 });',
  'world.birth({ v: self.v });',
  'throw new RangeError([self.x].join());',
  'class A { b = 1; } self.x = new A().b;',
  'self.x = new Map([[1, 2]]).get(1);',
  'self.x = Number.parseFloat("1.5");',
  'self.x = isNaN(self.y) ? 1 : 0;',
  'self.x = parseInt("12", 10);',
  'self.x = JSON.stringify(params).length;',
  'switch (self.best) { case 1: self.y = 2; case 2: self.y += 3; }',
  'switch (self.best) { case self.id: self.y = 2; break; default: self.y = 1; }',
  'outer: { if (self.x > 0) break outer; self.x = 1; }',
  'function* three() { yield 1; yield 2; } self.x = [...three()].length;',
])('runs plainly, and says why: %s', (statement) => {
  const { plain, code } = compileRule(inRule(statement), given);
  expect(plain).toMatch(/in(side)? the rule of kind bird \(line 2, column \d+\)/);
  expect(code).toContain('const author');
  expect(lookOut(inRule(statement), given).dies).toBe(statement.includes('die()'));
});

test.each([
  ['self.heding = 1;', /bird has no "heding"/],
  ['const a = [1]; self.heding = a.length;', /bird has no "heding"/],
  ['const a = [1]; self.x = wind;', /"wind" is not known/],
  ['for (const other of neighbours) self.x += other.distnce2;', /bird has no "distnce2"/],
  ['self.x = params.sped;', /params has no "sped"/],
  ['self.x = Math.random();', /Math.random/],
  ['self.x = Date.now();', /clock/],
  ['console.log(self.x);', /console/],
  ['self.x = "ill";', /the text 'ill' used as a number/],
  ['self.x = params.mode;', /used as a number/],
  ['if (self.x === "ill") self.y = 1;', /the text 'ill'/],
  ['self.x = null;', /`null`/],
  ['self.x = self.v;', /the whole vector "v"/],
  ['for (const other of neighbours) other.x = 1;', /an assignment to a neighbour/],
  ['params.speed = 1;', /an assignment to params/],
  ['world.mean = 1;', /an assignment to world.mean/],
  ['self.id = 1;', /an assignment to self.id/],
  ['self.x = neighbours.length;', /neighbours/],
  ['for (const k of params) self.x = 1;', /params/],
  ['self.x = random.uniform(1);', /random.uniform/],
  ['self.x = Math.sin();', /Math.sin/],
  ['const f = (a) => { if (a > 0) return 1; }; self.x = f(1);', /on some paths only/],
  ['self.x == 3;', /changes nothing/],
  ['self.v[3] = 1;', /element 3/],
])('stays an error: %s', (statement, pattern) => {
  expect(() => compileRule(inRule(statement), given)).toThrow(pattern);
});

test('what the compiler knows is compiled', () => {
  expect(compileRule(inRule('self.x = Math.sin(self.y);'), given).plain).toBeUndefined();
});

test('helpers that call each other in a circle run plainly', () => {
  const even = (n: number): boolean => (n <= 0 ? true : odd(n - 1));
  const odd = (n: number): boolean => (n <= 0 ? false : even(n - 1));
  const fn = rule((self: { x: number }) => void (self.x = even(3) ? 1 : 0), { uses: { even, odd } });
  expect(compileRule(fn, given).plain).toMatch(/void|recursion/);
  const plainly = (self: { x: number }): void => {
    self.x = even(3) ? 1 : 0;
  };
  expect(compileRule(rule(plainly, { uses: { even, odd } }), given).plain).toMatch(/recursion in the helper/);
});
