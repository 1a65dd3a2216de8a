//! Causes across several logs, and the logical times that follow them whatever wall clocks do.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chronostack::{
    id::{EventId, LogId},
    interchange::{CloudEvent, ImportOrder, ImportOrderError, merged},
    log::{Log, MemoryLog, ReadLimit, Record, StreamAppend},
    prelude::*,
    schema::to_json_text,
    stack::CommitFailure,
};
use pollster::block_on;

use crate::domain::{Account, Deposited};

/// A service with a log and a clock of its own.
struct Service {
    stack: ChronoStack,
    /// In nanoseconds.
    clock: Arc<AtomicI64>,
    /// Where the log is durable.
    folder: Option<tempfile::TempDir>,
}

impl Service {
    fn start(folder: Option<tempfile::TempDir>, clock: Arc<AtomicI64>) -> Self {
        let now = Arc::clone(&clock);
        let builder = ChronoStack::builder()
            .clock(move || Timestamp::from_nanosecond(now.load(Ordering::Relaxed).into()).expect("a time"));
        let builder = match &folder {
            Some(folder) => builder.path(folder.path().join("events.chrono")),
            None => builder.log(MemoryLog::new()),
        };
        Self { stack: builder.build().expect("it starts"), clock, folder }
    }

    /// As after a crash where nothing but the log is left. What is in memory only stays.
    fn restart(self) -> Self {
        let Self { stack, clock, folder } = self;
        if folder.is_none() {
            return Self { stack, clock, folder };
        }
        drop(stack);
        Self::start(folder, clock)
    }

    fn records(&self) -> Vec<Record> {
        block_on(self.stack.log().expect("it is open").read(1, ReadLimit::records(usize::MAX))).expect("read").records
    }
}

/// Three services with clocks that jump back and forth pass messages to each other, one of them with a durable log that is
/// opened again at times. An effect is later than each cause in another log, and nothing in a log is earlier than what stands before it.
#[test]
fn logical_times_never_run_against_causes_whatever_clocks_do() {
    for seed in 0..24 {
        let mut random = fastrand::Rng::with_seed(seed);
        let folder = (seed % 4 == 0).then(|| tempfile::tempdir().expect("a folder"));
        let mut services = [folder, None, None]
            .map(|folder| Service::start(folder, Arc::new(AtomicI64::new(1_800_000_000_000_000_000))));
        let mut sent: Vec<String> = Vec::new();
        let mut newest = 0;
        for _ in 0..60 {
            let at = random.usize(..3);
            let jump = random.i64(-50_000_000_000..60_000_000_000) * i64::from(random.u8(..4) == 0) + random.i64(0..3);
            newest = newest.max(services[at].clock.fetch_add(jump, Ordering::Relaxed) + jump);
            if random.u8(..20) == 0 {
                let [first, second, third] = services;
                services = [first.restart(), second.restart(), third.restart()];
            }
            let received: Vec<Cause> = (0..random.usize(..3).min(sent.len()))
                .map(|_| serde_json::from_str(random.choice(&sent).expect("one")).expect("a cause"))
                .collect();
            let accounts = services[at].stack.machine::<Account>();
            let id = random.u8(..3).to_string();
            let committed = block_on(accounts.dispatch(&id, Deposited { cents: 1 }).caused_by(received)).expect("done");
            sent.push(serde_json::to_string(&Cause::from(&committed.events[0])).expect("it is sent"));
        }

        let logs = services.map(|service| service.records());
        let mut all: Vec<&Record> = logs.iter().flatten().collect();
        let by_id: HashMap<EventId, &Record> = all.iter().map(|record| (record.meta.id, *record)).collect();
        for record in &all {
            assert!(record.meta.logical.0 >= record.meta.recorded_at, "seed {seed}");
            let ahead = record.meta.logical.0.as_nanosecond() - i128::from(newest);
            assert!(ahead <= 60, "seed {seed}: it is {ahead} ns ahead of all clocks");
            for cause in &record.meta.causes {
                let (effect, cause) = (&record.meta, &by_id[cause].meta);
                if cause.id.log == effect.id.log {
                    assert!((cause.logical, cause.position) < (effect.logical, effect.position), "seed {seed}");
                } else {
                    assert!(cause.logical < effect.logical, "seed {seed}: {} led to {}", cause.id, effect.id);
                }
            }
        }
        for log in &logs {
            assert!(log.is_sorted_by_key(|record| record.meta.logical), "seed {seed}");
        }

        all.sort_by_key(|record| (record.meta.logical, record.meta.id));
        let places: HashMap<EventId, usize> = all.iter().map(|record| record.meta.id).zip(0..).collect();
        let is_before = |cause, effect| places[cause] < places[effect];
        assert!(all.iter().all(|effect| effect.meta.causes.iter().all(|cause| is_before(cause, &effect.meta.id))));

        let exports = logs.iter().map(|log| log.iter().map(CloudEvent::of_record));
        let together = merged(exports).map(|event| event.expect("exported").meta.id);
        assert!(together.eq(all.iter().map(|record| record.meta.id)), "seed {seed}");
        import_together(&logs);
    }
}

/// All logs' events, imported into one through their lines.
fn import_together(logs: &[Vec<Record>]) {
    let exports = logs.iter().map(|log| {
        log.iter().map(|record| CloudEvent::parse(&CloudEvent::of_record(record).expect("exported").to_line()))
    });
    let log = MemoryLog::new();
    let mut order = block_on(ImportOrder::of(&log)).expect("an empty log");
    let records: HashMap<EventId, &Record> = logs.iter().flatten().map(|record| (record.meta.id, record)).collect();
    for event in merged(exports) {
        let event = event.expect("a line");
        order.admit(event.meta.id, &event.meta.causes).expect("none stands before its causes");
        let (was, stream) = (records[&event.meta.id], event.meta.stream.clone());
        let new = Record { meta: event.meta, kind: Arc::clone(&was.kind), payload: was.payload.clone() }.into();
        let append = StreamAppend { stream, expected: None, idempotency_key: None, records: vec![new] };
        let imported = &block_on(log.append(append.into())).expect("imported")[0];
        assert_eq!(
            (imported.meta.id, imported.meta.logical, &imported.meta.causes),
            (was.meta.id, was.meta.logical, &was.meta.causes)
        );
        let (kind, payload) = (&imported.kind, &imported.payload);
        assert!(to_json_text(&kind.schema, kind.codec, payload).is_ok());
    }
    let again = block_on(ImportOrder::of(&log)).expect("read").admit(logs[0][0].meta.id, &[]);
    assert_eq!(again, Err(ImportOrderError::Twice { id: logs[0][0].meta.id }));
}

#[test]
fn what_would_make_a_circle_of_causes_is_refused() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let accounts = stack.machine::<Account>();
        let first = accounts.dispatch("1", Deposited { cents: 1 }).await.expect("done");
        // The event's own id, and those that come after it, with all that is needed not to ask the log about them.
        for position in [0, 2, 3, u64::MAX] {
            let id = EventId { position, ..first.events[0].meta.id };
            let to_come = Cause { id, correlation: Some(id), logical: None };
            let refused = accounts.dispatch("1", Deposited { cents: 1 }).caused_by(to_come).await.expect_err("refused");
            assert!(
                matches!(refused, DispatchError::Failed { source: CommitFailure::UnknownCause { id: named }, .. } if named == id)
            );
        }
        let there = Cause { correlation: Some(first.events[0].meta.id), ..first.events[0].meta.id.into() };
        accounts.dispatch("1", Deposited { cents: 1 }).caused_by(there).await.expect("it is there");

        let id = |position| EventId { log: LogId(7), position };
        let mut order = ImportOrder::of(stack.log().expect("open").as_ref()).await.expect("read");
        assert_eq!(order.admit(id(1), &[id(1)]), Err(ImportOrderError::OwnCause { id: id(1) }));
        assert_eq!(order.admit(id(1), &[id(2)]), Err(ImportOrderError::LaterCause { id: id(1), cause: id(2) }));
        let to_come = EventId { position: 3, ..there.id };
        let refused = Err(ImportOrderError::CauseToCome { id: id(1), cause: to_come, position: 3 });
        assert_eq!(order.admit(id(1), &[to_come]), refused);
        let other = EventId { log: LogId(8), position: 2 };
        order.admit(id(1), &[other, there.id]).expect("what it names is not there, and may never be");
        assert_eq!(order.admit(other, &[id(1)]), Err(ImportOrderError::BehindEffect { cause: other, effect: id(1) }));
        let own = EventId { position: 9, ..there.id };
        assert_eq!(order.admit(own, &[]), Err(ImportOrderError::Foretold { id: own, position: 4 }));
        assert_eq!(order.admit(there.id, &[]), Err(ImportOrderError::Twice { id: there.id }));
    });
}

#[test]
fn a_lane_is_recorded_and_a_cause_at_the_end_of_time_leads_to_nothing() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let accounts = stack.machine::<Account>();
        let done = accounts.dispatch("1", Deposited { cents: 1 }).lane("worker 3").await.expect("done");
        assert_eq!(done.events[0].meta.lane.as_deref(), Some("worker 3"));
        let id = EventId { log: LogId(7), position: 1 };
        let last = Cause { logical: Some(LogicalTime(Timestamp::MAX)), ..id.into() };
        let refused = accounts.dispatch("1", Deposited { cents: 1 }).caused_by(last).await.expect_err("refused");
        assert!(refused.to_string().contains("the last logical time"), "{refused}");
    });
}
