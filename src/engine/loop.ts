// The tick loop: long-lived workers take chunks from counters and meet at a barrier; the last to arrive leads.
// Imports arena, clock, control and kernel.

import { type Arena } from './arena.ts';
import { monotonicMs } from './clock.ts';
import { COMMAND, MARK, NOBODY, SLOT, STANDS, WAIT_UNIT, WORD } from './control.ts';
import type { Kernel } from './kernel.ts';

export interface Party {
  readonly arena: Arena;
  /** one kernel a phase: first the phases of the start, then those of a tick */
  readonly kernels: readonly Kernel[];
  readonly externals: readonly boolean[];
  /** index of the first phase of a tick */
  readonly firstTickPhase: number;
  readonly party: number;
  readonly parties: number;
  /** loads to spin before sleeping at the barrier: 0 where there are more parties than cores */
  readonly spin: number;
}

/** With more workers than cores, waking a sleeper costs more than so many chunks: the leader does them. Who does a chunk changes no result. */
const ALONE_WHEN_CROWDED = 4;

/** Chunks to hand out, or the word that all is over. */
const QUIT = -1;

/**
 * Work until told to quit or until some party failed. Blocks its thread: never called on the main thread of a run.
 *
 * A failing kernel throws from here after telling the others; they return.
 */
export function tickLoop(self: Party): void {
  const { arena, kernels, party, parties } = self;
  const { control } = arena;
  const slot = WORD.parties + party * SLOT;
  for (;;) {
    const generation = Atomics.load(control, WORD.generation);
    if (Atomics.load(control, WORD.abort) !== 0) return; // set before the generation changes: nobody sleeps through it
    if (Atomics.add(control, WORD.arrived, 1) === parties - 1) {
      try {
        const chunks = lead(self, Atomics.load(control, WORD.chunks) > 0, slot);
        Atomics.store(control, WORD.chunks, chunks);
        if (chunks === QUIT) Atomics.store(control, WORD.abort, 1);
      } catch (error) {
        abort(arena);
        throw error;
      }
      for (let p = 0; p < parties; p++) Atomics.store(control, WORD.parties + p * SLOT + MARK.taken, 0);
      Atomics.store(control, WORD.arrived, 0);
      Atomics.add(control, WORD.generation, 1);
      Atomics.notify(control, WORD.generation);
    } else {
      const from = monotonicMs();
      waitWhile(control, WORD.generation, generation, self.spin);
      control[slot + MARK.waited] += Math.round((monotonicMs() - from) / WAIT_UNIT);
    }
    if (Atomics.load(control, WORD.abort) !== 0) return;
    arena.refresh();
    const kernel = kernels[arena.header.phase];
    const chunks = control[WORD.chunks];
    control[slot + MARK.busy] = 1;
    try {
      for (let p = 0; p < parties; p++) share(self, kernel, (party + p) % parties, chunks, slot);
    } catch (error) {
      abort(arena);
      throw error;
    }
    rest(control, slot);
  }
}

/**
 * Do what is left of the chunks of `owner`: a stretch that is the same in every phase, so that a core finds in its cache what it has
 * written before. Each takes its own first, then helps the others.
 */
function share({ arena: { control }, parties }: Party, kernel: Kernel, owner: number, chunks: number, slot: number): void {
  const taken = WORD.parties + owner * SLOT + MARK.taken;
  const first = Math.floor((chunks * owner) / parties);
  const end = Math.floor((chunks * (owner + 1)) / parties);
  for (let chunk = first + Atomics.add(control, taken, 1); chunk < end; chunk = first + Atomics.add(control, taken, 1)) {
    kernel.run(chunk);
    control[slot + MARK.beats]++;
  }
}

/** Let everyone leave at the barrier. */
export function abort(arena: Arena): void {
  Atomics.store(arena.control, WORD.abort, 1);
  Atomics.add(arena.control, WORD.generation, 1);
  Atomics.notify(arena.control, WORD.generation);
}

/**
 * The serial section: end the phase that was run, go on to the next that has chunks enough to share, running the small ones
 * here and now, standing where main wants to look.
 *
 * @returns chunks to hand out, or {@link QUIT}
 */
function lead(self: Party, ran: boolean, slot: number): number {
  const { arena, kernels, externals, firstTickPhase, parties } = self;
  const { control } = arena;
  const alone = self.spin > 0 ? 1 : ALONE_WHEN_CROWDED;
  let finished = ran;
  for (;;) {
    if (finished) complete(self); // a phase that asked for more room is run again
    finished = false;
    arena.refresh();
    const { phase } = arena.header;
    const reason = phase === firstTickPhase ? reasonToStand(arena) : 0;
    if (reason !== 0) {
      if (stand(arena, reason) === COMMAND.quit) return QUIT;
      continue;
    }
    const kernel = kernels[phase];
    const chunks = kernel.chunks();
    if (chunks > alone && parties > 1 && !externals[phase]) return chunks;
    control[slot + MARK.busy] = 1;
    for (let chunk = 0; chunk < chunks; chunk++) {
      kernel.run(chunk);
      control[slot + MARK.beats]++;
    }
    rest(control, slot);
    if (externals[phase] && stand(arena, STANDS.external) === COMMAND.quit) return QUIT;
    finished = true;
  }
}

/** End the phase: its serial part, then one store that makes phase, tick and buffers true together. */
export function complete({ arena, kernels, firstTickPhase }: Pick<Party, 'arena' | 'kernels' | 'firstTickPhase'>): void {
  arena.refresh();
  const pending = arena.begin();
  const agents = pending.phase === firstTickPhase ? arena.alive() : 0; // before births and deaths of this tick
  if (kernels[pending.phase].finish?.(pending) === false) return;
  pending.steps += agents;
  pending.phase++;
  if (pending.phase === kernels.length) {
    pending.phase = firstTickPhase;
    pending.tick++;
  }
  arena.commit();
}

function reasonToStand(arena: Arena): number {
  const { control, header } = arena;
  if (header.until) return STANDS.until;
  if (header.tick >= Atomics.load(control, WORD.stopTick)) return STANDS.tick;
  if (Atomics.load(control, WORD.pause) !== 0) return STANDS.paused;
  return 0;
}

/** The party is in no kernel and has no agent at hand, so that no fault from now on names one. */
function rest(control: Int32Array, slot: number): void {
  control[slot + MARK.agent] = NOBODY;
  control[slot + MARK.busy] = 0;
}

/** Tell main why the world stands and sleep until it says run or quit. */
function stand(arena: Arena, reason: number): number {
  const { control } = arena;
  Atomics.store(control, WORD.command, COMMAND.wait);
  Atomics.store(control, WORD.reason, reason);
  Atomics.add(control, WORD.report, 1);
  Atomics.notify(control, WORD.report);
  waitWhile(control, WORD.command, COMMAND.wait, 0);
  return Atomics.load(control, WORD.command);
}

/** Return when `words[at]` is no longer `value`: spin first, then sleep. */
function waitWhile(words: Int32Array, at: number, value: number, spin: number): void {
  for (let n = 0; n < spin; n++) if (Atomics.load(words, at) !== value) return;
  while (Atomics.load(words, at) === value) Atomics.wait(words, at, value);
}
