// What a log holds: its streams, kinds and types.
import { SHOP } from "../harness/logs";
import { expect, test } from "../harness/test";

test("streams are listed, narrowed down by kind and by name, and opened", async ({ open }) => {
  const watched = await open(SHOP, "log");
  const { page } = watched;
  const streams = page.getByRole("grid", { name: "Streams" });
  await streams.getByRole("row").first().waitFor();
  await watched.look("log");
  await page.getByRole("combobox", { name: "Kind of streams" }).selectOption("order");
  await page.getByRole("searchbox", { name: "Names that begin with" }).fill("order/order-60");
  await expect.poll(() => streams.getByRole("row").count()).toBe(1);
  expect(page.url()).toContain("prefix=");
  await page.getByRole("searchbox", { name: "Names that begin with" }).fill("no-such");
  await page.getByText("No stream has such a name").waitFor();
  await page.getByRole("searchbox", { name: "Names that begin with" }).fill("order/order-60");
  await streams.getByRole("link", { name: "order/order-60" }).click();
  await expect.poll(() => page.url()).toContain("#/stream?id=order%2Forder-60");
});

test("a type leads to its events", async ({ open }) => {
  const { page } = await open(SHOP, "log");
  await page.getByRole("link", { name: "order.paid" }).click();
  await page.getByRole("grid", { name: "Found events" }).getByRole("row").first().waitFor();
  expect(await page.getByRole("combobox", { name: "Type" }).inputValue()).toBe("order.paid");
});
