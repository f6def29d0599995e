// Laws of lattices.

import type { Trial } from './law.ts';
import { automata } from './lattices/automata.ts';
import { fires } from './lattices/fires.ts';
import { games } from './lattices/games.ts';
import { spins } from './lattices/spins.ts';

export const lattices: readonly Trial[] = [...spins, ...automata, ...fires, ...games];
