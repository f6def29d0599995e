// `neighbours.inView(direction, angle)` of a rule that runs plainly, in the precision of the model as compiled rules have it. Imports
// plain-writer and view.

import { text, type PlainWriter } from './plain-writer.ts';
import { ALL_AROUND } from './view.ts';

/** `within(all, direction, angle)`: those of a list who are in view. */
export function writeView(w: PlainWriter): void {
  const { dimensions = 2, grid } = w.context.space ?? {};
  const axes = ['x', 'y', 'z'].slice(0, dimensions);
  const number = w.single ? 'single' : 'float';
  const digits = w.single ? 32 : 64;
  const sum = (terms: readonly string[]): string => terms.reduce((a, b) => w.round(`${a} + ${b}`));
  w.line('const within = (all, direction, angle) => {');
  if (grid?.neighbourhood === 'hexagonal') w.line("refuse('neighbours.inView: columns and rows of a honeycomb are no directions');");
  w.line("const vector = typeof direction === 'object' && direction !== null;");
  if (dimensions !== 2)
    w.line(`if (!vector) refuse('neighbours.inView takes a vector of ${dimensions} elements, but got ' + said(direction));`);
  w.line(`const heading = vector ? 0 : ${number}(direction, 'neighbours.inView');`);
  const turned = `[E.cos${digits}(heading), E.sin${digits}(heading)]`;
  w.line(
    `const [${axes.map((axis) => `u${axis}`).join(', ')}] = vector ? list('neighbours.inView', direction, ${dimensions}, ${number}) : ${turned};`,
  );
  w.line(`const opening = Math.min(Math.max(${number}(angle, 'neighbours.inView'), 0), ${w.number(2 * Math.PI)});`);
  w.line(`const cosine = E.cos${digits}(${w.round('opening * 0.5')}), least = cosine <= -1 ? ${ALL_AROUND} : cosine;`);
  const length = w.round(`Math.sqrt(${sum(axes.map((axis) => w.round(`u${axis} * u${axis}`)))})`);
  w.line(`const limit = vector ? ${w.round(`least * ${length}`)} : least;`);
  const ahead = sum(axes.map((axis) => w.round(`other.d${axis} * u${axis}`)));
  w.line(`return Object.freeze(all.filter((other) => ${ahead} >= ${w.round('limit * other.distance')}));`);
  w.line('};');
}

/** The member `inView` of neighbours; `all` is the text of a list, null for nodes, which have no place. */
export function viewMember(all: string | null): string {
  if (all === null) return `inView: () => refuse(${text('neighbours.inView: nodes of a network have no place')}),`;
  return `inView: (direction, angle) => within(${all}, direction, angle),`;
}
