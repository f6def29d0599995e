// Where variables live. A variable whose every use lies in one list of statements, and that this list sets before it reads it, need not be
// kept apart there in lanes that do not take part: nobody reads theirs. Imports ir.

import { operandsOf, partsOf, type Expr, type Program, type Stmt } from '../ir.ts';

/** Uses of a variable: the lists around each, from the outermost, and whether a statement of the innermost sets it there, reading nothing of it. */
interface Use {
  readonly lists: readonly (readonly Stmt[])[];
  readonly sets: boolean;
}

/** The list that each variable lives in, of those that live in one that sets them first. */
export function homesOf({ body, result }: Pick<Program, 'body' | 'result'>): ReadonlyMap<number, readonly Stmt[]> {
  const uses = new Map<number, Use[]>();
  const use = (local: number, lists: Use['lists'], sets = false): void => {
    uses.set(local, [...(uses.get(local) ?? []), { lists, sets }]);
  };
  const read = (expr: Expr, lists: Use['lists']): void => {
    if (expr.op === 'local') use(expr.local, lists);
    if (expr.op === 'agent' || expr.op === 'agentAt') use(expr.place, lists);
    operandsOf(expr).forEach((operand) => read(operand, lists));
  };
  const visit = (list: readonly Stmt[], around: Use['lists']): void => {
    const lists = [...around, list];
    for (const stmt of list) {
      const { exprs, bodies } = partsOf(stmt);
      for (const expr of exprs) read(expr, lists);
      if (stmt.op === 'claimAt') use(stmt.place, lists);
      if (stmt.op === 'neighbours') for (const place of stmt.lanes) if (place.op === 'local') use(place.local, lists);
      if ((stmt.op === 'set' || stmt.op === 'add') && stmt.place.op === 'local') use(stmt.place.local, lists, stmt.op === 'set');
      for (const inner of bodies) visit(inner, lists);
    }
  };
  visit(body, []);
  if (result !== null) use(result, []);
  const homes = new Map<number, readonly Stmt[]>();
  for (const [local, [first, ...rest]] of uses) {
    const home = first.lists[first.lists.length - 1];
    if (first.sets && rest.every(({ lists }) => lists.includes(home))) homes.set(local, home);
  }
  return homes;
}
