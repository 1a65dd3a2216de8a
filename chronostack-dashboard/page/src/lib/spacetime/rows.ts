import type { CausalEvent } from "../api/types";

/** What a row stands for. */
export type By = "service" | "lane";

/** Names of rows, in the order in which they first appear, and the row of each event. */
export function rows(events: readonly CausalEvent[], by: By): { names: string[]; of: number[] } {
  const numbers = new Map<string, number>();
  const of = events.map((event) => {
    const name = rowName(event, by);
    const row = numbers.get(name) ?? numbers.size;
    numbers.set(name, row);
    return row;
  });
  return { names: [...numbers.keys()], of };
}

function rowName(event: CausalEvent, by: By): string {
  const service = event.service ?? event.log;
  if (by === "service") return service;
  return event.lane === null ? service : `${service} · ${event.lane}`;
}
