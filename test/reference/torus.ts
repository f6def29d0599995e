// Distances on a torus, and brute force over all pairs. Plain, slow, exact.

/** `from` seen from `to` along one axis, the shorter way round; at exactly half the size the plain difference. */
export function away(from: number, to: number, size: number): number {
  const d = to - from;
  return d > size / 2 ? d - size : d < -size / 2 ? d + size : d;
}

/** A position brought into [0, size). */
export function wrapped(x: number, size: number): number {
  const into = x - size * Math.floor(x / size);
  return into >= size ? 0 : into;
}

/** Everyone within `radius` of agent `i`, itself excluded. Positions are [axis][agent]. */
export function within(
  positions: readonly ArrayLike<number>[],
  i: number,
  size: readonly number[],
  radius: number,
  periodic = true,
): number[] {
  const found: number[] = [];
  for (let j = 0; j < positions[0].length; j++) {
    if (j === i) continue;
    let distance2 = 0;
    positions.forEach((axis, k) => {
      const d = periodic ? away(axis[i], axis[j], size[k]) : axis[j] - axis[i];
      distance2 += d * d;
    });
    if (distance2 <= radius * radius) found.push(j);
  }
  return found;
}
