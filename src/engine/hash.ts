// The state hash: the same for the same state, whatever the order in memory. Imports arena, columns and node:crypto.

import { createHash, type Hash } from 'node:crypto';
import type { Arena } from './arena.ts';
import { type Column } from './columns.ts';

/**
 * SHA-256 (first 128 bits, hex) over all kinds in declared order: number alive, birth counter, then ids and columns in
 * declared order, agents by ascending id; then the globals. NaN is canonical. Scratch and order in memory are left out.
 */
export function stateHash(arena: Arena): string {
  const hash = createHash('sha256');
  const { header, spec } = arena;
  hash.update(`tick ${header.tick}`);
  spec.kinds.forEach((kind, k) => {
    const count = header.count(k);
    const views = arena.now(k);
    const order = orderById(views.id, count);
    hash.update(`kind ${kind.name} ${count} ${header.nextId(k)}`);
    gather(hash, views.id, 0, order);
    for (const { name, size } of kind.columns) {
      hash.update(name);
      for (let plane = 0; plane < size; plane++) gather(hash, views[name], plane * arena.capacities.kinds[k], order);
    }
  });
  hash.update('globals');
  gather(
    hash,
    header.globals,
    0,
    Uint32Array.from(header.globals, (_, g) => g),
  );
  return hash.digest('hex').slice(0, 32);
}

/** Memory indices of all agents by ascending id. */
export function orderById(ids: Uint32Array, count: number): Uint32Array {
  const order = new Uint32Array(count);
  let sorted = true;
  for (let i = 0; i < count; i++) {
    order[i] = i;
    if (i > 0 && ids[i] < ids[i - 1]) sorted = false;
  }
  if (sorted) return order;
  return count > 2 ** 21 ? order.sort((a, b) => ids[a] - ids[b]) : sortByKeys(order, ids);
}

/** Id in the high part, index in the low part: both are exact in a double, and typed arrays without a comparator sort fast. */
function sortByKeys(order: Uint32Array, ids: Uint32Array): Uint32Array {
  const keys = Float64Array.from(order, (i) => ids[i] * 2 ** 21 + i);
  keys.sort();
  for (let n = 0; n < order.length; n++) order[n] = keys[n] % 2 ** 21;
  return order;
}

function gather(hash: Hash, column: Column, base: number, order: Uint32Array): void {
  const Type = column.constructor as new (length: number) => Column; // every typed array is built from its length
  const out = new Type(order.length);
  for (let n = 0; n < order.length; n++) out[n] = column[base + order[n]];
  if (out instanceof Float32Array || out instanceof Float64Array) {
    for (let n = 0; n < out.length; n++) if (out[n] !== out[n]) out[n] = NaN;
  }
  hash.update(out);
}
