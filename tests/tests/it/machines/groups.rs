//! Groups, `ignore`, `otherwise = ignore`, `#[retired]`, and which row comes first.

use chronostack::{
    machine::{Cell, Otherwise},
    prelude::*,
};
use serde::{Deserialize, Serialize};

use super::meta;

macro_rules! events {
    ($($name:ident)*) => {$(
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub(super) struct $name;
    )*};
}

events!(Started Seeked Stopped Paused Resumed Failed Ticked Rated Rewound);

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) enum Player {
    #[default]
    Idle,
    Playing {
        at: u32,
    },
    Paused {
        at: u32,
    },
    Rewinding(u32, bool),
    #[state(terminal)]
    Broken {
        was: String,
    },
}

#[reducer(
    pub(super) enum PlayerEvent,
    group Active = Moving | Paused,
    group Moving = Playing | Rewinding,
    ignore((_, Ticked), (Active | Broken, Started), (Broken, Stopped)),
    otherwise = reject,
    stream = "media.player",
    revision = 7,
    derive(PartialEq, Serialize),
)]
impl Player {
    const STEP: u32 = 10;

    #[transition(Idle => Playing)]
    fn start(event: &Started) -> Self {
        Self::Playing { at: 0 }
    }

    // A state's own row comes before its group's, whichever is written first.
    #[transition(Active => Idle)]
    fn stop(_event: &Stopped) -> Self {
        Self::Idle
    }

    #[transition(Paused { at } => Idle | Paused)]
    fn stop_for_good(at: u32, event: &Stopped) -> Self {
        if at == 0 { Self::Idle } else { Self::Paused { at: 0 } }
    }

    // An inner group's row comes before an outer one's, and `_` comes last.
    #[transition(_ => Broken)]
    fn fail(self, event: &Failed) -> Self {
        Self::Broken { was: format!("{self:?}") }
    }

    #[transition(Active => Paused)]
    fn recover(&self, event: &Failed) -> Self {
        Self::Paused { at: self.at() }
    }

    #[transition(Moving { .. } => Moving)]
    fn carry_on(&mut self, event: &Failed) {
        if let Self::Playing { at } = self {
            *at += Self::STEP;
        }
    }

    #[transition(Playing { at: moment } | Rewinding(moment, _) => Paused)]
    fn pause(moment: u32, event: &Paused) -> Self {
        Self::Paused { at: moment }
    }

    #[transition(Paused { at } => Playing)]
    fn resume(at: u32, event: &Resumed) -> Self {
        Self::Playing { at }
    }

    #[transition(Playing { at } => Playing)]
    #[retired]
    fn seek(at: u32, event: &Seeked) -> Self {
        Self::Playing { at: at + Self::STEP }
    }

    #[transition(Playing { at } => Rewinding)]
    fn rewind(at: u32, event: &Rewound) -> Self {
        Self::Rewinding(at, true)
    }

    #[transition(Broken { was } => Broken)]
    fn rate(was: &str, event: &Rated, meta: &Meta) -> Self {
        Self::Broken { was: format!("{was} at {}", meta.version) }
    }

    #[guard]
    fn is_late_enough(&self, event: &Rewound) -> Result<(), String> {
        if self.at() > 0 { Ok(()) } else { Err("there is nothing to rewind".to_owned()) }
    }

    #[guard]
    fn is_early_enough(&self, event: &Rewound) -> Result<(), &'static str> {
        if self.at() < 100 { Ok(()) } else { Err("it is too far") }
    }

    fn at(&self) -> u32 {
        match self {
            Self::Playing { at } | Self::Paused { at } | Self::Rewinding(at, _) => *at,
            Self::Idle | Self::Broken { .. } => 0,
        }
    }
}

fn after(mut state: Player, event: impl Into<PlayerEvent>) -> (Player, String) {
    let outcome = state.reduce(&event.into(), &meta(3));
    let said = match outcome {
        Outcome::Applied { transition } => {
            assert_eq!(transition.to, state.state_name());
            format!("{}: {transition}", transition.handler)
        }
        other => format!("{other:?}"),
    };
    (state, said)
}

#[test]
fn a_states_own_row_comes_before_its_groups() {
    assert_eq!(after(Player::Playing { at: 5 }, Stopped), (Player::Idle, "stop: Playing -> Idle".into()));
    let paused = after(Player::Paused { at: 5 }, Stopped);
    assert_eq!(paused, (Player::Paused { at: 0 }, "stop_for_good: Paused -> Paused".into()));
}

#[test]
fn an_inner_groups_row_comes_before_an_outer_ones_and_any_comes_last() {
    assert_eq!(after(Player::Playing { at: 5 }, Failed).1, "carry_on: Playing -> Playing");
    assert_eq!(after(Player::Rewinding(5, true), Failed).1, "carry_on: Rewinding -> Rewinding");
    assert_eq!(after(Player::Paused { at: 5 }, Failed), (Player::Paused { at: 5 }, "recover: Paused -> Paused".into()));
    let broken = Player::Broken { was: "Idle".into() };
    assert_eq!(after(Player::Idle, Failed), (broken, "fail: Idle -> Broken".into()));
}

#[test]
fn alternatives_bind_the_same_name_in_their_own_ways() {
    assert_eq!(after(Player::Playing { at: 5 }, Paused).0, Player::Paused { at: 5 });
    assert_eq!(after(Player::Rewinding(6, false), Paused).0, Player::Paused { at: 6 });
    assert_eq!(after(Player::Rewinding(6, false), Paused).1, "pause: Rewinding -> Paused");
}

#[test]
fn bindings_may_be_borrowed_and_meta_is_what_was_recorded() {
    let broken = Player::Broken { was: "Idle".into() };
    assert_eq!(after(broken, Rated).0, Player::Broken { was: "Idle at 3".into() });
}

#[test]
fn what_is_ignored_is_legal_and_changes_nothing() {
    for state in [Player::Idle, Player::Playing { at: 1 }, Player::Broken { was: String::new() }] {
        state.check(&Ticked.into()).unwrap();
        assert_eq!(after(state.clone(), Ticked), (state, "Ignored".into()));
    }
    assert_eq!(after(Player::Paused { at: 5 }, Started), (Player::Paused { at: 5 }, "Ignored".into()));
    assert_eq!(after(Player::Idle, Started).1, "start: Idle -> Playing");
    assert_eq!(after(Player::Idle, Stopped), (Player::Idle, "Rejected".into()));
}

#[test]
fn a_retired_row_folds_what_is_stored_and_refuses_what_is_new() {
    let playing = Player::Playing { at: 5 };
    let rejection = playing.check(&Seeked.into()).unwrap_err();
    assert!(matches!(rejection, Rejection::Retired { state: "Playing", event: "seeked", handler: "seek" }));
    assert_eq!(after(playing, Seeked), (Player::Playing { at: 15 }, "seek: Playing -> Playing".into()));
}

#[test]
fn guards_are_asked_in_order_and_only_where_a_row_fits() {
    let refused = |at: u32| Player::Playing { at }.check(&Rewound.into()).unwrap_err();
    assert_eq!(refused(0).guard(), Some("is_late_enough"));
    assert_eq!(
        refused(0).to_string(),
        "guard `is_late_enough` refused `rewound` in state `Playing`: there is nothing to rewind"
    );
    assert_eq!(refused(100).guard(), Some("is_early_enough"));
    Player::Playing { at: 1 }.check(&Rewound.into()).unwrap();
    let idle = Player::Idle.check(&Rewound.into()).unwrap_err();
    assert!(matches!(idle, Rejection::NoTransition { state: "Idle", event: "rewound" }), "{idle:?}");
}

#[test]
fn the_spec_resolves_groups_and_leaves_out_what_nearer_rows_take() {
    let spec = Player::machine();
    assert_eq!((spec.stream, Player::STREAM, spec.revision), ("media.player", "media.player", 7));
    assert_eq!(spec.otherwise, Otherwise::Reject);
    let groups: Vec<_> = spec.groups.iter().map(|group| (group.name, group.states.join(" "))).collect();
    assert_eq!(groups, [("Active", "Playing Rewinding Paused".into()), ("Moving", "Playing Rewinding".to_owned())]);
    let rows: Vec<_> = spec
        .transitions
        .iter()
        .map(|row| {
            format!(
                "{} {} => {}{}",
                row.handler,
                row.from.join("|"),
                row.to.join("|"),
                if row.retired { " retired" } else { "" }
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "start Idle => Playing",
            "stop Playing|Rewinding => Idle",
            "stop_for_good Paused => Idle|Paused",
            "fail Idle|Broken => Broken",
            "recover Paused => Paused",
            "carry_on Playing|Rewinding => Playing|Rewinding",
            "pause Playing|Rewinding => Paused",
            "resume Paused => Playing",
            "seek Playing => Playing retired",
            "rewind Playing => Rewinding",
            "rate Broken => Broken",
        ]
    );
    let ignored: Vec<_> = spec.ignored.iter().filter(|pair| pair.event == "ticked").map(|pair| pair.state).collect();
    assert_eq!(ignored, ["Idle", "Playing", "Paused", "Rewinding", "Broken"]);
}

#[test]
fn the_matrix_says_what_the_machine_does() {
    let samples = [
        Player::Idle,
        Player::Playing { at: 1 },
        Player::Paused { at: 1 },
        Player::Rewinding(1, true),
        Player::Broken { was: String::new() },
    ];
    let events: [PlayerEvent; 9] = [
        Started.into(),
        Stopped.into(),
        Failed.into(),
        Paused.into(),
        Resumed.into(),
        Seeked.into(),
        Rewound.into(),
        Rated.into(),
        Ticked.into(),
    ];
    let spec = Player::machine();
    for state in &samples {
        for event in &events {
            let said = match spec.cell(state.state_name(), event.event_type().name) {
                Cell::Handled { handler, .. } => handler,
                Cell::Ignored => "Ignored",
                _ => "Rejected",
            };
            let done = after(state.clone(), event.clone()).1;
            assert_eq!(done.split(':').next(), Some(said), "{state:?} {event:?}");
        }
    }
    insta::assert_snapshot!(spec.matrix());
}
