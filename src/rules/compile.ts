// The compiler of rules, as the engine's planner calls it. Imports lower, survey, javascript.

import { writeJavaScript } from './javascript.ts';
import { lowerRule } from './lower.ts';
import type { RuleContext } from './pass.ts';
import { survey } from './survey.ts';

export type { Role } from './ir.ts';
export type { RuleContext } from './pass.ts';

/** A rule as the engine runs it. */
export interface CompiledRule {
  /** text of a factory `(E) => kernel`; E = { ...elementary, ...random, ...draws } */
  readonly code: string;
  readonly precision: 'f32' | 'f64';
  /** my columns whose previous value is read, and those written */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly neighbourKinds: readonly string[];
  readonly dies: boolean;
  /** kinds that are born */
  readonly births: readonly string[];
  /** kinds whose agents it claims; where each agent's claim stands in memory (-1: none) goes to rt.claims[kind].target */
  readonly claims: readonly string[];
  readonly draws: boolean;
  readonly globalsWritten: readonly string[];
}

/**
 * Compile a rule, an init function, a reduction or a schedule to JavaScript over typed arrays.
 *
 * @throws LabError E_RULE naming the rule, the place in it, the construct and what to write instead
 */
export function compileRule(fn: Function | string, context: RuleContext): CompiledRule {
  const program = lowerRule(fn, context);
  const { reads, writes, neighbourKinds, dies, births, claims, draws, globalsWritten } = survey(program);
  return {
    code: writeJavaScript(program),
    precision: program.precision,
    reads,
    writes,
    neighbourKinds,
    dies,
    births,
    claims,
    draws,
    globalsWritten,
  };
}

/**
 * Kinds whose agents a rule claims, before anybody knows which kinds have the columns `won` and `claimed`.
 *
 * @throws LabError E_RULE as {@link compileRule} does
 */
export function claimsOf(fn: Function | string, context: RuleContext): readonly string[] {
  return survey(lowerRule(fn, { ...context, lookout: true })).claims;
}
