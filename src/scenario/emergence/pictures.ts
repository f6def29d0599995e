// Small multiples of the pictures that a run folder keeps. Imports engine, report and store.

import type { World } from '../../engine/world.ts';
import type { Chart } from '../../report/index.ts';
import { smallMultiples } from '../../report/small-multiples.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import { isHoneycomb, kindColour, panelOf, portraitOf, type Portrait } from './picture.ts';

/** Panels of a chart at most. */
const MOST = 9;

/**
 * One chart a kind of what was kept of it at several ticks; none of a kind without places, or of which fewer than two pictures were kept.
 *
 * @param world at the end, for its kinds and space
 * @throws LabError E_FORMAT when a file of the folder is damaged
 */
export async function picturesIn(folder: string, world: World): Promise<Chart[]> {
  const charts: Chart[] = [];
  for (const kind of Object.values(world.kinds)) {
    const portrait = portraitOf(kind, world);
    if (!portrait) continue;
    const blocks = await readSnapshots(folder, kind.name);
    if (blocks.length < 2) continue;
    const shown = blocks.length <= MOST ? blocks : [...blocks.slice(0, MOST - 1), blocks[blocks.length - 1]];
    const panels = shown.map((block) => panelOf(portrait, block));
    charts.push(
      smallMultiples({
        name: `through-time-${kind.name.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase()}`,
        title: `Kind ${kind.name} through time`,
        caption: captionOf(portrait),
        panels,
        size: portrait.sort === 'cells' || !world.space ? sizeOf(portrait, panels) : [world.space.size[0], world.space.size[1]],
        unit: portrait.sort === 'scattered' ? world.space?.unit : 'cells',
        hexagonal: portrait.sort !== 'scattered' && portrait.block === 1 && isHoneycomb(world.space),
        quantity: portrait.state ?? kind.name,
        colour: kindColour(kind.name, world),
        ...(portrait.block > 1 && { shade: `mean of ${portrait.state}` }),
      }),
    );
  }
  return charts;
}

/** The size of the grid; without a space, as far as the agents go. */
function sizeOf({ cells }: Portrait, panels: readonly { x?: ArrayLike<number>; y?: ArrayLike<number> }[]): [number, number] {
  if (cells[0] > 0) return [cells[0], cells[1]];
  const furthest = (name: 'x' | 'y'): number =>
    panels.reduce((most, panel) => Array.from(panel[name] ?? []).reduce((a, b) => Math.max(a, b), most), 1);
  return [furthest('x'), furthest('y')];
}

function captionOf({ sort, block, state, heading }: Portrait): string {
  if (sort === 'cells') {
    const blocks =
      block > 1 ? `; one pixel is a block of ${block} × ${block} cells, by its mean, or its most frequent value of three to eight` : '';
    return `Column ${state} of the cells${blocks}.`;
  }
  if (heading) return 'Agents along their headings: neighbours in one colour go one way.';
  return state ? `Where the agents are, coloured by ${state} where it has few values.` : 'Where the agents are.';
}
