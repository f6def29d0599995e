// Holds that a chart compiles without a warning.

import * as vega from 'vega';
import { compile } from 'vega-lite';
import { expect } from 'vitest';
import type { Chart } from '../../../src/report/index.ts';

export function expectCompiles({ name, spec }: Chart): void {
  const said: string[] = [];
  const note = (...words: readonly unknown[]): never => {
    said.push(words.map(String).join(' '));
    return logger as never; // what a logger returns is itself
  };
  const logger = { level: () => 0, warn: note, info: note, debug: () => logger, error: note };
  const { spec: compiled } = compile(spec, { logger });
  vega.parse(compiled);
  expect(said, name).toEqual([]);
}
