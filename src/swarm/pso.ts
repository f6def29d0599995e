// A particle swarm to ask and to tell, in process: the very kernels of the engine's program. Imports engine and particles.

import { LabError } from '../errors.ts';
import { Arena } from '../engine/arena.ts';
import { stateHash } from '../engine/hash.ts';
import { keyFromSeed } from '../engine/random.ts';
import { worldOf, type World } from '../engine/world.ts';
import type { Backend } from '../rules/compile.ts';
import { swarmRules } from './compiled.ts';
import { GLOBAL } from './globals.ts';
import type { Objective } from './objective.ts';
import { bestOf, Particles, stopState, swarmWorld } from './particles.ts';
import { askedPoints, tellValues } from './program.ts';
import type { StopState } from './stop.ts';
import { swarmSpec, type SwarmOptions } from './swarm-options.ts';

export interface PsoOptions extends SwarmOptions {
  /** any string; the same seed gives the same run */
  readonly seed?: string;
  /** how particles move, default simd; never changes the result */
  readonly backend?: Backend;
}

/**
 * A particle swarm that owns neither the objective nor the loop: `tell(ask().map(objective))` is one iteration.
 *
 * @param objective one of ours, for those who call {@link Pso.iterateOurs}
 * @throws LabError E_SWARM for options out of range
 * @example
 * const swarm = pso({ dimensions: 2, lower: -5, upper: 5, seed: 'starling' });
 * for (let n = 0; n < 100; n++) swarm.tell(swarm.ask().map(([x, y]) => x * x + y * y));
 * console.log(swarm.best);
 */
export function pso(options: PsoOptions, objective: Objective | null = null): Pso {
  return new Pso(options, objective);
}

export class Pso {
  readonly arena: Arena;
  private readonly particles: Particles;
  private readonly evaluate: ((x: Float64Array) => number) | null;
  private placed = false;
  private asked = false;

  constructor({ seed = 'swarmlab', backend = 'simd', ...options }: PsoOptions, objective: Objective | null) {
    const spec = swarmSpec(options);
    const rules = swarmRules(spec, objective, backend);
    this.arena = Arena.create(swarmWorld(spec, rules));
    this.particles = new Particles({ arena: this.arena, party: 0, seed: keyFromSeed(seed) }, spec, rules);
    this.evaluate = this.particles.evaluatesItself ? null : (objective?.evaluate ?? null);
  }

  /** Points to evaluate, one a particle, in an order that stays. Asking again before telling gives the same points. */
  ask(): Float64Array[] {
    this.step();
    return askedPoints(this.arena);
  }

  /**
   * Values of the points of the last {@link ask}, in its order. NaN and infinities count as failed: the worst value.
   *
   * @throws LabError E_SWARM when nothing was asked or the number of values differs
   */
  tell(values: ArrayLike<number>): void {
    const { particles } = this.particles.spec;
    if (!this.asked) throw new LabError('E_SWARM', 'tell() has nothing to answer: call ask() first.');
    if (values.length !== particles)
      throw new LabError('E_SWARM', `tell() takes one value a particle, ${particles} in all, but got ${values.length}.`);
    tellValues(this.arena, values);
    for (let block = 0; block < this.particles.blocks; block++) this.particles.absorb(block, !this.placed);
    this.commit();
  }

  /** One iteration with a function at hand: the same as asking and telling, without an array a point. */
  iterate(objective: (x: Float64Array, particle: number) => number): void {
    this.iterateBy((block) => this.particles.evaluateBy(block, objective));
  }

  /** One iteration with the objective that the swarm was made with: in lanes where it is a rule. */
  iterateOurs(): void {
    const { evaluate, particles } = this;
    this.iterateBy(evaluate === null ? (block) => particles.evaluate(block) : (block) => particles.evaluateBy(block, evaluate));
  }

  private iterateBy(evaluate: (block: number) => void): void {
    this.step();
    for (let block = 0; block < this.particles.blocks; block++) {
      evaluate(block);
      this.particles.absorb(block, !this.placed);
    }
    this.commit();
  }

  /** Iterations done: 0 once the placed particles have their values; -1 before. */
  get iteration(): number {
    return this.placed ? this.arena.header.tick : -1;
  }
  get evaluations(): number {
    return this.arena.header.globals[GLOBAL.evaluations];
  }
  /** evaluations that threw or gave no finite number */
  get failures(): number {
    return this.arena.header.globals[GLOBAL.failures];
  }
  get particleCount(): number {
    return this.particles.spec.particles;
  }

  /** The best point so far; value Infinity while no evaluation has succeeded. */
  get best(): { value: number; position: Float64Array } {
    if (this.placed) return bestOf(this.arena);
    return { value: Infinity, position: new Float64Array(this.particles.spec.dimensions).fill(NaN) };
  }

  /** The swarm as metrics see it. */
  get world(): World {
    return worldOf(this.arena, {}, null);
  }
  get stateHash(): string {
    return stateHash(this.arena);
  }

  /** What a stop criterion sees. */
  stopState(elapsedMs: number | null): StopState {
    const { header } = this.arena;
    return stopState(header.globals, header.tick, this.particleCount, elapsedMs);
  }

  private step(): void {
    if (this.asked) return;
    for (let block = 0; block < this.particles.blocks; block++) {
      if (this.placed) this.particles.move(block);
      else this.particles.place(block);
    }
    this.asked = true;
  }

  private commit(): void {
    const pending = this.arena.begin();
    this.particles.join(pending, !this.placed);
    if (this.placed) pending.tick++;
    this.arena.commit();
    this.placed = true;
    this.asked = false;
  }
}
