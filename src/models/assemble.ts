// From a model and its parameters to a program of the engine: columns laid out, functions compiled, phases in order.
// Imports engine, spaces, rules and the model's declaration.

import { LabError } from '../errors.ts';
import type { ColumnSpec, KindSpec } from '../engine/columns.ts';
import type { Program } from '../engine/engine.ts';
import type { PhaseSpec } from '../engine/kernel.ts';
import type { ScratchSpec, StageSpec } from '../engine/layout.ts';
import { moduleUrl } from '../engine/pool.ts';
import type { ParamValue } from '../engine/world.ts';
import { claimsOf, compileRule, type CompiledRule, type RuleContext } from '../rules/compile.ts';
import { linkedScratch } from '../spaces/linked.ts';
import { sortPhases, sortScratch } from '../spaces/sort.ts';
import { coarsen, type SpaceSpec } from '../spaces/space.ts';
import { claimPhases, claimScratch, withClaims, type ClaimPair } from './claims.ts';
import {
  UNTIL,
  type Compiled,
  type HookData,
  type InPlaceData,
  type PrepareData,
  type ReduceData,
  type RuleData,
  type TurnoverData,
} from './kernels.ts';
import { checkName, fromParams, type ColumnDeclaration, type GlobalDeclaration, type Model } from './model.ts';

/** A model ready to run with one set of parameters. */
export interface Assembly {
  readonly program: Program;
  readonly space: SpaceSpec | null;
  readonly update: 'synchronous' | 'sequential';
  readonly precision: 'f32' | 'f64';
}

const KERNELS = moduleUrl(import.meta.url, './kernels');
const MAX_AGENTS = 2 ** 31;
/** A nearly empty world is not cut into more cells than this, or than so many for each agent at first: every tick passes over all of them. */
const ENOUGH_CELLS = 1 << 18;
const CELLS_PER_AGENT = 4;

type Params = Record<string, ParamValue>;

/**
 * Compile all functions of the model and put its phases in order.
 *
 * @param workers number of workers, for scratch arrays only: nothing that it decides reaches the result
 * @param file text of the author's file, so that messages can name its lines
 * @throws LabError E_RULE, E_MODEL, E_AGENT_COUNT
 */
export function assemble(model: Model, params: Params, workers: number, file: string | null = null): Assembly {
  const update = fromParams(model.update ?? 'synchronous', params);
  const kinds = Object.entries(model.kinds).map(([name, kind]) =>
    kindSpec(model, name, fromParams(kind.count, params), fromParams(kind.columns, params)),
  );
  const cells = Math.max(ENOUGH_CELLS, CELLS_PER_AGENT * Math.max(...kinds.map(({ count }) => count)));
  const space = model.space === undefined ? null : coarsen(fromParams(model.space, params), cells);
  const assembler = new Assembler(model, params, kinds, space, update, file);
  return { program: assembler.program(workers), space, update, precision: assembler.precision };
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
    const { type, size } = typeof declaration === 'string' ? { type: declaration, size: 1 } : declaration;
    if (!['f32', 'f64', 'i32', 'u32', 'u8'].includes(type))
      throw new LabError('E_COLUMN', `column ${column} of kind ${name} has type "${type}"; known: f32, f64, i32, u32, u8.`);
    if (!Number.isInteger(size) || size < 1)
      throw new LabError('E_COLUMN', `column ${column} of kind ${name} must have a size of at least 1, but got ${size}.`);
    return { name: column, type, size };
  });
  return { name, count, columns };
}

class Assembler {
  readonly precision: 'f32' | 'f64';
  private readonly globals: [string, GlobalDeclaration<Params>][];
  private readonly stages: StageSpec[] = [];
  private readonly rules: { kind: string; compiled: Compiled }[] = [];
  private readonly model: Model;
  private readonly params: Params;
  private readonly claims: readonly ClaimPair[];
  private readonly kinds: KindSpec[];
  private readonly space: SpaceSpec | null;
  private readonly update: 'synchronous' | 'sequential';
  private readonly file: string | null;

  constructor(
    model: Model,
    params: Params,
    kinds: KindSpec[],
    space: SpaceSpec | null,
    update: 'synchronous' | 'sequential',
    file: string | null,
  ) {
    this.model = model;
    this.params = params;
    this.kinds = kinds;
    this.space = space;
    this.update = update;
    this.file = file;
    const floats = kinds.flatMap((kind) => kind.columns).filter(({ type }) => type === 'f32' || type === 'f64');
    this.precision = floats.length > 0 && floats.every(({ type }) => type === 'f32') ? 'f32' : 'f64';
    this.globals = Object.entries(model.globals ?? {});
    this.claims = this.pairs();
    this.kinds = withClaims(kinds, this.claims);
  }

  program(workers: number): Program {
    for (const [kind, { rule }] of Object.entries(this.model.kinds)) {
      if (rule) this.rules.push({ kind, compiled: this.compile(rule, 'rule', `rule of kind ${kind}`, kind) });
    }
    const start = [...this.inits(), ...this.globalPhases(0), ...this.hookPhase('until', 0)];
    const inPlace = this.update === 'sequential';
    const tick = [
      ...this.hookPhase('before', 0),
      ...(inPlace ? this.inPlacePhases() : this.synchronousPhases()),
      ...claimPhases(
        this.claims,
        this.rules.filter(({ compiled }) => compiled.dies).map(({ kind }) => kind),
        inPlace,
      ),
      ...this.turnoverPhases(),
      ...this.globalPhases(1),
      ...this.hookPhase('after', 1),
      ...this.hookPhase('until', 1),
      this.phase('end of the tick', 'rest', null),
    ];
    const spec = { kinds: this.kinds, globals: this.globals.map(([name]) => name), scratch: this.scratch(workers), stages: this.stages };
    return { spec, start, tick, inPlace };
  }

  private phase(name: string, kernel: string, data: unknown, kind?: string): PhaseSpec {
    return { name, kernel: { module: KERNELS, export: kernel }, data, kind };
  }

  private compile(fn: Function, role: RuleContext['role'], name: string, self: string | null): Compiled {
    return this.link(compileRule(fn, this.context(role, name, self)), self);
  }

  private context(role: RuleContext['role'], name: string, self: string | null): RuleContext {
    return {
      role,
      name,
      kinds: this.kinds.map((kind) => ({ name: kind.name, columns: [...kind.columns] })),
      self,
      space: this.space,
      params: Object.fromEntries(
        Object.entries(this.params).map(([key, value]) => [key, { value, integer: this.model.params[key]?.integer === true }]),
      ),
      globals: this.globals.map(([global]) => global),
      mode: role === 'rule' ? this.update : 'synchronous',
      precision: this.precision,
      file: this.file,
    };
  }

  /** Who claims whom: it decides which kinds have the columns of claims, before rules are compiled. */
  private pairs(): ClaimPair[] {
    return Object.entries(this.model.kinds).flatMap(([by, { rule }]) =>
      rule ? claimsOf(rule, this.context('rule', `rule of kind ${by}`, by)).map((of) => ({ by, of })) : [],
    );
  }

  /** Give each kind that is born a stage of its own for this parent. */
  private link({ code, writes, neighbourKinds, dies, births, claims }: CompiledRule, from: string | null): Compiled {
    const staged = births.map((kind) => {
      if (from === null) throw new LabError('E_MODEL', `model ${this.model.name}: only rules bear agents.`);
      this.stages.push({ from, to: kind });
      return { kind, stage: this.stages.length - 1 };
    });
    return { code, writes, neighbourKinds, dies, births: staged, claims };
  }

  private inits(): PhaseSpec[] {
    return Object.entries(this.model.kinds).map(([kind, { init }]) => {
      const name = `init of kind ${kind}`;
      const compiled: Compiled = init
        ? this.compile(init, 'init', name, kind)
        : { code: '', writes: [], neighbourKinds: [], dies: false, births: [], claims: [] };
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
      ...(space ? this.met().flatMap((kind) => sortPhases(kind, space)) : []),
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
    return [
      ...(bears ? [this.phase('start of the tick', 'rest', null)] : []), // a tick begun anew counts its agents once
      this.phase('neighbour lists', 'prepareInPlace', { space, listed, bears } satisfies PrepareData),
      ...this.rules.map(({ kind, compiled }, n) => {
        const data: InPlaceData = { ...compiled, kind, space, listed, flips: [], back: n + 1 };
        return this.phase(`rule of kind ${kind}`, 'ruleInPlace', data, kind);
      }),
    ];
  }

  private turnover(): TurnoverData[] {
    return this.kinds
      .map(({ name }) => ({
        kind: name,
        dies: this.rules.some(({ kind, compiled }) => kind === name && compiled.dies),
        stages: this.stages.flatMap((stage, s) => (stage.to === name ? [{ stage: s, from: stage.from }] : [])),
        inPlace: this.update === 'sequential',
      }))
      .filter(({ dies, stages }) => dies || stages.length > 0);
  }

  private turnoverPhases(): PhaseSpec[] {
    const turnover = this.turnover();
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
    return this.globals.flatMap(([name, global]) => {
      if ('initial' in global) {
        if (ahead === 1) return [];
        if (!Number.isFinite(global.initial))
          throw new LabError('E_MODEL', `the initial value of global ${name} must be a finite number, but got ${global.initial}.`);
        const code = `(E) => (rt) => (${global.initial})`;
        return [this.hookOf(`global ${name}`, { code, writes: [], neighbourKinds: [], dies: false, births: [], claims: [] }, name, 0)];
      }
      if ('schedule' in global)
        return [this.hookOf(`schedule of ${name}`, this.compile(global.schedule, 'global', `schedule of ${name}`, null), name, ahead)];
      if (!this.kinds.some((kind) => kind.name === global.over)) {
        throw new LabError(
          'E_MODEL',
          `global ${name} is taken over kind "${global.over}", which the model does not have. Known: ${this.kinds.map((kind) => kind.name).join(', ')}.`,
        );
      }
      const none: Compiled = { code: '', writes: [], neighbourKinds: [], dies: false, births: [], claims: [] };
      const compiled = global.reduce === 'count' ? none : this.compile(global.of, 'reduce', `global ${name}`, global.over);
      const data: ReduceData = { name, over: global.over, reduce: global.reduce, compiled };
      return [this.phase(`global ${name}`, 'reduce', data, global.over)];
    });
  }

  private hookPhase(hook: 'before' | 'after' | 'until', ahead: 0 | 1): PhaseSpec[] {
    const fn = this.model[hook];
    return fn ? [this.hookOf(hook, this.compile(fn, 'global', `hook ${hook}`, null), hook === 'until' ? UNTIL : null, ahead)] : [];
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
      ...(space ? this.met().flatMap((kind) => (inPlace ? linkedScratch(kind, space) : sortScratch(kind, space, workers))) : []),
      ...this.kinds.flatMap(({ name }): ScratchSpec[] => [
        { name: `parents:${name}`, type: 'i32', fixed: 1 },
        ...(inPlace || turnover.some(({ kind, dies }) => kind === name && dies)
          ? [{ name: `dead:${name}`, type: 'u8', kind: name, perAgent: 1 } as const]
          : []),
        ...(inPlace ? [{ name: `turns:${name}`, type: 'u32', kind: name, perAgent: 1 } as const] : []),
        ...(turnover.some(({ kind }) => kind === name)
          ? [{ name: `plan:${name}`, type: 'i32', fixed: 3 } as const, perChunk(`keep:${name}`, 'i32', name)]
          : []),
      ]),
      ...claimScratch(this.claims, inPlace),
      ...this.stages.flatMap(({ from }, s) => [perChunk(`born:${s}`, 'i32', from), perChunk(`bornAt:${s}`, 'i32', from)]),
      ...this.globals.flatMap(([name, global]) => ('over' in global ? [perChunk(`partials:${name}`, 'f64', global.over)] : [])),
    ];
  }
}
