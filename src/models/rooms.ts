// A torus of rooms: where its walls are, how far it is from cell to cell, one step. Imports the model's declaration, rules, errors.
//
// Rooms are squares of `room` cells, the wall on their left and upper side included; each side has a door in its middle. 0: no walls.

import { LabError } from '../errors.ts';
import { rule } from '../rules/rule.ts';
import type { Agent, Random } from './model.ts';

/** What stands in a room. */
export type Resident = Agent<{ x: 'f64'; y: 'f64' }>;

/** The whole of it, in cells. */
export interface Rooms {
  readonly side: number;
  readonly room: number;
}

/** @throws LabError E_PARAM when rooms do not fill the torus, or have no inside */
export function checkRooms({ side, room }: Rooms): void {
  if (room === 1 || (room > 1 && side % room !== 0))
    throw new LabError(
      'E_PARAM',
      `rooms of ${room} cells do not fill a side of ${side}. Set room to 0, or to a divisor of side from 2 on.`,
    );
}

/** A coordinate inside of a room, all alike likely; where there are no walls, any. */
export function inside(random: Random, { side, room }: Rooms): number {
  return room === 0 ? random.integer(side) : random.integer(side / room) * room + 1 + random.integer(room - 1);
}

/** Is a cell a wall? */
export function walled(x: number, y: number, room: number): boolean {
  const middle = Math.floor(room / 2);
  return room > 0 && ((x % room === 0 && y % room !== middle) || (y % room === 0 && x % room !== middle));
}

/** Steps from `a` to `b` along an axis of the torus, the shorter way; below 0: to the left, or up. */
export function along(a: number, b: number, side: number): number {
  const ahead = (b - a + side) % side;
  return ahead > side / 2 ? ahead - side : ahead;
}

/** Steps between two cells as the crow flies along the axes. */
export function crow(x: number, y: number, toX: number, toY: number, side: number): number {
  return Math.abs(along(x, toX, side)) + Math.abs(along(y, toY, side));
}

/** One step to the right, left, down or up, `way` 0 to 3, unless a wall is there: says whether it was taken. */
export function step(self: Resident, way: number, { side, room }: Rooms): boolean {
  const x = (self.x + (way === 0 ? 1 : way === 1 ? side - 1 : 0)) % side;
  const y = (self.y + (way === 2 ? 1 : way === 3 ? side - 1 : 0)) % side;
  const free = !walled(x, y, room);
  if (free) {
    self.x = x;
    self.y = y;
  }
  return free;
}

rule(crow, { uses: { along } });
rule(step, { uses: { walled } });

/**
 * Steps of the shortest way from each cell to each other, found by breadth-first search; 2 side² where there is none, from and to walls.
 *
 * @returns side² rows of side² numbers; cell (x, y) is number y × side + x
 */
export function routes({ side, room }: Rooms): number[][] {
  const open = Array.from({ length: side * side }, (_, cell) => !walled(cell % side, Math.floor(cell / side), room));
  const beside = open.map((_, cell) => {
    const [x, y] = [cell % side, Math.floor(cell / side)];
    const across = [(x + 1) % side, (x + side - 1) % side].map((to) => y * side + to);
    const upright = [(y + 1) % side, (y + side - 1) % side].map((to) => to * side + x);
    return [...across, ...upright].filter((to) => open[to]);
  });
  return open.map((free, from) => {
    const away = new Array<number>(side * side).fill(2 * side * side);
    if (!free) return away;
    away[from] = 0;
    const reached = [from];
    for (const cell of reached) {
      for (const next of beside[cell]) {
        if (away[next] <= away[cell] + 1) continue;
        away[next] = away[cell] + 1;
        reached.push(next);
      }
    }
    return away;
  });
}
