// What the compiler does not know still runs: the author's own function, as plain JavaScript, in a kernel with the interface of
// compiled ones. Imports the survey of such rules, their text, and the writer of compiled kernels for the order of visiting.
//
// Numbers. The function computes in doubles, whatever the model; what it writes is rounded, clamped and made canonical as compiled
// code does it, whole numbers beyond the range of their column stop at its ends. In a model of f32 columns draws and distances are
// f32. Sums over neighbours add in the order of visiting, one by one: a rule that can be compiled may differ from itself run this
// way in the last bits, but a rule always runs in the same way, so a run stays a function of its seed.
// Draws. The n-th draw of an agent in a tick has draw index n - 1, wherever it stands in the text.
// Nothing lasts from one agent to the next but columns: constants, helpers and the rule itself are frozen.

import { LabError } from '../errors.ts';
import { isClaimColumn } from './claims.ts';
import type { CompiledRule } from './compile.ts';
import { borderText } from './javascript.ts';
import { authorText } from './plain-author.ts';
import { writeKernel } from './plain-kernel.ts';
import { gridArrays } from './plain-moves.ts';
import { surveyPlain, type PlainSurvey } from './plain-survey.ts';
import { TOOLS } from './plain-tools.ts';
import { PlainWriter } from './plain-writer.ts';
import { livesInSpace, type RuleContext } from './pass.ts';
import { AXES } from './writer.ts';

/**
 * A rule as the engine runs it, plainly. It is said to read and write all columns of its agent, and to do to others what any word
 * in its text might mean.
 *
 * @throws LabError E_RULE for a name from outside, an unknown column or parameter, and what would make a run differ from itself
 */
export function plainCompiled(fn: Function | string, context: RuleContext): CompiledRule {
  const facts = surveyPlain(fn, context);
  const { neighbourKinds, listed, dies, kills, births, claims, fields, deposits, draws, globalsWritten, rewires, linkSites } = facts;
  const columns = context.kinds.find(({ name }) => name === context.self)?.columns.map(({ name }) => name) ?? [];
  return {
    code: textOf(facts, context),
    simd: null,
    stays: context.backend === 'simd' ? 'it runs as plain JavaScript' : null,
    precision: context.precision,
    reads: columns,
    writes: writtenBy(facts, context, columns),
    neighbourKinds,
    gathered: [...new Set([...listed, ...facts.gathered])],
    dies,
    kills,
    births,
    claims,
    fields,
    deposits,
    rewires,
    linkSites,
    draws,
    large: gridArrays(facts, context.mode === 'sequential'),
    globalsWritten,
  };
}

/** Columns that it may write. An init that names no position leaves it to the engine, where cells hold one agent. */
function writtenBy({ places }: PlainSurvey, { role, space, self, kinds }: RuleContext, columns: readonly string[]): readonly string[] {
  if (role === 'reduce') return [];
  const alone = role === 'init' && space?.grid?.capacity === 1 && livesInSpace({ kinds, space }, self);
  return columns.filter((name) => !isClaimColumn(name) && (places || !alone || !AXES.some((axis) => axis === name)));
}

/** What {@link plainCompiled} tells of a rule, and whether it moves its agent between cells that hold one. */
export function plainDeeds(fn: Function | string, context: RuleContext): CompiledRule & { readonly moves: boolean } {
  return { ...plainCompiled(fn, context), moves: surveyPlain(fn, context).moves };
}

/**
 * The text of `(E) => kernel` that runs a rule, an init function, a reduction or a schedule as its author wrote it. The kernel's
 * own parameters are those of compiled ones: rule and init `(rt, lo, hi)`; sequential `(rt, order, lo, hi)`; reduce
 * `(rt, lo, hi, out)`; global `(rt)`.
 */
function textOf(facts: PlainSurvey, context: RuleContext): string {
  const w = new PlainWriter(facts, context);
  writeKernel(w);
  const { size, periodic, grid } = context.space ?? { size: [], periodic: true };
  const borders = [...w.borders].map(
    (name) => `const ${name} = ${borderText(size[AXES.indexOf(name.slice(-1))], name.startsWith('into32'), periodic, grid !== undefined)};`,
  );
  const code = [
    '(E) => {',
    "'use strict';",
    ...TOOLS,
    ...borders,
    `const author = (${authorText(facts)})(math, tools);`,
    ...w.lines,
    '}',
  ].join('\n');
  const { source } = facts.units[0];
  try {
    void new Function(`"use strict"; return (${code});`); // what strict mode refuses is refused now, not in a worker
  } catch (error) {
    throw new LabError('E_RULE', `${source.title} cannot be read: ${(error as Error).message}.`);
  }
  return code;
}
