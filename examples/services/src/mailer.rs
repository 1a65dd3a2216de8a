//! The mailer: takes mails out of the queue and sends them, by a server that does not take the first attempt.

use std::{path::Path, time::Duration};

use chronostack::{context::Context, prelude::*, task::Retry};
use tokio::{select, time::sleep};

use crate::{
    Failure,
    mail::{Delivery, Mail, Sent, Taken},
    process,
    queue::Queue,
};

/// What the mail server does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Server {
    /// It refuses whom it does not know, and takes the second attempt.
    Greylists,
    /// It never answers: to see what the logs say of a mailer that is killed meanwhile.
    Hangs,
}

pub(crate) async fn run(folder: &Path, server: Server) -> Result<(), Failure> {
    let stack = process::open(folder, "mailer")?;
    let queue = Queue::open(folder)?;
    select! {
        worked = work(&stack, &queue, server) => worked?,
        () = process::told_to_end() => {}
    }
    Ok(stack.close().await?)
}

async fn work(stack: &ChronoStack, queue: &Queue, server: Server) -> Result<(), Failure> {
    loop {
        let message = queue.next::<Mail>().await?;
        let order = message.carried.value().order.clone();
        message.carried.clone().scope(|mail| deliver(stack, mail, server)).await?;
        message.done()?;
        println!("sent {order}");
    }
}

async fn deliver(stack: &ChronoStack, mail: Mail, server: Server) -> Result<(), Failure> {
    let deliveries = stack.machine::<Delivery>();
    // A message comes again where this process ended before it was done with it.
    if matches!(*deliveries.load(&mail.order).await?, Delivery::Sent { .. }) {
        return Ok(());
    }
    let taken = deliveries.dispatch(&mail.order, Taken { to: mail.to.clone() }).idempotency_key("take").await?;
    let context = Context::current().handling(&taken);
    let retry = Retry::attempts(3).exponential(Duration::from_millis(40), Duration::from_secs(1));
    let sent = context.run(|| {
        stack.task("smtp").retry(retry).run(|attempt| {
            let (deliveries, order) = (&deliveries, &mail.order);
            async move {
                smtp(server, attempt).await?;
                deliveries.dispatch(order, Sent {}).await.map_err(|error| error.to_string())
            }
        })
    });
    sent.await?;
    Ok(())
}

async fn smtp(server: Server, attempt: u32) -> Result<(), String> {
    if let Server::Hangs = server {
        std::future::pending::<()>().await;
    }
    sleep(Duration::from_millis(10)).await;
    if attempt < 2 { Err("451 greylisted, come back later".to_owned()) } else { Ok(()) }
}
