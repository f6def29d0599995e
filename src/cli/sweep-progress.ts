// How far a sweep is: a bar on a terminal, a line now and then in a log. Imports engine's clock, scenario's types.

import cliProgress from 'cli-progress';
import { monotonicMs } from '../engine/clock.ts';
import type { SweepProgress } from '../scenario/experiment/sweeping.ts';
import { say } from './terminal.ts';

export interface SweepDisplay {
  update(progress: SweepProgress): void;
  stop(): void;
}

/** Time between two lines of a log, in milliseconds. */
const LINE_MS = 5_000;

/** Runs done and time left, on standard error. */
export function sweepProgress(): SweepDisplay {
  return process.stderr.isTTY ? bar() : lines();
}

function bar(): SweepDisplay {
  const single = new cliProgress.SingleBar(
    {
      format: '{bar} {percentage} % | run {value}/{total}{failures} | {left} left',
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  return {
    update({ done, failed, runs, secondsLeft }) {
      const payload = { left: timeLeft(secondsLeft), failures: failures(failed) };
      if (!started) single.start(runs, done + failed, payload);
      else single.update(done + failed, payload);
      started = true;
    },
    stop() {
      if (started) single.stop();
    },
  };
}

function lines(): SweepDisplay {
  let said = monotonicMs();
  return {
    update({ done, failed, runs, secondsLeft }) {
      if (monotonicMs() - said < LINE_MS) return;
      said = monotonicMs();
      say(`run ${done + failed} of ${runs}${failures(failed)}, ${timeLeft(secondsLeft)} left`);
    },
    stop() {},
  };
}

function failures(failed: number): string {
  return failed === 0 ? '' : ` (${failed} failed)`;
}

function timeLeft(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '?';
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5_400) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
