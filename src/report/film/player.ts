// What plays films in the page, as source. Imports pack.

import { unpack } from './pack.ts';

/** Frames a second. */
const RATE = 15;

/**
 * It reads the element #films (an array of what `filmData` gives) and fills each `figure[data-film]`. A film begins to play when it is seen,
 * once, unless the reader wants less motion; then it waits for the button, the slider or a key: space plays, arrows step, Home and End seek.
 */
export const FILM_SCRIPT = `(() => {
  'use strict';
  const unpack = ${unpack.toString()};
  const films = JSON.parse(document.getElementById('films').textContent);
  const still = matchMedia('(prefers-reduced-motion: reduce)');

  async function inflated(text) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function agentsInto(pen, film, frame, width, height, ratio) {
    const { agents, bits, darts, colours, planes: { x, y, tone, present } } = film;
    const cell = 2 ** bits;
    const size = Math.min(9, Math.max(2.2, 0.42 * Math.sqrt((width * height) / (agents * ratio * ratio)))) * ratio;
    const byTone = new Map();
    for (let a = 0, at = frame * agents; a < agents; a++, at++) {
      if (present && !present[at]) continue;
      const key = darts ? tone[at] >> 2 : tone[at];
      if (!byTone.has(key)) byTone.set(key, []);
      byTone.get(key).push(at);
    }
    for (const [key, all] of byTone) {
      pen.fillStyle = colours[darts ? key << 2 : key] || colours[0];
      pen.beginPath();
      for (const at of all) {
        const px = ((x[at] + 0.5) / cell) * width;
        const py = height - ((y[at] + 0.5) / cell) * height;
        if (darts) {
          const angle = (tone[at] / 256) * 2 * Math.PI;
          const [c, s] = [Math.cos(angle) * size, -Math.sin(angle) * size];
          pen.moveTo(px + c, py + s);
          pen.lineTo(px - 0.8 * c - 0.62 * s, py - 0.8 * s + 0.62 * c);
          pen.lineTo(px - 0.4 * c, py - 0.4 * s);
          pen.lineTo(px - 0.8 * c + 0.62 * s, py - 0.8 * s - 0.62 * c);
          pen.closePath();
        } else {
          pen.moveTo(px + size * 0.6, py);
          pen.arc(px, py, size * 0.6, 0, 2 * Math.PI);
        }
      }
      pen.fill();
    }
  }

  function cellsInto(pen, film, frame, width, height) {
    const { cols, rows, hexagonal, rgb, planes: { tone } } = film;
    const small = film.small || (film.small = Object.assign(document.createElement('canvas'), { width: cols, height: rows }));
    const brush = small.getContext('2d');
    const image = brush.createImageData(cols, rows);
    for (let row = 0, at = frame * cols * rows; row < rows; row++) {
      let to = (rows - 1 - row) * cols * 4;
      for (let col = 0; col < cols; col++, at++, to += 4) {
        const colour = rgb[tone[at]];
        if (!colour) continue;
        image.data[to] = colour[0];
        image.data[to + 1] = colour[1];
        image.data[to + 2] = colour[2];
        image.data[to + 3] = 255;
      }
    }
    brush.putImageData(image, 0, 0);
    pen.imageSmoothingEnabled = false;
    if (!hexagonal) return pen.drawImage(small, 0, 0, width, height);
    const each = width / (cols + 0.5);
    for (let line = 0; line < rows; line++) {
      const shift = (rows - 1 - line) % 2 === 1 ? each / 2 : 0;
      pen.drawImage(small, 0, line, cols, 1, shift, (line * height) / rows, width - each / 2, height / rows + 0.5);
    }
  }

  async function start(figure) {
    const film = films[figure.dataset.film];
    const canvas = figure.querySelector('canvas');
    const [button, back, forth] = figure.querySelectorAll('button');
    const slider = figure.querySelector('input');
    const told = figure.querySelector('output');
    film.planes = unpack(film, await inflated(film.data));
    delete film.data;
    film.rgb = film.colours.map((colour) => colour && [1, 3, 5].map((from) => parseInt(colour.slice(from, from + 2), 16)));
    const last = film.frames - 1;
    let frame = 0;
    let playing = false;
    let since = 0;
    const draw = () => {
      const ratio = Math.min(3, devicePixelRatio || 1);
      const width = Math.round(canvas.clientWidth * ratio);
      const height = Math.round((width * film.size[1]) / film.size[0]);
      if (width === 0) return;
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      const pen = canvas.getContext('2d');
      pen.clearRect(0, 0, width, height);
      if (film.sort === 'agents') agentsInto(pen, film, frame, width, height, ratio);
      else cellsInto(pen, film, frame, width, height);
      const text = 'tick ' + film.ticks[frame].toLocaleString('en-US');
      told.textContent = text + ' of ' + film.ticks[last].toLocaleString('en-US');
      slider.value = frame;
      slider.setAttribute('aria-valuetext', text);
      figure.dataset.frame = frame;
    };
    const seek = (to) => {
      frame = Math.min(last, Math.max(0, to));
      draw();
    };
    const play = (on) => {
      playing = on;
      button.textContent = on ? 'Pause' : 'Play';
      if (!on) return;
      if (frame === last) seek(0);
      since = performance.now() - (frame * 1000) / ${RATE};
      requestAnimationFrame(run);
    };
    const run = (now) => {
      if (!playing) return;
      const due = Math.min(last, Math.floor(((now - since) * ${RATE}) / 1000));
      if (due !== frame) seek(due);
      if (frame === last) play(false);
      else requestAnimationFrame(run);
    };
    const step = (by) => {
      play(false);
      seek(frame + by);
    };
    button.addEventListener('click', () => play(!playing));
    back.addEventListener('click', () => step(-1));
    forth.addEventListener('click', () => step(1));
    slider.addEventListener('input', () => step(Number(slider.value) - frame));
    figure.addEventListener('keydown', (event) => {
      const keys = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), Home: () => step(-frame), End: () => step(last - frame), ' ': () => play(!playing) };
      const own = event.target.tagName === 'BUTTON' && event.key === ' ';
      if (own || !keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key]();
    });
    canvas.addEventListener('click', () => play(!playing));
    new ResizeObserver(draw).observe(canvas);
    for (const each of [button, back, forth, slider]) each.disabled = false;
    draw();
    figure.dataset.ready = '';
    if (still.matches) return;
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      if (frame === 0) play(true);
    }, { threshold: 0.6 });
    seen.observe(canvas);
  }

  for (const figure of document.querySelectorAll('figure[data-film]')) {
    start(figure).catch(() => { figure.classList.add('failed'); figure.querySelector('output').textContent = 'This browser cannot play the film.'; });
  }
})();`;
