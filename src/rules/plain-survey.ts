// What a rule that runs as plain JavaScript needs: its helpers, what it takes from outside, and what it may do to the world.
// Imports expressions, members, pass, source, plain-language, plain-scope and plain-usage.
//
// Such a rule is not typed, so what it does is told from the words in its text: too much rather than too little. What a
// word cannot tell (a kind named by a computed text) is refused by the kernel when it happens.

import type { AnyNode, BinaryExpression, Identifier, Node } from 'acorn';
import { nearest } from '../errors.ts';
import { kindOfCells } from '../spaces/field.ts';
import { resolve } from './expressions.ts';
import type { Role } from './ir.ts';
import { listedOn } from './lists.ts';
import { member, visited } from './members.ts';
import { livesInSpace, Pass, type Binding, type RuleContext } from './pass.ts';
import { ALLOWED, LATER, MATH, OUTSIDE, REFUSED, REFUSED_MEMBERS } from './plain-language.ts';
import { mentionsIn, wordsIn, type Mention, type Path } from './plain-scope.ts';
import { changes, isArrayFrom, isConstant, membersOf, ownThis, staticName, Usage, type Access } from './plain-usage.ts';
import { readSource, type Source } from './source.ts';
import { AXES } from './writer.ts';

type Tag = 'self' | 'neighbours' | 'random' | 'params' | 'world';

/** Cells of a field on which an agent may deposit in a tick, and links that it may make, at least. */
const FEWEST = 4;

const NUMBERS = 'columns hold numbers: number the states, const ILL = 1, and hand the names over in uses';

/** What a function of each role is given. */
export const GIVEN: Record<Role, readonly Tag[]> = {
  rule: ['self', 'neighbours', 'random', 'params', 'world'],
  init: ['self', 'random', 'params', 'world'],
  reduce: ['self', 'params', 'world'],
  global: ['world', 'random', 'params'],
};

/** One function: the rule itself, or a helper. */
export interface Unit {
  readonly fn: Function | null;
  readonly source: Source;
  /** names of its own `uses` that it mentions */
  readonly uses: Map<string, unknown>;
  /** every `a ** b` in it */
  readonly powers: BinaryExpression[];
}

/** Members of neighbours that are listed. */
const COUNTED = ['length', 'at'];
/** Members of self that move it between cells. */
const MOVES = ['move', 'moveToEmpty'];
/** The member of neighbours that looks at them through a field of view. */
const VIEW = 'inView';

export interface PlainSurvey {
  /** the rule first, then every helper that is reached */
  readonly units: readonly Unit[];
  /** names of the rule's `uses` that it or a helper mentions */
  readonly shared: ReadonlyMap<string, unknown>;
  readonly neighbourKinds: readonly string[];
  /** kinds that it meets as cells or nodes, or by the cells in which they stand alone */
  readonly listed: readonly string[];
  /** those of them that stand alone in cells */
  readonly standing: readonly string[];
  /** it may move its agent to another cell, where cells hold one */
  readonly moves: boolean;
  /** it may ask whether somebody is in a cell */
  readonly occupied: boolean;
  /** it may write where its agent is in the space */
  readonly places: boolean;
  /** kinds whose agents it asks for by id */
  readonly gathered: readonly string[];
  readonly dies: boolean;
  /** kinds of which it may let others die */
  readonly kills: readonly string[];
  readonly births: readonly string[];
  readonly claims: readonly string[];
  /** fields that it sees */
  readonly fields: readonly string[];
  /** for each field on which it may deposit, room for so many cells */
  readonly deposits: readonly { readonly site: number; readonly field: string }[];
  /** it may change links of the network, and make so many new ones in a tick */
  readonly rewires: boolean;
  readonly linkSites: number;
  readonly draws: boolean;
  readonly globalsWritten: readonly string[];
}

/**
 * Read a rule and its helpers, refuse what would not repeat, and tell what the engine has to prepare.
 *
 * @throws LabError E_RULE for a name from outside, an unknown column or parameter, clocks, files and the like
 */
export function surveyPlain(fn: Function | string, context: RuleContext): PlainSurvey {
  return new Surveyor(fn, context).survey();
}

class Surveyor {
  private readonly context: RuleContext;
  private readonly root: Source;
  private readonly pass: Pass;
  private readonly units: Unit[] = [];
  private readonly shared = new Map<string, unknown>();
  private readonly words = new Set<string>();
  private readonly usages = new Map<Tag, Usage>();

  constructor(fn: Function | string, context: RuleContext) {
    this.context = context;
    this.root = readSource(fn, `the ${context.name.replace(/^the /, '')}`, context.file ?? null);
    this.pass = new Pass(context, this.root, [], new Map(), { known: new Map(), used: [] }); // for its messages
    this.units.push({ fn: typeof fn === 'function' ? fn : null, source: this.root, uses: new Map(), powers: [] });
  }

  survey(): PlainSurvey {
    const { context, words } = this;
    for (const tag of GIVEN[context.role]) this.usages.set(tag, new Usage());
    this.patterns();
    for (let k = 0; k < this.units.length; k++) this.read(this.units[k]); // helpers are added on the way
    for (const { value } of Object.values(context.params)) if (typeof value === 'string') words.add(value);
    for (const [tag, { accesses }] of this.usages) for (const { name, node } of accesses) member(this.pass, bindingOf(tag), name, node);
    const neighbourKinds = this.met();
    const listed = this.listed();
    const gathered = this.named('agent');
    const acts = context.role === 'rule';
    const single = context.space?.grid?.capacity === 1;
    const fields = this.fields();
    const linked = acts && listed.some((name) => context.kinds.some((kind) => kind.name === name && kind.on === 'nodes'));
    const linkSites = linked && this.makesLinks() ? this.rooms('link').length : 0;
    return {
      units: this.units,
      shared: this.shared,
      neighbourKinds,
      listed,
      standing: listed.filter((kind) => listedOn(this.pass, kind) === 'standing'),
      moves: acts && single && livesInSpace(context, context.self) && this.uses('self', MOVES),
      occupied: acts && single && this.uses('world', ['occupied']),
      places: livesInSpace(context, context.self) && AXES.some((axis) => words.has(axis)),
      gathered,
      dies: acts && words.has('die'),
      kills: acts && words.has('die') && context.mode === 'sequential' ? this.mortal([...neighbourKinds, ...listed, ...gathered]) : [],
      births: this.named('birth'),
      claims: acts && words.has('claim') ? [...new Set([...neighbourKinds, ...listed, ...gathered, ...fields.map(kindOfCells)])] : [],
      fields,
      deposits:
        acts && words.has('deposit')
          ? fields.flatMap((field) => this.rooms('deposit').map(() => field)).map((field, site) => ({ site, field }))
          : [],
      rewires: linkSites > 0 || (linked && (words.has('unlink') || words.has('relink'))),
      linkSites,
      draws: this.usages.get('random')?.used ?? false,
      globalsWritten: context.role === 'global' ? context.globals.filter((name) => words.has(name)) : [],
    };
  }

  /** Those of the kinds whose agents can die. */
  private mortal(kinds: readonly string[]): string[] {
    return [...new Set(kinds)].filter((kind) => this.context.kinds.find(({ name }) => name === kind)?.on === undefined);
  }

  /** May it use one of these members? */
  private uses(tag: Tag, all: readonly string[]): boolean {
    const { self, kinds } = this.context;
    const names = all.filter((name) => !kinds.some((kind) => kind.name === self && kind.columns.some((column) => column.name === name)));
    const { accesses = [], escapes = false } = this.usages.get(tag) ?? {};
    return accesses.some(({ name }) => names.includes(name)) || (escapes && names.some((name) => this.words.has(name)));
  }

  /** The parameters of the rule as its head shows them. */
  private patterns(): void {
    const { params } = this.root.node;
    const given = GIVEN[this.context.role];
    params.forEach((pattern, k) => {
      if (k >= given.length) this.pass.refuse(pattern, `parameter ${k + 1}`, `a ${this.context.role} takes (${given.join(', ')})`);
      if (pattern.type === 'Identifier') return;
      for (const tag of pattern.type === 'RestElement' ? given.slice(k) : [given[k]]) {
        const usage = this.usage(tag);
        if (!membersOf(pattern, usage)) usage.escapes = true;
      }
    });
  }

  private usage(tag: Tag): Usage {
    const usage = this.usages.get(tag) ?? new Usage();
    usage.used = true;
    return usage;
  }

  private read(unit: Unit): void {
    const { source } = unit;
    this.pass.frame = { ...this.pass.frame, source };
    wordsIn(source.node, this.words);
    for (const mention of mentionsIn(source.node, (node, path) => this.check(unit, node, path))) {
      if (mention.declaration === null) this.outside(unit, mention);
      else if (source === this.root) this.given(mention, mention.declaration.parameter);
    }
    this.pass.frame = { ...this.pass.frame, source: this.root };
  }

  /** Nodes that are refused wherever they stand, and those that are rewritten. */
  private check(unit: Unit, node: AnyNode, path: Path | null): void {
    const refuse = (what: string, remedy: string): never => this.pass.refuse(node, what, remedy);
    switch (node.type) {
      case 'AwaitExpression':
      case 'ImportExpression':
        return refuse(node.type === 'AwaitExpression' ? '`await`' : '`import`', LATER);
      case 'MetaProperty':
        return refuse(`\`${node.meta.name}.${node.property.name}\``, OUTSIDE);
      case 'WithStatement':
        return refuse('`with`', 'name the object each time');
      case 'ForOfStatement':
        return node.await ? refuse('`for await`', LATER) : undefined;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return node.async ? refuse('an async function', `${LATER}; write a plain function`) : undefined;
      case 'ThisExpression':
      case 'Super':
        return ownThis(path)
          ? undefined
          : refuse(`\`${node.type === 'Super' ? 'super' : 'this'}\``, 'the agent is the first parameter, self');
      case 'MemberExpression': {
        const name = staticName(node);
        if (name !== null && Object.hasOwn(REFUSED_MEMBERS, name) && !this.declared(name)) refuse(`\`.${name}\``, REFUSED_MEMBERS[name]);
        return;
      }
      case 'BinaryExpression':
        if (node.operator === '**') unit.powers.push(node);
        return;
      case 'AssignmentExpression':
        return node.operator === '**=' ? refuse('`**=`', 'write x = x ** y') : undefined;
    }
  }

  /** Is this a column, a parameter or a global of the model? */
  private declared(name: string): boolean {
    const { kinds, params, globals } = this.context;
    return (
      kinds.some(({ columns }) => columns.some((column) => column.name === name)) || Object.hasOwn(params, name) || globals.includes(name)
    );
  }

  /** A name that the function does not declare: handed over, of the language, or refused. */
  private outside(unit: Unit, mention: Mention): void {
    const { name } = mention.node;
    const { uses } = unit.source;
    const handed = Object.hasOwn(uses, name) ? uses : Object.hasOwn(this.root.uses, name) ? this.root.uses : null;
    const known = handed !== null || ALLOWED.has(name);
    if (known && changes(mention))
      this.pass.refuse(mention.node, `a change of "${name}", which every agent sees,`, 'what must outlive the tick belongs in a column');
    if (handed) return this.take(unit, name, handed[name], handed === uses && unit !== this.units[0], mention.node);
    if (name === 'Math') return this.math(mention);
    if (known) return;
    if (Object.hasOwn(REFUSED, name)) this.pass.refuse(mention.node, `\`${name}\``, REFUSED[name]);
    if (mention.written)
      this.pass.fail(
        mention.node,
        `"${name}" is not known inside ${unit.source.title}`,
        'declare it with let; what must outlive the tick belongs in a column of the agent',
      );
    resolve(this.pass, name, mention.node); // says how to hand it over
  }

  private take(unit: Unit, name: string, value: unknown, own: boolean, node: Node): void {
    if (typeof value === 'function') {
      if (!this.units.some(({ fn }) => fn === value)) {
        const source = readSource(value, `the helper ${name} of ${this.root.title}`, this.context.file ?? null);
        this.units.push({ fn: value, source, uses: new Map(), powers: [] });
      }
    } else if (!isConstant(value)) {
      const what = value === null ? 'null' : Array.isArray(value) ? 'an array of something else than numbers' : typeof value;
      this.pass.refuse(
        node,
        `"${name}", handed over in uses as ${what},`,
        'uses takes numbers, true and false, functions, and arrays of numbers',
      );
    }
    (own ? unit.uses : this.shared).set(name, value);
  }

  /** `Math.name`: known, or refused with the nearest. */
  private math({ path: { node } }: Mention): void {
    const name = node.type === 'MemberExpression' ? staticName(node) : null;
    const known = [...MATH.exact, ...MATH.own, ...MATH.constants];
    if (name === null || known.includes(name)) return;
    if (name === 'random') this.pass.refuse(node, '`Math.random`', 'a run must be repeatable; draw with random.uniform()');
    const near = nearest(name, known);
    this.pass.refuse(node, `\`Math.${name}\``, `${near ? `did you mean Math.${near}? ` : ''}Known: ${known.join(', ')}`);
  }

  /** A mention of a parameter of the rule, or of a part of it. */
  private given(mention: Mention, parameter: number): void {
    const tag = GIVEN[this.context.role][parameter];
    const whole = this.root.node.params[parameter]?.type === 'Identifier';
    if (mention.node.name === 'arguments') for (const each of GIVEN[this.context.role]) this.usage(each).escapes = true;
    if (!tag || !whole) return;
    const usage = this.usage(tag);
    const {
      path: { node, up },
      written,
    } = mention;
    if (written) usage.escapes = true;
    else if (node.type === 'MemberExpression' && node.object === mention.node && staticName(node) !== null)
      this.access(usage, tag, { name: staticName(node) ?? '', node, path: up });
    else if (node.type === 'VariableDeclarator' && membersOf(node.id, usage)) return;
    else if (
      (node.type === 'SpreadElement' && up?.node.type !== 'ObjectExpression') ||
      (node.type === 'ForOfStatement' && node.right === mention.node)
    )
      usage.visits = true;
    else if (node.type === 'CallExpression' && node.arguments[0] === mention.node && isArrayFrom(node.callee)) usage.visits = true;
    else usage.escapes = true;
    if (usage.visits && tag !== 'neighbours')
      this.pass.refuse(
        node,
        `\`${tag}\` taken for a list`,
        'only neighbours, neighbours.<kind>, vectors and tables have elements to visit',
      );
  }

  /** A member of a parameter; a column of mine that is given a text, nothing or a whole vector is a mistake whatever stands around it. */
  private access(usage: Usage, tag: Tag, access: Access): void {
    usage.accesses.push(access);
    const around = access.path?.node;
    if (tag !== 'self' || !around) return;
    if (around.type === 'AssignmentExpression' && around.left === access.node) {
      const what = around.operator === '=' ? this.noNumber(around.right, access.name) : null;
      if (what !== null) this.pass.refuse(around.right, `${what} used as a number`, NUMBERS);
    } else if (around.type === 'BinaryExpression') {
      const other = around.left === access.node ? around.right : around.left;
      if (other.type === 'Literal' && typeof other.value === 'string')
        this.pass.refuse(other, `the text '${other.value}' compared with a number`, NUMBERS);
    }
  }

  /** What an expression is that cannot be kept in column `to`, as far as it is plain to see. */
  private noNumber(node: AnyNode, to: string): string | null {
    const { params, tables = {}, self, kinds } = this.context;
    const columns = kinds.find(({ name }) => name === self)?.columns ?? [];
    if (node.type === 'Literal' && typeof node.value === 'string') return `the text '${node.value}'`;
    if (node.type === 'Literal' && node.value === null && node.raw === 'null') return '`null`';
    if (node.type === 'Identifier' && node.name === 'undefined') return '`undefined`';
    const name = staticName(node);
    if (name === null || node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return null;
    const tag = GIVEN[this.context.role].find((_, k) => {
      const pattern = this.root.node.params[k];
      return pattern?.type === 'Identifier' && pattern.name === (node.object as Identifier).name;
    });
    if (tag === 'params' && Object.hasOwn(tables, name)) return `the whole table "params.${name}"`;
    if (tag === 'params' && Object.hasOwn(params, name) && typeof params[name].value === 'string') return `the text parameter '${name}'`;
    const size = (column: string): number => columns.find((each) => each.name === column)?.size ?? 1;
    return tag === 'self' && size(name) > 1 && size(to) === 1 ? `the whole vector "${name}"` : null;
  }

  /** Fields that are named, by any word of the text. */
  private fields(): string[] {
    const { context, words } = this;
    if (context.role === 'global' || !words.has('fields')) return [];
    return (context.fields ?? []).map(({ name }) => name).filter((name) => words.has(name));
  }

  /** As many as there are calls of that name in the text, and some for those in loops. */
  private rooms(word: string): unknown[] {
    const written = this.units.reduce((sum, { source }) => sum + (source.text.match(new RegExp(`\\b${word}\\b`, 'g')) ?? []).length, 0);
    return new Array(Math.max(FEWEST, written)).fill(null);
  }

  /** May it call `world.link`? */
  private makesLinks(): boolean {
    const usage = this.usages.get('world');
    if (!usage || this.context.globals.includes('link')) return false;
    return usage.accesses.some(({ name }) => name === 'link') || (usage.escapes && this.words.has('link'));
  }

  /** Kinds whose agents are cells or nodes, and which the text may meet. */
  private listed(): string[] {
    const { context, words } = this;
    const usage = this.usages.get('neighbours');
    if (!usage) return [];
    const { self, kinds } = context;
    const own = kinds.find(({ name }) => name === self)?.on;
    return kinds.flatMap(({ name }) => {
      const on = listedOn(this.pass, name);
      const seen = on === 'nodes' ? name === self : on !== null && (own === 'cells' || livesInSpace(context, self));
      return seen && (name === self || words.has(name)) ? [name] : [];
    });
  }

  /** The nearest are found before the rules of a tick, for those whose text says how many. */
  private refuseNearest({ accesses }: Usage): void {
    const { foreign, kinds } = this.context;
    const asked = accesses.find(({ name }) => name === 'nearest' && kinds.every((kind) => kind.name !== name));
    if (asked)
      this.pass.refuse(
        asked.node,
        '`neighbours.nearest` in a rule that runs as plain JavaScript',
        `sort those within the radius, [...neighbours].sort((a, b) => a.distance2 - b.distance2), or write it so that it compiles${foreign ? `: ${foreign.split('\n')[0]}` : ''}`,
      );
  }

  /** Kinds that are met as neighbours in a space. */
  private met(): string[] {
    const { context, words, pass } = this;
    const usage = this.usages.get('neighbours');
    if (!usage) return [];
    const listed = new Set(this.listed());
    this.refuseNearest(usage);
    const named = usage.accesses.filter(({ name }) => !listed.has(name) && !(listed.size > 0 && COUNTED.includes(name)));
    const met = new Set(named.filter(({ name }) => name !== VIEW).map(({ name, node }) => visited(pass, name, node)));
    if ((usage.visits || named.some(({ name }) => name === VIEW)) && !listed.has(context.self ?? ''))
      met.add(visited(pass, null, this.root.node));
    if (usage.escapes && livesInSpace(context, context.self)) {
      for (const { name } of context.kinds)
        if ((name === context.self || words.has(name)) && livesInSpace(context, name) && !listed.has(name)) met.add(name);
    }
    return context.kinds.map(({ name }) => name).filter((name) => met.has(name));
  }

  /** Kinds that `world.birth` or `world.agent` names: as members where that is plain to see, else by the words in the text. */
  private named(what: 'birth' | 'agent'): string[] {
    const { context, words } = this;
    const usage = this.usages.get('world');
    const allowed = what === 'birth' ? context.role === 'rule' : context.role === 'rule' || context.role === 'reduce';
    if (!usage || !allowed) return [];
    const named = new Set<string>();
    const born = (kind: string): boolean => what === 'agent' && context.kinds.some(({ name, born }) => name === kind && born === true);
    let unclear = usage.escapes && words.has(what);
    for (const { name, node, path } of usage.accesses) {
      if (name !== what) continue;
      const around = path?.node;
      const kind = around?.type === 'MemberExpression' ? staticName(around) : null;
      if (kind !== null && around) {
        member(this.pass, { tag: what === 'birth' ? 'birth' : 'agents', kind: null }, kind, around);
        named.add(kind);
      } else if (around?.type === 'CallExpression' && around.callee === node) named.add(context.self ?? '');
      else unclear = true;
      const wanted = [...named].find(born);
      if (wanted !== undefined)
        this.pass.refuse(
          node,
          `\`world.agent\`, although agents of kind ${wanted} are born,`,
          'ids are never given twice, so that finding them would take ever more memory; ask for neighbours, or let the agents wait in the kind from the start',
        );
    }
    if (unclear) for (const { name } of context.kinds) if ((name === context.self || words.has(name)) && !born(name)) named.add(name);
    return context.kinds.map(({ name }) => name).filter((name) => named.has(name));
  }
}

const bindingOf = (tag: Tag): Binding => (tag === 'neighbours' ? { tag, kind: null } : { tag });
