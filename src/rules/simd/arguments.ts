// What a kernel is told on each call: whole numbers in a row of memory, most of them addresses. Imports instructions and module.
//
// Slots have names, which the caller resolves (models/binding.ts):
//   now:K:C next:K:C   bytes from 0 to plane 0 of column C of kind K, present and other buffer ("id" among them)
//   capacity:K count:K starts:K head:K following:K preceding:K cell:K listed:K places:K ids:K dead target:K
//   gone:K nextid:K standing:K   in place: who of kind K is dead, the id of its first newborn, who of it stands in each cell
//   born:K:C base:K limit:K length:K births:K   newborns of kind K: columns, first place, how many fit, places in all, where the count goes
//   moves:A shared:T   arrays of moves in place; the table T of the program where it is one in memory
//   links:A            arrays of wishes for links
//   field:F cells:S amounts:S   field F, and notes of what is deposited at site S of the rule's text
//   globals tick k0 k1 mark spill out tables nan masks

import { i32, I32, type Code, type ValueType } from '../../engine/wasm/instructions.ts';
import type { Fn } from '../../engine/wasm/module.ts';

/** Bytes of a slot. */
export const SLOT_BYTES = 4;

export class Arguments {
  readonly names: string[] = [];
  private readonly fn: Fn;
  private readonly locals: number[] = [];
  private readonly derived: Code[] = [];
  private readonly known = new Map<string, Code>();

  /** The address of the row is parameter 0 of `fn`. */
  constructor(fn: Fn) {
    this.fn = fn;
  }

  /** The value of a slot. */
  get(name: string): Code {
    const known = this.known.get(name);
    if (known) return known;
    const local = this.fn.local(I32);
    this.names.push(name);
    this.locals.push(local);
    const code = this.fn.get(local);
    this.known.set(name, code);
    return code;
  }

  /** A number computed once at the start from slots. */
  derive(key: string, make: () => Code, type: ValueType = I32): Code {
    const known = this.known.get(key);
    if (known) return known;
    const value = make();
    const local = this.fn.local(type);
    this.derived.push(this.fn.set(local, value));
    const code = this.fn.get(local);
    this.known.set(key, code);
    return code;
  }

  /** Where plane `plane` of a column begins. */
  plane(which: 'now' | 'next' | 'born', kind: string, column: string, plane: number, bytes: number): Code {
    const base = this.get(`${which}:${kind}:${column}`);
    if (plane === 0) return base;
    const length = this.get(`${which === 'born' ? 'length' : 'capacity'}:${kind}`);
    return this.derive(`${which}:${kind}:${column}:${plane}`, () => i32.add(base, i32.mul(length, i32.const(plane * bytes))));
  }

  /** The code that reads all slots: goes before everything else. */
  prelude(): Code {
    return [...this.locals.map((local, n) => this.fn.set(local, i32.load(this.fn.get(0), n * SLOT_BYTES))), ...this.derived];
  }
}
