// Does what the pages say: runs every command and code block of README.md and docs/ in a copy of the repository, in their order.
// `node scripts/readme.ts [--long] [page.md …]`; with --long the blocks marked long are run and no others.

import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { codeBlocks, commandsOf, type CodeBlock } from './code-blocks.ts';
import { copyWorkingTree, withOwnTools } from './working-copy.ts';

const ROOT = join(import.meta.dirname, '..');
const LIMIT_MS = 120_000;
const LONG_LIMIT_MS = 3_600_000;
/** Done before by whoever runs this; in a copy whose packages are links, installing would take the original's away. */
const DONE_ELSEWHERE = /^(npm (ci|test|run (check|readme))\b|git clone\b)/;
const INSTALLS = /^npm (i|install|add|uninstall|remove|rm|update|prune|link)\b/;

interface Row {
  readonly place: string;
  readonly what: string;
  readonly result: string;
  readonly failed: boolean;
  readonly seconds: number;
}

/** Run a command by the shell, its whole process group killed when it takes too long. */
function runCommand(command: string, folder: string, limitMs: number): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const child = spawn('bash', ['-c', command], { cwd: folder, env: withOwnTools(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const timer = setTimeout(() => {
      chunks.push(Buffer.from(`\nstill running after ${limitMs / 1000} s: killed\n`));
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, limitMs);
    child.on('error', (error) => chunks.push(Buffer.from(error.message)));
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ code, output: Buffer.concat(chunks).toString() });
    });
  });
}

/** Where the next command runs, and what has come of those before. */
class Session {
  readonly rows: Row[] = [];
  private readonly home: string;
  private readonly limitMs: number;
  private folder: string;
  private scripts = 0;

  constructor(home: string, limitMs: number) {
    this.home = home;
    this.limitMs = limitMs;
    this.folder = home;
  }

  /** A page starts in the repository's copy, wherever the one before went. */
  startPage(): void {
    this.folder = this.home;
  }

  async command(place: string, text: string, exit: number, shown = text): Promise<void> {
    if (DONE_ELSEWHERE.test(text)) return this.row(place, shown, 'done elsewhere');
    if (INSTALLS.test(text)) return this.row(place, shown, 'FAILED: installs; mark its block <!-- not run -->', true);
    const target = /^cd (\S+)$/.exec(text)?.[1];
    if (target !== undefined) {
      this.folder = resolve(this.folder, target);
      const missing = !existsSync(this.folder);
      return this.row(place, shown, missing ? 'FAILED: no such folder' : 'passed', missing);
    }
    const start = performance.now();
    const { code, output } = await runCommand(text, this.folder, this.limitMs);
    const failed = code !== exit;
    const result = failed ? `FAILED: exit ${code ?? 'by a signal'} instead of ${exit}` : 'passed';
    this.row(place, shown, result, failed, (performance.now() - start) / 1000);
    if (failed) process.stdout.write(`${output.split('\n').slice(-40).join('\n')}\n`);
  }

  async block(page: string, block: CodeBlock): Promise<void> {
    if (block.language === 'sh') {
      for (const { text, line, exit } of commandsOf(block)) await this.command(`${page}:${line}`, text, exit);
      return;
    }
    const place = `${page}:${block.line}`;
    const name = block.file ?? `block-${++this.scripts}.ts`;
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), block.text);
    if (block.file !== null) this.row(place, `(writes ${name})`, 'passed');
    else await this.command(place, `node ${name}`, 0, `(runs ${block.text.trim().split('\n').length} lines of TypeScript)`);
  }

  row(place: string, what: string, result: string, failed = false, seconds = 0): void {
    const row = { place, what, result, failed, seconds };
    this.rows.push(row);
    process.stdout.write(`${place.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s  ${result.padEnd(15)} ${what}\n`);
  }
}

const pages = process.argv.slice(2).filter((argument) => argument !== '--long');
const long = process.argv.includes('--long');
const folder = mkdtempSync(join(tmpdir(), 'swarmlab-pages-'));
try {
  copyWorkingTree(folder);
  const session = new Session(folder, long ? LONG_LIMIT_MS : LIMIT_MS);
  for (const page of pages.length > 0 ? pages : ['README.md', ...globSync('docs/*.md', { cwd: ROOT }).toSorted()]) {
    session.startPage();
    for (const block of codeBlocks(readFileSync(join(ROOT, page), 'utf8'))) {
      const wanted = block.mark === (long ? 'long' : null) || (long && block.mark === null && block.file !== null);
      if (wanted) await session.block(page, block);
      else session.row(`${page}:${block.line}`, `(${block.language || 'text'}) ${block.text.split('\n')[0]}`, block.mark ?? 'not long');
    }
  }
  const failed = session.rows.filter((row) => row.failed).length;
  const passed = session.rows.filter((row) => row.result === 'passed').length;
  const left = session.rows.length - failed - passed;
  process.stdout.write(`\nPages: ${passed} passed, ${failed} failed, ${left} not run here (marked, done elsewhere, or no code)\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
