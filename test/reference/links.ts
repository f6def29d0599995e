// Links that change, told plainly: a set of links, nodes that wish one after the other, and wishes that come true as the documentation says.

import { shuffle, streamKey, threefry, type Key } from '../../src/engine/random.ts';
import type { Network } from '../../src/spaces/network.ts';

/** What a node wants for its link to another: `null` to cut it, or the node that it is to lead to. */
export interface Wishes {
  readonly links: ReadonlyMap<number, number | null>;
  readonly made: readonly number[];
}

/** What a node does in its turn, given its neighbours in ascending order: it may change `state` of its own. */
export type Turn = (
  node: number,
  neighbours: readonly number[],
  state: readonly number[],
  tick: number,
) => { state: number; wishes: Wishes };

/** A world of nodes with one whole number each. */
export class PlainLinks {
  readonly n: number;
  readonly directed: boolean;
  tick = 0;
  state: number[];
  private links = new Map<string, readonly [number, number]>();
  private readonly seed: Key;
  private readonly kind: string;

  constructor({ n, offsets, targets, directed }: Network, state: readonly number[], seed: Key, kind: string) {
    this.n = n;
    this.directed = directed;
    this.state = [...state];
    this.seed = seed;
    this.kind = kind;
    for (let i = 0; i < n; i++) for (let at = offsets[i]; at < offsets[i + 1]; at++) this.add(i, targets[at]);
  }

  /** Every link once, in ascending order. */
  list(): [number, number][] {
    return [...this.links.values()].map(([a, b]): [number, number] => [a, b]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }

  neighbours(i: number): number[] {
    return this.list()
      .flatMap(([a, b]) => (a === i ? [b] : b === i && !this.directed ? [a] : []))
      .sort((a, b) => a - b);
  }

  /** All nodes look at the tick before; then all wishes are settled at once. */
  together(turn: Turn): void {
    const { k0, k1 } = streamKey(this.seed, 'links', this.tick);
    const before = new Map(this.links);
    const rows = Array.from({ length: this.n }, (_, i) => this.neighbours(i));
    const turns = rows.map((row, i) => turn(i, row, this.state, this.tick));
    const allowed = (i: number, j: number): boolean => j >= 0 && j < this.n && j !== i && !before.has(this.key(i, j));
    const proposals: { old: string | null; key: string; link: readonly [number, number]; bid: number; owner: number }[] = [];
    for (const [old, [a, b]] of before) {
      const wishes = (this.directed ? [[a, b]] : [[a, b], [b, a]]).flatMap(([i, j]) => {
        const wish = turns[i].wishes.links.get(j);
        return wish === undefined ? [] : [{ i, wish }];
      }); // prettier-ignore
      if (wishes.some(({ wish }) => wish === null)) {
        this.links.delete(old);
        continue;
      }
      const bids = wishes
        .flatMap(({ i, wish }) => (wish !== null && allowed(i, wish) ? [{ i, to: wish, bid: threefry(k0, k1, i, wish) >>> 0 }] : []))
        .sort((p, q) => p.bid - q.bid || p.i - q.i);
      if (bids.length > 0) {
        const [{ i, to, bid }] = bids;
        proposals.push({ old, key: this.key(i, to), link: [i, to], bid, owner: i });
      }
    }
    const moved = new Map<string, typeof proposals>();
    turns.forEach(({ wishes: { made } }, i) => {
      for (const to of made) if (allowed(i, to)) proposals.push({ old: null, key: this.key(i, to), link: [i, to], bid: threefry(k0, k1, i, to) >>> 0, owner: i }); // prettier-ignore
    });
    for (const each of proposals) moved.set(each.key, [...(moved.get(each.key) ?? []), each]);
    for (const rivals of moved.values()) {
      // new links before moved ones of the same bid, these in the order of the list
      const order = (p: (typeof proposals)[number]): number => (p.old === null ? -1 : [...before.keys()].indexOf(p.old));
      const [best] = rivals.sort((p, q) => p.bid - q.bid || order(p) - order(q));
      if (best.old !== null) this.links.delete(best.old);
      this.add(...best.link);
    }
    this.state = turns.map(({ state }) => state);
    this.tidy();
    this.tick++;
  }

  /** One node after the other, in the random order of the engine; its wishes come true when its turn is over. */
  inTurn(turn: Turn): void {
    const order = Uint32Array.from({ length: this.n }, (_, i) => i);
    shuffle(streamKey(this.seed, `order:${this.kind}`, this.tick), order, this.n);
    for (const i of order) {
      const { state, wishes } = turn(i, this.neighbours(i), this.state, this.tick);
      this.state[i] = state;
      const free = (j: number): boolean => j >= 0 && j < this.n && j !== i && !this.links.has(this.key(i, j));
      const asked = [...wishes.links].sort(([a], [b]) => a - b);
      for (const [j, wish] of asked) if (wish === null) this.links.delete(this.key(i, j));
      for (const [j, wish] of asked) {
        if (wish === null || !free(wish)) continue;
        this.links.delete(this.key(i, j));
        this.add(i, wish);
      }
      for (const j of wishes.made) if (free(j)) this.add(i, j);
    }
    this.tidy();
    this.tick++;
  }

  private key(a: number, b: number): string {
    return this.directed || a < b ? `${a} ${b}` : `${b} ${a}`;
  }

  private add(a: number, b: number): void {
    const [from, to] = this.directed || a < b ? [a, b] : [b, a];
    this.links.set(this.key(a, b), [from, to]);
  }

  /** Links in ascending order from the next tick on. */
  private tidy(): void {
    this.links = new Map(this.list().map(([a, b]) => [this.key(a, b), [a, b]]));
  }
}
