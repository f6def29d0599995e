import { brief, type Chart, drawable, emptyChart, head, legendColumns, MAX_ROWS, sentences } from './chart.ts';
import { CYCLE, seriesColour, stateColours, VIRIDIS, viridis } from './palette.ts';
import { rasterAddress } from './raster.ts';
import { roundForPeople } from './round.ts';

/** One picture of the world: agents at places, or cells of a grid, row by row. */
export interface Panel {
  tick: number;
  x?: ArrayLike<number>;
  y?: ArrayLike<number>;
  /** Radians, counter-clockwise from the x axis. */
  heading?: ArrayLike<number>;
  /** State of each agent, told apart by colour when there is no heading. */
  state?: ArrayLike<number>;
  cells?: { cols: number; rows: number; values: ArrayLike<number> };
}

export interface SmallMultiplesOptions {
  name: string;
  title: string;
  caption?: string;
  /** Ascending in tick, all of one sort: agents or cells. */
  panels: readonly Panel[];
  /** Width and height of the world from the origin. */
  size: readonly [number, number];
  unit?: string;
  /** Cells are those of a honeycomb: odd rows lie half a cell to the right. */
  hexagonal?: boolean;
  /** What the states or cells are values of. */
  quantity?: string;
  /** Of agents or cells without states. */
  colour?: string;
  /** Title of the scale of colours, where there are too many values for one each; `quantity` when left out. */
  shade?: string;
}

const COLUMNS = 3;
/** Width of the whole in pixels; least height of a panel's title; room between panels and around them. The caption says how large the world is. */
const WIDTH = 640;
const TITLE = 20;
const GAP = 12;
const LABELS = 4;
/** A panel is no higher than this times its width. */
const TALLEST = 1.2;
const DART = 'M0,-1L0.62,0.8L0,0.4L-0.62,0.8Z';
/** Values told apart by a colour of their own. */
const STATES = 8;
const SHADES = 64;

interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The world at several ticks, in panels of one scale: agents as arrows or dots, cells as a picture. */
export function smallMultiples(options: SmallMultiplesOptions): Chart {
  const { name, title, panels, size: given, unit = 'length', hexagonal = false } = options;
  const size = hexagonal ? ([given[0] + 0.5, given[1] * (Math.sqrt(3) / 2)] as const) : given;
  if (panels.length === 0 || !(size[0] > 0 && size[1] > 0)) return emptyChart(name, title);
  const across = Math.min(COLUMNS, panels.length);
  const most = (WIDTH - LABELS - (across - 1) * GAP) / across;
  const scale = Math.min(most / size[0], (most * TALLEST) / size[1]);
  const [width, height] = [size[0] * scale, size[1] * scale];
  const frames = panels.map((_, n): Frame => ({
    left: LABELS + (n % across) * (width + GAP),
    top: TITLE + Math.floor(n / across) * (height + TITLE + GAP / 2),
    width,
    height,
  }));
  const total = {
    width: Math.round(LABELS + across * width + (across - 1) * GAP),
    height: Math.round(frames[frames.length - 1].top + height + LABELS),
  };
  const drawn = panels.some(({ cells }) => cells) ? cellLayers(options, frames, total) : agentLayers(options, frames, scale);
  const caption = sentences(
    options.caption ?? `The world at ${panels.length} ticks.`,
    `Each panel is the whole world, ${roundForPeople(given[0])} × ${roundForPeople(given[1])} ${unit}.`,
    drawn.said,
  );
  const spec = {
    ...head(title, caption),
    ...total,
    encoding: {
      x: { type: 'quantitative', scale: { domain: [0, total.width], nice: false, zero: false }, axis: null },
      y: { type: 'quantitative', scale: { domain: [0, total.height], nice: false, zero: false, reverse: true }, axis: null },
    },
    layer: [...drawn.layers, ...frameLayers(panels, frames)],
  } as Chart['spec']; // a cast: the union of all Vega-Lite specifications is too wide for layers made here; the tests validate them
  return { name, title, caption, spec, shape: 'equal' };
}

function frameLayers(panels: readonly Panel[], frames: readonly Frame[]): object[] {
  const boxes = frames.map(({ left, top, width, height }) => ({ left, top, right: left + width, bottom: top + height }));
  return [
    {
      data: { values: boxes },
      mark: { type: 'rect', filled: false, stroke: '#808894', strokeOpacity: 0.6, strokeWidth: 1 },
      encoding: { x: { field: 'left' }, x2: { field: 'right' }, y: { field: 'top' }, y2: { field: 'bottom' } },
    },
    {
      data: { values: frames.map(({ left, top }, n) => ({ left, top, label: `tick ${roundForPeople(panels[n].tick, { digits: 15 })}` })) },
      mark: { type: 'text', align: 'left', baseline: 'bottom', dy: -3, fontSize: 12 },
      encoding: { x: { field: 'left' }, y: { field: 'top' }, text: { field: 'label', type: 'nominal' } },
    },
  ];
}

function agentLayers(
  { panels, size, quantity = 'state', colour: plain = seriesColour(0) }: SmallMultiplesOptions,
  frames: readonly Frame[],
  scale: number,
): { layers: object[]; said: string } {
  const most = Math.floor(MAX_ROWS / panels.length) - 2;
  const headed = panels.some(({ heading }) => heading);
  const states = panels.some(({ state }) => state);
  const values = panels.flatMap(({ x = [], y = [], heading, state }, n) => {
    const count = Math.min(most, x.length);
    return Array.from({ length: count }, (_, k) => Math.floor((k * x.length) / count)).flatMap((i) => {
      if (drawable(x[i]) === null || drawable(y[i]) === null || (heading && !Number.isFinite(heading[i]))) return [];
      const at = { x: brief(frames[n].left + x[i] * scale), y: brief(frames[n].top + frames[n].height - y[i] * scale) };
      const degrees = heading ? Math.round(((((heading[i] * 180) / Math.PI + 180) % 360) + 360) % 360) - 180 : 0;
      return [{ ...at, ...(heading && { heading: degrees, angle: 90 - degrees }), ...(state && { state: `${quantity} ${state[i]}` }) }];
    });
  });
  const largest = panels.reduce((count, { x = [] }) => Math.max(count, x.length), 0);
  const each = Math.min(70, Math.max(7, (0.5 * size[0] * size[1] * scale * scale) / Math.max(1, Math.min(most, largest))));
  const domain = [...new Set(values.map(({ state }) => state ?? ''))].sort();
  const colour = headed
    ? headingColour()
    : states
      ? {
          field: 'state',
          type: 'nominal',
          title: null,
          scale: { domain, range: domain.map((_, k) => seriesColour(k)) },
          legend: { orient: 'bottom' },
        }
      : { value: plain };
  const mark = headed ? { shape: DART, size: each } : { shape: 'circle', size: each * 0.6 };
  return {
    layers: [
      {
        data: { values },
        mark: { type: 'point', filled: true, opacity: 1, aria: false, ...mark },
        encoding: {
          x: { field: 'x' },
          y: { field: 'y' },
          color: colour,
          ...(headed && { angle: { field: 'angle', type: 'quantitative', scale: null } }),
        },
      },
    ],
    said: largest > most ? `An even sample of ${roundForPeople(most)} of those that were kept is drawn in each.` : '',
  };
}

function headingColour(): object {
  const stops = CYCLE.map((_, k) => -180 + (360 * k) / (CYCLE.length - 1));
  return {
    field: 'heading',
    type: 'quantitative',
    title: 'heading (degrees)',
    scale: { domain: stops, range: [...CYCLE], interpolate: 'rgb' },
    legend: { orient: 'bottom', direction: 'horizontal', gradientLength: 220, gradientThickness: 10, values: [-180, -90, 0, 90, 180] },
  };
}

function cellLayers(
  { panels, quantity = 'value', shade = quantity, hexagonal = false, colour }: SmallMultiplesOptions,
  frames: readonly Frame[],
  total: { width: number; height: number },
): { layers: object[]; said: string } {
  const different = new Set<number>();
  let [low, high] = [Infinity, -Infinity];
  for (const { cells } of panels)
    for (const value of Array.from(cells?.values ?? []).filter(Number.isFinite)) {
      if (different.size <= STATES) different.add(value);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  const few = different.size <= STATES && [...different].every(Number.isInteger);
  const states = [...different].sort((a, b) => a - b);
  const colours = states.length === 1 && colour !== undefined ? [colour] : stateColours(states.length);
  const palette = few ? colours : Array.from({ length: SHADES }, (_, n) => viridis(n / (SHADES - 1)));
  const place = (value: number): number => {
    if (!Number.isFinite(value)) return palette.length; // nobody there
    return few ? states.indexOf(value) : Math.round((palette.length - 1) * (high > low ? (value - low) / (high - low) : 0));
  };
  const images = panels.flatMap(({ cells }, n) => {
    if (!cells) return [];
    const { left, top, width, height } = frames[n];
    const url = rasterAddress(Array.from(cells.values, place), cells.cols, cells.rows, [...palette, null], hexagonal);
    return [{ x: left + width / 2, y: top + height / 2, url }];
  });
  const { width, height } = frames[0];
  const key = few ? states.map((value) => `${quantity} ${value}`) : [];
  const legend = few
    ? {
        field: 'key',
        type: 'nominal',
        title: null,
        scale: { domain: key, range: colours },
        legend: { orient: 'bottom', symbolType: 'square', symbolOpacity: 1, columns: legendColumns(key) },
      }
    : {
        field: 'key',
        type: 'quantitative',
        title: shade,
        scale: { domain: [low, high], range: [...VIRIDIS], interpolate: 'rgb' },
        legend: { orient: 'bottom', direction: 'horizontal', gradientLength: 220, gradientThickness: 10 },
      };
  return {
    layers: [
      {
        data: { values: images },
        mark: {
          type: 'image',
          aspect: false,
          width: { expr: `width * ${width / total.width}` },
          height: { expr: `height * ${height / total.height}` },
        },
        encoding: { x: { field: 'x' }, y: { field: 'y' }, url: { field: 'url', type: 'nominal' } },
      },
      {
        data: { values: few ? key.map((each) => ({ key: each, x: 0, y: 0 })) : [{ key: low, x: 0, y: 0 }] },
        mark: { type: 'square', filled: true, size: 0, opacity: 1 },
        encoding: { x: { field: 'x' }, y: { field: 'y' }, color: legend },
      },
    ],
    said: panels.some(({ cells }) => cells && Array.from(cells.values).some((value) => !Number.isFinite(value)))
      ? 'Where nothing is drawn, nobody stands.'
      : '',
  };
}
