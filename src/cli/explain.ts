// explain: how each function of a model runs, what was vectorised, and what it cost to compile. Imports models and scenario.

import { checkParams } from '../engine/params.ts';
import { monotonicMs } from '../engine/clock.ts';
import { assemble, type Assembly, type CompiledFunction } from '../models/assemble.ts';
import { roundForPeople } from '../report/round.ts';
import { WISH } from '../rules/moves.ts';
import { authored } from '../scenario/authored.ts';
import { loadScenario, type Loaded } from '../scenario/load.ts';
import { prepare } from '../scenario/runnable.ts';
import { isModelScenario, paramsOf, type ModelScenario, type Scenario } from '../scenario/scenario.ts';
import { wayOf, type RuleNote, type Way } from '../scenario/ways.ts';
import { backendFlag, setFlags } from './flags.ts';
import { print } from './terminal.ts';

/** What is told of one function. */
interface Explained {
  readonly name: string;
  readonly role: string;
  readonly backend: Way;
  /** why it is no WebAssembly; null where it is, or where that was not wanted */
  readonly why: string | null;
  /** what was vectorised and what was not, in sentences */
  readonly notes: readonly string[];
  /** of WebAssembly; null where there is none */
  readonly bytes: number | null;
  readonly compileMs: number;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** it goes to other cells, where a cell holds one agent */
  readonly moves: boolean;
  /** kinds that it meets as neighbours, and kinds whose agents it asks for by id */
  readonly neighbours: readonly string[];
  readonly gathers: readonly string[];
  /** what it reads of them, by kind */
  readonly seen: readonly { readonly kind: string; readonly columns: readonly string[] }[];
  /** what it computes of neighbours, computed once for each agent instead */
  readonly derived: readonly { readonly kind: string; readonly text: string }[];
  readonly draws: boolean;
  readonly dies: boolean;
  readonly kills: readonly string[];
  readonly births: readonly string[];
  readonly claims: readonly string[];
  readonly tables: readonly string[];
  readonly fields: readonly string[];
  readonly globalsWritten: readonly string[];
  /** the JavaScript, with --code */
  readonly code?: string;
}

/** swarmlab explain <scenario> */
export async function explain([nameOrPath]: string[], flags: Record<string, unknown>): Promise<number> {
  const loaded = await loadScenario(nameOrPath);
  const backend = backendFlag(flags['backend']) ?? 'simd';
  const set = setFlags(flags['set'] as string[], paramsOf(loaded.scenario)); // commander collects repeated options
  const { scenario, name } = loaded;
  if (!isModelScenario(scenario)) return explainSwarm(loaded, set, backend, flags['json'] === true);
  const from = monotonicMs();
  const assembly = assembled(scenario, loaded.text, set, backend);
  const compileMs = monotonicMs() - from;
  const functions = assembly.functions.map((each) => explained(each, flags['code'] === true));
  if (flags['json']) {
    const { precision, update } = assembly;
    print(JSON.stringify({ scenario: name, backend, precision, update, compileMs, functions }));
    return 0;
  }
  print(`${name}: model ${scenario.model.name}, ${assembly.precision} numbers, ${assembly.update} update`);
  for (const each of functions) tell(each, backend);
  const words = functions.filter((each) => each.backend === 'simd').length;
  print('');
  print(
    `${functions.length} function${functions.length === 1 ? '' : 's'}, ${words} of them as WebAssembly; all compiled in ${shown(compileMs)} ms. Either back end gives the same bits.`,
  );
  return 0;
}

function assembled(
  scenario: ModelScenario & Scenario,
  file: string | null,
  set: Record<string, unknown>,
  backend: 'js' | 'simd',
): Assembly {
  const params = checkParams(paramsOf(scenario), set);
  return authored('the model', () => assemble(scenario.model, params, 1, { file, backend }));
}

function explained({ name, role, rule, ms }: CompiledFunction, code: boolean): Explained {
  return {
    name,
    role,
    backend: wayOf({ name, role, rule, ms }),
    why: rule.plain ?? rule.stays,
    notes: rule.simd?.notes ?? [],
    bytes: rule.simd?.bytes.length ?? null,
    compileMs: ms,
    reads: rule.reads,
    writes: rule.writes.filter((name) => name !== WISH),
    moves: rule.writes.includes(WISH),
    neighbours: rule.neighbourKinds,
    gathers: rule.gathered,
    seen: rule.seen ?? [],
    derived: (rule.derived ?? []).map(({ kind, text }) => ({ kind, text })),
    draws: rule.draws,
    dies: rule.dies,
    kills: rule.kills,
    births: rule.births,
    claims: rule.claims,
    tables: rule.tables ?? [],
    fields: rule.fields,
    globalsWritten: rule.globalsWritten,
    ...(code ? { code: rule.code } : {}),
  };
}

const WAYS: Record<Way, string> = {
  simd: 'SIMD WebAssembly',
  js: 'compiled JavaScript',
  plain: 'plain JavaScript, as it is written',
};

const shown = (ms: number): string => roundForPeople(ms, { digits: 3 });

function tell(each: Explained, wanted: 'js' | 'simd'): void {
  const { backend, why, bytes, compileMs, notes, code } = each;
  print('');
  print(each.name);
  print(`  runs as   ${WAYS[backend]}${bytes === null ? '' : ` (${roundForPeople(bytes)} bytes)`}, compiled in ${shown(compileMs)} ms`);
  if (why !== null && (backend === 'plain' || wanted === 'simd')) line('why', sentence(why));
  for (const [n, note] of notes.entries()) line(n === 0 ? 'how' : '', note);
  for (const [label, text] of deedsOf(each)) line(label, text);
  if (code !== undefined) print(code.replaceAll(/^/gm, '    '));
}

function line(label: string, text: string): void {
  print(`  ${label.padEnd(9)} ${text.split('\n').join(`\n${' '.repeat(12)}`)}`);
}

/** What it touches and does, where it does. */
function deedsOf(each: Explained): [string, string][] {
  const { reads, writes, moves, neighbours, gathers, seen, derived, draws, dies, kills, births, claims, tables, fields, globalsWritten } =
    each;
  const deeds = [
    ...(moves ? ['moves to another cell'] : []),
    ...(dies ? ['dies'] : []),
    ...kills.map((kind) => `lets ${kind} die`),
    ...births.map((kind) => `bears ${kind}`),
    ...claims.map((kind) => `claims ${kind}`),
    ...globalsWritten.map((name) => `sets global ${name}`),
  ];
  const lists: [string, readonly string[]][] = [
    ['reads', reads],
    ['once each', [...new Set(derived.map(({ kind }) => kind))].map((kind) => onceEach(kind, derived))],
    ['of others', seen.filter(({ columns }) => columns.length > 0).map(({ kind, columns }) => `${columns.join(', ')} of kind ${kind}`)],
    ['writes', writes],
    ['meets', neighbours],
    ['asks for', gathers],
    ['tables', tables],
    ['fields', fields],
    ['does', deeds],
  ];
  return [
    ...lists.filter(([, names]) => names.length > 0).map(([label, names]): [string, string] => [label, names.join(', ')]),
    ...(draws ? [['draws', 'random numbers'] as [string, string]] : []),
  ];
}

/** Words that begin with "it" as a sentence. */
function sentence(why: string): string {
  const text = why.charAt(0).toUpperCase() + why.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A swarm has no rules of its author: what its program says of itself. */
async function explainSwarm(
  { scenario, name, text }: Loaded,
  set: Record<string, unknown>,
  backend: 'js' | 'simd',
  json: boolean,
): Promise<number> {
  const from = monotonicMs();
  const runnable = prepare(scenario, { set, seed: 'swarmlab', workers: 1, text, backend, onEvent: () => {}, decided: [] });
  const compileMs = monotonicMs() - from;
  await runnable.close();
  const { rules } = runnable;
  if (json) {
    print(JSON.stringify({ scenario: name, backend, compileMs, functions: rules }));
    return 0;
  }
  print(`${name}: a swarm; its rules are the lab's own`);
  for (const rule of rules) tellNote(rule);
  print('');
  print(`Made ready in ${shown(compileMs)} ms.`);
  return 0;
}

function tellNote({ name, backend, why }: RuleNote): void {
  print('');
  print(name);
  line('runs as', backend === 'js' ? 'JavaScript' : WAYS[backend]);
  if (why !== undefined) line('why', sentence(why));
}

/** "sin(heading), cos(heading) of kind bird" */
function onceEach(kind: string, derived: readonly { readonly kind: string; readonly text: string }[]): string {
  const texts = derived.filter((each) => each.kind === kind).map(({ text }) => text);
  return `${texts.join(', ')} of kind ${kind}: for each agent, not for each pair`;
}
