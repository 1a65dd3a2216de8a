import { aborted, ApiError } from "./api/client";

/** What was asked of the server, as it stands now. The last value stays while another is fetched, so that nothing
 *  jumps; it goes when the other fails. */
export interface Resource<T> {
  readonly value: T | null;
  readonly error: ApiError | null;
  readonly loading: boolean;
  /** Asks again. */
  again(): void;
}

/** Asks whenever what `ask` reads changes; `null` from it asks nothing. To be called while a component is set up. */
export function resource<T>(ask: (signal: AbortSignal) => Promise<T> | null): Resource<T> {
  let value = $state.raw<T | null>(null);
  let error = $state.raw<ApiError | null>(null);
  let loading = $state(true);
  let asked = $state(0);

  $effect(() => {
    void asked;
    const control = new AbortController();
    const answer = ask(control.signal);
    loading = answer !== null;
    if (answer === null) {
      value = null;
      error = null;
      return;
    }
    answer.then(
      (it) => {
        if (control.signal.aborted) return;
        value = it;
        error = null;
        loading = false;
      },
      (reason: unknown) => {
        if (control.signal.aborted || aborted(reason)) return;
        value = null;
        error = reason instanceof ApiError ? reason : new ApiError(0, String(reason));
        loading = false;
      },
    );
    return () => control.abort();
  });

  return {
    get value() {
      return value;
    },
    get error() {
      return error;
    },
    get loading() {
      return loading;
    },
    again() {
      asked += 1;
    },
  };
}
