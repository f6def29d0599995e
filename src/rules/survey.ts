// What a program reads, writes and needs: for back ends, and for the engine's plan of a tick. Imports ir.

import { keyOf, walk, type Neighbours, type Place, type Program } from './ir.ts';
import { livesInSpace } from './pass.ts';

export interface Survey {
  readonly reads: string[]; // my columns whose previous value the rule reads, or its loops over neighbours measure from
  readonly writes: string[];
  readonly ownPlanes: Map<string, Place & { op: 'own' }>; // planes named by constant indices
  readonly indexed: Set<string>; // columns read by computed indices only, never written
  readonly scratch: Set<string>; // vector columns that need a working copy that takes a computed index
  readonly locals: Set<number>;
  readonly loops: Neighbours[];
  readonly neighbourKinds: string[];
  readonly otherColumns: Map<string, Set<string>>; // kind to its columns that are read; "id" stands for ids
  readonly gathered: Map<string, Set<string>>; // kinds whose agents are asked for by id, to their columns that are read
  readonly tables: Set<number>; // those that are read
  readonly nearest: { kind: string; k: number }[]; // lists of the nearest that it reads
  readonly fields: Set<string>; // those of which a cell is named
  readonly deposits: { site: number; field: string }[]; // each place in the text where something is deposited
  /** it changes links of the network, and at so many places in its text makes new ones */
  readonly rewires: boolean;
  readonly linkSites: number;
  readonly dies: boolean;
  readonly kills: string[]; // kinds of which it lets others die
  /** it may stop the run with a message */
  readonly throws: boolean;
  readonly births: string[];
  readonly claims: string[]; // kinds that are claimed
  readonly draws: boolean;
  readonly elementary: Set<string>;
  readonly drawNames: Set<string>;
  readonly globalsRead: string[];
  readonly globalsWritten: string[];
  readonly populations: string[];
  readonly left: Set<number>; // labels of `leave`
  readonly again: Set<number>;
  /** position columns of mine that the rule writes, where the space has to wrap or clamp them */
  readonly moved: string[];
}

/** What a scratch array is a list of the nearest of, if it is one. */
function nearestIn(scratch: string | undefined): Survey['nearest'] {
  const [what, kind, k] = scratch?.split(':') ?? [];
  return what === 'nearest' ? [{ kind, k: Number(k) }] : [];
}

/** Take stock of a program. */
export function survey(program: Program): Survey {
  const reads = new Set<string>(),
    writes = new Set<string>(),
    read = new Set<string>(),
    written = new Set<string>();
  const ownPlanes = new Map<string, Place & { op: 'own' }>();
  const otherColumns = new Map<string, Set<string>>();
  const gathered = new Map<string, Set<string>>();
  const tables = new Set<number>();
  const fields = new Set<string>();
  const deposits: Survey['deposits'] = [];
  const locals = new Set<number>(),
    left = new Set<number>(),
    again = new Set<number>();
  const births = new Set<string>(),
    kills = new Set<string>(),
    claims = new Set<string>(),
    elementary = new Set<string>(),
    drawNames = new Set<string>();
  const globalsRead = new Set<string>(),
    globalsWritten = new Set<string>(),
    populations = new Set<string>();
  const loops: Neighbours[] = [];
  let dies = false;
  let rewires = false;
  let linkSites = 0;
  let throws = false;
  const other = (kind: string, column: string): void => {
    otherColumns.set(kind, (otherColumns.get(kind) ?? new Set()).add(column));
  };
  const gathers = (kind: string): Set<string> => {
    const columns = gathered.get(kind) ?? new Set();
    gathered.set(kind, columns);
    return columns;
  };
  const place = (target: Place, sets: boolean): void => {
    if (target.op === 'local') locals.add(target.local);
    else {
      ownPlanes.set(keyOf(target), { op: 'own', column: target.column, plane: target.plane });
      (sets ? writes : reads).add(target.column);
    }
  };
  walk(
    program.body,
    (stmt) => {
      if (stmt.op === 'set' || stmt.op === 'add') {
        place(stmt.place, true);
        if (stmt.op === 'add') place(stmt.place, false);
      } else if (stmt.op === 'setAt') {
        writes.add(stmt.column);
        written.add(stmt.column);
      } else if (stmt.op === 'neighbours') loops.push(stmt);
      else if (stmt.op === 'die') dies = true;
      else if (stmt.op === 'kill' || stmt.op === 'killAt') {
        kills.add(stmt.kind);
        if (stmt.op === 'killAt' && stmt.kind === program.self) dies = true; // it may be myself
      } else if (stmt.op === 'fail') throws = true;
      else if (stmt.op === 'birth') births.add(stmt.kind);
      else if (stmt.op === 'claim' || stmt.op === 'claimAt') claims.add(stmt.kind);
      else if (stmt.op === 'deposit') deposits.push({ site: stmt.site, field: stmt.field });
      else if (stmt.op === 'rewire') {
        rewires = true;
        locals.add(stmt.slot);
      } else if (stmt.op === 'link') linkSites = Math.max(linkSites, stmt.site + 1);
      else if (stmt.op === 'setGlobal') globalsWritten.add(stmt.name);
      else if (stmt.op === 'leave') left.add(stmt.label);
      else if (stmt.op === 'again') again.add(stmt.label);
    },
    (expr) => {
      switch (expr.op) {
        case 'local':
        case 'own':
          place(expr, false);
          break;
        case 'ownAt':
          reads.add(expr.column);
          read.add(expr.column);
          break;
        case 'other':
        case 'otherAt':
          other(expr.kind, expr.column);
          break;
        case 'otherId':
          other(expr.kind, 'id');
          break;
        case 'place':
          gathers(expr.kind);
          break;
        case 'agent':
        case 'agentAt':
          gathers(expr.kind).add(expr.column);
          break;
        case 'table':
          tables.add(expr.table);
          break;
        case 'cell':
          fields.add(expr.field);
          break;
        case 'global':
          globalsRead.add(expr.name);
          break;
        case 'population':
          populations.add(expr.kind);
          break;
        case 'elementary':
          elementary.add(expr.name);
          break;
        case 'draw':
          drawNames.add(expr.name);
          break;
      }
    },
  );
  const scratch = new Set([...written, ...[...read].filter((column) => writes.has(column))]);
  const axes = livesInSpace(program, program.self) && program.space ? ['x', 'y', 'z'].slice(0, program.space.dimensions) : [];
  return {
    reads: [...new Set([...reads, ...(loops.length > 0 ? axes : [])])],
    writes: [...writes],
    ownPlanes,
    scratch,
    indexed: new Set([...read].filter((column) => !scratch.has(column))),
    locals,
    loops,
    neighbourKinds: [...new Set(loops.map((loop) => loop.kind))],
    otherColumns,
    gathered,
    tables,
    nearest: [...tables].flatMap((table) => nearestIn(program.tables[table].scratch)),
    fields,
    deposits,
    rewires: rewires || linkSites > 0,
    linkSites,
    dies,
    kills: [...kills],
    throws,
    births: [...births],
    claims: [...claims],
    draws: drawNames.size > 0,
    elementary,
    drawNames,
    globalsRead: [...globalsRead],
    globalsWritten: [...globalsWritten],
    populations: [...populations],
    left,
    again,
    moved: axes.filter((axis) => writes.has(axis)),
  };
}
