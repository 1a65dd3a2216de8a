import { address } from "./client";
import type { Appended } from "./types";

/** Listens to what is appended after a position, until the function that it returns is called. The browser connects
 *  anew by itself; `onbroken` tells whether it is trying to. */
export function live(from: number, onappended: (it: Appended) => void, onbroken: (broken: boolean) => void): () => void {
  const source = new EventSource(address("live", { from }));
  source.addEventListener("appended", (message) => onappended(JSON.parse(message.data) as Appended));
  source.addEventListener("open", () => onbroken(false));
  source.addEventListener("error", () => onbroken(true));
  return () => source.close();
}
