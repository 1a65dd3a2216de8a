//! The dashboard of a shop that is open.

use std::{path::Path, time::Duration};

use chronostack::prelude::*;

use crate::{
    Result,
    order::{Method, Order, Paid, Placed},
};

/// Shows the log in the browser until the program is ended, and sells something every second meanwhile.
pub(crate) fn serve(log: &Path) -> Result<()> {
    let stack = ChronoStack::builder().path(log).service("checkout").build()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let dashboard = chronostack_dashboard::router(&stack).name("checkout").machine::<Order>();
        let server = dashboard.serve("127.0.0.1:4780").await?;
        println!("{}", server.url());
        let orders = stack.machine();
        tokio::spawn(async move {
            if let Err(error) = sell(&orders).await {
                eprintln!("nothing more is sold: {error}");
            }
        });
        Ok(server.run().await?)
    })
}

async fn sell(orders: &Machine<Order>) -> std::result::Result<(), DispatchError<<Order as Reducer>::Event>> {
    for number in 2_u64.. {
        let (order, total_cents) = (format!("order-{number}"), 1_000 + number % 7 * 500);
        let placed = Placed { customer: format!("customer-{}", number % 5), total_cents };
        let placed = orders.dispatch(&order, placed).actor("web").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        // Every third is paid in two parts.
        let cents = if number % 3 == 0 { total_cents / 2 } else { total_cents };
        orders.dispatch(&order, Paid { cents, method: Method::Card }).caused_by(&placed).actor("bank").await?;
    }
    Ok(())
}
