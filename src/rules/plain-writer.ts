// Lines of a kernel that runs a rule plainly, under construction. Imports claims, numbers, pass, plain-survey and writer.

import { shown, type ColumnSpec, type ColumnType } from '../engine/columns.ts';
import { isClaimColumn } from './claims.ts';
import type { Neighbours, Program, Stmt } from './ir.ts';
import { typeOfColumn } from './numbers.ts';
import { livesInSpace, type RuleContext } from './pass.ts';
import type { PlainSurvey } from './plain-survey.ts';
import { AXES, Writer } from './writer.ts';

/** A value as text of the kernel. */
export const text = (value: unknown): string => JSON.stringify(value);

const columnsOf = ({ kinds }: RuleContext, kind: string | null): readonly ColumnSpec[] =>
  kinds.find(({ name }) => name === kind)?.columns ?? [];

const axesOf = (context: RuleContext): readonly string[] =>
  livesInSpace(context, context.self) ? AXES.slice(0, context.space?.dimensions) : [];

const inTurn = ({ role, mode }: RuleContext): boolean => role === 'rule' && mode === 'sequential';

/** The loop over the neighbours of a kind; its body is a line of text. */
const loopOver = ({ kinds }: RuleContext, kind: string): Neighbours => {
  return { op: 'neighbours', label: kinds.findIndex(({ name }) => name === kind), kind, body: [], counter: null, lanes: [] };
};

/** A program that visits the same neighbours and moves the same agents: it decides how loops and stores are written. */
function likeness(plain: PlainSurvey, context: RuleContext): Program {
  const { role, name, precision, mode, self, kinds, space, globals, fields = [] } = context;
  const moves = axesOf(context).map((column): Stmt => {
    const own = { op: 'own', column, plane: 0 } as const;
    return { op: 'set', place: own, value: { ...own, type: 'float' } };
  });
  const body = [...(inTurn(context) ? moves : []), ...plain.neighbourKinds.map((kind) => loopOver(context, kind))];
  return { role, name, precision, mode, self, kinds, space, globals, fields, locals: [], tables: [], counters: 0, body, result: null };
}

export class PlainWriter extends Writer {
  readonly plain: PlainSurvey;
  readonly context: RuleContext;
  /** agents act one after the other, in place */
  readonly sequential: boolean;
  /** columns that hold my place in the space */
  readonly axes: readonly string[];
  /** columns of the kind that acts */
  readonly mine: readonly ColumnSpec[];
  /** those that are stored after each agent */
  readonly written: readonly ColumnSpec[];
  /** variables taken from `rt` once for each call, and how */
  readonly bound = new Map<string, string>();
  protected override readonly runtime = 'runtime';
  /** what is done with a neighbour */
  visit = '';

  constructor(plain: PlainSurvey, context: RuleContext) {
    super(likeness(plain, context));
    this.plain = plain;
    this.context = context;
    this.sequential = inTurn(context);
    this.axes = axesOf(context);
    this.mine = columnsOf(context, context.self);
    this.written = context.role === 'reduce' ? [] : this.mine.filter(({ name }) => !isClaimColumn(name));
  }

  override block(): void {
    this.line(this.visit);
  }

  visits(kind: string): Neighbours {
    return loopOver(this.context, kind);
  }

  columns(kind: string): readonly ColumnSpec[] {
    return columnsOf(this.context, kind);
  }

  /** Those that the author may name. */
  shown(kind: string | null): readonly ColumnSpec[] {
    return shown(columnsOf(this.context, kind));
  }

  bind(name: string, how: string): void {
    this.bound.set(name, how);
  }

  /** The function of plain-tools that turns what the author gives into what a column keeps. */
  keep(type: ColumnType): string {
    const kept = typeOfColumn(type);
    if (kept === 'float') return this.single ? 'single' : 'float';
    return type === 'u8' ? 'byte' : kept === 'u32' ? 'unsigned' : 'whole';
  }

  /** What columns read as where there is nothing. */
  nothing(kind: string, column: string): string {
    return this.isFloat(kind, column) ? 'NaN' : '0';
  }
}
