import type { Palette } from "../palette";
import { AXIS_HEIGHT, bars, type Scene, xOf, yOf } from "./scene";
import type { Span } from "./span";
import { ticks } from "./ticks";

/** What is drawn over the events. */
export interface Marked {
  selection: Span | null;
  /** Where the pointer is. */
  x: number | null;
  /** The position of the event under the pointer. */
  position: number | null;
  /** The end of the log, while it is followed. */
  end: number | null;
}

const BAR_LEAST = 3;
const TICK_PIXELS = 110;
const FONT = "11px system-ui, sans-serif";

export function draw(canvas: CanvasRenderingContext2D, scene: Scene, colours: Palette, most: number, marked: Marked): void {
  const { pixels, height } = scene;
  canvas.fillStyle = colours.ground;
  canvas.fillRect(0, 0, pixels, height);
  if (marked.selection) {
    const from = xOf(scene, marked.selection.from);
    canvas.fillStyle = colours.chosen;
    canvas.fillRect(from, 0, Math.max(1, xOf(scene, marked.selection.to) - from), height);
  }
  drawGrid(canvas, scene, colours);
  for (const [index, lane] of scene.lanes.entries()) {
    const bottom = yOf(scene, index + 1);
    if (bottom < AXIS_HEIGHT || bottom - scene.laneHeight > height) continue;
    canvas.fillStyle = colours.hues[index % colours.hues.length] ?? colours.ink;
    if (scene.dots) drawDots(canvas, scene, lane, bottom, marked, colours);
    else drawBars(canvas, scene, lane, bottom, most);
  }
  drawAxis(canvas, scene, colours, marked);
}

function drawBars(canvas: CanvasRenderingContext2D, scene: Scene, lane: string, bottom: number, most: number): void {
  const tall = scene.laneHeight - 6;
  const scale = (tall - BAR_LEAST) / Math.log1p(most);
  for (const bar of bars(scene, lane)) {
    const left = Math.round(xOf(scene, bar.from));
    const right = Math.round(xOf(scene, bar.to));
    const up = Math.round(Math.min(tall, BAR_LEAST + Math.log1p(bar.density) * scale));
    canvas.fillRect(left, bottom - up, Math.max(1, right - left), up);
  }
}

function drawDots(canvas: CanvasRenderingContext2D, scene: Scene, lane: string, bottom: number, marked: Marked, colours: Palette): void {
  const up = Math.max(8, Math.min(24, scene.laneHeight - 10));
  const y = Math.round(bottom - (scene.laneHeight + up) / 2);
  for (const dot of scene.dots ?? []) {
    if (dot.lane !== lane) continue;
    const x = Math.round(xOf(scene, dot.at));
    if (dot.position === marked.position) {
      const hue = canvas.fillStyle;
      canvas.fillStyle = colours.ink;
      canvas.fillRect(x - 3, y - 3, 7, up + 6);
      canvas.fillStyle = hue;
    }
    canvas.fillRect(x - 1, y, 3, up);
  }
}

function drawGrid(canvas: CanvasRenderingContext2D, scene: Scene, colours: Palette): void {
  canvas.fillStyle = colours.line;
  for (const tick of ticks(scene.span, scene.pixels / TICK_PIXELS)) {
    canvas.fillRect(Math.round(xOf(scene, tick.at)), AXIS_HEIGHT, 1, scene.height);
  }
  for (let index = 0; index <= scene.lanes.length; index += 1) {
    canvas.fillRect(0, Math.round(yOf(scene, index)) - 1, scene.pixels, 1);
  }
}

function drawAxis(canvas: CanvasRenderingContext2D, scene: Scene, colours: Palette, marked: Marked): void {
  canvas.fillStyle = colours.raised;
  canvas.fillRect(0, 0, scene.pixels, AXIS_HEIGHT);
  canvas.fillStyle = colours.line;
  canvas.fillRect(0, AXIS_HEIGHT - 1, scene.pixels, 1);
  if (marked.selection) {
    canvas.fillStyle = colours.accent;
    const from = xOf(scene, marked.selection.from);
    canvas.fillRect(from, AXIS_HEIGHT - 3, Math.max(1, xOf(scene, marked.selection.to) - from), 3);
  }
  canvas.textBaseline = "middle";
  for (const tick of ticks(scene.span, scene.pixels / TICK_PIXELS)) {
    const x = Math.round(xOf(scene, tick.at));
    canvas.fillStyle = colours.soft;
    const y = tick.strong ? 4 : 18;
    canvas.fillRect(x, y, 1, AXIS_HEIGHT - y);
    canvas.font = tick.strong ? `600 ${FONT}` : FONT;
    canvas.fillStyle = tick.strong ? colours.ink : colours.soft;
    canvas.fillText(tick.label, x + 5, AXIS_HEIGHT / 2 - 1);
  }
  if (marked.end !== null) {
    canvas.fillStyle = colours.accent;
    canvas.fillRect(Math.round(xOf(scene, marked.end)), 0, 2, scene.height);
  }
  if (marked.x !== null) {
    canvas.fillStyle = colours.soft;
    canvas.fillRect(Math.round(marked.x), 0, 1, scene.height);
  }
}
