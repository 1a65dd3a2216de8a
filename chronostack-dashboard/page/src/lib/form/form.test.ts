import { expect, test } from "vitest";
import { added, address, read, told } from "./edits";
import { number } from "./number";
import { blank, fits, kind, ways, type Schema } from "./schema";

const root: Schema = {
  $ref: "#/$defs/0",
  $defs: {
    0: { title: "Paid", type: "object", properties: { cents: { type: "integer", minimum: 0, maximum: 18446744073709551615n }, method: { $ref: "#/$defs/1" }, note: { anyOf: [{ type: "null" }, { type: "string" }] } }, required: ["cents", "method"], additionalProperties: false },
    1: { title: "Method", oneOf: [{ const: "Card" }, { type: "object", properties: { Transfer: { type: "object", properties: { iban: { type: "string" } }, required: ["iban"] } }, required: ["Transfer"], additionalProperties: false }] },
    2: { $ref: "#/$defs/2" },
  },
};

test("a form starts with the plainest value", () => {
  expect(blank(root, root)).toEqual({ cents: 0, method: "Card" });
  expect(blank({ $ref: "#/$defs/2" }, root)).toBeNull();
});

test("ways have the names of variants, and the present one is found", () => {
  const method = root.$defs?.["1"] ?? {};
  expect(kind(method)).toBe("choice");
  expect(ways(method, root).map((way) => [way.title, fits({ Transfer: { iban: "x" } }, way.schema, root)])).toEqual([["Card", false], ["Transfer", true]]);
  const option = { anyOf: [{ type: "null" }, { type: "string" }] };
  expect(ways(option, root).map((way) => way.title)).toEqual(["none", "some"]);
});

test("whole numbers stay exact, and what is none is said", () => {
  const u64 = root.$defs?.["0"]?.properties?.["cents"] ?? {};
  expect(number("18446744073709551615", u64)).toEqual({ value: 18446744073709551615n });
  expect(number(" 12 ", u64)).toEqual({ value: 12 });
  expect(number("18446744073709551616", u64)).toEqual({ wrong: "not above 18446744073709551615" });
  expect(number("-1", u64)).toEqual({ wrong: "not below 0" });
  expect(number("1.5", u64)).toEqual({ wrong: "a whole number is expected" });
  expect(number("1.5", { type: "number" })).toEqual({ value: 1.5 });
  expect(number("", { type: "number" })).toEqual({ wrong: "a number is expected" });
});

test("edits are kept in an address, numbers exact; what is no edit is passed over", () => {
  const edits = added(added([], { leave_out: 3 }), { replace: 3, type: "paid", data: { cents: 18446744073709551615n } });
  expect(edits).toHaveLength(1);
  expect(read(address(edits))).toEqual(edits);
  expect(read('[{"leave_out":1},{"drop":2},7]')).toEqual([{ leave_out: 1 }]);
  expect(read("{")).toEqual([]);
  expect(address([])).toBeNull();
  expect(told({ insert_after: 0, type: "placed", data: null })).toBe("Inserted before the first: placed");
});
