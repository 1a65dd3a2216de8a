// Times are shown in UTC, as logs are compared between people in different places.

/** `2011-10-01 00:38:44.546`, with as many decimals as the time has, microseconds at the most. */
export function moment(micros: number | null): string {
  if (micros === null) return "–";
  return `${date(micros)} ${clock(micros)}`;
}

/** `2011-10-01`. */
export function date(micros: number): string {
  const text = iso(micros);
  return text.slice(0, text.indexOf("T"));
}

/** `00:38:44.546`, without decimals that are zero. */
export function clock(micros: number): string {
  const text = iso(micros);
  const seconds = text.slice(text.indexOf("T") + 1, text.indexOf("T") + 9);
  const rest = mod(micros, 1_000_000);
  if (rest === 0) return seconds;
  const decimals = String(rest).padStart(6, "0");
  return `${seconds}.${decimals.endsWith("000") ? decimals.slice(0, 3) : decimals}`;
}

/** What `moment` wrote, or RFC 3339, or a date alone, as microseconds; `null` where it is no time. */
export function micros(text: string): number | null {
  const parts = /^\s*(\d{4,6}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d\d:\d\d)?\s*$/i.exec(text);
  if (!parts) return null;
  const [, day, time = "00:00:00", decimals = "", zone = "Z"] = parts;
  const whole = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}${zone.toUpperCase()}`);
  return Number.isNaN(whole) ? null : whole * 1000 + Number(decimals.padEnd(6, "0").slice(0, 6));
}

function iso(micros: number): string {
  const at = new Date(Math.floor(micros / 1000));
  // Beyond the years that a Date knows, the number says more than "Invalid Date".
  return Number.isNaN(at.getTime()) ? `${micros} µsT` : at.toISOString();
}

function mod(a: number, b: number): number {
  const rest = Math.floor(a) % b;
  return rest < 0 ? rest + b : rest;
}
