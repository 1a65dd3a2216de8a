import { type Piece } from "./cover";
import { type Span, width } from "./span";
import { beginOf, bucketOf, type Dot, TILE_BUCKETS } from "./tile";

/** What of the log is in sight, and where it lies on the canvas. */
export interface Scene {
  /** Of the canvas, in CSS pixels. */
  pixels: number;
  height: number;
  span: Span;
  lanes: readonly string[];
  laneHeight: number;
  /** How far the lanes are scrolled. */
  top: number;
  pieces: Piece[];
  /** The events one by one, where they are few enough. */
  dots: Dot[] | null;
}

/** Above the lanes. */
export const AXIS_HEIGHT = 26;
/** More events than this are drawn as counts. */
const DOTS_MAX = 1200;
/** How many pixels an event seems wide in a count: what a bucket is on average. */
const BUCKET_PIXELS = 3;

export const xOf = (scene: Pick<Scene, "span" | "pixels">, at: number): number => ((at - scene.span.from) / width(scene.span)) * scene.pixels;
export const atOf = (scene: Pick<Scene, "span" | "pixels">, x: number): number => scene.span.from + (x / scene.pixels) * width(scene.span);
export const yOf = (scene: Scene, lane: number): number => AXIS_HEIGHT + lane * scene.laneHeight - scene.top;

/** The events in sight, or `null` where they are too many or not all known. */
export function dotsOf(pieces: readonly Piece[], span: Span): Dot[] | null {
  const found: Dot[] = [];
  for (const piece of pieces) {
    if (!piece.tile.events) return null;
    for (const dot of piece.tile.events) {
      if (dot.at < Math.max(piece.from, span.from) || dot.at >= piece.to || dot.at > span.to) continue;
      if (found.push(dot) > DOTS_MAX) return null;
    }
  }
  return found;
}

/** A bucket with something in it: how many events, and how tall its bar is before it is scaled. */
export interface Bar {
  from: number;
  to: number;
  count: number;
  density: number;
}

/** The bars of a lane that are in sight. */
export function* bars(scene: Scene, lane: string): Generator<Bar> {
  const { span, pixels } = scene;
  for (const { tile, from, to } of scene.pieces) {
    const counts = tile.counts.get(lane);
    if (!counts) continue;
    const bucket = bucketOf(tile.place.level);
    const begin = beginOf(tile.place);
    const share = (BUCKET_PIXELS * width(span)) / pixels / bucket;
    const first = Math.max(0, Math.floor((Math.max(from, span.from) - begin) / bucket));
    const last = Math.min(TILE_BUCKETS, Math.ceil((Math.min(to, span.to) - begin) / bucket));
    for (let index = first; index < last; index += 1) {
      const count = counts[index] ?? 0;
      if (count > 0) yield { from: begin + index * bucket, to: begin + (index + 1) * bucket, count, density: count * Math.min(1, share) };
    }
  }
}

/** The tallest bar of all lanes, by which the others are scaled. */
export function densest(scene: Scene): number {
  let most = 1;
  for (const lane of scene.lanes) for (const bar of bars(scene, lane)) most = Math.max(most, bar.density);
  return most;
}

/** What lies under the pointer. */
export type Hit = { lane: string; dot: Dot } | { lane: string; bar: Bar } | null;

/** How far from an event a pointer may be that means it. */
const REACH = 6;

export function hit(scene: Scene, x: number, y: number): Hit {
  const lane = scene.lanes[Math.floor((y - AXIS_HEIGHT + scene.top) / scene.laneHeight)];
  if (lane === undefined || y < AXIS_HEIGHT) return null;
  if (scene.dots) {
    let nearest: Dot | null = null;
    let least = REACH;
    for (const dot of scene.dots) {
      const far = Math.abs(xOf(scene, dot.at) - x);
      if (dot.lane === lane && far <= least) [nearest, least] = [dot, far];
    }
    return nearest && { lane, dot: nearest };
  }
  const at = atOf(scene, x);
  for (const bar of bars(scene, lane)) if (at >= bar.from && at < bar.to) return { lane, bar };
  return null;
}
