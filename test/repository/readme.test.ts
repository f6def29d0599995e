import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the model in README is the very file that the tests run', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const model = readFileSync(new URL('../fixtures/my-model.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n// file: my-model.ts\n${model}\`\`\``);
});
