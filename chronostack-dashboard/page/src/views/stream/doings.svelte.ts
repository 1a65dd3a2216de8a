import { ApiError, get } from "../../lib/api/client";
import type { Blame } from "../../lib/api/types";

const PAGE = 50;

/** Who changed a field, page by page. A server looks at some thousand events a request, so a page may be empty and not the last. */
export class Doings {
  entries = $state.raw<Blame["entries"]>([]);
  next = $state<number | null>(1);
  loading = $state(false);
  error = $state.raw<ApiError | null>(null);
  #control = new AbortController();

  constructor(
    readonly stream: string,
    readonly pointer: string,
  ) {
    queueMicrotask(() => void this.more());
  }

  stop(): void {
    this.#control.abort();
  }

  /** Fetches until something more is found, or the end. */
  async more(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.error = null;
    const before = this.entries.length;
    try {
      while (this.next !== null && this.entries.length === before) {
        const { stream, pointer } = this;
        const page: Blame = await get("blame", { stream, pointer, from: this.next, limit: PAGE }, this.#control.signal);
        this.entries = [...this.entries, ...page.entries];
        this.next = page.next;
      }
    } catch (reason) {
      if (!this.#control.signal.aborted) this.error = reason instanceof ApiError ? reason : new ApiError(0, String(reason));
    }
    this.loading = false;
  }
}
