// Finding events, and what the list of them does.
import type { Page } from "playwright-core";
import { SHOP } from "../harness/logs";
import { expect, test } from "../harness/test";

const list = (page: Page) => page.getByRole("grid", { name: "Found events" });
const all = /searched all of/;

test("a text is found wherever it stands in the data, and each event opens by the keyboard", async ({ open }) => {
  const watched = await open(SHOP, "find");
  const { page } = watched;
  await page.getByRole("searchbox", { name: "Text in the data" }).fill("grinder");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.getByText(all).waitFor();
  expect(page.url()).toContain("text=grinder");
  for (const row of await list(page).getByRole("row").all()) expect(await row.innerText()).toContain("order.placed");
  await watched.look("find");
  await list(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "order.placed" }).waitFor();
  await page.goBack();
  await page.getByText(all).waitFor();
  expect(await page.getByRole("searchbox", { name: "Text in the data" }).inputValue()).toBe("grinder");
});

test("filters narrow each other down, and the export has the same", async ({ open }) => {
  const { page } = await open(SHOP, "find");
  await page.getByRole("combobox", { name: "Type" }).selectOption("order.paid");
  await page.getByRole("textbox", { name: "Actor" }).fill("bank");
  await page.getByRole("combobox", { name: "Stream or kind" }).fill("order/order-1");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toContain("actor=bank");
  await page.getByText(all).waitFor();
  const rows = await list(page).getByRole("row").allInnerTexts();
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatch(/order\.paid[\s\S]*order\/order-1 @[\s\S]*bank/);
  expect(await page.getByRole("link", { name: "Export" }).getAttribute("href")).toMatch(/export\?.*type=order\.paid/);
});

test("what is not there is told, and the form is cleared", async ({ open }) => {
  const watched = await open(SHOP, "find?text=no-such-text");
  const { page } = watched;
  await page.getByText("No event is like that").waitFor();
  await watched.look("find-nothing");
  await page.getByRole("button", { name: "Clear" }).click();
  await list(page).getByRole("row").first().waitFor();
});

test("a time that is none is refused by the server's own words", async ({ open }) => {
  const watched = await open(SHOP, "find?since=yesterday");
  watched.expect(/^400 api\/events/);
  await watched.page.getByRole("alert").waitFor();
  await watched.look("find-refused");
});
