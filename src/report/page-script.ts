/**
 * What runs in the page, as source: it draws every chart in the theme of the page, to the width that it has, and saves them.
 * It reads the element #charts (`{themes, charts}`) and the globals of Vega-Embed. Without it, the still pictures are shown.
 */
export const PAGE_SCRIPT = `(() => {
  'use strict';
  const { themes, charts } = JSON.parse(document.getElementById('charts').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const theme = () => root.dataset.theme || (dark.matches ? 'dark' : 'light');
  const figures = [...document.querySelectorAll('figure[data-chart]')];
  const views = new Map();

  const copy = (spec) => JSON.parse(JSON.stringify(spec, (key, value) => (key === 'data' ? undefined : value)));
  const withData = (from, to) => {
    if (from.data) to.data = from.data;
    (from.layer || []).forEach((layer, n) => withData(layer, to.layer[n]));
    return to;
  };
  const narrowLegends = (node, share) => {
    if (node === null || typeof node !== 'object') return 0;
    let more = 0;
    if (node.legend && typeof node.legend.columns === 'number') {
      const wide = node.legend.columns;
      node.legend.columns = Math.max(1, Math.floor(wide * share));
      const count = node.scale && node.scale.domain ? node.scale.domain.length : 0;
      more = Math.ceil(count / node.legend.columns) - Math.ceil(count / wide);
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'data') more = Math.max(more, narrowLegends(value, share));
    return more;
  };
  const fitted = ({ spec, shape }, width) => {
    const fit = withData(spec, copy(spec));
    const full = spec.width;
    delete fit.title;
    const rows = narrowLegends(fit, Math.min(1, width / full));
    if (shape === 'equal') {
      const scale = Math.min(1, Math.max(0.2, (width - 75) / full)); // 75: the upright axis and the padding
      fit.width = Math.round(full * scale);
      fit.height = Math.round(spec.height * scale);
      if (fit.mark && fit.mark.size) fit.mark.size = Math.max(10, fit.mark.size * scale * scale);
    } else {
      fit.width = width;
      if (width < 480 && fit.height > 300) fit.height = Math.round(fit.height * 0.85);
      fit.height += 18 * rows;
    }
    return fit;
  };

  async function draw(figure) {
    const chart = charts[figure.dataset.chart];
    const plot = figure.querySelector('.plot');
    const width = plot.clientWidth;
    if (width === 0) return;
    try {
      const mode = theme();
      const result = await vegaEmbed(plot, fitted(chart, width), {
        mode: 'vega-lite', renderer: 'svg', actions: false, config: themes[mode], tooltip: { theme: mode }, logLevel: 1,
      });
      const before = views.get(figure);
      if (before) before.finalize();
      views.set(figure, result);
      plot.dataset.theme = mode;
      figure.classList.remove('failed');
    } catch (error) {
      plot.textContent = '';
      figure.classList.add('failed');
    }
  }
  let drawing = Promise.resolve();
  const drawAll = () => (drawing = drawing.then(async () => {
    for (const figure of figures) await draw(figure);
    root.dataset.drawn = theme();
  }));

  function save(name, address) {
    const link = document.createElement('a');
    link.download = name;
    link.href = address;
    document.body.append(link);
    link.click();
    link.remove();
  }
  async function saveAs(figure, kind) {
    const { name, spec } = charts[figure.dataset.chart];
    if (kind === 'vl.json') {
      const text = JSON.stringify({ ...spec, config: themes[theme()] }, null, 1);
      const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      save(name + '.vl.json', address);
      setTimeout(() => URL.revokeObjectURL(address), 10000);
      return;
    }
    const drawn = views.get(figure);
    if (drawn) save(name + '.' + kind, await drawn.view.toImageURL(kind, kind === 'png' ? 2 : 1));
  }

  const button = document.querySelector('.theme');
  const label = () => { button.textContent = theme() === 'dark' ? 'Light theme' : 'Dark theme'; };
  button.addEventListener('click', () => {
    root.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
    label();
    drawAll();
  });
  dark.addEventListener('change', () => { label(); drawAll(); });
  document.addEventListener('click', (event) => {
    const kind = event.target.dataset && event.target.dataset.save;
    if (kind) saveAs(event.target.closest('figure'), kind);
  });
  let width = innerWidth;
  let timer = 0;
  addEventListener('resize', () => {
    if (innerWidth === width) return;
    width = innerWidth;
    clearTimeout(timer);
    timer = setTimeout(drawAll, 150);
  });
  label();
  drawAll();
})();`;
