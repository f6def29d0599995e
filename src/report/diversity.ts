import type { Chart } from './chart.ts';
import { curvesChart } from './curves.ts';
import { ROLE } from './palette.ts';

export interface DiversityOptions {
  name: string;
  title: string;
  /** Mean distance of the particles from their centre (or another spread), in units of the search space; not negative. */
  rows: readonly { evaluations: number; diversity: number | null }[];
  label?: string;
  unit?: string;
}

/** How far the swarm is spread out against evaluations, on a log scale while it never collapses to a point. */
export function diversity({ name, title, rows, label = 'swarm diversity', unit = 'search units' }: DiversityOptions): Chart {
  const log = rows.length > 0 && rows.every((r) => r.diversity === null || r.diversity > 0);
  return curvesChart({
    name,
    title,
    caption: `High while the swarm explores, low once it has gathered; an early collapse means that it stopped exploring. ${log ? 'Logarithmic' : 'Linear'} scale.`,
    x: { label: 'objective evaluations', unit: '' },
    y: { label, unit },
    scale: log ? 'log' : 'linear',
    curves: [{ label, colour: ROLE.diversity, points: rows.map((r) => ({ x: r.evaluations, y: r.diversity })) }],
  });
}
