// What a model is: pure data and pure functions. Imports engine, spaces, rules.

import { LabError, refuseUnknown } from '../errors.ts';
import type { ColumnType } from '../engine/columns.ts';
import { isTable, type DeclaredParams, type ParamSpecs, type ParamsOf } from '../engine/params.ts';
import type { Metric, ParamValue } from '../engine/world.ts';
import type { Network } from '../spaces/network.ts';
import type { SpaceSpec } from '../spaces/space.ts';

/** A column: its type, or its type with the number of components of a vector. */
export type ColumnDeclaration = ColumnType | { readonly type: ColumnType; readonly size: number };
export type ColumnDeclarations = Readonly<Record<string, ColumnDeclaration>>;

/** What a rule sees of its own agent. A read after a write sees the write; what others see changes at the end of the tick. */
export type Agent<C = ColumnDeclarations> = { -readonly [K in keyof C]: C[K] extends { size: number } ? number[] : number } & {
  /** the same for life, never given twice */
  readonly id: number;
  /** 1 when my claim of the previous tick held, else 0; known to kinds whose rule calls `other.claim()` */
  readonly won: number;
  /** 1 when somebody holds me by a claim of the previous tick, else 0; known to kinds that some rule claims */
  readonly claimed: number;
  /** Leave the world at the end of the tick; in sequential mode when my turn is over. */
  die(): void;
  /**
   * On a grid whose cells hold one agent: go to that cell if nobody is there, in sequential mode at once. Synchronous: if nobody was there
   * when the tick began, and of all who want it mine is the lowest hash. The last call of a tick counts.
   */
  move(x: number, y: number): void;
  /** Likewise: go to an empty cell drawn at random; it fails only where none is left. */
  moveToEmpty(): void;
} & (C extends { x: unknown } ? unknown : Standing);

/** The column and row of agents of kinds `on: 'cells'`. */
interface Standing {
  readonly x: number;
  readonly y: number;
}

/** Another agent near this one: its state of the previous tick, and where it is seen from here, the shorter way round where the space wraps. */
export type Neighbour<A = Agent> = Readonly<A> & {
  readonly dx: number;
  readonly dy: number;
  readonly dz: number;
  readonly distance: number;
  readonly distance2: number;
  /** as of the agent itself: 1 when somebody holds it by a claim of the previous tick */
  readonly claimed: number;
  /**
   * Want this one for me alone. An agent has at most one claim a tick: the last call counts. When all rules have run, each claimed
   * agent goes to one of its claimants: the one with the lowest hash of (seed, tick, both ids), or the first when update is
   * sequential. In the next tick the winner reads `self.won`, the claimed one `self.claimed`; the others may claim again. A claim
   * is void when one of the two died in the tick.
   */
  claim(): void;
  /** In sequential mode: it is dead at once, and has no turn if it had none yet. */
  die(): void;
  /**
   * Of nodes of a network: cut my link to this one. Wishes for links come true when all rules have run; where update is sequential, when mine has. What one
   * end cuts is cut; the last call of a tick for a link counts.
   */
  unlink(): void;
  /**
   * Likewise: let my link to this one lead to the node with this id instead. It stays where it is if there is no such node, if the node is me, or one that I
   * am linked to already; if both ends want to move it, or several links would become the same, the lowest hash of (seed, tick, ids) has it.
   */
  relink(id: number): void;
};

/** Neighbours within the radius of the space: of the own kind (self excluded), or of another kind by its name. */
export type Neighbours<A = Agent> = Listed<A> & Nearest<A> & { readonly [kind: string]: Listed<Agent> };

/** In a continuous space, synchronous: the k nearest of the own kind, at whatever distance, the nearest first; k is fixed for the run. */
interface Nearest<A> {
  nearest(k: number): Seen<A>;
}

/** Neighbours that can be looked at through a field of view. */
export interface Seen<A> extends Iterable<Neighbour<A>> {
  /**
   * Those of them within `angle` / 2 to either side of a direction: a sector in two dimensions, a cone in three. The blind angle is 2π − `angle`.
   * Who stands in the very same place is in view; so are all, where `angle` is 2π or the vector has length 0.
   *
   * @param direction a heading in radians, in two dimensions; or a vector of any length, as [ux, uy] or a vector column
   * @param angle the whole opening in radians, 0 to 2π
   */
  inView(direction: number | readonly number[], angle: number): Iterable<Neighbour<A>>;
}

/**
 * Neighbours to visit. Those of a network, and of a grid that is periodic, are also counted, and named one by one: at(0) to at(length - 1),
 * anything else is nobody, as an id that no agent has.
 */
export interface Listed<A> extends Seen<A> {
  readonly length: number;
  at(k: number): Neighbour<A>;
}

/** Draws that depend on (seed, agent, tick, call site, iteration) alone. */
export interface Random {
  /** in [0, 1), or in [low, high) */
  uniform(low?: number, high?: number): number;
  /** mean 0 and standard deviation 1 unless given */
  normal(mean?: number, sd?: number): number;
  /** mean 1 / rate; rate 1 unless given */
  exponential(rate?: number): number;
  /** 0 .. n - 1 */
  integer(n: number): number;
}

/** Columns of a newborn, vectors element by element. */
export type Newborn = Readonly<Record<string, number | readonly number[]>>;

/**
 * An agent asked for by its id: its state of the previous tick, in sequential mode: now (of an agent that asks for itself: when its turn
 * began). An id that no living agent has reads NaN, or 0 from a column of integers; `id` is the id that was given, -1 for NaN.
 */
export type Gathered<A = Agent> = Readonly<A> & Pick<Neighbour<A>, 'claim' | 'die'>;

/** A field as a rule sees it: what was there in the previous tick, in sequential mode: what is there now. Positions are brought into the space. */
export interface Field {
  /** how much is in my cell, where my rule has me now */
  readonly here: number;
  /** how much is in the cell of a position */
  at(x: number, y: number): number;
  /** Add to my cell, or to that of a position; all that is deposited in a tick adds up, and is there in the next one. Less than 0 takes away. */
  deposit(amount: number, x?: number, y?: number): void;
  /** Want my cell, or that of a position, for me alone, as `other.claim()` wants a neighbour: the answer is `self.won` in the next tick. */
  claim(x?: number, y?: number): void;
}

/** What a rule sees of the whole: the tick, the globals of the previous tick, how many there are, births, agents by their id. */
export type RuleWorld = {
  readonly tick: number;
  readonly count: Readonly<Record<string, number>>;
  /** The id of the grid cell of a position, -1 beyond an open border: of agents of kinds `on: 'cells'`, `world.agent.grass(world.cell(x, y))`. */
  cell(x: number, y: number): number;
  /** On a grid whose cells hold one agent: is somebody there? As the tick found it; in sequential mode: now. */
  occupied(x: number, y: number): boolean;
  /** Link me to the node with this id, unless it is me or I am linked to it: as `other.relink(id)`. Not inside a loop. */
  link(id: number): void;
  /** The fields of the model by name. */
  readonly fields: Readonly<Record<string, Field>>;
  /** Any agent of the own kind by its id, or of another: `agent.wolf(id)`, with its type `agent.wolf<Wolf>(id)`; for kinds of which none are born. */
  readonly agent: (<A = Agent>(id: number) => Gathered<A>) & Readonly<Record<string, <A = Agent>(id: number) => Gathered<A>>>;
  /**
   * A newborn of the own kind (columns left out are the parent's), or of another: `birth.wolf({ energy: 5 })`. In sequential mode it is met as
   * soon as my turn is over. Where a cell holds one agent it takes that of its x and y, or without them any empty one, or is not born.
   */
  readonly birth: ((columns: Newborn) => void) & Readonly<Record<string, (columns: Newborn) => void>>;
} & { readonly [global: string]: number };

/** What hooks see: they may assign globals. */
export type HookWorld = { readonly tick: number; readonly count: Readonly<Record<string, number>> } & { [global: string]: number };

/** A reduction over all agents of a kind, or a schedule: a number that every rule reads as `world.<name>` in the next tick. */
export type GlobalDeclaration<P> =
  | { readonly initial: number }
  | { readonly schedule: (world: HookWorld, random: Random, params: P) => number }
  | {
      readonly over: string;
      readonly reduce: 'sum' | 'mean' | 'min' | 'max';
      readonly of: (self: Agent, params: P, world: RuleWorld) => number;
    }
  | { readonly over: string; readonly reduce: 'count' }
  | { readonly field: string; readonly reduce: 'sum' | 'mean' | 'min' | 'max' };

/** A grid of amounts over a two-dimensional space, cells of width / nx by height / ny: pheromone, food, heat. */
export interface FieldDeclaration<P> {
  /** cells along x and y */
  readonly size: FromParams<readonly [number, number], P>;
  /** default: that of the model's other columns, f64 unless they are all f32 */
  readonly type?: FromParams<'f64' | 'f32', P>;
  /** what is in a cell at tick 0, by the position of its centre; default 0. Compiled from its own text, like a rule. */
  readonly initial?: number | ((x: number, y: number, random: Random, params: P) => number);
  /** share of what is in a cell that goes to its neighbours each tick, in equal parts; 0 to 1, default 0 */
  readonly diffusion?: FromParams<number, P>;
  /** who they are: 8 cells (default), or 4 */
  readonly neighbourhood?: 'moore' | 'von-neumann';
  /** share of what is in a cell after that which is lost each tick; 0 to 1, default 0 */
  readonly evaporation?: FromParams<number, P>;
  /** what amounts are brought into at the end of each tick; default: any amount */
  readonly range?: FromParams<readonly [number, number], P>;
}

/** A value, or how it follows from the parameters. */
export type FromParams<T, P> = T | ((params: P) => T);

export interface KindDeclaration<C extends ColumnDeclarations, P> {
  /** its agents are the cells of the grid, row by row, or the nodes of the network: as many as there are, at their ids, for ever */
  readonly on?: 'cells' | 'nodes';
  /** how many there are at tick 0; of kinds `on` something as many as that has */
  readonly count?: FromParams<number, P>;
  readonly columns: FromParams<C, P>;
  /** State at tick 0; columns that it does not write are 0. Compiled from its own text, like a rule. */
  readonly init?: (self: Agent<C>, random: Random, params: P, world: RuleWorld) => void;
  /** What an agent does each tick. Compiled from its own text: hand over what it uses with `rule(fn, { uses })`. */
  readonly rule?: (self: Agent<C>, neighbours: Neighbours<Agent<C>>, random: Random, params: P, world: RuleWorld) => void;
}

export interface ModelDeclaration<S extends DeclaredParams, K extends Record<string, ColumnDeclarations>> {
  readonly name: string;
  /** one line for people */
  readonly description: string;
  /** paper or book, with its DOI */
  readonly source?: string;
  readonly params: S;
  /** `synchronous`: agents read the previous tick; `sequential`: in random order, in place, on one worker */
  readonly update?: FromParams<'synchronous' | 'sequential', ParamsOf<S>>;
  /** `torus`, `box` or `grid`, or a network */
  readonly space?: FromParams<SpaceSpec | Network, ParamsOf<S>>;
  readonly kinds: { readonly [N in keyof K]: KindDeclaration<K[N], ParamsOf<S>> };
  readonly fields?: Readonly<Record<string, FieldDeclaration<ParamsOf<S>>>>;
  readonly globals?: Readonly<Record<string, GlobalDeclaration<ParamsOf<S>>>>;
  /** before and after each tick, on one worker; they may assign globals */
  readonly before?: (world: HookWorld, random: Random, params: ParamsOf<S>) => void;
  readonly after?: (world: HookWorld, random: Random, params: ParamsOf<S>) => void;
  /** the run ends after the first tick for which this holds */
  readonly until?: (world: HookWorld, random: Random, params: ParamsOf<S>) => boolean;
  readonly metrics?: Readonly<Record<string, Metric>>;
}

/** A model with its types forgotten: what the lab runs. */
export type Model = Omit<ModelDeclaration<ParamSpecs, Record<string, ColumnDeclarations>>, 'params'> & { readonly params: DeclaredParams };

/**
 * Declare a model. Nothing runs yet: names are checked here, values when a run starts.
 *
 * @throws LabError E_MODEL when a name cannot be used
 */
export function defineModel<const S extends DeclaredParams, const K extends Record<string, ColumnDeclarations>>(
  model: ModelDeclaration<S, K>,
): Model {
  const plain = model as unknown as Model; // the types of parameters and columns serve the author; the lab checks values
  if (!plain.name) throw new LabError('E_MODEL', 'a model needs a name.');
  if (Object.keys(plain.kinds ?? {}).length === 0)
    throw new LabError('E_MODEL', `model ${plain.name} has no kinds: declare at least one, with its count and columns.`);
  for (const name of [...Object.keys(plain.kinds), ...Object.keys(plain.fields ?? {}), ...Object.keys(plain.globals ?? {})])
    checkName(plain.name, name);
  for (const name of Object.keys(plain.kinds).filter((kind) => OF_NEIGHBOURS.includes(kind)))
    throw new LabError(
      'E_MODEL',
      `model ${plain.name}: no kind can be called "${name}", since neighbours.${name} has a meaning of its own.`,
    );
  refuseUnknown('E_MODEL', `model ${plain.name}`, plain, MODEL_OPTIONS);
  for (const [name, kind] of Object.entries(plain.kinds))
    refuseUnknown('E_MODEL', `kind ${name} of model ${plain.name}`, kind, KIND_OPTIONS);
  for (const [name, { on, count }] of Object.entries(plain.kinds)) {
    if (on !== undefined && on !== 'cells' && on !== 'nodes')
      throw new LabError('E_MODEL', `kind ${name} of model ${plain.name} is on 'cells' or 'nodes', but got ${JSON.stringify(on)}.`);
    if (on !== undefined && count !== undefined)
      throw new LabError('E_MODEL', `kind ${name} of model ${plain.name} has as many agents as there are ${on}: leave its count out.`);
  }
  for (const [name, field] of Object.entries(plain.fields ?? {}))
    refuseUnknown('E_MODEL', `field ${name} of model ${plain.name}`, field, FIELD_OPTIONS);
  for (const [name, spec] of Object.entries(plain.params ?? {})) {
    const [what, options] = isTable(spec) ? ['table', TABLE_OPTIONS] : ['parameter', PARAM_OPTIONS];
    refuseUnknown('E_MODEL', `${what} ${name} of model ${plain.name}`, spec, options);
    if (isTable(spec) && typeof spec.table !== 'function')
      throw new LabError(
        'E_MODEL',
        `table ${name} of model ${plain.name} must be a function of the parameters: table: (params) => [[…], …].`,
      );
  }
  if (Object.hasOwn(plain.metrics ?? {}, 'tick'))
    throw new LabError('E_MODEL', `model ${plain.name}: a metric cannot be called tick: every row has one. Choose another name.`);
  const params = Object.entries(plain.params ?? {}).map(
    ([name, spec]) => [name, { ...spec, description: spec.description ?? '' }] as const,
  );
  return { ...plain, description: plain.description ?? '', params: Object.fromEntries(params) };
}

const MODEL_OPTIONS = [
  'name',
  'description',
  'source',
  'params',
  'update',
  'space',
  'kinds',
  'fields',
  'globals',
  'before',
  'after',
  'until',
  'metrics',
];
const FIELD_OPTIONS = ['size', 'type', 'initial', 'diffusion', 'neighbourhood', 'evaporation', 'range'];
const KIND_OPTIONS = ['on', 'count', 'columns', 'init', 'rule'];
const PARAM_OPTIONS = ['default', 'min', 'max', 'integer', 'choices', 'unit', 'description'];
const TABLE_OPTIONS = ['table', 'description'];

const RESERVED = new Set([
  'tick',
  'count',
  'birth',
  'agent',
  'fields',
  'id',
  'die',
  'dx',
  'dy',
  'dz',
  'distance',
  'distance2',
  'index',
  'claim',
  'won',
  'claimed',
  'wish',
]);

/** Members of `neighbours` beside the kinds. */
const OF_NEIGHBOURS = ['length', 'at', 'nearest', 'inView'];

/** @throws LabError E_MODEL when a kind, column or global has a name that rules cannot use */
export function checkName(model: string, name: string): void {
  if (!/^[A-Za-z_$][\w$]*$/.test(name))
    throw new LabError('E_MODEL', `model ${model}: "${name}" is no name that a rule can use: letters, digits and _ only.`);
  if (RESERVED.has(name) || name in Object.prototype)
    throw new LabError('E_MODEL', `model ${model}: "${name}" has a meaning of its own in rules; choose another name.`);
}

/** Resolve what follows from the parameters. */
export function fromParams<T>(value: FromParams<T, Record<string, ParamValue>>, params: Record<string, ParamValue>): T {
  return typeof value === 'function' ? (value as (params: Record<string, ParamValue>) => T)(params) : value;
}
