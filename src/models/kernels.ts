// The kernels of a model by name, as phases call them: one module for the workers to load. Imports its parts.

export * from './binding.ts';
export * from './derive.ts';
export * from './globals.ts';
export * from './in-place.ts';
export * from './rule-kernels.ts';
export * from './turnover.ts';
