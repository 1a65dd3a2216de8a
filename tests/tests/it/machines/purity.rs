//! What the search for differences between runs lets through: what only looks like one, and what has a reason.

use std::time::SystemTime;

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

use super::meta;

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Drawn {
    rand: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Timed;

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Game {
    rand: u64,
    random: u64,
    env: String,
    log: Vec<String>,
}

impl Game {
    fn random(&self) -> u64 {
        self.random
    }

    fn thread() -> &'static str {
        "main"
    }
}

#[reducer(enum GameEvent)]
impl Game {
    fn drawn(&mut self, event: &Drawn) {
        let env = Self::thread();
        let drawn = Drawn { rand: event.rand };
        let file = [drawn.rand, self.random()];
        self.random = file.iter().sum();
        self.rand = drawn.rand;
        env.clone_into(&mut self.env);
    }

    #[allow_nondeterminism(reason = "what it reads is not kept")]
    fn timed(&mut self, event: &Timed) {
        let _ = SystemTime::now();
        self.log.push(self.describe());
    }

    #[allow_nondeterminism(reason = "a test's own output")]
    fn describe(&self) -> String {
        dbg!(self.random);
        format!("{}", self.random)
    }

    #[guard]
    fn is_early(&self, event: &Timed) -> Result<(), String> {
        if self.describe() == "9" { Err("too late".to_owned()) } else { Ok(()) }
    }
}

#[test]
fn names_that_only_look_like_clocks_and_dice_are_let_through() {
    let mut game = Game { random: 2, ..Game::default() };
    let _ = game.reduce(&Drawn { rand: 5 }.into(), &meta(1));
    assert_eq!((game.rand, game.random, game.env.as_str()), (5, 7, "main"));
}

/// Modules and types of a domain that are called as some of the standard library's are.
mod thread {
    pub struct Id(pub u64);
}

mod fs {
    pub struct Node(pub u64);
}

struct Command(u64);

impl Command {
    fn new(clerk: u64) -> Self {
        Self(clerk)
    }
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Ran {
    elapsed: u64,
    type_name: String,
    metadata: u64,
    raw: u64,
}

impl Ran {
    fn exists(&self) -> bool {
        self.metadata > 0
    }

    fn log(&self) -> u64 {
        self.raw
    }
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Race {
    elapsed: u64,
    ids: u64,
    type_name: String,
}

impl Race {
    fn log(&mut self, id: u64) {
        self.ids += id;
    }
}

#[reducer(enum RaceEvent)]
impl Race {
    fn ran(&mut self, event: &Ran) {
        self.elapsed += event.elapsed;
        self.type_name.clone_from(&event.type_name);
        let (thread, node, command) = (thread::Id(1), fs::Node(10), Command::new(100));
        self.log(thread.0);
        self.log(node.0);
        self.log(command.0);
        let raw = event.log();
        if event.exists() {
            self.log([&raw].into_iter().sum());
        }
        self.elapsed = self.elapsed().max(1);
    }

    fn elapsed(&self) -> u64 {
        self.elapsed
    }
}

#[test]
fn names_of_a_domain_that_others_have_too_are_let_through() {
    let mut race = Race::default();
    let ran = Ran { elapsed: 7, type_name: "relay".into(), metadata: 1, raw: 1_000 };
    let _ = race.reduce(&ran.into(), &meta(1));
    assert_eq!(race, Race { elapsed: 7, ids: 1_111, type_name: "relay".into() });
}

#[test]
fn what_has_a_reason_is_let_through() {
    let mut game = Game { random: 9, ..Game::default() };
    assert_eq!(game.check(&Timed.into()).unwrap_err().guard(), Some("is_early"));
    let _ = game.reduce(&Timed.into(), &meta(1));
    assert_eq!(game.log, ["9"]);
}
