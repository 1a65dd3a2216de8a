import { aborted, get } from "../api/client";
import type { Appended, Timeline } from "../api/types";
import { told } from "./cover";
import { beginOf, type Dot, type Place, spanOf, Tile, TILE_BUCKETS } from "./tile";

export type By = "service" | "kind" | "type" | "stream";

/** What `by=stream` calls the streams that have no lane of their own. */
const OTHERS = "(others)";
const TILES_MAX = 160;
const REQUESTS_MAX = 4;

/** The tiles of one way to divide the log into lanes: fetched when wanted, kept while there is room. */
export class Tiles {
  private readonly kept = new Map<string, Tile>();
  private readonly asked = new Map<string, AbortController>();
  private wanted: Place[] = [];

  constructor(
    private readonly by: By,
    private readonly lanes: () => readonly string[],
    /** Called when there is something new to draw. */
    private readonly onchange: () => void,
    private readonly onerror: (error: unknown) => void,
  ) {}

  readonly tile = (place: Place): Tile | undefined => this.kept.get(key(place));

  /** Whether something is being fetched. */
  get busy(): boolean {
    return this.asked.size > 0;
  }

  /** Says what is in sight. What is not known yet is fetched; what was asked for and is out of sight is not waited for. */
  want(places: Place[]): void {
    this.wanted = places;
    const names = new Set(places.map(key));
    for (const [name, control] of this.asked) if (!names.has(name)) control.abort();
    for (const place of places) {
      // The order of the map is the order of use: the first is the one to go.
      const tile = this.tile(place);
      if (tile) this.keep(tile);
    }
    this.fetchNext();
  }

  /** Counts what was appended after the moment `since`; where not all of it was told, what may hold it is fetched anew. */
  append(it: Appended, since: number): void {
    if (it.events > it.marks.length) {
      for (const tile of this.kept.values()) tile.stale ||= beginOf(tile.place) + spanOf(tile.place.level) > since;
      this.fetchNext();
    } else {
      const dots = it.marks.map((mark): Dot => ({ ...mark, lane: this.laneOf(mark) }));
      for (const tile of this.kept.values()) for (const dot of dots) tile.add(dot);
    }
    this.onchange();
  }

  /** The lane of each event that was told. */
  lanesOf(it: Appended): string[] {
    return it.marks.map((mark) => this.laneOf(mark));
  }

  close(): void {
    for (const control of this.asked.values()) control.abort();
    this.wanted = [];
  }

  private laneOf(mark: Appended["marks"][number]): string {
    if (this.by === "service") return mark.service;
    if (this.by === "type") return mark.type;
    if (this.by === "kind") return mark.stream.split("/", 1)[0] ?? "";
    return this.lanes().includes(mark.stream) ? mark.stream : OTHERS;
  }

  private fetchNext(): void {
    for (const place of this.wanted) {
      if (this.asked.size >= REQUESTS_MAX) return;
      if (!this.asked.has(key(place)) && !told(place, this.tile)) void this.fetch(place);
    }
  }

  private async fetch(place: Place): Promise<void> {
    const control = new AbortController();
    this.asked.set(key(place), control);
    const from = beginOf(place);
    try {
      const query = { by: this.by, from, to: from + spanOf(place.level), buckets: TILE_BUCKETS };
      this.keep(new Tile(place, await get<Timeline>("timeline", query, control.signal)));
    } catch (error) {
      if (!aborted(error)) {
        this.wanted = [];
        this.onerror(error);
      }
    } finally {
      this.asked.delete(key(place));
      this.fetchNext();
      this.onchange();
    }
  }

  private keep(tile: Tile): void {
    const name = key(tile.place);
    this.kept.delete(name);
    this.kept.set(name, tile);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= TILES_MAX) return;
      this.kept.delete(oldest);
    }
  }
}

function key(place: Place): string {
  return `${place.level}/${place.index}`;
}
