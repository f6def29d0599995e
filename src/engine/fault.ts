// What failed in a phase, and whose turn it was. Imports arena.

import type { Arena } from './arena.ts';

/** An error as plain data: what was thrown may be anything, and may have come from another thread. */
export function reasonOf(error: unknown): { readonly message: string; readonly code?: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, code } = error as Error & { code?: string };
  return { message, code };
}

/** The id of the agent that a party has at hand, in a phase that runs over the agents of `kind`; null where it has none. */
export function agentAtHand(arena: Arena, kind: string | undefined, party: number): number | null {
  arena.refresh();
  const k = arena.spec.kinds.findIndex(({ name }) => name === kind);
  const agent = arena.control[arena.markAt(party)];
  return k >= 0 && agent >= 0 && agent < arena.header.count(k) ? arena.now(k).id[agent] : null;
}
