// A film in the page: its figure, and the data that the player reads. Imports film, pack, html, palette and round.

import { escapeHtml } from '../html.ts';
import { along, CYCLE, seriesColour, stateColours, VIRIDIS } from '../palette.ts';
import { roundForPeople } from '../round.ts';
import { ABSENT, type Film, type Tones } from './film.ts';
import type { Packed } from './pack.ts';

/** A film ready for the page. */
export interface Reel {
  readonly film: Film;
  readonly packed: Packed;
}

/** Widest and highest, CSS pixels. */
const BOX = { width: 620, height: 520 };

/** What the player reads of a film: the packed planes, and the colour of each code (none: nothing is drawn). */
export function filmData({ film, packed }: Reel): object {
  const { ticks, tones } = film;
  const shape = film.sort === 'cells' ? { cols: film.cols, rows: film.rows, hexagonal: film.hexagonal } : { agents: film.agents };
  return {
    ...packed,
    ...shape,
    ticks,
    size: sizeOf(film),
    darts: film.sort === 'agents' && tones.sort === 'direction',
    colours: coloursOf(film),
  };
}

/** Width and height as they are drawn: a honeycomb is half a cell wider, and its rows lie √3/2 of a cell apart. */
function sizeOf(film: Film): readonly [number, number] {
  return film.sort === 'cells' && film.hexagonal ? [film.cols + 0.5, film.rows * (Math.sqrt(3) / 2)] : film.size;
}

function coloursOf({ sort, tones }: Film): (string | null)[] {
  const codes = Array.from({ length: ABSENT + 1 }, (_, code) => code);
  if (tones.sort === 'direction') return codes.map((code) => along(CYCLE, ((code + 128) % 256) / 256)); // -180 degrees comes first
  if (tones.sort === 'amount') return codes.map((code) => (code === ABSENT ? null : along(VIRIDIS, code / (ABSENT - 1))));
  if (tones.sort === 'none') return [seriesColour(0)];
  return sort === 'cells' ? stateColours(tones.names.length) : tones.names.map((_, n) => seriesColour(n));
}

/** The figure of the n-th film of a page. */
export function filmFigure({ film }: Reel, n: number): string {
  const { title, caption, ticks } = film;
  const [width, height] = sizeOf(film);
  const wide = Math.round(Math.min(BOX.width, (BOX.height * width) / height));
  const off = 'disabled';
  return `<figure class="film" data-film="${n}"><figcaption><h3>${escapeHtml(title)}</h3><p>${escapeHtml(caption)}</p></figcaption>
<canvas role="img" aria-label="${escapeHtml(`${title}. ${caption}`)}" style="max-width:${wide}px;aspect-ratio:${width} / ${height}"></canvas>
<div class="controls" style="max-width:${wide}px"><button type="button" ${off}>Play</button><button type="button" ${off} aria-label="One frame back">◂</button><button type="button" ${off} aria-label="One frame on">▸</button><input type="range" min="0" max="${ticks.length - 1}" value="0" step="1" ${off} aria-label="Frame of ${escapeHtml(title)}"><output>${escapeHtml(`${ticks.length} frames`)}</output></div>
${legend(film)}<noscript><p>The film needs scripts; the pictures below do not.</p></noscript>
</figure>`;
}

function legend(film: Film): string {
  const { tones } = film;
  if (tones.sort === 'none') return '';
  if (tones.sort === 'states') {
    const colours = coloursOf(film);
    return `<ul class="key">${tones.names.map((name, n) => `<li><i style="background:${colours[n]}"></i>${escapeHtml(name)}</li>`).join('')}</ul>`;
  }
  const [stops, label, ends] = bar(tones);
  return `<div class="key bar"><span>${escapeHtml(label)}</span><span>${escapeHtml(ends[0])}</span><i style="background:linear-gradient(90deg,${stops.join(',')})"></i><span>${escapeHtml(ends[1])}</span></div>`;
}

function bar(tones: Extract<Tones, { sort: 'direction' | 'amount' }>): [readonly string[], string, [string, string]] {
  if (tones.sort === 'direction') return [CYCLE, 'heading (degrees)', ['−180', '180']];
  const shown = (value: number): string => roundForPeople(value, { digits: 3 });
  return [VIRIDIS, tones.name, [shown(tones.low), shown(tones.high)]];
}
