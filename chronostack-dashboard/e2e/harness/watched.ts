// A page that is open, and what it must not do meanwhile.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { SCREENSHOTS } from "./paths";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The widths that the page must fit: a small screen, and half of a laptop's. */
const WIDTHS = [1280, 960];
const SCHEMES = ["light", "dark"] as const;

export class Watched {
  private readonly complaints: string[] = [];
  private expected: RegExp[] = [];

  private constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    const { origin } = new URL(url);
    page.on("console", (message) => {
      // Answers that are errors are told below, with their address.
      const told = message.text().startsWith("Failed to load resource: the server responded");
      if (!told && (message.type() === "error" || message.type() === "warning")) this.complaints.push(`console: ${message.text()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.status()} ${response.url().slice(url.length)}`);
    });
    page.on("pageerror", (error) => this.complaints.push(`error: ${error.stack ?? error.message}`));
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== origin && !request.url().startsWith("blob:")) this.complaints.push(`a request leaves: ${request.url()}`);
    });
    page.on("dialog", (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  static async open(page: Page, url: string, view: string): Promise<Watched> {
    const watched = new Watched(page, url);
    await page.goto(view === "" ? url : `${url}#/${view}`);
    await watched.settled();
    return watched;
  }

  /** Goes to another view by its address. */
  async go(view: string): Promise<void> {
    await this.page.goto(`${this.url}#/${view}`);
    await this.settled();
  }

  /** Waits until nothing is loading. */
  async settled(): Promise<void> {
    const { page } = this;
    await page.locator("main").waitFor();
    // The stream of what is appended stays open, so the network is never idle.
    await page.waitForFunction(() => document.querySelector("main")?.childElementCount && !document.querySelector('[aria-busy="true"], .loading'), undefined, { timeout: 30_000 });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  /** Says that a complaint of the browser is part of the test: that of an answer that is an error, say. */
  expect(complaint: RegExp): void {
    this.expected.push(complaint);
  }

  /** Fails on an error or warning in the console, an exception that nobody caught, and a request to anywhere else. */
  harmless(): void {
    expect(this.complaints.filter((one) => !this.expected.some((expected) => expected.test(one)))).toEqual([]);
  }

  /** Photographs what is seen, in both schemes and widths, and has axe look at each: `target/screenshots/NAME-light-1280.png` and so on. */
  async look(name: string): Promise<void> {
    const { page } = this;
    const before = page.viewportSize();
    const found: unknown[] = [];
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        await this.settled();
        await page.screenshot({ path: `${SCREENSHOTS}/${name}-${scheme}-${width}.png` });
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wider > 0) found.push(`${scheme} ${width}: the page is ${wider} px wider than its window`);
        found.push(...(await this.violations()).map((one) => `${scheme} ${width}: ${one}`));
      }
    }
    await page.emulateMedia({ colorScheme: "light" });
    if (before) await page.setViewportSize(before);
    expect(found).toEqual([]);
  }

  /** What axe finds, told with the places. */
  private async violations(): Promise<string[]> {
    // By the protocol, for the page's policy lets no script in.
    await this.page.evaluate(axe);
    return this.page.evaluate(async () => {
      interface Axe {
        run(options: object): Promise<{ violations: { id: string; help: string; nodes: { target: unknown; failureSummary?: string }[] }[] }>;
      }
      const { violations } = await (window as unknown as { axe: Axe }).axe.run({
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      });
      return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${String(node.target)}: ${node.failureSummary ?? ""}`));
    });
  }
}
