// One kernel twice, as JavaScript and as WebAssembly, on the same small world: what each leaves in memory.

import type { ColumnSpec } from '../../../src/engine/columns.ts';
import { columnAt } from '../../../src/engine/columns.ts';
import { writeJavaScript } from '../../../src/rules/javascript.ts';
import { lowerRule } from '../../../src/rules/lower.ts';
import type { RuleContext } from '../../../src/rules/compile.ts';
import { maskTable } from '../../../src/rules/simd/masks.ts';
import { writeSimd, type SimdCode } from '../../../src/rules/simd/kernel.ts';
import { compiled, instantiate } from '../../../src/rules/simd/load.ts';
import { slotReaders } from '../../../src/rules/simd/slots.ts';
import { context, evaluate, type Kind, type Runtime, type Views } from '../harness.ts';

const PAGE = 65_536;

/** Typed arrays one after the other in a shared memory, 64 bytes apart. */
class Shelf {
  readonly memory: WebAssembly.Memory;
  private at = PAGE;

  constructor(bytes: number) {
    this.memory = new WebAssembly.Memory({ initial: 2 + Math.ceil(bytes / PAGE), maximum: 65_536, shared: true });
  }

  place<T extends ArrayLike<number>>(type: ColumnSpec['type'], length: number, values?: T) {
    const array = columnAt(this.memory.buffer, type, this.at, length);
    this.at += Math.ceil((length * array.BYTES_PER_ELEMENT + 16) / 64) * 64;
    if (values) array.set(values);
    return array;
  }
}

export interface Outcome {
  readonly next: Views;
  readonly dead: Uint8Array;
  readonly births: Runtime['births'];
  readonly claims: Record<string, { target: Int32Array }>;
  readonly out: Float64Array;
  /** the agent whose rule throws, -1: none does */
  readonly returned: number;
}

export interface Given {
  readonly fn: Function | string;
  readonly kinds: readonly Kind[];
  readonly more?: Partial<RuleContext>;
  readonly extra?: Partial<Runtime>;
}

function world(shelf: Shelf, kinds: readonly Kind[], extra: Partial<Runtime>): Runtime {
  const columns = (kind: Kind, from: Views): Views =>
    Object.fromEntries(
      [...kind.columns, { name: 'id', type: 'u32', size: 1 } as const].map(({ name, type, size }) => [
        name,
        shelf.place(type, kind.capacity * size, from[name]),
      ]),
    );
  const placed = kinds.map((kind) => ({
    ...kind,
    now: columns(kind, kind.now),
    next: columns(kind, kind.next),
    starts: shelf.place('i32', kind.starts.length, kind.starts),
    head: shelf.place('i32', kind.head.length, kind.head),
    following: shelf.place('i32', kind.following.length, kind.following),
    places: shelf.place(
      'i32',
      kind.capacity,
      Int32Array.from({ length: kind.capacity }, (_, id) => kind.now['id'].subarray(0, kind.count).indexOf(id)),
    ),
  }));
  const [self] = placed;
  const waiting = 4 * (self?.capacity ?? 1);
  return {
    now: self?.now,
    next: self?.next,
    capacity: self?.capacity,
    count: self?.count,
    kinds: Object.fromEntries(placed.map((kind) => [kind.name, kind])),
    tick: 7,
    k0: 11,
    k1: 22,
    mark: shelf.place('i32', 4),
    markAt: 2,
    counts: Object.fromEntries(kinds.map((kind) => [kind.name, kind.count])),
    births: Object.fromEntries(
      kinds.map((kind) => [
        kind.name,
        {
          views: Object.fromEntries(kind.columns.map(({ name, type, size }) => [name, shelf.place(type, waiting * size)])),
          capacity: waiting,
          base: 3,
          limit: waiting - 3,
          counts: shelf.place('i32', 3) as Int32Array,
          at: 1,
        },
      ]),
    ),
    claims: Object.fromEntries(kinds.map((kind) => [kind.name, { target: shelf.place('i32', self?.capacity ?? 1).fill(-1) }])),
    ...extra,
    globals: shelf.place('f64', 8, extra.globals ?? new Float64Array(8)) as Float64Array,
    dead: shelf.place('u8', (self?.capacity ?? 1) + 16, extra.dead ?? []) as Uint8Array,
  };
}

/** Where agents act in place newborns stand behind the others of their kind, and the dead are marked; nobody is listed here. */
function inPlace(shelf: Shelf, rt: Runtime, kinds: readonly Kind[]): Partial<Runtime> {
  const placed = rt['kinds'] as Record<string, { now: Views; dead?: Uint8Array }>;
  const atOnce = kinds.map(({ name, capacity, count }, k) => {
    const dead = k === 0 ? rt.dead : (shelf.place('u8', capacity + 16) as Uint8Array);
    const { id } = placed[name].now;
    placed[name].dead = dead;
    const enter = (from: number, to: number): number => {
      for (let n = from; n < to; n++) {
        id[count + n] = NEXT_ID + n;
        dead[count + n] = 0;
      }
      return to;
    };
    return [
      name,
      { dead, nextId: NEXT_ID, moves: null, lists: null, relocate() {}, settle() {}, kill: (i: number) => (dead[i] = 1), enter },
    ];
  });
  const births = kinds.map(({ name, capacity, count }) => [
    name,
    { ...rt.births[name], views: placed[name].now, capacity, base: count, limit: capacity - count },
  ]);
  return { atOnce: Object.fromEntries(atOnce), births: Object.fromEntries(births) };
}

const NEXT_ID = 1_000;

/** Room for everything, generously. */
const bytesOf = (kinds: readonly Kind[]): number =>
  kinds.reduce(
    (sum, kind) => sum + kind.capacity * 8 * (40 + 12 * kind.columns.reduce((all, { size }) => all + size, 0)) + 64 * kind.starts.length,
    1 << 18,
  );

/** The rule as WebAssembly, or why it is not. */
export function simdOf({ fn, kinds, more = {} }: Given): SimdCode | string {
  return writeSimd(lowerRule(fn, context([...kinds], more)));
}

/** Run both; `order` for a sequential kernel. */
export function both(given: Given, order: readonly number[] | null = null): { js: Outcome; simd: Outcome; code: SimdCode } {
  const { fn, kinds, more = {}, extra = {} } = given;
  const program = lowerRule(fn, context([...kinds], more));
  const code = writeSimd(program);
  if (typeof code === 'string') throw new Error(code);
  const run = (how: 'js' | 'simd'): Outcome => {
    const shelf = new Shelf(bytesOf(kinds));
    const rt = world(shelf, kinds, extra);
    const count = kinds[0].count;
    const out = shelf.place('f64', count + 4) as Float64Array;
    const turns = shelf.place('u32', Math.max(1, count), order ?? []);
    let returned = -1;
    if (order) Object.assign(rt, { next: rt.now, ...inPlace(shelf, rt, kinds) });
    if (how === 'js') {
      const kernel = evaluate(writeJavaScript(program));
      try {
        if (order) kernel(rt, turns, 0, order.length);
        else kernel(rt, 0, count, out);
      } catch {
        returned = (rt['mark'] as Int32Array)[2];
      }
    } else {
      const tables = shelf.place('u8', code.tables.length + 16, code.tables);
      const working = shelf.place('u8', 65_536);
      const spill = shelf.place('u8', code.spill + 64);
      const at = {
        spill: spill.byteOffset,
        out: out.byteOffset,
        tables: tables.byteOffset,
        nan: working.byteOffset + 8_192,
        masks: working.byteOffset + 8_256,
      };
      (working as Uint8Array).set(maskTable(program.precision), 8_256);
      const row = new Int32Array(shelf.memory.buffer, working.byteOffset, code.slots.length);
      slotReaders(code.slots, program.self ?? '', rt as never, at).forEach((read, n) => {
        row[n] = read();
      });
      const kernel = instantiate(compiled(code.bytes), code, shelf.memory);
      returned = order ? kernel(working.byteOffset, turns.byteOffset, 0, order.length) : kernel(working.byteOffset, 0, count);
    }
    return {
      next: (order ? rt.now : rt.next) as Views,
      dead: rt.dead,
      births: rt.births,
      claims: rt.claims as Outcome['claims'],
      out,
      returned,
    };
  };
  return { js: run('js'), simd: run('simd'), code };
}
