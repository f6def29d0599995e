// Networks: who is linked to whom, as compressed sparse rows, and the classical ways to make them. Imports engine and errors.

import { LabError, refuseNoBoolean, refuseUnknown, said } from '../errors.ts';
import { keyFromSeed, streamKey, uniform53, type Key } from '../engine/random.ts';

/**
 * Links between `n` nodes: those of node i are targets[offsets[i]] … targets[offsets[i + 1] - 1], in ascending order. An undirected network holds each link
 * twice, once at either end.
 */
export interface Network {
  readonly n: number;
  /** n + 1 places in `targets` */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly directed: boolean;
}

/** Links at most, each end counted, and nodes. */
const MAX_LINKS = 2 ** 28;
const MAX_NODES = 2 ** 28;

/**
 * A network from a list of links, each a pair of nodes 0 to n - 1. A link given twice is one link.
 *
 * @param options `directed`: links lead from the first node to the second only
 * @throws LabError E_MODEL for a node that does not exist, and for a link from a node to itself
 */
export function network(n: number, links: Iterable<readonly [number, number]>, options: { readonly directed?: boolean } = {}): Network {
  refuseSize(n, 'nodes');
  refuseUnknown('E_MODEL', 'a network of links', options, ['directed']);
  const { directed = false } = options;
  refuseNoBoolean('E_MODEL', 'the option directed of a network', directed);
  if (typeof (links as Partial<typeof links> | null | undefined)?.[Symbol.iterator] !== 'function' || typeof links === 'string')
    throw new LabError('E_MODEL', `the links of a network are a list of pairs, [[0, 1], [1, 2], …], but got ${said(links)}.`);
  const from: number[] = [];
  const to: number[] = [];
  for (const link of links) {
    if (!Array.isArray(link) || link.length !== 2)
      throw new LabError('E_MODEL', `a link of a network is a pair of nodes, [0, 1], but got ${said(link)}.`);
    const [a, b] = link;
    for (const node of [a, b]) {
      if (!Number.isInteger(node) || node < 0 || node >= n)
        throw new LabError('E_MODEL', `the link ${a}–${b} leads to a node that does not exist: nodes are 0 to ${n - 1}.`);
    }
    if (a === b) throw new LabError('E_MODEL', `the link ${a}–${b} leads from a node to itself. Leave it out.`);
    from.push(a);
    to.push(b);
    if (!directed) {
      from.push(b);
      to.push(a);
    }
  }
  return rows(n, from, to, directed);
}

/** Compressed rows of the ends of links; links given twice become one. */
function rows(n: number, from: ArrayLike<number>, to: ArrayLike<number>, directed: boolean): Network {
  refuseEnds(from.length);
  const starts = new Int32Array(n + 1);
  for (let k = 0; k < from.length; k++) starts[from[k] + 1]++;
  for (let i = 0; i < n; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const ends = new Int32Array(from.length);
  for (let k = 0; k < from.length; k++) ends[next[from[k]]++] = to[k];
  const offsets = new Int32Array(n + 1);
  let kept = 0;
  for (let i = 0; i < n; i++) {
    const row = ends.subarray(starts[i], starts[i + 1]).sort();
    let last = -1;
    for (const end of row) {
      if (end !== last) ends[kept++] = end; // never beyond what was read
      last = end;
    }
    offsets[i + 1] = kept;
  }
  return { n, offsets, targets: ends.slice(0, kept), directed };
}

function refuseSize(value: number, what: string): void {
  if (!Number.isInteger(value) || value < 1)
    throw new LabError('E_MODEL', `a network needs a whole number of ${what}, at least 1, but got ${said(value)}.`);
  if (value > MAX_NODES) throw new LabError('E_MODEL', `a network has at most ${MAX_NODES} ${what}, but got ${value}. Make it smaller.`);
}

/** `ends`: two for each link, as many as there are or will be. */
function refuseEnds(ends: number): void {
  if (ends > MAX_LINKS)
    throw new LabError('E_MODEL', `a network has at most ${MAX_LINKS} ends of links, but got ${Math.round(ends)}. Make it smaller.`);
}

function refuseShare(value: number, what: string): void {
  if (!(typeof value === 'number' && value >= 0 && value <= 1))
    throw new LabError('E_MODEL', `the ${what} of a network must be from 0 to 1, but got ${said(value)}.`);
}

function refuseSeed(seed: unknown): void {
  if (typeof seed !== 'string' && !Number.isFinite(seed))
    throw new LabError('E_MODEL', `the seed of a network is a text or a number, but got ${said(seed)}.`);
}

/** Draws in their order, from a seed: any text or number. */
class Draws {
  private readonly key: Key;
  private at = 0;

  constructor(seed: string | number, purpose: string) {
    this.key = streamKey(keyFromSeed(String(seed)), `network:${purpose}`, 0);
  }

  /** in [0, 1) */
  uniform(): number {
    const { k0, k1 } = this.key;
    const n = this.at++;
    return uniform53(k0, k1, Math.floor(n / 2 ** 31), n % 2 ** 31);
  }

  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }
}

/** Every node is linked to every other. */
export function complete(n: number): Network {
  refuseSize(n, 'nodes');
  if (n * (n - 1) > MAX_LINKS)
    throw new LabError('E_MODEL', `a complete network of ${n} nodes has too many links. Use a global mean over all agents instead.`);
  const offsets = Int32Array.from({ length: n + 1 }, (_, i) => i * (n - 1));
  const targets = new Int32Array(n * (n - 1));
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < n; j++) if (j !== i) targets[at++] = j;
  return { n, offsets, targets, directed: false };
}

/** A ring in which each node is linked to the `degree / 2` next to it on either side; `degree` even. */
export function ring(n: number, degree = 2): Network {
  refuseSize(n, 'nodes');
  refuseEven(n, degree);
  refuseEnds(n * degree);
  return network(n, ringLinks(n, degree));
}

function refuseEven(n: number, degree: number): void {
  if (!Number.isInteger(degree) || degree < 0 || degree % 2 === 1 || degree >= n)
    throw new LabError('E_MODEL', `the degree of a ring of ${n} nodes must be even, from 0 to ${n - 1}, but got ${said(degree)}.`);
}

function* ringLinks(n: number, degree: number): Generator<[number, number]> {
  for (let i = 0; i < n; i++) for (let k = 1; k <= degree / 2; k++) yield [i, (i + k) % n];
}

/** A square lattice of width × height nodes, row by row, each linked to the four (or fewer, at an open border) next to it. */
export function lattice(given: { width: number; height: number; periodic?: boolean }): Network {
  refuseUnknown('E_MODEL', 'a lattice', given, ['width', 'height', 'periodic']);
  const { width, height, periodic = true } = given;
  refuseSize(width, 'columns');
  refuseSize(height, 'rows');
  refuseNoBoolean('E_MODEL', 'the option periodic of a lattice', periodic);
  refuseEnds(4 * width * height);
  const links: [number, number][] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [right, below] = [(x + 1) % width, (y + 1) % height];
      if (right !== x && (periodic || right > x)) links.push([y * width + x, y * width + right]);
      if (below !== y && (periodic || below > y)) links.push([y * width + x, below * width + x]);
    }
  }
  return network(width * height, links);
}

/**
 * Each of the n(n - 1)/2 links is there with chance `probability`: G(n, p), by skipping over absent links in O(n + links).
 *
 * @see Erdős & Rényi, Publ. Math. Debrecen 6:290 (1959); Batagelj & Brandes, PRE 71:036113 (2005), doi:10.1103/PhysRevE.71.036113
 */
export function erdosRenyi(given: { n: number; probability: number; seed?: string | number }): Network {
  refuseUnknown('E_MODEL', 'a random network', given, ['n', 'probability', 'seed']);
  const { n, probability, seed = 0 } = given;
  refuseSize(n, 'nodes');
  refuseShare(probability, 'probability');
  refuseSeed(seed);
  refuseEnds(n * (n - 1) * probability);
  if (probability === 1) return complete(n);
  const draws = new Draws(seed, 'erdos-renyi');
  const links: [number, number][] = [];
  if (probability > 0) {
    let [v, w] = [1, -1];
    while (v < n) {
      w += 1 + Math.floor(Math.log1p(-draws.uniform()) / Math.log1p(-probability));
      while (w >= v && v < n) w -= v++;
      if (v < n) links.push([v, w]);
    }
  }
  return network(n, links);
}

/**
 * A small world: a ring of `degree` neighbours each, where the far end of each link is moved to a node drawn at random with chance `rewire`; no link
 * is doubled, none leads back.
 *
 * @see Watts & Strogatz, Nature 393:440 (1998). doi:10.1038/30918
 */
export function wattsStrogatz(given: { n: number; degree: number; rewire: number; seed?: string | number }): Network {
  refuseUnknown('E_MODEL', 'a small world', given, ['n', 'degree', 'rewire', 'seed']);
  const { n, degree, rewire, seed = 0 } = given;
  refuseSize(n, 'nodes');
  refuseEven(n, degree);
  refuseShare(rewire, 'chance to rewire');
  refuseSeed(seed);
  refuseEnds(n * degree);
  const draws = new Draws(seed, 'watts-strogatz');
  const linked = Array.from({ length: n }, () => new Set<number>());
  const join = (a: number, b: number): void => {
    linked[a].add(b);
    linked[b].add(a);
  };
  for (const [a, b] of ringLinks(n, degree)) join(a, b);
  for (let k = 1; k <= degree / 2; k++) {
    for (let i = 0; i < n; i++) {
      if (draws.uniform() >= rewire || linked[i].size >= n - 1) continue;
      let far = draws.integer(n);
      while (far === i || linked[i].has(far)) far = draws.integer(n);
      const near = (i + k) % n;
      linked[i].delete(near);
      linked[near].delete(i);
      join(i, far);
    }
  }
  return network(
    n,
    linked.flatMap((ends, i) => [...ends].filter((end) => end > i).map((end): [number, number] => [i, end])),
  );
}

/**
 * Growth with preferential attachment: nodes come one by one, each linked to `links` that are there, drawn in proportion to their links.
 * The first `links + 1` nodes form a star.
 *
 * @see Barabási & Albert, Science 286:509 (1999). doi:10.1126/science.286.5439.509
 */
export function barabasiAlbert(given: { n: number; links: number; seed?: string | number }): Network {
  refuseUnknown('E_MODEL', 'a scale-free network', given, ['n', 'links', 'seed']);
  const { n, links, seed = 0 } = given;
  refuseSize(n, 'nodes');
  if (!Number.isInteger(links) || links < 1 || links >= n)
    throw new LabError('E_MODEL', `each new node brings 1 to ${n - 1} links, but got ${said(links)}.`);
  refuseSeed(seed);
  refuseEnds(2 * n * links);
  const draws = new Draws(seed, 'barabasi-albert');
  const found: [number, number][] = [];
  const ends: number[] = []; // a node stands here once for each of its links
  for (let i = 1; i <= links; i++) {
    found.push([0, i]);
    ends.push(0, i);
  }
  for (let node = links + 1; node < n; node++) {
    const chosen = new Set<number>();
    while (chosen.size < links) chosen.add(ends[draws.integer(ends.length)]);
    for (const other of chosen) {
      found.push([node, other]);
      ends.push(node, other);
    }
  }
  return network(n, found);
}
