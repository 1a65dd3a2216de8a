// Where what the tests use and make stands. All of it can be named by the environment, as `cargo xtask test` does.
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const { env } = process;

/** Cargo's own folder. */
export const TARGET = env["CARGO_TARGET_DIR"] ?? `${root}target`;
/** The programs, which `cargo build -p chronostack-tests-program -p chronostack-cli -p chronostack-example-services` makes. */
const PROGRAMS = env["CHRONOSTACK_PROGRAMS"] ?? `${TARGET}/debug`;
export const ORDERS = `${PROGRAMS}/orders`;
export const SERVICE = `${PROGRAMS}/service`;
export const SERVICES = `${PROGRAMS}/services`;
export const CHRONOSTACK = `${PROGRAMS}/chronostack`;
export const CHROMIUM = env["CHROMIUM"] ?? "/usr/bin/chromium";
/** The logs that the tests look at: made anew by each run. */
export const LOGS = `${TARGET}/e2e`;
/** The real log of loan applications, which `cargo run --release --example loan -- FILE` makes. */
export const LOAN = env["CHRONOSTACK_LOAN"] ?? `${TARGET}/loan.chrono`;
export const SCREENSHOTS = `${TARGET}/screenshots`;
