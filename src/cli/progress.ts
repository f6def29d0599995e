// How far something is: a bar on a terminal, a line now and then in a log. Imports engine's clock, report's numbers, terminal.

import cliProgress from 'cli-progress';
import { monotonicMs } from '../engine/clock.ts';
import { roundForPeople } from '../report/round.ts';
import { forTerminal, say } from './terminal.ts';

/** What is told of it. */
export interface Standing {
  readonly done: number;
  readonly total: number;
  /** "run 7 of 400", "3 ticks/s" */
  readonly words: readonly string[];
  readonly secondsLeft: number | null;
}

export interface Display {
  update(standing: Standing): void;
  /** A line that stays, above what shows progress. */
  note(line: string): void;
  stop(): void;
}

/** Time between two lines of a log, in milliseconds. */
const LINE_MS = 5_000;

/** On standard error. */
export function progressDisplay(): Display {
  return process.stderr.isTTY ? bar() : lines();
}

function bar(): Display {
  const single = new cliProgress.SingleBar(
    {
      format: '{bar} {percentage} % | {words} | {left} left',
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  return {
    update({ done, total, words, secondsLeft }) {
      const payload = { words: words.join(' | '), left: timeLeft(secondsLeft) };
      if (!started) single.start(total, done, payload);
      else single.update(done, payload);
      started = true;
    },
    note(line) {
      if (started) process.stderr.write('\r\u001B[K'); // the bar is drawn again below
      say(forTerminal(line));
    },
    stop() {
      if (started) single.stop();
    },
  };
}

function lines(): Display {
  let said = monotonicMs();
  return {
    update({ words, secondsLeft }) {
      if (monotonicMs() - said < LINE_MS) return;
      said = monotonicMs();
      say(`${words.join(', ')}, ${timeLeft(secondsLeft)} left`);
    },
    note: (line) => say(forTerminal(line)),
    stop() {},
  };
}

function timeLeft(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '?';
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** How far many runs are, with those that failed. */
export function runsStanding(
  { done, failed, runs, secondsLeft }: { done: number; failed: number; runs: number; secondsLeft: number | null },
  more: readonly string[] = [],
): Standing {
  const failures = failed === 0 ? '' : ` (${failed} failed)`;
  return { done: done + failed, total: runs, words: [`run ${done + failed} of ${runs}${failures}`, ...more], secondsLeft };
}

/** How far the ticks of a run are. */
export function ticksStanding({ tick, ticks, ticksPerSecond }: { tick: number; ticks: number; ticksPerSecond: number }): Standing {
  const rate = `${roundForPeople(ticksPerSecond, { digits: 3 })} ticks/s`;
  return { done: tick, total: ticks, words: [`tick ${tick} of ${ticks}`, rate], secondsLeft: (ticks - tick) / ticksPerSecond };
}
