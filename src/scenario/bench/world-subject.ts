// A world that is timed over some ticks, always the same ones. Imports engine and this folder.

import { encodeCheckpoint, restoreCheckpoint } from '../../engine/checkpoint.ts';
import { Engine, type Program } from '../../engine/engine.ts';
import { stateHash } from '../../engine/hash.ts';
import { timed, type Done, type Subject } from './rounds.ts';

export interface WorldOptions {
  readonly label: string;
  readonly seed: string;
  readonly workers: number;
  /** tick at which the timed part starts, and its length */
  readonly from: number;
  readonly ticks: number;
  /** agents, where their number cannot change: the agent-steps due follow */
  readonly agents: number | null;
  /** what is counted as work: agent-steps by default */
  readonly unit?: 'agent-steps' | 'ticks';
}

/** One world with its workers, kept between rounds; every doing starts again from the same state. */
export class WorldSubject implements Subject {
  readonly label: string;
  readonly due: number | null;
  readonly engine: Engine;
  private readonly options: WorldOptions;
  private readonly start: Uint8Array;

  private constructor(engine: Engine, options: WorldOptions) {
    this.label = options.label;
    this.engine = engine;
    this.options = options;
    this.start = encodeCheckpoint(engine.arena);
    const { agents, ticks, unit } = options;
    this.due = unit === 'ticks' ? ticks : agents === null ? null : agents * ticks;
  }

  /** Start the workers and bring the world to the tick where timing starts. */
  static async open(program: Program, options: WorldOptions): Promise<WorldSubject> {
    const engine = new Engine(program, { seed: options.seed, workers: options.workers });
    await engine.advance(options.from);
    return new WorldSubject(engine, options);
  }

  /** Back to where timing starts. */
  rewind(): void {
    restoreCheckpoint(this.engine.arena, this.start);
  }

  async once(): Promise<Done> {
    const { engine, options } = this;
    this.rewind();
    const { steps, tick } = engine.arena.header;
    return timed(async () => {
      await engine.advance(options.from + options.ticks);
      const { header } = engine.arena;
      return options.unit === 'ticks' ? header.tick - tick : header.steps - steps;
    });
  }

  outcome(): string {
    return stateHash(this.engine.arena);
  }

  async close(): Promise<void> {
    await this.engine.close();
  }
}
