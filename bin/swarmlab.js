#!/usr/bin/env node
// The command `swarmlab`. Plain JavaScript that a Node from 12 on can parse, so that an old one can say what is wrong with it.

import { existsSync } from 'fs';
import nodeModule from 'module';

const NEEDED = 24;

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(
    'swarmlab needs Node ' +
      NEEDED +
      ' or later, found ' +
      process.version +
      '. ' +
      'Install it in this folder with "npm i -D node@' +
      NEEDED +
      '" and run "npx swarmlab", or get it from https://nodejs.org.\n',
  );
  process.exitCode = 2;
} else {
  const cache = nodeModule.enableCompileCache().directory;
  if (cache && !process.env.NODE_COMPILE_CACHE) process.env.NODE_COMPILE_CACHE = cache; // so that worker threads use it too
  const source = new URL('../src/cli/main.ts', import.meta.url); // a clone; the package has only what was built from it
  const main = existsSync(source) ? source : new URL('../dist/src/cli/main.js', import.meta.url);
  import(main.href)
    .then((module) => module.main(process.argv.slice(2)))
    .then((code) => {
      process.exitCode = code;
    })
    .catch((error) => {
      process.stderr.write('swarmlab failed: ' + ((error && error.stack) || error) + '\n');
      process.exitCode = 1;
    });
}
