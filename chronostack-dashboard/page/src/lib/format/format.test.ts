import { describe, expect, test } from "vitest";
import { bytes, compact, count, counted } from "./count";
import { duration, nanos } from "./duration";
import { shared, short } from "./short";
import { clock, micros, moment } from "./time";

describe("times", () => {
  test("are written with the decimals that they have", () => {
    expect(moment(1_317_429_524_546_000)).toBe("2011-10-01 00:38:44.546");
    expect(moment(1_317_429_524_000_000)).toBe("2011-10-01 00:38:44");
    expect(clock(1_317_429_524_000_001)).toBe("00:38:44.000001");
    expect(moment(-1)).toBe("1969-12-31 23:59:59.999999");
    expect(moment(null)).toBe("–");
  });

  test("are read as they were written", () => {
    for (const at of [1_317_429_524_546_001, 0, -1, 1_317_429_524_000_000]) expect(micros(moment(at))).toBe(at);
    expect(micros("2011-10-01")).toBe(1_317_427_200_000_000);
    expect(micros("2011-10-01T02:00+02:00")).toBe(1_317_427_200_000_000);
    expect(micros("yesterday")).toBeNull();
    expect(micros("2011-13-45")).toBeNull();
  });
});

test("durations have two units above a minute and three digits below", () => {
  expect(duration(0)).toBe("0 s");
  expect(duration(1.5)).toBe("1.5 µs");
  expect(duration(1_530)).toBe("1.53 ms");
  expect(duration(59_999_000)).toBe("60 s");
  expect(duration(125e6)).toBe("2 min 5 s");
  expect(duration(86_400e6 * 3 + 3_600e6 * 4)).toBe("3 d 4 h");
  expect(duration(-2e6)).toBe("−2 s");
  expect(nanos(120)).toBe("120 ns");
});

test("counts are grouped, or short where there is no room", () => {
  expect(count(1_234_567)).toBe("1,234,567");
  expect(counted(1, "event")).toBe("1 event");
  expect(counted(0, "entry", "entries")).toBe("0 entries");
  expect(compact(999)).toBe("999");
  expect(compact(1_250)).toBe("1.3 k");
  expect(compact(12_500_000)).toBe("13 M");
  expect(bytes(1536)).toBe("1.5 KiB");
});

test("names are told without what all of them begin with", () => {
  expect(shared(["order.placed", "order.paid"])).toBe("order.");
  expect(shared(["shop.order.placed", "shop.orders"])).toBe("shop.");
  expect(shared(["order.placed", "orders.paid"])).toBe("");
  expect(shared([])).toBe("");
  expect(short("order.placed", "order.")).toBe("placed");
});
