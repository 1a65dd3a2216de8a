import type { View } from "../../lib/timeline/view.svelte";

const STEP = 0.2;

/** The keys of the timeline, while it has the focus. */
export function press(event: KeyboardEvent, view: View): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const actions: Record<string, () => void> = {
    ArrowLeft: () => view.move(event.shiftKey ? -1 : -STEP),
    ArrowRight: () => view.move(event.shiftKey ? 1 : STEP),
    ArrowUp: () => view.zoom(1 / 1.5),
    ArrowDown: () => view.zoom(1.5),
    "+": () => view.zoom(0.5),
    "=": () => view.zoom(0.5),
    "-": () => view.zoom(2),
    "0": () => view.showWhole(),
    f: () => (view.following = !view.following),
    s: () => view.select(view.span),
    Escape: () => view.select(null),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}
