// Events as lines of CloudEvents, which `chronostack import` reads: logs that no machine of a test program would write.

/** The shape of a payload that is any JSON value. */
export const ANY = { codec: "Json", schema: { root: "Any", types: [] } };
/** That of one with an amount. */
export const CENTS = {
  codec: "Postcard",
  schema: { root: { Ref: 0 }, types: [{ name: "Booked", shape: { Struct: [{ name: "cents", shape: "U64", default: false }] } }] },
};

export interface Written {
  stream: string;
  type: string;
  data: unknown;
  /** Microseconds since 1970. */
  at: number;
  service?: string;
  actor?: string;
  shape: typeof ANY | typeof CENTS;
}

/** Writes lines with versions and positions as a log would count them. */
export function* lines(log: string, events: Iterable<Written>): Generator<string> {
  const versions = new Map<string, number>();
  const told = new Set<string>();
  let position = 0;
  for (const { stream, type, data, at, shape, service, actor } of events) {
    position += 1;
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const payloadschema = told.has(type) ? undefined : JSON.stringify({ name: type, version: 1, ...shape });
    told.add(type);
    const line = {
      specversion: "1.0",
      id: `${log}-${position}`,
      source: `urn:chronostack:${log}`,
      type,
      subject: stream,
      time: time(at),
      datacontenttype: "application/json",
      position,
      streamversion: version,
      schemaversion: 1,
      service,
      actor,
      payloadschema,
      data,
    };
    yield `${JSON.stringify(line)}\n`;
  }
}

/** A time as RFC 3339, with its microseconds. */
export function time(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const fraction = String(micros - seconds * 1e6).padStart(6, "0");
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}
