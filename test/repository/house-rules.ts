// The import rules of the house: who may import whom, and who may touch threads, clocks, files and the network.

import { posix } from 'node:path';
import { moduleFacts, type Reach } from './module-facts.ts';

/** Folders of src/ from the top of the house down: each imports itself, errors.ts and what stands before it. */
export const ORDER: readonly string[] = [
  'engine',
  'spaces',
  'rules',
  'emergence',
  'coordination',
  'models',
  'swarm',
  'search',
  'planner',
  'store',
  'report',
  'scenario',
  'cluster',
  'server',
  'cli',
];

/** Neighbours that do not import each other, although one stands above. */
const APART: readonly (readonly [string, string])[] = [
  ['models', 'swarm'],
  ['search', 'planner'],
  ['cluster', 'server'],
];

const FILES_AND_NETWORK = /^(node:)?(fs|fs\/promises|net|http|https|http2|tls|dgram|dns|dns\/promises|child_process|cluster|sqlite)$/;
const NETWORK_GLOBALS: readonly string[] = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'];
const MAY_TOUCH_FILES: readonly string[] = ['store', 'cluster', 'server', 'cli'];
const THREADS = /^((node:)?worker_threads|piscina)$/;
const CLOCKS = /^((node:)?timers(\/promises)?|(node:)?perf_hooks)$/;
const CLOCK_GLOBALS =
  /^(setTimeout|setInterval|setImmediate|scheduler|performance(\.\w+)?|Date(\.(?!parse$|UTC$)\w+)?|process\.(hrtime|uptime)|Worker)$/;
/** What would make a run differ from itself, wherever it stands. The engine's clock reads the date through `new Date()` alone. */
const NOWHERE: readonly string[] = ['Math.random', 'Date.now'];

/** Files that touch files although their folder may not, each with the reason. */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/planner/client.ts': 'the planner’s client is how a planner reaches a language model',
  'src/report/assets.ts': 'reads the fonts and browser libraries that the page carries: files of the installation, never of a user',
  'src/scenario/load.ts': 'reads the author’s scenario file, to say what is wrong with it in its own words',
};

/** What breaks the rules in one module, one line each; `path` is relative to the repository, with `/`. */
export function violations(path: string, source: string): string[] {
  const found: string[] = [];
  const { imports, named, globals } = moduleFacts(source);
  const say = (at: Reach, what: string): void => void found.push(`${path}:${at.line} ${what}`);
  const top = path.split('/')[0];
  if (top === 'scenarios' || top === 'notebooks') {
    for (const at of imports)
      if (at.name !== 'swarmlab' && at.name !== 'swarmlab/emergence')
        say(at, `imports ${at.name}: scenarios and notebooks import only swarmlab`);
    return found;
  }
  if (top === 'workers' && source.trimEnd().split('\n').length >= 20) found.push(`${path} has 20 lines or more: an envelope has fewer`);
  for (const at of imports) {
    if (!at.name.startsWith('.')) continue;
    if (!/\.(ts|js|json)$/.test(at.name) && at.name.split('/').length === 1) say(at, `imports ${at.name} without its ending`);
    const target = posix.join(posix.dirname(path), at.name);
    if (target.startsWith('workers/')) say(at, `imports ${target}: workers are loaded by the engine's pool alone`);
    else if (top === 'src') found.push(...layerViolation(path, target).map((what) => `${path}:${at.line} ${what}`));
  }
  for (const at of named) {
    const target = posix.join(posix.dirname(path), at.name);
    if (top !== 'src' || target === 'src/index') continue; // the engine's threads resolve the package's name to it
    found.push(...layerViolation(path, target).map((what) => `${path}:${at.line} ${what}`));
  }
  if (top === 'src') found.push(...reachViolations(path, imports, globals));
  return found;
}

/** The folder of src/ in which a file stands; the file itself for those at the root. */
function folderOf(path: string): string {
  return path.split('/')[1];
}

function layerViolation(from: string, to: string): string[] {
  if (!to.startsWith('src/')) return [`imports ${to}, which lies outside src/`];
  const [mine, theirs] = [folderOf(from), folderOf(to)];
  if (mine === 'index.ts' || theirs === mine || theirs === 'errors.ts') return [];
  if (mine === 'errors.ts') return [`imports ${to}: errors.ts imports nothing`];
  if (theirs === 'index.ts') return [`imports ${to}: the public surface is for users of the package`];
  const unlisted = [mine, theirs].filter((folder) => !ORDER.includes(folder));
  if (unlisted.length > 0) return [`src/${unlisted[0]} is not in the list of folders`];
  const apart = APART.some((pair) => pair.includes(mine) && pair.includes(theirs));
  if (apart) return [`imports ${to}: ${mine} and ${theirs} do not import each other`];
  return ORDER.indexOf(theirs) < ORDER.indexOf(mine) ? [] : [`imports ${to}: ${theirs} stands below ${mine}`];
}

function reachViolations(path: string, imports: readonly Reach[], globals: readonly Reach[]): string[] {
  const folder = folderOf(path);
  const found: string[] = [];
  const say = (at: Reach, what: string): void => void found.push(`${path}:${at.line} ${what}`);
  const files = MAY_TOUCH_FILES.includes(folder) || path in EXCEPTIONS;
  for (const at of imports) {
    if (!files && FILES_AND_NETWORK.test(at.name))
      say(at, `imports ${at.name}: files and the network belong to store, cluster, server, cli`);
    if (folder !== 'engine' && THREADS.test(at.name)) say(at, `imports ${at.name}: threads are reached through engine/pool.ts`);
    if (folder !== 'engine' && CLOCKS.test(at.name)) say(at, `imports ${at.name}: time is reached through engine/clock.ts`);
  }
  for (const at of globals) {
    if (NOWHERE.includes(at.name)) say(at, `uses ${at.name}: it makes a run differ from itself`);
    else if (!files && NETWORK_GLOBALS.includes(at.name)) say(at, `uses ${at.name}: the network belongs to cluster, server, cli`);
    else if (folder !== 'engine' && CLOCK_GLOBALS.test(at.name))
      say(at, `uses ${at.name}: threads and time are reached through the engine`);
  }
  return found;
}
