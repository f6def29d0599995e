// Keeps small pictures of a run at a few ticks while it goes. Imports engine and store.

import type { World } from '../../engine/world.ts';
import { snapshotLog } from '../../store/snapshots.ts';
import type { RecordLog } from '../../store/index.ts';
import { keptOf, portraitOf } from './picture.ts';

/** Pictures of a run that goes on to its last tick. */
const PICTURES = 9;

/** Ticks that are pictured: nine, closer together at the beginning, where most happens: round(T (k / 8)²). The last tick of a run always is. */
export function picturedTicks(ticks: number): number[] {
  const all = Array.from({ length: PICTURES }, (_, k) => Math.round(ticks * (k / (PICTURES - 1)) ** 2));
  return [...new Set(all)];
}

/** Pictures of all kinds, kept in the run folder as the run goes; it reads the world and changes nothing. */
export class Sampler {
  readonly #ticks: readonly number[];
  readonly #logs = new Map<string, RecordLog>();

  /**
   * @param folder of the run
   * @param kinds that there are, by name
   * @param ticks that the run is to have
   */
  constructor(folder: string, kinds: readonly string[], ticks: number) {
    this.#ticks = picturedTicks(ticks);
    for (const kind of kinds) this.#logs.set(kind, snapshotLog(folder, kind));
  }

  /** The next tick after this one that is pictured; Infinity when there is none. */
  nextStop(tick: number): number {
    return this.#ticks.find((each) => each > tick) ?? Infinity;
  }

  /** Keep a picture when one is due: at the ticks for it, and where the run ends. @throws LabError E_DISK */
  stand(tick: number, last: boolean, world: () => World): void {
    if (!last && !this.#ticks.includes(tick)) return;
    const now = world();
    for (const [name, log] of this.#logs) {
      if (now.tick <= log.lastTick) continue;
      const portrait = portraitOf(now.kinds[name], now);
      if (portrait) log.append(keptOf(portrait, now));
    }
  }

  /** @throws LabError E_DISK */
  flush(): void {
    for (const log of this.#logs.values()) log.flush();
  }

  /** Forget what was kept after a tick: the run resumes from there. @throws LabError E_DISK */
  async dropAfter(tick: number): Promise<void> {
    for (const log of this.#logs.values()) await log.dropAfter(tick);
  }

  /** Join what was kept into one small file a kind. @throws LabError E_DISK */
  async close(): Promise<void> {
    for (const log of this.#logs.values()) await log.close();
  }
}
