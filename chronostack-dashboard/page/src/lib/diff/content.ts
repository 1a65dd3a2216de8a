import type { Shown } from "../api/types";
import { child } from "../json";

/** A state without its name: the fields of `{"Open": {..}}`, `null` of a state that has none. Pointers of changes and of blame count from there. */
export function content(state: Shown, name: string): Shown {
  const { value } = state;
  if (value === name) return { value: null, cut: [] };
  if (typeof value !== "object" || value === null || Array.isArray(value)) return state;
  const keys = Object.keys(value);
  if (keys.length !== 1 || keys[0] !== name) return state;
  const prefix = child("", name);
  const cut = state.cut.filter((one) => one.pointer.startsWith(prefix)).map((one) => ({ ...one, pointer: one.pointer.slice(prefix.length) }));
  return { value: (value as Record<string, unknown>)[name], cut };
}
