import type { Config, TopLevelSpec } from 'vega-lite';
import { ownPath } from './assets.ts';
import type { Chart } from './chart.ts';
import { FONT, fontMetrics } from './font.ts';
import type { Theme } from './palette.ts';
import { themeConfig } from './theme.ts';

/** One chart as files. */
export interface Rendered {
  svg: string;
  /** Two pixels to one of the SVG. */
  png: Uint8Array;
  /** The specification with its theme: opens in any Vega-Lite editor. */
  vlJson: string;
}

export interface RenderOptions<F extends keyof Rendered> {
  theme?: Theme;
  /** What to make; by default all three. */
  formats?: readonly F[];
}

const PIXELS = 2;

/** A text in Vega's scene graph: pixels, and the width at which it is cut (0: never). */
interface TextItem {
  fontSize?: number;
  limit?: number;
}

/**
 * Draws a chart without a browser. The same chart gives the same bytes on every machine: only the shipped font is used.
 *
 * Vega is loaded here, on the first call, so that a run without a report does not pay for it.
 */
export async function renderChart<F extends keyof Rendered = keyof Rendered>(
  chart: Chart,
  options: RenderOptions<F> = {},
): Promise<Pick<Rendered, F>> {
  // A cast: without `formats`, F is all three by default.
  const formats = options.formats ?? (['svg', 'png', 'vlJson'] as F[]);
  const spec = { ...chart.spec, config: themeConfig(options.theme ?? 'light') };
  const result: Partial<Rendered> = {};
  const wants = (format: keyof Rendered): boolean => (formats as readonly string[]).includes(format);
  if (wants('vlJson')) result.vlJson = `${JSON.stringify(spec)}\n`;
  if (wants('svg') || wants('png')) {
    const svg = await toSvg(spec);
    if (wants('svg')) result.svg = svg;
    if (wants('png')) result.png = await toPng(svg);
  }
  return result as Pick<Rendered, F>; // a cast: every wanted format was just set
}

/** An SVG of the specification; warnings of Vega and Vega-Lite are left out (the tests hold that there are none). */
async function toSvg(spec: TopLevelSpec & { config: Config }): Promise<string> {
  const [vega, vegaLite] = await loadVega();
  const logger = vega.logger(vega.None);
  const compiled = vegaLite.compile(spec, { logger });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Vega and Vega-Lite, with Vega measuring text by the shipped font (its own estimate is a third too wide). */
async function loadVega(): Promise<[typeof import('vega'), typeof import('vega-lite')]> {
  const loaded = await Promise.all([import('vega'), import('vega-lite')]);
  const metrics = fontMetrics();
  // A cast: Vega exports textMetrics for this purpose but does not declare it.
  const { textMetrics } = loaded[0] as unknown as { textMetrics: { width: (item: TextItem, text: unknown) => number } };
  textMetrics.width = ({ fontSize = 11, limit = 0 }, text) => {
    const width = metrics.width(String(text ?? '').trim()) * fontSize;
    return limit > 0 ? Math.min(limit, width) : width;
  };
  return loaded;
}

async function toPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: PIXELS },
    font: {
      loadSystemFonts: false,
      fontFiles: [ownPath(FONT.path)],
      defaultFontFamily: FONT.family,
      sansSerifFamily: FONT.family,
    },
  });
  return picture.render().asPng();
}
