// Expressions of the intermediate form as values of a shape. What an expression reads (variables, columns, neighbours) is up to
// the body: one agent, four agents, or the candidates of one agent. Imports ir, shape, frame.

import { operandsOf, type Expr, type Type } from '../ir.ts';
import { F32, F64, I32, i32, type Code } from '../../engine/wasm/instructions.ts';
import { AXES } from '../writer.ts';
import type { Frame } from './frame.ts';
import { fieldCell } from './space.ts';
import type { Shape, Value } from './shape.ts';

/** The leaves of an expression. */
type Leaf = Extract<
  Expr,
  {
    op:
      | 'local'
      | 'own'
      | 'ownAt'
      | 'other'
      | 'otherAt'
      | 'measure'
      | 'selfId'
      | 'otherId'
      | 'index'
      | 'place'
      | 'agent'
      | 'agentAt'
      | 'table'
      | 'field';
  }
>;

export abstract class Body {
  readonly frame: Frame;
  readonly shape: Shape;

  constructor(frame: Frame, shape: Shape) {
    this.frame = frame;
    this.shape = shape;
  }

  protected abstract leaf(expr: Leaf): Value;
  /** Trips of a loop so far, from 0 in the first. */
  protected abstract trip(counter: number): Value;

  /** The value of an expression in all lanes. */
  expr(expr: Expr): Value {
    const { shape } = this;
    switch (expr.op) {
      case 'const':
        return shape.constant(expr.type, expr.value);
      case 'tick':
        return shape.splat(this.number('i32', this.frame.args.get('tick')));
      case 'population':
        return shape.splat(this.number('i32', this.frame.args.get(`count:${expr.kind}`)));
      case 'global':
        return shape.splat(this.number('float', this.frame.global(expr.name)));
      case 'arith':
        return shape.arithmetic(expr.operator, expr.type, this.expr(expr.left), this.expr(expr.right));
      case 'bits':
        return this.bits(expr);
      case 'unary':
        return shape.unary(expr.operator, expr.type, this.expr(expr.operand));
      case 'compare':
        return shape.compare(expr.operator, this.expr(expr.left), this.expr(expr.right));
      case 'logic':
        return shape.logic(expr.operator, this.expr(expr.left), this.expr(expr.right));
      case 'not':
        return shape.not(this.expr(expr.operand));
      case 'select':
        return this.select(expr);
      case 'convert':
        return shape.convert(expr.how, expr.type, this.expr(expr.operand));
      case 'elementary':
        return shape.elementary(
          expr.name,
          expr.operands.map((operand) => this.expr(operand)),
        );
      case 'draw':
        return this.draw(expr);
      case 'cell':
        return fieldCell(
          this.frame,
          shape,
          expr.field,
          expr.position.map((position, axis) => ({
            value: this.expr(position),
            inside: position.op === 'own' && position.column === AXES[axis] && !this.frame.facts.writes.includes(position.column),
          })),
        );
      default:
        return this.leaf(expr);
    }
  }

  private number(type: Type, ...parts: Code[]): Value {
    return { type, parts, wide: false };
  }

  protected bits({ operator, type, left, right }: Expr & { op: 'bits' }): Value {
    return this.shape.bits(operator, type, this.expr(left), this.expr(right));
  }

  protected select({ test, yes, no }: Expr & { op: 'select' }): Value {
    return this.shape.select(this.expr(test), this.expr(yes), this.expr(no));
  }

  /** The place of a draw among all of its agent and tick: site and trip of the loop around it. */
  protected draw(expr: Expr & { op: 'draw' }, site?: Value): Value {
    const { shape, frame } = this;
    const base = site ?? shape.constant('i32', (expr.site << 16) | 0);
    const k0 = shape.splat(this.number('i32', frame.args.get('k0')));
    const k1 = shape.splat(this.number('i32', frame.args.get('k1')));
    const id = this.leaf({ op: 'selfId', type: 'i32' });
    const operands = expr.operands.map((operand) => this.expr(operand));
    if (expr.counter === null) return shape.draw(expr.name, [k0, k1, id, base], operands);
    const trip = shape.hold(this.trip(expr.counter));
    const index = shape.bits('|', 'i32', base, shape.bits('&', 'i32', trip, shape.constant('i32', 0xffff)));
    const upper = shape.vector
      ? shape.uniformShift('>>>', 'i32', trip, i32.const(16))
      : shape.bits('>>>', 'i32', trip, shape.constant('i32', 16));
    return shape.draw(expr.name, [k0, shape.bits('^', 'i32', k1, upper), id, index], operands);
  }
}

/** Is this worth a branch around it where nobody needs it? */
export function isCostly(expr: Expr): boolean {
  return expr.op === 'elementary' || expr.op === 'draw' || operandsOf(expr).some(isCostly);
}

/** One of two numbers, only the wanted one computed. */
export function either(type: Type, single: boolean, test: Code, yes: Code, no: Code): Code {
  const result = type === 'float' ? (single ? F32 : F64) : I32;
  return [test, 0x04, result, yes, 0x05, no, 0x0b];
}
