// The answers of the HTTP API, as the page reads them. The server's own description is api/openapi.json.

/** Microseconds since 1970, an integer (fits a double). Full precision stands in `time` texts (RFC 3339) where shown. */
export type Micros = number;
/** JSON, made harmless by the server: strings above `text_max` (16 KiB in single views, 256 characters in lists) are cut, nesting below 64 levels and
 *  items beyond 200 of an array/object are left out. What was cut is told beside it, never inside. Sensitive values are masked ("•••"), told too. */
export interface Shown { value: unknown; cut: { pointer: string; what: "text" | "depth" | "items" | "number" | "masked"; of: number /* bytes, levels, items or digits there are */ }[] }
// "number": an integer that a double cannot hold, shown as the text of its digits. "text" may be a field's name too (pointer: its object's).

// GET api/log
export interface LogInfo {
  id: string; name: string /* folder or service, to be shown as title */; first: number; head: number; indexed: number; events: number; streams: number;
  recorded_first: Micros | null; recorded_last: Micros | null;
  services: { name: string; events: number }[]; kinds: { name: string; streams: number; events: number }[];   // of streams
  types: { name: string; versions: number[]; events: number }[];
  machines: MachineBrief[];          // those registered; [] for `chronostack serve`
  profile: boolean;                  // whether api/profile has figures of the running process
  version: string;                   // of chronostack
}
// While `indexed` < `head` (only in the first seconds of a log of many millions) all counts here and in api/timeline are of the positions up to `indexed`: ask again.
export interface MachineBrief { name: string; stream: string /* kind */ }

// GET api/timeline?by=service|kind|type|stream&from=MICROS&to=MICROS&buckets=N(1..4000)[&stream=S|KIND][&type=T]
// Without from/to: the whole log. `by=stream`: the 50 streams with most events, the rest as one lane "(others)".
// The answer's from/bucket may be other than asked: buckets are made of whole cells (2^n µs), so `from` is rounded down and `bucket` up; numbers go up to `buckets`.
// Each dimension has 50 lanes and "(others)" at most, most events first; by=service has "(none)" for events without one. `type` may be repeated.
export interface Timeline {
  from: Micros; to: Micros; bucket: number /* micros, may be fractional below 1 */; head: number; indexed: number;
  lanes: { name: string; total: number /* whole log */; counts: [index: number, count: number][] /* sparse */ }[];
  events: Mark[] | null;             // the events themselves when there are at most 2,000 in the window, else null
}
export interface Mark { position: number; at: Micros; lane: number; type: string; stream: string; version: number }

// GET api/live?from=POSITION      text/event-stream; event "appended", data: Appended; at most 10 a second; keep-alive comments
export interface Appended { head: number; events: number /* how many since the last message */; streams: number; marks: (Omit<Mark, "lane"> & { service: string })[] /* the last 200 at the most */ }

// GET api/streams?[kind=K][&prefix=TEXT][&from=NAME][&limit=N<=1000]
export interface Streams { streams: { stream: string; version: number; position: number /* of its last event */; at: Micros | null }[]; next: string | null }

// GET api/events?[stream=S|KIND][&type=T (repeatable)][&since=RFC3339|MICROS][&until=..][&actor=A][&correlation=ID][&text=TEXT][&from=POSITION][&last=N][&limit=N<=1000]
// Looks at a bounded number of events a request: `next` is where to go on, null at the end. `looked_at` tells how many were (for "searched N of M").
export interface Events { events: EventBrief[]; next: number | null; looked_at: number; head: number }
export interface EventBrief { position: number; id: string; stream: string; version: number; type: string; schema_version: number; at: Micros; time: string;
  actor: string | null; service: string | null; lane: string | null; correlation: string | null; causes: string[]; transition: string | null; data: Shown }
// GET api/event?id=ID|position=N      404 where there is none
export interface EventDetail extends EventBrief { occurred_at: string | null; logical: string; traceparent: string | null; tracestate: string | null;
  idempotency_key: string | null; effects: { id: string; position: number | null; type: string | null }[]; cause_details: { id: string; position: number | null; type: string | null; stream: string | null }[];
  previous: number | null; next: number | null /* positions within its stream */; bytes: number }
// GET api/event/data?position=N   the payload as JSON, whole (masked), as a download

// --- streams with a machine. Where none is registered for the stream's kind: 404 {"error", "hint"}, and the page shows events alone.
// All of these (and the body of api/whatif) take an optional machine=NAME, where several fold streams of this kind; otherwise the first that was registered.
// Pointers start INSIDE of the present state (`/due_cents`, not `/Open/due_cents`, which is taken too): those of a diff, of blame and of state are the same.
// GET api/story?stream=S[&from=VERSION][&limit=N<=1000]
export interface StoryPage { stream: string; machine: string; version: number /* last with a state */; steps: StepBrief[]; next: number | null;
  failure: { version: number; message: string } | null /* why the story ends before the stream does */ }
export interface StepBrief { version: number; position: number; id: string; at: Micros; time: string; type: string; actor: string | null;
  from: string /* state's name before */; to: string; handler: string | null; transition: string | null; recorded_transition: string | null;
  changes: number | null /* null where they were not counted: a page counts for 200 ms at the most */ }
// GET api/state?stream=S&version=V[&pointer=P][&offset=N][&limit=N]      version 0: the initial state. pointer/offset/limit page a large array or object
export interface StateAt { stream: string; machine: string; version: number; name: string; pointer: string; state: Shown /* what is inside of the present state: null for a variant that carries nothing; limit: 200 at most */; items: number | null /* of the array/object at the pointer */;
  data: Shown | null /* the event of this version */; transition: string | null; handler: string | null }
// GET api/diff?stream=S&before=V&after=V[&offset=N][&limit=N<=2000]
export interface DiffAnswer { stream: string; before: number; after: number; states: [before: string, after: string] /* their names */; changes: Change[]; total: number; patch: string /* url of the RFC 6902 download */ }
// A list item that moved is told as "remove" (at its old index) and "add" (at its new one). Pointers of what was removed count items as before, all others as after.
export interface Change { op: "add" | "remove" | "replace"; pointer: string; before?: Shown; after?: Shown }
// GET api/diff/patch?...  RFC 6902, download
// GET api/blame?stream=S&pointer=P[&from=VERSION][&limit=N]
export interface Blame { stream: string; pointer: string; entries: { version: number; position: number; at: Micros; time: string; type: string; actor: string | null; transition: string | null; before?: Shown; after?: Shown; changes: Change[] }[]; next: number | null /* a request looks at 5,000 events at the most: `entries` may be empty and `next` a version */ }
// GET api/first?stream=S&where=EXPR[&search=scan|bisect]
// EXPR: a comparison `POINTER (== != < <= > >= contains startswith) JSON`, `exists POINTER`, `state == "Settled"`, joined by and/or/not and parentheses. 400 with the column where it is wrong.
export interface First { stream: string; where: string; version: number | null; tested: number /* states looked at */; holds_now: boolean; step: StepBrief | null }

// POST api/whatif {stream, edits: Edit[]}  (Content-Type: application/json is required). Nothing is written.
export type Edit = { leave_out: number } | { replace: number; type: string; data: unknown } | { insert_after: number; type: string; data: unknown };
export interface WhatIf { stream: string; machine: string; parts_at: number | null /* the original's version from which the futures differ */;
  // Both futures from the first edited event on (200 rows at most), aligned by event: null where one has none.
  // An inserted event that is refused has no row; see `refused`.
  refused: { version: number; type: string; message: string }[] /* what could not have happened, 200 at most; each is left out and the future goes on */;
  rows: { original: FutureStep | null; altered: FutureStep | null }[]; more: boolean;
  original: FutureEnd; altered: FutureEnd; changes: Change[] /* from the original's end to the altered's */ }
export interface FutureStep { version: number; type: string; to: string; transition: string | null; same_state: boolean; edited: boolean }
export interface FutureEnd { version: number; name: string; state: Shown; failure: { version: number; message: string } | null /* of the original: why its story ends; of the altered: the first of `refused` */ }
// POST api/whatif/test  same body: an attachment, CloudEvents lines to be put into tests/histories/<machine>; header x-chronostack-hint says where and how

// GET api/machine?name=N
export interface Machine { name: string; stream: string; revision: number; is_enum: boolean; states: { name: string; initial: boolean; terminal: boolean; group: string | null }[];
  transitions: { events: string[]; from: string[]; to: string[]; handler: string; retired: boolean; file: string; line: number }[];
  guards: { name: string; events: string[] }[]; events: { type: string; version: number; schema: unknown /* JSON Schema 2020-12 of `data` */; example: unknown }[];
  unreachable: string[]; dead_ends: string[]; mermaid: string; dot: string }

// GET api/verify?machine=N            replays all its streams; may take long: the server runs one at a time, answers 409 while one runs
export interface Verify { machine: string; streams: number; events: number; fingerprints: number /* compared */; diverged: number /* streams, all of them */; divergences: DivergenceReport[] /* 100 at most */; more: boolean; took_ms: number;
  failure: string | null /* a stream that today's code cannot fold at all: nothing else is told then */ }
export interface DivergenceReport { stream: string; version: number; position: number; at: Micros; type: string; transition: string | null; recorded_transition: string | null;
  message: string; suspects: string[]; replayed: Shown | null /* state by today's code */; recorded: Shown | null /* where a snapshot kept it */; before: Shown | null; changes: Change[] }

// GET api/causality?id=ID|position=N&reach=ancestors|descendants|cone|chain&limit=N<=5000
export interface CausalityAnswer { focus: string; more: boolean; events: CausalEvent[] /* causes before effects */; edges: [from: number, to: number][] /* indices */;
  elsewhere: { id: string; effect: number }[] /* causes in logs that are not open here */;
  critical: { events: string[]; hops: { from: string; to: string; took_us: number }[]; took_us: number; by_service: [string, number][]; by_lane: [string, number][] } }
export interface CausalEvent { id: string; position: number | null; log: string; stream: string; version: number; type: string; at: Micros; logical: Micros; service: string | null; lane: string | null; actor: string | null }
// GET api/causality/export?id=..&reach=..&limit=..&format=perfetto|dot|mermaid   downloads

// GET api/tasks?[state=running|completed|failed|cancelled|interrupted][&order=slow|new][&limit=N]
export interface Tasks { tasks: { id: string; name: string; state: string; attempts: number; started: Micros; took_us: number | null; service: string | null; position: number; error: string | null }[]; total: number }
// GET api/profile     404 where the process keeps none
export interface Profile { transitions: { machine: string; transition: string; events: number; guards: Durations; reduce: Durations; encode: Durations; queue: Durations; sync: Durations }[] }
export interface Durations { count: number; mean_ns: number; p50_ns: number; p99_ns: number; max_ns: number; buckets: { up_to_ns: number; count: number }[] }
// GET api/hot?[limit=N]     the streams with most events: what a profile of a log alone can tell
export interface Hot { streams: { stream: string; events: number; at: Micros | null }[]; types: { name: string; events: number; bytes: number }[] }
// GET api/export?[the same filters as api/events]     application/x-ndjson download: CloudEvents lines, streamed (masked where sensitive)
// GET api/openapi.json
