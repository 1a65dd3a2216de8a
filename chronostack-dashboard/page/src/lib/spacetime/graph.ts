import type { CausalityAnswer } from "../api/types";

/** Who led to whom, by index: what a causality answer says, in a form that is walked. */
export interface Graph {
  causes: number[][];
  effects: number[][];
}

/** How an event stands to the one that is looked at. */
export type Relation = "self" | "past" | "future" | "concurrent";

export function graph(answer: Pick<CausalityAnswer, "events" | "edges">): Graph {
  const causes: number[][] = answer.events.map(() => []);
  const effects: number[][] = answer.events.map(() => []);
  for (const [from, to] of answer.edges) {
    effects[from]?.push(to);
    causes[to]?.push(from);
  }
  return { causes, effects };
}

/** How each event stands to one: it led to it, came of it, or neither. */
export function relations({ causes, effects }: Graph, self: number): Relation[] {
  const relations = causes.map((): Relation => "concurrent");
  spread(relations, causes, self, "past");
  spread(relations, effects, self, "future");
  relations[self] = "self";
  return relations;
}

function spread(relations: Relation[], next: number[][], self: number, relation: Relation): void {
  const open = [self];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const other of next[at] ?? []) {
      if (relations[other] === relation) continue;
      relations[other] = relation;
      open.push(other);
    }
  }
}

/** A step of the keyboard: to an effect, to a cause, or to the nearest event of a row above or below. */
export type Step = "effect" | "cause" | "above" | "below";

/** Where a step leads from an event, or the event itself where it leads nowhere. An edge of the critical path is preferred, then the nearest. */
export function walk(graph: Graph, rows: readonly number[], places: readonly number[], critical: ReadonlySet<number>, at: number, step: Step): number {
  if (step === "effect" || step === "cause") {
    const next = (step === "effect" ? graph.effects : graph.causes)[at] ?? [];
    const distance = (it: number) => Math.abs((places[it] ?? 0) - (places[at] ?? 0)) - (critical.has(it) ? 2 : 0);
    return [...next].sort((a, b) => distance(a) - distance(b))[0] ?? at;
  }
  const row = rows[at] ?? 0;
  const way = step === "above" ? -1 : 1;
  let best = at;
  let least = Infinity;
  rows.forEach((other, index) => {
    const far = (other - row) * way;
    if (far <= 0) return;
    const distance = far * 1000 + Math.abs((places[index] ?? 0) - (places[at] ?? 0));
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}
