//! Which events carry a fingerprint.

use chronostack::prelude::*;
use pollster::block_on;
use serde::{Deserialize, Serialize};

use super::till::{Sold, recorded, sales};

/// The versions of a stream's events that carry one, of 150 events recorded one by one and 150 in commits of 7 at the most.
fn carrying<R: chronostack::machine::Reducer>(builder: chronostack::stack::Builder) -> Vec<u64>
where
    Sold: Into<R::Event>,
{
    let stack = builder.log(chronostack::log::MemoryLog::new()).build().expect("built");
    let machine = stack.machine::<R>();
    let sold: Vec<Sold> = sales(300, 0).collect();
    for sold in &sold[..150] {
        block_on(machine.dispatch("1", sold.clone()).into_future()).expect("recorded");
    }
    for sold in sold[150..].chunks(7) {
        let events = || Ok::<_, ()>(sold.iter().cloned().map(Into::into).collect());
        block_on(machine.decide("1", |_| events()).into_future()).expect("recorded");
    }
    let story = block_on(machine.history("1")).expect("read");
    story.events().iter().filter(|e| e.meta.fingerprint.is_some()).map(|e| e.meta.version).collect()
}

#[test]
fn every_so_many_events_and_with_snapshots() {
    let with = |fingerprints| ChronoStack::builder().fingerprints(fingerprints);
    assert_eq!(carrying::<Summed>(ChronoStack::builder()), [64, 128, 192, 262]);
    assert_eq!(carrying::<recorded::Till>(with(Fingerprints::every(100))), [100, 206, 300]);
    assert_eq!(carrying::<recorded::Till>(with(Fingerprints::never())), [] as [u64; 0]);
    assert_eq!(carrying::<recorded::Till>(with(Fingerprints::every(1)))[..150], (1..=150).collect::<Vec<_>>());
    let snapshots = with(Fingerprints::never()).snapshots(Snapshots::every(90));
    assert_eq!(carrying::<recorded::Till>(snapshots), [90, 185, 276]);
}

/// Its state is small, so that it has one as often as the default allows.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Summed {
    sum: u64,
}

#[reducer(enum SummedEvent)]
impl Summed {
    fn sold(&mut self, event: &Sold) {
        self.sum += event.cents;
    }
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Dated {
    last: Option<Timestamp>,
}

#[reducer(enum DatedEvent)]
impl Dated {
    fn sold(&mut self, _event: &Sold, meta: &Meta) {
        self.last = Some(meta.recorded_at);
    }
}

/// Position and time are the log's to give: until then the state behind the event is a guess.
#[test]
fn none_where_a_handler_reads_meta() {
    assert_eq!(carrying::<Dated>(ChronoStack::builder().fingerprints(Fingerprints::every(1))), [] as [u64; 0]);
}
