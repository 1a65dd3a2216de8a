//! `seek`: the state at any version of one stream of a million events.

use std::time::{Duration, Instant};

use chronostack::{ChronoStack, Machine, log::FileLog, prelude::Snapshots};
use pollster::block_on;

use crate::{
    bank::{Account, AccountEvent, Deposited, Opened, Withdrawn},
    fault::Result,
    measure::{Better, Metric, Race, Reading, Row, quantile},
    peer::by_hand,
    report::CHRONOSTACK,
    setup::Setup,
};

const METRICS: [Metric; 2] = [
    Metric { workload: "seek", unit: "ms (p99)", better: Better::Lower },
    Metric { workload: "seek-p50", unit: "ms (p50)", better: Better::Lower },
];
const EVENTS: usize = 1_000_000;
const EVENTS_QUICK: usize = 10_000;
const EVENTS_A_SNAPSHOT: u64 = 1_000;
const EVENTS_A_COMMIT: usize = 1_000;
const SEEKS: usize = 1_000;
/// A replay from the first event takes so long that a few of them say enough.
const REPLAYS: usize = 5;
const ID: &str = "0";
const IN_MEMORY: &str = "chronostack, a History in memory";

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let life = Life::new(setup.size(EVENTS, EVENTS_QUICK));
    let folder = setup.new_folder()?;
    let path = folder.path().join("events.chrono");
    let builder = || ChronoStack::builder().snapshots(Snapshots::every(EVENTS_A_SNAPSHOT));
    let stack = builder().path(&path).build()?;
    fill(&stack.machine(), &life.events)?;
    block_on(stack.close())?;
    // Opened again, so that no state is cached; every seek goes to the log and its snapshots.
    let stack = builder().path(&path).build()?;
    let accounts = stack.machine::<Account>();
    let without_snapshots = ChronoStack::builder().log(FileLog::options().read_only(true).open(&path)?).build()?;
    let from_zero = without_snapshots.machine::<Account>();
    let mut race = Race::new(setup, &METRICS);
    race.enter(CHRONOSTACK, || life.seek(SEEKS, |version| Ok(block_on(accounts.at(ID, version))?.cents())));
    if race.wants(IN_MEMORY) {
        let history = block_on(accounts.history(ID))?;
        let life = &life;
        race.enter(IN_MEMORY, move || {
            life.seek(SEEKS, |version| Ok(history.at(version).ok_or("the history ends before that version")?.cents()))
        });
    }
    race.enter("replay from zero", || life.seek(REPLAYS, |version| Ok(block_on(from_zero.at(ID, version))?.cents())));
    race.run()
}

fn fill(machine: &Machine<Account>, events: &[AccountEvent]) -> Result<()> {
    for events in events.chunks(EVENTS_A_COMMIT) {
        block_on(machine.decide(ID, |_| Ok::<_, std::convert::Infallible>(events.to_vec())))?;
    }
    Ok(())
}

/// One account that is never closed, and its balance after each event.
struct Life {
    events: Vec<AccountEvent>,
    balances: Vec<u64>,
}

impl Life {
    fn new(count: usize) -> Self {
        let mut rng = fastrand::Rng::with_seed(11);
        let mut account = Account::default();
        let (mut events, mut balances) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for index in 0..count {
            let event: AccountEvent = match account.cents() {
                _ if index == 0 => Opened { owner: "the only one".to_owned() }.into(),
                cents if cents > 1_000 && rng.u8(0..100) < 38 => Withdrawn { cents: rng.u64(1..1_000) }.into(),
                _ => Deposited { cents: rng.u64(1_000..1_000_000), memo: "sixteen bytes of".to_owned() }.into(),
            };
            assert!(by_hand::apply(&mut account, &event), "the events are legal by construction");
            events.push(event);
            balances.push(account.cents());
        }
        Self { events, balances }
    }

    /// Seeks versions at random, the same ones for everybody, and compares what is found.
    fn seek(&self, seeks: usize, mut cents_at: impl FnMut(u64) -> Result<u64>) -> Result<Reading> {
        let mut rng = fastrand::Rng::with_seed(13);
        let mut times: Vec<Duration> = Vec::with_capacity(seeks);
        for _ in 0..seeks {
            let version = rng.usize(1..=self.balances.len());
            let start = Instant::now();
            let cents = cents_at(version as u64)?;
            times.push(start.elapsed());
            if cents != self.balances[version - 1] {
                return Err(format!("the state at version {version} is wrong").into());
            }
        }
        let values = [0.99, 0.5].map(|share| Some(quantile(&mut times, share).as_secs_f64() * 1e3));
        Ok(Reading { values: values.into(), check: 0 })
    }
}
