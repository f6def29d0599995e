// When a swarm stops: criteria as plain data that compose, and what says which of them fired. Imports errors.

import { LabError } from '../errors.ts';

/** A criterion as plain data: it travels to the workers, which check it at the end of every iteration. */
export type StopSpec =
  | { readonly kind: 'evaluations'; readonly count: number }
  | { readonly kind: 'target'; readonly value: number }
  | { readonly kind: 'stagnation'; readonly iterations: number; readonly tolerance: number }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'any' | 'all'; readonly of: readonly StopSpec[] };

/** What a criterion sees after an iteration. */
export interface StopState {
  /** 0 after the particles were placed */
  readonly iteration: number;
  readonly evaluations: number;
  readonly particles: number;
  /** best value so far; Infinity while no evaluation has succeeded */
  readonly bestValue: number;
  /** milliseconds since the start, or null where no clock is read */
  readonly elapsedMs: number | null;
  /** two numbers for each stagnation criterion, in order: the value and the iteration of its last improvement */
  readonly marks: ArrayLike<number>;
}

export interface StopCriterion {
  readonly spec: StopSpec;
  /** Name of what fired, or null to go on. */
  check(state: StopState): string | null;
}

/**
 * Stop before an iteration that would exceed `count` evaluations: the budget is never overrun, and at most one iteration less.
 *
 * @throws LabError E_BUDGET unless count is a positive integer
 */
export function evaluations(count: number): StopCriterion {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new LabError('E_BUDGET', `the budget of evaluations must be a positive integer, but got ${count}.`);
  return criterion({ kind: 'evaluations', count });
}

/** Stop when the best value is `value` or less. @throws LabError E_BUDGET if value is NaN */
export function target(value: number): StopCriterion {
  if (typeof value !== 'number' || Number.isNaN(value)) throw new LabError('E_BUDGET', `the target must be a number, but got ${value}.`);
  return criterion({ kind: 'target', value });
}

/**
 * Stop when the best value has not fallen by more than `tolerance` for `iterations` iterations.
 *
 * @throws LabError E_BUDGET unless iterations is a positive integer and tolerance at least 0
 */
export function stagnation(iterations: number, tolerance = 0): StopCriterion {
  if (!Number.isSafeInteger(iterations) || iterations < 1)
    throw new LabError('E_BUDGET', `stagnation must be a positive number of iterations, but got ${iterations}.`);
  if (!(tolerance >= 0 && tolerance < Infinity))
    throw new LabError('E_BUDGET', `the tolerance of stagnation must be 0 or more, but got ${tolerance}.`);
  return criterion({ kind: 'stagnation', iterations, tolerance });
}

/** Stop after `ms` milliseconds. What the clock decides is recorded with the run. @throws LabError E_BUDGET unless ms > 0 */
export function time(ms: number): StopCriterion {
  if (!(ms > 0)) throw new LabError('E_BUDGET', `the time must be a positive number of milliseconds, but got ${ms}.`);
  return criterion({ kind: 'time', ms });
}

/** Stop when one of them fires; says which, the first of several. */
export function any(...criteria: StopCriterion[]): StopCriterion {
  return criterion({ kind: 'any', of: some(criteria, 'any').map(({ spec }) => spec) });
}

/** Stop when all of them hold at once; says all. */
export function all(...criteria: StopCriterion[]): StopCriterion {
  return criterion({ kind: 'all', of: some(criteria, 'all').map(({ spec }) => spec) });
}

function some(criteria: StopCriterion[], name: string): StopCriterion[] {
  if (criteria.length === 0) throw new LabError('E_BUDGET', `${name}() needs at least one criterion.`);
  return criteria;
}

function criterion(spec: StopSpec): StopCriterion {
  return { spec, check: (state) => checkStop(spec, state) };
}

/** The shorthand of options. */
export interface StopOptions {
  readonly evaluations?: number;
  readonly target?: number;
  /** iterations without improvement */
  readonly stagnation?: number;
  readonly timeMs?: number;
}

/** Any of what the shorthand names, or null when it names nothing. */
export function stopFrom(options: StopOptions): StopCriterion | null {
  const criteria: StopCriterion[] = [];
  if (options.target !== undefined) criteria.push(target(options.target));
  if (options.stagnation !== undefined) criteria.push(stagnation(options.stagnation));
  if (options.evaluations !== undefined) criteria.push(evaluations(options.evaluations));
  if (options.timeMs !== undefined) criteria.push(time(options.timeMs));
  return criteria.length === 0 ? null : any(...criteria);
}

/** Name of what fired, or null to go on. */
export function checkStop(spec: StopSpec, state: StopState): string | null {
  return check(spec, state, { slot: 0 });
}

function check(spec: StopSpec, state: StopState, at: { slot: number }): string | null {
  switch (spec.kind) {
    case 'evaluations':
      return state.evaluations + state.particles > spec.count ? spec.kind : null;
    case 'target':
      return state.bestValue <= spec.value ? spec.kind : null;
    case 'stagnation':
      return state.iteration - state.marks[2 * at.slot++ + 1] >= spec.iterations ? spec.kind : null;
    case 'time':
      return state.elapsedMs !== null && state.elapsedMs >= spec.ms ? spec.kind : null;
    case 'any':
      return spec.of.map((each) => check(each, state, at)).find((fired) => fired !== null) ?? null;
    case 'all': {
      const fired = spec.of.map((each) => check(each, state, at));
      return fired.includes(null) ? null : fired.join(' and ');
    }
  }
}

/** The stagnation criteria of a tree, in the order in which {@link StopState.marks} holds them. */
export function stagnations(spec: StopSpec | null): Extract<StopSpec, { kind: 'stagnation' }>[] {
  if (spec === null) return [];
  if (spec.kind === 'stagnation') return [spec];
  return 'of' in spec ? spec.of.flatMap(stagnations) : [];
}

/** Whether a clock has to be read to check it. */
export function needsClock(spec: StopSpec | null): boolean {
  return spec !== null && (spec.kind === 'time' || ('of' in spec && spec.of.some(needsClock)));
}

/** Move the marks of all stagnation criteria on after an iteration. */
export function markStagnation(specs: readonly { tolerance: number }[], marks: Float64Array, iteration: number, bestValue: number): void {
  for (let s = 0; s < specs.length; s++) {
    if (iteration > 0 && !(bestValue < marks[2 * s] - specs[s].tolerance)) continue;
    marks[2 * s] = bestValue;
    marks[2 * s + 1] = iteration;
  }
}
