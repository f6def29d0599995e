import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ABSENT, directionCode, placeCode, type AgentFilm, type CellFilm, type Film } from '../../src/report/film/film.ts';
import { fit } from '../../src/report/film/fit.ts';
import { pack, unpack, type Planes } from '../../src/report/film/pack.ts';
import { noise } from './samples.ts';

const WORDS = { name: 'f', title: 'A film', caption: 'Of a test.', size: [10, 4] as const, tones: { sort: 'none' as const } };

function opened(film: Film): Planes {
  const packed = pack(film);
  return unpack(packed, Uint8Array.from(inflateRawSync(Buffer.from(packed.data, 'base64'))));
}

function agents(bits: number, frames: number, count: number, code: () => number, present: boolean): AgentFilm {
  const places = (): Uint16Array => Uint16Array.from({ length: frames * count }, () => code() % 2 ** bits);
  const bytes = (most: number): Uint8Array => Uint8Array.from({ length: frames * count }, () => code() % most);
  const ticks = Array.from({ length: frames }, (_, t) => 3 * t);
  return {
    ...WORDS,
    sort: 'agents',
    ticks,
    agents: count,
    bits,
    x: places(),
    y: places(),
    tone: bytes(256),
    present: present ? bytes(2) : null,
  };
}

/** Birds that go straight and turn a little, on a torus. */
function flock(frames: number, count: number): AgentFilm {
  const next = noise(7);
  const film = agents(11, frames, count, () => 0, false);
  for (let a = 0; a < count; a++) {
    let [x, y, angle] = [next(), next(), 7 * next()];
    for (let f = 0; f < frames; f++) {
      angle += 0.4 * (next() - 0.5);
      x = (x + 0.01 * Math.cos(angle) + 1) % 1;
      y = (y + 0.01 * Math.sin(angle) + 1) % 1;
      film.x[f * count + a] = placeCode(x, 1, 11);
      film.y[f * count + a] = placeCode(y, 1, 11);
      film.tone[f * count + a] = directionCode(angle);
    }
  }
  return film;
}

describe('a film', () => {
  test('of agents comes out of its bytes as it went in, whatever it shows', () => {
    const numbers = fc.tuple(
      fc.integer({ min: 8, max: 16 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer(),
      fc.boolean(),
    );
    fc.assert(
      fc.property(numbers, ([bits, frames, count, seed, present]) => {
        const next = noise(seed);
        const film = agents(bits, frames, count, () => Math.floor(next() * 65_536), present);
        expect(opened(film)).toEqual({ x: film.x, y: film.y, tone: film.tone, present: film.present });
      }),
    );
  });

  test('of cells does so too', () => {
    const tone = Uint8Array.from({ length: 5 * 12 }, (_, i) => (i % 7 === 0 ? ABSENT : i % 3));
    const film: CellFilm = { ...WORDS, sort: 'cells', ticks: [0, 1, 2, 3, 4], cols: 4, rows: 3, hexagonal: false, tone };
    expect(opened(film).tone).toEqual(tone);
  });

  test('shows a place to half a code, and a direction to half a 256th of a turn', () => {
    const some = fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.double({ min: 0.1, max: 1e3, noNaN: true }));
    fc.assert(
      fc.property(some, ([share, size]) => {
        const shown = ((placeCode(share * size, size, 11) + 0.5) / 2 ** 11) * size;
        expect(Math.abs(shown - share * size)).toBeLessThanOrEqual((0.5 / 2 ** 11) * size * (1 + 1e-9));
        const turn = (directionCode(share * 20 - 10) / 256) * 2 * Math.PI;
        expect(Math.cos(turn - (share * 20 - 10))).toBeGreaterThanOrEqual(Math.cos(Math.PI / 256) - 1e-12);
      }),
    );
  });

  test('of 1,000 birds at 300 ticks takes less than a megabyte of the page', () => {
    const film = flock(300, 1_000);
    const { kept, packed } = fit(film, 1_000_000);
    expect(kept).toBe(1);
    expect(packed.data.length).toBeLessThan(1_000_000);
  });

  test('is thinned until it fits: agents are halved, of cells every second frame is kept, with the last', () => {
    const film = flock(20, 64);
    const most = pack(film).data.length / 3;
    const fewer = fit(film, most);
    expect(fewer.packed.data.length).toBeLessThanOrEqual(most);
    if (fewer.film.sort !== 'agents') throw new Error('they are agents');
    expect(fewer.film.agents).toBe(64 / fewer.kept);
    expect(fewer.film.x[fewer.film.agents + 1]).toBe(film.x[64 + fewer.kept]);
    const next = noise(3);
    const tone = Uint8Array.from({ length: 9 * 100 }, () => 200 * next());
    const cells: CellFilm = { ...WORDS, sort: 'cells', ticks: [0, 1, 2, 3, 4, 5, 6, 7, 9], cols: 10, rows: 10, hexagonal: false, tone };
    const short = fit(cells, pack(cells).data.length * 0.7).film;
    expect(short.ticks).toEqual([0, 2, 4, 6, 9]);
    expect(short.tone.subarray(100, 200)).toEqual(tone.subarray(200, 300));
  });
});
