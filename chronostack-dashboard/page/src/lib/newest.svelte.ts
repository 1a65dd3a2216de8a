import { ApiError } from "./api/client";

/** Answers to questions that come faster than they can be answered, as those of a scrubber do. One is under way at a time, the newest waits,
 *  those between are passed over: so answers keep coming while one drags, and the last is that of the last question. */
export class Newest<Q, A> {
  value = $state.raw<{ question: Q; answer: A } | null>(null);
  error = $state.raw<ApiError | null>(null);
  #waiting: { question: Q } | null = null;
  #busy = false;
  #kept = new Map<string, A>();

  constructor(
    readonly answer: (question: Q) => Promise<A>,
    readonly kept = 64,
  ) {}

  ask(question: Q): void {
    const known = this.#kept.get(JSON.stringify(question));
    if (known !== undefined) {
      this.#waiting = null;
      this.#set(question, known);
      return;
    }
    this.#waiting = { question };
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#waiting) {
      const { question } = this.#waiting;
      this.#waiting = null;
      try {
        const answer = await this.answer(question);
        this.#kept.set(JSON.stringify(question), answer);
        const oldest = this.#kept.keys().next();
        if (this.#kept.size > this.kept && !oldest.done) this.#kept.delete(oldest.value);
        this.#set(question, answer);
      } catch (reason) {
        this.error = reason instanceof ApiError ? reason : new ApiError(0, String(reason));
      }
    }
    this.#busy = false;
  }

  #set(question: Q, answer: A): void {
    this.error = null;
    this.value = { question, answer };
  }
}
