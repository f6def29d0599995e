import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, withoutChromium } from './chromium.ts';
import { look } from './report-page.ts';

const BIN = join(import.meta.dirname, '../../bin/swarmlab.js');

/** Small runs of everything that has a report of its own kind; each with its arguments after `--out <folder>`. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  vicsek: ['run', 'vicsek', '--ticks', '200', '--set', 'count=800', '--set', 'side=14'],
  'flocking-oblong': ['run', 'flocking', '--ticks', '100', '--set', 'count=400', '--set', 'width=200', '--set', 'height=80'],
  'pso-plane': ['run', 'pso-rastrigin', '--set', 'dimensions=2', '--set', 'evaluations=4000'],
  'pso-space': ['run', 'pso-sphere', '--set', 'dimensions=5', '--set', 'evaluations=8000'],
  bbob: ['run', 'bbob', '--set', 'function=8', '--set', 'dimensions=2', '--set', 'evaluations=4000'],
  influenza: ['run', 'influenza'],
  speedup: ['bench', 'speedup', 'vicsek', '--workers', '1,2', '--ticks', '20', '--repeats', '2', '--set', 'count=500'],
  'of-my-own': ['run', join(import.meta.dirname, '../fixtures/my-model.ts'), '--ticks', '50'],
  demo: ['demo'],
};

describe.skipIf(withoutChromium)('what a reader opens after a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swarmlab-demo-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(Object.entries(RUNS))(
    'the report of %s draws every chart and complains of nothing',
    { timeout: 180_000 },
    async (name, args) => {
      const out = join(folder, name);
      const { status, stderr } = spawnSync(process.execPath, [BIN, ...args, '--out', out], { encoding: 'utf8', cwd: folder });
      expect(status, stderr).toBe(0);
      const reports = globSync('**/report.html', { cwd: out });
      expect(reports).toHaveLength(name === 'demo' ? 2 : 1);
      for (const report of reports) {
        for (const how of [{ theme: 'light', width: 1_200 } as const, { theme: 'dark', width: 390 } as const]) {
          const seen = await look(browser, join(out, report), how);
          expect(seen, `${basename(dirname(report))} at ${how.width} pixels`).toMatchObject({
            complaints: [],
            failed: [],
            overlaps: [],
            oddWords: [],
          });
          expect(seen.marks.length).toBeGreaterThan(0);
          expect(Math.min(...seen.marks)).toBeGreaterThan(0);
          expect(seen.overflow).toBeLessThanOrEqual(0);
        }
      }
    },
  );
});
