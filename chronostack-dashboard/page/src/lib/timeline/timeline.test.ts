import { describe, expect, test } from "vitest";
import type { Timeline } from "../api/types";
import { cover, told } from "./cover";
import { fitted, moved, SPAN_MIN, width, zoomed } from "./span";
import { ticks } from "./ticks";
import { levelFor, type Place, placesOf, spanOf, Tile, TILE_BUCKETS } from "./tile";

const YEAR = 365.25 * 86_400e6;
const whole = { from: 1.3e15, to: 1.3e15 + YEAR };

describe("a span", () => {
  test("zooms about the moment under the pointer", () => {
    const at = whole.from + YEAR / 4;
    const near = zoomed(whole, at, 0.5, whole);
    expect(width(near)).toBeCloseTo(YEAR / 2, -3);
    expect((at - near.from) / width(near)).toBeCloseTo(0.25, 6);
  });

  test("goes no further than the log reaches, nor below what a log knows", () => {
    expect(moved(whole, 10 * YEAR, whole).from).toBeCloseTo(whole.to - YEAR / 2, -3);
    expect(width(zoomed(whole, whole.from, 1000, whole))).toBeCloseTo(1.1 * YEAR, -3);
    expect(width(zoomed({ from: whole.from, to: whole.from + 30 }, whole.from, 0.01, whole))).toBe(SPAN_MIN);
    expect(fitted(whole).from).toBeLessThan(whole.from);
  });
});

describe("an axis", () => {
  const labels = (wide: number) => ticks({ from: Date.UTC(2024, 1, 28, 23) * 1000, to: Date.UTC(2024, 1, 28, 23) * 1000 + wide }, 8);

  test("has at most as many ticks as there is room for, from microseconds to centuries", () => {
    for (let wide = 30; wide < 300 * YEAR; wide *= 1.7) {
      const found = labels(wide);
      expect(found.length).toBeLessThanOrEqual(10);
      expect(found.length).toBeGreaterThanOrEqual(1);
      expect(found.every((tick, index) => index === 0 || tick.at > (found[index - 1]?.at ?? 0))).toBe(true);
    }
  });

  test("names days among hours, and years among months", () => {
    expect(labels(86_400e6).map((tick) => tick.label)).toContain("29 Feb");
    expect(labels(2 * YEAR).map((tick) => tick.label)).toContain("2025");
    expect(labels(40).map((tick) => tick.label)[1]).toBe("+5 µs");
  });
});

function answer(counts: [number, number][], events: Timeline["events"] = null): Timeline {
  return { from: 0, to: 0, bucket: 1, head: 10, indexed: 10, lanes: [{ name: "a", total: 0, counts }], events };
}

describe("tiles", () => {
  test("of a window have buckets of two to four pixels", () => {
    for (const wide of [1000, 12_345, YEAR]) {
      const pixels = (2 ** levelFor(wide, 1200) / wide) * 1200;
      expect(pixels).toBeGreaterThanOrEqual(2);
      expect(pixels).toBeLessThan(4);
    }
    expect(placesOf(3, -1, spanOf(3)).map((place) => place.index)).toEqual([-1, 0, 1]);
  });

  test("stand in for each other until the right one is there", () => {
    const kept = new Map<string, Tile>();
    const keep = (place: Place, events: Timeline["events"] = null) => kept.set(JSON.stringify(place), new Tile(place, answer([[0, 1]], events)));
    const find = ({ level, index }: Place) => kept.get(JSON.stringify({ level, index }));
    const place = { level: 4, index: 6 };
    expect(cover(place, find)).toEqual([]);
    keep({ level: 6, index: 1 });
    expect(cover(place, find)).toMatchObject([{ tile: { place: { level: 6 } }, from: 6 * spanOf(4), to: 7 * spanOf(4) }]);
    keep({ level: 3, index: 12 });
    expect(cover(place, find)).toHaveLength(1);
    keep({ level: 3, index: 13 });
    expect(cover(place, find).map((piece) => piece.tile.place.level)).toEqual([3, 3]);
    expect(told(place, find)).toBe(false);
    keep({ level: 7, index: 0 }, []);
    expect(told(place, find)).toBe(true);
  });

  test("count what is appended once, and only what the server has not counted", () => {
    const tile = new Tile({ level: 0, index: 0 }, answer([[5, 2]], []));
    const dot = { at: 5, lane: "a", type: "t", stream: "s/1", version: 1 };
    tile.add({ ...dot, position: 10 });
    expect(tile.counts.get("a")?.[5]).toBe(2);
    tile.add({ ...dot, position: 11 });
    tile.add({ ...dot, position: 11 });
    expect(tile.counts.get("a")?.[5]).toBe(3);
    tile.add({ ...dot, position: 12, at: TILE_BUCKETS });
    tile.add({ ...dot, position: 13, lane: "b" });
    expect(tile.counts.get("b")?.[5]).toBe(1);
    expect(tile.events).toHaveLength(2);
  });
});
