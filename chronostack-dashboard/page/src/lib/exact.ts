// JSON whose integers stay what they are. JavaScript's numbers round beyond 2^53, and an amount that a debugger shows must be the amount
// that was recorded: such integers become `bigint`.

// A text, or an integer that may be too long; the first so that digits within texts are passed over.
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** What a text says. */
export function parse(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  let mark = "integer ";
  while (text.includes(mark)) mark += "~";
  const marked = text.replace(TOKENS, (token) => (token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${mark}${token}"`));
  return JSON.parse(marked, (_, value: unknown) => (typeof value === "string" && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value));
}

/** The JSON of a value that `parse` gave; `indent` spaces a level. */
export function write(value: unknown, indent = 0): string {
  return written(value, indent, "\n");
}

function written(value: unknown, indent: number, line: string): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = line + " ".repeat(indent);
  const list = Array.isArray(value);
  const parts = list
    ? value.map((item) => written(item, indent, inner))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => `${JSON.stringify(key)}:${indent ? " " : ""}${written(member, indent, inner)}`);
  const [start, end] = list ? "[]" : "{}";
  if (parts.length === 0 || indent === 0) return `${start}${parts.join(",")}${end}`;
  return `${start}${inner}${parts.join(`,${inner}`)}${line}${end}`;
}
