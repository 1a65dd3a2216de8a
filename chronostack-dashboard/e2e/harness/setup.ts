// Before any test: the logs, once for all of them.
import { mkdirSync, rmSync } from "node:fs";
import { makeLogs } from "./logs";
import { LOGS, SCREENSHOTS } from "./paths";

export default async function setup(): Promise<void> {
  for (const folder of [LOGS, SCREENSHOTS]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  await makeLogs();
}
