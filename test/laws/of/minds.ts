// Laws of minds.

import type { Trial } from './law.ts';
import { memories } from './minds/memories.ts';
import { networks } from './minds/networks.ts';
import { oscillators } from './minds/oscillators.ts';
import { societies } from './minds/societies.ts';

export const minds: readonly Trial[] = [...oscillators, ...societies, ...memories, ...networks];
