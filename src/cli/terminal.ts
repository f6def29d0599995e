// What people see while a run goes on: a bar on a terminal, plain lines in a log; always on standard error. Imports engine's clock, scenario's types.

import cliProgress from 'cli-progress';
import { monotonicMs } from '../engine/clock.ts';
import type { Progress } from '../scenario/execute.ts';
import { roundForPeople } from '../report/round.ts';

/** One line on standard error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Standard output as it was before {@link jsonOnly}. */
const write = process.stdout.write.bind(process.stdout);

/** One line on standard output. */
export function print(line: string): void {
  write(`${line}\n`);
}

/** Call `done` once all that was printed and said has been handed over; what cannot be is an error event of its stream. */
export function flush(done: () => void): void {
  write('', (error) => {
    if (!error) process.stderr.write('', done);
  });
}

/** Leave standard output to {@link print}: what scenarios and objectives write, in whatever thread, goes to standard error. */
export function jsonOnly(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr);
}

/** Longest message, in characters and lines. */
const MOST = 1_500;
const MOST_LINES = 9;

/** A message cut to what a person reads, without characters that a terminal obeys. */
export function forTerminal(message: string): string {
  const plain = message.replaceAll(/[^\P{Cc}\n\t]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const lines = plain.split('\n');
  const short = lines.length > MOST_LINES ? `${lines.slice(0, MOST_LINES).join('\n')} …` : plain;
  return short.length > MOST ? `${short.slice(0, MOST)} …` : short;
}

/** Any text in one line of at most `longest` characters. */
export function inOneLine(text: string, longest = 40): string {
  const line = forTerminal(text).replaceAll(/\s+/g, ' ');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** Rows of text in columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, c) => Math.max(all[c] ?? 0, cell.length)), []);
  return rows.map((row) =>
    row
      .map((cell, c) => (c === row.length - 1 ? cell : cell.padEnd(widths[c])))
      .join('  ')
      .trimEnd(),
  );
}

export interface ProgressDisplay {
  update(progress: Progress): void;
  /** A line that stays, above what shows progress. */
  note(line: string): void;
  stop(): void;
}

/** Time between two lines of a log, in milliseconds. */
const LINE_MS = 5_000;

/** A bar with ticks per second and time left on a terminal, a line now and then elsewhere. */
export function progressDisplay(): ProgressDisplay {
  return process.stderr.isTTY ? bar() : lines();
}

function bar(): ProgressDisplay {
  const single = new cliProgress.SingleBar(
    {
      format: '{bar} {percentage} % | tick {value}/{total} | {rate} ticks/s | {left} left',
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  return {
    update(progress) {
      const { tick, ticks, ticksPerSecond } = progress;
      const payload = { rate: roundForPeople(ticksPerSecond, { digits: 3 }), left: timeLeft(progress) };
      if (!started) single.start(ticks, tick, payload);
      else single.update(tick, payload);
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

function lines(): ProgressDisplay {
  let said = monotonicMs();
  return {
    update(progress) {
      if (monotonicMs() - said < LINE_MS) return;
      said = monotonicMs();
      const { tick, ticks, ticksPerSecond } = progress;
      say(`tick ${tick} of ${ticks}, ${roundForPeople(ticksPerSecond, { digits: 3 })} ticks/s, ${timeLeft(progress)} left`);
    },
    note: (line) => say(forTerminal(line)),
    stop() {},
  };
}

function timeLeft({ tick, ticks, ticksPerSecond }: Progress): string {
  const seconds = (ticks - tick) / ticksPerSecond;
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5_400) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
