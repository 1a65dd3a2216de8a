//! The programs of section 1 of the contract, as written.

#![allow(unreachable_pub, clippy::assigning_clones, reason = "the contract's programs stand as a user wrote them")]

use chronostack::{machine::Transition, prelude::*};
use serde::{Deserialize, Serialize};

use super::meta;

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
pub struct Placed {
    pub customer: String,
    pub total_cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 2, upcast(PaidV1))]
pub struct Paid {
    pub cents: u64,
    pub method: Method,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 1)]
pub struct PaidV1 {
    pub cents: u64,
}

impl From<PaidV1> for Paid {
    fn from(old: PaidV1) -> Self {
        Paid { cents: old.cents, method: Method::Card }
    }
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.cancelled")]
pub struct Cancelled {
    pub reason: String,
}

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Method {
    Card,
    Transfer,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Order {
    #[default]
    Draft,
    Open {
        customer: String,
        due_cents: u64,
    },
    Settled {
        customer: String,
    },
    #[state(terminal)]
    Void {
        reason: String,
    },
}

#[derive(Debug, PartialEq)]
pub struct Overpaid {
    by_cents: u64,
}

impl std::fmt::Display for Overpaid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} cents too much", self.by_cents)
    }
}

impl std::error::Error for Overpaid {}

#[reducer(pub enum OrderEvent, otherwise = reject)]
impl Order {
    #[transition(Draft => Open)]
    fn place(event: &Placed) -> Self {
        Order::Open { customer: event.customer.clone(), due_cents: event.total_cents }
    }

    #[transition(Open { customer, due_cents } => Open | Settled)]
    fn pay(customer: String, due_cents: u64, event: &Paid) -> Self {
        match due_cents - event.cents {
            0 => Order::Settled { customer },
            due_cents => Order::Open { customer, due_cents },
        }
    }

    #[transition(Draft | Open { .. } => Void)]
    fn cancel(event: &Cancelled) -> Self {
        Order::Void { reason: event.reason.clone() }
    }

    #[guard]
    fn no_overpayment(&self, event: &Paid) -> Result<(), Overpaid> {
        match self {
            Order::Open { due_cents, .. } if *due_cents < event.cents => {
                Err(Overpaid { by_cents: event.cents - due_cents })
            }
            _ => Ok(()),
        }
    }
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "account.opened")]
pub struct Opened {
    pub owner: String,
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "account.deposited")]
pub struct Deposited {
    pub cents: u64,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    owner: String,
    balance: u64,
    last: Option<Timestamp>,
}

#[reducer(pub enum AccountEvent)]
impl Account {
    fn opened(&mut self, event: &Opened) {
        self.owner = event.owner.clone();
    }

    fn deposited(&mut self, event: &Deposited, meta: &Meta) {
        self.balance += event.cents;
        self.last = Some(meta.recorded_at);
    }
}

fn placed() -> OrderEvent {
    Placed { customer: "ann".into(), total_cents: 500 }.into()
}

fn paid(cents: u64) -> OrderEvent {
    Paid { cents, method: Method::Transfer }.into()
}

fn transition(handler: &'static str, from: &'static str, to: &'static str) -> Outcome {
    Outcome::Applied { transition: Transition { handler, from, to, between_variants: true } }
}

#[test]
fn an_order_goes_its_way() {
    let mut order = Order::default();
    assert_eq!(order.reduce(&placed(), &meta(1)), transition("place", "Draft", "Open"));
    assert_eq!(order, Order::Open { customer: "ann".into(), due_cents: 500 });
    assert_eq!(order.reduce(&paid(200), &meta(2)), transition("pay", "Open", "Open"));
    assert_eq!(order.reduce(&paid(300), &meta(3)), transition("pay", "Open", "Settled"));
    assert_eq!(order, Order::Settled { customer: "ann".into() });
    assert_eq!(order.state_name(), "Settled");
}

#[test]
fn a_pair_without_a_row_is_rejected_and_changes_nothing() {
    let mut order = Order::default();
    let rejection = order.check(&paid(1)).unwrap_err();
    assert!(matches!(rejection, Rejection::NoTransition { state: "Draft", event: "order.paid" }), "{rejection:?}");
    assert_eq!(order.reduce(&paid(1), &meta(1)), Outcome::Rejected);
    assert_eq!(order, Order::Draft);
    let settled = Order::Settled { customer: "ann".into() };
    order = settled.clone();
    assert_eq!(order.reduce(&paid(1), &meta(1)), Outcome::Rejected);
    assert_eq!(order, settled);
}

#[test]
fn a_guard_says_why() {
    let order = Order::Open { customer: "ann".into(), due_cents: 500 };
    order.check(&paid(500)).unwrap();
    let rejection = order.check(&paid(700)).unwrap_err();
    assert_eq!(rejection.guard(), Some("no_overpayment"));
    assert_eq!(
        rejection.to_string(),
        "guard `no_overpayment` refused `order.paid` in state `Open`: 200 cents too much"
    );
    let Rejection::Guard { reason, .. } = rejection else { panic!("{rejection}") };
    assert_eq!(*reason.downcast::<Overpaid>().unwrap(), Overpaid { by_cents: 200 });
}

#[test]
fn a_struct_is_changed_in_place_and_may_read_meta() {
    let mut account = Account::default();
    let opened = AccountEvent::from(Opened { owner: "ann".into() });
    let deposited = AccountEvent::from(Deposited { cents: 7 });
    account.check(&opened).unwrap();
    let _ = account.reduce(&opened, &meta(1));
    let outcome = account.reduce(&deposited, &meta(2));
    assert_eq!(account, Account { owner: "ann".into(), balance: 7, last: Some(meta(2).recorded_at) });
    let Outcome::Applied { transition } = outcome else { panic!("{outcome:?}") };
    assert_eq!(transition.to_string(), "deposited");
    assert_eq!((transition.from, transition.to), ("Account", "Account"));
    assert_eq!(account.state_name(), "Account");
}

#[test]
fn events_are_equal_with_and_without_partial_eq() {
    assert_eq!(placed(), placed());
    assert_ne!(paid(1), paid(2));
    assert_ne!(placed(), paid(1));
    // `Opened` and `Deposited` have no equality of their own: what would be recorded is compared.
    assert_eq!(AccountEvent::from(Deposited { cents: 1 }), AccountEvent::from(Deposited { cents: 1 }));
    assert_ne!(AccountEvent::from(Deposited { cents: 1 }), AccountEvent::from(Deposited { cents: 2 }));
}

#[test]
fn the_spec_says_what_the_impl_says() {
    let spec = Order::machine();
    assert_eq!((spec.name, spec.stream, Order::STREAM), ("Order", "order", "order"));
    assert!(spec.is_enum && !spec.reads_meta && Account::machine().reads_meta);
    let states: Vec<_> = spec.states.iter().map(|state| (state.name, state.initial, state.terminal)).collect();
    assert_eq!(
        states,
        [("Draft", true, false), ("Open", false, false), ("Settled", false, false), ("Void", false, true)]
    );
    let events: Vec<_> = spec.events.iter().map(|event| (event.name, event.version)).collect();
    assert_eq!(events, [("order.placed", 1), ("order.paid", 2), ("order.cancelled", 1)]);
    let pay = &spec.transitions[1];
    assert_eq!((pay.handler, &pay.events[..], &pay.from[..]), ("pay", &["order.paid"][..], &["Open"][..]));
    assert_eq!(pay.to, ["Open", "Settled"]);
    assert!(pay.place.file.ends_with("contract.rs"), "{}", pay.place.file);
    let line = include_str!("contract.rs").lines().position(|line| line.contains("fn pay(")).unwrap() + 1;
    assert_eq!(pay.place.line as usize, line);
    assert_eq!((spec.guards[0].name, &spec.guards[0].events[..]), ("no_overpayment", &["order.paid"][..]));
    assert_eq!(spec.unreachable_states(), Vec::<&str>::new());
    assert_eq!(spec.dead_ends(), ["Settled"]);
    assert_ne!(spec.fingerprint, Account::machine().fingerprint);
}
