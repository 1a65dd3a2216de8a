// Verify: whether today's code still comes to the recorded states.
import { CLICK, SHOP, TAMPERED } from "../harness/logs";
import { expect, test } from "../harness/test";

test("a log as it was recorded has no divergence", async ({ open }) => {
  const watched = await open(SHOP, "verify");
  const { page } = watched;
  await page.getByText("Does today's code still come").waitFor();
  await page.getByRole("button", { name: "Replay all streams" }).click();
  await page.getByText("No divergence.").waitFor();
  await watched.look("verify-sound");
});

test("a divergence is told with both states, its suspects, and leads to the stream", async ({ open }) => {
  const watched = await open(TAMPERED, "verify?machine=Order");
  const { page } = watched;
  await page.getByRole("button", { name: "Replay all streams" }).click();
  await page.getByText("1 stream diverges.").waitFor();
  await page.getByText(/`pay` at/).waitFor();
  await page.getByRole("region", { name: "By today's code" }).getByText("275").waitFor();
  await watched.look("verify-diverged");
  await page.getByRole("link", { name: "The stream at this version" }).click();
  await expect.poll(() => decodeURIComponent(new URL(page.url()).hash)).toContain("stream?id=order/order-3&v=2");
});

test("without a machine it says what is needed", async ({ open }) => {
  const watched = await open(CLICK, "verify");
  await watched.page.getByText("No machine is registered").waitFor();
  await watched.look("verify-no-machine");
});
