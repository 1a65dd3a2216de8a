const WHOLE = new Intl.NumberFormat("en-GB");

/** `1,234,567`. */
export function count(value: number): string {
  return WHOLE.format(value);
}

/** `1,234 events`, `1 event`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `999`, `1.2 k`, `3.4 M`, `5.6 G`: for where there is no room. */
export function compact(value: number): string {
  for (const [name, size] of [["G", 1e9], ["M", 1e6], ["k", 1e3]] as const) {
    if (value >= size) return `${(value / size).toFixed(value < 10 * size ? 1 : 0)} ${name}`;
  }
  return String(value);
}

/** `512 B`, `1.5 KiB`, `3.0 MiB`. */
export function bytes(value: number): string {
  for (const [name, size] of [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]] as const) {
    if (value >= size) return `${(value / size).toFixed(1)} ${name}`;
  }
  return `${value} B`;
}
