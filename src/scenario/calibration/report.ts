// The report of a calibration, from its result alone. Imports engine's clock, report, scenario.

import { join } from 'node:path';
import { isoNow } from '../../engine/clock.ts';
import type { ParamValue } from '../../engine/world.ts';
import { curvesChart, roundForPeople, type Chart, type PageOptions, type Section, type Table } from '../../report/index.ts';
import { ROLE } from '../../report/palette.ts';
import { targetFit } from '../../report/target-fit.ts';
import { triedMap, triedSlice, type TriedAxis } from '../../report/tried.ts';
import type { CalibrationAxis } from '../../store/index.ts';
import { savePage } from '../report.ts';
import { VERSION } from '../version.ts';
import type { CalibrationResult } from './result.ts';
import { runWords } from './words.ts';

/** Pairs of parameters that are drawn, and rows of the table of targets. */
const MOST_PAIRS = 6;
const MOST_ROWS = 60;

/** Write `report.html` and its charts into the folder of the calibration; the path of the page. @throws LabError E_REPORT, E_DISK */
export async function writeCalibrationReport(result: CalibrationResult): Promise<string> {
  await savePage(result.folder, pageOf(result));
  return join(result.folder, 'report.html');
}

const say = (value: ParamValue | null, digits = 4): string =>
  typeof value === 'number' || value === null ? roundForPeople(value, { digits }) : String(value);

function pageOf(result: CalibrationResult): PageOptions {
  const { scenario, seed, fit, optimizer, candidates, done, failed, common, replicates, finalReplicates, wallSeconds, workers } = result;
  const names = fit.map(({ name }) => name).join(', ');
  return {
    title: `${scenario}: ${names} fitted`,
    subtitle: `${candidates.length} candidates, ${done + failed} runs`,
    lead: leadOf(result),
    facts: [
      {
        label: 'optimiser',
        value: [optimizer.name, ...Object.entries(optimizer.options).map(([name, value]) => `${name} ${String(value)}`)].join(', '),
      },
      {
        label: 'runs of a candidate',
        value: `${replicates}, ${common ? 'the same seeds for all candidates' : 'seeds of its own for each'}; at the end ${finalReplicates} with fresh seeds`,
      },
      { label: 'runs', value: `${done + failed}${failed > 0 ? `, ${failed} of them failed` : ''}` },
      {
        label: 'time',
        value: `${roundForPeople(wallSeconds, { digits: 3, unit: 's' })} with ${workers} worker${workers === 1 ? '' : 's'}`,
      },
      { label: 'seed', value: seed },
    ],
    sections: [
      fitSection(result),
      searchSection(result),
      landscapeSection(result),
      finalistSection(result),
      parameterSection(result),
    ].filter(({ charts = [], tables = [] }) => charts.length + tables.length > 0),
    reproduce: result.command,
    generated: `Made by Swarmlab ${VERSION} on ${isoNow().slice(0, 16).replace('T', ' ')} UTC from ${scenario}, seed ${seed}.`,
  };
}

function lossWords({ loss, targets, data }: CalibrationResult): string {
  if (loss === 'rmse') return 'root mean square deviation, in the unit of the data';
  if (loss !== 'squares') return typeof loss === 'string' ? 'a function of the script' : `${loss.export} of ${loss.module}`;
  const given = [
    ...targets.map(({ tolerance }) => tolerance !== null),
    ...(data?.columns ?? []).map(({ tolerances }) => tolerances !== null),
  ];
  if (given.every(Boolean)) return 'χ²: squared deviations in units of their tolerances, added up';
  return 'squared deviations, added up: in units of their tolerances; of targets without one, of their size; of data without, of their standard deviation';
}

function leadOf({
  best,
  parameters,
  warnings,
  tradeOffs,
  failures,
  candidates,
  fitted,
  runs,
  set,
  stopReason,
  ...rest
}: CalibrationResult): string[] {
  if (best === null) return [`No candidate gave a loss: there is no fit. ${failures[0]?.reason ?? ''}`];
  const each = parameters.map(
    ({ name, value, low, high }) => `${name} = ${say(value, 5)}${low === null ? '' : ` (95 %: ${say(low)} to ${say(high)})`}`,
  );
  const seen =
    best.searchLoss === null ? 'it was proposed by a local fit of all candidates' : `in the search it had ${say(best.searchLoss)}`;
  const worst = fitted.reduce<(typeof fitted)[number] | null>(
    (most, point) => (Math.abs(point.deviation ?? 0) > Math.abs(most?.deviation ?? 0) ? point : most),
    null,
  );
  const failed = failures.reduce((sum, { times }) => sum + times, 0);
  return [
    `The best fit has ${each.join(', ')}.`,
    `With fresh seeds its loss is ${say(best.loss)}${best.lossError === null ? '' : ` ± ${say(best.lossError, 2)}`}; ${seen}. The least of many losses with chance in them is too small, so the fresh one counts.`,
    ...(worst === null || fitted.length < 2
      ? []
      : [`It is farthest from ${worst.label}: ${say(worst.fitted)} instead of ${say(worst.target)}.`]),
    ...warnings.map((warning) => `Note: ${warning}`),
    ...tradeOffs.map(
      ({ names: [a, b], correlation }) =>
        `${a} and ${b} move together (correlation ${say(correlation, 2)}): a combination of both is determined better than either.`,
    ),
    ...(failed > 0 ? [`${failed} of ${candidates.length} candidates failed, most often because: ${failures[0].reason}.`] : []),
    ...(stopReason === 'nothing new' ? [`The search ended before its ${runs} runs were used, as it asked for nothing new.`] : []),
    `One run at the best parameters: npx swarmlab ${runWords({ ...rest, best, parameters, warnings, tradeOffs, failures, candidates, fitted, runs, set, stopReason }).join(' ')}`,
  ];
}

function fitSection({ fitted, data, targets }: CalibrationResult): Section {
  const single = fitted.filter(({ tick }) => tick === null);
  const scaleOf = (point: (typeof fitted)[number]): number =>
    point.fitted === null || point.deviation === null || point.deviation === 0
      ? (point.tolerance ?? (Math.abs(point.target) || 1))
      : (point.fitted - point.target) / point.deviation;
  const shown = targets.every(({ tolerance }) => tolerance !== null)
    ? 'tolerances'
    : targets.every(({ tolerance }) => tolerance === null)
      ? 'shares of the target'
      : 'tolerances, or shares of the target';
  const targetChart =
    single.length === 0
      ? []
      : [
          targetFit({
            name: 'targets',
            title: 'Targets and what the fit gives',
            unit: shown,
            targets: single.map((point) => ({
              label: point.label,
              deviation: point.deviation,
              low: point.low === null ? null : (point.low - point.target) / scaleOf(point),
              high: point.high === null ? null : (point.high - point.target) / scaleOf(point),
            })),
          }),
        ];
  const columns: Chart[] = (data?.columns ?? []).map(({ metric }, n) => {
    const points = fitted.filter((point) => point.tick !== null && point.metric === metric);
    const at = (value: (point: (typeof points)[number]) => number | null): { x: number; y: number | null }[] =>
      points.map((point) => ({ x: point.tick ?? 0, y: value(point) }));
    const several = points.some(({ low }) => low !== null);
    return curvesChart({
      name: `data-${n + 1}`,
      title: `${metric}: data and fit`,
      caption: `The points ought to lie about the curve without a pattern.${several ? ' The band holds the middle 80 % of the final runs.' : ''}`,
      x: { label: 'time', unit: 'ticks' },
      y: { label: metric, unit: '', domain: spanOf(points.flatMap((point) => [point.target, point.fitted, point.low, point.high])) },
      areas: several
        ? [{ label: '10–90 % of runs', colour: ROLE.fit, points: points.map(({ tick, low, high }) => ({ x: tick ?? 0, low, high })) }]
        : [],
      curves: [{ label: 'fit', colour: ROLE.fit, points: at(({ fitted: value }) => value) }],
      dots: [
        {
          label: 'data',
          colour: ROLE.measured,
          points: points.map(({ tick, target, tolerance }) => ({
            x: tick ?? 0,
            y: target,
            ...(tolerance === null ? {} : { low: target - tolerance, high: target + tolerance }),
          })),
        },
      ],
    });
  });
  const table: Table = {
    caption: `What was to be reached, and what the best parameters give over the final runs${fitted.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${fitted.length}` : ''}`,
    columns: ['', 'target', 'tolerance', 'fitted', 'standard error'],
    rows: fitted.slice(0, MOST_ROWS).map(({ label, target, tolerance, fitted: value, error }) => [label, target, tolerance, value, error]),
  };
  return { heading: 'The fit', charts: [...targetChart, ...columns], tables: fitted.length > 0 ? [table] : [] };
}

/** The loss of each candidate and the least so far, against the candidates that were tried. */
function searchSection(result: CalibrationResult): Section {
  const { candidates, best, polish } = result;
  const tried = candidates.filter(({ stage }) => stage === 'search');
  let least = Infinity;
  const dots = tried.map(({ loss }, n) => ({ x: n + 1, y: loss }));
  const steps = tried.flatMap(({ loss }, n) => {
    least = Math.min(least, loss ?? Infinity);
    return least === Infinity ? [] : [{ x: n + 1, y: least }];
  });
  const log = dots.every(({ y }) => y === null || y > 0);
  const failed = dots.filter(({ y }) => y === null).length;
  const fresh = best?.loss ?? null;
  const end = tried.length;
  return {
    heading: 'The search',
    text: `The loss: ${lossWords(result)}.${polish ? ' The last third of the candidates was tried around what a local fit of all of them says is best.' : ''}`,
    charts: [
      curvesChart({
        name: 'search',
        title: 'Loss of the candidates as they were tried',
        caption: `Points: candidates in their order. Line: the least so far. ${log ? 'Logarithmic scale.' : 'Linear scale.'}${failed > 0 ? ` ${failed} that failed are left out.` : ''}${fresh === null ? '' : ' Dashed: the loss of the best with fresh seeds, which the search did not see.'}`,
        x: { label: 'candidates tried', unit: '' },
        y: { label: 'loss', unit: '' },
        scale: log ? 'log' : 'linear',
        curves: [
          { label: 'least so far', colour: ROLE.best, points: steps },
          ...(fresh === null || end < 2 || (log && fresh <= 0)
            ? []
            : [
                {
                  label: 'best, fresh seeds',
                  colour: ROLE.fit,
                  dash: [6, 3],
                  points: [
                    { x: 1, y: fresh },
                    { x: end, y: fresh },
                  ],
                },
              ]),
        ],
        dots: [{ label: 'candidate', colour: ROLE.quiet, points: dots }],
      }),
    ],
  };
}

/** All values, from zero where that is near. */
function spanOf(values: readonly (number | null)[]): [number, number] {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return [low >= 0 && low < 0.6 * high ? 0 : low, low === high ? high + (Math.abs(high) || 1) * 0.1 : high];
}

function triedAxis(axis: CalibrationAxis): TriedAxis {
  const words = { label: axis.name, unit: axis.unit ?? '' };
  if ('values' in axis) return { ...words, values: axis.values.map(String) };
  return { ...words, domain: [axis.from, axis.to], scale: axis.scale };
}

function place(value: ParamValue): number | string {
  return typeof value === 'number' ? value : String(value);
}

function landscapeSection({ fit, candidates, best, slices, parameters }: CalibrationResult): Section {
  const tried = candidates.filter(({ stage }) => stage === 'search');
  if (best === null) return { heading: 'How the loss depends on the parameters' };
  const at = (axis: CalibrationAxis, params: Readonly<Record<string, ParamValue>>): number | string =>
    'values' in axis ? String(params[axis.name]) : place(params[axis.name]);
  const quantity = { label: 'loss', unit: '' };
  const single = fit.map((axis, n) => {
    const { low, high } = parameters[n];
    const slice = slices.find(({ name }) => name === axis.name);
    return triedSlice({
      name: `slice-${n + 1}`,
      title: `Loss against ${axis.name}`,
      x: triedAxis(axis),
      loss: quantity,
      tried: tried.map(({ params, loss }) => ({ x: at(axis, params), loss })),
      curve: slice?.at.map((x, k) => ({ x, loss: slice.loss[k] })),
      best: { x: at(axis, best.params), loss: best.loss },
      interval: low === null || high === null ? null : [low, high],
    });
  });
  const pairs = fit.flatMap((a, i) => fit.slice(i + 1).map((b) => [a, b] as const)).slice(0, MOST_PAIRS);
  const maps = pairs.map(([a, b], n) =>
    triedMap({
      name: `pair-${n + 1}`,
      title: `${a.name} and ${b.name}`,
      x: triedAxis(a),
      y: triedAxis(b),
      loss: quantity,
      tried: tried.map(({ params, loss }) => ({ x: at(a, params), y: at(b, params), loss })),
      best: { x: at(a, best.params), y: at(b, best.params) },
    }),
  );
  return { heading: 'How the loss depends on the parameters', charts: [...single, ...maps] };
}

function finalistSection({ finalists, fit }: CalibrationResult): Section {
  const names = fit.map(({ name }) => name);
  const table: Table = {
    caption:
      'Candidates that were run again with fresh seeds, best first; the one without a loss in the search was proposed by the local fit',
    columns: [...names, 'loss in the search', 'loss, fresh seeds', 'standard error'],
    rows: finalists.map(({ params, searchLoss, loss, lossError }) => [
      ...names.map((name) => cell(params[name])),
      searchLoss,
      loss,
      lossError,
    ]),
  };
  return { heading: 'The finalists', tables: finalists.length > 0 ? [table] : [] };
}

function parameterSection({ params, parameters, method }: CalibrationResult): Section {
  const fitted: Table = {
    caption: 'Fitted',
    columns: ['parameter', 'value', '95 % from', 'to', 'share of its range'],
    rows: parameters.map(({ name, value, low, high, share }) => [name, cell(value), low, high, share]),
  };
  const fixed: Table = {
    caption: 'Not fitted',
    columns: ['parameter', 'value'],
    rows: Object.entries(params).map(([name, value]) => [name, cell(value)]),
  };
  return { heading: 'Parameters', text: `Intervals: ${method}.`, tables: [fitted, fixed].filter(({ rows }) => rows.length > 0) };
}

function cell(value: ParamValue): string | number {
  return typeof value === 'boolean' ? String(value) : value;
}
