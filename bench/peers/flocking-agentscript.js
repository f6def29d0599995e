// Flocking in AgentScript (npm: agentscript), each bird in turn in a fresh random order, in place, as the comparison declares.
// Not exact: AgentScript looks for neighbours without wrapping at the border of the torus, so birds there see fewer.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { drive, uniforms, workload } from './driver.js';

const { count, width, height, visual, ticks, seed = 1, folder } = workload;
// The bundle draws: it makes a canvas while it loads. Nothing is drawn here, so an empty one will do.
globalThis.OffscreenCanvas ??= class {
  getContext() {
    return {};
  }
};
const home = join(folder, 'node_modules', 'agentscript');
const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
const { Model } = await import(pathToFileURL(join(home, 'dist', 'agentscript.js')).href);

let model;
let random;
let met = 0;

function reset() {
  random = uniforms(seed);
  met = 0;
  model = new Model({ minX: 0, maxX: width - 1, minY: 0, maxY: height - 1 });
  model.patches.cacheRect(Math.ceil(visual), true);
  model.turtles.create(count, (bird) => {
    bird.setxy(random() * width - 0.5, random() * height - 0.5);
    bird.vx = 2 * random() - 1;
    bird.vy = 2 * random() - 1;
  });
}

function fly(bird) {
  const mates = model.turtles.inRadius(bird, visual, false);
  let [cohereX, cohereY, separateX, separateY, matchX, matchY] = [0, 0, 0, 0, 0, 0];
  for (const mate of mates) {
    const dx = mate.x - bird.x;
    const dy = mate.y - bird.y;
    cohereX += dx;
    cohereY += dy;
    matchX += mate.vx;
    matchY += mate.vy;
    if (dx * dx + dy * dy < 1) {
      separateX -= dx;
      separateY -= dy;
    }
  }
  met += mates.length;
  const share = 1 / Math.max(mates.length, 1);
  const vx = bird.vx + (0.03 * cohereX + 0.015 * separateX + 0.05 * matchX) * share;
  const vy = bird.vy + (0.03 * cohereY + 0.015 * separateY + 0.05 * matchY) * share;
  const length = Math.hypot(vx, vy) || 1;
  bird.vx = vx / length;
  bird.vy = vy / length;
  bird.setxy(bird.x + bird.vx, bird.y + bird.vy);
}

function run() {
  const order = [...model.turtles];
  for (let t = 0; t < ticks; t++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    for (const bird of order) fly(bird);
    model.tick();
  }
  return { steps: count * ticks, neighbours: met / (count * ticks) };
}

await drive(`AgentScript ${version}, Node ${process.version}`, run, reset);
