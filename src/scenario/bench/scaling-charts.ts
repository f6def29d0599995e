// Charts of scaling: speed-up with its laws and bands, efficiency. Imports report and this folder.

import { curvesChart, roundForPeople, type Chart } from '../../report/index.ts';
import { ROLE, SERIES } from '../../report/palette.ts';
import type { FittedLaw, Scaling } from './scaling.ts';

/** Speed-up against the ideal line, with the fitted laws and the 95 % band of the one that says more. */
export function speedupChart(name: string, title: string, scaling: Scaling): Chart {
  const { points, amdahl, usl, unfitted } = scaling;
  const most = Math.max(...points.map(({ workers }) => workers));
  const banded = usl ?? amdahl;
  const line = (label: string, colour: string, fit: FittedLaw | null) =>
    fit === null ? [] : [{ label, colour, points: fit.curve.map(({ workers, speedup }) => ({ x: workers, y: speedup.value })) }];
  const dots = (crowded: boolean) =>
    points
      .filter((point) => point.crowded === crowded)
      .map(({ workers, speedup }) => ({ x: workers, y: speedup.value, low: speedup.low, high: speedup.high }));
  return curvesChart({
    name,
    title,
    caption: [
      'Points on the dashed line would be ideal. Whiskers and band: 95 % intervals by bootstrap over the rounds.',
      amdahl === null ? '' : `Amdahl's law fits with ${interval(amdahl.contention, 100)} % of the work serial.`,
      unfitted ?? '',
      dots(true).length > 0 ? 'More workers than cores are left out of the fits.' : '',
    ]
      .filter((text) => text !== '')
      .join(' '),
    x: workersAxis(most),
    y: { label: 'speed-up over one worker', unit: 'times' },
    areas:
      banded === null
        ? []
        : [
            {
              label: usl ? 'scalability law, 95 %' : "Amdahl's law, 95 %",
              colour: usl ? SERIES[2] : ROLE.fit,
              points: banded.curve.map(({ workers, speedup }) => ({ x: workers, low: speedup.low, high: speedup.high })),
            },
          ],
    curves: [
      { label: 'ideal', colour: ROLE.quiet, dash: [5, 4], points: [1, most].map((w) => ({ x: w, y: w })) },
      ...line("Amdahl's law", ROLE.fit, amdahl),
      ...line('Universal Scalability Law', SERIES[2], usl),
    ],
    dots: [
      { label: 'measured', colour: ROLE.measured, points: dots(false) },
      ...(dots(true).length > 0 ? [{ label: 'more workers than cores', colour: SERIES[4], points: dots(true) }] : []),
    ],
  });
}

/** Throughput per worker against that of one, when every worker brings its own agents. */
export function weakChart(name: string, title: string, { points }: Scaling): Chart {
  const most = Math.max(...points.map(({ workers }) => workers));
  const dots = (crowded: boolean) =>
    points
      .filter((point) => point.crowded === crowded)
      .map(({ workers, speedup: { value, low, high } }) => ({
        x: workers,
        y: (100 * value) / workers,
        low: (100 * low) / workers,
        high: (100 * high) / workers,
      }));
  return curvesChart({
    name,
    title,
    caption:
      'Every worker brings as many agents: 100 % means that twice the workers step twice the agents in the same time. Whiskers: 95 % intervals by bootstrap over the rounds.',
    x: workersAxis(most),
    y: { label: 'efficiency', unit: '%', domain: [0, 110] },
    curves: [{ label: 'ideal', colour: ROLE.quiet, dash: [5, 4], points: [1, most].map((w) => ({ x: w, y: 100 })) }],
    dots: [
      { label: 'measured', colour: ROLE.measured, points: dots(false) },
      ...(dots(true).length > 0 ? [{ label: 'more workers than cores', colour: SERIES[4], points: dots(true) }] : []),
    ],
  });
}

/** A figure with its interval for people: "3.1 (2.8–3.6)". */
export function interval({ value, low, high }: { value: number; low: number; high: number }, times = 1): string {
  const round = (x: number): string => roundForPeople(x * times, { digits: 3 });
  return round(low) === round(high) ? round(value) : `${round(value)} (${round(low)}–${round(high)})`;
}

function workersAxis(most: number): { label: string; unit: string; domain: [number, number]; values: number[] } {
  const step = Math.max(1, Math.ceil(most / 10));
  return {
    label: 'workers',
    unit: '',
    domain: [0, most * 1.06],
    values: Array.from({ length: Math.floor(most / step) }, (_, k) => (k + 1) * step),
  };
}
