// The sweep that the scenario vicsek declares, against the value that Vicsek et al. (1995) published.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { curvesOf } from '../../src/scenario/experiment/report/curve.ts';
import { transitionOf } from '../../src/scenario/experiment/report/transition.ts';
import { sweep } from '../../src/scenario/experiment/sweep.ts';

test('40 values × 10 replicates of 40 birds locate the transition in an interval that holds the published noise', async () => {
  const out = mkdtempSync(join(tmpdir(), 'swarmlab-vicsek-'));
  try {
    const { scenario } = await loadScenario('vicsek');
    const { over = {}, ...how } = scenario.sweep ?? {};
    const { rows } = await sweep('vicsek', { over, ...how, out: join(out, 'sweep') });
    expect(rows).toHaveLength(400);
    const { best } = transitionOf(curvesOf(rows, 'noise', 'polarization')[0]);
    const [published] = scenario.published ?? [];
    expect(best?.method).toBe('critical');
    expect(best?.low).toBeLessThan(published.at);
    expect(best?.high).toBeGreaterThan(published.at);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}, 600_000);
