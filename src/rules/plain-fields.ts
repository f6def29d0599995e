// Fields as a rule that runs plainly sees them: `world.fields`. Imports ir, plain-writer and spaces.

import { kindOfCells } from '../spaces/field.ts';
import type { FieldShape } from './ir.ts';
import { text, type PlainWriter } from './plain-writer.ts';
import { AXES, cellText } from './writer.ts';

const MEMBERS = ['here', 'at(x, y)', 'deposit(amount)', 'claim()'];

const named = ({ plain, context }: PlainWriter): FieldShape[] => (context.fields ?? []).filter(({ name }) => plain.fields.includes(name));

/** Does the rule note what it deposits, to be added when all rules have run? */
const notes = (w: PlainWriter): boolean => w.plain.deposits.length > 0 && !w.sequential;

/** The variables behind the fields: what was deposited so far by the agent at hand, call by call. */
export function writeFields(w: PlainWriter): void {
  const { plain, context } = w;
  for (const field of named(w)) {
    const name = w.fieldName(field.name);
    w.bind(name, `rt.fields[${text(field.name)}]`);
    const [x, y] = AXES.slice(0, 2).map((axis, k) => {
      const into = `into${w.single ? 32 : 64}$${axis}`;
      w.borders.add(into);
      const what = text(`a position on world.fields.${field.name}`);
      return cellText(`${into}(${w.single ? 'single' : 'float'}(${axis}, ${what}))`, field.cells[k], context.space?.size[k] ?? 1);
    });
    const mine = w.axes.length > 0 ? AXES.slice(0, 2).map((axis) => w.ownName(axis, 0)) : ["nowhere('x')", "nowhere('y')"];
    w.line(`const cell$${name} = (x = ${mine[0]}, y = ${mine[1]}) => (${y}) * ${field.cells[0]} + (${x});`);
    w.line(`let calls$${name} = 0;`);
  }
  w.line(
    `const nowhere = (axis) => refuse('the position of ${context.self ?? 'nobody'}, which has no place in the space: give it the column ' + axis);`,
  );
  if (!notes(w)) return;
  w.bind('noted', 'rt.deposits');
  w.line(`const where = new Int32Array(${plain.deposits.length}).fill(-1), amounts = new Float64Array(${plain.deposits.length});`);
  w.line('const note = (first, room, call, name, cell, amount) => {');
  w.line('if (call < room) { where[first + call] = cell; amounts[first + call] = amount; return; }');
  w.line('for (let s = first; s < first + room; s++) if (where[s] === cell) { amounts[s] += amount; return; }');
  w.line(
    "refuse('world.fields.' + name + '.deposit on more than ' + room + ' cells in a tick: deposit less often, or write more deposits in the text');",
  );
  w.line('};');
}

/** `world.fields` as a member of `world`. */
export function fieldsText(w: PlainWriter): string {
  const fields = named(w);
  const members = fields.map((field) => `${text(field.name)}: ${fieldText(w, field)}`);
  return `fields: Object.freeze({ __proto__: guard('world.fields', ${text(fields.map(({ name }) => name))}), ${members.join(', ')} }),`;
}

function fieldText(w: PlainWriter, field: FieldShape): string {
  const { plain, context } = w;
  const name = w.fieldName(field.name);
  const what = `world.fields.${field.name}`;
  const only = (member: string): string => `refuse(${text(`${what}.${member}: only rules ${member}`)});`;
  const keep = w.single ? 'single' : 'float';
  const amount = (given: string): string => (field.type === 'f32' ? `F(${given})` : given);
  const given = amount(`${keep}(amount, ${text(`${what}.deposit`)})`);
  const sites = plain.deposits.filter((each) => each.field === field.name);
  const deposit = w.sequential
    ? `${name}[cell$${name}(x, y)] += ${given};`
    : `note(${sites[0]?.site}, ${sites.length}, calls$${name}++, ${text(field.name)}, cell$${name}(x, y), ${given});`;
  const claims = plain.claims.indexOf(kindOfCells(field.name));
  const claim =
    claims < 0 ? `refuse(${text(`${what}.claim: name it in the text of the rule`)});` : `claimOf(${claims}, cell$${name}(x, y))();`;
  const acts = context.role === 'rule';
  return [
    `Object.freeze({ __proto__: guard(${text(what)}, ${text(MEMBERS)}),`,
    `get here() { return ${name}[cell$${name}()]; }, set here(value) { refuse(${text(`${what}.here: add to it with deposit(amount)`)}); },`,
    `at(x, y) { if (x === undefined || y === undefined) refuse(${text(`${what}.at takes a position: at(self.x + 1, self.y)`)}); return ${name}[cell$${name}(x, y)]; },`,
    `deposit(amount, x, y) { ${acts && sites.length > 0 ? deposit : only('deposit')} },`,
    `claim(x, y) { ${acts ? claim : only('claim')} } })`,
  ].join(' ');
}

/** Before each agent: nothing is deposited yet. */
export function writeNoDeposits(w: PlainWriter): void {
  if (!notes(w)) return;
  for (const { name } of named(w)) w.line(`calls$${w.fieldName(name)} = 0;`);
  w.line('where.fill(-1);');
}

/** After each agent: what it deposited. */
export function writeDeposits(w: PlainWriter): void {
  if (!notes(w)) return;
  w.line(`for (let s = 0; s < ${w.plain.deposits.length}; s++) { noted[s].cells[i] = where[s]; noted[s].amounts[i] = amounts[s]; }`);
}
