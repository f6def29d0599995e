import { expect, test } from 'vitest';
import { defineModel, type ModelDeclaration } from '../../src/models/model.ts';
import type { ParamSpecs } from '../../src/engine/params.ts';
import type { ColumnDeclarations } from '../../src/models/model.ts';
import { torus } from '../../src/spaces/space.ts';

type Anything = ModelDeclaration<ParamSpecs, Record<string, ColumnDeclarations>>;

const MODEL = {
  name: 'm',
  description: 'd',
  params: { n: { default: 1, description: 'n' } },
  kinds: { a: { count: 1, columns: { x: 'f64' } } },
};

test.each<[object, RegExp]>([
  [{ ...MODEL, updat: 'sequential' }, /model m has no option "updat"; did you mean "update"/],
  [{ ...MODEL, kinds: { a: { ...MODEL.kinds.a, rul: () => {} } } }, /kind a of model m has no option "rul"; did you mean "rule"/],
  [{ ...MODEL, params: { n: { default: 1, minimum: 0, description: 'n' } } }, /parameter n of model m has no option "minimum"/],
])('a misspelt option is refused, not ignored: %o', (model, says) => {
  expect(() => defineModel(model as Anything)).toThrow(says); // what a JavaScript author, or a cast, can hand over
});

test('a misspelt option of a space is refused', () => {
  expect(() => torus({ width: 1, heigth: 1, radius: 1 } as unknown as Parameters<typeof torus>[0])).toThrow(
    /heigth.*did you mean "height"/,
  );
});
