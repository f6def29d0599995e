// `self` of a rule that runs plainly: working copies of my columns behind getters and setters, so that a read after a write sees
// what will be kept. Imports claims and plain-writer.

import type { ColumnSpec } from '../engine/columns.ts';
import { isClaimColumn } from './claims.ts';
import { ownCell } from './plain-listed.ts';
import { moveMembers } from './plain-moves.ts';
import { text, type PlainWriter } from './plain-writer.ts';

/** The object `self` and the variables behind it. A spread of it gives the columns that a newborn may have. */
export function writeSelf(w: PlainWriter): void {
  const { context, mine } = w;
  for (const name of ['now', 'next', 'capacity', 'mark', 'markAt']) w.bind(name, `rt.${name}`);
  w.bind('ids', 'rt.now["id"]');
  if (w.plain.dies || w.sequential) w.bind('dead', 'rt.dead');
  for (const { name, size } of mine) {
    const at = w.columnName(context.self, name);
    w.bind(`now$${at}`, `rt.now[${text(name)}]`);
    if (size > 1) w.line(`const copy$${at} = Object.seal(new Array(${size}).fill(0));`);
    else w.line(`let ${w.ownName(name, 0)} = 0;`);
  }
  for (const { name } of w.written) w.bind(`next$${w.columnName(context.self, name)}`, `rt.next[${text(name)}]`);
  for (const { name, type, size } of mine) {
    if (size === 1) continue;
    const at = w.columnName(context.self, name);
    w.line(
      `const vector$${at} = vector('self.${name}', copy$${at}, ${w.keep(type)}, ${w.nothing(context.self ?? '', name)}, ${text(readOnly(w, name))});`,
    );
  }
  w.line('const self = {');
  w.line(
    `__proto__: guard(${text(context.self)}, ${text([...w.shown(context.self).map(({ name }) => name), 'id', 'index', ...(ownCell(w).length > 0 ? ['x', 'y'] : []), 'die()'])}),`,
  );
  for (const column of w.shown(context.self)) writeColumn(w, column);
  const cell = ownCell(w);
  for (const line of [...cell, ...moveMembers(w)]) w.line(line);
  w.line("get id() { return id; }, set id(value) { refuse('self.id: the engine gives it'); },");
  w.line("get index() { return i; }, set index(value) { refuse('self.index: the engine gives it'); },");
  const why = context.role === 'rule' ? 'self.die: name it in the text of the rule' : 'only rules can let agents die';
  w.line(`die() { ${w.plain.dies ? 'dies = 1;' : `refuse(${text(why)});`} },`);
  w.line('};');
  const moves = w.plain.moves ? ['move', 'moveToEmpty'] : [];
  const hidden = [
    'id',
    'index',
    'die',
    ...moves,
    ...(cell.length > 0 ? ['x', 'y'] : []),
    ...mine.map(({ name }) => name).filter(isClaimColumn),
  ];
  w.line(`for (const name of ${text(hidden)}) Object.defineProperty(self, name, { enumerable: false });`);
  w.line('Object.freeze(self);');
}

/** Why a column of mine cannot be written, null when it can. */
function readOnly(w: PlainWriter, name: string): string | null {
  if (w.context.role === 'reduce') return `self.${name}: a reduction only reads`;
  const alone = w.context.role === 'rule' && w.context.space?.grid?.capacity === 1 && w.axes.includes(name);
  if (alone) return `self.${name}: somebody may be there; call self.move(x, y) or self.moveToEmpty()`;
  if (w.context.role === 'init' && !w.plain.places && w.context.space?.grid?.capacity === 1 && w.axes.includes(name))
    return `self.${name}: name it in the text of the init`;
  return isClaimColumn(name) ? `self.${name}: the engine decides who holds a claim` : null;
}

function writeColumn(w: PlainWriter, { name, type, size }: ColumnSpec): void {
  const at = w.columnName(w.context.self, name);
  const fixed = readOnly(w, name);
  const keep = w.keep(type);
  const set =
    fixed !== null
      ? `refuse(${text(fixed)});`
      : size > 1
        ? `const given = list('self.${name}', value, ${size}, ${keep}); for (let d = 0; d < ${size}; d++) copy$${at}[d] = given[d];`
        : `${w.ownName(name, 0)} = ${keep}(value, 'self.${name}');`;
  w.line(`get ${name}() { return ${size > 1 ? `vector$${at}` : w.ownName(name, 0)}; }, set ${name}(value) { ${set} },`);
}
