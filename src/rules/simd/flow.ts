// Blocks, loops and branches with labels by name, whose depths it counts. Imports instructions and module.

import { control, type Code } from '../../engine/wasm/instructions.ts';
import type { Fn } from '../../engine/wasm/module.ts';

export class Flow {
  readonly fn: Fn;
  private readonly open: string[] = [];

  constructor(fn: Fn) {
    this.fn = fn;
  }

  private within(label: string, body: () => void): Code {
    this.open.push(label);
    const code = this.fn.inside(body);
    this.open.pop();
    return code;
  }

  /** A branch to `label` leaves the block. */
  block(label: string, body: () => void): void {
    this.fn.emit(control.block(this.within(label, body)));
  }

  /** A branch to `label` begins the next trip; the end of the body leaves. */
  loop(label: string, body: () => void): void {
    this.fn.emit(control.loop(this.within(label, body)));
  }

  if(test: Code, yes: () => void, no?: () => void): void {
    this.fn.emit(control.if(test, this.within('', yes), no ? this.within('', no) : []));
  }

  private depth(label: string): number {
    const at = this.open.lastIndexOf(label);
    if (at < 0) throw new Error(`no block is called ${label}`);
    return this.open.length - 1 - at;
  }

  goto(label: string): void {
    this.fn.emit(control.br(this.depth(label)));
  }

  gotoIf(test: Code, label: string): void {
    this.fn.emit(control.br_if(test, this.depth(label)));
  }
}
