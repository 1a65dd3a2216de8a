import { graphlib, layout as dagre } from "@dagrejs/dagre";
import type { Machine } from "../api/types";
import { shared, short } from "../format/short";

/** A state as a box: its middle and its size. */
export interface StateBox {
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
  initial: boolean;
  terminal: boolean;
  group: string | null;
  /** Why it looks wrong: nothing leads to it, or nothing leads on. */
  flaw: string | null;
}

/** All transitions from one state to another. */
export interface Arrow {
  from: string;
  to: string;
  path: string;
  /** What the label says: types of events, one a line, without what all of the machine's begin with. */
  labels: string[];
  /** Where the label's middle is. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Whether no event takes it any more. */
  retired: boolean;
  transitions: Machine["transitions"];
}

export interface Diagram {
  width: number;
  height: number;
  /** What the types of all events begin with. */
  prefix: string;
  states: StateBox[];
  arrows: Arrow[];
}

type Point = [x: number, y: number];

const LETTER = 7.3;
const SMALL_LETTER = 6.6;
const LINE = 14;
const LABELS_MAX = 5;
const LOOP = 28;

/** Lays out a machine's states and transitions, from the top down. */
export function layout(machine: Machine): Diagram {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 28, ranksep: 36, edgesep: 14, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const state of machine.states) {
    graph.setNode(state.name, { width: Math.max(70, state.name.length * LETTER + 28), height: 34 });
  }
  const prefix = shared(machine.transitions.flatMap((transition) => transition.events));
  const merged = mergedArrows(machine, prefix);
  for (const arrow of merged) {
    // A loop needs room for its bow beside its label.
    graph.setEdge(arrow.from, arrow.to, { width: arrow.width + (arrow.from === arrow.to ? LOOP : 0), height: arrow.height, labelpos: "c" });
  }
  dagre(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    prefix,
    states: machine.states.map((state) => {
      const box = graph.node(state.name) as Pick<StateBox, "x" | "y" | "width" | "height">;
      return { ...state, x: box.x, y: box.y, width: box.width, height: box.height, flaw: flaw(machine, state.name) };
    }),
    arrows: merged.map((arrow) => {
      if (arrow.from === arrow.to) return { ...arrow, ...loop(graph.node(arrow.from) as StateBox, arrow.width) };
      const edge = graph.edge(arrow.from, arrow.to) as { points: { x: number; y: number }[]; x: number; y: number };
      return { ...arrow, path: curve(edge.points.map(({ x, y }) => [x, y])), x: edge.x, y: edge.y };
    }),
  };
}

/** From the right side of a box back to it, the label beside. */
function loop({ x, y, width }: StateBox, label: number): Pick<Arrow, "path" | "x" | "y"> {
  const side = x + width / 2;
  return { path: `M${side} ${y - 7}C${side + LOOP} ${y - 24} ${side + LOOP} ${y + 24} ${side} ${y + 7}`, x: side + LOOP * 0.8 + label / 2, y };
}

function mergedArrows(machine: Machine, prefix: string): Arrow[] {
  const known = new Set(machine.states.map((state) => state.name));
  const arrows = new Map<string, Arrow>();
  for (const transition of machine.transitions) {
    for (const from of transition.from.filter((name) => known.has(name))) {
      for (const to of transition.to.filter((name) => known.has(name))) {
        const key = JSON.stringify([from, to]);
        const arrow = arrows.get(key) ?? { from, to, path: "", labels: [], x: 0, y: 0, width: 0, height: 0, retired: true, transitions: [] };
        arrow.transitions.push(transition);
        arrow.retired &&= transition.retired;
        arrow.labels.push(...transition.events.map((event) => short(event, prefix)).filter((event) => !arrow.labels.includes(event)));
        arrows.set(key, arrow);
      }
    }
  }
  return [...arrows.values()].map((arrow) => {
    const all = arrow.labels;
    const labels = all.length <= LABELS_MAX ? all : [...all.slice(0, LABELS_MAX - 1), `${all.length - LABELS_MAX + 1} more`];
    return { ...arrow, labels, width: Math.max(...labels.map((label) => label.length)) * SMALL_LETTER + 8, height: labels.length * LINE + 4 };
  });
}

function flaw(machine: Machine, name: string): string | null {
  if (machine.unreachable.includes(name)) return "no transition leads here";
  if (machine.dead_ends.includes(name)) return "no transition leads on, and it is not terminal";
  return null;
}

/** A smooth line through the middles between points, from the first to the last. */
export function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const last = rest.at(-1) ?? first;
  const at = ([x, y]: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last;
    const end: Point = index === rest.length - 2 ? last : [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2];
    return `Q${at(point)} ${at(end)}`;
  });
  return `M${at(first)}${bends.length > 0 ? bends.join("") : `L${at(last)}`}`;
}
