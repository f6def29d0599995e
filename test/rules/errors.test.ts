import { expect, test } from 'vitest';
import { LabError } from '../../src/errors.ts';
import type { RuleContext } from '../../src/rules/compile.ts';
import { lowerRule } from '../../src/rules/lower.ts';
import { rule } from '../../src/rules/rule.ts';
import { torus } from '../../src/spaces/space.ts';
import { column, context, params } from './harness.ts';

const kinds = [
  { name: 'bird', columns: [column('x'), column('y'), column('heading'), column('v', 'f64', 3), column('best', 'u32')] },
  { name: 'seed', columns: [column('x'), column('y')] },
  { name: 'weather', columns: [column('rain')] },
  { name: 'wolf', columns: [column('rank', 'i32')], born: true },
];
const base: Partial<RuleContext> = {
  space: torus({ width: 5, height: 5, radius: 1 }),
  params: params({ speed: 1, mode: 'a' }),
  globals: ['mean'],
};

function message(fn: Function | string, more: Partial<RuleContext> = {}): string {
  try {
    lowerRule(fn, context(kinds, { ...base, ...more }));
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
  ['console.log(self.x);', /"console" is not known.*cannot print.*--record/],
  ['self.x = isNaN(self.x) ? 1 : 0;', /"isNaN".*Number\.isNaN/],
  ['self.x = Array(3);', /"Array".*numbers, Math, Number and what is handed over/],
  ['self.x = sefl.y;', /"sefl" is not known.*did you mean "self"\?.*Hand it over/],
  ['self.x = neigbours.length;', /did you mean "neighbours"/],
  ['self.x = wrap(self.x);', /"wrap" is not known.*rule\(fn, \{ uses: \{ wrap \} \}\)/],
  ['self.x = random();', /call of `random`.*random\.uniform\(\)/],
  ['self.x = neighbours[0].x;', /`neighbours\[0\]`.*can only be visited/],
  ['neighbours.filter((n) => n.x > 0);', /`neighbours\.filter`.*count or add up inside the loop/],
  ['for (const o of neighbours) o.die();', /the death of another agent in synchronous mode.*claim it.*self\.die\(\).*'sequential'/],
  ['for (const o of neighbours) o.v[0]++;', /assignment to a neighbour/],
  ["self.x = self.y === 'ill' ? 1 : 0;", /the text 'ill' used as a number.*number the states/],
  ['const [a, b] = self.v;', /destructuring.*const a = v\[0\]/],
  ['self.x = self.y++;', /`self\.y\+\+`.*statement of its own/],
  ['self.x = params[self.y];', /`params\[self\.y\]`, named by a computed value/],
  ['for (const k of self.v) self.x += k;', /for … of.*for \(let d = 0; d < v\.length; d\+\+\)/],
  ['self.x = world.agent(3).dx;', /"dx" of an agent asked for by its id.*position too; distances by the space exist for neighbours only/],
  ['self.x = world.agent(3).distance;', /exist for neighbours only/],
  ['world.agent(3).x = 2;', /assignment to another agent.*own columns only/],
  ['const o = world.agent(3); o.v[self.id] = 2;', /assignment to another agent/],
  ['world.agent(3).die();', /the death of another agent/],
  ['self.x = world.agent;', /call it with an id/],
  ['self.x = world.agent(3);', /an agent used as a number.*name one of its columns/],
  ['self.x = world.agent().x;', /`world\.agent` with 0 arguments.*takes one/],
  ['self.x = world.agent.sede(3).x;', /world\.agent has no "sede".*"seed"/],
  ['self.x = world.agent(3).heding;', /bird has no "heding".*"heading"/],
  ['self.x = world.agent.wolf(3).rank;', /`world\.agent\.wolf`, although agents of kind wolf are born,.*never given twice/],
  ['switch (self.x) { case 1: self.y = 2; case 2: self.y = 3; }', /a case that runs on into the next.*break, continue or return/],
  ['switch (self.x) { case self.y: break; }', /`case self\.y`.*cases are constants/],
  ['switch (self.x) { case 1: break; case 1: break; }', /the second case 1/],
  ["switch (params.mode) { case 'a': break; case 3: break; }", /`case 3` of a text/],
  ['self.x = Math.random();', /Math.random.*random.uniform\(\)/],
  ['self.x = Math.clz32(3);', /Math.clz32.*Known: abs/],
  ['self.x = Math.sine(3);', /did you mean Math.sin/],
  ['self.x = Date.now();', /Date.*world.tick/],
  ['self.x = params.mode;', /text parameter 'a' used as a number/],
  ['self.x = self.v;', /whole vector "v".*v\[0\]/],
  ['self.x = self.v[3];', /element 3 of "v".*0 to 2/],
  ['const a = [1, 2];', /`\[1, 2\]`.*no arrays/],
  ['const a = { b: 1 };', /no objects/],
  ['try { self.x = 1; } catch { }', /try.*cannot catch/],
  ['var a = 1;', /`var`.*let or const/],
  ['for (const k in self) self.x = 1;', /for … in/],
  ['for (const k of params) self.x = 1;', /for … of.*only neighbours, neighbours.<kind> and tables/],
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
  ['self.x = Math.atan2(1);', /Math.atan2` with 1 argument in.*it takes 2/],
  ['self.x = world.fields;', /`world\.fields`, although the model has no fields/],
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
  ).toMatch(/uses takes numbers, true and false, functions, and arrays of numbers/);
});

test.each([
  ['table[0]', [], /"table", handed over in uses, is no table: table is empty,.*at least one number, or of rows of equal length/],
  ['table[0][1]', [[1, 2], [3]], /table\[1\] has length 1 and the rows before it 2/],
  ['table[0]', [1, 'a'], /table\[1\] is of type string/],
  ['table[0]', [1, undefined], /table\[1\] is undefined/],
  ['table[0]', [[1], 2], /table\[1\] is a number among rows/],
  ['table[0]', [1, [2]], /table\[1\] is a row among numbers/],
  [
    'table[0]',
    [
      [1, 2],
      [[3], [4]],
    ],
    /table\[1\]\[0\] is a row among numbers/,
  ],
  ['table[0]', [[]], /table\[0\] is empty/],
  ['table[0]', { a: 1 }, /as object,.*hand over the members one by one/],
  ['table[3]', [1, 2, 3], /element 3 of "table".*0 to 2/],
  ['table[-1]', [1, 2, 3], /element -1 of "table"/],
  [
    'table[1][2]',
    [
      [1, 2],
      [3, 4],
    ],
    /element 2 of "table\[1\]".*0 to 1/,
  ],
  ['table', [1, 2, 3], /the whole table "table".*table\[0\]/],
  [
    'table[1]',
    [
      [1, 2],
      [3, 4],
    ],
    /the whole table "table\[1\]".*table\[1\]\[0\]/,
  ],
  ['table.push(1)', [1, 2, 3], /"table\.push".*table\[0\] to table\[2\], and length/],
  ['0; table[0] = 1', [1, 2, 3], /an assignment to an element of "table".*only read/],
])('refused with advice: %s of %j', (text, table, pattern) => {
  const fn = new Function(`return function r(self) {\n  self.x = ${text};\n}`)() as (self: object) => void;
  expect(message(rule(fn, { uses: { table: table as number[] } }))).toMatch(pattern);
});

test('agents are looked up by rules and reductions alone', () => {
  expect(message('(self, random, params, world) => { self.x = world.agent(1).x; }', { role: 'init' })).toMatch(/not all there yet/);
  expect(message('(world) => world.agent(1).x', { role: 'global', self: null })).toMatch(/only rules and reductions see agents/);
  expect(message('(self, params, world) => world.agent(1).x', { role: 'reduce' })).toBe('compiled');
});

test('what must return a value, does', () => {
  const schedule = { role: 'global', self: null, name: 'schedule of level', valued: true } as const;
  expect(message('(world) => { world.tick + 1; }', schedule)).toMatch(/changes nothing/);
  expect(message('(world) => { const level = world.tick; }', schedule)).toMatch(/the schedule of level returns nothing.*return its value/);
  expect(message('(world) => world.tick', schedule)).toBe('compiled');
});
