// What a rule that runs as plain JavaScript may not use, said when it is read; and what its text is taken to do.

import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/errors.ts';
import { compileRule, type RuleContext } from '../../src/rules/compile.ts';
import { mentionsIn } from '../../src/rules/plain-scope.ts';
import { plainCompiled } from '../../src/rules/plain.ts';
import { rule } from '../../src/rules/rule.ts';
import { readSource } from '../../src/rules/source.ts';
import { torus } from '../../src/spaces/space.ts';
import { column, context, params } from './harness.ts';

const kinds = [
  { name: 'bird', columns: [column('x'), column('y'), column('heading'), column('v', 'f64', 3)] },
  { name: 'seed', columns: [column('x'), column('y')] },
  { name: 'weather', columns: [column('rain')] },
];
const base: Partial<RuleContext> = {
  space: torus({ width: 5, height: 5, radius: 1 }),
  params: params({ speed: 1, prey: 'seed' }),
  globals: ['mean', 'constructor_of_wind'],
};

const inRule = (statement: string): string => `function r(self, neighbours, random, params, world) {\n  ${statement}\n}`;
const compiled = (fn: Function | string, more: Partial<RuleContext> = {}): ReturnType<typeof plainCompiled> =>
  plainCompiled(fn, context(kinds, { ...base, ...more }));

/** The message of the refusal; the code and the number of lines are those of every refusal. */
function message(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    expect((error as LabError).code).toBe('E_RULE');
    expect((error as LabError).message.split('\n').length).toBeLessThan(4);
    return (error as LabError).message;
  }
  return 'read';
}

describe('refused, with the place and the reason', () => {
  test.each<[string, RegExp]>([
    ['const o = { d: Date.now() };', /`Date` in the rule of kind bird \(line 2, column 18\): a clock may not decide a simulation/],
    ['const o = [performance.now()];', /`performance`.*world.tick/],
    [
      'for (const o of neighbours.nearest(3)) self.x += [o.dx][0];',
      /`neighbours.nearest` in a rule that runs as plain JavaScript.*sort those/,
    ],
    ['const o = [Math.random()];', /`Math.random`.*repeatable/],
    ['const o = [Math.asinh(1)];', /`Math.asinh`.*did you mean Math.asin\?/],
    ['const o = [process.pid];', /`process`.*function of its seed/],
    ['const o = [require("fs")];', /`require`/],
    ['const o = [fetch("x")];', /`fetch`/],
    ['setTimeout(() => {}, 1);', /`setTimeout`.*within the tick/],
    ['import("x");', /`import`/],
    ['const o = [import.meta.url];', /import/],
    ['eval("1");', /`eval`.*its own text/],
    ['const o = [new Function("1")];', /`Function`/],
    ['const o = [(() => 1).constructor("return Date")];', /`.constructor`/],
    ['const o = [globalThis.Date];', /`globalThis`.*nothing but their columns/],
    ['console.log([self.x]);', /`console`.*record it or measure it/],
    ['const o = [new Promise(() => {})];', /`Promise`/],
    ['const f = async () => 1;', /async.*within the tick/],
    ['const o = [crypto.randomUUID()];', /`crypto`.*random.uniform/],
    ['const o = [new Intl.NumberFormat()];', /`Intl`.*language of the machine/],
    ['const o = ["a".localeCompare("b")];', /`.localeCompare`.*language of the machine/],
    ['Array.prototype.last = 1;', /`.prototype`.*nothing but their columns/],
    ['Array.last = [1];', /change of "Array", which every agent sees/],
    ['({ a: Object.most } = { a: 1 });', /change of "Object"/],
    ['Math.TAU = [6];', /change of "Math"/],
    ['Number.count++;', /change of "Number"/],
    ['[Object.most] = [1];', /change of "Object"/],
    ['const o = [Object.getPrototypeOf([]), [].__proto__];', /`.__proto__`/],
    ['const o = [this];', /`this` in the rule.*first parameter, self/],
    ['const f = () => [this];', /`this`/],
    ['let x = [2][0]; x **= 2;', /`\*\*=`.*x \*\* y/],
    ['const o = [wind];', /"wind" is not known inside the rule of kind bird.*uses: \{ wind \}/],
    ['const o = typeof wind;', /"wind" is not known/],
    ['wind = [1];', /"wind" is not known.*declare it with let/],
    ['{ const inner = [1]; } self.x = inner[0];', /"inner" is not known/],
    ['const f = (a) => [a]; self.x = a;', /"a" is not known/],
    ['try { self.x = 1; } catch (e) {} self.x = e;', /"e" is not known/],
    ['for (const k of [1]) self.x = k; self.y = k;', /"k" is not known/],
    ['const o = [self.heding];', /bird has no "heding".*did you mean "heading"/],
    ['const { heding } = self;', /bird has no "heding"/],
    ['const o = [params.sped];', /params has no "sped".*"speed"/],
    ['const { speed, sped = 1 } = params;', /params has no "sped"/],
    ['const o = [world.maen];', /world has no "maen".*"mean"/],
    ['const o = [random.unifrom()];', /random has no "unifrom"/],
    ['const o = [...neighbours.sed];', /neighbours has no "sed".*"seed"/],
    ['const o = [...neighbours.weather];', /neighbours of kind weather.*no place in the space/],
    ['const o = neighbours.map((other) => [other]);', /neighbours.map.*can only be visited/],
    ['world.birth.sed([1]);', /world.birth has no "sed"/],
    ['const o = [self.won];', /"won", although agents of kind bird claim nobody/],
    ["const o = [1]; self.x = 'ill';", /the text 'ill' used as a number.*number the states/],
    ["const o = [1]; if (self.x === 'ill') self.y = 1;", /the text 'ill' compared with a number/],
    ['const o = [1]; self.x = params.prey;', /the text parameter 'prey' used as a number/],
    ['const o = [1]; self.x = null;', /`null` used as a number/],
    ['const o = [1]; self.x = self.v;', /the whole vector "v" used as a number/],
    ['const o = [...params];', /`params` taken for a list/],
    ['for (const k of world) self.x = [k];', /`world` taken for a list/],
    ['with (self) { x = [1]; }', /`with`/],
    ['const o = [010];', /cannot be read.*[Oo]ctal/],
    ['const o = [self.x]; delete o;', /cannot be read.*[Dd]elete/],
  ])('%s', (statement, pattern) => {
    expect(message(() => compiled(inRule(statement)))).toMatch(pattern);
  });

  test('what is handed over, and is no number, function or array of numbers', () => {
    for (const value of [null, 'text', [1, 'text'], { a: 1 }, new BigInt64Array(1)]) {
      const fn = rule((self: Record<string, unknown>) => void (self.x = [value]), { uses: { value } as never });
      expect(message(() => compiled(fn))).toMatch(/"value", handed over in uses as .*uses takes numbers/);
    }
  });

  test('a change of what is handed over', () => {
    const TABLE = [1, 2];
    const fn = rule((self: Record<string, unknown>) => void (self.x = [(TABLE[0] = 3)]), { uses: { TABLE } });
    expect(message(() => compiled(fn))).toMatch(/change of "TABLE", which every agent sees,.*belongs in a column/);
  });

  test('in a helper, which is named', () => {
    const helper = (x: number): number[] => [x, Date.now()];
    const fn = rule((self: Record<string, unknown>) => void (self.x = helper(1)), { uses: { helper } });
    expect(message(() => compiled(fn))).toMatch(/`Date` in the helper helper of the rule of kind bird/);
    const other = (x: number): number[] => [x, Number(String(TAU))];
    const TAU = 6;
    rule(other, { uses: {} });
    expect(message(() => compiled(rule((self: Record<string, unknown>) => void (self.x = other(1)), { uses: { other } })))).toMatch(
      /"TAU" is not known inside the helper other/,
    );
  });

  test('async and generator rules, bound functions, parameters too many', () => {
    expect(message(() => compiled('async (self) => {}'))).toMatch(/async functions/);
    expect(message(() => compiled('function* r(self) {}'))).toMatch(/generator functions/);
    expect(message(() => compiled(Math.max))).toMatch(/bound or built-in/);
    expect(message(() => compiled('(a, b, c, d, e, f) => {}'))).toMatch(/parameter 6/);
  });

  test('births, deaths and claims outside a rule', () => {
    expect(message(() => compiled('(self, random, params, world) => { world.birth([1]); }', { role: 'init' }))).toMatch(
      /world has no "birth"/,
    );
  });
});

test('names are told apart by the scopes of JavaScript', () => {
  const free = (text: string): string[] => {
    const source = readSource(text, 'the rule', null);
    const mentions = mentionsIn(source.node, () => {});
    return [...new Set(mentions.filter(({ declaration }) => declaration === null).map(({ node }) => node.name))].sort();
  };
  expect(free('function r(a, { b, c: [d = e], ...f }) { var g; a.h; ({ i: b, j }); return [b, d, f, g, r, k, arguments]; }')).toEqual([
    'e',
    'j',
    'k',
  ]);
  expect(free('() => { before(); function before() { return after; } let after; { let inner; } inner; }')).toEqual(['inner']);
  expect(free('() => { if (1) { var x; let y; } x; y; }')).toEqual(['y']);
  expect(free('() => { for (let k = 0; k < n; k++) {} k; for (const [a, b] of c) a; for (d in e); for (var v of []) ; v; }')).toEqual([
    'c',
    'd',
    'e',
    'k',
    'n',
  ]);
  expect(free('() => { try { a; } catch ({ message }) { message; } message; }')).toEqual(['a', 'message']);
  expect(free('() => { class A extends B { #p = q; static { var s; s; } [c]() { return A; } d = this.#p; } A; s; }')).toEqual([
    'B',
    'c',
    'q',
    's',
  ]);
  expect(free('() => { const f = function g() { g; }; g; l: for (;;) break l; switch (a) { case b: let c; default: c; } c; }')).toEqual([
    'a',
    'b',
    'c',
    'g',
  ]);
  expect(free('() => { [a, b.c, ...d] = [1]; ({ e, f: g = h } = {}); i++; `${j}`; (function () { new.target; }); k?.l?.[m]; }')).toEqual([
    ...'abdeghijkm',
  ]);
  expect(free('(a = b, c = () => a + d) => { const { [e]: f, g = f } = a; return { f, [h]: 1, i() { return arguments; } }; }')).toEqual([
    'b',
    'd',
    'e',
    'h',
  ]);
  expect(free('() => /a/.test(b)')).toEqual(['b']);
});

describe('what a rule is taken to do', () => {
  test.each<[string, Record<string, unknown>]>([
    ['const o = [self.x];', { neighbourKinds: [], births: [], gathered: [], claims: [], dies: false, draws: false }],
    ['const o = [...neighbours];', { neighbourKinds: ['bird'] }],
    ['const o = Array.from(neighbours.seed);', { neighbourKinds: ['seed'] }],
    ['const { seed, bird } = neighbours;', { neighbourKinds: ['bird', 'seed'] }],
    ['const n = neighbours; const o = [...n.seed];', { neighbourKinds: ['bird', 'seed'] }],
    ['const o = [...neighbours["seed"]];', { neighbourKinds: ['seed'] }],
    ['const o = [...neighbours[params.prey]];', { neighbourKinds: ['bird', 'seed'] }],
    ['const o = new Set(neighbours);', { neighbourKinds: ['bird', 'seed'] }], // prey is 'seed'
    ['for (const other of [...neighbours]) other.claim();', { neighbourKinds: ['bird'], claims: ['bird'] }],
    ['for (const { claim } of neighbours.seed) claim();', { neighbourKinds: ['seed'], claims: ['seed'] }],
    ['const { die } = self; die();', { dies: true }],
    ['self["die"]();', { dies: true }],
    ['world.birth({});', { births: ['bird'] }],
    ['[1].forEach(() => world.birth.weather({}));', { births: ['weather'] }],
    ['const w = world; w.birth({});', { births: ['bird', 'seed'] }],
    ['const { birth } = world; birth.weather({});', { births: ['bird', 'seed', 'weather'] }],
    ['const f = world.birth; f({});', { births: ['bird', 'seed'] }],
    ['const o = [world.agent(3).x];', { gathered: ['bird'], births: [] }],
    ['const o = [world.agent.weather(3).rain];', { gathered: ['weather'] }],
    ['const o = [random];', { draws: true }],
  ])('%s', (statement, expected) => {
    const found = compiled(inRule(statement));
    expect(found).toMatchObject(expected);
    expect(found.writes).toEqual(['x', 'y', 'heading', 'v']);
  });

  test('parameters taken apart in the head, gathered in the rest, or reached by arguments', () => {
    expect(compiled('({ x, die }, { seed }, { uniform }, { speed }, { birth }) => {}')).toMatchObject({
      neighbourKinds: ['seed'],
      dies: true,
      births: ['bird', 'seed'],
      draws: true,
    });
    for (const text of ['(self, ...rest) => { rest[3].birth({}); }', 'function r() { arguments[4].birth({}); }'])
      expect(compiled(text)).toMatchObject({ neighbourKinds: ['bird', 'seed'], births: ['bird', 'seed'], draws: true, dies: false });
  });

  test('what helpers do counts as well', () => {
    const bear = (world: { birth: { weather(child: object): void } }): void => world.birth.weather({});
    const fn = rule((_self: unknown, _neighbours: unknown, _random: unknown, _params: unknown, world: never) => bear(world), {
      uses: { bear },
    });
    expect(compiled(fn).births).toEqual(['bird', 'seed', 'weather']);
  });

  test('a look-out takes the columns of claims for granted', () => {
    const fn = inRule('for (const other of [...neighbours]) if (!self.won) other.claim();');
    expect(compiled(fn, { lookout: true }).claims).toEqual(['bird']);
  });

  test('at least what the compiler finds, where it knows the rule', () => {
    for (const statement of [
      'for (const other of neighbours.seed) if (other.dx > 0) { other.claim(); self.die(); }',
      'world.birth({ x: random.uniform() }); world.birth.weather({}); for (const other of neighbours) self.x = other.id;',
      'self.heading = world.agent.weather(self.v[1]).rain;',
    ]) {
      const { neighbourKinds, births, gathered, claims, dies, draws, writes } = compileRule(inRule(statement), context(kinds, base));
      const plain = compiled(inRule(statement));
      expect(plain).toMatchObject({ neighbourKinds, births, gathered, claims, dies, draws });
      for (const name of writes) expect(plain.writes).toContain(name);
    }
  });
});
