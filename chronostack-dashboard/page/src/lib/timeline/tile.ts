import type { Timeline } from "../api/types";

/** How many buckets a tile has. */
export const TILE_BUCKETS = 512;
/** More events than this are kept as counts alone: as many as the server itself tells one by one. */
const EVENTS_MAX = 2000;

/** An event of a tile. */
export interface Dot {
  position: number;
  at: number;
  lane: string;
  type: string;
  stream: string;
  version: number;
}

/** Where a tile lies: its buckets are 2^level microseconds wide, and it is the index-th of its level since 1970. */
export interface Place {
  level: number;
  index: number;
}

export const bucketOf = (level: number): number => 2 ** level;
export const spanOf = (level: number): number => TILE_BUCKETS * 2 ** level;
export const beginOf = (place: Place): number => place.index * spanOf(place.level);

/** The level at which a bucket is two to four pixels wide. */
export function levelFor(wide: number, pixels: number): number {
  return Math.max(0, Math.ceil(Math.log2((2 * wide) / Math.max(1, pixels))));
}

/** The tiles of a level that hold a stretch of time. */
export function placesOf(level: number, from: number, to: number): Place[] {
  const places: Place[] = [];
  const last = Math.floor(to / spanOf(level));
  for (let index = Math.floor(from / spanOf(level)); index <= last; index += 1) places.push({ level, index });
  return places;
}

/** The counts of one stretch of time, by lane, and the events where they are few. */
export class Tile {
  readonly counts = new Map<string, Uint32Array>();
  /** In order of time; `null` where they are too many. */
  events: Dot[] | null;
  /** No longer true, for events came that were not told one by one: drawn until it was fetched anew. */
  stale = false;
  private head: number;

  constructor(
    readonly place: Place,
    answer: Timeline,
  ) {
    this.head = answer.head;
    for (const lane of answer.lanes) {
      if (lane.counts.length === 0) continue;
      const counts = new Uint32Array(TILE_BUCKETS);
      for (const [index, count] of lane.counts) {
        // By the middle of the bucket, for the server may have divided the time a little otherwise.
        const own = this.indexOf(answer.from + (index + 0.5) * answer.bucket);
        if (own >= 0 && own < TILE_BUCKETS) counts[own] = (counts[own] ?? 0) + count;
      }
      this.counts.set(lane.name, counts);
    }
    this.events = answer.events?.map(({ lane, ...mark }) => ({ ...mark, lane: answer.lanes[lane]?.name ?? "" })) ?? null;
  }

  /** Counts an event that was appended since, if it falls into this tile and was not counted by the server. */
  add(dot: Dot): void {
    const index = this.indexOf(dot.at);
    if (index < 0 || index >= TILE_BUCKETS || dot.position <= this.head) return;
    this.head = dot.position;
    let counts = this.counts.get(dot.lane);
    if (!counts) this.counts.set(dot.lane, (counts = new Uint32Array(TILE_BUCKETS)));
    counts[index] = (counts[index] ?? 0) + 1;
    this.events = this.events && this.events.length < EVENTS_MAX ? [...this.events, dot] : null;
  }

  private indexOf(at: number): number {
    return Math.floor((at - beginOf(this.place)) / bucketOf(this.place.level));
  }
}
