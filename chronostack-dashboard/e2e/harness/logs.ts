// The logs that the tests look at. Each is made once a run, and the same each time but for the services', which is a real run.
import { cpSync, existsSync } from "node:fs";
import { CHRONOSTACK, LOAN, LOGS, ORDERS, SERVICE, SERVICES } from "./paths";
import { run } from "./program";

/** A log, and the program that serves it. */
export interface Log {
  readonly path: string;
  readonly program: string;
}

/** 60 orders of a shop, with the machines `Order` and `Spending`, fingerprints, actors and causes. */
export const SHOP: Log = { path: `${LOGS}/shop.chrono`, program: ORDERS };
/** The same, but that one amount was changed behind the machine's back: `verify` finds it. */
export const TAMPERED: Log = { path: `${LOGS}/tampered.chrono`, program: ORDERS };
/** One click through three services, out of their three logs, without machines. */
export const CLICK: Log = { path: `${LOGS}/click.chrono`, program: CHRONOSTACK };
/** No event at all. */
export const EMPTY: Log = { path: `${LOGS}/empty.chrono`, program: CHRONOSTACK };
/** Payloads that a page must not choke on, with the machine `Note`, served by the service that wrote them. */
export const HOSTILE: Log = { path: `${LOGS}/hostile.chrono`, program: SERVICE };
/** The real log of loan applications, or nothing where it was not made. */
export const loan: Log | null = existsSync(LOAN) ? { path: LOAN, program: CHRONOSTACK } : null;

export async function makeLogs(): Promise<void> {
  await run(SERVICE, ["shop", SHOP.path]);
  await importLines(TAMPERED, tampered(await exported(SHOP.path)));
  await run(SERVICE, ["hostile", HOSTILE.path]);
  await run(SERVICES, ["click", `${LOGS}/services`]);
  const three = ["web", "payments", "mailer"].map((name) => exported(`${LOGS}/services/${name}.chrono`));
  await importLines(CLICK, merged(await Promise.all(three)));
  await importLines(EMPTY, []);
}

/** A copy of a log, which the test may write to. */
export function copied(log: Log, name: string): Log {
  const path = `${LOGS}/${name}.chrono`;
  cpSync(log.path, path, { recursive: true });
  return { ...log, path };
}

export async function importLines(log: Log, lines: Iterable<string>): Promise<void> {
  await run(log.program, ["import", log.path], lines);
}

interface Line {
  id: string;
  type: string;
  time: string;
  subject: string;
  causationids?: string;
  data: Record<string, unknown>;
}

async function exported(log: string): Promise<string[]> {
  return (await run(CHRONOSTACK, ["export", log])).split(/(?<=\n)/);
}

/** The lines with one payment that is a cent higher: all that follows of the order has other states than were recorded. */
function tampered(lines: string[]): string[] {
  const paid = lines.findIndex((line) => (JSON.parse(line) as Line).type === "order.paid");
  const changed = JSON.parse(lines[paid] ?? "{}") as Line;
  changed.data["cents"] = Number(changed.data["cents"]) - 1;
  return lines.with(paid, `${JSON.stringify(changed)}\n`);
}

/** The lines of several logs in an order in which causes come before what they led to. */
function merged(logs: string[][]): string[] {
  const heads = logs.map((log) => log.map((line) => ({ line, event: JSON.parse(line) as Line })));
  const all = new Set(heads.flat().map(({ event }) => event.id));
  const out = new Set<string>();
  const merged: string[] = [];
  for (;;) {
    const ready = heads.filter(([head]) => head && causes(head.event).every((cause) => out.has(cause) || !all.has(cause)));
    const next = ready.sort(([a], [b]) => ((a?.event.time ?? "") < (b?.event.time ?? "") ? -1 : 1))[0]?.shift();
    if (!next) return merged;
    out.add(next.event.id);
    merged.push(next.line);
  }
}

function causes(event: Line): string[] {
  return event.causationids?.split(",").map((cause) => cause.trim()) ?? [];
}

