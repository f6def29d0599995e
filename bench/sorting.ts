// What the phases of a tick cost around the rule: sorting agents by cell, phase by phase, beside the bytes that a tick has to move.
// Flocking at constant density 0.02 and radius 5, speed 1: about a quarter of the agents change cell each tick. One worker, no barrier.
// Run: npx node bench/sorting.ts [agents …]

import { cpus } from 'node:os';
import { assemble, flocking, stateHash, Engine, keyFromSeed, type Program } from 'swarmlab';
import { checkParams } from '../src/engine/params.ts';

const DEFAULTS = checkParams(flocking.params, {});
const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000, 1_000_000];
/** Agent-steps that are timed for each line, and ticks at least. */
const AGENT_STEPS = 6e6;
const LEAST_TICKS = 8;

interface Timed {
  readonly name: string;
  readonly chunks: () => number;
  readonly run: (chunk: number) => void;
  readonly finish?: (pending: unknown) => boolean | void;
  /** milliseconds, one a tick */
  readonly ms: number[];
}

/** All phases of a program as the only worker would run them, on this thread. */
async function phasesOf(program: Program, engine: Engine): Promise<Timed[]> {
  const context = { arena: engine.arena, party: 0, parties: 1, seed: keyFromSeed('bench') };
  return Promise.all(
    [...program.start, ...program.tick].map(async ({ kernel, data }) => {
      const module = (await import(kernel.module)) as Record<string, (context: unknown, data: unknown) => Omit<Timed, 'name' | 'ms'>>;
      return { ...module[kernel.export](context, data), name: kernel.export, ms: [] };
    }),
  );
}

function step({ arena }: Engine, phases: readonly Timed[], firstTickPhase: number): void {
  const phase = phases[arena.header.phase];
  const from = performance.now();
  const chunks = phase.chunks();
  for (let chunk = 0; chunk < chunks; chunk++) phase.run(chunk);
  const pending = arena.begin();
  if (phase.finish?.(pending) === false) return;
  phase.ms.push(performance.now() - from);
  if (++pending.phase === phases.length) {
    pending.phase = firstTickPhase;
    pending.tick++;
  }
  arena.commit();
}

/** Bytes per second that one core copies from one place of a working set to another: read and written each count. */
function copySpeed(bytes: number): number {
  const memory = new Uint8Array(Math.max(64, Math.ceil(bytes / 128) * 128));
  const half = memory.length / 2;
  const rounds = Math.max(3, Math.ceil(2e8 / half));
  let best = Infinity;
  for (let trial = 0; trial < 5; trial++) {
    const from = performance.now();
    for (let round = 0; round < rounds; round++)
      memory.copyWithin(round % 2 ? 0 : half, round % 2 ? half : 0, round % 2 ? memory.length : half);
    best = Math.min(best, performance.now() - from);
  }
  return (2 * half * rounds) / (best / 1e3);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

console.log(
  `flocking's tick on one worker, phase by phase, ns per agent, median of the ticks; ${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}`,
);
for (const count of SIZES) {
  for (const precision of ['f64', 'f32']) {
    const side = Math.sqrt(count / 0.02);
    const { program } = assemble(flocking, { ...DEFAULTS, count, width: side, height: side, visual: 5, precision }, 1);
    const engine = new Engine(program, { seed: 'bench', workers: 1 });
    const phases = await phasesOf(program, engine);
    const ticks = Math.max(LEAST_TICKS, Math.ceil(AGENT_STEPS / count));
    const warmUp = Math.ceil(ticks / 3);
    while (engine.tick < warmUp) step(engine, phases, program.start.length);
    for (const phase of phases) phase.ms.length = 0;
    while (engine.tick < warmUp + ticks) step(engine, phases, program.start.length);
    const shown = phases.slice(program.start.length).map(({ name, ms }) => ({ name, ns: (median(ms) * 1e6) / count }));
    const around = shown.filter(({ name }) => name !== 'rule').reduce((sum, { ns }) => sum + ns, 0);
    const row = 4 + 4 * (precision === 'f64' ? 8 : 4);
    const speed = copySpeed(2 * row * count);
    const scratch = program.spec.scratch.map(({ name, type, fixed = 0, kind, perAgent = 0 }) => ({
      name,
      bytes: ((type === 'f64' ? 8 : type === 'u8' ? 1 : 4) * (fixed + (kind ? perAgent * count : 0))) / count,
    }));
    console.log(`${count} ${precision} | ${shown.map(({ name, ns }) => `${name} ${ns.toFixed(2)}`).join(', ')}`);
    console.log(
      `  around the rule ${around.toFixed(2)}; to read and write each row once takes ${((2 * row * 1e9) / speed).toFixed(2)} at ${(speed / 1e9).toFixed(0)} GB/s`,
    );
    console.log(
      `  bytes per agent: two buffers ${2 * row}, scratch ${scratch.reduce((sum, { bytes }) => sum + bytes, 0).toFixed(1)} (${scratch
        .filter(({ bytes }) => bytes >= 0.05)
        .map(({ name, bytes }) => `${name} ${bytes.toFixed(1)}`)
        .join(', ')}); state ${stateHash(engine.arena)}`,
    );
    await engine.close();
  }
}
