// Every value of independent tools (JIDT, Inform, networkx, igraph, esda, antropy, plfit and others), within the tolerance of its file.
// SWARMLAB_EMERGENCE_REFERENCE names another file in the same format.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { continuous } from './reference/continuous.ts';
import { discrete } from './reference/discrete.ts';
import type { Entry, Reference } from './reference/entry.ts';
import { inputsOf, within } from './reference/entry.ts';
import { networks } from './reference/networks.ts';
import { order } from './reference/order.ts';
import { series } from './reference/series.ts';
import { structure } from './reference/structure.ts';

const FILE = process.env['SWARMLAB_EMERGENCE_REFERENCE'] ?? new URL('../fixtures/emergence_reference.json', import.meta.url);
const { entries, inputs } = JSON.parse(readFileSync(FILE, 'utf8')) as Reference;
const KNOWN = { ...order, ...structure, ...networks, ...discrete, ...continuous, ...series };

const byMetric = Map.groupBy(entries, ({ metric }: Entry) => metric);

describe.each([...byMetric])('%s', (metric, found) => {
  test.each(found.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
    expect(Object.keys(KNOWN), `the metric "${metric}" is not known to the tests`).toContain(metric);
    const got = KNOWN[metric](inputsOf(entry, inputs), entry);
    expect(within(got, entry), `got ${JSON.stringify(got)}, expected ${JSON.stringify(entry.expected)} ± ${entry.tolerance_abs}`).toBe(
      true,
    );
  });
});
