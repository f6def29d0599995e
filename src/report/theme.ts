import type { Config } from 'vega-lite';
import { PAGE, SERIES, type Theme } from './palette.ts';

/**
 * The Vega-Lite configuration of a theme: ground, ink, grid, fonts.
 *
 * @param font a CSS list of font families; the default is what the shipped font stands in for
 */
export function themeConfig(theme: Theme, font = 'sans-serif'): Config {
  const { ground, ink, soft, line, grid } = PAGE[theme];
  return {
    background: ground,
    font,
    padding: 8,
    range: { category: [...SERIES] },
    view: { stroke: null },
    rule: { color: soft },
    text: { color: soft, fontSize: 11 },
    title: { anchor: 'start', color: ink, fontSize: 15, fontWeight: 'normal', offset: 12 },
    axis: {
      domainColor: line,
      tickColor: line,
      gridColor: grid,
      labelColor: soft,
      titleColor: ink,
      labelFontSize: 12,
      titleFontSize: 12.5,
      titleFontWeight: 'normal',
      titlePadding: 10,
      labelPadding: 4,
      labelOverlap: 'greedy',
      tickSize: 4,
    },
    axisX: { grid: false, labelFlush: true, tickCount: { expr: 'max(3, ceil(width / 90))' } },
    axisY: { grid: true, tickCount: { expr: 'max(3, ceil(height / 50))' }, domain: false, ticks: false },
    legend: {
      orient: 'top',
      labelColor: ink,
      titleColor: soft,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      labelLimit: 240,
      symbolStrokeWidth: 2.5,
      symbolSize: 110,
      titleLimit: 0,
      columnPadding: 18,
      offset: 8,
    },
    header: { labelColor: ink, titleColor: ink },
  };
}
