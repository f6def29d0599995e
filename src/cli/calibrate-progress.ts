// How far a calibration is: a bar on a terminal, a line now and then in a log. Imports engine's clock, scenario's types.

import cliProgress from 'cli-progress';
import { monotonicMs } from '../engine/clock.ts';
import { roundForPeople } from '../report/round.ts';
import type { CalibrationProgress } from '../scenario/calibration/calibrating.ts';
import { say } from './terminal.ts';

export interface CalibrationDisplay {
  update(progress: CalibrationProgress): void;
  stop(): void;
}

/** Time between two lines of a log, in milliseconds. */
const LINE_MS = 5_000;

/** Runs done, the least loss so far and time left, on standard error. */
export function calibrationProgress(): CalibrationDisplay {
  return process.stderr.isTTY ? bar() : lines();
}

function bar(): CalibrationDisplay {
  const single = new cliProgress.SingleBar(
    {
      format: '{bar} {percentage} % | run {value}/{total} | least loss {best} | {left} left',
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  return {
    update({ done, failed, runs, best, secondsLeft }) {
      const payload = { left: timeLeft(secondsLeft), best: roundForPeople(best, { digits: 4 }) };
      if (!started) single.start(runs, done + failed, payload);
      else single.update(done + failed, payload);
      started = true;
    },
    stop() {
      if (started) single.stop();
    },
  };
}

function lines(): CalibrationDisplay {
  let said = monotonicMs();
  return {
    update({ done, failed, runs, best, secondsLeft }) {
      if (monotonicMs() - said < LINE_MS) return;
      said = monotonicMs();
      const failures = failed === 0 ? '' : ` (${failed} failed)`;
      say(`run ${done + failed} of ${runs}${failures}, least loss ${roundForPeople(best, { digits: 4 })}, ${timeLeft(secondsLeft)} left`);
    },
    stop() {},
  };
}

function timeLeft(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '?';
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
