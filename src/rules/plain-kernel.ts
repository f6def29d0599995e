// The kernel around an author's own function: what happens before and after each agent. Imports plain-survey and the writers of
// what the function is given.

import { bindKind, writeClaims, writeGathered, writeKills, writeMeasures, writeNear, writeNeighbours } from './plain-others.ts';
import { writeLinks, writeListed, writeNoLinks } from './plain-listed.ts';
import { writeDeposits, writeFields, writeNoDeposits } from './plain-fields.ts';
import { writeGrid } from './plain-moves.ts';
import { writeSelf } from './plain-self.ts';
import { GIVEN } from './plain-survey.ts';
import { writeBirths, writeParams, writeRandom, writeWorld } from './plain-world.ts';
import { text, type PlainWriter } from './plain-writer.ts';

/** Write all that follows the author's function `author` in the text of the kernel. */
export function writeKernel(w: PlainWriter): void {
  const { context, plain } = w;
  w.bind('runtime', 'rt');
  for (const name of ['tick', 'k0', 'k1', 'globals', 'counts']) w.bind(name, `rt.${name}`);
  w.line('let i = 0, id = 0, draws = -1, dies = 0, newborns = [];');
  if (context.role !== 'global') {
    writeGrid(w);
    writeSelf(w);
  }
  for (const kind of new Set([...plain.neighbourKinds, ...plain.listed, ...plain.gathered])) bindKind(w, kind);
  if (w.sequential)
    for (const kind of new Set([context.self ?? '', ...plain.kills, ...plain.births]))
      w.bind(`atOnce$${w.kindName(kind)}`, `rt.atOnce[${text(kind)}]`);
  writeClaims(w);
  writeKills(w);
  writeMeasures(w);
  for (const kind of plain.neighbourKinds) writeNear(w, kind);
  writeLinks(w);
  for (const kind of plain.listed) writeListed(w, kind);
  for (const kind of plain.gathered) writeGathered(w, kind);
  if (context.role === 'rule') writeNeighbours(w);
  writeRandom(w);
  writeParams(w);
  writeBirths(w);
  if (plain.fields.length > 0) writeFields(w);
  writeWorld(w);
  writeCalls(w);
  w.lines.unshift(`let ${[...w.bound.keys()].join(', ')};`);
}

/** The kernel itself: the author's function for one agent after the other. */
function writeCalls(w: PlainWriter): void {
  const { context, plain: facts } = w;
  const { role } = context;
  w.line('const enter = (rt) => {');
  for (const [name, how] of w.bound) w.line(`${name} = ${how};`);
  for (const kind of facts.births) w.line(`born$${w.kindName(kind)} = 0; before$${w.kindName(kind)} = 0;`);
  w.line('};');
  const call = `author(${GIVEN[role].join(', ')})`;
  if (role === 'global') {
    w.line('return (rt) => {');
    w.line('enter(rt);');
    w.line('draws = -1;');
    w.line(`const value = ${call};`);
    w.line("return typeof value === 'boolean' || value === undefined ? value : float(value, 'what is returned');");
    w.line('};');
    return;
  }
  writeBefore(w);
  if (role !== 'reduce') writeAfter(w);
  w.line(`return (${w.sequential ? 'rt, order, lo, hi' : role === 'reduce' ? 'rt, lo, hi, out' : 'rt, lo, hi'}) => {`);
  w.line('enter(rt);');
  w.line('for (let k = lo; k < hi; k++) {');
  if (w.sequential) w.line('if (dead[order[k]] !== 0) continue;');
  w.line(`before(${w.sequential ? 'order[k]' : 'k'});`);
  if (role === 'reduce') w.line(`out[k - lo] = float(${call}, 'what is returned');`);
  else {
    w.line(`${call};`);
    w.line('after();');
    if (w.sequential) for (const kind of facts.births) w.line(`if (born$${w.kindName(kind)} > stage$${w.kindName(kind)}.limit) break;`);
  }
  w.line('}');
  for (const kind of facts.births) w.line(`stage$${w.kindName(kind)}.counts[stage$${w.kindName(kind)}.at] = born$${w.kindName(kind)};`);
  w.line('};');
}

/** The agent at hand, and its working copies. */
function writeBefore(w: PlainWriter): void {
  const { context, plain: facts } = w;
  w.line('const before = (at) => {');
  w.line('i = at;');
  w.line('mark[markAt] = i;');
  w.line('id = ids[i];');
  w.line('draws = -1;');
  w.line('dies = 0;');
  if (facts.births.length > 0) w.line('newborns = [];');
  if (facts.claims.length > 0) w.line('claims.fill(-1);');
  writeNoDeposits(w);
  writeNoLinks(w);
  for (const kind of facts.neighbourKinds) w.line(`near$${w.kindName(kind)} = null;`);
  for (const { name, size } of w.mine) {
    const at = w.columnName(context.self, name);
    if (size > 1) w.line(`for (let d = 0; d < ${size}; d++) copy$${at}[d] = now$${at}[d * capacity + i];`);
    else w.line(`${w.ownName(name, 0)} = now$${at}[i];`);
  }
  w.line('};');
}

/** Each column once, positions brought into the space first; then claims, births and death. */
function writeAfter(w: PlainWriter): void {
  const { context, plain: facts } = w;
  w.line('const after = () => {');
  for (const { name, size } of w.written) {
    const at = w.columnName(context.self, name);
    if (size > 1)
      w.line(`for (let d = 0; d < ${size}; d++) next$${at}[d * capacity + i] = ${w.kept(context.self, name, `copy$${at}[d]`)};`);
    else w.line(`next$${at}[i] = ${w.kept(context.self, name, w.placed(context.self ?? '', name, w.ownName(name, 0)))};`);
  }
  facts.claims.forEach((kind, n) => w.line(`target$${w.kindName(kind)}[i] = claims[${n}];`));
  writeDeposits(w);
  if (facts.births.length > 0) w.line('newborns.forEach(bear);');
  if (w.sequential) {
    const mine = `atOnce$${w.kindName(context.self ?? '')}`;
    const then = facts.moves ? `${mine}.settle(i);` : w.axes.length > 0 ? `${mine}.relocate(i);` : '';
    if (facts.dies) w.line(`if (dies !== 0) ${mine}.kill(i);${then === '' ? '' : ` else ${then}`}`);
    else w.line(then);
    for (const kind of facts.births) {
      const name = w.kindName(kind);
      w.line(
        `if (born$${name} > before$${name}) { if (born$${name} <= stage$${name}.limit) born$${name} = atOnce$${name}.enter(before$${name}, born$${name}); before$${name} = born$${name}; }`,
      );
    }
    if (facts.rewires) w.line('runtime.rewire(i);');
  } else if (facts.dies) w.line('dead[i] = dies;');
  w.line('};');
}
