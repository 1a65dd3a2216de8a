//! A log to look into: a shop in the autumn of 2026.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    sync::atomic::{AtomicI64, Ordering},
};

use chronostack::{
    Clock,
    log::{FileLog, Log, ReadLimit},
    prelude::*,
};
use chronostack_sqlite::SqliteLog;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
struct Placed {
    customer: String,
    items: Vec<Item>,
}

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Item {
    sku: String,
    cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 2, since = 2)]
struct Paid {
    cents: u64,
    method: Method,
}

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Method {
    Card,
    Transfer { iban: String },
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "customer.noted")]
struct Noted {
    text: String,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Order {
    due_cents: u64,
}

#[reducer(enum OrderEvent)]
impl Order {
    fn placed(&mut self, event: &Placed) {
        self.due_cents = event.items.iter().map(|item| item.cents).sum();
    }

    fn paid(&mut self, event: &Paid) {
        self.due_cents -= event.cents;
    }
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Customer {
    notes: u64,
}

#[reducer(enum CustomerEvent)]
impl Customer {
    fn noted(&mut self, _event: &Noted) {
        self.notes += 1;
    }
}

/// A clock that goes on by 7 minutes and 1.234 s each time it is asked.
fn clock() -> impl Clock {
    let seconds = Arc::new(AtomicI64::new(0));
    let start: Timestamp = "2026-11-20T22:00:00Z".parse().expect("a time");
    move || {
        start
            + std::time::Duration::from_millis(421_234)
                * u32::try_from(seconds.fetch_add(1, Ordering::Relaxed)).unwrap_or(0)
    }
}

/// A folder with a log in it; both go when this does.
pub(crate) struct Sample {
    folder: TempDir,
    name: &'static str,
}

impl Sample {
    /// A log in a folder.
    pub(crate) fn folder() -> Self {
        let sample = Self { folder: tempfile::tempdir().expect("a folder"), name: "shop.chrono" };
        let stack = ChronoStack::builder().path(sample.path()).clock(clock()).service("checkout").build();
        fill(&stack.expect("a new log"));
        sample
    }

    /// The same in an SQLite database.
    pub(crate) fn sqlite() -> Self {
        let sample = Self { folder: tempfile::tempdir().expect("a folder"), name: "shop.sqlite" };
        let log = SqliteLog::open(sample.path()).expect("a new database");
        let stack = ChronoStack::builder().log(log).clock(clock()).service("checkout").build();
        fill(&stack.expect("a new log"));
        sample
    }

    /// A folder without a log.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), name: "none.chrono" }
    }

    /// Where the log is.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join(self.name)
    }

    /// The folder that it stands in.
    pub(crate) fn folder_path(&self) -> &Path {
        self.folder.path()
    }
}

fn fill(stack: &ChronoStack) {
    pollster::block_on(async {
        let (orders, customers) = (stack.machine::<Order>(), stack.machine::<Customer>());
        let items = vec![Item { sku: "bean-1kg".into(), cents: 1890 }, Item { sku: "filter-100".into(), cents: 410 }];
        let placed =
            orders.dispatch("order-1", Placed { customer: "ann".into(), items }).actor("ann").await.expect("placed");
        let paid = Paid { cents: 2000, method: Method::Card };
        orders.dispatch("order-1", paid).caused_by(&placed).idempotency_key("pay-7").await.expect("paid");
        customers
            .dispatch("ann", Noted { text: "asks for \"paper\" bags\n\u{1b}[31mred\u{9b}".into() })
            .await
            .expect("noted");
        let items = vec![Item { sku: "grinder".into(), cents: 123_456 }];
        orders.dispatch("order-12", Placed { customer: "漢字".into(), items }).await.expect("placed");
        for part in 0..12 {
            let iban = format!("DE02 1203 0000 0000 2020 {part:02}");
            orders.dispatch("order-12", Paid { cents: 100, method: Method::Transfer { iban } }).await.expect("paid");
        }
        stack.close().await.expect("closed");
    });
}

/// A log to which somebody writes.
pub(crate) fn write_on(path: &Path) -> ChronoStack {
    ChronoStack::builder().path(path).clock(clock()).build().expect("the log opens")
}

/// Writes a note to an open log.
pub(crate) fn note(stack: &ChronoStack, text: &str) {
    let customers = stack.machine::<Customer>();
    pollster::block_on(async { customers.dispatch("bob", Noted { text: text.into() }).await.expect("noted") });
}

/// A second log beside the sample's, `parcels.chrono`: what another service recorded because of the sample's first event.
pub(crate) fn parcels(sample: &Sample) -> PathBuf {
    let path = sample.folder_path().join("parcels.chrono");
    let of_shop = FileLog::options().read_only(true).open(sample.path()).expect("the log");
    let stack = ChronoStack::builder().path(&path).clock(clock()).service("shipping").build().expect("a new log");
    pollster::block_on(async {
        let page = of_shop.read(1, ReadLimit::records(1)).await.expect("the first event");
        let customers = stack.machine::<Customer>();
        let noted = customers.dispatch("parcel-1", Noted { text: "packed".into() }).caused_by(&page.records[0]).await;
        customers
            .dispatch("parcel-1", Noted { text: "sent".into() })
            .caused_by(&noted.expect("noted"))
            .await
            .expect("noted");
        stack.close().await.expect("closed");
    });
    path
}
