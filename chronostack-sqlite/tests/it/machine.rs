//! A machine whose log is in a database.

use chronostack::{log::Record, prelude::*};
use chronostack_sqlite::{SqliteLog, rusqlite::Connection};
use pollster::block_on;
use serde::{Deserialize, Serialize};

use super::sample::home;

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "account.deposited")]
struct Deposited {
    cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "account.withdrawn")]
struct Withdrawn {
    cents: u64,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Account {
    cents: u64,
}

#[reducer(enum AccountEvent)]
impl Account {
    fn deposited(&mut self, event: &Deposited) {
        self.cents += event.cents;
    }

    fn withdrawn(&mut self, event: &Withdrawn) {
        self.cents -= event.cents;
    }

    #[guard]
    fn no_overdraft(&self, event: &Withdrawn) -> Result<(), String> {
        if event.cents <= self.cents { Ok(()) } else { Err("so much is not there".to_owned()) }
    }
}

/// The events of each type, counted in a table of the user's own.
fn count(connection: &Connection, records: &[Record]) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let upsert = "INSERT INTO counts VALUES (?1, 1) ON CONFLICT DO UPDATE SET events = events + 1";
    let mut upsert = connection.prepare_cached(upsert)?;
    for record in records {
        upsert.execute([&record.kind.name])?;
    }
    Ok(())
}

#[test]
fn a_machine_and_its_projection_stay_together() {
    let (_folder, path) = home();
    let own = Connection::open(&path).expect("it opens");
    own.execute_batch("CREATE TABLE counts (event TEXT PRIMARY KEY, events INTEGER) STRICT").expect("made");
    let stack = || {
        let log = SqliteLog::options().projection(count).open(&path).expect("the log opens");
        ChronoStack::builder().log(log).service("bank").snapshots(Snapshots::every(10)).build().expect("built")
    };
    // Two runtimes in place of two processes: each sees what the other recorded.
    let stacks = [stack(), stack()];
    let machines = stacks.each_ref().map(ChronoStack::machine::<Account>);
    block_on(async {
        for number in 0..30_u64 {
            let machine = &machines[usize::from(number % 3 == 0)];
            machine.dispatch("a", Deposited { cents: 100 + number }).actor("ann").await.expect("recorded");
            let sent = || machines[0].dispatch("a", Withdrawn { cents: 50 }).idempotency_key(format!("key {number}"));
            let first = sent().await.expect("recorded");
            let again = sent().await.expect("known");
            assert_eq!((again.version, again.duplicate), (first.version, true));
        }
        let refused = machines[1].dispatch("a", Withdrawn { cents: 1_000_000 }).await;
        assert!(refused.is_err_and(|error| error.rejection().is_some()));
    });
    drop(stacks);
    let stack = stack();
    let machine = stack.machine::<Account>();
    let account = block_on(machine.load("a")).expect("loaded");
    assert_eq!((account.cents, account.version), (30 * 100 + 435 - 30 * 50, 60));
    assert_eq!(block_on(machine.at("a", 2)).expect("loaded").cents, 50);
    assert_eq!(block_on(machine.at("a", 41)).expect("loaded").cents, 21 * 100 + 210 - 20 * 50);
    let counts: Vec<(String, i64)> = own
        .prepare("SELECT event, events FROM counts ORDER BY event")
        .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("read");
    assert_eq!(counts, [("account.deposited".to_owned(), 30), ("account.withdrawn".to_owned(), 30)]);
}
