//! Rules 1 to 8.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    thread,
};

use chronostack::{
    limits::Limits,
    log::{Log, MemoryLog, ReadLimit},
    prelude::*,
    stack::CommitFailure,
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

use crate::domain::{Account, Cancelled, Deposited, Order, OrderEvent, Overpaid, open, paid, placed};

#[test]
fn rule_01_dispatch_loads_checks_appends_and_answers() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let orders = stack.machine::<Order>();
        let first = orders.dispatch("1", placed(500)).await.unwrap();
        assert_eq!((first.version, first.position, first.duplicate), (1, 1, false));
        assert_eq!(first.state, open(500));
        assert_eq!(first.events[0].event, OrderEvent::from(placed(500)));
        let second = orders.dispatch("1", paid(200)).expect_version(1).await.unwrap();
        assert_eq!((second.version, second.state), (2, open(300)));
    });
}

#[test]
fn rule_01_an_expected_version_that_is_not_there_conflicts_and_gives_the_event_back() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let orders = stack.machine::<Order>();
        orders.dispatch("1", placed(500)).await.unwrap();
        let error = orders.dispatch("1", paid(100)).expect_version(7).await.unwrap_err();
        match &error {
            DispatchError::Conflict { stream, expected, actual, .. } => {
                assert_eq!((stream.as_str(), *expected, *actual), ("order/1", 7, 1));
            }
            other => panic!("{other}"),
        }
        assert_eq!(error.into_event(), OrderEvent::from(paid(100)));
        assert_eq!(orders.load("1").await.unwrap().version, 1);
    });
}

#[test]
fn rule_01_a_conflict_with_another_writer_reloads_and_tries_again() {
    // Two runtimes over one log know nothing of each other, as two processes over a shared log.
    let log = Arc::new(MemoryLog::new());
    let deposits = 50;
    // A conflict is a commit of the other writer, which makes so many: however unlucky, a writer gets its turn.
    let mut limits = Limits::DEFAULT;
    limits.conflict_retries_max = deposits;
    let writers: Vec<_> = (0..2)
        .map(|_| {
            let stack = ChronoStack::builder().log(log.clone()).limits(limits).build().unwrap();
            thread::spawn(move || {
                let accounts = stack.machine::<Account>();
                for _ in 0..deposits {
                    block_on(async { accounts.dispatch("1", Deposited { cents: 1 }).await.unwrap() });
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    let stack = ChronoStack::builder().log(log).build().unwrap();
    let account = block_on(stack.machine::<Account>().load("1")).unwrap();
    assert_eq!((account.balance, account.version), (100, 100));
}

#[test]
fn rule_02_a_rejection_names_state_event_and_reason_and_gives_the_event_back() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let orders = stack.machine::<Order>();
        let missing_row = orders.dispatch("1", paid(1)).await.unwrap_err();
        assert_eq!(missing_row.to_string(), "dispatch to order/1: `order.paid` has no transition in state `Draft`");

        orders.dispatch("1", placed(500)).await.unwrap();
        let guard = orders.dispatch("1", paid(501)).await.unwrap_err();
        assert_eq!(
            guard.to_string(),
            "dispatch to order/1: guard `no_overpayment` refused `order.paid` in state `Open`: 1 cents too many"
        );
        match guard.rejection() {
            Some(Rejection::Guard { reason, .. }) => {
                assert_eq!(reason.downcast_ref::<Overpaid>(), Some(&Overpaid { by_cents: 1 }));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(guard.into_event(), OrderEvent::from(paid(501)));
        assert_eq!(stack.log().unwrap().head().await.unwrap(), 1, "no refused event was recorded");
    });
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Door {
    #[default]
    Closed,
    Open,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Pushed;

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Seen;

#[reducer(enum DoorEvent, ignore((Open, Pushed)))]
impl Door {
    #[transition(Closed => Open)]
    fn push(event: &Pushed) -> Self {
        let _ = event;
        Door::Open
    }

    #[transition(Closed | Open => Closed | Open)]
    fn see(&mut self, event: &Seen) {
        let _ = event;
    }
}

#[test]
fn rule_02_an_ignored_event_is_not_recorded_and_an_empty_handler_is() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let doors = stack.machine::<Door>();
        doors.dispatch("1", Pushed).await.unwrap();
        let ignored = doors.dispatch("1", Pushed).await.unwrap();
        assert!(ignored.events.is_empty());
        assert_eq!((ignored.version, ignored.position), (1, 1));
        let recorded = doors.dispatch("1", Seen).await.unwrap();
        assert_eq!((recorded.version, recorded.state), (2, Door::Open));
    });
}

#[test]
fn rule_03_a_decision_is_checked_event_by_event_and_recorded_whole() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let orders = stack.machine::<Order>();
        let nothing = orders.decide("1", |_| Ok::<_, Overpaid>(Vec::new())).await.unwrap();
        assert_eq!((nothing.version, nothing.events.len()), (0, 0));
        assert_eq!(stack.log().unwrap().head().await.unwrap(), 0);

        // Each event is legal only in the state that the one before it made.
        let all = orders
            .decide("1", |order| {
                assert_eq!(order, &Order::Draft);
                Ok::<_, Overpaid>(vec![placed(500).into(), paid(200).into(), paid(300).into()])
            })
            .await
            .unwrap();
        assert_eq!((all.version, all.state), (3, Order::Settled { customer: "ann".to_owned() }));

        let error =
            orders.decide("2", |_| Ok::<_, Overpaid>(vec![placed(500).into(), paid(501).into()])).await.unwrap_err();
        assert!(matches!(error, DecideError::Rejected { index: 1, version: 1, .. }), "{error}");
        let said_no = orders.decide("2", |_| Err::<Vec<OrderEvent>, _>(Overpaid { by_cents: 3 })).await.unwrap_err();
        assert!(matches!(said_no, DecideError::Decision(Overpaid { by_cents: 3 })));
        assert_eq!(orders.load("2").await.unwrap().version, 0, "none of them");
    });
}

#[test]
fn rule_04_a_repeated_idempotency_key_answers_with_the_first_commit_across_restarts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.chrono");
    block_on(async {
        let stack = ChronoStack::open(&path).unwrap();
        let orders = stack.machine::<Order>();
        orders.dispatch("1", placed(500)).await.unwrap();
        let first = orders.dispatch("1", paid(200)).idempotency_key("pay-7").await.unwrap();
        orders.dispatch("1", paid(300)).await.unwrap();
        stack.close().await.unwrap();

        let stack = ChronoStack::open(&path).unwrap();
        let orders = stack.machine::<Order>();
        // The order is settled: were a guard or the table asked, this would be refused.
        let again = orders.dispatch("1", paid(200)).idempotency_key("pay-7").await.unwrap();
        assert!(again.duplicate && !first.duplicate);
        assert_eq!((again.version, again.position, &again.state), (first.version, first.position, &first.state));
        assert_eq!(again.events, first.events);
        // The key belongs to its stream.
        orders.dispatch("2", placed(1)).idempotency_key("pay-7").await.unwrap();
        assert_eq!(stack.log().unwrap().head().await.unwrap(), 4);
    });
}

#[test]
fn rule_04_a_key_is_remembered_for_the_last_1024_commits() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let accounts = stack.machine::<Account>();
        for n in 1..=1_024_u64 {
            accounts.dispatch("1", Deposited { cents: n }).idempotency_key(n.to_string()).await.unwrap();
        }
        for n in [1, 512, 1_024] {
            let again = accounts.dispatch("1", Deposited { cents: n }).idempotency_key(n.to_string()).await.unwrap();
            assert!(again.duplicate);
            assert_eq!(again.version, n);
        }
    });
}

#[test]
fn rule_05_positions_are_gapless_and_order_all_streams() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let accounts = stack.machine::<Account>();
        let mut positions = Vec::new();
        for n in 0..30_u64 {
            let id = (n % 3).to_string();
            let commit = accounts
                .decide(&id, |_| Ok::<_, Overpaid>(vec![Deposited { cents: n }.into(), Deposited { cents: n }.into()]))
                .await
                .unwrap();
            positions.extend(commit.events.iter().map(|event| event.meta.position));
        }
        assert_eq!(positions, (1..=60).collect::<Vec<_>>());
        let page = stack.log().unwrap().read(1, ReadLimit::PAGE).await.unwrap();
        assert!(page.records.iter().map(|record| record.meta.position).eq(1..=60));
    });
}

#[test]
fn rule_06_ids_are_log_and_position_and_correlation_is_inherited_from_the_first_cause() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let orders = stack.machine::<Order>();
        let log = stack.log().unwrap().id();
        let first = orders.dispatch("1", placed(500)).await.unwrap();
        let meta = &first.events[0].meta;
        assert_eq!(meta.id.to_string(), format!("{log}-1"));
        assert_eq!((meta.correlation, meta.causes.len()), (meta.id, 0));

        let other = orders.dispatch("2", placed(1)).await.unwrap();
        let second = orders.dispatch("1", paid(1)).caused_by(&first).caused_by(&other).actor("ann").await.unwrap();
        let caused = &second.events[0].meta;
        assert_eq!(caused.correlation, meta.id);
        assert_eq!(caused.causes, [meta.id, other.events[0].meta.id]);
        assert_eq!(caused.actor.as_deref(), Some("ann"));

        // An id alone is enough: the log knows the chain of its own events.
        let third = orders.dispatch("1", paid(1)).caused_by(caused.id).await.unwrap();
        assert_eq!(third.events[0].meta.correlation, meta.id);
        let nowhere = EventId { log, position: 99 };
        let error = orders.dispatch("1", paid(1)).caused_by(nowhere).await.unwrap_err();
        assert!(
            matches!(error, DispatchError::Failed { source: CommitFailure::UnknownCause { id }, .. } if id == nowhere)
        );
    });
}

#[test]
fn rule_07_recorded_times_never_run_backwards_and_as_of_goes_by_them() {
    block_on(async {
        let seconds = Arc::new(AtomicI64::new(1_000));
        let now = seconds.clone();
        let clock = move || Timestamp::from_second(now.load(Ordering::Relaxed)).unwrap();
        let stack = ChronoStack::builder().log(MemoryLog::new()).clock(clock).build().unwrap();
        let accounts = stack.machine::<Account>();
        let at = |second| Timestamp::from_second(second).unwrap();
        for (second, cents) in [(1_000, 1), (1_010, 2), (900, 4), (1_020, 8)] {
            seconds.store(second, Ordering::Relaxed);
            accounts.dispatch("1", Deposited { cents }).occurred_at(at(second)).await.unwrap();
        }
        let page = stack.log().unwrap().read(1, ReadLimit::PAGE).await.unwrap();
        let recorded: Vec<_> = page.records.iter().map(|record| record.meta.recorded_at.as_second()).collect();
        assert_eq!(recorded, [1_000, 1_010, 1_010, 1_020]);
        assert_eq!(page.records[2].meta.occurred_at, Some(at(900)));
        // A handler that reads `meta` sees what was recorded, at the dispatch as on replay.
        assert_eq!(accounts.at("1", 3).await.unwrap().last, Some(at(1_010)));
        for (time, version) in [(999, 0), (1_000, 1), (1_009, 1), (1_010, 3), (1_019, 3), (5_000, 4)] {
            assert_eq!(accounts.as_of("1", at(time)).await.unwrap().version, version, "as of {time}");
        }
    });
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Dropped {
    height: u32,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Vase {
    drops: u32,
}

#[reducer(enum VaseEvent)]
impl Vase {
    fn dropped(&mut self, event: &Dropped) {
        assert!(event.height < 10, "broken from {} m", event.height);
        self.drops += 1;
    }

    #[guard]
    fn careful(&self, event: &Dropped) -> Result<(), String> {
        assert_ne!(event.height, 7, "an unlucky height");
        Ok(())
    }
}

#[test]
fn rule_08_a_panic_while_dispatching_records_nothing_and_names_event_and_handler() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let vases = stack.machine::<Vase>();
        vases.dispatch("1", Dropped { height: 1 }).await.unwrap();
        let handler = vases.dispatch("1", Dropped { height: 10 }).await.unwrap_err();
        assert_eq!(
            handler.to_string(),
            "dispatch to vase/1: handler `dropped` panicked on `dropped` in state `Vase`: broken from 10 m"
        );
        let guard = vases.dispatch("1", Dropped { height: 7 }).await.unwrap_err();
        assert!(guard.to_string().contains("guard `careful` panicked on `dropped`"), "{guard}");
        assert!(guard.to_string().contains("an unlucky height"), "{guard}");
        let usable = vases.dispatch("1", Dropped { height: 2 }).await.unwrap();
        assert_eq!((usable.version, usable.state.drops), (2, 2));
    });
}

#[test]
fn writers_of_one_stream_take_turns() {
    let stack = ChronoStack::in_memory();
    let accounts = stack.machine::<Account>();
    let done = Arc::new(AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..25 {
                    block_on(async { accounts.dispatch("1", Deposited { cents: 1 }).await.unwrap() });
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let account = block_on(accounts.load("1")).unwrap();
    assert_eq!((account.balance, account.version), (200, done.load(Ordering::Relaxed) as u64));
}

#[test]
fn a_terminal_state_refuses() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let orders = stack.machine::<Order>();
        orders.dispatch("1", Cancelled { reason: "no".to_owned() }).await.unwrap();
        assert!(matches!(orders.dispatch("1", placed(1)).await, Err(DispatchError::Rejected { .. })));
    });
}
