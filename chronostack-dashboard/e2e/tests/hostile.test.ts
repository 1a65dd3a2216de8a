// Payloads, names and actors that would like to be markup, and such that are too large for a page.
import { HOSTILE } from "../harness/logs";
import { expect, test } from "../harness/test";

/** The versions of its stream: script, control characters, 10 MB of text, 242 levels, 5,000 items, expressions. */
const STREAM = "note/note-1";
/** Of a debug build, on a machine that does other things as well: it is to tell what hangs. */
const SLOW_MS = 20_000;
const VIEWS = [
  "timeline",
  "timeline?by=stream",
  "log",
  "find",
  "find?text=window.harmed",
  "profile",
  "verify?machine=Note",
  ...[1, 2, 3, 4, 5, 6, 7].map((position) => `event?position=${position}`),
  ...[1, 2, 3, 4, 5, 6].flatMap((version) => ["state", "diff", "diagram"].map((tab) => `stream?id=${STREAM}&v=${version}&tab=${tab}`)),
  `stream?id=${STREAM}&v=6&tab=diff&a=2&b=5&as=text`,
  `stream?id=${STREAM}&tab=blame&field=/text`,
  `stream?id=${encodeURIComponent("note/<img src=x onerror=window.harmed=1>")}`,
  `whatif?stream=${STREAM}&edits=${encodeURIComponent("[{\"leave_out\":3}]")}`,
  "causality?position=1",
];

test("every view shows them, runs nothing, and hangs nowhere", { timeout: 120_000 }, async ({ open }) => {
  const watched = await open(HOSTILE, "log");
  const { page } = watched;
  const slow: string[] = [];
  for (const view of VIEWS) {
    const start = performance.now();
    await watched.go(view);
    const took = performance.now() - start;
    if (took > SLOW_MS) slow.push(`${view}: ${Math.round(took)} ms`);
    expect(await page.locator("main").innerText(), view).not.toBe("");
    expect(await page.getByRole("alert").allInnerTexts(), view).toEqual([]);
    expect(await page.evaluate(() => "harmed" in window || document.querySelector("main img, main script") !== null), view).toBe(false);
    expect(await page.evaluate(() => document.querySelectorAll("*").length), `${view}: elements`).toBeLessThan(5_000);
  }
  expect(slow).toEqual([]);
});

test("a text of 10 MB is cut, told so, and can be had whole", async ({ open }) => {
  const watched = await open(HOSTILE, "event?position=3");
  const { page } = watched;
  await page.getByText(/10(\.0)? MB|9\.5 MiB|10,000,000/).first().waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download" }).click()]);
  const text = await (await download.createReadStream()).reduce((length, chunk: Buffer) => length + chunk.length, 0);
  expect(text).toBeGreaterThan(10_000_000);
  await watched.look("hostile-10-megabytes");
});

test("what is markup is shown as text, and control characters as such", async ({ open }) => {
  const watched = await open(HOSTILE, "event?position=1");
  await watched.page.getByText("</script><script>window.harmed = 1</script>").first().waitFor();
  await watched.page.getByText("<b onclick=alert(1)>&amp;").first().waitFor();
  await watched.look("hostile-markup");
  await watched.go("event?position=2");
  await watched.look("hostile-control-characters");
  await watched.go("event?position=4");
  await watched.look("hostile-levels");
});
