// Random expressions of the language of rules, typed as they are made. Imports choices and world.

import { SPECIAL, type Setting } from './generator-world.ts';
import type { Choices } from './generator-choices.ts';

/** int: i32 · unsigned: u32 · float · truth: bool. Numbers of both kinds of whole meet only where the language joins them. */
export type Sort = 'int' | 'unsigned' | 'float' | 'truth';

export interface Variable {
  readonly name: string;
  readonly sort: Sort;
  /** it may stand for a constant, which is no index where it is out of range by the text */
  readonly constant?: boolean;
}

/** A neighbour at hand, or an agent asked for by its id. */
export interface Other {
  readonly name: string;
  readonly kind: string;
  readonly measured: boolean;
}

export interface Helper {
  readonly name: string;
  readonly sort: Sort;
  readonly parameters: readonly Sort[];
}

/** What an expression may name. */
export interface Names {
  readonly variables: readonly Variable[];
  readonly others: readonly Other[];
  readonly helpers: readonly Helper[];
  /** neither draws nor looks agents up by id: what a loop over neighbours may do in lanes */
  readonly quiet?: boolean;
}

const BIRD = { float: ['vx', 'vy', 'e', 'x', 'y'], int: ['u', 'b'], unsigned: ['w'] };
const WOLF = { float: ['heat'], int: ['rank', 'flag'], unsigned: ['mark'] };
const VECTORS = {
  float: [
    ['v', 3],
    ['q', 2],
  ],
  int: [
    ['n', 3],
    ['m', 2],
  ],
  unsigned: [['o', 2]],
} as const;
const ONE = ['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'exp', 'expm1', 'log', 'log2', 'log10', 'log1p', 'cbrt', 'sinh', 'cosh', 'tanh'];
const EXACT = ['sqrt', 'abs', 'floor', 'ceil', 'round', 'trunc', 'sign', 'fround'];
const INTS = ['1', '0', '2', '3', '7', '31', '255', '2147483647', '(-1)', '(-2147483648)', '0x55', '65536'];
const UNSIGNEDS = ['4294967295', '3000000000', '0x80000000'];
const COMPARISONS = ['<', '>', '<=', '>=', '===', '!==', '==', '!='];
const BITS = ['|', '&', '^', '<<', '>>'];

export const TABLES = {
  weights: [0.5, -1.25, NaN, 1e300],
  steps: [3, -4, 5],
  grid: [
    [1.5, 2],
    [3, 4.25],
    [-0, 7],
  ],
  codes: [4294967295, 1, 2],
};

/** A float as text: whole numbers with a point, for without it they are integers. */
export function textOf(value: number): string {
  const size = Math.abs(value);
  const text = Number.isInteger(value) && size < 1e20 ? `${size}.0` : `${size}`;
  return value < 0 || Object.is(value, -0) ? `(-${text})` : text;
}

export class Values {
  private readonly c: Choices;
  private readonly world: Setting;
  /** calls of helpers left: each is written out where it stands */
  private calls = 5;

  constructor(c: Choices, world: Setting) {
    this.c = c;
    this.world = world;
  }

  private draws({ quiet }: Names): boolean {
    return this.world.role === 'rule' && !quiet;
  }

  of(sort: Sort, names: Names, depth = 3): string {
    switch (sort) {
      case 'int':
        return this.int(names, depth);
      case 'unsigned':
        return this.unsigned(names, depth);
      case 'float':
        return this.float(names, depth);
      case 'truth':
        return this.truth(names, depth);
    }
  }

  /** A number of any sort. */
  any(names: Names, depth = 3): string {
    return this.of(this.c.of(['float', 'float', 'int', 'unsigned', 'truth'] as const), names, depth);
  }

  /** What an if or a loop may test. */
  test(names: Names, depth = 2): string {
    return this.of(this.c.of(['truth', 'truth', 'truth', 'float', 'int', 'unsigned'] as const), names, depth);
  }

  /** A number that is never a constant: an index of anything may be out of range, but not by its text. */
  index(names: Names): string {
    const { c } = this;
    return c.make(
      () => 'self.u',
      () => '(self.id & 3)',
      () => `(${c.below(3)} + world.tick - 7)`,
      () => `(self.b - ${c.below(3)})`,
      () => '(self.vx * 2)',
      () => this.named('int', { ...names, variables: names.variables.filter(({ constant }) => !constant) }) ?? 'self.b',
      () => `(${this.int(names, 1)} + self.u)`,
      () => (this.draws(names) ? 'random.integer(4)' : 'self.b'),
    );
  }

  /** self or a neighbour, and an element of one of its vectors. */
  element(sort: 'float' | 'int' | 'unsigned', owner: string, names: Names): string {
    const [name, size] = this.c.of<readonly [string, number]>(VECTORS[sort]);
    return `${owner}.${name}[${this.c.chance(1, names.quiet ? 6 : 2) ? this.index(names) : this.c.below(size)}]`;
  }

  private named(sort: Sort, { variables }: Names): string | null {
    const known = variables.filter((each) => each.sort === sort);
    return known.length === 0 ? null : this.c.of(known).name;
  }

  private called(sort: Sort, names: Names, depth: number): string | null {
    const known = names.helpers.filter((each) => each.sort === sort);
    if (known.length === 0 || this.calls === 0 || names.quiet) return null;
    this.calls--;
    const { name, parameters } = this.c.of(known);
    return `${name}(${parameters.map((parameter) => this.of(parameter, names, depth - 1)).join(', ')})`;
  }

  /** A column of a neighbour, or of an agent asked for by its id. */
  private seen(sort: 'float' | 'int' | 'unsigned', names: Names, depth: number): string | null {
    const { c } = this;
    const near = names.others.length > 0 && !c.chance(1, 8);
    if (!near && (depth < 2 || names.quiet || !this.world.lookups)) return null;
    const { name, kind, measured } = near
      ? c.of(names.others)
      : c.of([
          { name: `world.agent(${this.any(names, 1)})`, kind: 'bird', measured: false },
          { name: `world.agent.wolf(${this.any(names, 1)})`, kind: 'wolf', measured: false },
        ]);
    if (measured && sort === 'float' && c.chance(1, 2))
      return `${name}.${c.of(['distance2', 'dx', 'dy', 'distance', ...(this.world.space?.dimensions === 3 ? ['dz'] : [])])}`;
    if (sort === 'int' && c.chance(1, 6)) return `${name}.id`;
    if (kind === 'bird') return c.chance(1, 4) ? this.element(sort, name, names) : `${name}.${c.of(BIRD[sort])}`;
    if (sort === 'float' && c.chance(1, 4)) return `${name}.p[${c.chance(1, 2) ? this.index(names) : c.below(3)}]`;
    return `${name}.${c.of(WOLF[sort])}`;
  }

  private choice(sort: Sort, names: Names, depth: number): string {
    return `(${this.test(names, depth - 1)} ? ${this.of(sort, names, depth - 1)} : ${this.of(sort, names, depth - 1)})`;
  }

  private int(names: Names, depth: number): string {
    const { c } = this;
    const leaf = (): string =>
      c.make(
        () => c.of(INTS),
        () => `self.${c.of(BIRD.int)}`,
        () => this.named('int', names) ?? 'self.u',
        () => c.of(['self.id', 'self.index', 'world.tick', 'world.count.bird', 'world.count.wolf', 'params.few', 'params.many']),
        () => this.seen('int', names, depth) ?? 'self.b',
        () => this.element('int', 'self', names),
      );
    if (depth <= 0) return leaf();
    const again = (): string => this.int(names, depth - 1);
    const any = (): string => this.any(names, depth - 1);
    return c.make(
      leaf,
      leaf,
      () => this.named('int', names) ?? leaf(),
      () => `(${again()} ${c.of(['+', '-', '*', '%'])} ${again()})`,
      () => `(${any()} ${c.of(BITS)} ${any()})`,
      () => `Math.${c.of(['min', 'max'])}(${again()}, ${again()})`,
      () => `Math.${c.of(['abs', 'sign', 'floor', 'round'])}(${again()})`,
      () => this.choice('int', names, depth),
      () => `(${again()} ${c.of(['&&', '||'])} ${again()})`,
      () => `(${c.of(['~', '+', '-'])}${this.of(c.of(['int', 'truth'] as const), names, depth - 1)} | 0)`,
      () => `Math.imul(${any()}, ${any()})`,
      () => `(${any()} | 0)`,
      () => (this.draws(names) ? `random.integer(${c.of(['10', '1', '0', '2147483647', again()])})` : leaf()),
      () => this.seen('int', names, depth) ?? leaf(),
      () => (names.quiet ? leaf() : `steps[${this.index(names)}]`),
      () => this.called('int', names, depth) ?? leaf(),
    );
  }

  private unsigned(names: Names, depth: number): string {
    const { c } = this;
    const leaf = (): string =>
      c.make(
        () => 'self.w',
        () => c.of(UNSIGNEDS),
        () => this.named('unsigned', names) ?? 'self.w',
        () => this.seen('unsigned', names, depth) ?? 'self.w',
        () => this.element('unsigned', 'self', names),
      );
    if (depth <= 0) return leaf();
    const again = (): string => this.unsigned(names, depth - 1);
    return c.make(
      leaf,
      leaf,
      () => `(${again()} ${c.of(['+', '-', '*', '%'])} ${this.of(c.of(['unsigned', 'int'] as const), names, depth - 1)})`,
      () => `(${this.any(names, depth - 1)} >>> ${this.any(names, depth - 1)})`,
      () => `Math.${c.of(['min', 'max'])}(${again()}, ${again()})`,
      () => this.choice('unsigned', names, depth),
      () => `(${again()} ${c.of(['&&', '||'])} ${again()})`,
      () => `codes[${this.index(names)}]`,
      () => this.called('unsigned', names, depth) ?? leaf(),
    );
  }

  private draw(names: Names, depth: number): string {
    if (!this.draws(names)) return 'self.e';
    const some = (): string => this.float(names, depth - 1);
    return this.c.make(
      () => 'random.uniform()',
      () => 'random.normal()',
      () => 'random.exponential()',
      () => `random.uniform(${some()}, ${some()})`,
      () => `random.normal(${some()}, ${some()})`,
      () => `random.exponential(${some()})`,
      () => `random.normal(${some()})`,
    );
  }

  float(names: Names, depth = 3): string {
    const { c } = this;
    const leaf = (): string =>
      c.make(
        () => `self.${c.of(BIRD.float)}`,
        () => c.of(['0.5', '2.5', '1.0', '(-0.75)', '1e3']),
        () => textOf(c.of(SPECIAL)),
        () => this.named('float', names) ?? 'self.vx',
        () => c.of(['params.rate', 'params.speed', 'world.heat', 'world.cold', 'Math.PI']),
        () => this.seen('float', names, depth) ?? 'self.e',
        () => this.element('float', 'self', names),
      );
    if (depth <= 0) return leaf();
    const again = (): string => this.float(names, depth - 1);
    const any = (): string => this.any(names, depth - 1);
    return c.make(
      leaf,
      leaf,
      () => this.named('float', names) ?? leaf(),
      () => this.seen('float', names, depth) ?? leaf(),
      () => `(${again()} ${c.of(['+', '-', '*'])} ${again()})`,
      () => `(${again()} ${c.of(['*', '+', '-', '%'])} ${any()})`,
      () => `(${any()} / ${any()})`,
      () => `(${any()} ${c.of(['%', '**'])} ${again()})`,
      () => `Math.${c.of(EXACT)}(${again()})`,
      () => `Math.${c.of(ONE)}(${c.of([again, again, any])()})`,
      () => `Math.${c.of(['min', 'max'])}(${again()}, ${any()})`,
      () => `Math.${c.of(['atan2', 'pow', 'hypot'])}(${again()}, ${any()})`,
      () => `Math.hypot(${again()}, ${again()}, ${again()})`,
      () => this.choice('float', names, depth),
      () => `(0.5 * (${this.test(names, depth - 1)} ? ${this.int(names, depth - 1)} : ${again()}))`, // a float, also where the test is a constant
      () => `(${again()} ${c.of(['&&', '||'])} ${c.of([again, any])()})`,
      () => `(-${again()})`,
      () => this.draw(names, depth),
      () => `weights[${this.index(names)}]`,
      () => `grid[${this.index(names)}][${this.index(names)}]`,
      () => this.called('float', names, depth) ?? leaf(),
    );
  }

  private truth(names: Names, depth: number): string {
    const { c } = this;
    const compared = (): string => `(${this.any(names, depth - 1)} ${c.of(COMPARISONS)} ${this.any(names, depth - 1)})`;
    if (depth <= 0) return c.make(compared, () => this.named('truth', names) ?? compared());
    const again = (): string => this.truth(names, depth - 1);
    return c.make(
      compared,
      compared,
      () => `(self.${c.of(BIRD.float)} ${c.of(COMPARISONS)} ${this.float(names, depth - 1)})`,
      () => `(${again()} ${c.of(['&&', '||'])} ${again()})`,
      () => `(!${this.test(names, depth - 1)})`,
      () => c.of(['true', 'false', compared()]),
      () => `Number.${c.of(['isNaN', 'isFinite'])}(${this.any(names, depth - 1)})`,
      () => this.named('truth', names) ?? compared(),
      () => this.choice('truth', names, depth),
      () => this.called('truth', names, depth) ?? compared(),
    );
  }
}
