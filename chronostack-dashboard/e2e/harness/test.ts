// `test` as the tests of this folder use it: with a browser, and pages that are watched while they are open.
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";
import { test as plain } from "vitest";
import type { Log } from "./logs";
import { CHROMIUM, SERVICE } from "./paths";
import { Served } from "./program";
import { Watched } from "./watched";

export { describe, expect } from "vitest";

/** Without a sandbox, for CI is root in a container; and without what asks the network for anything. */
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const test = plain
  .extend<{ $file: { browser: Browser; servers: Servers } }>({
    browser: [
      async ({}, use) => {
        const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
        await use(browser);
        await browser.close();
      },
      { scope: "file" },
    ],
    servers: [
      async ({}, use) => {
        const servers = new Servers();
        await use(servers);
        await servers.stop();
      },
      { scope: "file" },
    ],
  })
  .extend<{ open: Open; serve: Serve }>({
    open: async ({ browser, servers }, use) => {
      const contexts: BrowserContext[] = [];
      const pages: Watched[] = [];
      await use(async (log, view = "", options = {}) => {
        const { url } = await servers.start(log);
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "light", locale: "en-GB", ...options });
        context.setDefaultTimeout(10_000);
        contexts.push(context);
        const watched = await Watched.open(await context.newPage(), url, view);
        pages.push(watched);
        return watched;
      });
      for (const context of contexts) await context.close();
      for (const page of pages) page.harmless();
    },
    serve: async ({ servers }, use) => {
      await use((log) => servers.start(log));
    },
  });

/** Opens a view of a log: `open(SHOP, "stream?id=order/order-1")`. */
export type Open = (log: Log, view?: string, options?: BrowserContextOptions) => Promise<Watched>;
export type Serve = (log: Log) => Promise<Served>;

/** The servers of a file's tests: one for each log. */
class Servers {
  private readonly started = new Map<string, Promise<Served>>();

  start({ path, program }: Log): Promise<Served> {
    const served = this.started.get(path) ?? Served.start(program, program === SERVICE ? [/(hostile|long)\.chrono$/.exec(path)?.[1] ?? "shop", path] : ["serve", path, "--port", "0"]);
    this.started.set(path, served);
    return served;
  }

  async stop(): Promise<void> {
    for (const served of this.started.values()) await (await served).stop();
  }
}
