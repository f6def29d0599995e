// All suites of the benchmark by name. Imports this folder.

import { LabError, nearest } from '../../errors.ts';
import { engineSuite } from './engine-suite.ts';
import { memory } from './memory-suite.ts';
import { MODEL_CASES } from './model-cases.ts';
import { modelSuite } from './model-suite.ts';
import { objectives, pso } from './pso-suite.ts';
import { scaling } from './scaling-suite.ts';
import type { Suite } from './suite.ts';

const ABOUT: Readonly<Record<string, string>> = {
  epidemic: 'an epidemic on a square lattice: neighbours by id, whole numbers, one draw an agent and tick',
  schelling: "Schelling's segregation: the published workloads, and ten times the large one",
  'wolf-sheep': 'wolves, sheep and grass: the published workloads, and a hundred times as many animals',
  flocking: "Reynolds' flock: the published workloads, and constant density up to a million birds",
};

/** One suite for each model of the table of cases, in its order. */
function modelSuites(): Suite[] {
  const names = [...new Set(MODEL_CASES.map(({ suite }) => suite))];
  return names.map((name) =>
    modelSuite(
      name,
      ABOUT[name] ?? `speed of the model ${name}`,
      MODEL_CASES.filter(({ suite }) => suite === name),
    ),
  );
}

/** In the order in which they are measured and shown. */
export const SUITES: readonly Suite[] = [engineSuite, ...modelSuites(), pso, objectives, scaling, memory];

/**
 * The suites of these names, in the order of {@link SUITES}; all that are not measured by name alone when there are none.
 *
 * @param known more suites than those here
 * @throws LabError E_FLAG for a name that is not known, with the nearest one
 */
export function suitesNamed(names: readonly string[], known: readonly Suite[] = SUITES, others: readonly string[] = []): Suite[] {
  const all = [...known.map(({ name }) => name), ...others];
  for (const name of names) {
    if (known.some((suite) => suite.name === name)) continue;
    const near = nearest(name, all);
    throw new LabError('E_FLAG', `there is no benchmark "${name}"${near ? `; did you mean "${near}"?` : '.'} Known: ${all.join(', ')}.`);
  }
  return known.filter((suite) => (names.length > 0 ? names.includes(suite.name) : suite.onlyByName !== true));
}
