//! An order machine: dispatched, restarted, travelled in time, asked what if, drawn. `cargo run --example checkout`
//!
//! `--serve` then opens the shop, and shows its log in the browser: `cargo run --example checkout -- --serve`.

mod order;
mod serve;

use std::{error::Error, fs, path::Path};

use chronostack::prelude::*;

use crate::order::{Cancelled, Method, Order, Paid, Placed, Shipped};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    // The log stays, to be looked at; the next run makes it anew.
    let log = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target/checkout.chrono");
    if log.exists() {
        fs::remove_dir_all(&log)?;
    }
    pollster::block_on(run(&log))?;
    if std::env::args().any(|argument| argument == "--serve") { serve::serve(&log) } else { Ok(()) }
}

async fn run(log: &Path) -> Result<()> {
    let stack = ChronoStack::builder().path(log).service("checkout").build()?;
    sell(&stack.machine()).await?;
    stack.close().await?;

    heading("opened again");
    let stack = ChronoStack::open(log)?;
    let orders = stack.machine::<Order>();
    let order = orders.load("order-1").await?;
    println!("version {}: {:?}", order.version, order.state);
    let past = orders.at("order-1", 2).await?;
    println!("version {}: {:?}", past.version, past.state);

    let story = orders.history("order-1").await?;
    look_back(&story);
    what_if(&story);
    stack.close().await?;

    heading("the machine as a Mermaid diagram");
    println!("{}", Order::machine().to_mermaid());
    Ok(())
}

/// An order's life. Each event is durable before its answer comes.
async fn sell(orders: &Machine<Order>) -> Result<()> {
    heading("dispatched");
    let card = |cents| Paid { cents, method: Method::Card };
    let placed = orders.dispatch("order-1", Placed { customer: "ann".into(), total_cents: 5_000 }).actor("ann").await?;
    let part = orders.dispatch("order-1", card(2_000)).caused_by(&placed).idempotency_key("payment-7").await?;

    // A guard refuses what may not happen, says why, and the event comes back.
    let too_much = orders.dispatch("order-1", card(9_900)).await;
    if let Err(DispatchError::Rejected { rejection, event, .. }) = too_much {
        println!("not recorded: {event:?}\n  {rejection}");
    }

    // The same payment comes in once more: the stream knows its key.
    let again = orders.dispatch("order-1", card(2_000)).idempotency_key("payment-7").await?;
    println!("payment-7 came twice; the second answers with version {}, duplicate: {}", again.version, again.duplicate);

    let transfer = Paid { cents: 3_000, method: Method::Transfer };
    let rest = orders.dispatch("order-1", transfer).caused_by(&placed).actor("bank").await?;
    let parcel = Shipped { parcel: "P-81".into() };
    orders.dispatch("order-1", parcel).caused_by(&part).caused_by(&rest).actor("depot").await?;

    // The table has no row for it.
    let too_late = orders.dispatch("order-1", Cancelled { reason: "changed my mind".into() }).await;
    if let Err(error) = too_late {
        println!("not recorded: {error}");
    }
    Ok(())
}

fn look_back(story: &History<Order>) {
    heading("what happened, and what it changed");
    println!("{story}");

    heading("who did it, and why");
    for step in story.steps() {
        let meta = step.meta();
        let causes: Vec<String> = meta.causes.iter().map(|cause| cause.position.to_string()).collect();
        let because = if causes.is_empty() { "-".to_owned() } else { causes.join(", ") };
        let (event, actor) = (step.event().event_type().name, meta.actor.as_deref().unwrap_or("-"));
        println!("{}  {event:<14} by {actor:<6} because of {because}", meta.position);
    }

    heading("which events changed the due amount");
    println!("{}", story.blame("/due_cents"));
}

fn what_if(story: &History<Order>) {
    heading("what if the second payment had not come");
    let other = story.without(3);
    println!("{:?}", other.state());
    for refused in other.refused() {
        println!("{refused}");
    }
    println!("what differs in the end:\n{}", chronostack::diff::Diff::of_states(story.state(), other.state()));
}

fn heading(text: &str) {
    println!("\n── {text} {}", "─".repeat(76_usize.saturating_sub(text.len())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_ends_shipped_and_stays_so() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("checkout.chrono");
        pollster::block_on(async {
            run(&log).await.unwrap();
            let stack = ChronoStack::open(&log).unwrap();
            let story = stack.machine::<Order>().history("order-1").await.unwrap();
            assert_eq!(story.version(), 4);
            assert_eq!(*story.state(), Order::Shipped { customer: "ann".into(), parcel: "P-81".into() });
            assert_eq!(story.without(3).state(), &Order::Open { customer: "ann".into(), due_cents: 3_000 });
        });
    }
}
