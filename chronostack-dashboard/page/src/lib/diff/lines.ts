import { diffArrays } from "diff";
import { write } from "../exact";

/** A line of two texts laid over each other, with its number in each that has it. */
export interface Line {
  kind: "same" | "add" | "remove";
  text: string;
  before: number | null;
  after: number | null;
}

/** Lines in a row: unchanged ones far from a change are folded. */
export interface Stretch {
  folded: boolean;
  lines: Line[];
}

// Two texts that have little in common take long to lay over each other; above this many edits they are shown one after the other.
const EDITS_MAX = 4000;

/** The JSON of two values, line by line. */
export function lines(before: unknown, after: unknown): Line[] {
  const old = text(before);
  const young = text(after);
  const parts = diffArrays(old, young, { maxEditLength: EDITS_MAX }) ?? [
    { value: old, removed: true, added: false },
    { value: young, removed: false, added: true },
  ];
  const all: Line[] = [];
  let [a, b] = [0, 0];
  for (const part of parts) {
    for (const text of part.value) {
      const kind = part.added ? "add" : part.removed ? "remove" : "same";
      all.push({ kind, text, before: kind === "add" ? null : ++a, after: kind === "remove" ? null : ++b });
    }
  }
  return all;
}

/** Folds what is unchanged, but for some lines of context around each change. */
export function folded(lines: readonly Line[], context = 3): Stretch[] {
  const near = new Uint8Array(lines.length);
  lines.forEach((line, index) => {
    if (line.kind !== "same") near.fill(1, Math.max(0, index - context), index + context + 1);
  });
  const stretches: Stretch[] = [];
  lines.forEach((line, index) => {
    const fold = near[index] === 0;
    const last = stretches.at(-1);
    if (last && last.folded === fold) last.lines.push(line);
    else stretches.push({ folded: fold, lines: [line] });
  });
  // A fold that stands for a single line would hide it behind a line of its own.
  return stretches.map((one) => (one.folded && one.lines.length === 1 ? { ...one, folded: false } : one));
}

function text(value: unknown): string[] {
  return value === undefined ? [] : write(value, 2).split("\n");
}
