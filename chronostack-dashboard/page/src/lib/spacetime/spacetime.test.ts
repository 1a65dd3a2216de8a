import { expect, test } from "vitest";
import type { CausalEvent } from "../api/types";
import { graph, relations, walk } from "./graph";
import { marks } from "./marks";
import { rows } from "./rows";
import { better, places, ticks } from "./scale";

const event = (logical: number, service: string | null, lane: string | null = null) => ({ logical, service, lane, log: "the log" }) as CausalEvent;
// 0 leads to 1 and 2, which meet in 3; 4 comes of 2 alone.
const edges: [number, number][] = [[0, 1], [0, 2], [1, 3], [2, 3], [2, 4]];
const events = [event(0, "web"), event(10, "pay"), event(20, "mail"), event(30, "web"), event(40, null, "task")];

test("rows are in the order in which they appear", () => {
  expect(rows(events, "service")).toEqual({ names: ["web", "pay", "mail", "the log"], of: [0, 1, 2, 0, 3] });
  expect(rows(events, "lane").names.at(-1)).toBe("the log · task");
});

test("the past, the future and what is concurrent", () => {
  expect(relations(graph({ events, edges }), 2)).toEqual(["past", "concurrent", "self", "future", "future"]);
  expect(relations(graph({ events, edges }), 3)).toEqual(["past", "past", "past", "self", "concurrent"]);
});

test("the keyboard walks along edges, the critical path first", () => {
  const it = graph({ events, edges });
  const { of } = rows(events, "service");
  const at = places(events, "time");
  expect(walk(it, of, at, new Set(), 0, "effect")).toBe(1);
  expect(walk(it, of, at, new Set([2]), 0, "effect")).toBe(2);
  expect(walk(it, of, at, new Set(), 3, "cause")).toBe(2);
  expect(walk(it, of, at, new Set(), 3, "below")).toBe(1);
  expect(walk(it, of, at, new Set(), 0, "above")).toBe(0);
});

test("times are kept on one axis, and order on the other", () => {
  expect(places(events, "time")).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(places([event(5, "a"), event(1, "a")], "order")).toEqual([1, 0]);
  expect(better(events)).toBe("time");
  expect(better([event(0, "a"), ...Array.from({ length: 50 }, (_, index) => event(1e9 + index, "a"))])).toBe("order");
  expect(ticks(100, 5)).toEqual([0, 20, 40, 60, 80, 100]);
});

test("what stands close is one mark, and what is out of sight is left out", () => {
  const many = Array.from({ length: 5000 }, (_, index) => index / 10);
  const links = many.slice(1).map((_, index) => [index, index + 1] as [number, number]);
  const drawn = marks(many, many.map((_, index) => index % 4), links, { from: 0, to: 499 });
  expect(drawn.marks.length).toBeLessThan(4 * 75);
  expect(drawn.edges.length).toBeLessThan(1200);
  expect(drawn.marks.flatMap((mark) => mark.events)).toHaveLength(4992); // With the end of the edge that leads out of sight.
});
