// Compiled modules of this thread, kept by what they were made for: making and compiling one takes milliseconds. Imports module.

import type { Module } from './module.ts';

/** Worlds of so many sorts one after the other are more than a sweep over the size of a world has. */
const MOST = 256;

const MODULES = new Map<string, WebAssembly.Module>();

/** The module of `key`, made the first time that it is asked for; the one asked for longest ago is forgotten where there are too many. */
export function compiledFor(key: string, make: () => Module): WebAssembly.Module {
  const module = MODULES.get(key) ?? new WebAssembly.Module(make().encode());
  MODULES.delete(key);
  MODULES.set(key, module);
  const [oldest] = MODULES.keys();
  if (MODULES.size > MOST) MODULES.delete(oldest);
  return module;
}
