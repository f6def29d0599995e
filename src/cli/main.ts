// The command line: parses, loads the command that is wanted, turns errors into one line and an exit code. Imports everything.

import { Command, CommanderError } from 'commander';
import { LabError } from '../errors.ts';
import { VERSION } from '../scenario/version.ts';
import { guardProcess } from './process.ts';
import { forTerminal, jsonOnly, say } from './terminal.ts';

const EXAMPLES = `
Examples:
  swarmlab list                                     what there is to run
  swarmlab run vicsek --set noise=2 --workers 2     run a flock, write a report
  swarmlab run ./my-model.ts --seed 7 --json        your own model; one JSON object on standard output
  swarmlab explain vicsek                           how its rules run: WebAssembly, JavaScript, and why
  swarmlab sweep vicsek --over noise=0:6:0.5        many runs over a parameter
  swarmlab calibrate vicsek --fit noise=0:6 --target polarization=0.5±0.02   fit a parameter
  swarmlab resume runs/vicsek-starling-1            go on after a crash or Ctrl-C
  swarmlab bench --quick                            measure the lab on this machine
  swarmlab bench speedup flocking --workers 1,2     the parallel speed-up of one scenario`;

/** Collects repeated options: --set a=1 --set b=2. */
function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function runOptions(command: Command): Command {
  return command
    .option('--seed <seed>', "any text; the same seed gives the same bits (default: the scenario's own)")
    .option('--workers <count>', 'worker threads; never changes the result (default: the number of cores)')
    .option('--ticks <count>', "length of the run (default: the scenario's own)")
    .option('--set <name=value>', 'a parameter, see `swarmlab describe`; may be repeated', collect, [])
    .option('--stall-timeout <seconds>', 'how long a rule may make no progress (default: 30)')
    .option('--json', 'print exactly one JSON object on standard output');
}

function build(): { program: Command; outcome: { code: number } } {
  const outcome = { code: 0 };
  const program = new Command('swarmlab')
    .description('A swarm and emergence simulation lab.')
    .addHelpText('after', EXAMPLES)
    .helpCommand(true)
    .version(VERSION)
    .showSuggestionAfterError(true)
    .enablePositionalOptions() // what follows `bench speedup` belongs to it, though bench has options of the same names
    .hook('preAction', (_, command) => {
      if (command.opts()['json']) jsonOnly();
    })
    .exitOverride();
  const act =
    (load: () => Promise<(args: string[], options: Record<string, unknown>) => Promise<number>>) =>
    async (...args: unknown[]): Promise<void> => {
      const command = args.at(-1) as Command; // commander hands itself over last
      outcome.code = await (await load())(command.args, command.opts());
    };

  program
    .command('list')
    .description('scenarios with one line each')
    .option('--json', 'as JSON')
    .action(act(async () => (await import('./list.ts')).list));
  program
    .command('describe')
    .argument('<scenario>', 'a name, or a path to a module')
    .description('parameters with defaults, ranges, units and meaning; metrics by name')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  swarmlab describe vicsek')
    .action(act(async () => (await import('./list.ts')).describe));
  program
    .command('explain')
    .argument('<scenario>', 'a name, or a path to a module')
    .description('how each rule runs: as WebAssembly or JavaScript, what was vectorised, and why not')
    .option('--set <name=value>', 'a parameter, see `swarmlab describe`; may be repeated', collect, [])
    .option('--backend <name>', 'how rules run: simd (default) or js')
    .option('--code', 'print the JavaScript of each rule too')
    .option('--json', 'print exactly one JSON object on standard output')
    .addHelpText('after', '\nExamples:\n  swarmlab explain vicsek\n  swarmlab explain ./my-model.ts --code')
    .action(act(async () => (await import('./explain.ts')).explain));
  runOptions(
    program
      .command('run')
      .argument('<scenario>', 'a name, or a path to a TypeScript or JavaScript module')
      .description('run a scenario into a folder, with a report'),
  )
    .option('--out <folder>', 'the run folder (default: runs/<scenario>-<seed>-<n>)')
    .option('--backend <name>', 'how rules run: simd (default) or js; never changes the result')
    .option('--checkpoint-every <ticks>', 'take a checkpoint every so many ticks, beside those by time')
    .option(
      '--measure-every <ticks>',
      'measure the metrics every so many ticks: they can cost more than the ticks (default: at most 1,000 times)',
    )
    .option('--record <columns>', 'columns of single agents to record, separated by commas')
    .option('--every <ticks>', 'record every so many ticks (default: 1)')
    .option('--animate [frames]', 'a longer film of more agents in the report (default: 120 frames; alone: 300)')
    .option('--no-animate', 'no film in the report, and no agents followed through time')
    .option('--max-seconds <seconds>', 'stop by the clock')
    .option('--no-report', 'write no report')
    .option('--force', 'replace the run that the folder holds')
    .addHelpText(
      'after',
      '\nExamples:\n  swarmlab run vicsek --seed 1 --set count=10000 --set side=50\n  swarmlab run flocking --record x,y --every 10 --out runs/tracks\n  swarmlab run ./my-model.ts --ticks 500 --json',
    )
    .action(act(async () => (await import('./run.ts')).run));
  program
    .command('resume')
    .argument('<folder>', 'the folder of a run, a sweep or a calibration')
    .description('go on with a run from its last checkpoint, or with a sweep or a calibration, to the same result')
    .option('--workers <count>', 'worker threads (default: as before)')
    .option('--backend <name>', 'how rules run: simd or js (default: as before)')
    .option('--no-report', 'write no report')
    .option('--json', 'print exactly one JSON object')
    .option('--stall-timeout <seconds>', 'how long a rule may make no progress (default: 30)')
    .addHelpText('after', '\nExample:\n  swarmlab resume runs/vicsek-starling-1')
    .action(act(async () => (await import('./run.ts')).resume));
  program
    .command('sweep')
    .argument('[scenario]', 'a name, or a path to a module')
    .description('many runs over parameters and replicates, or a sensitivity analysis')
    .option(
      '--over <name=values>',
      'a,b,c or from:to:step (inclusive), low:high for a design that draws; may be repeated (default: what the scenario declares)',
      collect,
      [],
    )
    .option('--replicates <count>', 'runs of each point (default: 1)')
    .option('--seed <seed>', "any text; the seeds of the runs follow from it (default: the scenario's own)")
    .option('--ticks <count>', "length of each run (default: the scenario's own)")
    .option('--set <name=value>', 'a parameter that does not vary; may be repeated', collect, [])
    .option('--workers <count>', 'runs at a time, each on one thread; never changes a row (default: the number of cores)')
    .option('--design <name>', 'grid, random, sobol, latin-hypercube; saltelli or morris for sensitivity (default: grid)')
    .option('--runs <count>', 'points of a design that draws them')
    .option('--maximin', 'latin-hypercube: keep its points apart')
    .option('--metrics-from <tick>', 'statistics are over measurements from this tick on (default: 0)')
    .option('--measure-every <ticks>', 'measure the metrics every so many ticks (default: at most 1,000 times)')
    .option('--backend <name>', 'how rules run: simd (default) or js; never changes a row')
    .option('--out <folder>', 'the folder (default: runs/sweep-<scenario>-<n>)')
    .option('--force', 'replace the sweep that the folder holds')
    .option('--resume <folder>', 'go on with a sweep that was interrupted or killed')
    .option('--stall-timeout <seconds>', 'how long a rule may make no progress (default: 30)')
    .option('--no-report', 'write no report')
    .option('--json', 'print exactly one JSON object on standard output')
    .addHelpText(
      'after',
      `
Examples:
  swarmlab sweep vicsek
  swarmlab sweep vicsek --over noise=0:6:0.5 --replicates 10 --ticks 500 --metrics-from 200
  swarmlab sweep flocking --over separation=0.5,1,2 --over count=200,400 --workers 4
  swarmlab sweep vicsek --design latin-hypercube --runs 100 --over noise=0:6 --over speed=0.01:0.5
  swarmlab sweep vicsek --design saltelli --runs 512 --over noise=0:6 --over speed=0.01:0.5
  swarmlab sweep --resume runs/sweep-vicsek-1`,
    )
    .action(act(async () => (await import('./sweep.ts')).sweep));
  program
    .command('calibrate')
    .argument('[scenario]', 'a name, or a path to a module')
    .description('fit parameters to targets or data with an optimiser')
    .option('--fit <name=range>', 'from:to, from:to:log or a,b,c; a name alone for its whole range; may be repeated', collect, [])
    .option('--target <metric=value>', 'value or value±tolerance; metric.last, .sd, .m2, .m4 too; may be repeated', collect, [])
    .option('--data <file>', 'CSV with a column tick and columns named as metrics (and metric.tolerance)')
    .option('--loss <name>', 'squares, rmse, or a function as ./my-loss.ts#name (default: squares)')
    .option('--replicates <count>', 'runs of each candidate (default: 4)')
    .option('--runs <count>', 'runs at most, those at the end too (default: 400)')
    .option('--finalists <count>', 'candidates that are run again with fresh seeds (default: 3)')
    .option('--final-replicates <count>', 'how often each (default: 10 and more, as the budget allows)')
    .option('--optimizer <name>', 'pso, sobol or random (default: pso)')
    .option('--optimizer-set <name=value>', 'an option of the optimiser, such as particles=20; may be repeated', collect, [])
    .option('--no-polish', 'leave the last third of the search to the optimiser too, instead of the neighbourhood of the best')
    .option('--no-common-seeds', 'seeds of its own for every candidate')
    .option('--seed <seed>', "any text; everything random follows from it (default: the scenario's own)")
    .option('--ticks <count>', "length of each run (default: the scenario's own)")
    .option('--set <name=value>', 'a parameter that is not fitted; may be repeated', collect, [])
    .option('--workers <count>', 'runs at a time, each on one thread; never changes the result (default: the number of cores)')
    .option('--metrics-from <tick>', 'statistics are over measurements from this tick on (default: 0)')
    .option('--measure-every <ticks>', 'measure the metrics every so many ticks (default: at most 1,000 times)')
    .option('--backend <name>', 'how rules run: simd (default) or js; never changes the result')
    .option('--out <folder>', 'the folder (default: runs/calibration-<scenario>-<n>)')
    .option('--force', 'replace the calibration that the folder holds')
    .option('--resume <folder>', 'go on with a calibration that was interrupted or killed')
    .option('--stall-timeout <seconds>', 'how long a rule may make no progress (default: 30)')
    .option('--no-report', 'write no report')
    .option('--json', 'print exactly one JSON object on standard output')
    .addHelpText(
      'after',
      `
Examples:
  swarmlab calibrate vicsek --fit noise=0:6 --target polarization=0.5±0.02 --ticks 500 --metrics-from 200
  swarmlab calibrate epidemic --fit transmission=0.1:2:log --fit recovery --data counts.csv --runs 600
  swarmlab calibrate ./my-model.ts --fit way=left,right --fit speed=0:1 --loss ./my-loss.ts#misfit
  swarmlab calibrate --resume runs/calibration-vicsek-1`,
    )
    .action(act(async () => (await import('./calibrate.ts')).calibrate));
  program
    .command('report')
    .argument('<folder...>', 'folders of runs or of sweeps; several are compared')
    .description('make the report of a run or a sweep again, or compare runs or sweeps')
    .option('--out <file>', 'where a comparison goes (default: comparison.html)')
    .option('--json', 'print exactly one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  swarmlab report runs/vicsek-starling-1\n  swarmlab report runs/a runs/b --out both.html\n  swarmlab report runs/sweep-vicsek-1 runs/sweep-vicsek-2',
    )
    .action(act(async () => (await import('./report.ts')).report));
  program
    .command('runs')
    .argument('[folder]', 'where to look', 'runs')
    .description('what was run, where, and how it ended')
    .option('--json', 'as JSON')
    .action(act(async () => (await import('./list.ts')).runs));
  program
    .command('demo')
    .description('the main job: a flock and an optimisation, each with its report')
    .option('--out <folder>', 'where the two runs go', 'demo')
    .option('--workers <count>', 'worker threads (default: the number of cores)')
    .option('--json', 'print exactly one JSON object')
    .action(act(async () => (await import('./demo.ts')).demo));
  const bench = program
    .command('bench')
    .argument('[name...]', 'what to measure (default: all but peers)')
    .description('measure the lab on this machine: tables, a report, results.json')
    .enablePositionalOptions()
    .option('--quick', 'a first impression: fewer rounds, no large worlds')
    .option('--rounds <count>', 'how often everything is measured (default: 9, quick 3)')
    .option('--workers <list>', 'worker counts, separated by commas (default: what each benchmark is about)')
    .option('--backend <list>', 'how rules run: js, simd (default: models with both, side by side)')
    .option('--install', 'peers: install what is missing into a private folder, from npm and PyPI')
    .option('--out <folder>', 'where the report goes (default: bench-results/<date and time>)')
    .option('--no-report', 'write no report')
    .option('--json', 'print exactly one JSON object on standard output')
    .addHelpText(
      'after',
      `
Names: engine, flocking, vicsek, epidemic, pso, objectives, scaling, memory, peers.

Examples:
  swarmlab bench --quick
  swarmlab bench flocking pso --workers 1,2
  swarmlab bench peers --install
  swarmlab bench speedup vicsek --workers 1,2`,
    )
    .action(act(async () => (await import('./bench.ts')).bench));
  bench
    .command('speedup')
    .argument('<scenario>', 'a name or a path')
    .description('parallel speed-up, measured side by side')
    .option('--workers <list>', 'worker counts, separated by commas (default: 1 up to the number of cores)')
    .option('--repeats <count>', 'how often each count is measured', '5')
    .option('--seed <seed>', 'any text')
    .option('--ticks <count>', 'ticks of one measurement (default: about two seconds with one worker)')
    .option('--set <name=value>', 'a parameter; may be repeated', collect, [])
    .option('--backend <name>', 'how rules run: simd (default) or js')
    .option('--out <folder>', 'where the report goes (default: runs/speedup-<scenario>-<n>)')
    .option('--no-report', 'write no report')
    .option('--json', 'print exactly one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  swarmlab bench speedup flocking --set count=100000 --set width=2236 --set height=2236 --set visual=5 --workers 1,2',
    )
    .action(act(async () => (await import('./speedup.ts')).benchSpeedup));
  return { program, outcome };
}

/**
 * Run one command.
 *
 * @param argv arguments after the program's name
 * @returns exit code: 0 done, 1 failed, 2 wrong input, 130 interrupted
 */
export async function main(argv: string[]): Promise<number> {
  const settle = guardProcess();
  return settle(await code(argv));
}

async function code(argv: string[]): Promise<number> {
  const { program, outcome } = build();
  try {
    if (argv.length === 0) {
      program.outputHelp();
      return 2;
    }
    await program.parseAsync(argv, { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 || error.code === 'commander.help' || error.code === 'commander.helpDisplayed' ? 0 : 2;
    if (error instanceof LabError) {
      say(`swarmlab: ${forTerminal(error.message)}`);
      return error.exitCode;
    }
    say(`swarmlab: something unforeseen failed: ${forTerminal(error instanceof Error ? error.message : String(error))}`);
    if (process.env['SWARMLAB_DEBUG'] && error instanceof Error) say(error.stack ?? '');
    else say('Set SWARMLAB_DEBUG=1 for the stack trace.');
    return 1;
  }
}
