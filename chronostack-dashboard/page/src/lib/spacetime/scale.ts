import type { CausalEvent } from "../api/types";

/** What the x axis means: logical time, or the order of the events where times are too far apart to be seen together. */
export type Axis = "time" | "order";

/** Where each event stands between 0 and 1. */
export function places(events: readonly CausalEvent[], axis: Axis): number[] {
  if (axis === "time") {
    const first = Math.min(...events.map((event) => event.logical));
    const span = Math.max(...events.map((event) => event.logical)) - first;
    return events.map((event) => (span === 0 ? 0.5 : (event.logical - first) / span));
  }
  const last = Math.max(1, events.length - 1);
  const order = events.map((_, index) => index).sort((a, b) => (events[a]?.logical ?? 0) - (events[b]?.logical ?? 0) || a - b);
  const place = new Array<number>(events.length).fill(0);
  order.forEach((event, index) => (place[event] = index / last));
  return place;
}

/** The axis that shows more: in time, unless most events would stand on one of a few spots. */
export function better(events: readonly CausalEvent[]): Axis {
  const spots = new Set(places(events, "time").map((place) => Math.round(place * 100)));
  return spots.size * 3 < Math.min(events.length, 100) ? "order" : "time";
}

/** Round steps for marks on an axis of `span` microseconds, about `wanted` of them. */
export function ticks(span: number, wanted: number): number[] {
  if (span <= 0 || wanted < 1) return [0];
  const raw = span / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= raw) ?? raw;
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step);
}
