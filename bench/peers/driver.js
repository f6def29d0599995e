// What every driver in JavaScript does: say that it is ready, then run the workload once for each line on standard input and answer in
// one line of JSON. Nothing but answers goes to standard output.

import { createInterface } from 'node:readline';

/**
 * Answer until standard input ends.
 *
 * @param {string} version what is measured, with its version
 * @param {() => { steps: number, neighbours: number }} run builds nothing: does the timed part of the workload, from the same start
 * @param {() => void} [reset] brings the world back to its start; not timed
 */
export async function drive(version, run, reset = () => {}) {
  const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
  answer({ ready: version });
  for await (const _ of createInterface({ input: process.stdin })) {
    reset();
    const cpu = process.cpuUsage();
    const from = performance.now();
    const { steps, neighbours } = run();
    const wallMs = performance.now() - from;
    const { user, system } = process.cpuUsage(cpu);
    answer({ wallMs, cpuMs: (user + system) / 1000, work: steps, neighbours });
  }
}

/** The workload, as the harness hands it over: one JSON object. */
export const workload = JSON.parse(process.argv[2] ?? '{}');

/** Uniform numbers in [0, 1) from a seed: mulberry32. */
export function uniforms(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
