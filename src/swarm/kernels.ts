// The phases of a swarm as the engine's workers run them. Imports engine, particles and objectives.

import type { Kernel, KernelFactory } from '../engine/kernel.ts';
import type { SwarmRules } from './compiled.ts';
import { builtinObjective, type ObjectiveOptions } from './objectives.ts';
import { Particles } from './particles.ts';
import type { SwarmSpec } from './swarm-options.ts';

export interface StepData {
  readonly swarm: SwarmSpec;
  readonly rules: SwarmRules;
  /** the first phase of a run: particles are placed instead of moved */
  readonly first: boolean;
}

/** An objective of ours, by name. */
export interface BuiltinSpec extends Omit<ObjectiveOptions, 'dimensions'> {
  readonly name: string;
}

export interface FusedData extends StepData {
  readonly objective: BuiltinSpec;
}

/** Move, evaluate and absorb a block in one go: for objectives so cheap that a barrier between would cost more. */
export const fused: KernelFactory = (context, data) => {
  const { swarm, rules, first, objective } = data as FusedData; // psoProgram's data
  const particles = new Particles(context, swarm, rules);
  const evaluate = evaluation(particles, objective, swarm);
  return {
    chunks: () => particles.blocks,
    run(block) {
      if (first) particles.place(block);
      else particles.move(block);
      evaluate(block);
      particles.absorb(block, first);
    },
    finish: (pending) => particles.join(pending, first),
  } satisfies Kernel;
};

/** In lanes where the objective is a rule, else point by point. */
function evaluation(particles: Particles, spec: BuiltinSpec, { dimensions }: SwarmSpec): (block: number) => void {
  if (particles.evaluatesItself) return (block) => particles.evaluate(block);
  const objective = builtinObjective(spec.name, { ...spec, dimensions });
  const value = (x: Float64Array): number => objective.evaluate(x);
  return (block) => particles.evaluateBy(block, value);
}

/** Positions of the next evaluations. */
export const step: KernelFactory = (context, data) => {
  const { swarm, rules, first } = data as StepData; // psoProgram's data
  const particles = new Particles(context, swarm, rules);
  return { chunks: () => particles.blocks, run: (block) => (first ? particles.place(block) : particles.move(block)) };
};

/** Nothing for the workers: main evaluates while the world stands, and writes `value` of the next buffer. */
export const stand: KernelFactory = () => ({ chunks: () => 0, run: () => {} });

/** Personal bests and the end of the iteration. */
export const absorb: KernelFactory = (context, data) => {
  const { swarm, rules, first } = data as StepData; // psoProgram's data
  const particles = new Particles(context, swarm, rules);
  return {
    chunks: () => particles.blocks,
    run: (block) => particles.absorb(block, first),
    finish: (pending) => particles.join(pending, first),
  };
};
