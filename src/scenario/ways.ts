// How the functions of a model run: which as WebAssembly, which as JavaScript and why. Imports models.

import type { CompiledFunction } from '../models/assemble.ts';

/** simd: WebAssembly with SIMD; js: JavaScript over typed arrays; plain: the author's own function, agent by agent. */
export type Way = 'simd' | 'js' | 'plain';

/** What runs each tick, and how. */
export interface RuleNote {
  /** "rule of kind bird", "global speed" */
  readonly name: string;
  readonly backend: Way;
  /** why it is no WebAssembly although that was wanted, in words */
  readonly why?: string;
}

/** How one function runs. */
export function wayOf({ rule }: CompiledFunction): Way {
  if (rule.plain !== undefined) return 'plain';
  return rule.simd === null ? 'js' : 'simd';
}

/** Rules and reductions of a model: what runs for every agent in every tick. */
export function notesOf(functions: readonly CompiledFunction[]): RuleNote[] {
  return functions
    .filter(({ role }) => role === 'rule' || role === 'reduce')
    .map((each) => {
      const { name, rule } = each;
      const why = rule.plain ?? rule.stays;
      return { name, backend: wayOf(each), ...(why === null ? {} : { why }) };
    });
}

/** 'simd' where at least one of them runs as WebAssembly. */
export function backendOf(rules: readonly RuleNote[]): 'js' | 'simd' {
  return rules.some(({ backend }) => backend === 'simd') ? 'simd' : 'js';
}

/** One line on what runs slower than was wanted; null when nothing does. */
export function slowerLine(rules: readonly RuleNote[]): string | null {
  const slower = rules.filter(({ why }) => why !== undefined);
  if (slower.length === 0) return null;
  const each = slower.map(
    ({ name, backend, why = '' }) =>
      `${name} ${backend === 'plain' ? 'runs as it is written, as plain JavaScript' : 'runs as compiled JavaScript'}: ${why.split('\n')[0].replace(/\.$/, '')}`,
  );
  const plain = slower.some(({ backend }) => backend === 'plain')
    ? 'Numbers, draws and sums of plain JavaScript follow JavaScript: the result differs from that of a compiled rule'
    : 'The result is the same, later';
  return `${each.join('; ')}. ${plain}; \`swarmlab explain\` says more.`;
}
