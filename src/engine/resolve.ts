// Lets a scenario outside the repository say `import … from 'swarmlab'` and get this very program. Imports nothing of ours.

import { registerHooks } from 'node:module';
import { moduleUrl } from './pool.ts';

let registered = false;

/** From now on this thread resolves the bare name `swarmlab` to the running program, wherever the importing file lies. */
export function registerSelf(): void {
  if (registered) return;
  registered = true;
  const self = moduleUrl(import.meta.url, '../index');
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'swarmlab') return { url: self, shortCircuit: true };
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
