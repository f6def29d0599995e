// How things are timed: the same work from the same start, round after round, the subjects in turn within a round. Imports engine, errors.

import { monotonicMs } from '../../engine/clock.ts';
import { LabError } from '../../errors.ts';

/** What one doing of the work took, and how much was done. */
export interface Done {
  readonly wallMs: number;
  /** time of all processor cores that this process had, in the same span */
  readonly cpuMs: number;
  /** in the subject's unit: agent-steps, evaluations, ticks */
  readonly work: number;
}

/** Something that is timed. */
export interface Subject {
  readonly label: string;
  /** work that has to be done each time; null where only doing it tells (worlds with births and deaths) */
  readonly due: number | null;
  /** Do the work once, always from the same start. */
  once(): Promise<Done>;
  /** what the work led to: the same every time */
  outcome(): string;
}

export interface Timed {
  readonly label: string;
  /** of each round, for the work done once */
  readonly wallMs: readonly number[];
  readonly cpuMs: readonly number[];
  /** work done once */
  readonly work: number;
  /** how often the work was done in a round */
  readonly repeats: number;
  readonly outcome: string;
}

export interface RoundsOptions {
  readonly rounds: number;
  /** least wall time of one subject in a round: shorter work is repeated; milliseconds */
  readonly leastMs: number;
  readonly onRound?: (round: number, label: string, wallMs: number) => void;
}

const MOST_REPEATS = 10_000;

/** Time something that runs in this process. */
export async function timed(work: () => Promise<number>): Promise<Done> {
  const cpu = process.cpuUsage();
  const from = monotonicMs();
  const done = await work();
  const wallMs = monotonicMs() - from;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1_000, work: done };
}

/**
 * Warm every subject up, then time them in turn, `rounds` times; every other round in the opposite order, so that no subject always
 * follows the same one.
 *
 * @throws LabError E_INTERNAL when work was not done, or led to something else than before: such a time says nothing
 */
export async function measureRounds(subjects: readonly Subject[], options: RoundsOptions): Promise<Timed[]> {
  const rows = [];
  for (const subject of subjects) rows.push(await warm(subject, options.leastMs));
  for (let round = 0; round < options.rounds; round++) {
    for (const row of round % 2 === 0 ? rows : rows.toReversed()) {
      let wallMs = 0;
      let cpuMs = 0;
      for (let n = 0; n < row.repeats; n++) {
        const done = await row.subject.once();
        wallMs += done.wallMs;
        cpuMs += done.cpuMs;
        refuseUndone(row.subject, done.work, row.work);
      }
      refuseOther(row.subject, row.outcome);
      row.wallMs.push(wallMs / row.repeats);
      row.cpuMs.push(cpuMs / row.repeats);
      options.onRound?.(round, row.subject.label, wallMs);
    }
  }
  return rows.map(({ subject, wallMs, cpuMs, work, repeats, outcome }) => ({
    label: subject.label,
    wallMs,
    cpuMs,
    work,
    repeats,
    outcome,
  }));
}

/** Code is compiled and caches are filled: at least twice and for `leastMs`, untimed. */
async function warm(subject: Subject, leastMs: number) {
  let spent = 0;
  let last: Done | null = null;
  let work: number | null = subject.due;
  for (let n = 0; n < 2 || (spent < leastMs && n < MOST_REPEATS); n++) {
    last = await subject.once();
    spent += last.wallMs;
    work ??= last.work;
    refuseUndone(subject, last.work, work);
  }
  const each = last?.wallMs ?? leastMs;
  const repeats = Math.min(MOST_REPEATS, Math.max(1, Math.ceil(leastMs / Math.max(each, 1e-3))));
  return { subject, work: work ?? 0, repeats, outcome: subject.outcome(), wallMs: [] as number[], cpuMs: [] as number[] };
}

function refuseUndone({ label }: Subject, done: number, due: number): void {
  if (done === due && done > 0) return;
  throw new LabError('E_INTERNAL', `${label} did ${done} of ${due} steps: the work was not done, so its time says nothing.`);
}

function refuseOther(subject: Subject, before: string): void {
  const now = subject.outcome();
  if (now === before) return;
  throw new LabError('E_INTERNAL', `${subject.label} ended in ${now}, but before in ${before}: these are not the same computation.`);
}
