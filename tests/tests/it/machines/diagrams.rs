//! The table as a diagram, and what the table says about itself.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

use super::{contract::Order, groups::Player};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Went;

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Stayed;

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Maze {
    #[default]
    Entrance,
    Hall,
    Trap,
    Loop,
    Island,
    Cave,
    #[state(terminal)]
    Exit,
}

#[reducer(enum MazeEvent, otherwise = reject)]
impl Maze {
    #[transition(Entrance => Hall | Trap | Loop)]
    fn enter(event: &Went) -> Self {
        [Self::Hall, Self::Trap, Self::Loop][0].clone()
    }

    #[transition(Hall => Exit)]
    fn leave(event: &Went) -> Self {
        Self::Exit
    }

    #[transition(Loop => Loop)]
    fn wander(event: &Stayed) -> Self {
        Self::Loop
    }

    #[transition(Island => Cave)]
    fn swim(event: &Went) -> Self {
        Self::Cave
    }

    #[transition(Cave => Island)]
    fn crawl(event: &Went) -> Self {
        Self::Island
    }
}

/// Names that Mermaid does not take as they are, and groups that overlap, which no box can show.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Ort {
    #[default]
    Küche,
    Flur,
    Bad,
}

#[reducer(
    enum OrtEvent, group Unten = Küche | Flur, group Hinten = Flur | Bad, ignore((Bad, Went))
)]
impl Ort {
    #[transition(Unten => Bad)]
    fn geht(event: &Went) -> Self {
        Self::Bad
    }
}

#[test]
fn diagrams_of_names_beyond_ascii_and_of_groups_that_overlap() {
    let mermaid = Ort::machine().to_mermaid();
    assert!(mermaid.contains("    state \"Küche\" as s0\n"), "{mermaid}");
    assert!(mermaid.contains("    s0 --> Bad : went\n    Flur --> Bad : went\n"), "{mermaid}");
    let dot = Ort::machine().to_dot();
    assert!(dot.contains("\"Küche\" -> \"Bad\"") && !dot.contains("cluster"), "{dot}");
}

#[test]
fn diagrams_of_an_enum() {
    insta::assert_snapshot!("order_mermaid", Order::machine().to_mermaid());
    insta::assert_snapshot!("order_dot", Order::machine().to_dot());
}

#[test]
fn diagrams_with_groups_and_retired_rows() {
    insta::assert_snapshot!("player_mermaid", Player::machine().to_mermaid());
    insta::assert_snapshot!("player_dot", Player::machine().to_dot());
}

#[test]
fn diagrams_of_a_struct() {
    insta::assert_snapshot!("account_mermaid", super::contract::Account::machine().to_mermaid());
}

#[test]
fn states_that_nothing_leads_to_and_states_that_nothing_leads_out_of() {
    let spec = Maze::machine();
    assert_eq!(spec.unreachable_states(), ["Island", "Cave"]);
    assert_eq!(spec.dead_ends(), ["Trap", "Loop"]);
    assert_eq!(Player::machine().unreachable_states(), Vec::<&str>::new());
    assert_eq!(Player::machine().dead_ends(), Vec::<&str>::new());
    let account = super::contract::Account::machine();
    assert_eq!((account.dead_ends(), account.unreachable_states()), (vec![], vec![]));
}
