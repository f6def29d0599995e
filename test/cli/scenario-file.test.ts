// What is wrong in a scenario file: said in a few lines, with the place in the author's file where there is one.

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { each, expectPlain, expectRefusal, folder, json, swarmlab } from './swarmlab.ts';

/** A scenario with one kind of agents; its rule stands on line 10. */
function model(
  rule: string,
  { declares = '', scenario = '', columns = "x: 'f64', y: 'f64', e: 'f64'", count = '({ count }) => count' } = {},
): string {
  return `import { defineModel, defineScenario, torus } from 'swarmlab';
const OUT = 3;
const model = defineModel({
  name: 'm', description: 'd',
  params: { count: { default: 100, min: 1, max: 1e9, integer: true, description: 'n' }, pace: { default: 1, description: 'p' } },
  space: torus({ width: 10, height: 10, radius: 1 }),
  kinds: { walker: {
    count: ${count}, columns: { ${columns} },
    rule: (self, neighbours, random, params, world) => {
      ${rule}
    },
  } },
  ${declares}
});
export default defineScenario({ model, ticks: 20, ${scenario} });
`;
}

function swarm(setup: string, more = ''): string {
  return `import { defineScenario } from 'swarmlab';
export function bowl(x) { return x[0] * x[0]; }
export default defineScenario({ description: 'd', params: {}, swarm: ${setup}, ${more} });
`;
}

const own = (objective: string): string =>
  swarm(`() => ({ objective: ${objective}, dimensions: 2, lower: 0, upper: 1, evaluations: 100 })`);

test.each<[string, Record<string, [string, RegExp]>]>([
  [
    'a file that cannot be loaded',
    {
      'syntax.ts': [
        "import { x } from 'swarmlab';\nexport default { model: , };\n",
        /syntax\.ts cannot be loaded: SyntaxError.*syntax\.ts:2/,
      ],
      'syntax.mjs': ['export default {\n  a: 1\n  b: 2 };\n', /syntax\.mjs cannot be loaded: SyntaxError: Unexpected identifier 'b'/],
      'enum.ts': ['enum A { X }\nexport default A.X;\n', /enum/],
      'no-import.ts': ["import { x } from './gone.ts';\nexport default x;\n", /Cannot find module.*gone\.ts/],
      'no-package.ts': ["import { x } from 'not-installed-anywhere';\nexport default x;\n", /not-installed-anywhere/],
      'no-export.ts': ["import { defineScenaro } from 'swarmlab';\nexport default defineScenaro({});\n", /defineScenaro.*no-export\.ts:1/],
      'throws.ts': ["throw new Error('not today');\n", /not today.*throws\.ts:1/],
      'throws-null.mjs': ['throw null;\n', /cannot be loaded: null/],
      './data.json': ['{ "a": 1 }', /data\.json cannot be loaded/],
    },
  ],
  [
    'a file that holds no scenario',
    {
      'none.ts': ['export const a = 1;\n', /no default export.*export default defineScenario/],
      'other.ts': ['export default { model: 5 };\n', /no scenario.*defineScenario/],
      'null.ts': ["import { defineScenario } from 'swarmlab';\nexport default defineScenario(null);\n", /a scenario is an object/],
      'empty.ts': ["import { defineScenario } from 'swarmlab';\nexport default defineScenario({ model: {}, ticks: 5 });\n", /defineModel/],
      'no-model.ts': [
        "import { defineScenario } from 'swarmlab';\nexport default defineScenario({ model: undefined, ticks: 5 });\n",
        /defineModel/,
      ],
      'word.ts': [model('self.e = 1;', { scenario: 'tikcs: 5' }), /no "tikcs"/],
      'every.ts': [model('self.e = 1;', { scenario: 'measureEvery: 0' }), /measureEvery.*0/],
    },
  ],
  [
    'a rule that does not compile',
    {
      'outside.ts': [model('self.e = OUT;'), /"OUT" is not known.*line 10 of its file.*uses: \{ OUT \}/],
      'helper.ts': [model('self.e = helper(3);'), /"helper" is not known.*line 10.*uses/],
      'column.ts': [model('self.pase = 1;'), /no "pase".*line 10.*Known: x, y, e/],
      'param.ts': [model('self.e = params.pase;'), /no "pase".*line 10.*did you mean "pace"/],
      'global.ts': [model('self.e = world.heat;'), /no "heat".*line 10/],
      'chance.ts': [model('self.e = Math.random();'), /Math\.random.*line 10.*random\.uniform/],
    },
  ],
  [
    'values that cannot be',
    {
      'misspelt.ts': [model('self.e = 1;', { scenario: 'params: { cuont: 4 }' }), /"cuont".*did you mean "count"/],
      'negative.ts': [model('self.e = 1;', { scenario: 'params: { count: -4 }' }), /count must be at least 1.*-4/],
      'text.ts': [model('self.e = 1;', { scenario: "params: { count: 'many' }" }), /count must be a number.*many/],
      'nan.ts': [model('self.e = 1;', { count: '() => NaN' }), /count of kind walker.*NaN/],
      'thrown.ts': [model('self.e = 1;', { count: "() => { throw new Error('cannot count'); }" }), /model.*cannot count/],
      'metric.ts': [model('self.e = 1;', { scenario: 'metrics: { heat: 5 }' }), /metric heat must be a function/],
      'tick.ts': [model('self.e = 1;', { scenario: 'metrics: { tick: () => 4 }' }), /metric cannot be called tick/],
      'chart.ts': [model('self.e = 1;', { scenario: "metrics: { heat: () => 1 }, chart: { y: 'haet' }" }), /"haet".*did you mean "heat"/],
      'large.ts': [
        model('self.x += 1;', { columns: "x: 'f64', y: 'f64', e: { type: 'f64', size: 1000 }", scenario: 'params: { count: 1000000 }' }),
        /needs 14\.9\d GiB.*at most 4\.00|available/,
      ],
    },
  ],
  [
    'a swarm that cannot be',
    {
      'thrown.ts': [swarm("() => { throw new Error('no swarm'); }"), /swarm.*no swarm/],
      'nothing.ts': [swarm('() => undefined'), /must return \{ objective/],
      'empty.ts': [swarm('() => ({})'), /must return \{ objective/],
      'option.ts': [swarm("() => ({ objective: { name: 'sphere' }, dimensions: 2, evaluations: 1000, tagret: 1 })"), /tagret/],
      'budget.ts': [swarm("() => ({ objective: { name: 'sphere' }, dimensions: 2, evaluations: NaN })"), /budget.*NaN/],
      'name.ts': [own("{ name: 'spere' }"), /Did you mean 'sphere'/],
      'module.ts': [own("{ module: new URL('./gone.mjs', import.meta.url) }"), /gone\.mjs cannot be loaded/],
      'export.ts': [own("{ module: import.meta.url, export: 'bowk' }"), /no function "bowk".*Did you mean "bowl"/],
    },
  ],
])('%s is refused by name and place', async (_, files) => {
  const cwd = folder(Object.fromEntries(Object.entries(files).map(([name, [text]]) => [name, text])));
  await each(Object.entries(files), async ([name, [, says]]) =>
    expectRefusal(await swarmlab(cwd, ['run', name.startsWith('.') ? name : `./${name}`, '--no-report']), says, name),
  );
});

test('a path that is a folder, or nothing, is refused', async () => {
  const cwd = folder();
  mkdirSync(join(cwd, 'model.ts'));
  expectRefusal(await swarmlab(cwd, ['run', 'model.ts']), /model\.ts is no file/, 'a folder');
  expectRefusal(await swarmlab(cwd, ['run', './gone.ts']), /no file .*gone\.ts/, 'nothing');
  expect(readdirSync(cwd)).toEqual(['model.ts']);
});

test.each<[string, string, string[], RegExp]>([
  [
    'throws',
    "if (world.tick === 3 && self.id === 7) throw new Error('too hot');",
    [],
    /rule of kind walker failed for agent 7 at tick 3, twice: too hot/,
  ],
  [
    'loops for ever',
    'while (world.tick === 3) self.e = 1;',
    ['--stall-timeout', '1'],
    /rule of kind walker.*no progress.*agent \d+ at tick 3, twice.*--stall-timeout/,
  ],
])('a rule that %s ends the run, naming the rule, the agent and the tick; the folder says so', async (_, rule, flags, says) => {
  const cwd = folder({ 'model.ts': model(rule) });
  const ended = await swarmlab(cwd, ['run', 'model.ts', '--out', 'run', ...flags]);
  expect([ended.code, ended.out]).toEqual([1, '']);
  expectPlain(ended.err, 'rule');
  expect(ended.err).toMatch(says);
  const shown = await swarmlab(cwd, ['runs', '.', '--json']);
  expect(JSON.parse(shown.out)).toMatchObject({ runs: [{ status: 'failed', tick: 3, ticks: 20 }] });
});

test('births that no longer fit in 4 GiB end the run with a message', async () => {
  const cwd = folder({
    'many.ts': model('world.birth({}); world.birth({});', {
      columns: "x: 'f64', y: 'f64', e: { type: 'f64', size: 1000 }",
      scenario: 'params: { count: 150000 }',
    }),
  });
  const { code, err } = await swarmlab(cwd, ['run', 'many.ts', '--no-report']);
  expect([1, 2], err).toContain(code);
  expectPlain(err, 'births');
  expect(err).toMatch(/GiB/); // refused at the start where the machine has too little for the first tick
}, 120_000);

test('a metric, a chart or an analysis that throws is named; the result of a finished run is still shown', async () => {
  const cwd = folder({
    'metric.ts': model('self.e = 1;', { scenario: "metrics: { heat: () => { throw new Error('no heat'); } }" }),
    'chart.ts': model('self.e = 1;', { scenario: "charts: [{ name: 'own', title: 't', spec: () => { throw new Error('no chart'); } }]" }),
    'drawn.ts': model('self.e = 1;', { scenario: "charts: [{ name: 'own', title: 't', spec: () => ({ mark: 'no-such-mark' }) }]" }),
    'analysis.ts': swarm(
      "() => ({ objective: { name: 'sphere' }, dimensions: 2, evaluations: 1000 })",
      "analyse: () => { throw new Error('no insight'); }",
    ),
  });
  for (const [file, says, shown] of [
    ['metric.ts', /metric heat failed at tick 0: no heat/, false],
    ['chart.ts', /chart own.*no chart/, true],
    ['drawn.ts', /chart own cannot be drawn/, true],
    ['analysis.ts', /analysis.*no insight/, false],
  ] as const) {
    const { code, out, err } = await swarmlab(cwd, ['run', file, '--json']);
    expect(code, file).toBe(1);
    expectPlain(err, file);
    expect(err, file).toMatch(says);
    expect(out === '' ? null : (JSON.parse(out) as { status: string }).status, file).toBe(shown ? 'done' : null);
  }
});

test('numbers that are none stay out of results: positions stay in the space, metrics become null', async () => {
  const cwd = folder({
    'wild.ts': model('self.x = 1e300 * 1e300; self.y = 0 / 0; self.e = 0 / 0;', {
      scenario: 'metrics: { heat: () => NaN, more: () => Infinity }',
    }),
  });
  expect(await json(cwd, ['run', 'wild.ts'])).toMatchObject({ metrics: { heat: null, more: null }, ticks: 20 });
});

test('what a scenario leaves behind does not hold the command up, and what it throws later is no stack trace', async () => {
  const head = "import { defineScenario, vicsek } from 'swarmlab';\n";
  const tail = 'export default defineScenario({ model: vicsek, ticks: 2000, params: { count: 3000 } });\n';
  const cwd = folder({
    'timer.ts': `${head}setInterval(() => {}, 1000);\nconsole.log('said by the scenario');\n${tail}`,
    'later.ts': `${head}setTimeout(() => { throw new Error('too late'); }, 1);\n${tail}`,
    'never.ts': 'await new Promise(() => {});\nexport default 1;\n',
    'exit.ts': 'process.exit(0);\nexport default 1;\n',
  });
  expect(await json(cwd, ['run', 'timer.ts', '--ticks', '2', '--no-report'])).toMatchObject({ ticks: 2 });
  for (const [file, says] of [
    ['later.ts', /too late/],
    ['never.ts', /before the command was done/],
    ['exit.ts', /before the command was done/],
  ] as const) {
    const { code, err } = await swarmlab(cwd, ['run', file, '--no-report']);
    expect([code, err], file).toEqual([1, expect.stringMatching(says)]);
    expectPlain(err, file);
  }
});
