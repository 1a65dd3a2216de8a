//! What is recorded in a context.

use chronostack::{
    context::{Context, TraceContext},
    prelude::*,
};
use pollster::block_on;

use crate::domain::{Account, Deposited, Opened};

const PARENT: &str = "00-12345678901234567890123456789012-1234567890123456-01";

fn trace() -> TraceContext {
    TraceContext::from_headers([PARENT.as_bytes()], []).unwrap().unwrap()
}

#[test]
fn a_dispatch_takes_causes_actor_and_trace_from_where_it_is_called() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let accounts = stack.machine::<Account>();
        let first = accounts.dispatch("1", Opened { owner: "ann".into() }).await.unwrap();
        let context = Context::current().handling(&first).with_actor("ann").with_trace(trace());
        // Called in the context, awaited out of it.
        let dispatch = context.run(|| accounts.dispatch("1", Deposited { cents: 5 }));
        let decide = context.run(|| accounts.decide("1", |_| Ok::<_, String>(vec![Deposited { cents: 6 }.into()])));
        for committed in [dispatch.await.unwrap(), decide.await.unwrap()] {
            let meta = &committed.events[0].meta;
            assert_eq!(meta.causes, [first.events[0].meta.id]);
            assert_eq!(meta.correlation, first.events[0].meta.id);
            assert_eq!(meta.actor.as_deref(), Some("ann"));
            assert_eq!(meta.traceparent.as_deref(), Some(PARENT));
        }
    });
}

#[test]
fn what_is_said_wins_and_causes_are_added_once() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let accounts = stack.machine::<Account>();
        let first = accounts.dispatch("1", Opened { owner: "ann".into() }).await.unwrap();
        let second = accounts.dispatch("2", Opened { owner: "bob".into() }).await.unwrap();
        let context = Context::current().handling(&first).with_actor("ann").with_trace(trace());
        let work = async {
            let dispatch = accounts.dispatch("1", Deposited { cents: 5 }).caused_by(&second).caused_by(&first);
            dispatch.actor("bob").traceparent("mine").await.unwrap()
        };
        let committed = context.scope(work).await;
        let meta = &committed.events[0].meta;
        assert_eq!(meta.causes, [first.events[0].meta.id, second.events[0].meta.id]);
        assert_eq!(meta.actor.as_deref(), Some("bob"));
        assert_eq!(meta.traceparent.as_deref(), Some("mine"));
    });
}

#[test]
fn what_is_recorded_within_leads_to_nothing_by_itself() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let accounts = stack.machine::<Account>();
        let first = accounts.dispatch("1", Opened { owner: "ann".into() }).await.unwrap();
        let work = async {
            let one = accounts.dispatch("1", Deposited { cents: 1 }).await.unwrap();
            let two = accounts.dispatch("1", Deposited { cents: 2 }).await.unwrap();
            let three = Context::current().handling(&two).run(|| accounts.dispatch("1", Deposited { cents: 3 }));
            (one, two, three.await.unwrap())
        };
        let (one, two, three) = Context::current().handling(&first).scope(work).await;
        assert_eq!(one.events[0].meta.causes, [first.events[0].meta.id]);
        assert_eq!(two.events[0].meta.causes, [first.events[0].meta.id]);
        assert_eq!(three.events[0].meta.causes, [two.events[0].meta.id]);
    });
}
