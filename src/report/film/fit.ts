// A film that fits into so many bytes of a page. Imports film and pack.

import type { AgentFilm, CellFilm, Film } from './film.ts';
import { pack, type Packed } from './pack.ts';

/** A film that fits, and what was left out for that. */
export interface Fitted {
  readonly film: Film;
  readonly packed: Packed;
  /** one agent, or one frame, of so many is kept */
  readonly kept: number;
}

/**
 * Halve the agents of a film, or the frames of one of cells, until its text is short enough.
 *
 * @param most characters of the packed film
 */
export function fit(film: Film, most: number): Fitted {
  for (let kept = 1, now = film; ; kept *= 2) {
    const packed = pack(now);
    const least = now.sort === 'agents' ? now.agents <= 2 : now.ticks.length <= 3;
    if (packed.data.length <= most || least) return { film: now, packed, kept };
    now = now.sort === 'agents' ? fewerAgents(now) : fewerFrames(now);
  }
}

/** Every second agent. */
function fewerAgents(film: AgentFilm): AgentFilm {
  const { agents, ticks, x, y, tone, present } = film;
  const half = agents >> 1;
  const thin = <A extends Uint8Array | Uint16Array>(codes: A): A => {
    const out = codes.slice(0, half * ticks.length) as A; // a cast: slice of a typed array is of its own type
    for (let f = 0; f < ticks.length; f++) for (let a = 0; a < half; a++) out[f * half + a] = codes[f * agents + 2 * a];
    return out;
  };
  return { ...film, agents: half, x: thin(x), y: thin(y), tone: thin(tone), present: present && thin(present) };
}

/** Every second frame, and the last. */
function fewerFrames(film: CellFilm): CellFilm {
  const each = film.cols * film.rows;
  const last = film.ticks.length - 1;
  const frames = [...film.ticks.keys()].filter((f) => (last - f) % 2 === 0);
  const tone = new Uint8Array(frames.length * each);
  frames.forEach((f, n) => tone.set(film.tone.subarray(f * each, (f + 1) * each), n * each));
  return { ...film, ticks: frames.map((f) => film.ticks[f]), tone };
}
