// A film: pictures of the world at many ticks, to be played in the page. Imports palette.

/** What a colour of a film means. */
export type Tones =
  /** 256 directions: code × 2π / 256 radians, counter-clockwise from the x axis */
  | { readonly sort: 'direction' }
  /** code k is the k-th of these */
  | { readonly sort: 'states'; readonly names: readonly string[] }
  /** code k is low + k / 254 (high - low) */
  | { readonly sort: 'amount'; readonly name: string; readonly low: number; readonly high: number }
  | { readonly sort: 'none' };

/** Code of a cell in which there is nothing, and of an agent that is not there. */
export const ABSENT = 255;

interface Common {
  /** file name without extension */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** one a frame, ascending */
  readonly ticks: readonly number[];
  /** width and height of the world */
  readonly size: readonly [number, number];
  readonly tones: Tones;
}

/** Agents at places: A agents, the same in each frame. */
export interface AgentFilm extends Common {
  readonly sort: 'agents';
  readonly agents: number;
  /** places along each axis that are told apart: 2^bits, 8 to 16 */
  readonly bits: number;
  /** code of the place along x and y, frame by frame, A a frame: (code + 1/2) / 2^bits of the width or height */
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  /** code of the colour, likewise; ABSENT for one that is not there, with states, amounts and none; see `present` */
  readonly tone: Uint8Array;
  /** 1 for an agent that is there, frame by frame; null when all always are */
  readonly present: Uint8Array | null;
}

/** Cells of a grid. */
export interface CellFilm extends Common {
  readonly sort: 'cells';
  readonly cols: number;
  readonly rows: number;
  /** odd rows lie half a cell to the right */
  readonly hexagonal: boolean;
  /** code of the colour, frame by frame, row by row from the bottom */
  readonly tone: Uint8Array;
}

export type Film = AgentFilm | CellFilm;

/** Code of a place in [0, size) among 2^bits; what lies outside counts for the nearest. */
export function placeCode(at: number, size: number, bits: number): number {
  const most = 2 ** bits;
  return Math.min(most - 1, Math.max(0, Math.floor((at / size) * most)));
}

/** Code of a direction, radians, among 256. */
export function directionCode(angle: number): number {
  const turns = angle / (2 * Math.PI);
  return Math.round((turns - Math.floor(turns)) * 256) & 255;
}
