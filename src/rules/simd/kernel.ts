// The SIMD back end: a program as a WebAssembly module over the world's memory. Imports agent, quad, ir, survey and what is below them.
//
// The module exports `run`: rule and reduce `(arguments, lo, hi)`; sequential `(arguments, order, lo, hi)`, order being the address of
// the places in memory in the order of turns. It returns -1, or the agent at which JavaScript has to take over, since the rule throws there.

import type { Program } from '../ir.ts';
import { livesInSpace } from '../pass.ts';
import { survey, type Survey } from '../survey.ts';
import { fillsDiffer } from '../writer.ts';
import { OneAgent } from './agent.ts';
import { planOf } from './reductions.ts';
import { Ahead } from './ahead.ts';
import { Frame, tableOffset } from './frame.ts';
import { control, f64, I32, i32, type Code } from '../../engine/wasm/instructions.ts';
import { keepLists } from './linked.ts';
import { Fn, Module } from '../../engine/wasm/module.ts';
import { FourAgents, QUAD } from './quad.ts';
import { byTiles, stretchesOf, TILE } from './tile.ts';
import { TurnDraws } from './turns.ts';

/** A program as WebAssembly; plain data but for the module made of it. */
export interface SimdCode {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly precision: 'f32' | 'f64';
  /** what the caller writes to the row of arguments: see arguments.ts */
  readonly slots: readonly string[];
  /** bytes of working memory of a call */
  readonly spill: number;
  /** the tables of the rule as they lie in memory */
  readonly tables: Uint8Array<ArrayBuffer>;
  /** functions imported from engine/elementary.ts, and from JavaScript itself: see load.ts */
  readonly elementary: readonly string[];
  readonly js: readonly string[];
  /** what was vectorised, for people */
  readonly notes: readonly string[];
}

/**
 * Compile a program.
 *
 * @returns why it cannot be, in words, where it cannot
 */
export function writeSimd(program: Program): SimdCode | string {
  const facts = survey(program);
  const why = refusal(program, facts);
  if (why !== null) return why;
  const module = new Module();
  const notes: string[] = [];
  const sequential = program.mode === 'sequential' && program.role === 'rule';
  const fn = new Fn(sequential ? [I32, I32, I32, I32] : [I32, I32, I32], [I32]);
  const frame = new Frame(program, facts, module, fn);
  const cut = sequential ? null : stretchesOf(program, facts);
  const alone = sequential ? 'they act in place' : cut ? null : whyAlone(facts);
  const body = fn.inside(() => {
    if (sequential) inTurn(frame);
    else if (cut !== null) byTiles(frame, cut);
    else if (alone !== null) oneByOne(frame, fn.get(1), fn.get(2));
    else byFours(frame);
  });
  notes.push(alone === null ? 'Four agents at a time.' : `One agent at a time, since ${alone}.`);
  for (const loop of facts.loops) {
    const plan = planOf(loop, program.body);
    notes.push(
      typeof plan === 'string' ? oneByOneSince(plan, loop.kind, program) : `Neighbours of kind ${loop.kind} are taken several at a time.`,
    );
  }
  frame.fn.emit(frame.args.prelude(), body, i32.const(-1));
  if (frame.args.names.length > MOST_SLOTS)
    return `it has to do with ${frame.args.names.length} columns and lists, and a call takes ${MOST_SLOTS}`;
  module.add(fn, 'run');
  return {
    bytes: module.encode(),
    precision: program.precision,
    slots: frame.args.names,
    spill: frame.spill,
    tables: tablesOf(program),
    elementary: module.imported('elementary'),
    js: module.imported('js'),
    notes,
  };
}

/** Why the neighbours that a loop finds several at a time are not acted on so, for people. */
function oneByOneSince(plan: string, kind: string, { locals }: Program): string {
  const why = plan.replace(/^it /, 'the loop ').replace(/"variable (\d+)"/, (_, local: string) => locals[Number(local)].name);
  return `Neighbours of kind ${kind} are found several at a time and acted on one by one, since ${why}.`;
}

/** Arguments that a row holds: see models/simd.ts. */
export const MOST_SLOTS = 1_024;

/** Why a program stays JavaScript, null when it does not. */
function refusal(program: Program, facts: Survey): string | null {
  if (program.role === 'init') return 'it runs once';
  if (program.role === 'global') return 'it runs once a tick, not for each agent';
  const wide = [...facts.fields].some((field) => program.fields.find(({ name }) => name === field)?.type === 'f64');
  if (program.precision === 'f32' && wide) return 'it computes in single precision on a field in double precision';
  const throws = facts.throws && program.mode === 'sequential';
  if (throws) return 'it may throw, and what an agent did in place cannot be taken back';
  const alone = program.mode === 'sequential' && program.space?.grid?.capacity === 1;
  if (alone && facts.births.some((kind) => livesInSpace(program, kind))) return 'a newborn takes a cell in the moment of its birth';
  if (facts.rewires && facts.births.length > 0 && program.mode === 'sequential') return 'it changes links and bears in place';
  if (facts.births.some((kind) => fillsDiffer(program, kind))) return 'its births leave different columns open';
  return null;
}

/** Why agents cannot act side by side, null when they can. */
function whyAlone(facts: Survey): string | null {
  if (facts.loops.length > 0) return 'each looks at its own neighbours';
  if (facts.rewires) return 'each changes its own links';
  return null;
}

/** Agents [lo, hi) four at a time. */
function byFours(frame: Frame): void {
  const { fn, flow, args, program, facts } = frame;
  const [lo, hi] = [fn.get(1), fn.get(2)];
  const [start, end, i, k] = [fn.local(I32), fn.local(I32), fn.local(I32), fn.local(I32)];
  const one = new OneAgent(frame, fn.get(k));
  const four = new FourAgents(frame, fn.get(i), one);
  const ahead = new Ahead(frame, one, TILE);
  const effects = facts.births.length > 0 || facts.throws;
  const finish = (): void => {
    four.end();
    if (program.role === 'reduce') four.result(i32.sub(fn.get(i), lo));
  };
  const again = (): void => {
    const after = fn.keep(I32, i32.add(fn.get(i), i32.const(QUAD)));
    const last = fn.keep(I32, control.select(after, hi, i32.lt_s(after, hi)));
    fn.emit(fn.set(k, fn.get(i)));
    flow.loop('again', () => {
      fn.emit(i32.store(args.get('mark'), fn.get(k)));
      act(one);
      if (program.role === 'reduce') result(one, i32.sub(fn.get(k), lo));
      flow.gotoIf(i32.lt_s(fn.tee(k, i32.add(fn.get(k), i32.const(1))), last), 'again');
    });
  };
  fn.emit(fn.set(start, lo));
  flow.block('done', () =>
    flow.loop('tiles', () => {
      flow.gotoIf(i32.ge_s(fn.get(start), hi), 'done');
      const next = fn.keep(I32, i32.add(fn.get(start), i32.const(TILE)));
      fn.emit(fn.set(end, control.select(next, hi, i32.lt_s(next, hi))), fn.set(i, fn.get(start)));
      ahead.draw(fn.get(start), fn.get(end));
      flow.loop('agents', () => {
        fn.emit(i32.store(args.get('mark'), fn.get(i)));
        four.begin(hi, effects || four.uniformity.divergent.size > 0);
        four.loadOwn();
        ahead.give(four, i32.sub(fn.get(i), fn.get(start)), program.body);
        four.list(program.body);
        if (effects) flow.if(fn.get(four.odd), again, finish);
        else finish();
        flow.gotoIf(i32.lt_s(fn.tee(i, i32.add(fn.get(i), i32.const(QUAD))), fn.get(end)), 'agents');
      });
      fn.emit(fn.set(start, next));
      flow.goto('tiles');
    }),
  );
  one.tell();
  frame.tellNaN();
}

/** Agents [lo, hi) one after the other. */
function oneByOne(frame: Frame, lo: Code, hi: Code): void {
  const { fn, flow, args, program } = frame;
  const i = fn.local(I32);
  const agent = new OneAgent(frame, fn.get(i));
  fn.emit(fn.set(i, lo));
  flow.block('done', () =>
    flow.loop('agents', () => {
      flow.gotoIf(i32.ge_s(fn.get(i), hi), 'done');
      fn.emit(i32.store(args.get('mark'), fn.get(i)));
      act(agent);
      if (program.role === 'reduce') result(agent, i32.sub(fn.get(i), lo));
      fn.emit(fn.set(i, i32.add(fn.get(i), i32.const(1))));
      flow.goto('agents');
    }),
  );
  agent.tell();
  frame.tellNaN();
}

function act(agent: OneAgent): void {
  agent.begin();
  agent.list(agent.frame.program.body);
  agent.end();
}

/** The number of an agent that is to be reduced. */
function result(agent: OneAgent, n: Code): void {
  const { program, single, args, fn } = agent.frame;
  const to = i32.add(args.get('out'), i32.shl(n, i32.const(3)));
  if (program.result === null) return fn.emit(f64.store(to, f64.const(NaN)));
  const { type, parts } = agent.read({ op: 'local', local: program.result });
  if (type === 'float') fn.emit(f64.store(to, single ? f64.promote_f32(parts[0]) : parts[0]));
  else fn.emit(f64.store(to, (type === 'u32' ? f64.convert_i32_u : f64.convert_i32_s)(parts[0])));
}

/** Agents in the order of their turns; the dead have none. */
function inTurn(frame: Frame): void {
  const { fn, flow, args } = frame;
  const [order, lo, hi] = [fn.get(1), fn.get(2), fn.get(3)];
  const k = fn.local(I32);
  const i = fn.local(I32);
  const agent = new OneAgent(frame, fn.get(i));
  const draws = new TurnDraws(frame);
  agent.turns = draws;
  fn.emit(fn.set(k, lo));
  draws.open(lo);
  flow.block('done', () =>
    flow.loop('agents', () => {
      flow.gotoIf(i32.ge_s(fn.get(k), hi), 'done');
      draws.next(order, fn.get(k), hi);
      fn.emit(fn.set(i, i32.load(i32.add(order, i32.shl(fn.get(k), i32.const(2))))));
      fn.emit(fn.set(k, i32.add(fn.get(k), i32.const(1))));
      flow.gotoIf(i32.load8_u(i32.add(args.get('dead'), fn.get(i))), 'agents');
      fn.emit(i32.store(args.get('mark'), fn.get(i)));
      act(agent);
      keepLists(agent);
      agent.join();
      if (agent.full) flow.gotoIf(agent.full, 'done');
      if (frame.facts.rewires)
        flow.if(agent.wishing, () => {
          frame.tellNaN();
          fn.emit(control.return(fn.get(k))); // JavaScript changes the links and goes on with the next turn
        });
      flow.goto('agents');
    }),
  );
  agent.tell();
  frame.tellNaN();
}

function tablesOf({ tables, precision }: Program): Uint8Array<ArrayBuffer> {
  const single = precision === 'f32';
  const bytes = new Uint8Array(tableOffset(tables, tables.length, single));
  for (const [n, { type, values, scratch }] of tables.entries()) {
    if (scratch !== undefined) continue;
    const at = tableOffset(tables, n, single);
    const array = type === 'i32' ? Int32Array : type === 'u32' ? Uint32Array : single ? Float32Array : Float64Array;
    new array(bytes.buffer, at, values.length).set(values);
  }
  return bytes;
}
