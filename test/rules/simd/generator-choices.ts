// A list of numbers read as decisions: a generator asks, the list answers, and 0 when it has come to its end. The first of the
// possibilities is always the plainest, so that a shorter list, or one of smaller numbers, makes a plainer thing.

export class Choices {
  private readonly numbers: readonly number[];
  private at = 0;

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  /** Are there decisions left? */
  get more(): boolean {
    return this.at < this.numbers.length;
  }

  /** 0 .. n - 1 */
  below(n: number): number {
    return (this.numbers[this.at++] ?? 0) % n;
  }

  /** One of a list. */
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** True in `n` of `m` cases; false at the end of the list. */
  chance(n: number, m: number): boolean {
    return this.below(m) >= m - n;
  }

  /** What one of these makes. */
  make<T>(...ways: readonly (() => T)[]): T {
    return this.of(ways)();
  }
}
