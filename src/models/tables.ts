// Tables among the parameters of a model, made when a run is put together. Imports rules and the model's declaration.

import { LabError } from '../errors.ts';
import { isTable } from '../engine/params.ts';
import type { ParamValue } from '../engine/world.ts';
import { isList, wrongTable } from '../rules/tables.ts';
import type { Model } from './model.ts';

export type Tables = Readonly<Record<string, ArrayLike<unknown>>>;

/** What a table's function returns. @throws LabError E_MODEL when it throws something else */
function called(model: Model, name: string, table: () => unknown): unknown {
  try {
    return table();
  } catch (error) {
    if (error instanceof LabError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LabError('E_MODEL', `the function of table ${name} of model ${model.name} threw: ${reason}`);
  }
}

/**
 * The tables of a model by name, for one set of parameters.
 *
 * @throws LabError E_MODEL when what a table's function returns is no table
 */
export function tablesOf(model: Model, params: Record<string, ParamValue>): Tables {
  const tables: Record<string, ArrayLike<unknown>> = {};
  for (const [name, spec] of Object.entries(model.params)) {
    if (!isTable(spec)) continue;
    const rows = called(model, name, () => spec.table({ ...params, ...tables }));
    const wrong = isList(rows)
      ? wrongTable(rows, name)
      : `its function returned ${rows === null ? 'null' : `a value of type ${typeof rows}`}`;
    if (wrong !== null) {
      throw new LabError(
        'E_MODEL',
        `table ${name} of model ${model.name} is no table: ${wrong}. A table is an array of at least one number, or of rows of equal length.`,
      );
    }
    tables[name] = rows as ArrayLike<unknown>; // as was checked
  }
  return tables;
}
