// The state of one pass of lowering: what names mean, the variables met so far and their types, the statements written.
// Passes are repeated until no type grows. Imports ir, numbers, source.

import type { AnyNode, Node } from 'acorn';
import type { ColumnSpec } from '../engine/columns.ts';
import type { Network } from '../spaces/network.ts';
import type { SpaceSpec } from '../spaces/space.ts';
import { nearest } from '../errors.ts';
import { convert, join } from './numbers.ts';
import { fail, failForeign, type FunctionNode, type Source } from './source.ts';
import type { Expr, FieldShape, KindShape, Role, Stmt, Type } from './ir.ts';
import type { Measures } from './lists.ts';
import type { TableSource, Tables } from './tables.ts';

/** A kind of the model, as far as rules must know it. */
export interface KindContext extends KindShape {
  /** agents of the kind can be born during a run */
  readonly born?: boolean;
}

/** How rules run: as JavaScript over typed arrays, or as SIMD WebAssembly with the same bits. */
export type Backend = 'js' | 'simd';

/** What surrounds a rule: the model's kinds, space, fixed parameters and globals. */
export interface RuleContext {
  readonly role: Role;
  /** how messages call it: "rule of kind bird" */
  readonly name: string;
  readonly kinds: readonly KindContext[];
  /** the kind that acts; null for role global */
  readonly self: string | null;
  readonly space: SpaceSpec | null;
  /** whose nodes are the agents of kinds on it */
  readonly network?: Network | null;
  /** its links change during the run: rules read them as they are in memory */
  readonly changing?: boolean;
  /** fixed for the run: written into the code */
  readonly params: Readonly<Record<string, { readonly value: number | string | boolean; readonly integer: boolean }>>;
  readonly globals: readonly string[];
  readonly fields?: readonly FieldShape[];
  readonly mode: 'synchronous' | 'sequential';
  readonly precision: 'f32' | 'f64';
  /** back end to compile for beside JavaScript */
  readonly backend?: Backend;
  /** text of the author's file, to name the line there */
  readonly file?: string | null;
  /** tables among the parameters, in the shape that `wrongTable` asks for */
  readonly tables?: Readonly<Record<string, ArrayLike<unknown>>>;
  /** it must return a value: a schedule, an end condition */
  readonly valued?: boolean;
  /** only what the rule does to whom is asked for: the columns of claims are taken for granted */
  readonly lookout?: boolean;
  /** what the compiler does not know, of a rule that runs as plain JavaScript */
  readonly foreign?: string;
}

/** What a name or a member stands for while lowering. Only `value` and `local` are numbers at run time. */
export type Binding =
  | { tag: 'value'; expr: Expr }
  | { tag: 'local'; local: number; fixed: boolean }
  | { tag: 'text'; text: string }
  | { tag: 'self' | 'params' | 'world' | 'random' | 'populations' | 'fields' | 'Math' | 'Number' }
  | { tag: 'neighbours' | 'birth' | 'agents'; kind: string | null }
  | { tag: 'other'; loop: number; kind: string }
  | { tag: 'gathered'; id: Expr; place: number; kind: string; measures?: Measures | null; slot?: Expr } // place: the local that holds where it stands; slot: where my link to it does, -1: nowhere
  | { tag: 'claim' | 'death'; of: Met }
  | { tag: 'rewire'; of: Met; name: 'unlink' | 'relink' }
  | { tag: 'nth' | 'nearestCall'; kind: string } // neighbours.at, neighbours.nearest
  | { tag: 'nearest'; kind: string; k: number }
  | { tag: 'inView'; over: Visited } // neighbours.inView
  | { tag: 'view'; over: Visited; towards: readonly Expr[]; limit: Expr } // in view: towards · (dx, dy, dz) >= limit · distance
  | { tag: 'field'; field: FieldShape }
  | { tag: 'fieldCall'; field: FieldShape; name: 'at' | 'deposit' | 'claim' }
  | { tag: 'vector'; of: Met | null; kind: string; column: ColumnSpec } // of null: mine
  | { tag: 'table'; name: string; table: TableSource; depth: number; base: Expr } // base: element that the indices so far lead to, -1: outside
  | { tag: 'method'; of: 'random' | 'self' | 'world' | 'Math' | 'Number'; name: string }
  | { tag: 'function'; source: Source; node: FunctionNode; scope: Scope | null };

export type Tag = Binding['tag'];

/** Those whom a loop visits. */
export type Visited = Binding & { tag: 'neighbours' | 'nearest' };
/** Those of them who are in view. */
export type View = Binding & { tag: 'view' };

/** Another agent: the neighbour at hand in a loop, or one that was asked for by its id. */
export type Met = Binding & { tag: 'other' | 'gathered' };

/** Names of one block, inside those around it. */
export class Scope {
  readonly names = new Map<string, Binding>();
  readonly parent: Scope | null;

  constructor(parent: Scope | null) {
    this.parent = parent;
  }

  find(name: string): Binding | null {
    return this.names.get(name) ?? this.parent?.find(name) ?? null;
  }

  /** Every name known here. */
  all(): string[] {
    return [...this.names.keys(), ...(this.parent?.all() ?? [])];
  }
}

/** The function being lowered: the rule itself, or a helper inlined into it. */
export interface Frame {
  readonly source: Source;
  readonly node: FunctionNode;
  readonly label: number;
  result: number | null;
  readonly depth: number;
}

export interface LoopState {
  readonly label: number;
  counter: number | null;
}

/** One variable over all passes. */
export interface Variable {
  name: string;
  type: Type | null;
  depth: number;
  /** a negative whole constant was assigned: it must not become unsigned */
  negative: boolean;
}

export class Pass {
  readonly context: RuleContext;
  readonly variables: Variable[];
  readonly single: boolean;
  out: Stmt[] = [];
  scope = new Scope(null);
  frame: Frame;
  loop: LoopState | null = null;
  /** break and continue targets, innermost last; `name` is the author's label, `next` the block of the trip at hand of a loop written out */
  readonly targets: { label: number; name: string | null; loop: boolean; depth: number; next?: number }[] = [];
  pendingLabel: string | null = null;
  sites = 0;
  births = 0;
  deposits = 0;
  links = 0;
  labels = 0;
  counters = 0;
  grown = false;
  /** effects are only allowed where a statement stands, or a call that is the whole of one */
  effects = true;
  direct: AnyNode | null = null;
  readonly stack: FunctionNode[] = [];
  /** the rule's own source, whose names helpers may use as well */
  readonly root: Source;
  /** sources of helpers, parsed once for all passes */
  readonly sources: Map<Function, Source>;
  readonly tables: Tables;
  private used = 0;

  constructor(context: RuleContext, source: Source, variables: Variable[], sources: Map<Function, Source>, tables: Tables) {
    this.context = context;
    this.root = source;
    this.sources = sources;
    this.tables = tables;
    this.variables = variables;
    this.single = context.precision === 'f32';
    this.frame = { source, node: source.node, label: this.labels++, result: null, depth: 0 };
  }

  fail(node: Node, what: string, remedy: string): never {
    fail(this.frame.source, node, what, remedy);
  }

  /** "… in the rule of kind bird" */
  refuse(node: Node, construct: string, remedy: string): never {
    this.fail(node, `${construct} in ${this.frame.source.title}`, remedy);
  }

  /** A construct that the compiler does not know: the rule runs as plain JavaScript. */
  foreign(node: Node, construct: string, remedy: string): never {
    failForeign(this.frame.source, node, `${construct} in ${this.frame.source.title}`, remedy);
  }

  /** An unknown name of something that has known ones, and some that are there when they are needed. */
  unknown(node: Node, name: string, what: string, known: readonly string[], latent: readonly string[] = []): never {
    const near = nearest(name, [...known, ...latent]);
    this.refuse(
      node,
      `${what} has no "${name}"`,
      `${near ? `did you mean "${near}"? ` : ''}${known.length ? `Known: ${known.join(', ')}` : 'It has none'}`,
    );
  }

  /** A new variable; the n-th of every pass is the same one. */
  variable(name: string): number {
    const local = this.used++;
    this.variables[local] ??= { name, type: null, depth: this.frame.depth, negative: false };
    return local;
  }

  typeOf(local: number): Type {
    return this.variables[local].type ?? 'i32';
  }

  read(local: number): Expr {
    return { op: 'local', type: this.typeOf(local), local };
  }

  /** Let the variable hold values of this expression's type; returns it converted to the variable's type. */
  admit(local: number, value: Expr, node: Node): Expr {
    const variable = this.variables[local];
    const type = variable.type === null ? value.type : join(variable.type, value.type);
    if (type !== variable.type) this.grown = true;
    variable.type = type;
    if (value.op === 'const' && value.type === 'i32' && value.value < 0) variable.negative = true;
    if (variable.negative && type === 'u32') {
      this.refuse(
        node,
        `"${variable.name}" holds a negative number and an unsigned one (of a u32 column)`,
        'mark "none" with 0xffffffff, or keep the signed value with `value | 0`',
      );
    }
    return convert(value, type, this.single);
  }

  /** Run `body` writing to a list of its own. */
  into(body: () => void): Stmt[] {
    const { out } = this;
    const list: Stmt[] = [];
    this.out = list;
    body();
    this.out = out;
    return list;
  }

  /** Run `body` in a scope of its own. */
  scoped<T>(body: () => T, parent: Scope | null = this.scope): T {
    const { scope } = this;
    this.scope = new Scope(parent);
    const result = body();
    this.scope = scope;
    return result;
  }

  columnsOf(kind: string): readonly ColumnSpec[] {
    return this.context.kinds.find(({ name }) => name === kind)?.columns ?? [];
  }

  /** Mark an effect: refused inside a larger expression, whose order of evaluation would matter. */
  effect(node: Node, what: string): void {
    if (!this.effects) this.foreign(node, `${what} inside an expression`, 'make it a statement of its own');
  }
}

/** Does an agent of this kind have a place in the space? */
export function livesInSpace(context: Pick<RuleContext, 'kinds' | 'space'>, kind: string | null): boolean {
  const columns = context.kinds.find(({ name }) => name === kind)?.columns;
  const { space } = context;
  if (!space || !columns) return false;
  return ['x', 'y', 'z']
    .slice(0, space.dimensions)
    .every((axis) => columns.some(({ name, type, size }) => name === axis && size === 1 && (type === 'f32' || type === 'f64')));
}
