//! Sets of events that stand already: newtype variants, variants with fields of their own, a set within the set.

use std::collections::BTreeMap;

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

use super::meta;

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "bank.opened")]
struct Opened {
    owner: String,
}

#[derive(Event, Clone, Debug, PartialEq)]
enum Card {
    Issued { number: u64 },
    Blocked,
}

#[derive(Event, Clone, Debug, PartialEq)]
enum Bank {
    // The variant's name need not be the type's.
    AccountOpened(Opened),
    Deposited { cents: u64, memo: Option<String> },
    Withdrawn(u64, String),
    Closed,
    Card(Card),
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Account {
    owner: String,
    balance: u64,
    cards: u32,
    is_closed: bool,
}

#[reducer(event = Bank, stream = "bank")]
impl Account {
    fn opened(&mut self, event: &Opened) {
        self.owner.clone_from(&event.owner);
    }

    fn deposited(&mut self, Bank::Deposited { cents, .. }: &Bank, meta: &Meta) {
        self.balance += cents * meta.version;
    }

    fn withdrawn(&mut self, Bank::Withdrawn(cents, _): &Bank) {
        self.balance -= cents;
    }

    fn closed(&mut self, Bank::Closed: &Bank) {
        self.is_closed = true;
    }

    fn card(&mut self, event: &Card) {
        if let Card::Issued { .. } = event {
            self.cards += 1;
        }
    }

    #[guard]
    fn is_covered(&self, Bank::Withdrawn(cents, memo): &Bank) -> Result<(), String> {
        if *cents <= self.balance { Ok(()) } else { Err(format!("{memo}: {} is all there is", self.balance)) }
    }
}

/// A second view of the same events, as an enum, which looks at some of them only.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Standing {
    #[default]
    Unknown,
    Customer {
        deposits: BTreeMap<String, u64>,
    },
    Former,
}

#[reducer(event = Bank, otherwise = ignore)]
impl Standing {
    #[transition(Unknown | Former => Customer)]
    fn opened(event: &Opened) -> Self {
        Self::Customer { deposits: BTreeMap::new() }
    }

    #[transition(Customer { deposits } => Customer)]
    fn deposited(mut deposits: BTreeMap<String, u64>, Bank::Deposited { cents, memo }: &Bank) -> Self {
        *deposits.entry(memo.clone().unwrap_or_default()).or_default() += cents;
        Self::Customer { deposits }
    }

    #[transition(Customer => Former)]
    fn closed(Bank::Closed: &Bank) -> Self {
        Self::Former
    }
}

/// Every event is decided without `otherwise`: ignored by variant, by type, as a whole set.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Deposits(u64);

#[reducer(event = Bank, ignore((_, Opened), (_, Bank::Withdrawn), (_, Bank::Closed), (Deposits, Card)))]
impl Deposits {
    fn deposited(&mut self, _event @ Bank::Deposited { cents, .. }: &Bank) {
        self.0 += cents;
    }
}

fn history() -> Vec<Bank> {
    vec![
        Opened { owner: "ann".into() }.into(),
        Bank::Deposited { cents: 100, memo: Some("rent".into()) },
        Bank::Card(Card::Issued { number: 1 }),
        Bank::Card(Card::Blocked),
        Bank::Withdrawn(30, "atm".into()),
        Bank::Closed,
    ]
}

fn fold<R: Reducer<Event = Bank>>() -> R {
    let mut state = R::default();
    for (version, event) in (1..).zip(history()) {
        state.check(&event).unwrap();
        assert_ne!(state.reduce(&event, &meta(version)), Outcome::Rejected);
    }
    state
}

#[test]
fn a_struct_folds_newtype_and_inline_variants_and_sets() {
    let account = fold::<Account>();
    assert_eq!(account, Account { owner: "ann".into(), balance: 170, cards: 1, is_closed: true });
}

#[test]
fn a_second_view_looks_at_some_of_the_events() {
    assert_eq!(fold::<Standing>(), Standing::Former);
    let mut standing = Standing::Customer { deposits: BTreeMap::new() };
    let _ = standing.reduce(&history()[1], &meta(1));
    assert_eq!(standing, Standing::Customer { deposits: [("rent".to_owned(), 100)].into() });
    assert_eq!(standing.reduce(&history()[2], &meta(2)), Outcome::Ignored);
    let mut former = Standing::Former;
    assert_eq!(former.reduce(&history()[1], &meta(2)), Outcome::Ignored);
    assert_eq!(former, Standing::Former);
    assert_eq!(fold::<Deposits>(), Deposits(100));
}

#[test]
fn a_guard_may_take_an_inline_variant() {
    let refused = Account::default().check(&Bank::Withdrawn(1, "atm".into())).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "guard `is_covered` refused `bank.withdrawn` in state `Account`: atm: 0 is all there is"
    );
}

#[test]
fn the_spec_names_every_event_of_a_set() {
    let spec = Account::machine();
    let events: Vec<_> = spec.transitions.iter().map(|row| (row.handler, row.events.join(" "))).collect();
    let expected = [
        ("opened", "bank.opened"),
        ("deposited", "bank.deposited"),
        ("withdrawn", "bank.withdrawn"),
        ("closed", "bank.closed"),
        ("card", "card.issued card.blocked"),
    ];
    assert_eq!(events, expected.map(|(handler, events)| (handler, events.to_owned())));
    assert_eq!(spec.events.len(), 6);
    let ignored: Vec<_> = Deposits::machine().ignored.iter().map(|pair| pair.event).collect();
    assert_eq!(ignored, ["bank.opened", "bank.withdrawn", "bank.closed", "card.issued", "card.blocked"]);
}
