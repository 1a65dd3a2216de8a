// How fast the page is on a large log, in headless Chromium. `npm run measure` prints the figures; benches/RESULTS.md keeps them. The programs are to be
// built for release: CHRONOSTACK_PROGRAMS=../../target/release.
import { existsSync, readFileSync } from "node:fs";
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { importLines, type Log } from "../harness/logs";
import { CHRONOSTACK, LOGS, SERVICE } from "../harness/paths";
import { run } from "../harness/program";
import { expect, test } from "../harness/test";
import { appended, large } from "./large";

const LARGE: Log = { path: process.env["CHRONOSTACK_LARGE"] ?? `${LOGS}/large.chrono`, program: CHRONOSTACK };
const LONG: Log = { path: `${LOGS}/long.chrono`, program: SERVICE };
const VERSIONS = 100_001;
const figures: string[] = [];

beforeAll(async () => {
  if (!existsSync(LARGE.path)) await importLines(LARGE, large());
  await run(SERVICE, ["long", LONG.path]);
}, 600_000);

afterAll(() => console.log(`\n${figures.join("\n")}\n`));

interface Watch {
  firstPicture: number | null;
}

/** Notes when the chart was first drawn with bars in it, and how long each frame's script takes. */
const WATCH = `
  window.firstPicture = null; window.frames = []; window.intervals = [];
  let bars = 0, last = null;
  const fill = CanvasRenderingContext2D.prototype.fillRect;
  CanvasRenderingContext2D.prototype.fillRect = function (...it) {
    if (this.canvas.closest?.('[role="application"]')) bars += 1;
    return fill.apply(this, it);
  };
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (frame) => ask((time) => {
    const start = performance.now();
    bars = 0;
    frame(time);
    const end = performance.now();
    if (bars > 20) {
      if (window.firstPicture === null) ask(() => ask(() => { window.firstPicture ??= performance.now(); }));
      window.frames.push(end - start);
      if (last !== null && time - last < 100) window.intervals.push(time - last);
      last = time;
    }
  });
`;

test("the timeline of a million events", { timeout: 300_000 }, async ({ browser, serve }) => {
  const { url } = await serve(LARGE);
  // The server has counted the log once when somebody looks at it the second time; the first is told apart.
  const first: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.addInitScript(WATCH);
    await page.goto(url);
    await page.waitForFunction(() => (window as unknown as Watch).firstPicture !== null, undefined, { timeout: 60_000 });
    first.push(await page.evaluate<number>("window.firstPicture"));
    await context.close();
  }
  tell("first useful picture after navigation, server just started", [first[0] ?? 0], "ms");
  tell("first useful picture after navigation", first.slice(1), "ms");

  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  await page.goto(url);
  await page.waitForFunction(() => (window as unknown as Watch).firstPicture !== null);
  const chart = (await page.getByRole("application").boundingBox()) ?? expect.fail("there is no chart");
  const [x, y] = [chart.x + chart.width / 3, chart.y + chart.height / 2];
  await page.mouse.move(x, y);
  for (const [name, move] of [
    ["zoom", (step: number) => page.mouse.wheel(0, step < 60 ? -120 : 120)],
    ["pan", (step: number) => page.mouse.move(x + 200 * Math.sin(step / 10), y)],
  ] as const) {
    if (name === "pan") {
      await page.getByRole("application").press("0");
      for (let step = 0; step < 8; step += 1) await page.mouse.wheel(0, -120);
      await page.mouse.down();
    }
    await page.evaluate("window.frames = []; window.intervals = []");
    for (let step = 0; step < 120; step += 1) {
      await move(step);
      await page.waitForTimeout(16);
    }
    tell(`${name}: script of a frame`, await page.evaluate<number[]>("window.frames"), "ms");
    tell(`${name}: from frame to frame`, await page.evaluate<number[]>("window.intervals"), "ms");
    if (name === "pan") await page.mouse.up();
  }
  await memory("the timeline", page);

  await page.getByRole("application").press("0");
  await page.getByRole("button", { name: "Follow" }).click();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  const LIVE = 20;
  const head = async () => Number(((await (await fetch(`${url}api/log`)).json()) as { head: number }).head);
  const start = await head();
  const idle = await busy(session, () => page.waitForTimeout(3_000));
  const live: number[] = [];
  for (let number = 0; number < LIVE; number += 1) {
    const began = performance.now();
    const all = await busy(session, async () => {
      await importLines(LARGE, appended(start + number + 1));
      await page.waitForTimeout(1_000);
    });
    live.push(all - (idle / 3_000) * (performance.now() - began));
  }
  expect(await head()).toBe(start + LIVE);
  tell("one more live event: main thread, idle time taken off", live, "ms");
  await context.close();
});

test("a stream of 100,000 events", { timeout: 300_000 }, async ({ browser, serve }) => {
  const { url } = await serve(LONG);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${url}#/stream?id=order/order-1&v=1`);
  await page.getByRole("slider", { name: "Version" }).waitFor();
  await page.locator('main [data-version="1"]').waitFor();
  const scrubs: number[] = [];
  for (let step = 1; step <= 60; step += 1) {
    const version = 1 + ((step * 61_803) % (VERSIONS - 1));
    scrubs.push(
      await page.evaluate(
        (version) => {
          const slider = document.querySelector<HTMLInputElement>('input[type="range"]');
          const shown = () => document.querySelector(`main [data-version="${version}"]`) !== null;
          return new Promise<number>((done, failed) => {
            const start = performance.now();
            const timer = setTimeout(() => failed(new Error(`version ${version} is not shown`)), 10_000);
            const look = () => {
              if (!shown()) return void requestAnimationFrame(look);
              clearTimeout(timer);
              done(performance.now() - start);
            };
            if (slider) slider.value = String(version);
            slider?.dispatchEvent(new Event("input", { bubbles: true }));
            requestAnimationFrame(look);
          });
        },
        version,
      ),
    );
  }
  tell("scrub to any version", scrubs, "ms");
  await memory("the stream", page);
  await context.close();
});

function tell(name: string, values: number[], unit: string): void {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN).toFixed(1);
  figures.push(values.length === 1 ? `${name}: ${at(0)} ${unit}` : `${name}: p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} ${unit} (${values.length})`);
}

/** How long the main thread was busy meanwhile, in milliseconds. */
async function busy(session: CDPSession, work: () => Promise<void>): Promise<number> {
  const task = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  const before = await task();
  await work();
  return ((await task()) - before) * 1000;
}

/** The heap of the page's scripts, and all memory that its process has to itself. */
async function memory(name: string, page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  tell(`memory of ${name}: scripts`, [usedSize / 1e6], "MB");
  const root = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo } = (await root?.send("SystemInfo.getProcessInfo")) ?? { processInfo: [] };
  const own = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => privateMemory(id));
  tell(`memory of ${name}: all of its process`, [Math.max(...own)], "MB");
}

function privateMemory(pid: number): number {
  const told = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return [...told.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0) / 1000;
}
