// Runs one after the other on this very thread, for scenarios that no thread can load. Imports engine's clock, this folder.

import { delay, monotonicMs } from '../../engine/clock.ts';
import { LabError } from '../../errors.ts';
import type { RunRow } from '../../store/index.ts';
import type { Loaded } from '../load.ts';
import { Performer, type Conditions, type RunOrder } from './perform.ts';

/** Longest time without giving others their turn, in milliseconds. */
const TURN_MS = 50;

/** What a crew does, in this thread. */
export class Hands {
  private readonly performer: Performer;
  private closed = false;
  private turn = monotonicMs();

  constructor(loaded: Loaded, conditions: Conditions) {
    this.performer = new Performer(loaded, conditions, () => this.pulse());
  }

  /** Do a run; null when this was closed meanwhile. */
  async perform(_worker: number, order: RunOrder): Promise<RunRow | null> {
    await this.pulse();
    const row = await this.performer.perform(order);
    return this.closed ? null : row;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  private pulse(): Promise<void> | undefined {
    if (monotonicMs() - this.turn < TURN_MS) return undefined;
    return this.giveTurn();
  }

  private async giveTurn(): Promise<void> {
    await delay(0).done;
    this.turn = monotonicMs();
    if (this.closed) throw new LabError('E_INTERNAL', 'the sweep was stopped.'); // ends the run, whose row nobody asks for
  }
}
