// Walkers that keep an eye on a partner by its id while both are sorted and die; posts that stay where they are.

import { defineModel, type Agent, type Gathered, type Neighbours, type Random, type RuleWorld } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { torus } from '../../src/spaces/space.ts';

type Walker = Agent<{ x: 'f64'; y: 'f64'; partner: 'i32'; met: 'f64'; seen: 'f64'; from: 'f64'; steps: 'i32'; lamp: 'f64' }>;
type Post = Agent<{ lamp: 'f64'; watched: 'i32' }>;
interface PartnerParams {
  readonly walkers: number;
  readonly posts: number;
  readonly mortality: number;
}

/** Look at the partner and at a post, walk on; every so often somebody dies. */
function walk(self: Walker, neighbours: Neighbours<Walker>, _random: Random, params: PartnerParams, world: RuleWorld): void {
  const partner = world.agent<Walker>(self.partner);
  const post: Gathered<Post> = world.agent.post<Post>(self.id % (params.posts + 1));
  self.seen = partner.x;
  self.from = world.agent<Walker>(partner.partner).x;
  self.steps += 1 + partner.steps;
  self.lamp = post.lamp;
  let met = 0;
  for (const other of neighbours) met += world.agent<Walker>(other.partner).steps === 0 ? 0 : 1;
  self.met = met;
  self.x += 0.3 + 0.1 * (self.id % 7);
  self.y += 0.2 * (self.id % 5);
  if ((self.id * 13 + world.tick * 7) % 97 < params.mortality) self.die();
}

function watch(self: Post, _neighbours: unknown, _random: Random, params: PartnerParams, world: RuleWorld): void {
  const walker = world.agent.walker<Walker>((self.id * 11) % params.walkers);
  self.watched = walker.steps + walker.id;
  self.lamp += 0.5;
}

function start(self: Walker, random: Random, params: PartnerParams): void {
  self.x = random.uniform(0, 12);
  self.y = random.uniform(0, 9);
  self.partner = random.integer(params.walkers + 3) - 2;
}

function kindle(self: Post, random: Random): void {
  self.lamp = random.uniform();
}

export const partners = defineModel({
  name: 'partners',
  description: 'walkers that look at partners by id',
  params: {
    walkers: { default: 1_100, integer: true, description: 'walkers' },
    posts: { default: 5, integer: true, description: 'posts' },
    mortality: { default: 3, integer: true, description: 'of 97, who die in a tick' },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'how agents are updated' },
  },
  update: (params) => params.update as 'synchronous' | 'sequential', // one of its choices
  space: torus({ width: 12, height: 9, radius: 1 }),
  kinds: {
    walker: {
      count: (params) => params.walkers,
      columns: { x: 'f64', y: 'f64', partner: 'i32', met: 'f64', seen: 'f64', from: 'f64', steps: 'i32', lamp: 'f64' },
      init: start,
      rule: rule(walk),
    },
    post: { count: (params) => params.posts, columns: { lamp: 'f64', watched: 'i32' }, init: kindle, rule: rule(watch) },
  },
  globals: {
    followed: {
      over: 'walker',
      reduce: 'sum',
      of: (self, _params: object, world) => world.agent(self.partner).steps + (world.agent(self.partner).x >= 0 ? 1 : 0),
    },
  },
});
