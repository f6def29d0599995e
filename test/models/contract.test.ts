// Every model keeps the contract: those of the library, and small ones that exercise what those do not.

import { flocking } from '../../src/models/flocking.ts';
import { vicsek } from '../../src/models/vicsek.ts';
import { modelContract } from '../contract/model.ts';
import { culture } from '../laws/models/culture.ts';
import { gauges } from '../laws/models/gauges.ts';
import { meadow } from '../laws/models/meadow.ts';

const odd = [1, 2, 511, 512, 513, 1025, 4097].map((count) => ({ count }));
const field = { width: 130, height: 47, visual: 4 };

modelContract({ name: 'vicsek', model: vicsek, settings: { count: 6_000, side: 40 }, ticks: 10, odd });
modelContract({ name: 'flocking, synchronous, f64', model: flocking, settings: { ...field, count: 9_000, visual: 2 }, ticks: 12, odd });
modelContract({
  name: 'flocking, synchronous, f32',
  model: flocking,
  settings: { ...field, count: 2_000, precision: 'f32' },
  ticks: 12,
  odd,
});
modelContract({
  name: 'flocking, sequential',
  model: flocking,
  settings: { ...field, count: 1_300, update: 'sequential' },
  ticks: 12,
  odd,
});
modelContract({
  name: 'meadow',
  model: meadow,
  settings: {},
  ticks: 16,
  odd: [
    { sheep: 1, wolves: 513, grass: 511 },
    { sheep: 1_025, wolves: 0, grass: 1 },
    { sheep: 0, wolves: 20, grass: 0 },
    { sheep: 9_000, wolves: 4, grass: 9_000, lamb: 0.9 },
  ],
});
modelContract({
  name: 'meadow, sequential',
  model: meadow,
  settings: { update: 'sequential' },
  ticks: 12,
  odd: [
    { sheep: 1, wolves: 513, grass: 511 },
    { sheep: 0, wolves: 20, grass: 0 },
  ],
});
modelContract({ name: 'culture', model: culture, settings: { count: 700, children: 2 }, ticks: 24, odd });
modelContract({ name: 'culture, sequential', model: culture, settings: { count: 700, children: 2, update: 'sequential' }, ticks: 24, odd });
modelContract({ name: 'gauges', model: gauges, settings: {}, ticks: 12, odd });
