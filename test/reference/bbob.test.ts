import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bbob } from '../../src/swarm/bbob.ts';

// Values of COCO's own C code; the file says how they were made. Another file of the same format, with other instances
// and dimensions, is named by SWARMLAB_BBOB_REFERENCE.
const FILE = process.env.SWARMLAB_BBOB_REFERENCE ?? fileURLToPath(new URL('../fixtures/bbob_reference.json', import.meta.url));
const TOLERANCE = 1e-10; // relative to max(|f|, |fopt|)

type Row = { f: number; d: number; i: number; fopt: number; y: number[]; near: number[]; xopt: number[] };
type Reference = {
  points: Record<string, number[][]>;
  nearDir: Record<string, number[]>;
  nearSteps: number[];
  data: Row[];
};

const reference = JSON.parse(readFileSync(FILE, 'utf8')) as Reference; // its shape is given in the file itself
const functions = [...new Set(reference.data.map((row) => row.f))];

/** Largest |ours - theirs| / max(|theirs|, |fopt|) of a row; NaN counts as infinite. */
function deviation(row: Row): number {
  const objective = bbob({ function: row.f, instance: row.i, dimensions: row.d });
  const points = [
    ...reference.points[row.d],
    ...reference.nearSteps.map((step) => row.xopt.map((x, j) => x + step * reference.nearDir[row.d][j])),
  ];
  const expected = [...row.y, ...row.near];
  const errors = points.map((point, k) => {
    const scale = Math.max(Math.abs(expected[k]), Math.abs(row.fopt));
    const error = Math.abs(objective.evaluate(Float64Array.from(point)) - expected[k]);
    return error === 0 ? 0 : error / scale;
  });
  return Math.max(...errors.map((error) => (Number.isNaN(error) ? Infinity : error)));
}

describe('BBOB agrees with the C code of COCO', () => {
  test('the reference has rows', () => expect(reference.data.length).toBeGreaterThan(0));

  test.each(functions)('f%i: every value to 1e-10 of max(|f|, |fopt|)', (f) => {
    const failed = reference.data
      .filter((row) => row.f === f)
      .map((row) => ({ row: `f${row.f} ${row.d}-D instance ${row.i}`, deviation: deviation(row) }))
      .filter((result) => !(result.deviation <= TOLERANCE));
    expect(failed).toEqual([]);
  });

  test.each(functions)('f%i: the optimum has the same value and place', (f) => {
    for (const row of reference.data.filter((candidate) => candidate.f === f)) {
      const { optimum } = bbob({ function: row.f, instance: row.i, dimensions: row.d });
      // COCO evaluates its f20 optimum, which adds a rounding; those of f9 and f19 are sums over a rotation.
      expect(optimum?.value).toBeCloseTo(row.fopt, 11);
      row.xopt.forEach((x, j) => expect(optimum?.position[j]).toBeCloseTo(x, 10));
    }
  });
});
