//! Events and metas that handlers and guards take without a name.

use chronostack::prelude::*;
use pollster::block_on;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Clicked {}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Broken {}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Button {
    clicks: u64,
}

#[reducer(enum ButtonEvent)]
impl Button {
    fn clicked(&mut self, _: &Clicked, _: &Meta) {
        self.clicks += Self::step("one");
    }

    #[guard]
    fn twice_at_most(&self, _: &Clicked) -> Result<(), &'static str> {
        if self.clicks < 2 { Ok(()) } else { Err("worn out") }
    }

    fn step(_: &str) -> u64 {
        1
    }
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Lamp {
    #[default]
    Off,
    On {
        clicks: u64,
    },
    Dark,
}

#[reducer(enum LampEvent, otherwise = reject)]
impl Lamp {
    #[transition(Off => On)]
    fn light(_: &Clicked) -> Self {
        Self::On { clicks: 1 }
    }

    #[transition(On { clicks } => On)]
    fn click(clicks: u64, _: &Clicked) -> Self {
        Self::On { clicks: clicks + 1 }
    }

    #[transition(Off | On { .. } => Dark)]
    fn smash(_: &Broken) -> Self {
        Self::Dark
    }
}

#[test]
fn an_event_of_which_nothing_is_asked_needs_no_name() {
    let stack = ChronoStack::in_memory();
    let (buttons, lamps) = (stack.machine::<Button>(), stack.machine::<Lamp>());
    block_on(async {
        for _ in 0..2 {
            buttons.dispatch("1", Clicked {}).await.unwrap();
            lamps.dispatch("1", Clicked {}).await.unwrap();
        }
        let worn_out = buttons.dispatch("1", Clicked {}).await.unwrap_err();
        assert!(worn_out.to_string().contains("worn out"), "{worn_out}");
        assert_eq!(buttons.load("1").await.unwrap().clicks, 2);
        assert_eq!(lamps.load("1").await.unwrap().state, Lamp::On { clicks: 2 });
        assert_eq!(lamps.dispatch("1", Broken {}).await.unwrap().state, Lamp::Dark);
    });
}
