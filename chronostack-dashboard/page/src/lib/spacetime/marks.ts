/** What is drawn for one or several events of a row that stand too close to be told apart. */
export interface MarkAt {
  x: number;
  row: number;
  /** Indices of the events, in order. */
  events: number[];
}

/** An edge between two marks, by their indices. */
export interface EdgeAt {
  from: number;
  to: number;
}

const CLOSE = 7;

/** Marks and edges for what is in sight between two x, as pixels: what is drawn is bounded by the width, however many events there are. */
export function marks(
  xs: readonly number[],
  rows: readonly number[],
  edges: readonly (readonly [number, number])[],
  sight: { from: number; to: number },
): { marks: MarkAt[]; edges: EdgeAt[]; of: Map<number, number> } {
  const found = new Map<string, number>();
  const marks: MarkAt[] = [];
  const of = new Map<number, number>();
  const mark = (event: number): number => {
    const known = of.get(event);
    if (known !== undefined) return known;
    const [x, row] = [xs[event] ?? 0, rows[event] ?? 0];
    const key = `${row} ${Math.round(x / CLOSE)}`;
    let index = found.get(key);
    if (index === undefined) {
      index = marks.push({ x, row, events: [] }) - 1;
      found.set(key, index);
    }
    marks[index]?.events.push(event);
    of.set(event, index);
    return index;
  };
  xs.forEach((x, event) => {
    if (x >= sight.from && x <= sight.to) mark(event);
  });
  const drawn = new Map<string, EdgeAt>();
  for (const [a, b] of edges) {
    const [from, to] = [xs[a] ?? 0, xs[b] ?? 0];
    if (Math.max(from, to) < sight.from || Math.min(from, to) > sight.to) continue;
    const edge = { from: mark(a), to: mark(b) };
    if (edge.from !== edge.to) drawn.set(`${edge.from} ${edge.to}`, edge);
  }
  return { marks, edges: [...drawn.values()], of };
}

/** A curve from one point to another that leaves and arrives along the axis. */
export function link(x1: number, y1: number, x2: number, y2: number): string {
  const bend = Math.max(18, Math.abs(x2 - x1) * 0.4);
  const n = (value: number) => value.toFixed(1);
  // Within a row the curve bows, so that it does not run through the marks between.
  const bow = y1 === y2 ? Math.min(26, 8 + Math.abs(x2 - x1) * 0.06) : 0;
  return `M${n(x1)} ${n(y1)}C${n(x1 + bend)} ${n(y1 - bow)} ${n(x2 - bend)} ${n(y2 - bow)} ${n(x2)} ${n(y2)}`;
}
