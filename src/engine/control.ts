// The control words at the start of the shared memory: barrier, chunk counter, commands, one slot a party.
// Hot words lie on cache lines of their own. Imports nothing.

/** Int32 word indices. */
export const WORD = {
  generation: 0, // the barrier's sense: changes when it opens
  arrived: 16,
  chunks: 48,
  command: 64, // what main wants: see COMMAND; the leader waits here while the world stands
  report: 80, // counts the leader's reports to main; main waits here
  select: 96, // which copy of the header is true
  abort: 97, // a party failed or main gave up: everyone leaves at the barrier
  growing: 98, // set while columns move: a party that dies now leaves no usable buffers
  layout: 99, // generation of the layout
  reason: 100, // why the world stands: see STANDS
  pause: 101, // main asks to stand at the next tick boundary
  stopTick: 102,
  nan: 103, // words of the first NaN of the run: see FIRST_NAN
  capacities: 112, // kinds, then stages
  parties: 256, // slots of SLOT words
} as const;

export const SLOT = 16;
/** Words of a party's slot: the agent at hand, progress count, 1 while in a kernel, time spent at barriers in WAIT_UNITs (wraps), chunks of its share handed out. */
export const MARK = { agent: 0, beats: 1, busy: 2, waited: 3, taken: 4 } as const;
/** In place of the agent at hand. */
export const NOBODY = -1;
/** Milliseconds. */
export const WAIT_UNIT = 1e-4;

/**
 * Words from WORD.nan on: what is known of the first NaN of the run (see KNOWN), what workers have found in the phase at hand,
 * and, once it is known, tick, phase, kind, id of the agent, column and global by index.
 */
export const FIRST_NAN = { known: 0, row: 1, born: 2, tick: 3, phase: 4, kind: 5, agent: 6, column: 7, global: 8 } as const;
/** Nothing yet; in a column of an agent that acted, in one of a newborn, in a global; told by an earlier part of the run. */
export const KNOWN = { nothing: 0, agent: 1, newborn: 2, global: 3, before: 4 } as const;

export const COMMAND = { wait: 0, run: 1, quit: 2 } as const;
export const STANDS = { tick: 1, until: 2, paused: 3, external: 4 } as const;

/** At most so many kinds and stages together have capacities: these words end where the parties' slots begin. */
export const MAX_CAPACITIES = WORD.parties - WORD.capacities;

/** Doubles of the header: tick, phase, until flag, agent-steps done, then per kind parity, count, next id, then the globals. */
export const HEADER = { tick: 0, phase: 1, until: 2, steps: 3, kinds: 4, perKind: 3 } as const;
export const KIND = { parity: 0, count: 1, nextId: 2 } as const;

/** Byte offsets of the two header copies, and how many doubles each holds at most. */
export const HEADER_BASE = 24_576;
export const HEADER_DOUBLES = 2_560;

/** At most so many workers meet at one barrier: their slots end where the header begins. */
export const MAX_PARTIES = (HEADER_BASE / 4 - WORD.parties) / SLOT;
