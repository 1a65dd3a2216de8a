// Causes and effects, in space and time.
import { readFile } from "node:fs/promises";
import { CLICK } from "../harness/logs";
import { expect, test } from "../harness/test";

const WHOLE = "causality?position=1&reach=cone";

test("a click through three services is drawn with its critical path", { timeout: 90_000 }, async ({ open }) => {
  // The mail, which is what the click led to in the end.
  const watched = await open(CLICK, "causality?position=11&reach=cone");
  const { page } = watched;
  await page.getByRole("img", { name: /events in 3 rows/ }).waitFor();
  await page.getByRole("heading", { name: /^Critical path/ }).waitFor();
  await page.getByRole("cell", { name: "mailer", exact: true }).first().waitFor();
  await watched.look("causality");
  await page.getByRole("button", { name: "By task" }).click();
  await page.getByRole("button", { name: "Order", exact: true }).click();
  await watched.look("causality-tasks");
});

test("the keyboard walks along edges, and the chosen event leads to its stream", async ({ open }) => {
  const watched = await open(CLICK, WHOLE);
  // No machine is registered for the stream at the end.
  watched.expect(/^404 api\/story/);
  const { page } = watched;
  const diagram = page.getByRole("application", { name: /Space-time diagram/ });
  await diagram.focus();
  const chosen = page.locator("#chosen-event strong");
  expect(await chosen.textContent()).toBe("order.placed");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => chosen.textContent()).not.toBe("order.placed");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => chosen.textContent()).toBe("order.placed");
  await page.keyboard.press("+");
  await page.keyboard.press("-");
  await page.locator("#chosen-event").getByRole("link", { name: /version 1/ }).click();
  await expect.poll(() => decodeURIComponent(new URL(page.url()).hash)).toContain("stream?id=order/order-1");
});

test("a hovered event lights its past and future, the concurrent are dimmed", async ({ open }) => {
  const { page } = await open(CLICK, `${WHOLE}&x=order`);
  const mark = (type: string) => page.locator("svg .mark", { hasText: type }).first();
  const dimmed = () => page.locator("svg .mark.dim").count();
  await mark("charge.captured").hover();
  await expect.poll(dimmed).toBeGreaterThan(0);
  await mark("order.placed").hover();
  await expect.poll(dimmed).toBe(0);
});

test("the same stands as a list, and every export is a file", async ({ open }) => {
  const watched = await open(CLICK, WHOLE);
  const { page } = watched;
  const svg = page.waitForEvent("download");
  await page.getByRole("button", { name: "SVG" }).click();
  expect(await readFile(await (await svg).path(), "utf8")).not.toMatch(/class=|var\(/);
  for (const name of ["Perfetto", "Mermaid", "DOT"]) {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name, exact: true }).click();
    expect((await readFile(await (await download).path(), "utf8")).length).toBeGreaterThan(100);
  }
  await page.getByRole("button", { name: "List", exact: true }).click();
  await expect.poll(() => page.getByRole("grid").getByRole("row").count()).toBe(12);
  await watched.look("causality-list");
});

test("without an event it says how to come to one", async ({ open }) => {
  const watched = await open(CLICK, "causality");
  await watched.page.getByText("Which event?").waitFor();
  await watched.look("causality-none");
});
