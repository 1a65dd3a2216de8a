// One event: its data, what is known about it, and the ways on from it.
import { SHOP } from "../harness/logs";
import { expect, test } from "../harness/test";

test("an event shows its data and what is known about it", async ({ open }) => {
  const watched = await open(SHOP, "event?position=1");
  const { page } = watched;
  await page.getByRole("heading", { name: "order.placed" }).waitFor();
  const data = page.getByRole("group", { name: "Data of the event" });
  await data.getByText("items").waitFor();
  await watched.look("event");
  await data.getByRole("button", { name: "Fold all" }).click();
  await expect.poll(() => data.getByText("sku").count()).toBe(0);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  await (await download).path();
});

test("arrow keys go along the stream, and links to causes and effects", async ({ open }) => {
  const { page } = await open(SHOP, "find?type=order.paid");
  await page.getByRole("grid", { name: "Found events" }).getByRole("row").first().dblclick();
  await page.getByRole("heading", { name: "order.paid" }).waitFor();
  await page.getByRole("region", { name: "Caused by" }).getByRole("link").first().click();
  await page.getByRole("heading", { name: "order.placed" }).waitFor();
  await page.getByRole("region", { name: "Led to" }).getByRole("link", { name: "order.paid" }).first().waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("heading", { name: "order.paid" }).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("heading", { name: "order.placed" }).waitFor();
});

test("an event that is not there is told", async ({ open }) => {
  const watched = await open(SHOP, "event?position=999999");
  watched.expect(/^404 api\/event/);
  await watched.page.getByText(/no event at position 999999/).waitFor();
  await watched.look("event-none");
});
