import { expect, test } from 'vitest';
import { LabError } from '../../src/errors.ts';
import { compileRule, type RuleContext } from '../../src/rules/compile.ts';
import { rule } from '../../src/rules/rule.ts';
import { torus } from '../../src/spaces/space.ts';
import { column, context, params } from './harness.ts';

const kinds = [
  { name: 'bird', columns: [column('x'), column('y'), column('heading'), column('v', 'f64', 3), column('best', 'u32')] },
  { name: 'seed', columns: [column('x'), column('y')] },
  { name: 'weather', columns: [column('rain')] },
];
const base: Partial<RuleContext> = {
  space: torus({ width: 5, height: 5, radius: 1 }),
  params: params({ speed: 1, mode: 'a' }),
  globals: ['mean'],
};

function message(fn: Function | string, more: Partial<RuleContext> = {}): string {
  try {
    compileRule(fn, context(kinds, { ...base, ...more }));
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    expect((error as LabError).code).toBe('E_RULE');
    expect((error as LabError).message.split('\n').length).toBeLessThan(4);
    return (error as LabError).message;
  }
  return 'compiled';
}

const inRule = (statement: string, more: Partial<RuleContext> = {}): string =>
  message(`function r(self, neighbours, random, params, world) {\n  ${statement}\n}`, more);

test('a name from outside: how to hand it over', () => {
  expect(message('(self) => {\n  self.heading = 1;\n  self.x =   TAU * 2;\n}')).toBe(
    '"TAU" is not known inside the rule of kind bird (line 3, column 14): a rule is compiled from its own text. ' +
      'Hand it over: rule(fn, { uses: { TAU } }).\n    self.x =   TAU * 2;',
  );
});

test("the line of the author's file, found with its types in place", () => {
  const file = 'import x;\n\nconst a = 1;\nexport function fly(self: Bird, n: Near): void {\n  self.x = wind;\n}\n';
  const stripped = 'function fly(self      , n      )       {\n  self.x = wind;\n}';
  expect(message(stripped, { file })).toMatch(/line 2, column 12; line 5 of its file/);
  expect(message('(self) => { self.x = wind; }', { file })).toMatch(/\(line 1, column 22\)/);
});

const CASES: [string, RegExp][] = [
  [
    'self.heding = 1;',
    /bird has no "heding" in the rule of kind bird \(line 2, column 3\): did you mean "heading"\? Known: x, y, heading, v, best/,
  ],
  ['for (const other of neighbours) self.x += other.distnce2;', /bird has no "distnce2".*did you mean "distance2"/],
  ['self.x = params.sped;', /params has no "sped".*did you mean "speed"\? Known: speed, mode/],
  ['self.x = world.maen;', /world has no "maen".*"mean"/],
  ['self.x = random.unifrom();', /random has no "unifrom".*"uniform"/],
  ['self.x = world.count.birds;', /world.count has no "birds".*"bird"/],
  ['for (const o of neighbours.sed) self.x += 1;', /neighbours has no "sed".*"seed"/],
  ['for (const o of neighbours.weather) self.x += 1;', /neighbours of kind weather.*no place in the space/],
  ['self.x = neighbours.length;', /can only be visited/],
  ['for (const other of neighbours) other.x = 1;', /assignment to a neighbour.*own columns only/],
  ['params.speed = 2;', /assignment to params.speed.*fixed for the run/],
  ['world.tick = 2;', /assignment to world.tick.*the engine counts/],
  ['world.mean = 2;', /assignment to world.mean.*globals are written by/],
  ['self.id = 2;', /assignment to self.id/],
  ['self.x = Math.random();', /Math.random.*random.uniform\(\)/],
  ['self.x = Math.clz32(3);', /Math.clz32.*Known: abs/],
  ['self.x = Math.sine(3);', /did you mean Math.sin/],
  ['self.x = Date.now();', /Date.*world.tick/],
  ['self.x = params.mode;', /text parameter 'a' used as a number/],
  ['self.x = self.v;', /whole vector "v".*v\[0\]/],
  ['self.x = self.v[3];', /element 3 of "v".*0 to 2/],
  ['const a = [1, 2];', /`\[1, 2\]`.*no arrays/],
  ['const a = { b: 1 };', /no objects/],
  ['switch (self.x) { case 1: break; }', /switch.*if and else/],
  ['try { self.x = 1; } catch { }', /try.*cannot catch/],
  ['var a = 1;', /`var`.*let or const/],
  ['for (const k in self) self.x = 1;', /for … in/],
  ['for (const k of params) self.x = 1;', /for … of.*only neighbours/],
  ['self.x = null;', /null.*numbers, true and false/],
  ['self.x = self.y ?? 1;', /\?\?.*every value is a number/],
  ['self.x = self?.y;', /\?\..*write a dot/],
  ['self.x + 1;', /changes nothing/],
  ['const k = 1; k = 2;', /assignment to the constant "k"/],
  ['total += 1;', /"total" is not known inside the rule of kind bird.*declare it with let/],
  ['const f = (n) => f(n - 1); self.x = f(3);', /recursion.*write a loop/],
  ['const f = (n) => { if (n > 1) return 2; }; self.x = f(3);', /returns a value on some paths only/],
  ['const f = (n) => { self.y = n; return n; }; self.x = 1 + f(3);', /inside an expression.*statement of its own/],
  ['self.x = 1 + (self.y = 2);', /make the assignment a statement/],
  ['let best = -1; for (const o of neighbours) best = o.best; self.best = best;', /negative number and an unsigned one.*0xffffffff/],
  ['return 3;', /`return` of a value.*returns nothing/],
  ['world.birth({ sped: 1 });', /bird has no "sped"/],
  ['world.birth(self);', /write the columns in place/],
  ['throw "no";', /write throw new Error/],
  ['self.x = random.uniform(3);', /one argument/],
  ['self.x = Math.atan2(1);', /Math.atan2` with 1 arguments.*it takes 2/],
  ['self.x = world.fields;', /world has no "fields"/],
  ['self.x = self.heading.foo;', /".foo" of a plain value/],
  ['self.x = `a`;', /text is only for throw/],
  ['self.x = = 2;', /cannot be read \(line 2, column 12\): Unexpected token/],
];

for (const [statement, pattern] of CASES) test(`refused with advice: ${statement}`, () => expect(inRule(statement)).toMatch(pattern));

test('functions that cannot be read, and wrong parameters', () => {
  expect(message(Math.max)).toMatch(/bound or built-in/);
  expect(message(async () => {})).toMatch(/async functions cannot be compiled/);
  expect(message('(a, b, c, d, e, f) => {}')).toMatch(/parameter 6.*\(self, neighbours, random, params, world\)/);
  expect(message('(self) => {}', { role: 'reduce' })).toMatch(/reduction that returns nothing/);
  expect(message('(self) => { self.x = 1; return 1; }', { role: 'reduce' })).toMatch(/a reduction only reads/);
  expect(message('(self, neighbours, random) => { for (const o of neighbours) self.x = 1; }', { space: null })).toMatch(
    /the model has no space/,
  );
});

test('a mistake in a helper names the helper', () => {
  const helper = (x: number): number => x * (globalThis as unknown as { nothing: number }).nothing;
  expect(
    message(
      rule(
        (self: { x: number }) => {
          self.x = helper(2);
        },
        { uses: { helper } },
      ),
    ),
  ).toMatch(/"globalThis" is not known inside the helper helper of the rule of kind bird/);
  expect(
    message(
      rule(
        (self: { x: number }) => {
          self.x = helper as unknown as number;
        },
        { uses: { helper: 'no' as unknown as number } },
      ),
    ),
  ).toMatch(/uses takes numbers, true and false, and functions/);
});
