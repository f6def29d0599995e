// Wishes for links in a kernel that acts for one agent at a time: see spaces/links.ts. Imports instructions and frame.

import { i32, type Code } from '../../engine/wasm/instructions.ts';
import { WORD } from '../../spaces/links.ts';
import type { Frame } from './frame.ts';

const bytes = (index: Code): Code => i32.shl(index, i32.const(2));

/** Some rule wished for something. */
function tell({ fn, args }: Frame): void {
  fn.emit(i32.store(i32.add(args.get('links:words'), i32.const(4 * WORD.changed)), i32.const(1)));
}

/** `value` is what the agent at hand wishes for the link in a slot; -1: there is none. */
export function noteWish(frame: Frame, slot: Code, value: Code): void {
  const { fn, flow, args } = frame;
  flow.if(i32.ge_s(slot, i32.const(0)), () => {
    fn.emit(i32.store(i32.add(args.get('links:wishes'), bytes(slot)), value));
    tell(frame);
  });
}

/** Agent `i` wants the link `value` at a site of the rule's text; 0: none. */
export function noteMade(frame: Frame, site: number, i: Code, value: Code): void {
  const { fn, flow, args, program } = frame;
  const at = i32.add(i32.mul(args.get(`count:${program.self}`), i32.const(site)), i); // as many agents as nodes
  fn.emit(i32.store(i32.add(args.get('links:made'), bytes(at)), value));
  flow.if(value, () => tell(frame));
}
