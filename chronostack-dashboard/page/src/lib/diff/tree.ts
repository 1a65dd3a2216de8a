import type { Change } from "../api/types";
import { child, keys } from "../json";

/** A place at or below which something changed. Places without a change have no node: they are folded away. */
export interface DiffNode {
  key: string;
  pointer: string;
  /** What happened to the place itself: two where a list lost an item and got another of the same number. */
  changes: Change[];
  children: DiffNode[];
  /** How many changes there are, here and below. */
  total: number;
}

/** Changes as a tree of the places that they happened at, in the order in which they came. */
export function tree(changes: readonly Change[]): DiffNode {
  const root: DiffNode = { key: "", pointer: "", changes: [], children: [], total: 0 };
  const nodes = new Map([["", root]]);
  for (const change of changes) {
    let node = root;
    node.total += 1;
    for (const key of keys(change.pointer)) {
      const pointer = child(node.pointer, key);
      let next = nodes.get(pointer);
      if (!next) {
        next = { key, pointer, changes: [], children: [], total: 0 };
        nodes.set(pointer, next);
        node.children.push(next);
      }
      next.total += 1;
      node = next;
    }
    node.changes.push(change);
  }
  return root;
}
