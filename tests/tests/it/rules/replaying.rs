//! Rules 9 to 14.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chronostack::{
    codec::DecodeError,
    log::{Log, MemoryLog, ReadLimit},
    prelude::*,
    replay::{ReplayCause, ReplayError},
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

use crate::domain::{Order, paid, placed};

/// A machine of the same stream and events as [`Order`], with other rules: what a later release may look like.
macro_rules! later_release {
    ($name:ident { $($handlers:tt)* }) => {
        mod $name {
            use chronostack::prelude::*;
            use serde::{Deserialize, Serialize};
            #[allow(unused_imports, reason = "not each release uses each event")]
            use crate::domain::{Cancelled, OrderEvent, Paid, Placed};

            #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            pub struct Order {
                pub due: u64,
                pub paid: u64,
            }

            #[reducer(event = OrderEvent, stream = "order", otherwise = reject)]
            impl Order {
                $($handlers)*
            }
        }
    };
}

later_release!(tightened {
    fn place(&mut self, event: &Placed) {
        self.due = event.total_cents;
    }
    fn pay(&mut self, event: &Paid) {
        self.paid += event.cents;
    }
    #[guard]
    fn no_instalments(&self, event: &Paid) -> Result<(), &'static str> {
        if event.cents < self.due { Err("pay all of it at once") } else { Ok(()) }
    }
});

later_release!(without_payments {
    fn place(&mut self, event: &Placed) {
        self.due = event.total_cents;
    }
});

later_release!(retired_payments {
    fn place(&mut self, event: &Placed) {
        self.due = event.total_cents;
    }
    #[retired]
    fn pay(&mut self, event: &Paid) {
        self.paid += event.cents;
    }
});

later_release!(overflowing {
    fn place(&mut self, event: &Placed) {
        self.due = event.total_cents;
    }
    fn pay(&mut self, event: &Paid) {
        self.due = self.due.checked_sub(event.cents * 4).expect("less was due");
    }
});

/// A log with one order: placed for 500, paid 100, paid 200.
async fn recorded() -> Arc<MemoryLog> {
    let log = Arc::new(MemoryLog::new());
    let stack = ChronoStack::builder().log(log.clone()).build().unwrap();
    let orders = stack.machine::<Order>();
    orders.dispatch("1", placed(500)).await.unwrap();
    orders.dispatch("1", paid(100)).await.unwrap();
    orders.dispatch("1", paid(200)).await.unwrap();
    log
}

fn over(log: &Arc<MemoryLog>) -> ChronoStack {
    ChronoStack::builder().log(log.clone()).build().unwrap()
}

#[test]
fn rule_09_a_tightened_guard_is_not_asked_on_replay() {
    block_on(async {
        let log = recorded().await;
        let stack = over(&log);
        let orders = stack.machine::<tightened::Order>();
        let order = orders.load("1").await.unwrap();
        assert_eq!((order.due, order.paid, order.version), (500, 300, 3));
        assert!(orders.dispatch("1", paid(1)).await.is_err(), "it is asked before an append");
    });
}

#[test]
fn rule_10_a_stored_event_without_a_row_is_an_error_with_its_place() {
    block_on(async {
        let log = recorded().await;
        let stack = over(&log);
        let orders = stack.machine::<without_payments::Order>();
        let error = orders.load("1").await.unwrap_err();
        match &error {
            LoadError::Replay { log: id, source: ReplayError { stream, version, position, event, cause, .. } } => {
                assert_eq!(*id, log.id());
                assert_eq!((stream.as_str(), *version, *position, *event), ("order/1", 2, 2, "order.paid"));
                assert_eq!(*cause, ReplayCause::NoRow { state: "Order" });
            }
            other => panic!("{other}"),
        }
        assert!(error.to_string().contains("#[retired]"), "{error}");
        assert_eq!(log.head().await.unwrap(), 3, "nothing stored is lost");
        assert_eq!(orders.at("1", 1).await.unwrap().due, 500, "what lies before it stays readable");
    });
}

#[test]
fn rule_10_a_retired_row_folds_what_is_stored_and_refuses_what_is_new() {
    block_on(async {
        let log = recorded().await;
        let stack = over(&log);
        let orders = stack.machine::<retired_payments::Order>();
        assert_eq!(orders.load("1").await.unwrap().paid, 300);
        match orders.dispatch("1", paid(1)).await {
            Err(DispatchError::Rejected { rejection: Rejection::Retired { handler, event, .. }, .. }) => {
                assert_eq!((handler, event), ("pay", "order.paid"));
            }
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn rule_11_a_handler_that_panics_on_a_stored_event_is_an_error_with_its_place() {
    block_on(async {
        let log = recorded().await;
        let stack = over(&log);
        let error = stack.machine::<overflowing::Order>().load("1").await.unwrap_err();
        match error {
            LoadError::Replay { source: ReplayError { version, position, cause, .. }, .. } => {
                assert_eq!((version, position), (3, 3));
                assert_eq!(cause, ReplayCause::Panicked { message: "less was due".to_owned() });
            }
            other => panic!("{other}"),
        }
    });
}

/// `order.placed` as it was before, but for the type of one number.
mod signed {
    use chronostack::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.placed")]
    pub struct Placed {
        pub customer: String,
        pub total_cents: i64,
    }

    #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub struct Order {
        total: i64,
    }

    #[reducer(pub enum OrderEvent)]
    impl Order {
        fn place(&mut self, event: &Placed) {
            self.total = event.total_cents;
        }
    }
}

#[test]
fn rule_12_a_changed_shape_under_the_same_version_is_refused_before_anything_is_decoded() {
    block_on(async {
        let log = recorded().await;
        let stack = over(&log);
        let orders = stack.machine::<signed::Order>();
        // Refused for the machine as a whole: this stream holds no such event.
        let error = orders.load("another").await.unwrap_err();
        match &error {
            LoadError::SchemaChanged { log: id, event, version, difference, .. } => {
                assert_eq!((*id, event.as_str(), *version), (log.id(), "order.placed", 1));
                assert!(difference.contains("total_cents"), "{difference}");
                assert!(difference.contains("u64") && difference.contains("i64"), "{difference}");
            }
            other => panic!("{other}"),
        }
        let placed = signed::Placed { customer: String::new(), total_cents: -1 };
        assert!(orders.dispatch("another", placed).await.is_err());
        assert_eq!(log.head().await.unwrap(), 3, "and nothing is recorded on top of it");
    });
}

#[test]
fn an_unknown_event_and_a_newer_version_are_errors_with_their_place() {
    mod newer {
        use chronostack::prelude::*;
        use serde::{Deserialize, Serialize};

        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.placed", version = 4, since = 4)]
        pub struct Placed {}

        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.shipped")]
        pub struct Shipped {}

        #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        pub struct Order {}

        #[reducer(pub enum OrderEvent)]
        impl Order {
            fn place(&mut self, event: &Placed) {
                let _ = event;
            }
            fn ship(&mut self, event: &Shipped) {
                let _ = event;
            }
        }
    }
    block_on(async {
        let log = Arc::new(MemoryLog::new());
        let stack = over(&log);
        let orders = stack.machine::<newer::Order>();
        orders.dispatch("new", newer::Placed {}).await.unwrap();
        orders.dispatch("unknown", newer::Shipped {}).await.unwrap();
        let today = stack.machine::<Order>();
        let newer = today.load("new").await.unwrap_err();
        let cause = DecodeError::UnknownVersion { name: "order.placed".to_owned(), version: 4, newest: 1 };
        assert!(matches!(&newer, LoadError::Decode { position: 1, version: 1, source, .. } if *source == cause));
        let unknown = today.load("unknown").await.unwrap_err();
        let place = format!("decode event 2 of log {} (`order.shipped`, order/unknown version 1): ", log.id());
        let (unknown, newer) = (unknown.to_string(), newer.to_string());
        assert!(unknown.starts_with(&place), "{unknown}");
        assert_eq!(
            unknown[place.len()..],
            *"no event type here is named `order.shipped`; keep the type of an event that is recorded no more, with a #[retired] row, \
              or let a projection pass over it: #[reducer(.., unknown = ignore)]"
        );
        assert!(
            newer.ends_with(
                "`order.placed` is known here up to version 1, and this is version 4; newer code wrote it: run that again, or let a \
                 projection pass over it: #[reducer(.., unknown = ignore)]"
            ),
            "{newer}"
        );
    });
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tagged {
    tags: HashSet<String>,
    counts: HashMap<String, HashMap<u32, bool>>,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Grown {
    tree: Tree,
}

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tree {
    leaf: u8,
    branches: Vec<Tree>,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Garden {
    tags: Vec<HashSet<String>>,
    trees: Vec<Tree>,
}

#[reducer(enum GardenEvent)]
impl Garden {
    fn tagged(&mut self, event: &Tagged) {
        self.tags.push(event.tags.clone());
    }
    fn grown(&mut self, event: &Grown) {
        self.trees.push(event.tree.clone());
    }
}

#[test]
fn rule_14_maps_and_sets_encode_in_a_canonical_order_and_shapes_may_be_recursive() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let gardens = stack.machine::<Garden>();
        let inner = |salt: u32| (0..40).map(|n| (n * 7 + salt, n % 2 == 0)).collect();
        for id in 0..20_u32 {
            // Each set and map has its own hash seed, so that equal ones iterate in different orders.
            let tags = (0..100).map(|n| format!("tag {n}")).collect();
            let counts = (0..10).map(|n| (n.to_string(), inner(n))).collect();
            gardens.dispatch(id.to_string(), Tagged { tags, counts }).await.unwrap();
        }
        let page = stack.log().unwrap().read(1, ReadLimit::PAGE).await.unwrap();
        assert_eq!(page.records.len(), 20);
        assert!(page.records.windows(2).all(|pair| pair[0].payload == pair[1].payload));

        let leaf = |leaf| Tree { leaf, branches: Vec::new() };
        let tree = Tree { leaf: 1, branches: vec![leaf(2), Tree { leaf: 3, branches: vec![leaf(4)] }] };
        gardens.dispatch("tree", Grown { tree: tree.clone() }).await.unwrap();
        assert_eq!(gardens.history("tree").await.unwrap().at(1).unwrap().trees, [tree]);
    });
}

#[test]
fn rule_12_what_does_not_move_the_wire_is_no_change() {
    mod renamed {
        use chronostack::prelude::*;
        use serde::{Deserialize, Serialize};

        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.placed")]
        pub struct OrderPlaced {
            #[serde(rename = "customer")]
            pub who: String,
            #[serde(default)]
            pub total_cents: u64,
        }

        #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        pub struct Order {
            pub total: u64,
        }

        #[reducer(pub enum OrderEvent)]
        impl Order {
            fn place(&mut self, event: &OrderPlaced) {
                self.total = event.total_cents;
            }
        }
    }
    block_on(async {
        let log = recorded().await;
        let stack = over(&log);
        assert_eq!(stack.machine::<renamed::Order>().at("1", 1).await.unwrap().total, 500);
    });
}
