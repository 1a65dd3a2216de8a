// What takes long, and where most happens.
import { CLICK, copied, SHOP } from "../harness/logs";
import { SERVICE } from "../harness/paths";
import { expect, test } from "../harness/test";

test("a profile counts and times each stage of the transitions of the process that serves it", async ({ open, serve }) => {
  const log = { ...copied(SHOP, "profile"), program: SERVICE };
  (await serve(log)).say("order-60 1");
  const watched = await open(log, "profile");
  const { page } = watched;
  const again = page.getByRole("button", { name: "Measure again" });
  if (await again.isVisible()) await again.click();
  await page.getByRole("rowheader", { name: /Order/ }).first().waitFor();
  for (const stage of ["guards", "reduce", "encode", "queue", "sync"]) await page.getByRole("cell", { name: stage, exact: true }).first().waitFor();
  await watched.look("profile");
});

test("a log alone tells its busiest streams and its slowest tasks", async ({ open }) => {
  const watched = await open(CLICK, "profile");
  const { page } = watched;
  await page.getByText("This program measures nothing").waitFor();
  const busiest = page.getByRole("table").first().getByRole("row");
  await expect.poll(() => busiest.count()).toBeGreaterThan(1);
  await watched.look("profile-of-a-log");
});
