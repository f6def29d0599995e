// Statements in lanes: branches that some lanes take become masks, jumps of some lanes leave them out of what follows.
// Imports body, frame, ir.

import { operandsOf, walk, type Expr, type Place, type Stmt } from '../ir.ts';
import { Body, isCostly } from './body.ts';
import { V128, v128, type Code } from '../../engine/wasm/instructions.ts';
import type { Value } from './shape.ts';

/** Lanes that take part, as narrow and as wide masks; all in locals. */
export interface Mask {
  readonly narrow: Code;
  readonly wide: readonly Code[];
}

const ALL = v128.const(Int32Array.of(-1, -1, -1, -1));
const NO_LANE = v128.const(new Int32Array(4));

export abstract class LaneBody extends Body {
  /** lanes that run the statement at hand; null: all that exist */
  protected mask: Mask | null = null;
  /** lanes that exist, for effects; null: all */
  protected base: Mask | null = null;
  private readonly entries = new Map<string, Mask | null>();
  /** lanes that have jumped to a label: a narrow mask in a local, made when the first does */
  private readonly gone = new Map<string, number>();

  /** Does it differ between lanes? */
  abstract varies(expr: Expr): boolean;
  /** An expression that is the same in all lanes, as a number. */
  abstract alone(expr: Expr): Value;
  /** The same in all lanes, in all lanes. */
  protected abstract spread(expr: Expr): Value;
  protected abstract writeUniform(place: Place, value: Value): void;
  protected abstract isUniform(place: Place): boolean;
  protected abstract readPlace(place: Place): Value;
  protected abstract writeLanes(place: Place, value: Value): void;
  /** Statements that only some bodies have: neighbours, die, claims, births. */
  protected abstract special(stmt: Stmt): void;
  /** Is this loop the same in all lanes? */
  protected abstract isUniformLoop(loop: Stmt & { op: 'loop' }): boolean;
  protected abstract tickLanes(counter: number): void;

  override expr(expr: Expr): Value {
    if (!this.varies(expr)) return this.spread(expr);
    if (expr.op === 'logic' && isCostly(expr.right)) return this.inShort(expr);
    return super.expr(expr);
  }

  /** The right side only where the left has left it open in some lane that takes part. */
  private inShort({ operator, left, right }: Expr & { op: 'logic' }): Value {
    const { shape } = this;
    const { fn, flow } = this.frame;
    const first = shape.hold(shape.value('bool', shape.narrow(this.expr(left))));
    const result = fn.local(V128);
    fn.emit(fn.set(result, first.parts[0]));
    const open = operator === 'and' ? first.parts[0] : v128.not(first.parts[0]);
    flow.if(v128.any_true(this.effective ? v128.and(open, this.effective.narrow) : open), () => {
      const second = shape.value('bool', shape.narrow(this.expr(right)));
      fn.emit(fn.set(result, shape.logic(operator, first, second).parts[0]));
    });
    return shape.value('bool', fn.get(result));
  }

  /** Each side only where some lane that takes part wants it, if it is costly. */
  protected override select(expr: Expr & { op: 'select' }): Value {
    const { shape } = this;
    const { fn, flow } = this.frame;
    if (!isCostly(expr.yes) && !isCostly(expr.no)) return super.select(expr);
    const test = shape.hold(shape.value('bool', shape.narrow(this.expr(expr.test))));
    const registers = expr.type === 'float' ? shape.registers : 1;
    const locals = Array.from({ length: registers }, () => fn.local(V128));
    const side = (value: Expr, wanted: Code): void => {
      const write = (): void => {
        const given = this.expr(value);
        const parts = expr.type === 'bool' ? [shape.narrow(given)] : given.parts;
        const now = shape.value(expr.type, ...locals.map((local) => fn.get(local)));
        const merged = shape.select(shape.value('bool', wanted), shape.value(expr.type, ...parts), now);
        locals.forEach((local, k) => fn.emit(fn.set(local, merged.parts[k])));
      };
      if (isCostly(value)) flow.if(v128.any_true(this.effective ? v128.and(wanted, this.effective.narrow) : wanted), write);
      else write();
    };
    side(expr.yes, test.parts[0]);
    side(expr.no, fn.keep(V128, v128.not(test.parts[0])));
    return shape.value(expr.type, ...locals.map((local) => fn.get(local)));
  }

  protected override bits(expr: Expr & { op: 'bits' }): Value {
    const { operator, type, left, right } = expr;
    if ((operator === '<<' || operator === '>>' || operator === '>>>') && !this.varies(right))
      return this.shape.uniformShift(operator, type, this.expr(left), this.alone(right).parts[0]);
    return super.bits(expr);
  }

  /** The mask that effects go by: null where every lane exists and takes part. */
  protected get effective(): Mask | null {
    return this.mask ?? this.base;
  }

  /** Lanes of the present mask for which the test holds. */
  protected both(test: Value): Mask {
    const { shape } = this;
    const { fn } = this.frame;
    const outer = this.effective;
    const keep = (code: Code): Code => fn.keep(V128, code);
    if (test.wide) {
      const wide = test.parts.map((part, k) => keep(outer ? v128.and(part, outer.wide[k]) : part));
      return { wide, narrow: keep(shape.narrow({ type: 'bool', parts: wide, wide: true })) };
    }
    return this.maskOf(keep(outer ? v128.and(test.parts[0], outer.narrow) : test.parts[0]));
  }

  /** Both widths of a narrow mask in a local. */
  protected maskOf(narrow: Code): Mask {
    const wide = this.shape
      .widen(this.shape.value('bool', narrow))
      .map((part) => (part === narrow ? part : this.frame.fn.keep(V128, part)));
    return { narrow, wide };
  }

  protected without(mask: Mask | null, lanes: Code): Mask {
    const { fn } = this.frame;
    return this.maskOf(fn.keep(V128, v128.andnot(mask ? mask.narrow : ALL, lanes)));
  }

  protected asValue(mask: Mask): Value {
    return mask.wide.length > 0 && this.shape.precision === 'f64'
      ? { type: 'bool', parts: mask.wide, wide: true }
      : this.shape.value('bool', mask.narrow);
  }

  /** `value` where the mask is set, else what is there. */
  protected merged(mask: Mask | null, value: Value, now: () => Value): Value {
    if (!mask) return value;
    const test: Value = value.type === 'float' || value.wide ? this.asValue(mask) : this.shape.value('bool', mask.narrow);
    return this.shape.select(test, value, now());
  }

  // ---- statements

  list(body: readonly Stmt[]): void {
    const outer = this.mask;
    for (const [n, stmt] of body.entries()) {
      this.stmt(stmt);
      if (n + 1 === body.length) break;
      for (const label of jumpsOut(stmt)) {
        const gone = this.gone.get(label);
        if (gone !== undefined) this.mask = this.without(this.effective, this.frame.fn.get(gone));
      }
    }
    this.mask = outer;
  }

  protected stmt(stmt: Stmt): void {
    switch (stmt.op) {
      case 'set':
        return this.assign(stmt.place, stmt.value);
      case 'add': {
        const now: Expr =
          stmt.place.op === 'local' ? { op: 'local', type: 'float', local: stmt.place.local } : { ...stmt.place, type: 'float' };
        return this.assign(stmt.place, { op: 'arith', type: 'float', operator: stmt.minus ? '-' : '+', left: now, right: stmt.value });
      }
      case 'if':
        return this.branch(stmt);
      case 'block':
        return this.labelled(`L${stmt.label}`, this.frame.facts.left.has(stmt.label), () => this.list(stmt.body));
      case 'loop':
        return this.isUniformLoop(stmt) ? this.uniformLoop(stmt) : this.divergentLoop(stmt);
      case 'leave':
        return this.jump(`L${stmt.label}`);
      case 'again':
        return this.jump(`T${stmt.label}`);
      default:
        return this.special(stmt);
    }
  }

  protected assign(place: Place, value: Expr): void {
    if (this.isUniform(place)) return this.writeUniform(place, this.alone(value));
    this.writeLanes(
      place,
      this.merged(this.mask, this.expr(value), () => this.readPlace(place)),
    );
  }

  /** Draws made for the lanes of several branches at once, by site. */
  protected readonly drawn = new Map<number, Value>();

  protected override draw(expr: Expr & { op: 'draw' }, site?: Value): Value {
    return this.drawn.get(expr.site) ?? super.draw(expr, site);
  }

  private branch(stmt: Stmt & { op: 'if' }): void {
    const { test, yes, no } = stmt;
    const { flow } = this.frame;
    if (!this.varies(test)) {
      return flow.if(this.alone(test).parts[0], () => this.list(yes), no.length > 0 ? () => this.list(no) : undefined);
    }
    const held = this.shape.hold(this.expr(test));
    const otherwise = no.length > 0 ? this.both(this.shape.not(held)) : null; // before `yes`, which may change what was tested
    const shared = this.shareDraws(stmt, held);
    this.under(this.both(held), yes);
    if (otherwise) this.under(otherwise, no);
    for (const site of shared) this.drawn.delete(site);
  }

  /**
   * A lane takes one of the branches: where both draw, one uniform number is made for all lanes, each at the place of its own draw.
   * Returns the sites that have their number now.
   */
  private shareDraws(stmt: Stmt & { op: 'if' }, test: Value): readonly number[] {
    const choice = choiceOf([stmt]);
    if (choice === null || choice.draw !== null || choice.sites.some((site) => this.drawn.has(site))) return [];
    const placeOf = (each: Choice, held: Value | null): Value => {
      if (each.draw !== null) return this.shape.constant('i32', (each.draw.site << 16) | 0);
      const { yes, no } = each;
      return this.shape.select(held ?? this.shape.hold(this.expr(each.test)), placeOf(yes, null), placeOf(no, null));
    };
    const draw = { op: 'draw', type: 'float', name: 'uniform', site: -1, counter: null, operands: [] } as const;
    const number = this.shape.hold(super.draw({ ...draw, operands: [] }, placeOf(choice, test)));
    for (const site of choice.sites) this.drawn.set(site, number);
    return choice.sites;
  }

  /** Statements for some lanes only; with a branch around them where they cost more than the branch. */
  protected under(mask: Mask, body: readonly Stmt[]): void {
    const outer = this.mask;
    const run = (): void => {
      this.mask = mask;
      this.list(body);
      this.mask = outer;
    };
    if (costOf(body) * this.shape.registers > WORTH_A_BRANCH) this.frame.flow.if(v128.any_true(mask.narrow), run);
    else run();
  }

  /** A label that lanes may jump to, together or each for itself. */
  protected labelled(label: string, used: boolean, body: () => void): void {
    if (!used) return body();
    const { fn, flow } = this.frame;
    this.entries.set(label, this.mask);
    this.gone.delete(label);
    const code = fn.inside(() => flow.block(label, body));
    const gone = this.gone.get(label);
    if (gone !== undefined) fn.emit(fn.set(gone, NO_LANE));
    fn.emit(code);
  }

  private jump(label: string): void {
    const { fn, flow } = this.frame;
    if (this.mask === this.entries.get(label)) return flow.goto(label);
    let gone = this.gone.get(label);
    if (gone === undefined) {
      gone = fn.local(V128);
      this.gone.set(label, gone);
    }
    fn.emit(fn.set(gone, v128.or(fn.get(gone), this.effective?.narrow ?? ALL)));
  }

  /** Not begun where no lane is left: what would end it may be what kept all of them out. */
  private uniformLoop(loop: Stmt & { op: 'loop' }): void {
    const { effective } = this;
    if (effective) this.frame.flow.if(v128.any_true(effective.narrow), () => this.together(loop));
    else this.together(loop);
  }

  private together(loop: Stmt & { op: 'loop' }): void {
    const { flow } = this.frame;
    const { label, before, test, testFirst } = loop;
    const check = (): void => {
      this.list(before);
      if (test && !(test.op === 'const' && test.value)) flow.gotoIf([this.alone(test).parts[0], 0x45], `L${label}`);
    };
    this.labelled(`L${label}`, true, () =>
      flow.loop(`C${label}`, () => {
        if (loop.counter !== null) this.tickLanes(loop.counter);
        if (testFirst) check();
        this.labelled(`T${label}`, this.frame.facts.again.has(label), () => this.list(loop.body));
        this.list(loop.update);
        if (!testFirst) check();
        flow.goto(`C${label}`);
      }),
    );
  }

  /** Goes on until no lane is left; lanes that are done wait. */
  private divergentLoop(loop: Stmt & { op: 'loop' }): void {
    const { fn, flow } = this.frame;
    const { label, before, test, testFirst } = loop;
    const outer = this.mask;
    const alive = fn.local(V128);
    const jumps = [`L${label}`, ...jumpsOut(loop)];
    fn.emit(fn.set(alive, this.effective?.narrow ?? ALL));
    /** The lanes that are still in the loop, without those that have jumped out of it. */
    const renew = (): void => {
      for (const jump of jumps) {
        const gone = this.gone.get(jump);
        if (gone !== undefined) fn.emit(fn.set(alive, v128.andnot(fn.get(alive), fn.get(gone))));
      }
      this.mask = this.maskOf(fn.keep(V128, fn.get(alive)));
    };
    const check = (): void => {
      this.list(before);
      if (test) fn.emit(fn.set(alive, v128.and(fn.get(alive), this.shape.narrow(this.expr(test)))));
      flow.gotoIf([v128.any_true(fn.get(alive)), 0x45], `X${label}`);
      renew();
    };
    this.gone.delete(`L${label}`);
    this.entries.set(`L${label}`, NEVER);
    const gone = fn.local(V128);
    this.gone.set(`L${label}`, gone);
    fn.emit(fn.set(gone, NO_LANE));
    flow.block(`X${label}`, () =>
      flow.loop(`C${label}`, () => {
        renew();
        if (loop.counter !== null) this.tickLanes(loop.counter);
        if (testFirst) check();
        this.labelled(`T${label}`, this.frame.facts.again.has(label), () => this.list(loop.body));
        renew();
        this.list(loop.update);
        if (!testFirst) check();
        else flow.gotoIf([v128.any_true(fn.get(alive)), 0x45], `X${label}`);
        flow.goto(`C${label}`);
      }),
    );
    this.mask = outer;
  }
}

/** Which draw a lane makes: one, or one or the other by a test. */
type Choice = { readonly sites: readonly number[] } & (
  | { readonly draw: Expr & { op: 'draw' } }
  | { readonly draw: null; readonly test: Expr; readonly yes: Choice; readonly no: Choice }
);

/**
 * One uniform draw outside of loops that the lanes make in these statements; null where there is none to be had. A branch at the start is
 * a choice, if its test draws nothing: it may be told before anything has happened.
 */
function choiceOf(body: readonly Stmt[]): Choice | null {
  const [first] = body;
  if (first?.op === 'if' && !draws(first.test)) {
    const [yes, no] = [choiceOf(first.yes), choiceOf(first.no)];
    if (yes && no) return { sites: [...yes.sites, ...no.sites], draw: null, test: first.test, yes, no };
  }
  let found: (Expr & { op: 'draw' }) | null = null;
  walk(
    body,
    () => {},
    (expr) => {
      if (expr.op === 'draw' && expr.name === 'uniform' && expr.counter === null) found ??= expr;
    },
  );
  return found === null ? null : { sites: [(found as Expr & { op: 'draw' }).site], draw: found };
}

const draws = (expr: Expr): boolean => expr.op === 'draw' || operandsOf(expr).some(draws);

/** A mask that no label is entered under: every jump there is one of some lanes. */
const NEVER: Mask = { narrow: [], wide: [] };

const OUT = new WeakMap<Stmt, string[]>();

/** Labels outside of a statement that it may jump to. */
export function jumpsOut(stmt: Stmt): string[] {
  let known = OUT.get(stmt);
  if (!known) {
    const inside = new Set<string>();
    const targets = new Set<string>();
    walk(
      [stmt],
      (each) => {
        if (each.op === 'block') inside.add(`L${each.label}`);
        if (each.op === 'loop' || each.op === 'neighbours') inside.add(`L${each.label}`).add(`T${each.label}`);
        if (each.op === 'leave') targets.add(`L${each.label}`);
        if (each.op === 'again') targets.add(`T${each.label}`);
      },
      () => {},
    );
    known = [...targets].filter((label) => !inside.has(label));
    OUT.set(stmt, known);
  }
  return known;
}

/** What costs more instructions than this is worth a branch that is sometimes mispredicted. */
const WORTH_A_BRANCH = 24;

/** About how many instructions it takes in one register. */
function costOf(body: readonly Stmt[]): number {
  let cost = 0;
  walk(
    body,
    (stmt) => {
      cost += stmt.op === 'loop' || stmt.op === 'neighbours' ? 100 : 1;
    },
    (expr) => {
      cost += isCostly(expr) ? 50 : expr.op === 'const' || expr.op === 'local' || expr.op === 'own' ? 0 : 1;
    },
  );
  return cost;
}
