// A log of a million events over five years: four services, seven types, bursts and quiet times, and one stream of 100,000.
import { CENTS, lines } from "../harness/lines";

export const EVENTS = 1_000_000;
const LOG = "00112233445566778899aabbccddeeff";
const START = Date.UTC(2023, 0, 1) * 1000;
const SERVICES = ["checkout", "payments", "mailer", "stock"];
const TYPES = ["order.placed", "order.paid", "order.shipped", "payment.authorized", "payment.failed", "mail.sent", "item.reserved"];

export function* large(): Generator<string> {
  const random = seeded(7);
  const events = function* () {
    let at = START;
    let rate = 1;
    for (let position = 1; position <= EVENTS; position += 1) {
      if (position % 5_000 === 0) rate = [0.02, 0.1, 1, 1, 3, 20][Math.floor(random() * 6)] ?? 1;
      at += Math.floor(-Math.log(1 - random()) * 40_000_000 * rate) + 1;
      const chosen = TYPES[Math.floor(random() * TYPES.length)] ?? "mail.sent";
      const long = position % 10 === 0;
      const type = long ? "ledger.booked" : chosen;
      const stream = long ? "ledger/main" : `${type.split(".")[0]}/${Math.floor(random() * (EVENTS / 12))}`;
      yield { stream, type, at, service: SERVICES[type.length % 4] ?? "stock", shape: CENTS, data: { cents: Math.floor(random() * 10_000) } };
    }
  };
  yield* lines(LOG, events());
}

/** One more event, recorded now. */
export function appended(position: number): string[] {
  const event = { stream: `live/${position}`, type: "live.noted", at: Date.now() * 1000, service: "stock", shape: CENTS, data: { cents: position } };
  return [...lines(LOG, [event])].map((line) => line.replace(`"id":"${LOG}-1"`, `"id":"${LOG}-${position}"`).replace('"position":1,', `"position":${position},`));
}

/** The same numbers each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
