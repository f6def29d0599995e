// Which parameters matter: charts and sentences of a sensitivity analysis. Imports report, this folder.

import { dotPlot } from '../../../report/dot-plot.ts';
import { roundForPeople, type Chart, type Table } from '../../../report/index.ts';
import type { Sensitivity } from '../effects.ts';
import { chartName, withInterval } from './subject.ts';

/** Bars of the indices with their intervals, or why there are none. */
export function influenceChart(found: Sensitivity): Chart {
  const { metric, convention } = found;
  const name = chartName('sensitivity', metric);
  if (found.method === 'sobol')
    return dotPlot({
      name,
      title: `What ${metric} depends on`,
      caption: `Share of the variance of ${metric} that each parameter has by itself (first order) and with all its interactions (total), with intervals of 95 %; ${convention}.`,
      value: { label: 'share of the variance', unit: '' },
      rows: 'parameter',
      bars: true,
      dots: found.parameters.flatMap((each) => [
        { label: each.name, series: 'first order', mean: each.first, low: each.firstLow, high: each.firstHigh },
        { label: each.name, series: 'total', mean: each.total, low: each.totalLow, high: each.totalHigh },
      ]),
    });
  return dotPlot({
    name,
    title: `What moves ${metric}`,
    caption: `Mean absolute effect μ* of each parameter over its whole range, with two standard errors, and the standard deviation σ of its effects: large where the effect depends on the other parameters; ${convention}.`,
    value: { label: `effect on ${metric}`, unit: '' },
    rows: 'parameter',
    bars: true,
    dots: found.parameters.flatMap((each) => [
      {
        label: each.name,
        series: 'μ*, mean absolute effect',
        mean: each.muStar,
        low: each.muStar === null || each.muStarError === null ? null : each.muStar - 2 * each.muStarError,
        high: each.muStar === null || each.muStarError === null ? null : each.muStar + 2 * each.muStarError,
      },
      { label: each.name, series: 'σ, how much it varies', mean: each.sigma },
    ]),
  });
}

/** What matters most, and what by itself. */
export function influenceWords(found: Sensitivity): string[] {
  const { metric, reason } = found;
  if (reason !== null) return [`Nothing can be said of what ${metric} depends on: ${reason}.`];
  if (found.method === 'sobol') {
    const [top] = found.parameters.filter(({ total }) => total !== null).toSorted((a, b) => (b.total ?? 0) - (a.total ?? 0));
    if (top === undefined) return [];
    const first = top.first === null ? '' : `, by itself ${withInterval({ value: top.first, low: top.firstLow, high: top.firstHigh })}`;
    return [
      `${metric} depends most on ${top.name}: with its interactions it has ${withInterval({ value: top.total ?? 0, low: top.totalLow, high: top.totalHigh })} of the variance${first} (table “${metric}”). The randomness of single runs counts as an interaction.`,
    ];
  }
  const [top] = found.parameters.filter(({ muStar }) => muStar !== null).toSorted((a, b) => (b.muStar ?? 0) - (a.muStar ?? 0));
  if (top === undefined) return [];
  const error = top.muStarError === null ? '' : ` ± ${roundForPeople(top.muStarError, { digits: 2 })}`;
  return [
    `${metric} is moved most by ${top.name}: by ${roundForPeople(top.muStar, { digits: 3 })}${error} over its whole range on average (μ*, standard error; table “${metric}”).`,
  ];
}

/** All numbers. */
export function influenceTable(found: Sensitivity): Table {
  const { metric } = found;
  if (found.method === 'sobol')
    return {
      caption: metric,
      columns: ['parameter', 'first order', 'from', 'to', 'total', 'from', 'to'],
      rows: found.parameters.map((each) => [
        each.name,
        each.first,
        each.firstLow,
        each.firstHigh,
        each.total,
        each.totalLow,
        each.totalHigh,
      ]),
    };
  return {
    caption: metric,
    columns: ['parameter', 'μ*', 'standard error', 'μ', 'σ', 'trajectories'],
    rows: found.parameters.map((each) => [each.name, each.muStar, each.muStarError, each.mu, each.sigma, each.trajectories]),
  };
}
