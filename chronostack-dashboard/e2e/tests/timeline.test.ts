// The timeline: drawn, zoomed, moved and brushed by hand and by keys, and told as a table.
import type { Page } from "playwright-core";
import { copied, SHOP } from "../harness/logs";
import { SERVICE } from "../harness/paths";
import { describe, expect, test } from "../harness/test";

const chart = (page: Page) => page.getByRole("application", { name: "Events over time" });
const lanes = (page: Page) => page.getByRole("group", { name: "Lanes", exact: true });

/** A value of the address, as a number. */
function addressed(page: Page, name: string): number {
  const value = new URLSearchParams(new URL(page.url()).hash.split("?")[1]).get(name);
  return value === null ? Number.NaN : Number(value);
}

const width = (page: Page): number => addressed(page, "to") - addressed(page, "from");

/** How many pixels of the canvas have a colour: what is drawn of lines and letters is grey. */
async function coloured(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[role="application"] canvas');
    const pixels = canvas?.getContext("2d")?.getImageData(0, 30, canvas.width, canvas.height - 30).data ?? [];
    let count = 0;
    for (let index = 0; index < pixels.length; index += 4) {
      const [red = 0, green = 0, blue = 0] = pixels.slice(index, index + 3);
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) count += 1;
    }
    return count;
  });
}

test("the whole log is drawn, in the lanes that one asks for", async ({ open }) => {
  const watched = await open(SHOP, "timeline");
  const { page } = watched;
  await expect.poll(() => coloured(page)).toBeGreaterThan(100);
  await lanes(page).getByText("shop").waitFor();
  await watched.look("timeline-service");
  await page.getByRole("button", { name: "Type", exact: true }).click();
  await lanes(page).getByText("order.paid").waitFor();
  expect(page.url()).toContain("by=type");
  await watched.settled();
  await watched.look("timeline-type");
  await page.goBack();
  await lanes(page).getByText("shop").waitFor();
});

describe("the window", () => {
  test("is zoomed by the wheel about the pointer, and moved by a drag", async ({ open }) => {
    const watched = await open(SHOP, "timeline?by=kind");
    const { page } = watched;
    const box = await chart(page).boundingBox();
    if (!box) throw new Error("the chart has no place");
    await page.mouse.move(box.x + box.width / 4, box.y + 60);
    await page.mouse.wheel(0, -600);
    await expect.poll(() => width(page)).toBeGreaterThan(0);
    const wide = width(page);
    const from = addressed(page, "from");
    await page.mouse.wheel(0, -300);
    await expect.poll(() => width(page)).toBeLessThan(wide);
    expect(addressed(page, "from")).toBeGreaterThan(from);
    const before = addressed(page, "from");
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4 + 100, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => addressed(page, "from")).toBeLessThan(before);
  });

  test("goes by keys alone, and back as it came", async ({ open }) => {
    const { page } = await open(SHOP, "timeline?by=kind");
    await chart(page).focus();
    await page.keyboard.press("+");
    await expect.poll(() => width(page)).toBeGreaterThan(0);
    const half = width(page);
    await page.keyboard.press("+");
    await expect.poll(() => width(page)).toBeLessThan(half * 0.6);
    const from = addressed(page, "from");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => addressed(page, "from")).toBeGreaterThan(from);
    await page.keyboard.press("0");
    await expect.poll(() => Number.isNaN(addressed(page, "from"))).toBe(true);
    await page.goBack();
    await expect.poll(() => addressed(page, "from")).toBeGreaterThan(from);
  });

  test("takes a time that is written", async ({ open }) => {
    const { page } = await open(SHOP, "timeline");
    await page.getByRole("textbox", { name: "From (UTC)" }).fill("2026-11-20 12:00");
    await page.keyboard.press("Enter");
    await expect.poll(() => addressed(page, "from")).toBe(Date.UTC(2026, 10, 20, 12) * 1000);
    await page.getByRole("textbox", { name: "From (UTC)" }).fill("tomorrow");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("textbox", { name: "From (UTC)" }).inputValue()).toBe("2026-11-20 12:00:00");
  });
});

test("what is brushed is listed, looked into, and let go", async ({ open }) => {
  const watched = await open(SHOP, "timeline?by=kind");
  const { page } = watched;
  const box = await chart(page).boundingBox();
  if (!box) throw new Error("the chart has no place");
  await page.keyboard.down("Shift");
  await page.mouse.move(box.x + 100, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + 500, box.y + 90, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  const selected = page.getByRole("region", { name: "Selected events" });
  await selected.getByRole("row").first().waitFor();
  await selected.getByRole("heading", { name: /^\d+ events in / }).waitFor();
  await watched.settled();
  await watched.look("timeline-selection");
  const from = addressed(page, "selected_from");
  expect(await selected.getByRole("link", { name: "Export" }).getAttribute("href")).toContain(`since=${from}`);
  await selected.getByRole("button", { name: "Zoom to it" }).click();
  await expect.poll(() => addressed(page, "from")).toBe(from);
  await selected.getByRole("link", { name: "Find in it" }).click();
  await expect.poll(() => addressed(page, "since")).toBe(from);
  await page.goBack();
  await chart(page).focus();
  await page.keyboard.press("Escape");
  await expect.poll(() => selected.count()).toBe(0);
});

test("keys select what is seen", async ({ open }) => {
  const { page } = await open(SHOP, "timeline");
  await chart(page).focus();
  await page.keyboard.press("s");
  await page.getByRole("grid", { name: "Selected events" }).getByRole("row").first().waitFor();
});

test("close up, an event tells what it is and is opened by a click", async ({ open }) => {
  const watched = await open(SHOP, "timeline");
  const { page } = watched;
  const { events } = await page.evaluate(async () => (await fetch("api/events?limit=1")).json() as Promise<{ events: { at: number; type: string }[] }>);
  const at = events[0]?.at ?? 0;
  await watched.go(`timeline?by=kind&from=${at - 1000}&to=${at + 1000}`);
  const lane = await lanes(page).getByText("order", { exact: true }).boundingBox();
  const box = await chart(page).boundingBox();
  if (!lane || !box) throw new Error("the chart has no place");
  await page.mouse.move(box.x + box.width / 2 + 1, lane.y + lane.height / 2);
  await page.getByText(`${events[0]?.type}`).first().waitFor();
  await watched.look("timeline-close");
  await watched.settled();
  await page.mouse.click(box.x + box.width / 2 + 1, lane.y + lane.height / 2);
  await expect.poll(() => page.url()).toMatch(/#\/event\?position=1$/);
});

test("the counts are there as a table", async ({ open }) => {
  const watched = await open(SHOP, "timeline?by=kind");
  const { page } = watched;
  await page.getByRole("button", { name: "Table" }).click();
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "order", exact: true }) });
  await row.waitFor();
  const cells = (await row.getByRole("cell").allInnerTexts()).map((text) => Number(text.replaceAll(",", "")));
  const [seen, all] = cells.slice(-2);
  expect(seen).toBe(all);
  expect(cells.slice(0, -2).reduce((sum, one) => sum + one, 0)).toBe(seen);
  await watched.look("timeline-table");
});

test("what is appended comes in, and is followed", async ({ open, serve }) => {
  const log = { ...copied(SHOP, "live"), program: SERVICE };
  const watched = await open(log, "timeline?by=type");
  const { page } = watched;
  const lane = lanes(page).locator(".lane").filter({ hasText: "order.paid" });
  const before = Number(await lane.locator(".total").getAttribute("title"));
  await page.getByRole("button", { name: "Follow" }).click();
  (await serve(log)).say("order-60 1");
  await expect.poll(async () => Number(await lane.locator(".total").getAttribute("title"))).toBe(before + 1);
});

test("in either scheme, and where less motion is asked for, bars stand out from the ground", async ({ open }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    const { page } = await open(SHOP, "", { colorScheme, reducedMotion: "reduce" });
    const colours = () =>
      page.getByRole("application").evaluate((chart) => {
        const canvas = chart.querySelector("canvas");
        const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
        return new Set(new Uint32Array(pixels.buffer)).size;
      });
    await expect.poll(colours, { timeout: 5_000 }).toBeGreaterThan(8);
  }
});
