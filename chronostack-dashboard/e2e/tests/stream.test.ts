// A stream: its events, its states, travel through them, and what is asked of them.
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { CLICK, loan, SHOP } from "../harness/logs";
import { describe, expect, test } from "../harness/test";

const ORDER = "stream?id=order/order-3";
const at = (page: Page, version: number) => page.getByText(`version ${version} of`).waitFor();
const events = (page: Page) => page.getByRole("grid", { name: "Events" }).getByRole("row");
const hash = (page: Page) => decodeURIComponent(new URL(page.url()).hash);
const state = (page: Page) => page.getByRole("region", { name: "State", exact: true });

test("a stream shows its events beside the state after the chosen one", async ({ open }) => {
  const watched = await open(SHOP, `${ORDER}&v=2`);
  const { page } = watched;
  await expect.poll(() => events(page).count()).toBe(5);
  await state(page).getByText("Open", { exact: true }).waitFor();
  await state(page).getByText("274", { exact: true }).waitFor();
  await page.getByRole("region", { name: "Event", exact: true }).getByText("136").waitFor();
  await events(page).nth(4).click();
  await state(page).getByText("Settled", { exact: true }).waitFor();
  await watched.look("stream-state");
});

test("the keyboard travels: one on, one back, to both ends, and play", async ({ open }) => {
  const { page } = await open(SHOP, `${ORDER}&v=2`);
  await page.getByText("Click a field").waitFor();
  await page.keyboard.press("ArrowRight");
  await at(page, 3);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await at(page, 1);
  await page.keyboard.press("End");
  await at(page, 5);
  await page.keyboard.press("Home");
  await at(page, 0);
  await state(page).getByText("Draft", { exact: true }).waitFor();
  await page.keyboard.press("Space");
  await at(page, 5);
  await page.getByRole("button", { name: "Play" }).waitFor();
  expect(hash(page)).toContain("v=5");
});

test("the slider is dragged", async ({ open }) => {
  const { page } = await open(SHOP, `${ORDER}&v=5`);
  const slider = page.getByRole("slider", { name: "Version" });
  const box = await slider.boundingBox();
  if (!box) throw new Error("the slider has no place");
  await page.mouse.move(box.x + box.width - 8, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2, { steps: 8 });
  await page.mouse.up();
  await at(page, 2);
  await state(page).getByText("274", { exact: true }).waitFor();
});

test("two versions are compared, as a tree and as text", { timeout: 90_000 }, async ({ open }) => {
  const watched = await open(SHOP, `${ORDER}&v=2&tab=diff`);
  const { page } = watched;
  const changes = page.getByRole("group", { name: "Changes" });
  await changes.getByText("410").waitFor();
  await changes.getByText("274").waitFor();
  await page.getByRole("spinbutton", { name: "from" }).fill("0");
  await page.getByRole("spinbutton", { name: "from" }).press("Tab");
  await changes.getByText("Eun-ji").waitFor();
  await page.getByText("Draft", { exact: true }).waitFor();
  expect(hash(page)).toContain("a=0&b=2");
  await watched.look("stream-diff");
  await page.getByRole("button", { name: "Text", exact: true }).click();
  await page.getByRole("group", { name: "Changed lines" }).getByText('"due_cents": 274').waitFor();
  await watched.look("stream-diff-text");
  const patch = page.waitForEvent("download");
  await page.getByRole("link", { name: "JSON Patch" }).click();
  expect(JSON.parse(await readFile(await (await patch).path(), "utf8"))).toBeInstanceOf(Array);
});

test("a click on a field tells who changed it, and each answer leads to its version", async ({ open }) => {
  const watched = await open(SHOP, `${ORDER}&v=4`);
  const { page } = watched;
  await state(page).getByRole("button", { name: "due_cents" }).click();
  await expect.poll(() => hash(page)).toContain("field=/due_cents");
  await expect.poll(() => page.getByRole("table").getByRole("row").count()).toBe(6);
  await page.getByRole("cell", { name: "web" }).waitFor();
  await watched.look("stream-blame");
  await page.getByRole("link", { name: "Go to version 2" }).click();
  await at(page, 2);
  await page.goBack();
  await at(page, 4);
});

test("the first state of which an expression holds is found, and a mistake is shown at its column", { timeout: 90_000 }, async ({ open }) => {
  const watched = await open(SHOP, ORDER);
  watched.expect(/^400 api\/first/);
  const { page } = watched;
  const where = page.getByRole("textbox", { name: "First state where" }).or(page.getByRole("combobox", { name: "First state where" }));
  await where.fill("/due_cents < 200");
  await where.press("Enter");
  await page.getByText(/Version 3, \d states looked at/).waitFor();
  await at(page, 3);
  await where.fill("/due_cents <");
  await page.getByRole("button", { name: "Go to it" }).click();
  await page.getByRole("alert").getByText("column").waitFor();
  expect(await page.getByRole("alert").locator("pre").textContent()).toMatch(/^\/due_cents <\n +\^$/);
  await watched.look("stream-first");
});

test("the machine's diagram shows the state and the transition taken, and is saved as a file that stands alone", async ({ open }) => {
  const watched = await open(SHOP, `${ORDER}&v=5&tab=diagram`);
  const { page } = watched;
  await page.getByRole("img", { name: "States of Order; now Settled" }).waitFor();
  await page.getByText("from Open").waitFor();
  await watched.look("stream-diagram");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as SVG" }).click();
  const svg = await readFile(await (await download).path(), "utf8");
  expect(svg).toContain("Settled");
  expect(svg).not.toMatch(/class=|var\(|style=/);
  // A browser reads it by itself.
  const drawn = await page.evaluate((svg) => new DOMParser().parseFromString(svg, "image/svg+xml").querySelectorAll("parsererror, rect").length, svg);
  expect(drawn).toBeGreaterThan(3);
});

test("a stream without a machine shows its events, and what would be needed", async ({ open }) => {
  const watched = await open(CLICK, "stream?id=order/order-1&v=1");
  watched.expect(/^404 api\/story/);
  const { page } = watched;
  await page.getByText("Events alone.").waitFor();
  await page.getByText("order.placed").first().waitFor();
  await watched.look("stream-events-alone");
});

test("a stream that is not there says so", async ({ open }) => {
  const watched = await open(SHOP, "stream?id=order/nobody");
  watched.expect(/^404 api\/story/);
  await watched.page.getByRole("alert").waitFor();
  await watched.look("stream-missing");
});

describe.skipIf(loan === null)("the loan log", () => {
  // Of the real applications or of the example's own few: which one stands there depends on the data that it found.
  test("shows the longest stream", async ({ open, serve }) => {
    if (!loan) return;
    const hot = await fetch(`${(await serve(loan)).url}api/hot?limit=1`);
    const [longest] = ((await hot.json()) as { streams: { stream: string; events: number }[] }).streams;
    const watched = await open(loan, `stream?id=${longest?.stream}`);
    watched.expect(/^404 api\/story/);
    await watched.page.getByText(`version ${longest?.events} of ${longest?.events}`).waitFor();
    await watched.look("loan-stream");
  });
});
