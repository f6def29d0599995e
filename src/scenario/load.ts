// Finding a scenario: a name in scenarios/, or a path to a TypeScript or JavaScript module. Imports engine and errors.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LabError, nearest } from '../errors.ts';
import { registerSelf } from '../engine/resolve.ts';
import { isScenario, type Scenario } from './scenario.ts';

export interface Loaded {
  readonly scenario: Scenario;
  readonly name: string;
  /** null for a scenario of the lab itself, else the absolute path of its module */
  readonly path: string | null;
  /** text of its module, so that messages can name its lines */
  readonly text: string | null;
}

const FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const MODULES = new Set(['.ts', '.mts', '.js', '.mjs']);

/** Names of the lab's own scenarios, in alphabetical order. */
export function scenarioNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => MODULES.has(extname(file)) && !file.endsWith('.d.ts'))
    .map((file) => basename(file, extname(file)))
    .sort();
}

/**
 * Load a scenario by name or by path.
 *
 * @throws LabError E_SCENARIO when there is none, when its module cannot be read, or when it exports no scenario
 */
export async function loadScenario(nameOrPath: string): Promise<Loaded> {
  registerSelf();
  const looksLikePath = /[\\/]/.test(nameOrPath) || MODULES.has(extname(nameOrPath));
  if (looksLikePath) return loadPath(resolve(nameOrPath));
  const names = scenarioNames();
  if (names.includes(nameOrPath)) {
    const file = readdirSync(FOLDER).find(
      (each) => basename(each, extname(each)) === nameOrPath && !each.endsWith('.d.ts') && MODULES.has(extname(each)),
    );
    return { ...(await importScenario(join(FOLDER, file ?? ''), nameOrPath)), path: null };
  }
  const near = nearest(nameOrPath, names);
  throw new LabError(
    'E_SCENARIO',
    `there is no scenario "${nameOrPath}"${near ? `; did you mean "${near}"?` : '.'} Known: ${names.join(', ')}; or give a path such as ./my-model.ts.`,
  );
}

/**
 * Load the scenario that a run folder was made from.
 *
 * @throws LabError E_SCENARIO, saying so when its file is gone
 */
export async function loadScenarioOf(
  { scenario, scenarioPath }: { scenario: string; scenarioPath: string | null },
  folder: string,
): Promise<Loaded> {
  if (scenarioPath !== null && !existsSync(scenarioPath)) {
    throw new LabError('E_SCENARIO', `the scenario of ${folder} is gone: there is no file ${scenarioPath}. Put it back there to go on.`);
  }
  return loadScenario(scenarioPath ?? scenario);
}

async function loadPath(path: string): Promise<Loaded> {
  if (!existsSync(path))
    throw new LabError(
      'E_SCENARIO',
      `there is no file ${path}. Give the path of a TypeScript or JavaScript module whose default export is a scenario.`,
    );
  if (!statSync(path).isFile())
    throw new LabError(
      'E_SCENARIO',
      `${path} is no file. Give the path of a TypeScript or JavaScript module whose default export is a scenario.`,
    );
  return importScenario(path, basename(path, extname(path)));
}

/** Text of a module by its URL; null when it is no file, or gone. */
export function textOf(url: string): string | null {
  const path = url.startsWith('file:') ? fileURLToPath(url) : '';
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

async function importScenario(path: string, name: string): Promise<Loaded> {
  let module: Record<string, unknown>;
  try {
    module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError('E_SCENARIO', `${path} cannot be loaded: ${explain(cause)}`, { cause });
  }
  const scenario = module['default'];
  if (scenario === undefined)
    throw new LabError('E_SCENARIO', `${path} has no default export. End it with: export default defineScenario({ … });`);
  if (!isScenario(scenario))
    throw new LabError('E_SCENARIO', `the default export of ${path} is no scenario. Make it with defineScenario({ … }) from "swarmlab".`);
  return { scenario, name: scenario.name ?? name, path, text: readFileSync(path, 'utf8') };
}

/** An import error in one line: for a syntax error with the place that Node names. */
function explain(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const place = /^(?:file:\/\/)?(\/\S+:\d+)\n/.exec(cause.stack ?? '')?.[1] ?? /\(?file:\/\/(\S+:\d+:\d+)\)?/.exec(cause.stack ?? '')?.[1];
  const message = cause.message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
  return `${cause.name}: ${message}${place && !message.includes(place) ? ` (${place})` : ''}`;
}
