// Peers side by side: the same workload in the same run, ours and theirs in turn, ratios within rounds. Imports models, swarm, scenario and this folder.

import { checkParams } from '../../engine/params.ts';
import type { Program } from '../../engine/engine.ts';
import { LabError } from '../../errors.ts';
import { assemble } from '../../models/assemble.ts';
import { flocking } from '../../models/flocking.ts';
import { roundForPeople, type Cell } from '../../report/index.ts';
import { intervals } from '../../scenario/bench/interval-chart.ts';
import { measureRounds, type Subject, type Timed } from '../../scenario/bench/rounds.ts';
import {
  backendOf,
  figure,
  shown,
  spreadOf,
  within,
  type Check,
  type Figure,
  type Suite,
  type SuiteOptions,
} from '../../scenario/bench/suite.ts';
import { WorldSubject } from '../../scenario/bench/world-subject.ts';
import type { Backend } from '../../rules/compile.ts';
import { psoProgram } from '../../swarm/program.ts';
import type { TopologyName } from '../../swarm/topology.ts';
import { Driver, type Answer } from './driver.ts';
import { driverFolder } from './places.ts';
import { WORKLOADS, type Peer, type Workload } from './workloads.ts';

const SEED = 'bench';

/** A peer that is there, and one that is not. */
interface Present {
  readonly peer: Peer;
  readonly driver: Driver;
  last: Answer | null;
}
interface Absent {
  readonly workload: string;
  readonly name: string;
  readonly reason: string;
}
/** How many times as long a peer takes as ours, by wall time and by processor time. */
interface Ratio {
  readonly workload: string;
  readonly name: string;
  readonly version: string;
  readonly against: string;
  readonly wall: readonly number[];
  readonly cpu: readonly number[];
  readonly seen: string;
  readonly exact: string;
}

export const peers: Suite = {
  name: 'peers',
  about: 'the same workloads in other libraries, side by side; --install brings those that npm and PyPI have',
  onlyByName: true,
  async run(options) {
    driverFolder();
    const figures: Figure[] = [];
    const ratios: Ratio[] = [];
    const absent: Absent[] = [];
    for (const workload of WORKLOADS) {
      const measured = await measureWorkload(workload, options);
      figures.push(...measured.figures);
      ratios.push(...measured.ratios);
      absent.push(...measured.absent);
    }
    const here = new Set(ratios.map(({ name }) => name));
    const missing = [...new Set(absent.map(({ name }) => name))].filter((name) => !here.has(name));
    return {
      name: 'peers',
      title: 'Peers, side by side',
      text:
        'Ours and theirs do the same workload in turn, one worker each, in one run; a ratio is taken within a round, so what disturbs the machine disturbs both. ' +
        'Above 1, ours is faster. By processor time the ratio is less sensitive to what else runs. Building the world is timed for none.',
      lead: missing.length === 0 ? [] : [`Not here: ${missing.join(', ')}; the reasons stand below.`],
      figures,
      tables: [
        {
          caption: 'How many times as long the peer takes: medians over the rounds, with the least and the greatest',
          columns: ['workload', 'peer', 'against ours', 'wall time', 'processor time', 'seen in the work', 'version'],
          rows: ratios.map(({ workload, name, against, wall, cpu, seen, version }): Cell[] => [
            workload,
            name,
            against,
            `${shown(spreadOf(wall))}×`,
            `${shown(spreadOf(cpu))}×`,
            seen,
            version,
          ]),
        },
        {
          caption: 'Time per unit of work: medians over the rounds, with the least and the greatest',
          columns: ['workload and who', 'ns', 'per'],
          rows: figures.map((each) => [each.name, shown(each), each.unit.replace('ns per ', '')]),
        },
        ...(absent.length === 0
          ? []
          : [
              {
                caption: 'Absent',
                columns: ['workload', 'peer', 'why'],
                rows: absent.map(({ workload, name, reason }) => [workload, name, reason]),
              },
            ]),
      ],
      charts: [
        intervals({
          name: 'peers-ratio',
          title: 'How many times as long peers take',
          caption:
            'To the right of the dashed line ours is faster. One worker each; medians of the ratios within rounds, bars from the least to the greatest.',
          quantity: { label: 'time of the peer over ours', unit: 'times' },
          reference: 1,
          rows: ratios.flatMap(({ workload, name, wall, cpu }) => [
            { label: `${workload}: ${name}`, series: 'wall time', ...spreadOf(wall) },
            { label: `${workload}: ${name}`, series: 'processor time', ...spreadOf(cpu) },
          ]),
        }),
      ],
      data: { ratios, absent },
    };
  },
};

async function measureWorkload(
  workload: Workload,
  options: SuiteOptions,
): Promise<{ figures: Figure[]; ratios: Ratio[]; absent: Absent[] }> {
  options.say(workload.name);
  const ours: WorldSubject[] = [];
  const present: Present[] = [];
  const absent: Absent[] = [];
  try {
    for (const [name, set] of Object.entries(workload.ours)) ours.push(await openOurs(workload, name, set, backendOf(options)));
    for (const peer of workload.peers) {
      const driver = peer.lacks?.() ?? (await Driver.start(peer.start(workload.data)));
      if (typeof driver === 'string') absent.push({ workload: workload.name, name: peer.name, reason: driver });
      else present.push({ peer, driver, last: null });
    }
    const subjects = [...ours, ...present.map((each) => peerSubject(each, workload))];
    const rows = await measureRounds(subjects, { rounds: options.rounds, leastMs: 50 });
    const mine = rows.slice(0, ours.length);
    const theirs = rows.slice(ours.length);
    return {
      absent,
      figures: [
        ...mine.map((row) => figureOf(workload, row, oursExact(workload, row.label, backendOf(options)), [])),
        ...theirs.map((row, n) => figureOf(workload, row, present[n].peer.exact, checksOf(workload, present[n]))),
      ],
      ratios: theirs.map((row, n) => ratioOf(workload, present[n], row, mine[Object.keys(workload.ours).indexOf(present[n].peer.against)])),
    };
  } finally {
    for (const world of ours) await world.close();
    for (const { driver } of present) await driver.close();
  }
}

async function openOurs(workload: Workload, name: string, set: Workload['ours'][string], backend: Backend): Promise<WorldSubject> {
  const { kind, data } = workload;
  const agents = Number(kind === 'flocking' ? data['count'] : data['particles']);
  const ticks = Number(kind === 'flocking' ? data['ticks'] : data['iterations']);
  const program = kind === 'flocking' ? flock(data, set, backend) : swarm(data, set);
  return WorldSubject.open(program, { label: `Swarmlab, ${name}`, seed: SEED, workers: 1, from: 0, ticks, agents });
}

function flock({ count, width, height, visual }: Workload['data'], set: Workload['ours'][string], backend: Backend): Program {
  return assemble(flocking, checkParams(flocking.params, { count, width, height, visual, ...set }), 1, { backend }).program;
}

function swarm(data: Workload['data'], { topology }: Workload['ours'][string]): Program {
  const [dimensions, particles, lower, upper] = [data['dimensions'], data['particles'], data['lower'], data['upper']].map(Number);
  const name = String(data['objective']);
  return psoProgram({ dimensions, particles, lower, upper, topology: topology as TopologyName, objective: { name } }); // a name of the table
}

/** Peers draw their own random numbers, so only how much they did can be compared, not what came out. */
function peerSubject(present: Present, { kind, data }: Workload): Subject {
  const { peer, driver } = present;
  const due = kind === 'flocking' ? Number(data['count']) * Number(data['ticks']) : Number(data['particles']) * Number(data['iterations']);
  return {
    label: peer.name,
    due,
    async once() {
      present.last = await driver.once();
      return present.last;
    },
    outcome: () => 'its own',
  };
}

function checksOf({ neighbours }: Workload, { peer, last }: Present): Check[] {
  if (last?.neighbours !== undefined && neighbours !== undefined)
    return [within(`neighbours per agent of ${peer.name}, mean of the run`, last.neighbours, ...neighbours)];
  return last?.best === undefined ? [] : [within(`best value of ${peer.name}`, last.best, 0, Number.MAX_VALUE)];
}

function oursExact({ kind }: Workload, label: string, backend: Backend): string {
  if (kind === 'pso')
    return `float64, own elementary functions, everything that an iteration does; SPSO 2007, informants as named (${label.replace('Swarmlab, ', '')})`;
  return `exact: neighbours wrapped on the torus, ${label.endsWith('in place') ? 'random order in place' : 'synchronous'}, float64; rules run as ${backend}`;
}

function figureOf({ name, kind, data }: Workload, row: Timed, exact: string, checks: readonly Check[]): Figure {
  const unit = kind === 'flocking' ? 'agent-step' : 'evaluation';
  return figure(row, (ms, work) => (ms * 1e6) / work, {
    name: `${name}: ${row.label}`,
    who: row.label,
    workers: 1,
    unit: `ns per ${unit}`,
    held: data,
    exact,
    stateHash: row.outcome === 'its own' ? null : row.outcome,
    checks,
    workUnit: `${unit}s`,
  });
}

function ratioOf({ name }: Workload, { peer, driver, last }: Present, theirs: Timed, ours: Timed | undefined): Ratio {
  if (ours === undefined) throw new LabError('E_INTERNAL', `${peer.name} is compared with "${peer.against}", which ${name} does not have.`);
  const per = (values: readonly number[], { work }: Timed, n: number): number => values[n] / work;
  const digits = (value: number): string => roundForPeople(value, { digits: 3 });
  return {
    workload: name,
    name: peer.name,
    version: driver.version,
    against: peer.against,
    wall: theirs.wallMs.map((_, n) => per(theirs.wallMs, theirs, n) / per(ours.wallMs, ours, n)),
    cpu: theirs.cpuMs.map((_, n) => per(theirs.cpuMs, theirs, n) / per(ours.cpuMs, ours, n)),
    seen:
      last?.neighbours === undefined
        ? last?.best === undefined
          ? ''
          : `best ${digits(last.best)}`
        : `${digits(last.neighbours)} neighbours`,
    exact: peer.exact,
  };
}
