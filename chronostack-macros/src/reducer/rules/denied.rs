//! What may differ between two runs of a handler, as a table: how it is written, why it differs, what to use instead.

/// A source of differences between runs.
pub(super) struct Source {
    /// What it is, as a sentence's beginning.
    pub(super) what: &'static str,
    /// Why a handler or a guard must not have it.
    pub(super) why: &'static str,
    /// What to do instead.
    pub(super) fix: &'static str,
    /// How it is written.
    pub(super) forms: &'static [Form],
}

/// A way to write it.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// These segments side by side anywhere in a path: `Instant::now` is in `std::time::Instant::now`.
    Path(&'static [&'static str]),
    /// A path that begins so and goes on.
    Under(&'static [&'static str]),
    /// A function called by its bare name.
    Call(&'static str),
    /// A macro.
    Macro(&'static str),
    /// Words side by side.
    Words(&'static [&'static str]),
}

use Form::{Call, Macro, Path, Under, Words};

pub(super) const DENIED: &[Source] = &[
    Source {
        what: "reads a clock",
        why: "a replay would read another time than the one at which the event was recorded",
        fix: "put the time into the event; a handler may also take `meta: &Meta` and use `meta.recorded_at`",
        forms: &[
            Path(&["Instant", "now"]),
            Path(&["SystemTime", "now"]),
            Path(&["Timestamp", "now"]),
            Path(&["Zoned", "now"]),
            Path(&["Utc", "now"]),
            Path(&["Utc", "today"]),
            Path(&["Local", "now"]),
            Path(&["Local", "today"]),
            Path(&["OffsetDateTime", "now_utc"]),
            Path(&["OffsetDateTime", "now_local"]),
            Path(&["UtcDateTime", "now"]),
            Words(&[".", "elapsed"]),
            Path(&["UtcOffset", "current_local_offset"]),
            Path(&["TimeZone", "system"]),
            Path(&["TimeZone", "try_system"]),
        ],
    },
    Source {
        what: "makes a random number",
        why: "a replay would draw another one",
        fix: "draw it before the event is dispatched, and put it into the event",
        forms: &[
            Under(&["rand"]),
            Under(&["fastrand"]),
            Under(&["getrandom"]),
            Under(&["oorandom"]),
            Call("thread_rng"),
            Call("random"),
            Call("getrandom"),
            Path(&["OsRng"]),
            Path(&["ThreadRng"]),
            Path(&["StdRng", "from_entropy"]),
            Path(&["StdRng", "from_os_rng"]),
            Path(&["SmallRng", "from_entropy"]),
            Path(&["SmallRng", "from_os_rng"]),
        ],
    },
    Source {
        what: "makes a new id",
        why: "a replay would make another one",
        fix: "make the id before the event is dispatched, and put it into the event",
        forms: &[
            Path(&["Uuid", "new_v1"]),
            Path(&["Uuid", "new_v4"]),
            Path(&["Uuid", "new_v6"]),
            Path(&["Uuid", "new_v7"]),
            Path(&["Uuid", "now_v1"]),
            Path(&["Uuid", "now_v6"]),
            Path(&["Uuid", "now_v7"]),
            Path(&["Ulid", "new"]),
            Path(&["Ulid", "generate"]),
            Macro("nanoid"),
        ],
    },
    Source {
        what: "hashes with a random seed",
        why: "each process draws another seed, so that order and hashes differ",
        fix: "use `BTreeMap` or `BTreeSet`, or a hasher with a fixed seed",
        forms: &[Path(&["RandomState"])],
    },
    Source {
        what: "reads the environment",
        why: "another machine, or this one tomorrow, has another environment",
        fix: "read it before the event is dispatched, and put what matters into the event",
        forms: &[
            Under(&["std", "env"]),
            Path(&["env", "var"]),
            Path(&["env", "var_os"]),
            Path(&["env", "vars"]),
            Path(&["env", "args"]),
            Path(&["env", "current_dir"]),
            Path(&["env", "temp_dir"]),
            Macro("env"),
            Macro("option_env"),
            Path(&["available_parallelism"]),
        ],
    },
    Source {
        what: "reads or writes files",
        why: "a file changes between runs, and a replay would write it again",
        fix: "do it before the event is dispatched and put what was read into the event, or after it was recorded",
        forms: &[
            Under(&["fs"]),
            Under(&["std", "fs"]),
            Path(&["File", "open"]),
            Path(&["File", "create"]),
            Path(&["File", "create_new"]),
            Path(&["File", "options"]),
            Path(&["OpenOptions", "new"]),
            Path(&["io", "stdin"]),
            Path(&["io", "stdout"]),
            Path(&["io", "stderr"]),
        ],
    },
    Source {
        what: "uses the network",
        why: "what answers differs between runs, and a replay would ask again",
        fix: "do it before the event is dispatched and put the answer into the event, or after it was recorded",
        forms: &[
            Under(&["std", "net"]),
            Under(&["reqwest"]),
            Under(&["hyper"]),
            Under(&["ureq"]),
            Path(&["TcpStream"]),
            Path(&["TcpListener"]),
            Path(&["UdpSocket"]),
        ],
    },
    Source {
        what: "reaches for the process or starts one",
        why: "each run is another process, and a replay would start it again",
        fix: "do it before the event is dispatched, or after it was recorded",
        forms: &[
            Under(&["std", "process"]),
            Path(&["process", "id"]),
            Path(&["process", "exit"]),
            Path(&["Command", "new"]),
        ],
    },
    Source {
        what: "uses threads or an executor",
        why: "what runs first differs between runs",
        fix: "compute it in the handler itself, or do it before the event is dispatched",
        forms: &[
            Under(&["thread"]),
            Under(&["std", "thread"]),
            Under(&["tokio"]),
            Under(&["async_std"]),
            Under(&["smol"]),
            Under(&["rayon"]),
            Path(&["pollster", "block_on"]),
            Path(&["futures", "executor"]),
        ],
    },
    Source {
        what: "waits",
        why: "what it waits for may differ between runs, and handlers run to their end at once",
        fix: "do the waiting before the event is dispatched, and put what it found into the event",
        forms: &[Words(&[".", "await"]), Words(&["async"])],
    },
    Source {
        what: "prints",
        why: "every replay would print it again, and the history is replayed often",
        fix: "print where the event is dispatched; to see what a handler did, look at `History::steps`",
        forms: &[Macro("println"), Macro("print"), Macro("eprintln"), Macro("eprint"), Macro("dbg")],
    },
    Source {
        what: "keeps something outside of the state",
        why: "what it holds depends on what ran before in this process",
        fix: "put it into the state, which is rebuilt from the events",
        forms: &[Words(&["static"]), Macro("thread_local"), Macro("lazy_static")],
    },
];
