// Sets that grow together. Imports nothing.

/** Sets of 0 … count - 1, each alone at first. Joins and look-ups take O(1) but for a factor that never passes 4 or so. */
export class Union {
  private readonly parent: Int32Array;

  constructor(count: number) {
    this.parent = Int32Array.from({ length: count }, (_, i) => i);
  }

  /** The first member of the set of `i`. */
  first(i: number): number {
    const { parent } = this;
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  }

  /** The later first member joins the earlier: what comes out does not depend on the order of joins. */
  join(i: number, j: number): void {
    const a = this.first(i);
    const b = this.first(j);
    if (a < b) this.parent[b] = a;
    else this.parent[a] = b;
  }

  /**
   * Sizes, largest first, and the place in them of the set of each member. Of equal sizes the one whose first member comes first.
   *
   * @param belongs members that are left out have the label -1 and count nowhere
   */
  clusters(belongs: (i: number) => boolean = () => true): { sizes: number[]; labels: Int32Array } {
    const count = this.parent.length;
    const members = new Int32Array(count);
    for (let i = 0; i < count; i++) if (belongs(i)) members[this.first(i)]++;
    const firsts = Array.from(members.keys()).filter((i) => members[i] > 0);
    firsts.sort((i, j) => members[j] - members[i] || i - j);
    const place = new Int32Array(count).fill(-1);
    firsts.forEach((first, at) => (place[first] = at));
    const labels = Int32Array.from({ length: count }, (_, i) => (belongs(i) ? place[this.first(i)] : -1));
    return { sizes: firsts.map((first) => members[first]), labels };
  }
}
