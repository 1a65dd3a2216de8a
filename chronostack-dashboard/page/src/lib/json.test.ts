import { expect, test } from "vitest";
import { child, cutNote, keys, summary } from "./json";

test("a pointer's keys come back as they were", () => {
  const pointer = child(child("", "a/b"), "~1");
  expect(pointer).toBe("/a~1b/~01");
  expect(keys(pointer)).toEqual(["a/b", "~1"]);
  expect(keys("")).toEqual([]);
});

test("a folded value says what it holds", () => {
  expect(summary([], false)).toBe("[]");
  expect(summary([1, 2], true)).toBe("[2]");
  expect(summary({}, false)).toBe("{}");
  expect(summary({ a: 1, b: 2, c: 3, d: 4, e: 5 }, false)).toBe("{a, b, c, d, …}");
  expect(cutNote({ pointer: "", what: "text", of: 2048 })).toBe("cut, 2.0 KiB in all");
});
