// Who influences whom, in sentences and charts. Imports engine, spaces, report and store.

import type { KindView, World } from '../../engine/world.ts';
import { roundForPeople, type Chart } from '../../report/index.ts';
import { flowDistance } from '../../report/flow-distance.ts';
import { flowMatrix } from '../../report/flow-matrix.ts';
import { readKeepsake } from '../../store/snapshots.ts';
import { fileName } from './direction-chance.ts';
import { flowOverDistance, flowsOf, reachOf, type FlowOverDistance, type Flows } from './flow.ts';
import { followedSeries, type FollowedSeries } from './followed.ts';
import { pWords } from './sentences.ts';
import { isSituated } from './tracks.ts';

/** A p-value of at most this is called more than chance. */
const LEVEL = 0.01;

export interface Influence {
  /** of kinds of which something can be said */
  readonly sentences: readonly string[];
  readonly charts: readonly Chart[];
  /** why nothing can be said of the other kinds that are somewhere */
  readonly reasons: readonly string[];
}

/**
 * Information flow between agents that were followed, kind by kind.
 *
 * @param seed of the shuffles
 * @throws LabError E_FORMAT when a file of the folder is damaged
 */
export async function influenceIn(folder: string, world: World, seed: string): Promise<Influence> {
  const [sentences, charts, reasons]: [string[], Chart[], string[]] = [[], [], []];
  for (const kind of Object.values(world.kinds)) {
    if (!isSituated(kind, world)) continue;
    const blocks = await readKeepsake(folder, 'tracks', kind.name);
    if (blocks.length === 0) continue;
    const followed = followedSeries(blocks, kind, world);
    if (typeof followed === 'string') {
      reasons.push(`Of kind ${kind.name} it cannot be told who influences whom: ${followed}.`);
      continue;
    }
    const flows = flowsOf(followed.series, followed.what.sort === 'states', `${seed} ${kind.name}`);
    const over = flowOverDistance(flows, followed.distance, `${seed} ${kind.name}`);
    const said = [pairsSentence(flows, followed, kind), ...(over ? [distanceSentence(flows, over, followed)] : [])];
    sentences.push(said.join(' '));
    charts.push(...chartsOf(flows, over, followed, kind));
  }
  return { sentences, charts, reasons };
}

function pairsSentence({ count, found }: Flows, { what, first, last, every, as }: FollowedSeries, { name }: KindView): string {
  const pairs = count * (count - 1);
  const of = `of the ${roundForPeople(pairs)} ordered pairs of ${count} agents of kind ${name}`;
  const how = `transfer entropy of the ${what.name}${as === '' ? '' : `, ${as}`}, over ticks ${first} to ${last}${every > 1 ? `, every ${every}nd tick` : ''}, against shifted series, false discovery rate 5 %`;
  return found === 0
    ? `Information flow: ${of} none shows any beyond chance (${how}).`
    : `Information flow: ${of} ${roundForPeople(found)} show some beyond chance (${how}).`;
}

function distanceSentence({ count, found }: Flows, over: FlowOverDistance, { unit, radius }: FollowedSeries): string {
  const evidence = `p ${pWords(over.p)}, 999 shuffles of the agents`;
  if (over.p > LEVEL) {
    const many = found > (count * (count - 1)) / 10;
    return `Neighbours do not send each other more than shuffled agents do (${evidence})${many ? ': what flows between these pairs is what all of them share' : ''}.`;
  }
  const reach = reachOf(over);
  const shown = (value: number): string => `${roundForPeople(value, { digits: 2 })} ${unit}`;
  const model = radius !== null && Number.isFinite(radius) ? `; agents see each other up to ${shown(radius)}` : '';
  return `The nearest pairs send each other more than shuffled agents do (${evidence})${reach > 0 ? `, up to a distance of about ${shown(reach)}${model}` : ''}.`;
}

function chartsOf(flows: Flows, over: FlowOverDistance | null, followed: FollowedSeries, { name }: KindView): Chart[] {
  const { count, bits, real, found } = flows;
  const charts: Chart[] = [];
  if (over)
    charts.push(
      flowDistance({
        name: `flow-distance-${fileName(name)}`,
        title: `Information flow over distance, kind ${name}`,
        caption: `Mean transfer entropy of the ${followed.what.name} by the distance from source to target, ${over.classes.length} classes of ordered pairs. Grey: 95 % of what the same agents give when they are shuffled among their places.${followed.radius === null ? '' : ' Dashed: how far agents see each other.'}`,
        classes: over.classes,
        unit: followed.unit,
        radius: followed.radius,
      }),
    );
  if (found > 0)
    charts.push(
      flowMatrix({
        name: `flow-matrix-${fileName(name)}`,
        title: `Who influences whom, kind ${name}`,
        caption: `${roundForPeople(found)} of ${roundForPeople(count * (count - 1))} ordered pairs, at a false discovery rate of 5 %; the others are blank. Groups of neighbours stand together, those that send more than they get first, at the lower left.`,
        count,
        bits,
        real,
        order: byOutflow(flows, followed.groups),
        counted: `${count} agents`,
      }),
    );
  return charts;
}

/** Members by groups of neighbours, groups and members in them by what they send less what they get, most first. */
function byOutflow({ count, bits, real }: Flows, groupOf: readonly number[]): number[] {
  const net = new Float64Array(count);
  for (let target = 0; target < count; target++) {
    for (let source = 0; source < count; source++) {
      const at = target * count + source;
      if (real[at] === 0) continue;
      net[source] += bits[at];
      net[target] -= bits[at];
    }
  }
  const groups = [...new Set(groupOf)].map((group) => Array.from({ length: count }, (_, i) => i).filter((i) => groupOf[i] === group));
  const sent = (members: readonly number[]): number => members.reduce((sum, i) => sum + net[i], 0) / members.length;
  return groups.toSorted((a, b) => sent(b) - sent(a)).flatMap((members) => members.toSorted((a, b) => net[b] - net[a]));
}
