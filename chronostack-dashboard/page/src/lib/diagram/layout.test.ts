import { expect, test } from "vitest";
import type { Machine } from "../api/types";
import { curve, layout } from "./layout";

const transition = (events: string[], from: string[], to: string[], retired = false) => ({ events, from, to, handler: "x", retired, file: "a.rs", line: 1 });
const machine = {
  states: ["Draft", "Open", "Void"].map((name) => ({ name, initial: name === "Draft", terminal: name === "Void", group: null })),
  transitions: [
    transition(["placed"], ["Draft"], ["Open"]),
    transition(["paid", "noted"], ["Open"], ["Open"]),
    transition(["cancelled"], ["Draft", "Open"], ["Void"]),
    transition(["dropped"], ["Open"], ["Void"], true),
  ],
  unreachable: [],
  dead_ends: ["Open"],
} as unknown as Machine;

test("each pair of states has one arrow, with all that takes it", () => {
  const { arrows, states, width } = layout(machine);
  expect(arrows.map((arrow) => [arrow.from, arrow.to, arrow.labels])).toEqual([
    ["Draft", "Open", ["placed"]],
    ["Open", "Open", ["paid", "noted"]],
    ["Draft", "Void", ["cancelled"]],
    ["Open", "Void", ["cancelled", "dropped"]],
  ]);
  expect(arrows.every((arrow) => arrow.path.startsWith("M") && !arrow.path.includes("NaN") && !arrow.retired)).toBe(true);
  expect(states.find((state) => state.name === "Open")?.flaw).toMatch("no transition leads on");
  expect(states.every((state) => state.x - state.width / 2 >= 0 && state.x + state.width / 2 <= width)).toBe(true);
});

test("a curve starts and ends where its points do", () => {
  expect(curve([[0, 0], [5, 5], [10, 0]])).toBe("M0.0 0.0Q5.0 5.0 10.0 0.0");
  expect(curve([[0, 0], [10, 0]])).toBe("M0.0 0.0L10.0 0.0");
});
