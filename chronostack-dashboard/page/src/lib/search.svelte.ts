import { aborted, ApiError, get } from "./api/client";
import type { EventBrief, Events } from "./api/types";

/** What events are looked for; the names are those of the API. */
export interface Filter {
  stream?: string;
  type?: string[];
  since?: string | number;
  until?: string | number;
  actor?: string;
  correlation?: string;
  text?: string;
}

const PAGE = 200;
/** Found so many, it waits until the list is scrolled to its end. */
const AT_ONCE = 600;

/** A search through the log, which goes on by itself, piece by piece, until enough is found or it is stopped. */
export class Search {
  found = $state.raw<EventBrief[]>([]);
  looked = $state(0);
  running = $state(false);
  /** Where to go on, `null` at the end. */
  next = $state<number | null>(null);
  error = $state.raw<ApiError | null>(null);
  private control: AbortController | null = null;
  private filter: Filter = {};

  start(filter: Filter): void {
    this.stop();
    this.filter = filter;
    this.found = [];
    this.looked = 0;
    this.error = null;
    void this.run(null, AT_ONCE);
  }

  stop(): void {
    this.control?.abort();
    this.running = false;
  }

  /** Goes on after it was stopped, or after it found enough. */
  more(): void {
    if (this.next !== null && !this.running) void this.run(this.next, this.found.length + AT_ONCE);
  }

  private async run(from: number | null, enough: number): Promise<void> {
    const control = new AbortController();
    this.control = control;
    this.running = true;
    this.error = null;
    this.next = from;
    try {
      do {
        const page = await get<Events>("events", { ...this.filter, from: this.next, limit: PAGE }, control.signal);
        this.looked += page.looked_at;
        if (page.events.length > 0) this.found = [...this.found, ...page.events];
        this.next = page.next;
      } while (this.next !== null && this.found.length < enough);
    } catch (error) {
      if (aborted(error) || control.signal.aborted) return;
      this.error = error instanceof ApiError ? error : new ApiError(0, String(error));
    }
    if (this.control === control) this.running = false;
  }
}
