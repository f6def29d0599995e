// How near a number must be to that of a law, and numbers in a law's prose.

import { expect } from 'vitest';
import { number, type Law } from '../law.ts';

/** A parameter, or what it is when the law does not say. */
export const given = (record: unknown, name: string, otherwise: number): number => {
  const value = (record as Readonly<Record<string, unknown>>)[name];
  return value === undefined ? otherwise : number(record, name);
};

/** As near as the tolerance of the law says, `abs` or `rel`. */
export function expectNear(value: number, expected: number, { tolerance }: Law): void {
  const within = 'rel' in tolerance ? number(tolerance, 'rel') * Math.abs(expected) : number(tolerance, 'abs');
  expect(Math.abs(value - expected), `${value} for ${expected}`).toBeLessThanOrEqual(within);
}

/** A parameter in prose: the number after `name`. */
export function said(prose: unknown, name: string): number {
  const found = new RegExp(`${name}\\s*(?:=|>=)\\s*([\\d.e]*\\d)`).exec(String(prose));
  if (!found) throw new Error(`the law does not say ${name}: ${String(prose)}`);
  return Number(found[1]);
}
