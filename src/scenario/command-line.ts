// Commands as they are typed. Imports nothing.

/** The command that repeats a run, quoted for a shell. */
export function commandLine(words: readonly string[]): string {
  return ['npx swarmlab', ...words.map((word) => (/^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))].join(' ');
}
