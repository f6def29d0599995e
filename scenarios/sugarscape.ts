/** Sugarscape: from like chances and a few rules, a few rich and many poor. */
import { defineScenario, run, sugarscape } from 'swarmlab';
import { lorenzShares } from 'swarmlab/emergence';

const shares = Array.from({ length: 51 }, (_, n) => n / 50);

const scenario = defineScenario({
  source: 'Epstein & Axtell, Growing Artificial Societies, ch. II (1996)',
  seed: 'sugar',
  ticks: 500,
  model: sugarscape,
  params: { side: 50, count: 250, vision: 6, metabolism: 4 }, // cells, people, cells, sugar per tick
  charts: [
    { y: ['gini', 'poorerHalf'], title: 'Inequality out of gathering', label: 'Gini; share of the poorer half', domain: [0, 1] },
    {
      name: 'lorenz',
      title: 'Who holds how much at the end',
      caption: 'The Lorenz curve; on the dashed diagonal all would have the same.',
      spec: (_rows, { kinds }) => ({
        data: {
          values: (lorenzShares(kinds.person.column('sugar'), { shares }).value ?? []).map((held, n) => ({ poorest: shares[n], held })),
        },
        encoding: {
          x: { field: 'poorest', type: 'quantitative', title: 'poorest share of the people' },
          y: { field: 'held', type: 'quantitative', title: 'share of the sugar' },
        },
        layer: [
          { mark: 'line' },
          { mark: { type: 'line', strokeDash: [5, 4] }, encoding: { y: { field: 'poorest', type: 'quantitative' } } },
        ],
      }),
    },
  ],
});

export default scenario;
if (import.meta.main) await run(scenario);
