import { ApiError, get } from "../../lib/api/client";
import type { EventBrief, Events, StepBrief, StoryPage, Streams } from "../../lib/api/types";

/** A row of the list: an event, and what it did to the state where a machine is known. */
export type Row = Pick<StepBrief, "version" | "position" | "id" | "at" | "type" | "actor"> & Partial<Pick<StepBrief, "from" | "to" | "changes" | "transition" | "recorded_transition" | "handler">>;

const PAGE = 500;

/** The events of a stream, fetched as they are looked at: by version where a machine is known, else one page after another. */
export class Steps {
  /** One place for each version, empty where it has not been fetched. */
  rows = $state.raw<(Row | undefined)[]>([]);
  machine = $state<string | null>(null);
  /** Why there are no states: what the server says where no machine is registered. */
  hint = $state.raw<ApiError | null>(null);
  failure = $state.raw<StoryPage["failure"]>(null);
  error = $state.raw<ApiError | null>(null);
  ready = $state(false);
  #asked = new Set<number>();
  #next: number | null = null;
  #control = new AbortController();

  constructor(readonly stream: string) {
    void this.#open();
  }

  stop(): void {
    this.#control.abort();
  }

  /** Fetches what is around a version, unless it is there. */
  async want(version: number): Promise<void> {
    if (version < 1 || version > this.rows.length || this.rows[version - 1]) return;
    try {
      if (this.machine === null) {
        while (!this.rows[version - 1] && (await this.#more()));
      } else await this.#story(version - ((version - 1) % PAGE));
    } catch (reason) {
      this.#failed(reason);
    }
  }

  async #open(): Promise<void> {
    try {
      await this.#story(1);
    } catch (reason) {
      if (!(reason instanceof ApiError) || reason.status !== 404) return this.#failed(reason);
      this.hint = reason;
      await this.#eventsAlone().catch((reason: unknown) => this.#failed(reason));
    }
    this.ready = true;
  }

  async #story(from: number): Promise<void> {
    if (this.#asked.has(from)) return;
    this.#asked.add(from);
    const page = await get<StoryPage>("story", { stream: this.stream, from, limit: PAGE }, this.#control.signal);
    this.machine = page.machine;
    this.failure = page.failure;
    const rows = this.rows.length === page.version ? this.rows.slice() : grown(this.rows, page.version);
    for (const step of page.steps) rows[step.version - 1] = step;
    this.rows = rows;
  }

  async #eventsAlone(): Promise<void> {
    const { streams } = await get<Streams>("streams", { prefix: this.stream, limit: 10 }, this.#control.signal);
    const found = streams.find((one) => one.stream === this.stream);
    if (!found) throw new ApiError(404, `there is no stream ${this.stream}`, "Names are KIND/ID. Find lists the streams there are.");
    this.rows = grown([], found.version);
    this.#next = 1;
    await this.#more();
  }

  async #more(): Promise<boolean> {
    if (this.#next === null) return false;
    const page = await get<Events>("events", { stream: this.stream, from: this.#next, limit: PAGE }, this.#control.signal);
    this.#next = page.next;
    const rows = this.rows.slice();
    for (const event of page.events) rows[event.version - 1] = plain(event);
    this.rows = rows;
    return true;
  }

  #failed(reason: unknown): void {
    if (this.#control.signal.aborted) return;
    this.error = reason instanceof ApiError ? reason : new ApiError(0, String(reason));
  }
}

function plain({ version, position, id, at, type, actor, transition }: EventBrief): Row {
  return { version, position, id, at, type, actor, recorded_transition: transition };
}

function grown(rows: readonly (Row | undefined)[], length: number): (Row | undefined)[] {
  const all = new Array<Row | undefined>(length);
  rows.forEach((row, index) => (all[index] = row));
  return all;
}
