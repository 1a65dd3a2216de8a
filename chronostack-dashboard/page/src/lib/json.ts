import type { Shown } from "./api/types";
import { bytes, count } from "./format/count";

/** The pointer (RFC 6901) of a member or an item. */
export function child(pointer: string, key: string): string {
  return `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The keys of a pointer, as they were before they were escaped. */
export function keys(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Members or items, with their keys. */
export function entries(value: object): [string, unknown][] {
  return Array.isArray(value) ? value.map((item, index) => [String(index), item]) : Object.entries(value);
}

/** What stands for an object or an array: its brackets, and what it holds where it is folded. */
export function summary(value: object, unfolded: boolean): string {
  const size = Object.keys(value).length;
  if (Array.isArray(value)) return size === 0 ? "[]" : `[${count(size)}]`;
  if (size === 0) return "{}";
  if (unfolded) return "";
  const names = Object.keys(value).slice(0, 4).join(", ");
  return `{${names}${size > 4 ? ", …" : ""}}`;
}

/** What was left out, in words. */
export function cutNote(cut: Shown["cut"][number]): string {
  switch (cut.what) {
    case "text":
      return `cut, ${bytes(cut.of)} in all`;
    case "depth":
      return `${count(cut.of)} levels deep: the rest is left out`;
    case "items":
      return `${count(cut.of)} in all: the rest is left out`;
    case "number":
      return `a number of ${count(cut.of)} digits`;
    case "masked":
      return "sensitive: masked";
  }
}
