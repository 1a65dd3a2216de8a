//! ChronoStack's log in an SQLite database, for those who want their events in the transaction of their own tables.
//!
//! [`SqliteLog`] is a [`Log`](chronostack::log::Log) like any other, and passes the suite that every log must pass:
//!
//! ```
//! use chronostack::prelude::*;
//! use chronostack_sqlite::SqliteLog;
//! # use serde::{Deserialize, Serialize};
//! # #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
//! # #[event(name = "counter.added")]
//! # struct Added { amount: u64 }
//! # #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
//! # struct Counter { total: u64 }
//! # #[reducer(enum CounterEvent)]
//! # impl Counter {
//! #     fn added(&mut self, event: &Added) { self.total += event.amount; }
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("shop.sqlite");
//! # pollster::block_on(async {
//! let stack = ChronoStack::builder().log(SqliteLog::open(&path)?).build()?;
//! let counters = stack.machine::<Counter>();
//! counters.dispatch("visits", Added { amount: 2 }).await?;
//! assert_eq!(counters.load("visits").await?.total, 2);
//! # Ok(())
//! # })
//! # }
//! ```
//!
//! Where nothing but events is to be kept, [`FileLog`](chronostack::log::FileLog) is several times faster and smaller.
//!
//! # Events and rows in one transaction
//!
//! Events and rows of your own tables that are committed in two transactions drift apart at the first crash between them. There
//! are two ways to commit them in one.
//!
//! **Rows follow events**: a [`projection`](SqliteLogOptions::projection) is called inside the transaction of every commit, with
//! what was recorded. Machines need not know of it: each `dispatch` and `decide` keeps the tables up to date, or records
//! nothing.
//!
//! ```
//! # use chronostack::prelude::*;
//! # use chronostack_sqlite::{SqliteLog, rusqlite};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("shop.sqlite");
//! rusqlite::Connection::open(&path)?.execute_batch("CREATE TABLE changes (stream TEXT PRIMARY KEY, at TEXT) STRICT")?;
//! let log = SqliteLog::options()
//!     .projection(|connection, records| {
//!         let mut changed = connection.prepare_cached("INSERT OR REPLACE INTO changes VALUES (?1, ?2)")?;
//!         for record in records {
//!             changed.execute((record.meta.stream.as_str(), record.meta.recorded_at.to_string()))?;
//!         }
//!         Ok(())
//!     })
//!     .open(&path)?;
//! # Ok(())
//! # }
//! ```
//!
//! **Events follow rows**: [`append_in`](SqliteLog::append_in) appends a commit in a transaction that you began, on a connection of
//! your own. It is recorded when you commit, and was never there when you roll back.
//!
//! ```
//! # use chronostack::prelude::*;
//! # use chronostack::{event::EventType, log::{Commit, EventKind, NewRecord, StreamAppend}};
//! # use chronostack_sqlite::{SqliteLog, rusqlite::{Connection, TransactionBehavior}};
//! # use serde::{Deserialize, Serialize};
//! #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
//! #[event(name = "parcel.sent")]
//! struct Sent {
//!     weight_grams: u32,
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("shop.sqlite");
//! let log = SqliteLog::open(&path)?;
//! let mut connection = Connection::open(&path)?;
//! # connection.execute_batch("CREATE TABLE parcels (id INTEGER PRIMARY KEY, weight_grams INTEGER) STRICT")?;
//!
//! let event = Sent { weight_grams: 300 };
//! let mut payload = Vec::new();
//! event.encode(&mut payload)?;
//! let record = NewRecord::new(EventKind::from(event.event_type()).into(), payload, Timestamp::now());
//!
//! let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
//! transaction.execute("INSERT INTO parcels VALUES (7, 300)", [])?;
//! let append = StreamAppend {
//!     stream: "parcel/7".parse()?,
//!     expected: Some(0),
//!     idempotency_key: None,
//!     records: vec![record],
//! };
//! log.append_in(&transaction, append.into())?;
//! transaction.commit()?;
//! # Ok(())
//! # }
//! ```
//!
//! A third way was weighed and left out: closures that are sent to the log's own thread, to run in the transaction that it shares
//! among commits. They would have to be `'static`, a slow one would hold up all appends, and they could use neither a pool nor
//! an object mapper that has connections of its own. For the same reasons a projection should be short.
//!
//! # What is in the database
//!
//! Tables whose names start with `chronostack_`, beside whatever else is there; neither `user_version` nor `application_id` is
//! touched, for they are yours. `chronostack_events` has a row for each event, which may be read and joined by SQL, its `position` is the
//! event's position in the log. Rows are never changed nor deleted, which triggers see to.
//!
//! The database is put into WAL mode, and each commit is synced (`synchronous = FULL`); commits that arrive together share a
//! transaction and its sync. Reads go on beside them. Any number of processes may write.

mod append;
mod columns;
mod connection;
mod fault;
mod log;
mod names;
mod numbers;
mod options;
mod projection;
mod reader;
mod request;
mod schema;
mod shared;
mod snapshots;
mod sum;
mod watch;
mod writer;

pub use log::SqliteLog;
pub use options::SqliteLogOptions;
pub use projection::ProjectionError;
pub use rusqlite;
