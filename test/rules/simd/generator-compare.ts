// What the two back ends left in memory, compared to the bit. Imports the harness.

import type { Column } from '../../../src/engine/columns.ts';
import type { Case } from './generator.ts';
import type { both, Outcome } from './both.ts';

/** Agents that are done four at a time, the last of which need not exist. */
const BEYOND = 3;

/** Where the two differ, in words. */
export function differences(
  { kinds, order, world }: Pick<Case, 'kinds' | 'order'> & { readonly world: Pick<Case['world'], 'role'> },
  { js, simd }: ReturnType<typeof both>,
): string[] {
  const [{ capacity, count, columns }] = kinds;
  if (js.returned !== simd.returned) return [`agent ${simd.returned} throws (-1: none does) and should be ${js.returned}`];
  if (js.returned >= 0) return []; // the run is at its end
  const found: string[] = [];
  const alike = (name: string, pick: (of: Outcome) => Column, rows: number): void => {
    const [a, b] = [pick(js), pick(simd)];
    const at = firstDifference(a, b, rows);
    if (at >= 0) found.push(`${name}[${at}] is ${b[at]} and should be ${a[at]}`);
  };
  for (const { name, size } of columns) {
    for (let plane = 0; plane < size; plane++) {
      const from = plane * capacity;
      alike(`${name}, plane ${plane}`, ({ next }) => next[name].subarray(from, from + capacity), count);
      if (order === null) {
        const after = simd.next[name].subarray(from + count + BEYOND, from + capacity);
        if (after.some((value) => value !== 0))
          found.push(`${name}, plane ${plane}, is written beyond ${BEYOND} rows after the last agent`);
      }
    }
  }
  alike('dead', ({ dead }) => dead, count);
  for (const { name, columns: born } of kinds) {
    alike(`claims of ${name}`, ({ claims }) => claims[name].target, count);
    alike(`births of ${name}`, ({ births }) => births[name].counts, 3);
    for (const { name: column } of born)
      alike(`newborn ${name}.${column}`, ({ births }) => births[name].views[column], js.births[name].views[column].length);
  }
  if (world.role === 'reduce') {
    const at = js.out.subarray(0, count).findIndex((value, i) => !Object.is(value, simd.out[i])); // any NaN will do: it is not stored
    if (at >= 0) found.push(`number ${at} to be reduced is ${simd.out[at]} and should be ${js.out[at]}`);
  }
  return found;
}

/** The first of `rows` places that differs in its bits, -1: none. Not even the bits of NaN may differ. */
function firstDifference(a: Column, b: Column, rows: number): number {
  const [x, y] = [bytesOf(a), bytesOf(b)];
  for (let i = 0; i < rows * a.BYTES_PER_ELEMENT; i++) if (x[i] !== y[i]) return Math.floor(i / a.BYTES_PER_ELEMENT);
  return -1;
}

const bytesOf = (array: Column): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
