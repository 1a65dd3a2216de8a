//! An order that is placed, paid in two parts, and asked about.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.placed")]
struct Placed {
    customer: String,
    total_cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid")]
struct Paid {
    cents: u64,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Order {
    #[default]
    Draft,
    Open {
        customer: String,
        due_cents: u64,
    },
    #[state(terminal)]
    Settled {
        customer: String,
    },
}

#[reducer(enum OrderEvent, otherwise = reject)]
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

    #[guard]
    fn no_overpayment(&self, event: &Paid) -> Result<(), String> {
        match self {
            Order::Open { due_cents, .. } if event.cents > *due_cents => Err(format!("only {due_cents} are due")),
            _ => Ok(()),
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    pollster::block_on(async {
        let stack = ChronoStack::in_memory(); // or, durable in a folder: ChronoStack::open("orders.chrono")?
        let orders = stack.machine::<Order>();

        let placed = orders.dispatch("order-1", Placed { customer: "ann".into(), total_cents: 1250 }).await?;
        orders.dispatch("order-1", Paid { cents: 250 }).caused_by(&placed).actor("ann").await?;
        if let Err(refused) = orders.dispatch("order-1", Paid { cents: 9999 }).await {
            println!("{refused}");
        }
        orders.dispatch("order-1", Paid { cents: 1000 }).await?;

        let story = orders.history("order-1").await?;
        for step in story.steps() {
            println!("{step}");
        }
        println!("who changed what is due?\n{}", story.blame("/due_cents"));
        println!("and without the first payment? {:?}", story.without(2).state());
        Ok(())
    })
}
