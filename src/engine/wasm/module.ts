// A WebAssembly module under construction: functions with typed locals, imports, one imported memory, exports. Imports instructions.

import { unsigned, V128, type Callee, type Code, type ValueType } from './instructions.ts';

const LOCAL = { get: 0x20, set: 0x21, tee: 0x22 } as const;

/** A function being written. Parameters are locals 0, 1, … */
export class Fn {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  private readonly locals: ValueType[] = [];
  private out: Code[] = [];

  constructor(parameters: readonly ValueType[], results: readonly ValueType[]) {
    this.parameters = parameters;
    this.results = results;
  }

  /** A new local variable; 0 at the start of the function. */
  local(type: ValueType): number {
    return this.parameters.length + this.locals.push(type) - 1;
  }

  get(local: number): Code {
    return [LOCAL.get, ...unsigned(local)];
  }

  set(local: number, value: Code): Code {
    return [value, LOCAL.set, ...unsigned(local)];
  }

  /** Set, and leave the value on the stack. */
  tee(local: number, value: Code): Code {
    return [value, LOCAL.tee, ...unsigned(local)];
  }

  /** Append statements: code that leaves nothing on the stack (the last may leave the results). */
  emit(...code: Code[]): void {
    this.out.push(...code);
  }

  /** Compute a value now and keep it in a local of its own; returns the code that reads it. Not for code that is run before this point. */
  keep(type: ValueType, value: Code): Code {
    const local = this.local(type);
    this.emit(this.set(local, value));
    return this.get(local);
  }

  /** What `body` emits, as code of its own instead of here: the inside of a block, a loop or a branch. */
  inside(body: () => void): Code {
    const { out } = this;
    const own: Code[] = [];
    this.out = own;
    try {
      body();
    } finally {
      this.out = out;
    }
    return own;
  }

  /** The encoded body. */
  encode(constants: Constants): number[] {
    const runs: [number, ValueType][] = [];
    for (const type of this.locals) {
      const last = runs.at(-1);
      if (last?.[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    const bytes = [...unsigned(runs.length), ...runs.flatMap(([count, type]) => [...unsigned(count), type])];
    flatten(this.out, bytes, constants);
    bytes.push(0x0b);
    return bytes;
  }
}

/** Constant vectors of a module, each in an immutable global of its own; 0 and -1, which cost nothing to make, stay in the code. */
class Constants {
  private readonly known = new Map<string, number>();
  /** type, immutable, the instruction, end */
  readonly globals: number[][] = [];

  /** Bytes of the code that leaves the constant on the stack. */
  read(bytes: readonly number[]): number[] {
    const make = [0xfd, 0x0c, ...bytes];
    if (bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 255)) return make;
    const key = bytes.join();
    let at = this.known.get(key);
    if (at === undefined) {
      at = this.globals.push([V128, 0, ...make, 0x0b]) - 1;
      this.known.set(key, at);
    }
    return [0x23, ...unsigned(at)];
  }
}

/** Append the bytes of nested code. */
function flatten(code: Code, bytes: number[], constants: Constants): void {
  for (const part of code) {
    if (typeof part === 'number') bytes.push(part);
    else if ('index' in part) bytes.push(...unsigned(part.index()));
    else if ('constant' in part) bytes.push(...constants.read(part.constant));
    else flatten(part, bytes, constants);
  }
}

interface Import {
  readonly module: string;
  readonly name: string;
  readonly type: number;
  readonly callee: Callee;
}

/** Functions of our own and imported ones, one shared memory. */
export class Module {
  private readonly types: string[] = [];
  private readonly signatures: number[][] = [];
  private readonly imports: Import[] = [];
  private readonly functions: { fn: Fn; type: number }[] = [];
  private readonly exports: { name: string; callee: Callee }[] = [];
  private readonly named = new Map<string, Callee>();

  private typeOf(parameters: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${parameters.join()}:${results.join()}`;
    const known = this.types.indexOf(key);
    if (known >= 0) return known;
    this.signatures.push([0x60, ...unsigned(parameters.length), ...parameters, ...unsigned(results.length), ...results]);
    return this.types.push(key) - 1;
  }

  /** An imported function. The same name is imported once. */
  importFunction(module: string, name: string, parameters: readonly ValueType[], results: readonly ValueType[]): Callee {
    const known = this.imports.find((each) => each.module === module && each.name === name);
    if (known) return known.callee;
    const at = this.imports.length;
    const callee = { index: () => at };
    this.imports.push({ module, name, type: this.typeOf(parameters, results), callee });
    return callee;
  }

  /** Names that are imported from `module`. */
  imported(module: string): string[] {
    return this.imports.filter((each) => each.module === module).map(({ name }) => name);
  }

  /** Add a function of our own. */
  add(fn: Fn, exported?: string): Callee {
    const at = this.functions.push({ fn, type: this.typeOf(fn.parameters, fn.results) }) - 1;
    const callee = { index: () => this.imports.length + at };
    if (exported !== undefined) this.exports.push({ name: exported, callee });
    return callee;
  }

  /** The function of this name, made and added the first time it is asked for. */
  once(name: string, make: () => Fn): Callee {
    let callee = this.named.get(name);
    if (callee === undefined) {
      callee = this.add(make());
      this.named.set(name, callee);
    }
    return callee;
  }

  /** The encoded module. It imports its memory, shared, as env.memory. */
  encode(): Uint8Array<ArrayBuffer> {
    const text = (value: string): number[] => {
      const bytes = [...new TextEncoder().encode(value)];
      return [...unsigned(bytes.length), ...bytes];
    };
    const section = (id: number, entries: readonly number[][]): number[] => {
      if (entries.length === 0) return [];
      const content = [...unsigned(entries.length), ...entries.flat()];
      return [id, ...unsigned(content.length), ...content];
    };
    const memory = [...text('env'), ...text('memory'), 2, 3, 0, ...unsigned(65_536)]; // shared, at most 4 GiB
    const constants = new Constants();
    const bodies = this.functions.map(({ fn }) => {
      const body = fn.encode(constants);
      return [...unsigned(body.length), ...body];
    });
    return Uint8Array.from([
      0,
      0x61,
      0x73,
      0x6d,
      1,
      0,
      0,
      0,
      ...section(1, this.signatures),
      ...section(2, [...this.imports.map(({ module, name, type }) => [...text(module), ...text(name), 0, ...unsigned(type)]), memory]),
      ...section(
        3,
        this.functions.map(({ type }) => unsigned(type)),
      ),
      ...section(6, constants.globals),
      ...section(
        7,
        this.exports.map(({ name, callee }) => [...text(name), 0, ...unsigned(callee.index())]),
      ),
      ...section(10, bodies),
    ]);
  }
}
