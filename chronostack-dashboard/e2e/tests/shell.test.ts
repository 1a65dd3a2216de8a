// The page around the views: what it says of the log, how one goes from view to view, light and dark.
import { CLICK, EMPTY, SHOP } from "../harness/logs";
import { expect, test } from "../harness/test";

test("the header names the log and links the views", async ({ open }) => {
  const { page } = await open(SHOP);
  await expect.poll(() => page.title()).toBe("Timeline · shop.chrono");
  const nav = page.getByRole("navigation", { name: "Views" });
  for (const view of ["Log", "Find", "Timeline"]) {
    await nav.getByRole("link", { name: view, exact: true }).click();
    await expect.poll(() => page.title()).toBe(`${view} · shop.chrono`);
    await expect.poll(() => nav.getByRole("link", { name: view, exact: true }).getAttribute("aria-current")).toBe("page");
  }
  await page.goBack();
  await expect.poll(() => page.title()).toBe("Find · shop.chrono");
});

test("light and dark are chosen, and stay chosen", async ({ open }) => {
  const { page } = await open(SHOP, "", { colorScheme: "light" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  const button = page.getByRole("button", { name: /^Colour scheme/ });
  await button.click();
  expect(await ground()).toBe(light);
  await button.click();
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload();
  await page.locator("main").waitFor();
  expect(await ground()).toBe(dark);
});

test("the box in the header finds a stream, a position or a text by the keyboard alone", async ({ open }) => {
  const { page } = await open(SHOP);
  for (const [asked, hash] of [
    ["7", /^#\/event\?position=7$/],
    ["order/order-3", /^#\/stream\?id=order%2Forder-3$/],
    ["grinder", /^#\/find\?text=grinder$/],
  ] as const) {
    await page.keyboard.press("/");
    await page.keyboard.type(asked);
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).hash).toMatch(hash);
    await page.locator("main").focus();
  }
});

test("an address of no view says so and leads back", async ({ open }) => {
  const watched = await open(SHOP, "nowhere");
  await watched.look("no-such-view");
  await watched.page.getByRole("link", { name: "Go to the timeline" }).click();
  await expect.poll(() => watched.page.title()).toMatch(/^Timeline/);
});

test("the keyboard reaches the content past the header at once", async ({ open }) => {
  const { page } = await open(SHOP);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
});

test("an empty log says what to expect", async ({ open }) => {
  const watched = await open(EMPTY);
  await watched.page.getByText("This log is empty").waitFor();
  await watched.look("empty-log");
});

test("a server that has gone is told, and found again", async ({ open }) => {
  const watched = await open(CLICK);
  watched.expect(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  await watched.page.context().setOffline(true);
  await watched.page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Find" }).click();
  await watched.page.getByRole("alert").first().waitFor();
});
