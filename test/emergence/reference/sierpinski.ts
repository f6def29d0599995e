// The Sierpiński triangle as points in the unit square.

/** Lower left corners of the 3^depth squares of side 2^-depth that are left: (i, j) / 2^depth where i and j have no bit in common. */
export function sierpinski(depth: number): { x: number[]; y: number[] } {
  const side = 2 ** depth;
  const x: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      if ((i & j) !== 0) continue;
      x.push(i / side);
      y.push(j / side);
    }
  }
  return { x, y };
}
