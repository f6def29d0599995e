// The compiler of rules, as the engine's planner calls it. Imports lower, survey, javascript, simd, plain.

import type { ColumnSpec } from '../engine/columns.ts';
import { derive, type Derived } from './derive.ts';
import type { Program } from './ir.ts';
import { largeTables, writeJavaScript, type LargeTable } from './javascript.ts';
import { lowerRule } from './lower.ts';
import type { RuleContext } from './pass.ts';
import { WISH } from './moves.ts';
import { plainCompiled, plainDeeds } from './plain.ts';
import { isForeign } from './source.ts';
import { writeSimd, type SimdCode } from './simd/kernel.ts';
import { survey } from './survey.ts';

export type { Role } from './ir.ts';
export type { Backend, RuleContext } from './pass.ts';

/** A column that the engine fills before the rule, by a kernel like that of a reduction. */
export interface CompiledDerived {
  readonly kind: string;
  readonly column: ColumnSpec;
  /** what it holds, for people */
  readonly text: string;
  readonly code: string;
  readonly simd: SimdCode | null;
}

/** A rule as the engine runs it. */
export interface CompiledRule {
  /** text of a factory `(E) => kernel`; E = { ...elementary, ...random, ...draws } */
  readonly code: string;
  /** the same as WebAssembly; null where it was not wanted */
  readonly simd: SimdCode | null;
  /** why there is no WebAssembly although it was wanted; null when there is */
  readonly stays: string | null;
  readonly precision: 'f32' | 'f64';
  /** my columns whose previous value is read, and those written */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly neighbourKinds: readonly string[];
  /** lists of the nearest that are made before it runs; absent as `tables` is */
  readonly nearest?: readonly { readonly kind: string; readonly k: number }[];
  readonly dies: boolean;
  /** kinds of which it lets others die */
  readonly kills: readonly string[];
  /** kinds that are born */
  readonly births: readonly string[];
  /** kinds whose agents it asks for by id: rt.kinds[kind].places leads from ids to places in memory, unless the kind is fixed */
  readonly gathered: readonly string[];
  /** kinds whose agents it claims; where each agent's claim stands in memory (-1: none) goes to rt.claims[kind].target */
  readonly claims: readonly string[];
  /** fields that it reads or deposits on; their amounts go to rt.fields */
  readonly fields: readonly string[];
  /** what each agent deposits, site by site, goes to rt.deposits[site] unless it acts in place: the cell (-1: none) and the amount */
  readonly deposits: readonly { readonly site: number; readonly field: string }[];
  /** it changes links of the network, and at so many places in its text makes new ones: see rt.links */
  readonly rewires?: boolean;
  readonly linkSites?: number;
  readonly draws: boolean;
  /** names of the tables that it reads; absent where it runs as plain JavaScript, which keeps its own */
  readonly tables?: readonly string[];
  /** those of them that its text does not hold: they are rt.tables */
  readonly large?: readonly LargeTable[];
  /** columns that it reads of others, of neighbours or by id, kind by kind; absent as `tables` is */
  readonly seen?: readonly { readonly kind: string; readonly columns: readonly string[] }[];
  readonly globalsWritten: readonly string[];
  /** what it reads of neighbours that is computed once for each agent: rt.kinds[kind].now has these columns; absent as `tables` is */
  readonly derived?: readonly CompiledDerived[];
  /** what the compiler does not know, and where, when the rule runs as plain JavaScript; else absent */
  readonly plain?: string;
}

/**
 * Compile a rule, an init function, a reduction or a schedule to JavaScript over typed arrays. With a construct that the compiler does
 * not know it runs as the plain JavaScript that it is: `plain` says why.
 *
 * @throws LabError E_RULE naming the rule, the place in it, what is wrong and what to write instead
 */
export function compileRule(fn: Function | string, context: RuleContext): CompiledRule {
  const lowest = lowered(fn, context);
  if (typeof lowest === 'string') return { ...plainCompiled(fn, { ...context, foreign: lowest }), plain: lowest };
  const { program, derived } = derive(lowest);
  const simd = context.backend === 'simd' ? writeSimd(program) : null;
  const {
    reads,
    writes,
    neighbourKinds,
    gathered,
    dies,
    kills,
    births,
    claims,
    fields,
    deposits,
    draws,
    tables,
    nearest,
    globalsWritten,
    rewires,
    linkSites,
  } = survey(program);
  return {
    code: writeJavaScript(program),
    simd: typeof simd === 'string' ? null : simd,
    stays: typeof simd === 'string' ? simd : null,
    precision: program.precision,
    reads,
    writes,
    neighbourKinds: sortedKinds(neighbourKinds, nearest),
    nearest,
    gathered: [...gathered.keys()],
    dies,
    kills,
    births,
    claims,
    fields: [...fields],
    deposits,
    rewires,
    linkSites,
    draws,
    tables: [...tables].map((table) => program.tables[table].name),
    large: largeTables(program, tables),
    seen: [...seenBy(lowest), ...gathered].map(([kind, columns]) => ({ kind, columns: [...columns] })),
    globalsWritten,
    derived: derived.map((each) => compiledDerived(each, context.backend)),
  };
}

/** Kinds that are sorted by cell: those that are met, and those whose nearest are looked for. */
const sortedKinds = (met: readonly string[], nearest: readonly { readonly kind: string }[]): string[] => [
  ...new Set([...met, ...nearest.map(({ kind }) => kind)]),
];

/** Columns of neighbours that the author's text reads. */
const seenBy = (program: Program): ReadonlyMap<string, ReadonlySet<string>> => survey(program).otherColumns;

function compiledDerived({ kind, column, text, program }: Derived, backend: RuleContext['backend']): CompiledDerived {
  const simd = backend === 'simd' ? writeSimd(program) : null;
  return { kind, column, text, code: writeJavaScript(program), simd: typeof simd === 'string' ? null : simd };
}

/**
 * What a rule does to whom, before anybody knows which kinds have the columns `won` and `claimed`, which are sorted, born and die.
 *
 * @throws LabError E_RULE as {@link compileRule} does
 */
export function lookOut(
  fn: Function | string,
  context: RuleContext,
): Pick<CompiledRule, 'claims' | 'births' | 'dies' | 'kills' | 'neighbourKinds'> & {
  readonly moves: boolean;
  readonly rewires?: boolean;
  readonly linkSites?: number;
} {
  const program = lowered(fn, { ...context, lookout: true });
  if (typeof program === 'string') return plainDeeds(fn, { ...context, lookout: true, foreign: program });
  const facts = survey(program);
  return { ...facts, neighbourKinds: sortedKinds(facts.neighbourKinds, facts.nearest), moves: facts.writes.includes(WISH) };
}

/** The program of a rule, or what in it the compiler does not know. */
function lowered(fn: Function | string, context: RuleContext): Program | string {
  try {
    return lowerRule(fn, context);
  } catch (error) {
    if (isForeign(error)) return error.message;
    throw error;
  }
}
