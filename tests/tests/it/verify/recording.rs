//! Which events carry a fingerprint.

use std::sync::OnceLock;

use chronostack::{
    machine::{MachineSpec, Outcome, Reducer, Rejection, Transition},
    prelude::*,
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

use super::till::{Sold, recorded, sales};

/// The versions of a stream's events that carry one, of 150 events recorded one by one and 150 in commits of 7 at the most.
fn carrying<R: Reducer>(builder: chronostack::stack::Builder) -> Vec<u64>
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

/// By hand, with what the macros would find out by themselves.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct ByHand {
    sum: u64,
}

impl Reducer for ByHand {
    type Event = Sold;
    const STREAM: &'static str = "by_hand";

    fn check(&self, _event: &Sold) -> Result<(), Rejection> {
        Ok(())
    }

    fn reduce(&mut self, event: &Sold, _meta: &Meta) -> Outcome {
        self.sum += event.cents;
        let transition = Transition { handler: "sold", from: "ByHand", to: "ByHand", between_variants: false };
        Outcome::Applied { transition }
    }

    fn machine() -> &'static MachineSpec {
        static SPEC: OnceLock<MachineSpec> = OnceLock::new();
        SPEC.get_or_init(|| MachineSpec::new::<Sold>("ByHand", "by_hand").with_state::<Self>().without_meta())
    }
}

#[test]
fn a_reducer_by_hand_has_them_where_it_says_that_it_reads_no_meta() {
    assert_eq!(carrying::<ByHand>(ChronoStack::builder()), [64, 128, 192, 262]);
    let mut taken_to = ByHand::machine().clone();
    taken_to.reads_meta = true;
    let new = MachineSpec::new::<Sold>("ByHand", "by_hand").with_state::<ByHand>();
    assert_eq!(new, taken_to, "without its word it is taken to");
}
