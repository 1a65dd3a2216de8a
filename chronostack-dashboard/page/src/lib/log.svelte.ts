import { ApiError, get } from "./api/client";
import { live } from "./api/live";
import type { Appended, LogInfo } from "./api/types";

// One description of the log and one stream of what is appended to it, shared by all views.
let info = $state.raw<LogInfo | null>(null);
let error = $state.raw<ApiError | null>(null);
let head = $state(0);
let broken = $state(false);
const listeners = new Set<(it: Appended) => void>();
let stop: (() => void) | null = null;

export const log = {
  get info(): LogInfo | null {
    return info;
  },
  get error(): ApiError | null {
    return error;
  },
  /** The position of the last event that is known of, 0 in an empty log: it moves with the log. */
  get head(): number {
    return head;
  },
  /** Whether the server has stopped telling what is appended. */
  get broken(): boolean {
    return broken;
  },
};

/** Asks what the log is, and listens from its end on. */
export async function open(): Promise<void> {
  error = null;
  try {
    info = await get<LogInfo>("log");
  } catch (reason) {
    error = reason instanceof ApiError ? reason : new ApiError(0, String(reason));
    return;
  }
  head = info.head;
  stop?.();
  stop = live(
    info.head,
    (it) => {
      head = it.head;
      for (const told of listeners) told(it);
    },
    (it) => (broken = it),
  );
}

/** Is told of everything that is appended, until the function that it returns is called. */
export function onappended(told: (it: Appended) => void): () => void {
  listeners.add(told);
  return () => listeners.delete(told);
}
