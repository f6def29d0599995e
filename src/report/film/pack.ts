// The bytes of a film: differences from frame to frame, plane by plane, deflated. Imports film.

import { deflateRawSync } from 'node:zlib';
import type { Film } from './film.ts';

/** What the page needs to unpack a film. */
export interface Packed {
  readonly sort: 'agents' | 'cells';
  readonly frames: number;
  /** agents or cells of a frame */
  readonly each: number;
  readonly bits: number;
  /** places are told as differences of this order: 1, from the frame before; 2, from where the last step would lead */
  readonly order: 1 | 2;
  readonly presence: boolean;
  /** base64 of the deflated planes (RFC 1951) */
  readonly data: string;
}

/** The planes of a film, unpacked. */
export interface Planes {
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly tone: Uint8Array;
  readonly present: Uint8Array | null;
}

/**
 * Pack a film: nothing is lost. Places are differences of first or second order, whichever gives fewer bytes, modulo 2^bits (so that a step
 * through the seam of a torus is a short one), folded to small numbers; low and high bytes lie in planes of their own.
 */
export function pack(film: Film): Packed {
  const frames = film.ticks.length;
  if (film.sort === 'cells') {
    const each = film.cols * film.rows;
    return {
      sort: 'cells',
      frames,
      each,
      bits: 0,
      order: 1,
      presence: false,
      data: deflated([steps(film.tone, each)]),
    };
  }
  const { agents: each, bits, present } = film;
  const rest = [steps(film.tone, each), ...(present ? [steps(present, each)] : [])];
  const [first, second] = ([1, 2] as const).map((order) => ({
    order,
    data: deflated([...folded(film.x, each, bits, order), ...folded(film.y, each, bits, order), ...rest]),
  }));
  const { order, data } = first.data.length <= second.data.length ? first : second;
  return { sort: 'agents', frames, each, bits, order, presence: present !== null, data };
}

function deflated(planes: readonly Uint8Array[]): string {
  return deflateRawSync(Buffer.concat(planes), { level: 9 }).toString('base64');
}

/** Differences from the frame before, modulo 256. */
function steps(codes: Uint8Array, each: number): Uint8Array {
  return codes.map((code, at) => code - (at < each ? 0 : codes[at - each]));
}

/** Low bytes, then high bytes, of folded differences: 0, -1, 1, -2, … become 0, 1, 2, 3, … */
function folded(codes: Uint16Array, each: number, bits: number, order: 1 | 2): [Uint8Array, Uint8Array] {
  const most = 2 ** bits;
  const low = new Uint8Array(codes.length);
  const high = new Uint8Array(codes.length);
  for (let at = 0; at < codes.length; at++) {
    const one = at < each ? 0 : codes[at - each];
    const two = at < 2 * each ? one : codes[at - 2 * each];
    const difference = codes[at] - (order === 1 ? one : 2 * one - two);
    const short = ((((difference + most / 2) % most) + most) % most) - most / 2;
    const fold = short < 0 ? -2 * short - 1 : 2 * short;
    low[at] = fold;
    high[at] = fold >> 8;
  }
  return [low, high];
}

/**
 * Undo {@link pack} from the inflated bytes. The page runs this very function as text: it stands on its own.
 *
 * @param bytes the planes of `packed.data`, inflated
 */
export function unpack({ sort, frames, each, bits, order, presence }: Omit<Packed, 'data'>, bytes: Uint8Array): Planes {
  const count = frames * each;
  const mask = 2 ** bits - 1;
  let from = 0;
  const take = (): Uint8Array => bytes.subarray(from, (from += count));
  const summed = (plane: Uint8Array): Uint8Array => {
    const out = plane.slice();
    for (let at = each; at < count; at++) out[at] += out[at - each];
    return out;
  };
  const places = (): Uint16Array => {
    const low = take();
    const high = take();
    const out = new Uint16Array(count);
    for (let at = 0; at < count; at++) {
      const fold = low[at] + 256 * high[at];
      const short = fold % 2 === 1 ? -(fold + 1) / 2 : fold / 2;
      const one = at < each ? 0 : out[at - each];
      const two = at < 2 * each ? one : out[at - 2 * each];
      out[at] = (short + (order === 1 ? one : 2 * one - two)) & mask;
    }
    return out;
  };
  const agents = sort === 'agents';
  const x = agents ? places() : new Uint16Array(0);
  const y = agents ? places() : new Uint16Array(0);
  const tone = summed(take());
  return { x, y, tone, present: presence ? summed(take()) : null };
}
