// Blocks, loops and branches with labels by name, whose depths it counts. Imports instructions and module.

import { control, I32, i32, type Code } from '../../engine/wasm/instructions.ts';
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

  /** Run `body` for d = 0 … size - 1; at least once. */
  each(size: number, body: (d: Code) => void): void {
    const { fn } = this;
    const d = fn.local(I32);
    fn.emit(fn.set(d, i32.const(0)));
    const label = `each ${d}`;
    this.loop(label, () => {
      body(fn.get(d));
      this.gotoIf(i32.lt_s(fn.tee(d, i32.add(fn.get(d), i32.const(1))), i32.const(size)), label);
    });
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
