// One minimisation under way: the loop around a swarm, in process, in threads or in the engine. Imports engine and this folder.

import { LabError } from '../errors.ts';
import type { Arena } from '../engine/arena.ts';
import { delay, monotonicMs } from '../engine/clock.ts';
import { Engine } from '../engine/engine.ts';
import { stateHash } from '../engine/hash.ts';
import { worldOf } from '../engine/world.ts';
import type { Backend } from '../rules/compile.ts';
import { isPromise, messageOf, whyNotFinite, type UserObjective } from './evaluation-task.ts';
import { Evaluator, TIME_LIMIT_MS, type EvaluationEvent, type ModuleObjective } from './evaluator.ts';
import { History, type HistoryRow } from './history.ts';
import type { BuiltinSpec } from './kernels.ts';
import { bestValue, diversity, meanValue } from './metrics.ts';
import type { Minimum } from './minimize.ts';
import { GLOBAL } from './globals.ts';
import type { Objective } from './objective.ts';
import { bestOf, stopState } from './particles.ts';
import { psoProgram } from './program.ts';
import { pso, type Pso } from './pso.ts';
import { needsClock, type StopCriterion } from './stop.ts';
import { swarmSpec, type SwarmOptions } from './swarm-options.ts';

/** The clock ended the run: the one thing that another run may decide otherwise. */
export interface TimeStop {
  readonly tick: number;
  readonly type: 'stopped-by-time';
  readonly elapsedMs: number;
}

export type RunEvent = EvaluationEvent | TimeStop;

export interface RunOptions {
  readonly swarm: SwarmOptions;
  readonly stop: StopCriterion;
  readonly seed: string;
  readonly backend?: Backend;
  readonly workers?: number;
  readonly concurrency?: number;
  readonly timeLimitMs?: number;
  readonly heapMb?: number;
  readonly onEvent?: (event: RunEvent) => void;
}

const BREATH_MS = 50;

export class Run {
  private readonly options: RunOptions;
  private readonly history = new History();
  private readonly began = monotonicMs();
  private readonly clocked: boolean;
  private readonly spread: ReturnType<typeof diversity>;

  /** @throws LabError E_SWARM, E_BUDGET */
  constructor(options: RunOptions) {
    const { concurrency } = options;
    if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0))
      throw new LabError('E_SWARM', `concurrency must be a positive integer, but got ${concurrency}.`);
    const { lower, upper } = swarmSpec(options.swarm);
    this.options = options;
    this.clocked = needsClock(options.stop.spec);
    this.spread = diversity(lower, upper);
  }

  /** A function called here. Plain answers are fast; promises are awaited together. */
  async inProcess(objective: UserObjective): Promise<Minimum> {
    const { swarm: options, seed, backend } = this.options;
    const swarm = pso({ ...options, seed, backend });
    const guard = this.guarded(swarm, objective);
    let plain = false;
    for (let breath = monotonicMs(); ;) {
      if (plain) swarm.iterate(guard);
      else plain = await this.together(swarm, objective);
      const fired = this.look(swarm.arena);
      if (fired !== null) return this.minimum(swarm.arena, fired);
      if (monotonicMs() - breath < BREATH_MS) continue;
      await delay(0).done; // let others use the thread
      breath = monotonicMs();
    }
  }

  /** An objective that is a rule: for all particles at once. */
  async inLanes(objective: Objective): Promise<Minimum> {
    const { swarm: options, seed, backend } = this.options;
    const swarm = pso({ ...options, seed, backend }, objective);
    for (let breath = monotonicMs(); ;) {
      swarm.iterateOurs();
      const fired = this.look(swarm.arena);
      if (fired !== null) return this.minimum(swarm.arena, fired);
      if (monotonicMs() - breath < BREATH_MS) continue;
      await delay(0).done; // let others use the thread
      breath = monotonicMs();
    }
  }

  async inThreads(objective: ModuleObjective): Promise<Minimum> {
    const { swarm: swarmOptions, seed, backend, workers, timeLimitMs, heapMb, onEvent } = this.options;
    const swarm = pso({ ...swarmOptions, seed, backend });
    const evaluator = new Evaluator({
      module: objective.module,
      export: objective.export,
      dimensions: swarmOptions.dimensions,
      seed,
      workers,
      timeLimitMs,
      heapMb,
      onEvent,
    });
    try {
      for (;;) {
        swarm.tell(await evaluator.evaluate(swarm.ask(), swarm.iteration + 1));
        const fired = this.look(swarm.arena);
        if (fired !== null) return this.minimum(swarm.arena, fired);
      }
    } finally {
      await evaluator.close();
    }
  }

  /** One of our objectives, evaluated by the workers as they move the particles. */
  async inEngine(objective: BuiltinSpec): Promise<Minimum> {
    const { swarm, seed, backend, workers = 1 } = this.options;
    const engine = new Engine(psoProgram({ ...swarm, backend, objective }), { seed, workers });
    try {
      for (let tick = 0; ;) {
        await engine.advance(tick);
        const fired = this.look(engine.arena);
        if (fired !== null) return this.minimum(engine.arena, fired);
        tick = (Math.floor(engine.tick / this.history.stride) + 1) * this.history.stride;
      }
    } finally {
      await engine.close();
    }
  }

  /** Note the iteration that is done; the name of the criterion that fired, or null. */
  private look(arena: Arena): string | null {
    const { header } = arena;
    this.history.note(header.tick, () => this.row(arena));
    const elapsedMs = this.clocked ? monotonicMs() - this.began : null;
    const fired = this.options.stop.check(stopState(header.globals, header.tick, header.count(0), elapsedMs));
    if (fired !== null && elapsedMs !== null && fired.includes('time'))
      this.options.onEvent?.({ tick: header.tick, type: 'stopped-by-time', elapsedMs });
    return fired;
  }

  private row(arena: Arena): HistoryRow {
    const world = worldOf(arena, {}, null);
    return { evaluations: world.globals.evaluations, best: bestValue(world), mean: meanValue(world), diversity: this.spread(world) };
  }

  private minimum(arena: Arena, stopReason: string): Minimum {
    const { globals } = arena.header;
    const { rows } = this.history;
    const evaluations = globals[GLOBAL.evaluations];
    if (rows.at(-1)?.evaluations !== evaluations) rows.push(this.row(arena));
    const { value, position } = bestOf(arena);
    return {
      value,
      position: Array.from(position),
      evaluations,
      stopReason,
      history: rows,
      failures: globals[GLOBAL.failures],
      stateHash: stateHash(arena),
    };
  }

  private fail(tick: number, agent: number, reason: string, type: EvaluationEvent['type'] = 'evaluation-failed'): number {
    this.options.onEvent?.({ tick, type, agent, reason });
    return Infinity;
  }

  /** A function that answers with plain numbers, called for one particle. */
  private guarded(swarm: Pso, objective: UserObjective): (x: Float64Array, agent: number) => number {
    const { seed } = this.options;
    return (x, agent) => {
      const tick = swarm.iteration + 1;
      try {
        const value: unknown = objective(x.slice(), { seed, agent, tick });
        const trouble = whyNotFinite(value);
        return trouble === null ? (value as number) : this.fail(tick, agent, trouble); // just established
      } catch (error) {
        return this.fail(tick, agent, messageOf(error));
      }
    };
  }

  /** One iteration by asking and telling, up to `concurrency` promises at once; whether all answers were plain. */
  private async together(swarm: Pso, objective: UserObjective): Promise<boolean> {
    const points = swarm.ask();
    const values = new Float64Array(points.length);
    const tick = swarm.iteration + 1;
    let plain = true;
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < points.length) {
        const agent = next++;
        try {
          const answer: unknown = objective(points[agent], { seed: this.options.seed, agent, tick });
          if (isPromise(answer)) plain = false;
          const value = isPromise(answer) ? await this.inTime(answer) : answer;
          const trouble = value === LATE ? null : whyNotFinite(value);
          if (value === LATE) values[agent] = this.fail(tick, agent, `took longer than ${this.timeLimitMs} ms`, 'evaluation-timeout');
          else values[agent] = trouble === null ? (value as number) : this.fail(tick, agent, trouble); // just established
        } catch (error) {
          values[agent] = this.fail(tick, agent, messageOf(error));
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.options.concurrency ?? points.length, points.length) }, lane));
    swarm.tell(values);
    return plain;
  }

  private get timeLimitMs(): number {
    return this.options.timeLimitMs ?? TIME_LIMIT_MS;
  }

  private async inTime(answer: PromiseLike<unknown>): Promise<unknown> {
    const limit = delay(this.timeLimitMs);
    try {
      return await Promise.race([answer, limit.done.then(() => LATE)]);
    } finally {
      limit.cancel();
    }
  }
}

/** What a promise is worth that did not keep its time. */
const LATE = Symbol('late');
