// Keeps for the report, while a run goes, what cannot be made again from its end: pictures, films, tracks. Imports engine, spaces, store.

import type { KindView, World } from '../../engine/world.ts';
import { keepsakeLog, readKeepsake, type Keepsake } from '../../store/snapshots.ts';
import type { RecordBlock, RecordLog } from '../../store/index.ts';
import { frameOf, type FilmSize } from './frames.ts';
import { keptOf, portraitOf } from './picture.ts';
import { Tracker, trackedTicks } from './tracks.ts';

/** Pictures of a run that goes on to its last tick. */
const PICTURES = 9;

/** Frames of a film that nobody asked for. */
export const FRAMES = 120;
/** Frames where a film is asked for without a number. */
export const FRAMES_ASKED = 300;
/** Agents of a kind, and cells along a side, in a film that nobody asked for, and in one that somebody did. */
const PLAIN: Omit<FilmSize, 'frames'> = { agents: 500, side: 100 };
const ASKED: Omit<FilmSize, 'frames'> = { agents: 1_000, side: 200 };

/** What a run is asked to keep. */
export interface Keeping {
  /** ticks that the run is to have */
  readonly ticks: number;
  /** frames of a film, 0: none, and nobody is followed; undefined when nobody said */
  readonly animate?: number;
}

/** Ticks that are pictured: nine, closer together at the beginning, where most happens: round(T (k / 8)²). The last tick of a run always is. */
export function picturedTicks(ticks: number): number[] {
  const all = Array.from({ length: PICTURES }, (_, k) => Math.round(ticks * (k / (PICTURES - 1)) ** 2));
  return [...new Set(all)];
}

/** Ticks of a film: so many at equal distances, the first and the last tick among them. */
export function filmedTicks(ticks: number, frames: number): number[] {
  if (frames < 2) return [];
  return [...new Set(Array.from({ length: frames }, (_, k) => Math.round((ticks * k) / (frames - 1))))];
}

/** One thing that is kept: at which ticks, whether at the end of the run whenever that is, and what of a kind. */
interface Take {
  readonly what: Keepsake;
  readonly ticks: readonly number[];
  readonly due: ReadonlySet<number>;
  readonly atEnd: boolean;
  readonly keep: (kind: KindView, world: World) => RecordBlock | null;
  readonly logs: Map<string, RecordLog>;
}

/** What is kept of all kinds in the run folder as the run goes; it reads the world and changes nothing. */
export class Sampler {
  readonly #folder: string;
  readonly #tracker: Tracker;
  readonly #takes: readonly Take[];
  readonly #stops: readonly number[];

  /**
   * @param folder of the run
   * @param kinds that there are, by name
   */
  constructor(folder: string, kinds: readonly string[], { ticks, animate }: Keeping) {
    this.#folder = folder;
    const size = { ...(animate === undefined ? PLAIN : ASKED), frames: animate ?? FRAMES };
    this.#tracker = new Tracker(ticks);
    const take = (what: Keepsake, at: readonly number[], atEnd: boolean, keep: Take['keep']): Take => {
      const logs = new Map(kinds.map((kind) => [kind, keepsakeLog(folder, what, kind)]));
      return { what, ticks: at, due: new Set(at), atEnd, keep, logs };
    };
    const film = take('film', filmedTicks(ticks, size.frames), size.frames > 1, (kind, world) => frameOf(kind, world, size));
    const tracks = take('tracks', trackedTicks(ticks), false, (kind, world) => this.#tracker.keep(kind, world));
    this.#takes = [take('snapshots', picturedTicks(ticks), true, pictureOf), ...(animate === 0 ? [] : [film, tracks])];
    this.#stops = [...new Set(this.#takes.flatMap((each) => each.ticks))].sort((a, b) => a - b);
  }

  /** Go on where an interrupted run left off: the same agents are followed. @throws LabError E_FORMAT */
  async restore(): Promise<void> {
    const logs = this.#takes.find(({ what }) => what === 'tracks')?.logs ?? new Map<string, RecordLog>();
    for (const [kind, { lastTick }] of logs) {
      if (lastTick < 0) continue;
      const last = (await readKeepsake(this.#folder, 'tracks', kind)).at(-1);
      if (last) this.#tracker.restore(kind, last);
    }
  }

  /** The next tick after this one at which something is kept; Infinity when there is none. */
  nextStop(tick: number): number {
    let [low, high] = [0, this.#stops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#stops[middle] > tick) high = middle;
      else low = middle + 1;
    }
    return this.#stops[low] ?? Infinity;
  }

  /** Keep what is due at this tick, and what is kept where the run ends. @throws LabError E_DISK */
  stand(tick: number, last: boolean, world: () => World): void {
    const takes = this.#takes.filter(({ due, atEnd }) => due.has(tick) || (last && atEnd));
    if (takes.length === 0) return;
    const now = world();
    for (const { keep, logs } of takes) {
      for (const [name, log] of logs) {
        if (now.tick <= log.lastTick) continue;
        const kept = keep(now.kinds[name], now);
        if (kept) log.append(kept);
      }
    }
  }

  /** @throws LabError E_DISK */
  flush(): void {
    for (const log of this.#logs()) log.flush();
  }

  /** Forget what was kept after a tick: the run resumes from there. @throws LabError E_DISK */
  async dropAfter(tick: number): Promise<void> {
    for (const log of this.#logs()) await log.dropAfter(tick);
  }

  /** Join what was kept into one small file each. @throws LabError E_DISK */
  async close(): Promise<void> {
    for (const log of this.#logs()) await log.close();
  }

  #logs(): RecordLog[] {
    return this.#takes.flatMap(({ logs }) => [...logs.values()]);
  }
}

function pictureOf(kind: KindView, world: World): RecordBlock | null {
  const portrait = portraitOf(kind, world);
  return portrait && keptOf(portrait, world);
}
