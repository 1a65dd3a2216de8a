import { expect, test } from "vitest";
import { parse, write } from "./exact";

test("integers beyond 2^53 are read and written as they are", () => {
  const text = '{"id":18446744073709551615,"low":-9007199254740993,"plain":12,"half":0.5,"list":[9007199254740992],"text":"\\"18446744073709551615","integer 1":"integer 12"}';
  expect(write(parse(text))).toBe(text);
});

test("what is indented is what JSON.stringify indents", () => {
  const value = { a: [1, { b: null }], c: {}, d: [], e: "<é>\n", f: true };
  expect(write(value, 2)).toBe(JSON.stringify(value, null, 2));
  expect(write(value)).toBe(JSON.stringify(value));
});
