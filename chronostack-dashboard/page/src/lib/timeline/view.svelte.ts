import { untrack } from "svelte";
import type { LogInfo } from "../api/types";
import { route, update } from "../route.svelte";
import { fitted, held, moved, type Span, width, zoomed } from "./span";
import type { By } from "./tiles";

export const BY: readonly By[] = ["service", "kind", "type", "stream"];

/** A log of one moment is shown with this much around it. */
const LEAST = 1000;
/** How long the window stands still before the address follows it. */
const SETTLED_MS = 250;

/** What the timeline shows: kept in the address, and ahead of it while the window moves. */
export class View {
  /** From the first event to the last. */
  whole = $state.raw<Span>({ from: 0, to: LEAST });
  span = $state.raw<Span>({ from: 0, to: LEAST });
  selection = $state.raw<Span | null>(null);
  following = $state(false);
  /** Whether the window has moved since it was written into the address. */
  private moved = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(info: LogInfo) {
    const from = info.recorded_first ?? Date.now() * 1000;
    this.whole = { from, to: Math.max(info.recorded_last ?? from, from + LEAST) };
    this.span = fitted(this.whole);
    // Back and forward, and links from elsewhere.
    $effect(() => {
      const from = route.number("from");
      const to = route.number("to");
      if (from !== null && to !== null && to > from) this.span = { from, to };
      else this.span = fitted(untrack(() => this.whole));
    });
    $effect(() => {
      const from = route.number("selected_from");
      const to = route.number("selected_to");
      this.selection = from !== null && to !== null && to > from ? { from, to } : null;
    });
  }

  get by(): By {
    return BY.find((one) => one === route.param("by")) ?? "service";
  }

  select(span: Span | null): void {
    this.selection = span;
    this.settle();
  }

  /** Goes to a window as one step, which "back" undoes. */
  show(span: Span): void {
    this.following = false;
    this.set(held(span, this.whole));
    this.write(true);
  }

  showWhole(): void {
    clearTimeout(this.timer);
    this.moved = false;
    this.span = fitted(this.whole);
    update({ from: null, to: null }, true);
  }

  zoom(factor: number, at = (this.span.from + this.span.to) / 2): void {
    this.set(zoomed(this.span, at, factor, this.whole));
  }

  /** Moves by a share of what is seen. */
  move(share: number): void {
    if (share < 0) this.following = false;
    this.set(moved(this.span, share * width(this.span), this.whole));
  }

  /** The log has grown to `at`. */
  grow(at: number): void {
    if (at <= this.whole.to) return;
    const shown = route.number("from") === null;
    this.whole = { from: this.whole.from, to: at };
    if (!this.following) return;
    // The whole log stays whole; a part of it moves on, with a little room before the end.
    if (!shown) this.set({ from: at - width(this.span) * 0.95, to: at + width(this.span) * 0.05 });
  }

  private set(span: Span): void {
    this.span = span;
    this.moved = true;
    this.settle();
  }

  /** Browsers refuse an address that changes with every movement of a mouse. */
  private settle(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(false), SETTLED_MS);
  }

  private write(push: boolean): void {
    clearTimeout(this.timer);
    const { span, selection } = this;
    update(
      {
        ...(this.moved ? { from: Math.floor(span.from), to: Math.ceil(span.to) } : {}),
        selected_from: selection && Math.floor(selection.from),
        selected_to: selection && Math.ceil(selection.to),
      },
      push,
    );
    this.moved = false;
  }
}
