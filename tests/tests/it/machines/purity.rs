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

#[test]
fn what_has_a_reason_is_let_through() {
    let mut game = Game { random: 9, ..Game::default() };
    assert_eq!(game.check(&Timed.into()).unwrap_err().guard(), Some("is_early"));
    let _ = game.reduce(&Timed.into(), &meta(1));
    assert_eq!(game.log, ["9"]);
}
