// Other agents as a rule that runs plainly sees them: neighbours, and agents asked for by id. Imports pass, visiting, plain-writer.

import { livesInSpace } from './pass.ts';
import { cellMembers } from './plain-listed.ts';
import { viewMember, writeView } from './plain-view.ts';
import { text, type PlainWriter } from './plain-writer.ts';
import { writeNeighbours as writeLoop, writeStand } from './visiting.ts';
import { AXES } from './writer.ts';

/** What is known of the agents of a kind that are met, or asked for by id. */
export function bindKind(w: PlainWriter, kind: string): void {
  const name = w.kindName(kind);
  const view = `rt.kinds[${text(kind)}]`;
  w.bind(`${name}$$capacity`, `${view}.capacity`);
  if (w.plain.neighbourKinds.includes(kind)) {
    if (w.sequential) for (const part of ['head', 'following']) w.bind(`${name}$$${part}`, `${view}.${part}`);
    else w.bind(`${name}$$starts`, `${view}.starts`);
  }
  if (w.plain.gathered.includes(kind) || w.plain.listed.includes(kind))
    for (const part of ['count', 'places', ...(w.sequential ? ['dead'] : [])]) w.bind(`${name}$$${part}`, `${view}.${part}`);
  for (const column of ['id', ...w.columns(kind).map((spec) => spec.name)])
    w.bind(`${name}$${column === 'id' ? column : w.columnName(kind, column)}`, `${view}.now[${text(column)}]`);
}

/** An agent holds at most one claim a tick: its last call. */
export function writeClaims(w: PlainWriter): void {
  const { claims } = w.plain;
  if (claims.length === 0) return;
  claims.forEach((kind) => w.bind(`target$${w.kindName(kind)}`, `rt.claims[${text(kind)}].target`));
  w.line(`const claims = new Int32Array(${claims.length});`);
  w.line('const claimOf = (n, j) => () => { claims.fill(-1); claims[n] = j; };');
}

/** An agent lets others die at once; itself, asked for by its id, when its turn is over. */
export function writeKills(w: PlainWriter): void {
  if (w.plain.kills.length > 0)
    w.line(
      'const living = function* (found, dead) { for (let n = 0; n < found.length; n++) if (dead[found.places[n]] === 0) yield found[n]; };',
    );
  for (const kind of w.plain.kills) {
    const name = w.kindName(kind);
    const mine = kind === w.context.self ? 'if (j === i) { dies = 1; return; } ' : '';
    w.line(`const killOf$${name} = (j) => () => { ${mine}if (j >= 0 && atOnce$${name}.dead[j] === 0) atOnce$${name}.kill(j); };`);
  }
}

/** What an agent that stands at place `j` shows of itself, as fields of a class; `nobody`: also for j = -1, which has nothing. */
export function writeShown(w: PlainWriter, kind: string, nobody: boolean): void {
  const name = w.kindName(kind);
  for (const { name: column, size } of w.shown(kind)) {
    const planes = Array.from({ length: size }, (_, d) => {
      const value = `${name}$${w.columnName(kind, column)}[${w.at(d, `${name}$$capacity`, 'j')}]`;
      return nobody ? `j < 0 ? ${w.nothing(kind, column)} : ${value}` : value;
    });
    w.line(`${text(column)} = ${size > 1 ? `Object.freeze([${planes.join(', ')}])` : planes[0]};`);
  }
  if (w.plain.kills.includes(kind)) w.line(`die = killOf$${name}(j);`);
  if (w.plain.claims.includes(kind)) w.line(`claim = claimOf(${w.plain.claims.indexOf(kind)}, j);`);
}

export function guardClass(w: PlainWriter, name: string, kind: string, extra: readonly string[]): void {
  const known = [
    ...w.shown(kind).map((column) => column.name),
    'id',
    ...extra,
    ...(w.plain.kills.includes(kind) ? ['die()'] : []),
    'claim()',
  ];
  w.line(`Object.setPrototypeOf(${name}.prototype, guard(${text(kind)}, ${text(known)}));`);
}

/** The variables from which objects of other agents are made: their fields are defined, not assigned, which passes by the guard. */
export function writeMeasures(w: PlainWriter): void {
  const measures = new Set([...measuresOf(w), 'dx', 'dy', 'distance2']);
  w.line(`let j = 0, asked = 0, ${[...measures].map((name) => `${name} = 0`).join(', ')};`);
  if (w.plain.listed.length > 0)
    w.line("const nth = (all, k) => all[Math.trunc(k)] ?? refuse('neighbours.at(' + k + '): there are ' + all.length);");
}

const measuresOf = (w: PlainWriter): string[] => AXES.slice(0, w.context.space?.dimensions).map((axis) => `d${axis}`);

/** A fresh object for each neighbour: the author may keep them. In a synchronous tick they are made once for each agent. */
export function writeNear(w: PlainWriter, kind: string): void {
  const name = w.kindName(kind);
  const measures = measuresOf(w);
  const { label } = w.visits(kind);
  w.line(`class Near$${name} {`);
  writeShown(w, kind, false);
  w.line(`id = ${name}$id[j];`);
  for (const measure of [...measures, 'distance2']) w.line(`${measure} = ${measure};`);
  w.line(`distance = ${w.round('Math.sqrt(distance2)')};`);
  w.line('}');
  guardClass(w, `Near$${name}`, kind, [...measures, 'distance2', 'distance']);
  w.line(`let near$${name} = null;`);
  w.line(`const visit$${name} = () => {`);
  w.line(`const found = [];${w.plain.kills.includes(kind) ? ' found.places = [];' : ''}`);
  if (!w.sequential) writeStand(w);
  const found = ['j', ...measures, 'distance2'].map((part) => `${part} = ${part}$${label};`).join(' ');
  w.visit = `${found} found.push(Object.freeze(new Near$${name}()));${w.plain.kills.includes(kind) ? ' found.places.push(j);' : ''}`;
  writeLoop(w, w.visits(kind));
  w.line('return found;');
  w.line('};');
}

/** Iterables: the own kind's, and one for each kind by name. */
export function writeNeighbours(w: PlainWriter): void {
  const { context } = w;
  const met = (kind: string): string => {
    const name = w.kindName(kind);
    if (w.plain.listed.includes(kind)) return `list$${name}()`;
    if (!w.plain.neighbourKinds.includes(kind)) {
      const why =
        livesInSpace(context, kind) && livesInSpace(context, context.self)
          ? 'name them in the text of the rule'
          : 'both kinds need a place in the space';
      return `refuse(${text(`neighbours of kind ${kind}: ${why}`)})`;
    }
    return w.sequential ? `visit$${name}()` : `(near$${name} ??= visit$${name}())`;
  };
  const node = (kind: string): boolean => context.kinds.some(({ name, on }) => name === kind && on === 'nodes');
  // who dies while the author's loop goes on is not visited any more
  const iterated = (kind: string): string =>
    w.plain.kills.includes(kind) ? `living(${met(kind)}, atOnce$${w.kindName(kind)}.dead)` : `${met(kind)}.values()`;
  const visited = (kind: string): string =>
    `[Symbol.iterator]: () => ${iterated(kind)}, ${viewMember(node(kind) ? null : met(kind))} ${counted(kind)}`;
  const names = context.kinds.map(({ name }) => name);
  writeView(w);
  w.line('const neighbours = Object.freeze({');
  w.line(`__proto__: guard('neighbours', ${text([...names, ...(w.plain.listed.length > 0 ? ['length', 'at'] : []), 'inView'])}),`);
  const counted = (kind: string): string =>
    w.plain.listed.includes(kind) && !w.plain.standing.includes(kind)
      ? `get length() { return list$${w.kindName(kind)}().length; }, at: (k) => nth(list$${w.kindName(kind)}(), k),`
      : '';
  w.line(visited(context.self ?? ''));
  for (const kind of names) w.line(`${text(kind)}: Object.freeze({ ${visited(kind)} }),`);
  w.line('});');
}

/** An agent asked for by its id; where there is none its columns read as nothing. */
export function writeGathered(w: PlainWriter, kind: string): void {
  const { context } = w;
  const name = w.kindName(kind);
  w.line(`class Agent$${name} {`);
  writeShown(w, kind, true);
  w.line(`id = asked; ${cellMembers(w, kind).join(' ')}`);
  w.line('}');
  guardClass(w, `Agent$${name}`, kind, cellMembers(w, kind).length > 0 ? ['x', 'y'] : []);
  const fixed = context.kinds.find((each) => each.name === kind)?.fixed === true;
  const place = fixed ? `asked >>> 0 < ${name}$$count ? asked : -1` : `asked >>> 0 < ${name}$$places.length ? ${name}$$places[asked] : -1`;
  const gone = w.sequential && !fixed ? `if (j >= 0 && ${name}$$dead[j] !== 0) j = -1;` : '';
  w.line(`const agent$${name} = (given) => {`);
  w.line("const id = float(given, 'world.agent');");
  w.line('asked = id === id ? toInt(id) : -1;');
  w.line(`j = ${place};`);
  if (gone !== '') w.line(gone);
  w.line(`return Object.freeze(new Agent$${name}());`);
  w.line('};');
}
