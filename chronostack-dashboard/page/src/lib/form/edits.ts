import type { Edit } from "../api/types";
import { parse, write } from "../exact";

/** The edits that an address holds; none where it holds something else. */
export function read(text: string | null): Edit[] {
  if (text === null) return [];
  try {
    const edits = parse(text);
    return Array.isArray(edits) ? edits.filter(isEdit) : [];
  } catch {
    return [];
  }
}

/** Edits as an address holds them: `null` where there are none. */
export function address(edits: readonly Edit[]): string | null {
  return edits.length === 0 ? null : write(edits);
}

/** The edits with one more; an event is left out or changed once, the last wish counts. */
export function added(edits: readonly Edit[], edit: Edit): Edit[] {
  const about = target(edit);
  return [...edits.filter((other) => about === null || target(other) !== about), edit];
}

/** An edit in words. */
export function told(edit: Edit): string {
  if ("leave_out" in edit) return `Version ${edit.leave_out} left out`;
  if ("replace" in edit) return `Version ${edit.replace} changed: ${edit.type}`;
  return edit.insert_after === 0 ? `Inserted before the first: ${edit.type}` : `Inserted after version ${edit.insert_after}: ${edit.type}`;
}

function target(edit: Edit): number | null {
  return "leave_out" in edit ? edit.leave_out : "replace" in edit ? edit.replace : null;
}

function isEdit(edit: unknown): edit is Edit {
  if (typeof edit !== "object" || edit === null) return false;
  const it = edit as Record<string, unknown>;
  if (typeof it["leave_out"] === "number") return true;
  return (typeof it["replace"] === "number" || typeof it["insert_after"] === "number") && typeof it["type"] === "string" && "data" in it;
}
