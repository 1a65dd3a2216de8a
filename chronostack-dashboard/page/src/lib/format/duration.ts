const LARGE: [name: string, micros: number][] = [
  ["y", 31_557_600e6],
  ["d", 86_400e6],
  ["h", 3_600e6],
  ["min", 60e6],
];
const SMALL: [name: string, nanos: number][] = [
  ["s", 1e9],
  ["ms", 1e6],
  ["µs", 1e3],
  ["ns", 1],
];

/** `3 d 4 h`, `2 min 5 s`, `1.5 ms`: two units above a minute, three digits below. */
export function duration(micros: number | null): string {
  if (micros === null) return "–";
  if (micros < 0) return `−${duration(-micros)}`;
  for (const [index, [name, size]] of LARGE.entries()) {
    if (micros < size) continue;
    const whole = Math.floor(micros / size);
    const [next, part] = LARGE[index + 1] ?? ["s", 1e6];
    const rest = Math.floor((micros - whole * size) / part);
    return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${next}`;
  }
  return nanos(micros * 1000);
}

/** `1.53 ms`: three digits. */
export function nanos(value: number): string {
  if (value === 0) return "0 s";
  const [name, size] = SMALL.find(([, size]) => value >= size) ?? ["ns", 1];
  const scaled = value / size;
  return `${scaled >= 100 ? Math.round(scaled) : Number(scaled.toPrecision(3))} ${name}`;
}
