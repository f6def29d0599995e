// The same seed gives the same state, however it was run.

import { expect, test } from 'vitest';
import { each, folder, json } from './swarmlab.ts';

/** Several chunks of agents each, in an odd number; test/models and test/swarm try more, in threads of their own. */
const SCENARIOS: [string, string[]][] = [
  ['vicsek', ['--set', 'count=1301', '--set', 'side=15', '--ticks', '30']],
  ['flocking', ['--set', 'count=1301', '--set', 'width=120', '--set', 'height=90', '--ticks', '12']],
  ['flocking', ['--set', 'count=601', '--set', 'update=sequential', '--ticks', '12']],
  ['pso-rastrigin', ['--set', 'particles=67', '--set', 'topology=vonNeumann', '--set', 'evaluations=10000']],
  ['bbob', ['--set', 'function=21', '--set', 'dimensions=3', '--set', 'evaluations=10000']],
];

test.each(SCENARIOS)(
  '%s %j is the same for 1, 2, 3, 5 and 8 workers, recorded or not, with checkpoints or without',
  async (name, args) => {
    const cwd = folder();
    const column = name === 'vicsek' ? 'heading' : 'x';
    const ways = [
      ...['1', '2', '3', '5', '8'].map((workers) => ['--workers', workers]),
      ['--record', column, '--every', '7', '--workers', '2'],
      ['--checkpoint-every', '3', '--workers', '3'],
      ['--record', column, '--every', '1', '--checkpoint-every', '5', '--workers', '1'],
    ];
    const ends = new Set<string>();
    await each(
      ways,
      async (way) => {
        const { stateHash, metrics, ticks, best } = await json(cwd, ['run', name, ...args, ...way, '--no-report']);
        ends.add(JSON.stringify({ stateHash, metrics, ticks, best }));
      },
      2,
    );
    expect([...ends]).toHaveLength(1);
  },
  120_000,
);
