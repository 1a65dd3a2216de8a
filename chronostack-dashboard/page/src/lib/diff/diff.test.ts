import { expect, test } from "vitest";
import type { Change } from "../api/types";
import { folded, lines } from "./lines";
import { tree } from "./tree";

const shown = (value: unknown) => ({ value, cut: [] });

test("changes stand at their places, escaped keys are read", () => {
  const changes: Change[] = [
    { op: "remove", pointer: "/items/1", before: shown(1) },
    { op: "add", pointer: "/items/1", after: shown(2) },
    { op: "replace", pointer: "/a~1b", before: shown(1), after: shown(2) },
  ];
  const root = tree(changes);
  expect(root.total).toBe(3);
  expect(root.children.map((one) => [one.key, one.total])).toEqual([["items", 2], ["a/b", 1]]);
  expect(root.children[0]?.children[0]?.changes).toHaveLength(2);
});

test("lines carry their numbers, and what is unchanged is folded", () => {
  const before = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`k${index}`, index]));
  const all = lines(before, { ...before, k15: "new" });
  expect(all.filter((line) => line.kind !== "same").map((line) => [line.kind, line.before, line.after])).toEqual([["remove", 17, null], ["add", null, 17]]);
  expect(folded(all).map((one) => [one.folded, one.lines.length])).toEqual([[true, 13], [false, 8], [true, 12]]);
  expect(lines(undefined, 1)).toEqual([{ kind: "add", text: "1", before: null, after: 1 }]);
});
