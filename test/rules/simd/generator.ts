// Random rules in random worlds: a list of numbers stands for a rule's text, which compiles whatever the numbers are, and for the small
// world that it runs in. Loops end by construction. Imports choices, values, world.

import { Choices } from './generator-choices.ts';
import { TABLES, Values, type Helper, type Names, type Other, type Sort, type Variable } from './generator-values.ts';
import { GLOBALS, INTEGERS, randomWorld, type Setting, type World } from './generator-world.ts';
import type { RuleContext } from '../../../src/rules/compile.ts';
import { rule } from '../../../src/rules/rule.ts';
import { params } from '../harness.ts';
import type { Given } from './both.ts';

export interface Case extends Given {
  readonly text: string;
  readonly world: World;
  readonly order: readonly number[] | null;
}

/** What a statement may do where it stands. */
interface Here extends Names {
  /** variables that may be assigned: those of this function */
  readonly own: readonly Variable[];
  readonly loops: readonly { readonly name: string; readonly continues: boolean }[];
  /** how many loops stand around; those over neighbours count more */
  readonly weight: number;
  /** what `return` gives; null: nothing */
  readonly gives: Sort | null;
  /** writes of columns, births, deaths and claims are allowed */
  readonly acts: boolean;
  readonly neighbours: number;
  /** neither births, claims, ends before the last statement nor vectors by index: what tiles of agents can do */
  readonly tame?: boolean;
}

const MOST_WEIGHT = 4;
const FLOATS = ['vx', 'vy', 'e', 'x', 'y'];

/** Where variables have been declared as well. */
const knowing = (here: Here, declares: readonly Variable[]): Here => ({
  ...here,
  variables: [...here.variables, ...declares],
  own: [...here.own, ...declares.filter(({ constant }) => !constant)],
});

export class RuleText {
  private readonly c: Choices;
  private readonly world: Setting;
  private readonly values: Values;
  private names = 0;
  /** columns that births of a kind give: the same at each site */
  private readonly given = new Map<string, string[]>();

  constructor(c: Choices, world: Setting) {
    this.c = c;
    this.world = world;
    this.values = new Values(c, world);
  }

  text(): string {
    const { c, world } = this;
    const reduces = world.role === 'reduce';
    const empty: Here = {
      variables: [],
      others: [],
      helpers: [],
      own: [],
      loops: [],
      weight: 0,
      gives: null,
      acts: !reduces,
      neighbours: 0,
    };
    const helpers: Helper[] = [];
    const lines: string[] = [];
    for (let n = c.of([0, 0, 1, 0, 1, 2]); n > 0; n--) {
      const sort = c.of(['float', 'float', 'int', 'unsigned', 'truth'] as const);
      const { name, parameters, text } = this.helper({ ...empty, helpers: [...helpers], gives: sort, acts: false, weight: 2 }, sort);
      helpers.push({ name, sort, parameters });
      lines.push(text);
    }
    const act = !reduces && c.chance(1, 3) ? this.helper({ ...empty, helpers, gives: null, acts: true, weight: 2 }, null) : null;
    if (act) lines.push(act.text);
    const here: Here = { ...empty, helpers, gives: reduces ? 'float' : null };
    const flocks = c.chance(1, 2);
    const first: Here = { ...here, tame: flocks && c.chance(2, 3) };
    const before = flocks ? this.statements(first, 1 + c.below(3)) : { lines: [], after: first };
    const flock = flocks ? this.overNeighbours(before.after, true) : null;
    const rest = this.statements(knowing(before.after, flock?.declares ?? []), 1 + c.below(flocks ? 5 : 9));
    const body = [...before.lines, ...(flock ? [flock.text] : []), ...rest.lines, ...(reduces ? [] : this.shown(rest.after))];
    if (act)
      body.splice(c.below(body.length + 1), 0, `${act.name}(${act.parameters.map((sort) => this.values.of(sort, here, 1)).join(', ')});`);
    if (reduces) body.push(`return ${this.values.of(c.of(['float', 'int', 'unsigned', 'truth'] as const), here)};`);
    const head = reduces ? '(self, params, world)' : '(self, neighbours, random, params, world)';
    return `${head} => {\n${[...lines, ...body].join('\n')}\n}`;
  }

  /** Most variables end in a column, for what nobody sees cannot be wrong. */
  private shown({ variables }: Here): string[] {
    const room = {
      float: ['vx', 'v[0]', 'vy', 'q[1]', 'e', 'v[2]'],
      int: ['u', 'n[0]', 'n[2]'],
      unsigned: ['w', 'o[1]'],
      truth: ['b', 'm[0]', 'm[1]'],
    };
    return variables.toReversed().flatMap(({ name, sort }) => {
      const column = this.c.chance(1, 6) ? undefined : room[sort].shift();
      return column === undefined ? [] : [`self.${column} = ${name};`];
    });
  }

  private name(stem: string): string {
    return `${stem}${this.names++}`;
  }

  private helper(here: Here, sort: Sort | null): Helper & { text: string } {
    const { c } = this;
    const parameters = Array.from({ length: c.below(3) }, () => c.of(['float', 'int', 'unsigned'] as const));
    const variables = parameters.map((each): Variable => ({ name: this.name('a'), sort: each, constant: true }));
    const assigned = c.chance(1, 2) ? variables : [];
    const body = this.body({ ...here, variables, own: assigned }, c.below(3));
    if (sort) body.push(`return ${this.values.of(sort, { ...here, variables }, 2)};`);
    const name = this.name('f');
    const list = variables.map((each) => each.name).join(', ');
    return { name, sort: sort ?? 'float', parameters, text: `const ${name} = (${list}) => {\n${body.join('\n')}\n};` };
  }

  /** Statements one after the other; what one declares the next may use. */
  private body(here: Here, most: number): string[] {
    return this.statements(here, most).lines;
  }

  /** Statements, and what may be named after them. */
  private statements(here: Here, most: number): { lines: string[]; after: Here } {
    const lines: string[] = [];
    let after = here;
    for (let n = 0; n < most && (n === 0 || this.c.more); n++) {
      const { text, declares = [], meets = [] } = this.statement(after);
      lines.push(text);
      after = { ...knowing(after, declares), others: [...after.others, ...meets] };
    }
    return { lines, after };
  }

  private block(here: Here, most = 3): string {
    return `{\n${this.body(here, 1 + this.c.below(most)).join('\n')}\n}`;
  }

  private statement(here: Here): { text: string; declares?: Variable[]; meets?: Other[] } {
    const { c } = this;
    const say = (text: string) => ({ text });
    const write = () => (here.acts ? say(this.write(here)) : this.declaration(here));
    return c.make(
      write,
      write,
      () => this.declaration(here),
      () => say(this.assignment(here) ?? write().text.replace(/^(let|const) /, (word) => word)),
      () => (here.neighbours < 2 && here.weight + 2 <= MOST_WEIGHT ? this.overNeighbours(here) : null) ?? write(),
      () => say(this.branch(here)),
      () => say(here.weight < MOST_WEIGHT - 1 ? this.loop(here) : this.branch(here)),
      () => (here.neighbours < 2 && here.weight + 2 <= MOST_WEIGHT ? this.overNeighbours(here) : null) ?? write(),
      () => say(this.leave(here)),
      () => say(!here.acts ? this.branch(here) : here.tame ? this.write(here) : this.deed(here)),
      () => say(this.switched(here)),
      () => (here.acts && !here.tame ? say(this.vectorWrite(here)) : this.declaration(here)),
      () => (here.quiet || !this.world.lookups ? this.declaration(here) : this.meeting(here)),
    );
  }

  private declaration(here: Here): { text: string; declares: Variable[] } {
    const { c, values } = this;
    const sort = c.of(['float', 'int', 'truth', 'unsigned', 'float', 'int'] as const);
    const name = this.name(sort.slice(0, 1));
    const value = c.chance(1, 4) ? this.shared(sort) : values.of(sort, here);
    if (c.chance(1, 10)) return { text: `let ${name};\n${name} = ${value};`, declares: [{ name, sort }] };
    const fixed = c.chance(1, 4);
    return { text: `${fixed ? 'const' : 'let'} ${name} = ${value};`, declares: [{ name, sort, constant: fixed }] };
  }

  /** A value that is the same for all agents. */
  private shared(sort: Sort): string {
    if (sort === 'truth') return this.c.of(['(world.tick > 3)', '(world.heat < 1)', 'false']);
    if (sort === 'unsigned') return this.c.of(['(world.tick >>> 0)', '4294967295']);
    return this.c.of(
      sort === 'int' ? ['0', 'world.tick', 'params.few', 'world.count.bird'] : ['0.0', 'world.heat', 'params.rate', '(world.tick / 3)'],
    );
  }

  /** A change of a variable that keeps its sort. */
  private assignment(here: Here): string | null {
    const { c, values } = this;
    if (here.own.length === 0) return null;
    const { name, sort } = c.of(here.own);
    if (sort === 'truth') return `${name} = ${values.of('truth', here)};`;
    if (c.chance(1, 4)) return `${name}${c.of(['++', '--'])};`;
    if (sort === 'float') {
      if (c.chance(1, 3)) return `${name} ${c.of(['+=', '-='])} ${values.of('float', here, 2)};`;
      if (c.chance(1, 4)) return `${name} = Math.${c.of(['min', 'max'])}(${name}, ${values.any(here, 2)});`;
      return `${name} ${c.of(['=', '*=', '/=', '%=', '+=', '**='])} ${values.any(here)};`;
    }
    if (sort === 'unsigned') return `${name} ${c.of(['=', '+=', '-=', '*=', '%=', '>>>='])} ${values.of('unsigned', here)};`;
    if (c.chance(1, 4)) return `${name} = Math.${c.of(['min', 'max'])}(${name}, ${values.of('int', here, 2)});`;
    return `${name} ${c.of(['=', '+=', '-=', '*=', '%=', '&=', '|=', '^=', '<<=', '>>='])} ${values.of('int', here)};`;
  }

  /** A write of a column. */
  private write(here: Here): string {
    const { c, values } = this;
    return c.make(
      () => `self.${c.of(FLOATS)} = ${values.float(here)};`,
      () => `self.${c.of(FLOATS)} ${c.of(['+=', '-=', '*=', '/=', '%=', '**='])} ${values.any(here)};`,
      () => `self.${c.of(['u', 'w', 'b'])} = ${values.any(here)};`,
      () =>
        `self.${c.of(['u', 'w', 'b'])} ${c.of(['+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '>>>='])} ${values.any(here)};`,
      () => `self.${c.of([...FLOATS, 'u', 'w', 'b'])}${c.of(['++', '--'])};`,
      () => `self.${c.of(FLOATS)} = self.${c.of(['u', 'w', 'b', 'vx'])} = ${values.any(here, 2)};`,
    );
  }

  private vectorWrite(here: Here): string {
    const { c, values } = this;
    const target = values.element(c.of(['float', 'int', 'unsigned'] as const), 'self', here);
    if (c.chance(1, 6)) return `${target}${c.of(['++', '--'])};`;
    return `${target} ${c.of(['=', '=', '+=', '-=', '*='])} ${values.any(here, 2)};`;
  }

  private branch(here: Here): string {
    const { c, values } = this;
    const test = values.test(here);
    const yes = this.block(here);
    if (!c.chance(1, 2)) return `if (${test}) ${yes}`;
    return `if (${test}) ${yes} else ${c.chance(1, 3) ? this.branch(here) : this.block(here)}`;
  }

  /** A jump, if it can be met at all. */
  private leave(here: Here): string {
    const { c, values } = this;
    const ways = [
      ...here.loops.flatMap(({ name, continues }) => [`break ${name};`, ...(continues ? [`continue ${name};`] : [])]),
      ...(here.loops.length > 0 ? ['break;'] : []),
      ...(here.loops.at(-1)?.continues ? ['continue;'] : []),
    ];
    if (here.tame && ways.length === 0) return this.branch(here);
    if (!here.quiet && !here.tame && !this.world.rare && c.chance(1, 20))
      return `if (self.u === ${c.of([2, 3, 100])}) throw new Error(\`no \${${values.any(here, 1)}}\`);`;
    const jump =
      (c.chance(1, 4) && !here.tame) || ways.length === 0 ? `return${here.gives ? ` ${values.of(here.gives, here, 1)}` : ''};` : c.of(ways);
    return c.chance(1, 12) ? jump : `if (${values.test(here)}) ${c.chance(1, 3) && here.acts ? `{ ${this.write(here)} ${jump} }` : jump}`;
  }

  private loop(here: Here): string {
    const { c, values } = this;
    const label = this.name('loop');
    const k = this.name('k');
    const counter: Variable = { name: k, sort: 'int' };
    const inside: Here = {
      ...here,
      variables: [...here.variables, counter],
      loops: [...here.loops, { name: label, continues: true }],
      weight: here.weight + 1,
    };
    const bound = c.make(
      () => `${1 + c.below(4)}`,
      () => `(${values.of('int', here, 1)} & 3)`,
      () => 'self.b % 5',
      () => 'Math.min(self.vx * 4, 4)',
      () => 'self.v.length',
    );
    return c.make(
      () => `${label}: for (let ${k} = 0; ${k} < ${bound}; ${k}${c.of(['++', ' += 2'])}) ${this.block(inside)}`,
      () => `let ${k} = 0;\n${label}: while (${k} < ${bound}) {\n${k}++;\n${this.block(inside)}\n}`,
      () => `let ${k} = 0;\n${label}: do {\n${k}++;\n${this.block(inside)}\n} while (${k} < ${bound} && ${values.test(inside, 1)});`,
      () => `${label}: for (let ${k} = 0; ; ${k}++) {\nif (!(${k} < ${bound})) break;\n${this.block(inside)}\n}`,
      () => {
        const row = this.name('r');
        const also: Variable = { name: row, sort: 'float' };
        return `${label}: for (const ${row} of weights) ${this.block({ ...inside, variables: [...here.variables, also] })}`;
      },
    );
  }

  private switched(here: Here): string {
    const { c, values } = this;
    const label = this.name('choice');
    const inside: Here = { ...here, loops: [...here.loops, { name: label, continues: false }] };
    const cases = [0, 1, 2, 3, -1, 0.5].slice(0, 1 + c.below(5)).map((value, n) => {
      const shared = n > 0 && c.chance(1, 4) ? `case ${value + 10}:\n` : '';
      return `${shared}case ${value}: {\n${this.body(inside, 1 + c.below(2)).join('\n')}\n${c.chance(1, 6) && !here.tame ? this.out(here) : 'break;'}\n}`;
    });
    const last = c.chance(1, 2) ? `\ndefault: {\n${this.body(inside, 1).join('\n')}\n}` : '';
    return `${label}: switch (${c.of(['self.u', 'self.b', values.of('int', here, 1), values.any(here, 2)])}) {\n${cases.join('\n')}${last}\n}`;
  }

  /** The end of a case that leaves more than the switch. */
  private out(here: Here): string {
    const { name, continues } = here.loops.at(-1) ?? { name: '', continues: false };
    if (name !== '') return `${continues ? 'continue' : 'break'} ${name};`;
    return `return${here.gives ? ` ${this.values.of(here.gives, here, 1)}` : ''};`;
  }

  private overNeighbours(here: Here, quiet = false): { text: string; declares: Variable[] } | null {
    const { c, world } = this;
    if (!world.space || world.role === 'reduce' || (here.neighbours > 0 && !world.nested)) return null;
    const kind = world.wolves && c.chance(1, 3) ? 'wolf' : 'bird';
    const label = this.name('near');
    const name = this.name('other');
    const declares = Array.from({ length: c.below(4) }, (): Variable => {
      const sort = c.of(['float', 'float', 'int'] as const);
      return { name: this.name(sort.slice(0, 1)), sort };
    });
    const other: Other = { name, kind, measured: true };
    const inside: Here = {
      ...here,
      variables: [...here.variables, ...declares],
      own: [...here.own, ...declares],
      others: [...here.others, other],
      loops: [...here.loops, { name: label, continues: true }],
      weight: here.weight + 2,
      neighbours: here.neighbours + 1,
      quiet,
    };
    const starts = declares.map(
      (each) =>
        `let ${each.name} = ${each.sort === 'int' ? c.of(['0', '7', '2147483647']) : c.of(['0.0', '0', '1e9', 'Infinity', 'self.vx', '-1.0'])};\n`,
    );
    const body = c.make(
      ...(quiet ? [() => this.quietly(inside, declares, name, label)] : []),
      () => this.body({ ...inside, acts: here.acts && c.chance(1, 2) }, 1 + c.below(4)),
      () => [...Array(1 + c.below(3))].map(() => this.gathering(inside, declares, name)),
      () => [...Array(1 + c.below(3))].map(() => this.gathering(inside, declares, name)),
      () => [this.leave(inside), this.gathering(inside, declares, name)],
    );
    return {
      text: `${starts.join('')}${label}: for (const ${name} of neighbours${c.of(kind === 'wolf' ? ['.wolf'] : ['', '.bird'])}) {\n${body.join('\n')}\n}`,
      declares,
    };
  }

  /** Statements that lanes of neighbours may run. */
  private quietly(here: Here, sums: readonly Variable[], other: string, label: string): string[] {
    const { c, values } = this;
    const gather = () => this.gathering(here, sums, other);
    const lines: string[] = [];
    let now = here;
    for (let n = 1 + c.below(4); n > 0; n--) {
      lines.push(
        c.make(
          gather,
          gather,
          () => `if (${values.test(now)}) continue ${label};`,
          () => {
            const { text, declares } = this.declaration(now);
            now = knowing(now, declares);
            return text;
          },
          () => `if (${values.test(now)}) {\n${gather()}\n${c.chance(1, 3) ? `continue ${label};` : gather()}\n} else {\n${gather()}\n}`,
          () => {
            const inner = now.own.filter((each) => !sums.includes(each));
            return inner.length > 0 ? (this.assignment({ ...now, own: inner }) ?? gather()) : gather();
          },
          () => this.loop({ ...now, acts: false, neighbours: 2, weight: MOST_WEIGHT - 1 }),
        ),
      );
    }
    return lines;
  }

  /** What loops over neighbours mostly do: sums, counts, extremes, and who has them. */
  private gathering(here: Here, declares: readonly Variable[], other: string): string {
    const { c, values } = this;
    const [first, second] = [declares[0]?.name, declares.at(-1)?.name];
    if (first === undefined || second === undefined)
      return here.acts ? `self.${c.of(FLOATS)} ${c.of(['+=', '-='])} ${values.float(here, 2)};` : this.branch(here);
    const sort = declares[0].sort;
    const value = (): string => values.of(sort === 'int' ? 'int' : 'float', here, 2);
    const plain = c.make(
      () => `${first} += ${value()};`,
      () => `${first} -= ${value()};`,
      () => `${first}++;`,
      () => `${first} = Math.${c.of(['min', 'max'])}(${first}, ${value()});`,
      () =>
        `if (${other}.distance2 ${c.of(['<', '<=', '>'])} ${first}) { ${first} = ${sort === 'int' ? `${other}.id` : `${other}.distance2`}; ${second === first ? '' : `${second} = ${declares.at(-1)?.sort === 'int' ? `${other}.id` : `${other}.dx`};`} }`,
      () => `${first} = ${value()};`,
      () =>
        here.acts && c.chance(1, 2)
          ? `self.${c.of(FLOATS)} ${c.of(['+=', '-='])} ${values.float(here, 2)};`
          : `if (${other}.distance2 > ${values.of('float', here, 1)}) { ${first} += ${sort === 'int' ? '1' : `${other}.dx / ${other}.distance2`}; }`,
    );
    return c.chance(1, 3) ? `if (${values.test(here)}) { ${c.chance(1, 3) ? `${plain} continue;` : plain} }` : plain;
  }

  /** Death, birth or a claim. */
  private deed(here: Here): string {
    const { c } = this;
    return c.make(
      () => this.rarely('self.die();'),
      () => (this.world.births ? this.rarely(this.birth(here, 'bird')) : this.write(here)),
      () => (this.world.births ? this.rarely(this.birth(here, 'wolf')) : this.write(here)),
      () => {
        const near = here.others.filter(({ measured }) => measured);
        if (near.length > 0) return `${c.of(near).name}.claim();`;
        if (!this.world.lookups) return this.write(here);
        return `world.agent${c.of(['', '.wolf'])}(${this.values.any(here, 1)}).claim();`;
      },
    );
  }

  private rarely(deed: string): string {
    return this.world.rare ? `if (world.count.bird < 1800 && random.uniform() < 0.03) ${deed}` : deed;
  }

  private birth(here: Here, kind: 'bird' | 'wolf'): string {
    const { c, values, world } = this;
    const columns = world.kinds[kind === 'bird' ? 0 : 1].columns;
    const some = this.given.get(kind) ?? columns.filter(() => c.chance(1, 3)).map(({ name }) => name);
    this.given.set(kind, some);
    const of = (name: string): string => {
      const { size } = columns.find((column) => column.name === name) ?? { size: 1 };
      if (size === 1) return `${name}: ${values.any(here, 1)}`;
      return `${name}: [${Array.from({ length: size }, () => values.any(here, 1)).join(', ')}]`;
    };
    return `world.birth${kind === 'wolf' ? '.wolf' : c.of(['', '.bird'])}({ ${some.map(of).join(', ')} });`;
  }

  /** An agent asked for by its id, kept under a name. */
  private meeting(here: Here): { text: string; meets: Other[] } {
    const name = this.name('who');
    const kind = this.c.of(['bird', 'wolf']);
    return {
      text: `const ${name} = world.agent.${kind}(${this.c.of([this.values.any(here, 2), this.values.index(here)])});`,
      meets: [{ name, kind, measured: false }],
    };
  }
}

/** The rule and world that a list of numbers stands for. */
export function randomCase(numbers: readonly number[]): Case {
  const c = new Choices(numbers);
  const world = randomWorld(c);
  const text = new RuleText(c, world).text();
  const fn = rule(new Function(`return ${text}`)() as () => void, { uses: TABLES });
  const more: Partial<RuleContext> = {
    role: world.role,
    name: world.role === 'rule' ? 'rule of kind bird' : 'global total',
    kinds: world.kinds.map(({ name, columns }) => ({ name, columns, fixed: world.fixed })),
    space: world.space,
    params: params(world.params, INTEGERS),
    globals: GLOBALS,
    mode: world.mode,
    precision: world.precision,
  };
  return { text, world, order: world.order, fn, kinds: world.kinds, more, extra: { globals: world.globals } };
}
