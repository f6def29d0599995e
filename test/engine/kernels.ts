// Small kernels for the engine's tests; workers load them by name.
import { existsSync, writeFileSync } from 'node:fs';
import { CHUNK } from '../../src/engine/columns.ts';
import type { Kernel, KernelContext } from '../../src/engine/kernel.ts';
import { streamKey, uniform32 } from '../../src/engine/random.ts';

export function nothing(): Kernel {
  return { chunks: () => 0, run() {} };
}

/** x += uniform draw of (agent, tick); every column is written. */
export function walk({ arena, seed }: KernelContext): Kernel {
  return {
    chunks: () => Math.ceil(arena.header.count(0) / CHUNK),
    run(chunk) {
      const { tick } = arena.header;
      const { k0, k1 } = streamKey(seed, 'walk', tick);
      const now = arena.now(0);
      const next = arena.next(0);
      const end = Math.min((chunk + 1) * CHUNK, arena.header.count(0));
      for (let i = chunk * CHUNK; i < end; i++) {
        next.id[i] = now.id[i];
        next.x[i] = now.x[i] + uniform32(k0, k1, now.id[i], 0);
      }
    },
    finish(pending) {
      pending.flip(0);
    },
  };
}

export interface Mischief {
  readonly kind: 'throw' | 'exit' | 'hang' | 'memory';
  readonly tick: number;
  /** a file that is made when the mischief was done once; absent: done again every time */
  readonly once?: string;
}

/** Notes each agent as the one at hand and changes nothing, as rules do while they run. */
export function marked({ arena, party }: KernelContext): Kernel {
  return {
    chunks: () => Math.ceil(arena.header.count(0) / CHUNK),
    run(chunk) {
      arena.control[arena.markAt(party)] = chunk * CHUNK;
    },
  };
}

/** Throws once, at one tick, whatever agent is at hand. */
export function careless({ arena }: KernelContext, { tick, once = '' }: Mischief): Kernel {
  return {
    chunks: () => 1,
    run() {
      if (arena.header.tick !== tick || existsSync(once)) return;
      writeFileSync(once, '');
      throw new Error('mischief');
    },
  };
}

/** Does harm at one tick in chunk 1, before doing what `walk` does. */
export function mischief(context: KernelContext, data: Mischief): Kernel {
  const inner = walk(context);
  return {
    ...inner,
    run(chunk) {
      if (chunk === 1 && context.arena.header.tick === data.tick && !(data.once && existsSync(data.once))) {
        if (data.once) writeFileSync(data.once, '');
        context.arena.control[context.arena.markAt(context.party)] = 600;
        if (data.kind === 'throw') throw new Error('mischief');
        if (data.kind === 'exit') process.exit(3);
        if (data.kind === 'hang') for (;;);
        const hoard: number[][] = [];
        for (;;) hoard.push(new Array(1e6).fill(1.5));
      }
      inner.run(chunk);
    },
  };
}

/** Every agent with an even id bears a copy until the world holds `most` agents. */
export function grow({ arena }: KernelContext, { most }: { most: number }): Kernel {
  return {
    chunks: () => 1,
    run() {},
    finish(pending) {
      const count = pending.count(0);
      if (count >= most) return;
      arena.growKind(0, count * 2);
      const now = arena.views(0, pending.parity(0));
      for (let i = 0; i < count; i++) {
        now.id[count + i] = pending.nextId(0) + i;
        now.x[count + i] = now.x[i] + 0.5;
      }
      pending.setCount(0, count * 2);
      pending.setNextId(0, pending.nextId(0) + count);
    },
  };
}
