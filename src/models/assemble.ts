// From a model and its parameters to a program of the engine: columns laid out, functions compiled, phases in order.
// Imports engine, spaces, rules and the model's declaration.

import { LabError } from '../errors.ts';
import { monotonicMs } from '../engine/clock.ts';
import type { ColumnSpec, KindSpec } from '../engine/columns.ts';
import type { Program } from '../engine/engine.ts';
import type { PhaseSpec } from '../engine/kernel.ts';
import type { ScratchSpec, StageSpec } from '../engine/layout.ts';
import { settable } from '../engine/params.ts';
import { moduleUrl } from '../engine/pool.ts';
import type { ParamValue } from '../engine/world.ts';
import { compileRule, lookOut, type Backend, type CompiledDerived, type CompiledRule, type RuleContext } from '../rules/compile.ts';
import { WISH } from '../rules/moves.ts';
import { livesInSpace } from '../rules/pass.ts';
import { PLAN_SLOTS } from './turnover.ts';
import { cellKind, kindOfCells, type FieldSpec } from '../spaces/field.ts';
import { fieldPhases, fieldScratch, type FieldData } from '../spaces/field-phases.ts';
import type { Network } from '../spaces/network.ts';
import { linkKind, type ChangingLinks } from '../spaces/links.ts';
import { linkedScratch } from '../spaces/linked.ts';
import { nearestPhase, nearestScratch } from '../spaces/nearest.ts';
import { sortPhases, sortScratch } from '../spaces/sort.ts';
import { coarsen, type SpaceSpec } from '../spaces/space.ts';
import { begunOf, claimPhases, claimScratch, withClaims, type ClaimPair } from './claims.ts';
import {
  derivedScratch,
  UNTIL,
  type Compiled,
  type DeriveData,
  type HookData,
  type InPlaceData,
  type PrepareData,
  type ReduceData,
  type RuleData,
  type TurnoverData,
} from './kernels.ts';
import { amountOf, fieldSpecs, filling, shapeOf } from './fields.ts';
import { changePhases, linkScratch, rowPhases, startLinks } from './links.ts';
import { placePhases, placeScratch } from './places.ts';
import { birthPhases, lookingPhases, moveScratch, placing, settlingPhases, type MovesData } from './moves.ts';
import { simdRule, simdScratch, type SimdRule } from './simd.ts';
import { checkName, fromParams, type ColumnDeclaration, type GlobalDeclaration, type Model } from './model.ts';
import { tablesOf, type Tables } from './tables.ts';

export interface AssembleOptions {
  readonly file?: string | null;
  readonly backend?: Backend;
}

/** One function of the model, compiled. */
export interface CompiledFunction {
  /** "rule of kind bird" */
  readonly name: string;
  readonly role: RuleContext['role'];
  readonly rule: CompiledRule;
  /** time that it took to compile, to WebAssembly too, in milliseconds */
  readonly ms: number;
}

/** A model ready to run with one set of parameters. */
export interface Assembly {
  readonly program: Program;
  readonly space: SpaceSpec | null;
  /** the network at tick 0; its links may change: `World` has those of now */
  readonly network: Network | null;
  readonly update: 'synchronous' | 'sequential';
  readonly precision: 'f32' | 'f64';
  /** in the order in which they were compiled */
  readonly functions: readonly CompiledFunction[];
}

const KERNELS = moduleUrl(import.meta.url, './kernels');
const MAX_AGENTS = 2 ** 31;
/** A nearly empty world is not cut into more cells than this, or than so many for each agent at first: every tick passes over all of them. */
const ENOUGH_CELLS = 1 << 18;
const CELLS_PER_AGENT = 4;

/** What a kind that moves wishes. */
const WISH_COLUMN: ColumnSpec = { name: WISH, type: 'i32', size: 1, hidden: true };

/** Stands for a function that a model leaves out. */
const NOTHING: Compiled = {
  code: '',
  simd: null,
  writes: [],
  neighbourKinds: [],
  dies: false,
  kills: [],
  births: [],
  gathered: [],
  claims: [],
  derived: [],
  fields: [],
  deposits: [],
  large: [],
};

type Params = Record<string, ParamValue>;

/**
 * Compile all functions of the model and put its phases in order.
 *
 * @param settings a value for each parameter that can be set
 * @param workers number of workers, for scratch arrays only: nothing that it decides reaches the result
 * @param options the author's file as text, so that messages can name its lines; how rules run (default: simd)
 * @throws LabError E_RULE, E_MODEL, E_AGENT_COUNT
 */
export function assemble(model: Model, settings: Params, workers: number, options: AssembleOptions = {}): Assembly {
  const tables = tablesOf(model, settings);
  const params = { ...settings, ...tables } as Params; // what a model declares may follow from its tables: a count from their length
  const update = fromParams(model.update ?? 'synchronous', params);
  const declared = model.space === undefined ? null : fromParams(model.space, params);
  refuseOtherSpace(model.name, declared);
  if (update !== 'synchronous' && update !== 'sequential')
    throw new LabError('E_MODEL', `the update of model ${model.name} is 'synchronous' or 'sequential', but got ${JSON.stringify(update)}.`);
  const network = declared && 'offsets' in declared ? declared : null;
  const kinds = Object.entries(model.kinds).map(([name, kind]) => {
    const standing = kind.on === undefined ? null : standingOn(model, name, kind.on, declared);
    if (standing === null && kind.count === undefined)
      throw new LabError('E_MODEL', `kind ${name} of model ${model.name} needs a count, or on: 'cells' of a grid or 'nodes' of a network.`);
    const count = standing?.count ?? fromParams(kind.count ?? 0, params);
    return { ...kindSpec(model, name, count, fromParams(kind.columns, params)), ...(standing?.cells ? { cells: standing.cells } : {}) };
  });
  const cells = Math.max(ENOUGH_CELLS, CELLS_PER_AGENT * Math.max(...kinds.map(({ count }) => count)));
  const space = declared === null || 'offsets' in declared ? null : coarsen(declared, cells);
  const assembler = new Assembler(model, params, tables, kinds, space, network, update, options);
  return { program: assembler.program(workers), space, network, update, precision: assembler.precision, functions: assembler.functions };
}

/** @throws LabError E_MODEL for a space that no maker has made */
function refuseOtherSpace(model: string, space: unknown): void {
  const made = typeof space === 'object' && (space === null || 'offsets' in space || 'cells' in space);
  if (made) return;
  const given = typeof space === 'string' ? `"${space}"` : JSON.stringify(space);
  throw new LabError(
    'E_MODEL',
    `the space of model ${model} is what torus(…), box(…), grid(…) or a maker of networks gives, but got ${given}. Write space: grid({ width: 100, height: 100 }).`,
  );
}

/** How many cells or nodes there are for a kind that is them. @throws LabError E_MODEL where there are none */
function standingOn(
  model: Model,
  kind: string,
  on: 'cells' | 'nodes',
  space: SpaceSpec | Network | null,
): { count: number; cells: readonly number[] | null } {
  if (on === 'cells' && space && 'grid' in space && space.grid) {
    const { width, height } = space.grid;
    return { count: width * height, cells: [width, height] };
  }
  if (on === 'nodes' && space && 'offsets' in space) return { count: space.n, cells: null };
  const remedy = on === 'cells' ? 'space: grid({ width, height })' : 'space: ring(100), wattsStrogatz({ … }), network(n, links)';
  throw new LabError('E_MODEL', `kind ${kind} of model ${model.name} is on ${on}, which the model does not have. Declare ${remedy}.`);
}

function kindSpec(model: Model, name: string, count: number, declared: Record<string, ColumnDeclaration>): KindSpec {
  if (!Number.isInteger(count) || count < 0 || count > MAX_AGENTS) {
    throw new LabError(
      'E_AGENT_COUNT',
      `the count of kind ${name} must be an integer from 0 to ${MAX_AGENTS}, but got ${count}. Set it in the scenario's params or with --set.`,
    );
  }
  const columns = Object.entries(declared).map(([column, declaration]): ColumnSpec => {
    checkName(model.name, column);
    if (model.kinds[name]?.on === 'cells' && (column === 'x' || column === 'y'))
      throw new LabError('E_MODEL', `cells know their ${column}: leave the column ${column} of kind ${name} of model ${model.name} out.`);
    const { type, size } = typeof declaration === 'string' ? { type: declaration, size: 1 } : declaration;
    if (!['f32', 'f64', 'i32', 'u32', 'u8'].includes(type))
      throw new LabError('E_COLUMN', `column ${column} of kind ${name} has type "${type}"; known: f32, f64, i32, u32, u8.`);
    if (!Number.isInteger(size) || size < 1)
      throw new LabError('E_COLUMN', `column ${column} of kind ${name} must have a size of at least 1, but got ${size}.`);
    return { name: column, type, size };
  });
  return { name, count, columns };
}

/** @throws LabError E_MODEL when a global is taken over a kind or field that is not `known` */
function refuseStranger(global: string, what: 'kind' | 'field', name: string, known: readonly { readonly name: string }[]): void {
  if (known.some((each) => each.name === name)) return;
  throw new LabError(
    'E_MODEL',
    `global ${global} is taken over ${what} "${name}", which the model does not have. Known: ${known.map((each) => each.name).join(', ') || 'none'}.`,
  );
}

class Assembler {
  readonly precision: 'f32' | 'f64';
  readonly functions: CompiledFunction[] = [];
  private readonly compiled = new Map<string, Compiled>();
  private readonly globals: [string, GlobalDeclaration<Params>][];
  private readonly stages: StageSpec[] = [];
  private readonly simd: SimdRule[] = [];
  private readonly derived: ScratchSpec[] = [];
  private readonly derivations: PhaseSpec[] = [];
  private readonly rules: { kind: string; compiled: Compiled }[] = [];
  /** lists of the nearest that rules look for */
  private readonly nearest = new Map<string, { readonly kind: string; readonly k: number }>();
  /** kinds whose places are noted */
  private readonly placed = new Set<string>();
  private readonly model: Model;
  /** with the tables */
  private readonly params: Params;
  private readonly tables: Tables;
  /** what the rule of each kind does to whom */
  private readonly deeds: readonly ({ readonly by: string } & ReturnType<typeof lookOut>)[];
  private readonly claims: readonly ClaimPair[];
  /** on a grid whose cells hold one agent: who stands there, and who moves; else null */
  private readonly moves: MovesData | null;
  /** links that rules change; null: none do */
  private readonly links: ChangingLinks | null;
  private readonly kinds: KindSpec[];
  private readonly fields: readonly FieldSpec[];
  /** the cells of each field */
  private readonly cells: readonly KindSpec[];
  private readonly space: SpaceSpec | null;
  private readonly network: Network | null;
  private readonly update: 'synchronous' | 'sequential';
  private readonly options: AssembleOptions;

  constructor(
    model: Model,
    params: Params,
    tables: Tables,
    kinds: KindSpec[],
    space: SpaceSpec | null,
    network: Network | null,
    update: 'synchronous' | 'sequential',
    options: AssembleOptions,
  ) {
    this.model = model;
    this.params = params;
    this.tables = tables;
    this.kinds = kinds;
    this.space = space;
    this.network = network;
    this.update = update;
    this.options = options;
    const declared = Object.values(model.fields ?? {}).flatMap(({ type }) => (type === undefined ? [] : fromParams(type, params)));
    const floats = [...kinds.flatMap(({ columns }) => columns.map(({ type }) => type)), ...declared].filter(
      (type) => type === 'f32' || type === 'f64',
    );
    this.precision = floats.length > 0 && floats.every((type) => type === 'f32') ? 'f32' : 'f64';
    this.fields = fieldSpecs(model, params, space, this.precision);
    this.globals = Object.entries(model.globals ?? {});
    this.deeds = this.lookOut();
    this.refuseTurnover();
    this.claims = this.deeds.flatMap(({ by, claims }) => claims.map((of) => ({ by, of })));
    this.kinds = withClaims(kinds, this.claims).map((kind) =>
      this.movesItself(kind.name) || this.isBornAlone(kind.name) ? { ...kind, columns: [...kind.columns, WISH_COLUMN] } : kind,
    );
    this.moves = this.standing();
    this.links = this.changing();
    this.cells = withClaims(this.fields.map(cellKind), this.claims);
  }

  program(workers: number): Program {
    for (const [kind, { rule }] of Object.entries(this.model.kinds)) {
      if (rule) this.rules.push({ kind, compiled: this.compile(rule, 'rule', `rule of kind ${kind}`, kind) });
    }
    const start = [
      ...(this.links && this.network ? startLinks(this.network) : []),
      ...this.fieldInits(),
      ...this.inits(),
      ...(this.moves ? placing(this.begun(this.moves)) : []),
      ...this.globalPhases(0),
      ...this.hookPhase('until', 0),
    ];
    const inPlace = this.update === 'sequential';
    const tick = [
      ...this.hookPhase('before', 0),
      ...(inPlace ? this.inPlacePhases() : this.synchronousPhases()),
      ...(this.links ? changePhases(this.links, inPlace) : []),
      ...fieldPhases(this.fieldData()),
      ...(this.moves && this.moves.moving.length > 0 && !inPlace ? settlingPhases(this.moves) : []),
      ...claimPhases(
        this.claims,
        this.kinds.map(({ name }) => name).filter((kind) => this.isMortal(kind)),
        inPlace,
      ),
      ...this.turnoverPhases(this.turnover()),
      ...(this.moves && this.moves.born.length > 0 && !inPlace ? this.birthplacePhases(this.moves) : []),
      ...this.globalPhases(1),
      ...this.hookPhase('after', 1),
      ...this.hookPhase('until', 1),
      this.phase('end of the tick', 'rest', null),
    ];
    const spec = {
      kinds: [...this.kinds, ...this.cells, ...(this.links && this.network ? [linkKind(this.network)] : [])],
      globals: this.globals.map(([name]) => name),
      scratch: this.scratch(workers),
      stages: this.stages,
    };
    return { spec, start, tick, inPlace };
  }

  private phase(name: string, kernel: string, data: unknown, kind?: string): PhaseSpec {
    return { name, kernel: { module: KERNELS, export: kernel }, data, kind };
  }

  private compile(fn: Function, role: RuleContext['role'], name: string, self: string | null, valued = false): Compiled {
    const known = this.compiled.get(name); // globals are taken at the start and in every tick
    if (known) return known;
    const from = monotonicMs();
    const rule = compileRule(fn, { ...this.context(role, name, self), valued });
    const linked = this.link(rule, self, name);
    this.functions.push({ name, role, rule, ms: monotonicMs() - from });
    this.compiled.set(name, linked);
    return linked;
  }

  private context(role: RuleContext['role'], name: string, self: string | null): RuleContext {
    return {
      role,
      name,
      kinds: this.kinds
        .concat(this.cells?.filter((kind) => kind.name === self) ?? []) // cells are seen by what is compiled for them alone
        .map(({ name, columns }) => ({
          name,
          columns: [...columns],
          born: this.isBorn(name),
          fixed: this.isFixed(name),
          ...(this.model.kinds[name]?.on ? { on: this.model.kinds[name].on } : {}),
        })),
      self,
      space: this.space,
      network: this.network,
      changing: this.links !== null && this.links !== undefined, // not known yet while rules are looked at
      params: Object.fromEntries(
        Object.entries(settable(this.model.params)).map(([key, { integer }]) => [
          key,
          { value: this.params[key], integer: integer === true },
        ]),
      ),
      tables: this.tables,
      globals: this.globals.map(([global]) => global),
      fields: this.fields.map(shapeOf),
      mode: role === 'rule' ? this.update : 'synchronous',
      precision: this.precision,
      file: this.options.file ?? null,
      backend: this.options.backend ?? 'simd',
    };
  }

  /** It decides which kinds have the columns of claims, and which agents move in memory, before rules are compiled. */
  private lookOut(): Assembler['deeds'] {
    return Object.entries(this.model.kinds).flatMap(([by, { rule }]) =>
      rule ? [{ by, ...lookOut(rule, this.context('rule', `rule of kind ${by}`, by)) }] : [],
    );
  }

  /** @throws LabError E_MODEL when cells or nodes are born or die */
  private refuseTurnover(): void {
    for (const [kind, { on }] of Object.entries(this.model.kinds)) {
      if (on === undefined || (!this.isBorn(kind) && !this.isMortal(kind))) continue;
      throw new LabError(
        'E_MODEL',
        `agents of kind ${kind} are the ${on} of model ${this.model.name}: they are not born and do not die. Mark them with a column: alive = 0 or 1.`,
      );
    }
  }

  /** @throws LabError E_MODEL when rules of two kinds change links */
  private changing(): ChangingLinks | null {
    const { network, model } = this;
    const rewiring = this.deeds.filter(({ rewires }) => rewires);
    if (!network || rewiring.length === 0) return null;
    if (rewiring.length > 1)
      throw new LabError(
        'E_MODEL',
        `the rules of kinds ${rewiring.map(({ by }) => by).join(' and ')} of model ${model.name} change links. Let one kind change them, and the other mark what it wants in a column that the first one reads.`,
      );
    return { nodes: network.n, directed: network.directed, sites: rewiring[0].linkSites ?? 0 };
  }

  private movesItself(kind: string): boolean {
    return this.deeds.some(({ by, moves }) => by === kind && moves);
  }

  private standing(): MovesData | null {
    const { space } = this;
    const grid = space?.grid;
    if (!grid || grid.capacity !== 1) return null;
    const kinds = this.kinds.map(({ name }) => name).filter((name) => livesInSpace({ kinds: this.kinds, space }, name));
    const born = kinds.filter((name) => this.isBorn(name));
    const moving = kinds.filter((name) => this.movesItself(name));
    return { grid, kinds, moving, born, met: kinds, placed: [], back: 0, lost: 0 };
  }

  /** With the kinds whose init says where they begin: known when inits are compiled. */
  private begun(moves: MovesData): MovesData {
    const writes = (kind: string): readonly string[] => this.compiled.get(`init of kind ${kind}`)?.writes ?? [];
    return { ...moves, placed: moves.kinds.filter((kind) => writes(kind).includes('x') || writes(kind).includes('y')) };
  }

  private isBorn(kind: string): boolean {
    return this.deeds?.some(({ births }) => births.includes(kind)) ?? false;
  }

  /** Is it born on a grid whose cells hold one agent? */
  private isBornAlone(kind: string): boolean {
    return this.space?.grid?.capacity === 1 && this.isBorn(kind) && livesInSpace({ kinds: this.kinds, space: this.space }, kind);
  }

  private isMortal(kind: string): boolean {
    return this.deeds.some(({ by, dies, kills }) => (by === kind && dies) || kills.includes(kind));
  }

  /** Do agents of this kind stay in memory where their ids say? */
  private isFixed(kind: string): boolean {
    if (!this.deeds || this.isBorn(kind) || this.isMortal(kind)) return false;
    return this.update === 'sequential' || !this.deeds.some(({ neighbourKinds }) => neighbourKinds.includes(kind));
  }

  /** Phases that note where agents stand, of those kinds that code asks for by id and that are not in `noted` yet. */
  private placePhases(compiled: readonly Compiled[], noted: Set<string> = new Set()): PhaseSpec[] {
    return compiled.flatMap(({ gathered }) =>
      gathered.flatMap(({ kind, fixed }) => {
        if (fixed || noted.has(kind)) return [];
        noted.add(kind);
        this.placed.add(kind);
        return placePhases(kind, this.isMortal(kind));
      }),
    );
  }

  /** Give each kind that is born a stage of its own for this parent. */
  private link(
    {
      code,
      simd,
      writes,
      neighbourKinds,
      dies,
      kills,
      births,
      gathered,
      claims,
      fields,
      deposits,
      rewires,
      linkSites,
      derived = [],
      large = [],
      nearest = [],
    }: CompiledRule,
    from: string | null,
    name: string,
  ): Compiled {
    const staged = births.map((kind) => {
      if (from === null) throw new LabError('E_MODEL', `model ${this.model.name}: only rules bear agents.`);
      this.stages.push({ from, to: kind });
      return { kind, stage: this.stages.length - 1 };
    });
    const asked = gathered.map((kind) => ({ kind, fixed: this.isFixed(kind) }));
    const webAssembly = simd && simdRule(simd, name);
    if (webAssembly) this.simd.push(webAssembly);
    this.derive(derived);
    for (const { kind, k } of nearest) this.nearest.set(`${kind}:${k}`, { kind, k });
    return {
      code,
      simd: webAssembly,
      writes,
      neighbourKinds,
      dies,
      kills,
      births: staged,
      gathered: asked,
      claims,
      fields,
      deposits,
      ...(rewires ? { rewires, linkSites } : {}),
      derived,
      large,
    };
  }

  /** Phases that fill the columns that a rule reads of neighbours and that follow from others. */
  private derive(derived: readonly CompiledDerived[]): void {
    for (const { kind, column, code, simd } of derived) {
      const webAssembly = simd && simdRule(simd, `${column.name} of kind ${kind}`);
      if (webAssembly) this.simd.push(webAssembly);
      const data: DeriveData = { kind, column, compiled: { ...NOTHING, code, simd: webAssembly } };
      this.derived.push({ name: derivedScratch(kind, column.name), type: column.type, kind, perAgent: 1 });
      this.derivations.push(this.phase(`what neighbours see of kind ${kind}`, 'deriveColumn', data, kind));
    }
  }

  private fieldInits(): PhaseSpec[] {
    return this.fields.map((field) => {
      const name = `init of field ${field.name}`;
      const kind = kindOfCells(field.name);
      const fill = this.space && filling(this.model.name, field, this.model.fields?.[field.name] ?? { size: field.cells }, this.space);
      const compiled = fill ? this.compile(fill, 'init', name, kind) : NOTHING;
      return this.phase(name, 'init', { ...compiled, kind, space: null, flips: [] } satisfies RuleData);
    });
  }

  /** The fields with what rules deposit on them; in place it is there at once. */
  private fieldData(): FieldData[] {
    const rules = this.update === 'sequential' ? [] : this.rules;
    return this.fields.map((field) => ({
      field,
      sites: rules.flatMap(({ kind, compiled: { deposits } }) =>
        deposits.filter((each) => each.field === field.name).map(({ site }) => ({ kind, site })),
      ),
    }));
  }

  private inits(): PhaseSpec[] {
    return Object.entries(this.model.kinds).map(([kind, { init }]) => {
      const name = `init of kind ${kind}`;
      const compiled: Compiled = init ? this.compile(init, 'init', name, kind) : NOTHING;
      return this.phase(name, 'init', { ...compiled, kind, space: this.space, flips: [] } satisfies RuleData, kind);
    });
  }

  private met(): string[] {
    return [...new Set(this.rules.flatMap(({ compiled }) => compiled.neighbourKinds))];
  }

  private synchronousPhases(): PhaseSpec[] {
    const { space } = this;
    const all = this.rules.map(({ kind }) => kind);
    return [
      ...(this.links ? rowPhases(this.links, false) : []),
      ...(space ? this.met().flatMap((kind) => sortPhases(kind, space)) : []),
      ...(space ? [...this.nearest.values()].map(({ kind, k }) => nearestPhase(kind, k, space)) : []),
      ...(this.moves ? lookingPhases(this.moves, false) : []),
      ...this.placePhases(this.rules.map(({ compiled }) => compiled)),
      ...this.derivations,
      ...this.rules.map(({ kind, compiled }, n) => {
        const data: RuleData = { ...compiled, kind, space, flips: n === this.rules.length - 1 ? all : [] };
        return this.phase(`rule of kind ${kind}`, 'rule', data, kind);
      }),
    ];
  }

  private inPlacePhases(): PhaseSpec[] {
    const { space } = this;
    const listed = this.met();
    const bears = this.stages.length > 0;
    const looking = this.moves ? lookingPhases(this.moves, true) : [];
    const opened = this.links ? rowPhases(this.links, true) : [];
    return [
      ...this.placePhases(this.rules.map(({ compiled }) => compiled)),
      ...(bears ? [this.phase('start of the tick', 'rest', null)] : []), // a tick begun anew counts its agents once
      this.phase('neighbour lists', 'prepareInPlace', { space, listed, bears } satisfies PrepareData),
      ...opened,
      ...looking,
      ...this.rules.map(({ kind, compiled }, n) => {
        const data: InPlaceData = {
          ...compiled,
          kind,
          space,
          listed,
          single: this.moves,
          ...(compiled.rewires ? { rewiring: this.links } : {}),
          flips: [],
          back: n + opened.length + looking.length + 1,
        };
        return this.phase(`rule of kind ${kind}`, 'ruleInPlace', data, kind);
      }),
    ];
  }

  private turnover(): TurnoverData[] {
    const inPlace = this.update === 'sequential'; // there newborns join their kind at once
    return this.kinds
      .map(({ name }) => ({
        kind: name,
        dies: this.isMortal(name),
        stages: inPlace ? [] : this.stages.flatMap((stage, s) => (stage.to === name ? [{ stage: s, from: stage.from }] : [])),
        again: false,
      }))
      .filter(({ dies, stages }) => dies || stages.length > 0);
  }

  /** Newborns take cells of their own; those without one go again. */
  private birthplacePhases(moves: MovesData): PhaseSpec[] {
    const unborn = moves.born.map((kind): TurnoverData => ({ kind, dies: true, stages: [], again: true }));
    return [
      ...birthPhases(moves),
      ...this.turnoverPhases(unborn),
      ...unborn.map((data) => this.phase(`births and deaths of kind ${data.kind}`, 'renumber', data, data.kind)),
    ];
  }

  private turnoverPhases(turnover: readonly TurnoverData[]): PhaseSpec[] {
    if (turnover.length === 0) return [];
    return [
      this.phase('births and deaths', 'noteParents', null),
      ...turnover.flatMap((data) =>
        ['planTurnover', 'compact', 'deliver'].map((kernel) =>
          this.phase(`births and deaths of kind ${data.kind}`, kernel, data, data.kind),
        ),
      ),
    ];
  }

  private globalPhases(ahead: 0 | 1): PhaseSpec[] {
    const noted = new Set<string>(); // agents stand still from one global to the next
    return this.globals.flatMap(([name, global]) => {
      if ('initial' in global) {
        if (ahead === 1) return [];
        if (!Number.isFinite(global.initial))
          throw new LabError('E_MODEL', `the initial value of global ${name} must be a finite number, but got ${global.initial}.`);
        const code = `(E) => (rt) => (${global.initial})`;
        return [this.hookOf(`global ${name}`, { ...NOTHING, code }, name, 0)];
      }
      if ('schedule' in global)
        return [
          this.hookOf(`schedule of ${name}`, this.compile(global.schedule, 'global', `schedule of ${name}`, null, true), name, ahead),
        ];
      if ('field' in global) {
        refuseStranger(name, 'field', global.field, this.fields);
        const over = kindOfCells(global.field);
        const compiled = this.compile(amountOf, 'reduce', `global ${name}`, over);
        return [this.phase(`global ${name}`, 'reduce', { name, over, reduce: global.reduce, compiled, ahead } satisfies ReduceData)];
      }
      refuseStranger(name, 'kind', global.over, this.kinds);
      const compiled = global.reduce === 'count' ? NOTHING : this.compile(global.of, 'reduce', `global ${name}`, global.over);
      const data: ReduceData = { name, over: global.over, reduce: global.reduce, compiled, ahead };
      return [...this.placePhases([compiled], noted), this.phase(`global ${name}`, 'reduce', data, global.over)];
    });
  }

  private hookPhase(hook: 'before' | 'after' | 'until', ahead: 0 | 1): PhaseSpec[] {
    const fn = this.model[hook];
    return fn
      ? [this.hookOf(hook, this.compile(fn, 'global', `hook ${hook}`, null, hook === 'until'), hook === 'until' ? UNTIL : null, ahead)]
      : [];
  }

  private hookOf(name: string, compiled: Compiled, target: string | null, ahead: 0 | 1): PhaseSpec {
    return this.phase(name, 'hook', { stream: `hook:${name}`, compiled, target, ahead } satisfies HookData);
  }

  private scratch(workers: number): ScratchSpec[] {
    const { space } = this;
    const inPlace = this.update === 'sequential';
    const perChunk = (name: string, type: 'i32' | 'f64', kind: string): ScratchSpec => ({ name, type, kind, perAgent: 1 / 64, fixed: 1 });
    const turnover = this.turnover();
    return [
      ...(this.moves ? moveScratch(this.moves, inPlace) : []),
      ...(this.links ? linkScratch(this.links, inPlace) : []),
      ...[...this.nearest.values()].map(({ kind, k }) => nearestScratch(kind, k)),
      ...(space ? this.met().flatMap((kind) => (inPlace ? linkedScratch(kind, space) : sortScratch(kind, space, workers))) : []),
      ...this.kinds.flatMap(({ name }): ScratchSpec[] => [
        { name: `parents:${name}`, type: 'i32', fixed: 1 },
        ...(inPlace || this.isBornAlone(name) || turnover.some(({ kind, dies }) => kind === name && dies)
          ? [{ name: `dead:${name}`, type: 'u8', kind: name, perAgent: 1 } as const]
          : []),
        ...(inPlace ? [{ name: `turns:${name}`, type: 'u32', kind: name, perAgent: 1 } as const] : []),
        ...(inPlace ? [{ name: begunOf(name), type: 'f64', fixed: 2 } as const] : []),
        ...(turnover.some(({ kind }) => kind === name)
          ? [{ name: `plan:${name}`, type: 'i32', fixed: PLAN_SLOTS } as const, perChunk(`keep:${name}`, 'i32', name)]
          : []),
      ]),
      ...[...this.placed].map(placeScratch),
      ...this.derived,
      ...simdScratch(this.simd, workers), // after derived columns, beyond whose end vectors are read
      ...claimScratch(this.claims, inPlace),
      ...fieldScratch(this.fieldData(), workers),
      ...this.stages.flatMap(({ from }, s) => [perChunk(`born:${s}`, 'i32', from), perChunk(`bornAt:${s}`, 'i32', from)]),
      ...this.globals.flatMap(([name, global]) => {
        const over = 'field' in global ? kindOfCells(global.field) : 'over' in global ? global.over : null;
        return over === null ? [] : [perChunk(`partials:${name}`, 'f64', over)];
      }),
    ];
  }
}
