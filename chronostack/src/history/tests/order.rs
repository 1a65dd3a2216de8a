//! The order of the documentation: an enum state, guards, and rows that are missing.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::{
    codec::{Codec, DecodeError, EncodeError},
    event::{Event, EventSchema, EventType, encode_as},
    history::History,
    machine::{MachineSpec, Outcome, Reducer, Rejection, StateSpec, Transition},
    meta::Meta,
    schema::{Field, Shape, TypeSchema},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Placed {
    pub(crate) customer: String,
    pub(crate) total_cents: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Paid {
    pub(crate) cents: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Noted {
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OrderEvent {
    Placed(Placed),
    Paid(Paid),
    Noted(Noted),
}

impl From<Placed> for OrderEvent {
    fn from(event: Placed) -> Self {
        Self::Placed(event)
    }
}

impl From<Paid> for OrderEvent {
    fn from(event: Paid) -> Self {
        Self::Paid(event)
    }
}

impl From<Noted> for OrderEvent {
    fn from(event: Noted) -> Self {
        Self::Noted(event)
    }
}

fn schema(cell: &'static OnceLock<EventSchema>, fields: &[(&str, Shape)]) -> &'static EventSchema {
    let field = |(name, shape): &(&str, Shape)| Field { name: (*name).into(), shape: shape.clone(), default: false };
    cell.get_or_init(|| {
        let root = Shape::Struct(fields.iter().map(field).collect());
        EventSchema::new(TypeSchema { root, types: Vec::new() })
    })
}

fn placed_schema() -> &'static EventSchema {
    static CELL: OnceLock<EventSchema> = OnceLock::new();
    schema(&CELL, &[("customer", Shape::String), ("total_cents", Shape::U64)])
}

fn paid_schema() -> &'static EventSchema {
    static CELL: OnceLock<EventSchema> = OnceLock::new();
    schema(&CELL, &[("cents", Shape::U64)])
}

fn noted_schema() -> &'static EventSchema {
    static CELL: OnceLock<EventSchema> = OnceLock::new();
    schema(&CELL, &[("text", Shape::String)])
}

impl Event for OrderEvent {
    const TYPES: &'static [EventType] = &[
        EventType { name: "order.placed", version: 1, codec: Codec::Postcard, schema: placed_schema, upcasts: &[] },
        EventType { name: "order.paid", version: 1, codec: Codec::Postcard, schema: paid_schema, upcasts: &[] },
        EventType { name: "order.noted", version: 1, codec: Codec::Postcard, schema: noted_schema, upcasts: &[] },
    ];

    fn type_index(&self) -> usize {
        match self {
            Self::Placed(_) => 0,
            Self::Paid(_) => 1,
            Self::Noted(_) => 2,
        }
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        match self {
            Self::Placed(event) => encode_as(self.event_type(), event, out),
            Self::Paid(event) => encode_as(self.event_type(), event, out),
            Self::Noted(event) => encode_as(self.event_type(), event, out),
        }
    }

    fn decode(index: usize, _: u32, codec: Codec, payload: &[u8]) -> Result<Self, DecodeError> {
        match index {
            0 => codec.decode(payload).map(Self::Placed),
            1 => codec.decode(payload).map(Self::Paid),
            _ => codec.decode(payload).map(Self::Noted),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Order {
    #[default]
    Draft,
    Open {
        customer: String,
        due_cents: u64,
    },
    Settled {
        customer: String,
    },
}

impl Reducer for Order {
    type Event = OrderEvent;
    const STREAM: &'static str = "order";

    fn check(&self, event: &OrderEvent) -> Result<(), Rejection> {
        let (state, name) = (self.state_name(), event.event_type().name);
        match (self, event) {
            (Self::Open { due_cents, .. }, OrderEvent::Paid(paid)) if paid.cents > *due_cents => {
                let reason = format!("{} cents are more than the {due_cents} that are due", paid.cents).into();
                Err(Rejection::Guard { state, event: name, guard: "no_overpayment", reason })
            }
            // A rule of today, which an old log may break.
            (_, OrderEvent::Noted(noted)) if noted.text == "secret" => {
                Err(Rejection::Guard { state, event: name, guard: "no_secrets", reason: "keep it to yourself".into() })
            }
            (Self::Draft, OrderEvent::Placed(_))
            | (Self::Open { .. }, OrderEvent::Paid(_))
            | (_, OrderEvent::Noted(_)) => Ok(()),
            _ => Err(Rejection::NoTransition { state, event: name }),
        }
    }

    fn reduce(&mut self, event: &OrderEvent, _: &Meta) -> Outcome {
        let from = self.state_name();
        let (handler, next) = match (&*self, event) {
            (Self::Draft, OrderEvent::Placed(placed)) => {
                ("place", Self::Open { customer: placed.customer.clone(), due_cents: placed.total_cents })
            }
            (Self::Open { customer, due_cents }, OrderEvent::Paid(paid)) => {
                let customer = customer.clone();
                let due_cents = due_cents.checked_sub(paid.cents).expect("paid too much");
                ("pay", if due_cents == 0 { Self::Settled { customer } } else { Self::Open { customer, due_cents } })
            }
            (_, OrderEvent::Noted(_)) => return Outcome::Ignored,
            _ => return Outcome::Rejected,
        };
        *self = next;
        Outcome::Applied { transition: Transition { handler, from, to: self.state_name(), between_variants: true } }
    }

    fn machine() -> &'static MachineSpec {
        static SPEC: OnceLock<MachineSpec> = OnceLock::new();
        SPEC.get_or_init(|| {
            let mut spec = MachineSpec::new::<OrderEvent>("Order", "order");
            let state = |name| StateSpec { name, initial: name == "Draft", terminal: name == "Settled" };
            spec.states = ["Draft", "Open", "Settled"].map(state).into();
            spec.is_enum = true;
            spec
        })
    }

    fn state_name(&self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Open { .. } => "Open",
            Self::Settled { .. } => "Settled",
        }
    }
}

pub(crate) fn placed(total_cents: u64) -> OrderEvent {
    Placed { customer: "ann".into(), total_cents }.into()
}

pub(crate) fn paid(cents: u64) -> OrderEvent {
    Paid { cents }.into()
}

pub(crate) fn noted(text: &str) -> OrderEvent {
    Noted { text: text.into() }.into()
}

pub(crate) fn open(due_cents: u64) -> Order {
    Order::Open { customer: "ann".into(), due_cents }
}

pub(crate) fn settled() -> Order {
    Order::Settled { customer: "ann".into() }
}

/// Placed for 1,250, paid 1,000, then a note, then the rest paid.
pub(crate) fn story() -> History<Order> {
    History::from_events([placed(1250), paid(1000), noted("call back"), paid(250)])
}
