//! The public contract's section 2, line by line as it writes it. (Section 3 is in `time_travel`.)

use chronostack::{
    log::{Log, MemoryLog},
    prelude::*,
};

use crate::domain::{Order, OrderEvent, Overpaid as MyError, open, paid, placed};

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[test]
fn the_runtime() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("orders.chrono");
    let clock = || Timestamp::UNIX_EPOCH;
    pollster::block_on(async {
        let stack = ChronoStack::in_memory();
        assert!(!stack.log().expect("it is open").capabilities().durable);
        let stack = ChronoStack::builder().log(MemoryLog::new()).clock(clock).build()?;
        drop(stack);
        let stack = ChronoStack::open(&path)?;
        stack.close().await?;
        let stack = ChronoStack::builder().path(&path).service("checkout").snapshots(Snapshots::every(100)).build()?;

        let orders = stack.machine::<Order>();
        let placed = orders.dispatch("order-1", placed(500)).await?;
        let paid = orders
            .dispatch("order-1", paid(200))
            .caused_by(&placed)
            .actor("ann")
            .idempotency_key("pay-7")
            .expect_version(1)
            .await?;
        let Committed { state, version, position, events, .. } = paid;
        assert_eq!((state, version, position), (open(300), 2, 2));
        assert_eq!(events[0].meta.service.as_deref(), Some("checkout"));
        assert_eq!(events[0].meta.stream.as_str(), "order/order-1");

        let decided = orders
            .decide("order-1", |order| {
                let Order::Open { due_cents, .. } = order else { return Err(MyError { by_cents: 0 }) };
                Ok::<_, MyError>(vec![OrderEvent::from(crate::domain::paid(*due_cents))])
            })
            .await?;
        let order: Versioned<Order> = orders.load("order-1").await?;
        assert_eq!((&order.state, order.version), (&decided.state, 3));
        assert!(matches!(*order, Order::Settled { .. }), "it derefs to the state");
        let past = orders.at("order-1", 1).await?;
        assert_eq!(past.state, open(500));
        let then = orders.as_of("order-1", Timestamp::now()).await?;
        assert_eq!(then.version, 3);
        let story: History<Order> = orders.history("order-1").await?;
        assert_eq!(story.len(), 3);
        stack.close().await?;
        Ok(())
    })
}

#[test]
fn handles_go_where_a_program_needs_them() {
    fn anywhere<T: Clone + Send + Sync + 'static>(_: &T) {}
    fn movable<T: Send + 'static>(value: T) -> T {
        value
    }
    let stack = ChronoStack::in_memory();
    let orders = stack.machine::<Order>();
    anywhere(&stack);
    anywhere(&orders);
    let dispatch = movable(orders.dispatch("1", placed(1)).into_future());
    assert!(pollster::block_on(dispatch).is_ok());
    let load = {
        let orders = orders.clone();
        movable(async move { orders.load("1").await })
    };
    assert_eq!(pollster::block_on(load).map(|order| order.version).ok(), Some(1));
}
