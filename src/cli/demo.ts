// demo: the main job on a fresh machine, a flock and an optimisation. Imports the run command.

import { join } from 'node:path';
import { monotonicMs } from '../engine/clock.ts';
import { execute, type RunResult } from '../scenario/execute.ts';
import { loadScenario } from '../scenario/load.ts';
import { writeReport } from '../scenario/report.ts';
import { commandLine, textFlag, workersFlag } from './flags.ts';
import { progressDisplay, ticksStanding } from './progress.ts';
import { print, say } from './terminal.ts';

const JOBS = [
  {
    scenario: 'vicsek',
    what: 'A flock: 2,000 birds that take the mean heading of those near them, for 800 ticks',
    ticks: 800,
    set: { count: 2_000, side: 22.4, speed: 0.1 },
  },
  {
    scenario: 'pso-rastrigin',
    what: 'An optimisation: a particle swarm looks for the lowest point of a plane with many dips',
    set: { dimensions: 2, evaluations: 4_000 },
  },
] as const;

/** swarmlab demo */
export async function demo(_args: string[], flags: Record<string, unknown>): Promise<number> {
  const out = textFlag('out', flags['out']) ?? 'demo';
  const workers = workersFlag(flags['workers']);
  const results: RunResult[] = [];
  for (const job of JOBS) {
    say(`${job.what}.`);
    const from = monotonicMs();
    const loaded = await loadScenario(job.scenario);
    const seed = loaded.scenario.seed ?? 'swarmlab';
    const set = 'set' in job ? job.set : {};
    const ticks = 'ticks' in job ? job.ticks : undefined;
    const display = progressDisplay();
    const words = [
      'run',
      job.scenario,
      '--seed',
      seed,
      ...Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
      ...(ticks ? ['--ticks', String(ticks)] : []),
    ];
    const result = await execute(loaded, {
      seed,
      workers,
      set,
      ticks,
      out: join(out, job.scenario),
      force: true,
      command: commandLine(words),
      onProgress: (progress) => display.update(ticksStanding(progress)),
    });
    display.stop();
    const path = await writeReport(loaded, result.run);
    results.push(result);
    say(`  ${headline(result)}, in ${((monotonicMs() - from) / 1000).toFixed(1)} s. Report: ${path}`);
  }
  say('Open the reports in a browser. Next: npx swarmlab list');
  if (flags['json']) print(JSON.stringify({ runs: results }));
  return 0;
}

function headline({ best, metrics, evaluations }: RunResult): string {
  if (best) return `lowest value ${best.value.toPrecision(3)} after ${evaluations} evaluations (the optimum is 0)`;
  return `polarization ${metrics['polarization']?.toFixed(3)}: 0 is no order, 1 is all one way`;
}
