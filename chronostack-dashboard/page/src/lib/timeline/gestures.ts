// What fingers, wheels and mice do on the timeline, told in pixels.

interface Doings {
  zoom(factor: number, x: number): void;
  pan(dx: number, dy: number): void;
  brush(from: number, to: number): void;
  click(x: number, y: number): void;
}

/** How far a pointer may stray in a click. */
const CLICK_PIXELS = 4;
const WHEEL_LINE_PIXELS = 16;

/** An action for an element: wheel and pinch zoom, a drag pans, a drag with Shift brushes. */
export function gestures(doings: Doings): (element: HTMLElement) => { destroy(): void } {
  return (element) => {
    const down = new Map<number, { x: number; y: number }>();
    let begin: { x: number; y: number } | null = null;
    let dragged = false;
    let brushing = false;

    const within = (event: MouseEvent): { x: number; y: number } => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_PIXELS : 1;
      if (event.shiftKey && event.deltaX === 0) doings.pan(-event.deltaY * unit, 0);
      else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) doings.pan(-event.deltaX * unit, 0);
      // A pinch on a touchpad comes as a wheel with Ctrl, in finer steps.
      else doings.zoom(Math.exp(event.deltaY * unit * (event.ctrlKey ? 0.01 : 0.002)), within(event).x);
    };

    const press = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      const at = within(event);
      down.set(event.pointerId, at);
      begin = at;
      dragged = down.size > 1;
      brushing = event.shiftKey;
    };

    const move = (event: PointerEvent): void => {
      const before = down.get(event.pointerId);
      if (!before || !begin) return;
      const at = within(event);
      dragged ||= Math.hypot(at.x - begin.x, at.y - begin.y) > CLICK_PIXELS;
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const far = Math.max(10, Math.abs(before.x - other.x));
        doings.zoom(far / Math.max(10, Math.abs(at.x - other.x)), (at.x + other.x) / 2);
      } else if (brushing) {
        if (dragged) doings.brush(begin.x, at.x);
      } else if (dragged) {
        doings.pan(at.x - before.x, at.y - before.y);
      }
      down.set(event.pointerId, at);
    };

    const release = (event: PointerEvent): void => {
      if (!down.delete(event.pointerId) || down.size > 0) return;
      if (!dragged && event.type === "pointerup") doings.click(within(event).x, within(event).y);
    };

    element.addEventListener("wheel", wheel, { passive: false });
    element.addEventListener("pointerdown", press);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", release);
    element.addEventListener("pointercancel", release);
    return {
      destroy() {
        element.removeEventListener("wheel", wheel);
        element.removeEventListener("pointerdown", press);
        element.removeEventListener("pointermove", move);
        element.removeEventListener("pointerup", release);
        element.removeEventListener("pointercancel", release);
      },
    };
  };
}
