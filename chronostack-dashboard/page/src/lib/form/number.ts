import type { Schema } from "./schema";

/** What a person wrote as a number: exact beyond 2^53; a text says why it is none. */
export function number(text: string, schema: Schema): { value: number | bigint } | { wrong: string } {
  const trimmed = text.trim();
  if (schema.type === "integer") {
    if (!/^-?\d+$/.test(trimmed)) return { wrong: "a whole number is expected" };
    const value = BigInt(trimmed);
    if (schema.minimum !== undefined && value < schema.minimum) return { wrong: `not below ${schema.minimum}` };
    if (schema.maximum !== undefined && value > schema.maximum) return { wrong: `not above ${schema.maximum}` };
    return { value: Number.isSafeInteger(Number(value)) ? Number(value) : value };
  }
  const value = trimmed === "" ? Number.NaN : Number(trimmed);
  return Number.isFinite(value) ? { value } : { wrong: "a number is expected" };
}
