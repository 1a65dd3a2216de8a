// What another site's page gets of a dashboard on this machine: nothing.
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { SHOP } from "../harness/logs";
import { expect, test } from "../harness/test";

let evil: Server;

beforeAll(async () => {
  evil = createServer((_, response) => response.setHeader("content-type", "text/html").end("<!doctype html><title>Evil</title>"));
  await new Promise<void>((listening) => evil.listen(0, "127.0.0.1", listening));
});

afterAll(() => void evil.close());

for (const [site, name] of [
  ["another site", "evil.localhost"],
  ["another port of this machine", "localhost"],
]) {
  test(`a page of ${site} reads nothing and has nothing done`, async ({ browser, serve }) => {
    const target = (await serve(SHOP)).url;
    const page = await (await browser.newContext()).newPage();
    await page.goto(`http://${name}:${(evil.address() as AddressInfo).port}/`);
    const got = await page.evaluate(async (target) => {
      const body = JSON.stringify({ stream: "order/order-1", edits: [] });
      const tried = (init: RequestInit, path: string) => fetch(target + path, init).then((answer) => `${answer.type} ${answer.status}`, () => "refused");
      const loaded = (element: HTMLElement) =>
        new Promise<string>((told) => {
          element.onload = () => told("loaded");
          element.onerror = () => told("refused");
          document.body.append(element);
        });
      const live = new Promise<string>((told) => {
        const source = new EventSource(`${target}api/live?from=1`);
        source.addEventListener("appended", () => told("told"));
        source.onerror = () => (source.close(), told("refused"));
      });
      const frame = Object.assign(document.createElement("iframe"), { src: target });
      return {
        read: await tried({}, "api/log"),
        readWithCookies: await tried({ credentials: "include" }, "api/events"),
        post: await tried({ method: "POST", body, headers: { "content-type": "application/json" } }, "api/whatif"),
        live: await live,
        script: await loaded(Object.assign(document.createElement("script"), { src: `${target}api/log` })),
        image: await loaded(Object.assign(document.createElement("img"), { src: `${target}icon.svg` })),
        frame: await loaded(frame).then(() => {
          try {
            return frame.contentDocument?.title ?? "closed";
          } catch {
            return "closed";
          }
        }),
      };
    }, target);
    expect(got).toEqual({ read: "refused", readWithCookies: "refused", post: "refused", live: "refused", script: "refused", image: "refused", frame: "closed" });
    // A form is sent without asking, and its answer is a page of the other site's making no more than a refusal.
    const answer = page.waitForResponse((response) => response.url().endsWith("api/whatif"));
    await page.evaluate((action) => {
      const form = Object.assign(document.createElement("form"), { method: "post", action, enctype: "text/plain" });
      document.body.append(form);
      form.submit();
    }, `${target}api/whatif`);
    expect((await answer).status()).toBe(403);
    await page.context().close();
  });
}

test("a name that was made to stand for this machine is not answered", async ({ serve }) => {
  const { port } = new URL((await serve(SHOP)).url);
  const asked = (host: string, path: string) =>
    new Promise<number | undefined>((told, failed) => {
      request({ port, path, headers: { host } }, (answer) => (answer.resume(), told(answer.statusCode))).on("error", failed).end();
    });
  expect(await asked(`localhost:${port}`, "/api/log")).toBe(200);
  for (const path of ["/api/log", "/", "/app.js"]) expect(await asked(`rebound.example:${port}`, path)).toBe(403);
});

test("the page runs no script that is not its own", async ({ open }) => {
  const watched = await open(SHOP);
  watched.expect(/Content Security Policy/);
  const ran = await watched.page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.harmed = 1";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", "<img src='data:,' onerror='window.harmed = 1'>");
    return new Promise((told) => setTimeout(() => told("harmed" in window), 200));
  });
  expect(ran).toBe(false);
});
