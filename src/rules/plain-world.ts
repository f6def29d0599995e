// `random`, `params` and `world` of a rule that runs plainly. Imports claims, pass, plain-writer.

import { isClaimColumn } from './claims.ts';
import { constantText } from './plain-author.ts';
import { livesInSpace } from './pass.ts';
import { ANYWHERE, NOWHERE, WISH } from './moves.ts';
import { fieldsText } from './plain-fields.ts';
import { gridMembers } from './plain-moves.ts';
import { linkText } from './plain-listed.ts';
import { text, type PlainWriter } from './plain-writer.ts';

/** `random`: each draw has the next index, whatever it draws. */
export function writeRandom(w: PlainWriter): void {
  const [uniform, normal, exponential] = w.single
    ? ['uniformSingle', 'normalSingle', 'exponentialSingle']
    : ['uniform32', 'normal', 'exponential'];
  const keep = w.single ? 'single' : 'float';
  const draw = 'k0, k1, id, draws = (draws + 1) | 0';
  w.line("const random = Object.freeze({ __proto__: guard('random', ['uniform', 'normal', 'exponential', 'integer']),");
  w.line('uniform(low, high) {');
  w.line(`const u = E.${uniform}(${draw});`);
  w.line('if (low === undefined) return u;');
  w.line(`const a = ${keep}(low, 'random.uniform'), b = ${keep}(high, 'random.uniform');`);
  w.line(`return ${w.round(`a + ${w.round(`${w.round('b - a')} * u`)}`)};`);
  w.line('},');
  w.line('normal(mean, sd) {');
  w.line(`const z = E.${normal}(${draw});`);
  w.line('if (mean === undefined) return z;');
  w.line(`const a = ${keep}(mean, 'random.normal');`);
  w.line(`return sd === undefined ? ${w.round('a + z')} : ${w.round(`a + ${w.round(`${keep}(sd, 'random.normal') * z`)}`)};`);
  w.line('},');
  w.line('exponential(rate) {');
  w.line(`const e = E.${exponential}(${draw});`);
  w.line(`return rate === undefined ? e : ${w.round(`e / ${keep}(rate, 'random.exponential')`)};`);
  w.line('},');
  w.line(`integer(n) { return E.integer(${draw}, whole(n, 'random.integer')); },`);
  w.line('});');
}

/** `params`, fixed for the run. */
export function writeParams(w: PlainWriter): void {
  const names = [...Object.keys(w.context.params), ...Object.keys(w.context.tables ?? {})];
  w.line(`const params = Object.freeze({ __proto__: guard('params', ${text(names)}), ${paramsText(w)} });`);
}

function paramsText(w: PlainWriter): string {
  const set = Object.entries(w.context.params).map(([name, { value }]) => [
    name,
    typeof value === 'string' ? text(value) : constantText(value),
  ]);
  const tables = Object.entries(w.context.tables ?? {}).map(([name, rows]) => [name, constantText(rows)]);
  return [...set, ...tables].map(([name, value]) => `${text(name)}: ${value}`).join(', ');
}

/** Is a newborn of the kind to have a cell for itself? */
const bornAlone = (w: PlainWriter, kind: string): boolean => w.context.space?.grid?.capacity === 1 && livesInSpace(w.context, kind);

/** Newborns wait until the rule has ended: columns left open are the parent's after its rule. */
export function writeBirths(w: PlainWriter): void {
  const { context } = w;
  for (const kind of w.plain.births) {
    w.bind(`stage$${w.kindName(kind)}`, `rt.births[${text(kind)}]`);
    const own = kind === context.self;
    const shared = livesInSpace(context, kind) ? w.axes : [];
    w.line(`const shape$${w.kindName(kind)} = {`);
    w.line('__proto__: null,');
    for (const { name, type, size, hidden = false } of w.columns(kind)) {
      const taken = isClaimColumn(name) || hidden;
      const keep = taken
        ? `() => refuse('a newborn with ${name}: the engine writes it')`
        : `(value, what) => ${w.kept(kind, name, bornAlone(w, kind) ? `${w.keep(type)}(value, what)` : w.placed(kind, name, `${w.keep(type)}(value, what)`))}`;
      const parent = (own && !taken) || shared.includes(name);
      w.line(`${text(name)}: { size: ${size}, keep: ${keep}, parent: ${parent} },`);
    }
    w.line('};');
    w.line(`let born$${w.kindName(kind)} = 0, before$${w.kindName(kind)} = 0;`);
  }
  if (w.plain.births.length === 0) return;
  const bear = w.plain.births.map((kind) => {
    const [stage, shape, born] = ['stage', 'shape', 'born'].map((part) => `${part}$${w.kindName(kind)}`);
    return `if (kind === ${text(kind)}) { if (${born} < ${stage}.limit) { deliver(${stage}, ${shape}, ${stage}.base + ${born}, given);${bornAlone(w, kind) ? ` ${stage}.views[${text(WISH)}][${stage}.base + ${born}] = birthplace(given);` : ''} } ${born}++; }`;
  });
  w.line('const expect = (kind, shape, columns = {}) => {');
  w.line(
    "if (typeof columns !== 'object' || columns === null) refuse('a newborn ' + kind + ' takes its columns, but got ' + said(columns));",
  );
  w.line('const given = {};');
  w.line('for (const name of Object.keys(columns)) {');
  w.line("const { size, keep } = shape[name] ?? missing('a newborn ' + kind, name, Object.keys(shape));");
  w.line('given[name] = size === 1 ? [keep(columns[name], name)] : list(name, columns[name], size, keep);');
  w.line('}');
  w.line('newborns.push({ kind, given });');
  w.line('};');
  w.line('const deliver = (stage, shape, at, given) => {');
  w.line('for (const name in shape) {');
  w.line('const { size, parent } = shape[name];');
  w.line('for (let d = 0; d < size; d++)');
  w.line('  stage.views[name][d * stage.capacity + at] = name in given ? given[name][d] : parent ? next[name][d * capacity + i] : 0;');
  w.line('}');
  w.line('};');
  if (w.plain.births.some((kind) => bornAlone(w, kind))) {
    w.line('const birthplace = (given) => {');
    w.line(`if (!('x' in given) && !('y' in given)) return ${ANYWHERE};`);
    w.line("if (!('x' in given && 'y' in given)) refuse('a newborn takes both x and y, or neither: then an empty cell is drawn');");
    w.line("const cell = cellAt(given.x[0], given.y[0], 'world.birth');");
    w.line(`return cell >= 0 ? cell + 1 : ${NOWHERE};`);
    w.line('};');
  }
  w.line(`const bear = ({ kind, given }) => { ${bear.join(' else ')} };`);
}

/** A function of the own kind, with one for each kind as its members: `world.birth`, `world.agent`. */
function kindsText(w: PlainWriter, what: string, named: readonly string[], own: string | null, call: (kind: string) => string): string {
  const one = (kind: string): string =>
    named.includes(kind) ? call(kind) : `() => refuse(${text(`world.${what} of kind ${kind}: name it in the text of the rule`)})`;
  const { kinds } = w.context;
  const members = kinds.map(({ name }) => `${text(name)}: ${one(name)}`).join(', ');
  const guarded = `guard(${text(`world.${what}`)}, ${text(kinds.map(({ name }) => name))}, Function.prototype)`;
  // a kind may be called as a property of functions is, such as "name"
  return `Object.freeze(Object.setPrototypeOf(Object.defineProperties(${one(own ?? '')}, Object.getOwnPropertyDescriptors({ ${members} })), ${guarded}))`;
}

/** `world`, and the globals that only hooks and schedules may write. */
export function writeWorld(w: PlainWriter): void {
  const { context, plain: facts } = w;
  const { role, globals, kinds, self } = context;
  const names = kinds.map(({ name }) => name);
  const known = [
    'tick',
    'count',
    ...(role === 'rule' ? ['birth'] : []),
    ...(role === 'rule' || role === 'reduce' ? ['agent'] : []),
    ...(facts.fields.length > 0 ? ['fields'] : []),
    ...(context.space?.grid && role !== 'global' ? ['cell', 'occupied'] : []),
    ...(facts.linkSites > 0 ? ['link'] : []),
    ...globals,
  ];
  w.line(`const world = Object.freeze({ __proto__: guard('world', ${text(known)}),`);
  w.line("get tick() { return tick; }, set tick(value) { refuse('world.tick: the engine counts'); },");
  w.line(`count: Object.freeze({ __proto__: guard('world.count', ${text(names)}),`);
  for (const name of names) w.line(`get ${text(name)}() { return counts[${text(name)}]; },`);
  w.line('}),');
  if (role === 'rule') {
    const bear = (kind: string): string => `(columns) => expect(${text(kind)}, shape$${w.kindName(kind)}, columns)`;
    w.line(`birth: ${kindsText(w, 'birth', facts.births, self, bear)},`);
  }
  if (role === 'rule' || role === 'reduce') {
    const ask = (kind: string): string => `(given) => agent$${w.kindName(kind)}(given)`;
    w.line(`agent: ${kindsText(w, 'agent', facts.gathered, self, ask)},`);
  }
  if (facts.fields.length > 0) w.line(fieldsText(w));
  w.lines.push(...gridMembers(w));
  if (facts.linkSites > 0) w.line(linkText(w));
  globals.forEach((name, slot) => {
    const read = w.single ? `F(globals[${slot}])` : `globals[${slot}]`;
    const set =
      role === 'global'
        ? `globals[${slot}] = ${w.single ? 'single' : 'float'}(value, 'world.${name}');`
        : `refuse('world.${name}: globals are written by schedules, hooks and reductions of the model');`;
    w.line(`get ${text(name)}() { return ${read}; }, set ${text(name)}(value) { ${set} },`);
  });
  w.line('});');
}
