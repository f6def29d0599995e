// What happens to a run besides ticks, on its way to events.ndjson. Imports store.

import type { EventLog } from '../store/index.ts';
import type { TickEvent } from './runnable.ts';

/** What a clock, or the death of a thread, decided: a resume repeats it instead of trying again. */
export function isDecision({ type }: TickEvent): boolean {
  return type === 'evaluation-timeout' || type === 'evaluation-lost' || type === 'stopped-by-time';
}

/** Events wait for the next flush; a decision of the clock is on the disk before it takes effect. */
export class Journal {
  private readonly waiting: TickEvent[] = [];
  private log: EventLog | null = null;

  /** @throws LabError E_DISK when a decision cannot be written */
  push(event: TickEvent): void {
    this.waiting.push(event);
    if (isDecision(event)) this.flush();
  }

  /** From now on there is a file to write to. */
  open(log: EventLog): void {
    this.log = log;
  }

  /** @throws LabError E_DISK */
  flush(): void {
    if (this.log === null) return;
    while (this.waiting.length > 0) {
      this.log.append(this.waiting[0]);
      this.waiting.shift(); // only now: what cannot be written is not forgotten
    }
    this.log.flush();
  }
}
