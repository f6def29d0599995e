// Lets a scenario outside the repository say `import … from 'swarmlab'` and get this very program. Imports nothing of ours.

import { registerHooks } from 'node:module';
import { moduleUrl } from './pool.ts';

let registered = false;

/** From now on this thread resolves the bare names `swarmlab` and `swarmlab/emergence` to the running program, wherever the importing file lies. */
export function registerSelf(): void {
  if (registered) return;
  registered = true;
  const index = moduleUrl(import.meta.url, '../index');
  const known = new Map([
    ['swarmlab', index],
    ['swarmlab/emergence', moduleUrl(index, './emergence/index')],
  ]);
  registerHooks({
    resolve(specifier, context, next) {
      const self = known.get(specifier);
      if (self !== undefined) return { url: self, shortCircuit: true };
      const found = next(specifier, context);
      // a TypeScript file of the user's is a module, whatever the package.json above it says or does not say
      const guessed =
        (found.format === null || found.format === 'commonjs-typescript') &&
        found.url.endsWith('.ts') &&
        !found.url.includes('/node_modules/');
      return guessed ? { ...found, format: 'module-typescript' } : found;
    },
  });
}
