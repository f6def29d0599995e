import { packageFile } from './assets.ts';
import type { Chart } from './chart.ts';
import { filmData, filmFigure, type Reel } from './film/figure.ts';
import { FILM_SCRIPT } from './film/player.ts';
import { escapeHtml, scriptJson, scriptSource, svgAddress } from './html.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import { renderChart } from './render.ts';
import { roundForPeople } from './round.ts';
import { themeConfig } from './theme.ts';

/** Numbers are rounded for people; texts are shown as they are. */
export type Cell = string | number | null;

export interface Table {
  caption: string;
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}

export interface Section {
  heading: string;
  text?: string;
  /** Played above the charts. */
  films?: readonly Reel[];
  charts?: readonly Chart[];
  tables?: readonly Table[];
}

export interface PageOptions {
  title: string;
  subtitle: string;
  /** Plain sentences; each element is a paragraph. */
  lead: string | readonly string[];
  facts: readonly { label: string; value: Cell }[];
  sections: readonly Section[];
  /** The command that makes this result again. */
  reproduce: string;
  /** When and by what the page was made. */
  generated: string;
}

const LIBRARIES = [
  ['vega', 'build/vega.min.js'],
  ['vega-lite', 'build/vega-lite.min.js'],
  ['vega-embed', 'build/vega-embed.min.js'],
] as const;

const PAGE_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

/**
 * One self-contained HTML file: it opens from disk, fetches nothing and follows the reader's light or dark theme.
 *
 * Each chart is drawn by the inlined Vega from its inlined specification. A still picture (SVG) stands beside it for readers
 * without scripts, for print, and for when drawing fails.
 */
export async function page(options: PageOptions): Promise<string> {
  const { title, subtitle, lead, facts, sections, reproduce, generated } = options;
  const charts = sections.flatMap((section) => section.charts ?? []);
  const films = sections.flatMap((section) => section.films ?? []);
  const stills: string[] = [];
  for (const chart of charts) stills.push(await still(chart));
  let next = 0;
  const figure = (chart: Chart): string => {
    const n = next++;
    return figureHtml(chart, n, stills[n]);
  };
  const data = scriptJson({
    themes: { light: themeConfig('light', PAGE_FONT), dark: themeConfig('dark', PAGE_FONT) },
    charts: charts.map(({ name, spec, shape }) => ({ name, spec, shape })),
  });
  const paragraphs = typeof lead === 'string' ? [lead] : lead;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="swarmlab">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
<script>document.documentElement.classList.add('js')</script>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
<header>
<div class="top"><div><h1>${escapeHtml(title)}</h1><p class="subtitle">${escapeHtml(subtitle)}</p></div><button type="button" class="theme">Dark theme</button></div>
<div class="lead">${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}</div>
${factsHtml(facts)}
</header>
<main id="main">
${sections.map((section) => sectionHtml(section, figure, (film) => filmFigure(film, films.indexOf(film)))).join('\n')}
<section><h2>Do it again</h2>
<p>This command makes the result again:</p>
<pre tabindex="0"><code>${escapeHtml(reproduce)}</code></pre></section>
</main>
<footer>${escapeHtml(generated)}</footer>
<script type="application/json" id="charts">${data}</script>
${charts.length === 0 ? '' : LIBRARIES.map(([name, path]) => `<script>${library(name, path)}</script>`).join('\n')}
<script>${PAGE_SCRIPT}</script>
${films.length === 0 ? '' : `<script type="application/json" id="films">${scriptJson(films.map(filmData))}</script>\n<script>${scriptSource(FILM_SCRIPT)}</script>`}
</body>
</html>
`;
}

const libraries = new Map<string, string>();

/** A browser build, read and made safe once. */
function library(name: string, path: string): string {
  let source = libraries.get(name);
  if (source === undefined) {
    source = scriptSource(packageFile(name, path)).replace(/^\/\/# sourceMappingURL=.*$/gm, '');
    libraries.set(name, source);
  }
  return source;
}

/** The chart in light, without its title: the page has it as a heading. */
async function still(chart: Chart): Promise<string> {
  const { title: _title, ...spec } = chart.spec;
  const { svg } = await renderChart({ ...chart, spec: spec }, { formats: ['svg'] }); // a cast: a specification without its title is still one
  return svgAddress(svg);
}

function figureHtml({ title, caption }: Chart, n: number, address: string): string {
  return `<figure data-chart="${n}"><figcaption><h3>${escapeHtml(title)}</h3><p>${escapeHtml(caption)}</p></figcaption>
<div class="plot"></div>
<img class="still" alt="${escapeHtml(`${title}. ${caption}`)}" src="${address}">
<div class="save">Save as <button type="button" data-save="svg" aria-label="Save ${escapeHtml(title)} as SVG">SVG</button><button type="button" data-save="png" aria-label="Save ${escapeHtml(title)} as PNG">PNG</button><button type="button" data-save="vl.json" aria-label="Save the specification of ${escapeHtml(title)}">Vega-Lite</button></div>
</figure>`;
}

function sectionHtml(
  { heading, text, films = [], charts = [], tables = [] }: Section,
  figure: (chart: Chart) => string,
  film: (reel: Reel) => string,
): string {
  return `<section><h2>${escapeHtml(heading)}</h2>
${text === undefined ? '' : `<p>${escapeHtml(text)}</p>`}
${films.length + charts.length === 0 ? '' : `<div class="charts">${[...films.map(film), ...charts.map(figure)].join('\n')}</div>`}
${tables.map(tableHtml).join('\n')}</section>`;
}

function factsHtml(facts: PageOptions['facts']): string {
  if (facts.length === 0) return '';
  return `<dl class="facts">${facts.map(({ label, value }) => `<div><dt>${escapeHtml(label)}</dt><dd>${cell(value)}</dd></div>`).join('')}</dl>`;
}

/** Texts longer than this, in characters, are broken into lines, and so are heads; commands are not, to be copied whole. */
const LONG = 24;
const LONG_HEAD = 16;

/** Columns whose every value is a number (or missing) are aligned to the right. */
function tableHtml({ caption, columns, rows }: Table): string {
  const numeric = columns.map((_, k) => rows.length > 0 && rows.every((row) => typeof row[k] !== 'string'));
  const kind = (k: number): string => (numeric[k] ? ' class="number"' : '');
  const wraps = (value: Cell | undefined, long = LONG): string =>
    typeof value === 'string' && value.length > long && !value.startsWith('npx ') ? ' class="long"' : '';
  const head = columns.map((name, k) => `<th scope="col"${kind(k) || wraps(name, LONG_HEAD)}>${escapeHtml(name)}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${columns.map((_, k) => `<td${wraps(row[k]) || kind(k)}>${cell(row[k] ?? null)}</td>`).join('')}</tr>`)
    .join('\n');
  return `<div class="table"><div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div></div>`;
}

function cell(value: Cell): string {
  return escapeHtml(typeof value === 'string' ? value : roundForPeople(value));
}
