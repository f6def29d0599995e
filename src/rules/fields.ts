// Fields of the model: what `world.fields.scent.here`, `.at(x, y)`, `.deposit(amount)` and `.claim()` stand for. Imports pass, expressions, numbers, tables.

import type { CallExpression, Node } from 'acorn';
import { kindOfCells } from '../spaces/field.ts';
import { lowerValue } from './expressions.ts';
import type { Expr, FieldShape } from './ir.ts';
import { convert, typeOfColumn } from './numbers.ts';
import { livesInSpace, type Binding, type Pass } from './pass.ts';
import { keep } from './tables.ts';

const MEMBERS = ['here', 'at(x, y)', 'deposit(amount)', 'claim()'];

/** `world.fields`: seen by those who stand somewhere. */
export function worldFields(p: Pass, node: Node): Binding {
  const { role, fields = [] } = p.context;
  if (role === 'global')
    p.refuse(node, '`world.fields`', 'only rules, init functions and reductions see fields; let a global be a reduction over the field');
  if (fields.length === 0)
    p.refuse(node, '`world.fields`, although the model has no fields,', 'declare them: fields: { scent: { size: [100, 100] } }');
  return { tag: 'fields' };
}

/** `world.fields.name` */
export function namedField(p: Pass, name: string, node: Node): Binding {
  const { fields = [] } = p.context;
  const field = fields.find((each) => each.name === name);
  if (field) return { tag: 'field', field };
  return p.unknown(
    node,
    name,
    'world.fields',
    fields.map((each) => each.name),
  );
}

/** `world.fields.scent.here` is a number, the other members are called. */
export function fieldMember(p: Pass, field: FieldShape, name: string, node: Node): Binding {
  if (name === 'here') return { tag: 'value', expr: read(field, cell(p, field, standing(p, field, 'here', node), node)) };
  if (name === 'at' || name === 'deposit' || name === 'claim') return { tag: 'fieldCall', field, name };
  return p.unknown(node, name, `world.fields.${field.name}`, MEMBERS);
}

/** A call of one of them; null when it gives nothing. */
export function fieldCall(p: Pass, { field, name }: Binding & { tag: 'fieldCall' }, node: CallExpression): Expr | null {
  const given = node.arguments.length;
  const what = `\`world.fields.${field.name}.${name}\``;
  const least = name === 'deposit' ? 1 : 0;
  if ((given !== least || name === 'at') && given !== least + 2)
    p.refuse(node, `${what} with ${given} argument${given === 1 ? '' : 's'}`, TAKES[name]);
  if (name !== 'at') {
    if (p.context.role !== 'rule') p.refuse(node, what, `only rules ${name}`);
    p.effect(node, what);
    if (name === 'deposit' && p.loop)
      p.refuse(
        node,
        `${what} inside a loop`,
        'add up in a variable and deposit it after the loop; for several cells write several deposits, or a helper called several times',
      );
  }
  const [first, ...rest] = node.arguments.map((argument) => lowerValue(p, argument as Parameters<typeof lowerValue>[1]));
  const position = name === 'deposit' ? rest : [first, ...rest].slice(0, given);
  const at = cell(p, field, position.length === 2 ? position : standing(p, field, name, node), node);
  if (name === 'at') return read(field, at);
  if (name === 'claim') p.out.push({ op: 'claimAt', place: at, kind: kindOfCells(field.name) });
  else p.out.push({ op: 'deposit', site: p.deposits++, field: field.name, cell: at, value: convert(first, 'float', p.single) });
  return null;
}

const TAKES = {
  at: 'it takes a position: at(self.x + 1, self.y)',
  deposit: 'it takes an amount, and a position unless it is mine: deposit(1), or deposit(1, x, y)',
  claim: 'it takes a position, or nothing for mine: claim(), or claim(x, y)',
};

/** My position as my rule has it now. */
function standing(p: Pass, field: FieldShape, name: string, node: Node): Expr[] {
  const { self } = p.context;
  if (!livesInSpace(p.context, self))
    p.refuse(
      node,
      `\`world.fields.${field.name}.${name}\` of kind ${self}, which has no place in the space,`,
      `give it the float columns x and y, or name a position: ${name === 'here' ? 'at' : name}(${name === 'deposit' ? 'amount, ' : ''}x, y)`,
    );
  return ['x', 'y'].map((column) => {
    const { type } = p.columnsOf(self ?? '').find((each) => each.name === column) ?? { type: 'f64' };
    return { op: 'own', type: typeOfColumn(type), column, plane: 0 };
  });
}

/** The local that holds the cell of a position. */
function cell(p: Pass, { name }: FieldShape, position: readonly Expr[], node: Node): number {
  const held = p.variable('cell');
  keep(p, held, { op: 'cell', type: 'i32', field: name, position: position.map((each) => convert(each, 'float', p.single)) }, node);
  return held;
}

const read = ({ name }: FieldShape, held: number): Expr => ({ op: 'field', type: 'float', field: name, cell: held });
