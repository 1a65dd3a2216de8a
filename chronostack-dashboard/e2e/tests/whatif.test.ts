// What if: the past as it might have been.
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { SHOP } from "../harness/logs";
import { expect, test } from "../harness/test";

const futures = (page: Page) => page.getByRole("region", { name: "The two futures" });

test("an event is left out: the futures part there, and refusals are told", { timeout: 90_000 }, async ({ open }) => {
  const watched = await open(SHOP, "stream?id=order/order-3&v=1");
  const { page } = watched;
  await page.getByRole("link", { name: "What if" }).click();
  await page.getByRole("heading", { name: "Version 1: order.placed" }).waitFor();
  await page.getByRole("button", { name: "Leave it out" }).click();
  await futures(page).getByText("The futures part at version").waitFor();
  await futures(page).getByText(/could not have happened/).waitFor();
  await watched.look("whatif-left-out");
  expect(decodeURIComponent(new URL(page.url()).hash)).toContain('edits=[{"leave_out":1}]');
  await page.reload();
  await futures(page).getByText("The futures part at version").waitFor();
  await page.getByRole("button", { name: /^Undo/ }).click();
  await page.getByText("What if it had gone otherwise?").waitFor();
});

test("fields are changed in a form, and numbers stay exact", { timeout: 90_000 }, async ({ open }) => {
  const watched = await open(SHOP, "whatif?stream=order/order-3&v=2");
  const { page } = watched;
  await page.getByRole("button", { name: "Change its fields" }).click();
  const form = page.getByRole("form", { name: "Change the event" });
  const cents = form.getByRole("textbox", { name: "cents" });
  expect(await cents.inputValue()).toBe("136");
  await cents.fill("-1");
  await form.getByText("not below 0").waitFor();
  await cents.fill("100");
  await form.getByRole("combobox", { name: "method" }).selectOption("Card");
  await form.getByRole("combobox", { name: "method" }).selectOption("Transfer");
  await form.getByRole("textbox", { name: "iban" }).fill("DE99 <b>x</b>");
  await watched.look("whatif-form");
  await form.getByRole("button", { name: "See what happens" }).click();
  await futures(page).getByText("ends as").first().waitFor();
  await page.getByText("Version 2 changed: order.paid").waitFor();
  await watched.look("whatif-changed");
  await page.getByRole("button", { name: "Change its fields" }).click();
  await cents.fill("18446744073709551615");
  await form.getByRole("button", { name: "See what happens" }).click();
  await expect.poll(() => decodeURIComponent(new URL(page.url()).hash)).toContain('"cents":18446744073709551615');
});

test("an event is inserted with a list, and the whole is saved as a test", async ({ open }) => {
  const { page } = await open(SHOP, "whatif?stream=order/order-3&v=0");
  await page.getByRole("button", { name: "Insert an event after it" }).click();
  const form = page.getByRole("form", { name: "Insert an event" });
  await form.getByRole("combobox", { name: "Event", exact: true }).selectOption("order.placed");
  await form.getByRole("textbox", { name: "customer" }).fill("Zoë");
  await form.getByRole("button", { name: "Add to items" }).click();
  await form.getByRole("textbox", { name: "sku" }).fill("kettle");
  await form.getByRole("textbox", { name: "cents" }).fill("4999");
  await form.getByRole("button", { name: "See what happens" }).click();
  await page.getByText("Inserted before the first: order.placed").waitFor();
  await futures(page).waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a test" }).click();
  const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\n");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ type: "order.placed", data: { customer: "Zoë" } });
  await page.getByText("put it into tests/histories").waitFor();
});
