import { clock, date } from "../format/time";
import type { Span } from "./span";

export interface Tick {
  at: number;
  label: string;
  /** Begins a larger unit, such as a day among hours: drawn stronger, and named by it. */
  strong: boolean;
}

const SECOND = 1e6;
const DAY = 86_400 * SECOND;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Steps of equal length, and where a larger unit begins among them. */
const STEPS: [step: number, strong: number][] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((step): [number, number] => [step, 1e3]),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((step): [number, number] => [step * 1e3, SECOND]),
  ...[1, 2, 5, 10, 15, 30].map((step): [number, number] => [step * SECOND, 60 * SECOND]),
  ...[1, 2, 5, 10, 15, 30].map((step): [number, number] => [step * 60 * SECOND, 3600 * SECOND]),
  ...[1, 2, 3, 6, 12].map((step): [number, number] => [step * 3600 * SECOND, DAY]),
];
/** In calendar months; days are in between. */
const MONTH_STEPS = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
const DAY_STEPS = [1, 2, 7, 14];

/** The ticks of an axis on which about `most` labels have room. */
export function ticks(span: Span, most: number): Tick[] {
  const least = (span.to - span.from) / Math.max(1, most);
  const even = STEPS.find(([step]) => step >= least);
  if (even) return evenly(span, ...even);
  const days = DAY_STEPS.find((days) => days * DAY >= least);
  if (days) return byDays(span, days);
  return byMonths(span, MONTH_STEPS.find((months) => months * 30 * DAY >= least) ?? 2400);
}

function evenly(span: Span, step: number, larger: number): Tick[] {
  const found: Tick[] = [];
  for (let at = Math.ceil(span.from / step) * step; at <= span.to; at += step) {
    const strong = at % larger === 0;
    const label = larger === DAY ? (strong ? day(at) : clock(at).slice(0, 5)) : larger === 3600 * SECOND ? clock(at).slice(0, 5) : fine(at, step);
    found.push({ at, label, strong });
  }
  return found;
}

/** Within a second, what changes from tick to tick is the fraction: `.250` of a second, `+ 12 µs` of a millisecond. */
function fine(at: number, step: number): string {
  if (step >= SECOND) return clock(at).slice(0, 8);
  const within = ((at % SECOND) + SECOND) % SECOND;
  if (within === 0) return clock(at);
  if (step >= 1e3) return `.${String(Math.round(within / 1e3)).padStart(3, "0")} s`;
  return within % 1e3 === 0 ? `.${String(within / 1e3).padStart(3, "0")} s` : `+${within % 1e3} µs`;
}

function byDays(span: Span, step: number): Tick[] {
  const found: Tick[] = [];
  // Weeks begin on Mondays; 1970 began on a Thursday.
  const shift = step % 7 === 0 ? 4 * DAY : 0;
  for (let at = Math.ceil((span.from - shift) / (step * DAY)) * step * DAY + shift; at <= span.to; at += step * DAY) {
    const first = new Date(at / 1000).getUTCDate() <= step;
    found.push({ at, label: first ? `${day(at)} ${year(at)}` : day(at), strong: first });
  }
  return found;
}

function byMonths(span: Span, step: number): Tick[] {
  const found: Tick[] = [];
  const begin = new Date(span.from / 1000);
  let month = Math.ceil((begin.getUTCFullYear() * 12 + begin.getUTCMonth()) / step) * step;
  for (;;) {
    const at = Date.UTC(Math.floor(month / 12), month % 12) * 1000;
    if (!(at <= span.to)) return found;
    const january = month % 12 === 0;
    if (at >= span.from) found.push({ at, label: january ? year(at) : (MONTHS[month % 12] ?? ""), strong: january });
    month += step;
  }
}

function day(at: number): string {
  const it = new Date(at / 1000);
  return `${it.getUTCDate()} ${MONTHS[it.getUTCMonth()]}`;
}

function year(at: number): string {
  return date(at).split("-")[0] ?? "";
}
