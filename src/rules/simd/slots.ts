// What stands in a kernel's row of arguments, read from the runtime that its JavaScript twin runs on. Imports nothing but types.

import type { Column } from '../../engine/columns.ts';

type Columns = Readonly<Record<string, Column>>;

/** The part of a kernel's runtime that is told to WebAssembly; all arrays lie in the world's memory. */
export interface SlotSource {
  readonly now: Columns;
  readonly next: Columns;
  readonly capacity: number;
  readonly kinds: Readonly<
    Record<
      string,
      {
        readonly now: Columns;
        readonly capacity: number;
        readonly places: Int32Array | null;
        readonly dead: Uint8Array | null;
        readonly starts: Int32Array;
        readonly head: Int32Array;
        readonly following: Int32Array;
      }
    >
  >;
  readonly counts: Readonly<Record<string, number>>;
  readonly globals: Float64Array;
  readonly tick: number;
  readonly k0: number;
  readonly k1: number;
  readonly mark: Int32Array;
  readonly markAt: number;
  readonly dead: Uint8Array;
  readonly births: Readonly<
    Record<
      string,
      {
        readonly views: Columns;
        readonly capacity: number;
        readonly base: number;
        readonly limit: number;
        readonly counts: Int32Array;
        readonly at: number;
      }
    >
  >;
  readonly claims: Readonly<Record<string, { readonly target: Int32Array }>>;
  readonly fields: Columns;
  readonly tables: Readonly<Record<number, Column>>;
  readonly links?: Readonly<Record<'wishes' | 'made' | 'words', Column>> | null;
  readonly deposits: readonly { readonly cells: Int32Array; readonly amounts: Column }[];
  /** where agents act in place: the own kind, and those that it bears or of which it lets agents die */
  readonly atOnce?: Readonly<Record<string, AtOnce>>;
}

interface AtOnce {
  readonly dead: Uint8Array;
  /** the id of the first newborn of the phase */
  readonly nextId: number;
  /** the arrays of moves: see moves.ts */
  readonly moves: Readonly<Record<'taken' | 'empties' | 'slots' | 'count', Column> & { readonly standing: Column | null }> | null;
  /** the linked cells of the kind, where others meet it */
  readonly lists: {
    readonly head: Int32Array;
    readonly following: Int32Array;
    readonly preceding: Int32Array;
    readonly cell: Int32Array;
  } | null;
}

/** Addresses of the working memory of a thread. */
export interface Working {
  readonly spill: number;
  readonly out: number;
  readonly tables: number;
  readonly nan: number;
  readonly masks: number;
}

/** One reader a slot, in order; asked again before each call. */
export function slotReaders(slots: readonly string[], self: string, rt: SlotSource, working: Working): (() => number)[] {
  return slots.map((slot) => {
    const [what, kind = '', column = ''] = slot.split(':');
    const own = kind === self;
    switch (what) {
      case 'now':
        return () => (own ? rt.now : (rt.kinds[kind]?.now ?? rt.births[kind].views))[column].byteOffset; // newborns in place stand among the others
      case 'next':
        return () => rt.next[column].byteOffset;
      case 'capacity':
        return () => (own ? rt.capacity : rt.kinds[kind].capacity);
      case 'count':
        return () => rt.counts[kind];
      case 'starts':
        return () => rt.kinds[kind].starts.byteOffset;
      case 'head':
      case 'following':
        return () => ((rt.atOnce?.[kind]?.lists ?? rt.kinds[kind])?.[what] as Int32Array | undefined)?.byteOffset ?? 0;
      case 'listed':
        return () => (rt.atOnce?.[kind]?.lists ? 1 : 0);
      case 'preceding':
      case 'cell':
        return () => rt.atOnce?.[kind]?.lists?.[what].byteOffset ?? 0;
      case 'gone':
        return () => (rt.atOnce?.[kind]?.dead ?? rt.kinds[kind]?.dead)?.byteOffset ?? 0;
      case 'nextid':
        return () => rt.atOnce?.[kind]?.nextId ?? 0;
      case 'standing':
        return () => rt.atOnce?.[kind]?.moves?.standing?.byteOffset ?? 0;
      case 'field':
        return () => rt.fields[kind].byteOffset;
      case 'cells':
      case 'amounts':
        return () => rt.deposits[Number(kind)][what].byteOffset;
      case 'moves':
        return () => rt.atOnce?.[self]?.moves?.[kind as 'taken']?.byteOffset ?? 0;
      case 'shared':
        return () => rt.tables[Number(kind)].byteOffset;
      case 'links':
        return () => rt.links?.[kind as 'wishes'].byteOffset ?? 0;
      case 'places':
        return () => rt.kinds[kind].places?.byteOffset ?? 0;
      case 'ids':
        return () => rt.kinds[kind].places?.length ?? 0;
      case 'dead':
        return () => rt.dead.byteOffset;
      case 'target':
        return () => rt.claims[kind].target.byteOffset;
      case 'born':
        return () => rt.births[kind].views[column].byteOffset;
      case 'base':
      case 'limit':
        return () => rt.births[kind][what];
      case 'length':
        return () => rt.births[kind].capacity;
      case 'births':
        return () => rt.births[kind].counts.byteOffset + 4 * rt.births[kind].at;
      case 'globals':
        return () => rt.globals.byteOffset;
      case 'tick':
      case 'k0':
      case 'k1':
        return () => rt[what];
      case 'mark':
        return () => rt.mark.byteOffset + 4 * rt.markAt;
      case 'spill':
      case 'out':
      case 'tables':
      case 'nan':
      case 'masks':
        return () => working[what];
      default:
        throw new Error(`no argument is called ${slot}`);
    }
  });
}
