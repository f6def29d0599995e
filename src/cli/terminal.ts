// Lines for people and for machines: what is said goes to standard error, what is printed to standard output. Imports nothing.

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
