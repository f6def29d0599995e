// What may go wrong around a command: a reader that goes away, a scenario that leaves things behind. Imports this folder.

import { flush, forTerminal, say } from './terminal.ts';

/**
 * From now on nothing ends this process with a stack trace, or as if all were well while the command is not done.
 *
 * @returns to be called with the command's exit code when it is done
 */
export function guardProcess(): (code: number) => number {
  const unread = (error: NodeJS.ErrnoException): void => {
    process.off('exit', unfinished);
    if (error.code === 'EPIPE') process.exit(0); // `| head` has seen enough
    say(`swarmlab: standard output cannot be written (${error.code ?? error.message}).`);
    process.exit(1);
  };
  const unforeseen = (error: unknown): void => {
    say(
      `swarmlab: the scenario failed outside of what the lab called: ${forTerminal(error instanceof Error ? error.message : String(error))}`,
    );
    process.exit(1);
  };
  const unfinished = (code: number): void => {
    if (code !== 0) return;
    say(
      'swarmlab: the process ended before the command was done. Does the scenario call process.exit, or await something at its top level that never comes?',
    );
    process.exitCode = 1;
  };
  process.stdout.on('error', unread);
  process.stderr.on('error', () => {}); // nobody reads the progress: no reason to lose the run
  process.on('uncaughtException', unforeseen); // rejections that nobody handles come here too
  process.on('exit', unfinished);
  return (code) => {
    process.off('exit', unfinished);
    flush(() => process.exit(code)); // whatever a scenario has left behind: timers, sockets
    return code;
  };
}
