//! A struct state with lists, sets, a map and a long text.

use std::collections::{BTreeMap, HashSet};

use chronostack::{diff::to_value, prelude::*};
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CardAdded {
    title: String,
    tags: HashSet<String>,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CardMoved {
    from: usize,
    to: usize,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CardRemoved {
    place: usize,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct NotesReplaced {
    from: String,
    to: String,
}

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Card {
    title: String,
    tags: HashSet<String>,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Board {
    cards: Vec<Card>,
    seen: HashSet<u64>,
    lengths: BTreeMap<(u8, u8), u64>,
    notes: String,
}

#[reducer(pub(crate) enum BoardEvent)]
impl Board {
    fn card_added(&mut self, event: &CardAdded) {
        self.seen.insert(event.title.len() as u64);
        *self.lengths.entry((1, 2)).or_default() += 1;
        // A set of another seed and another history of insertions, so of another order.
        self.seen = self.seen.iter().copied().collect();
        self.cards.push(Card { title: event.title.clone(), tags: event.tags.clone() });
    }

    fn card_moved(&mut self, event: &CardMoved) {
        let card = self.cards.remove(event.from);
        self.cards.insert(event.to, card);
    }

    fn card_removed(&mut self, event: &CardRemoved) {
        self.cards.remove(event.place);
    }

    fn notes_replaced(&mut self, event: &NotesReplaced) {
        self.notes = if event.from.is_empty() { event.to.clone() } else { self.notes.replace(&event.from, &event.to) };
    }
}

fn card(title: &str, tags: &[&str]) -> BoardEvent {
    CardAdded { title: title.into(), tags: tags.iter().map(|tag| (*tag).to_owned()).collect() }.into()
}

fn notes(from: &str, to: &str) -> BoardEvent {
    NotesReplaced { from: from.into(), to: to.into() }.into()
}

fn story() -> History<Board> {
    History::from_events([
        card("write", &["b", "a", "c"]),
        card("test", &[]),
        card("ship", &[]),
        card("rest", &[]),
        CardMoved { from: 0, to: 2 }.into(),
        CardRemoved { place: 3 }.into(),
        notes("", "The quick brown fox jumps over the lazy dog, and then it does the same again."),
        notes("lazy", "sleeping"),
    ])
}

#[test]
fn a_board_reads_well() {
    insta::assert_snapshot!(story(), @r#"
    board/history, 8 events
    1  card.added  card_added
         + /cards/0  {"tags":["a","b","c"],"title":"write"}
         + /lengths/[1,2]  1
         + /seen/0  5
    2  card.added  card_added
         + /cards/1  {"tags":[],"title":"test"}
         ~ /lengths/[1,2]  1 -> 2
         + /seen/0  4
    3  card.added  card_added
         + /cards/2  {"tags":[],"title":"ship"}
         ~ /lengths/[1,2]  2 -> 3
    4  card.added  card_added
         + /cards/3  {"tags":[],"title":"rest"}
         ~ /lengths/[1,2]  3 -> 4
    5  card.moved  card_moved
         > /cards/0 -> /cards/2  {"tags":["a","b","c"],"title":"write"}
    6  card.removed  card_removed
         - /cards/3  {"tags":[],"title":"rest"}
    7  notes.replaced  notes_replaced
         ~ /notes  "" -> "The quick brown fox jumps over the lazy dog, and then it does the same again."
    8  notes.replaced  notes_replaced
         ~ /notes  "… fox jumps over the [-lazy-]{+sleeping+} dog, and then it do…"
    "#);
    insta::assert_snapshot!(story().blame("/cards/0/title"), @r#"
    /cards/0/title
      1  card.added  card_added  + "write"
      5  card.moved  card_moved  ~ "write" -> "test"
    "#);
    insta::assert_snapshot!(story().blame("/cards"), @r#"
    /cards
      1  card.added    card_added
           + /0  {"tags":["a","b","c"],"title":"write"}
      2  card.added    card_added
           + /1  {"tags":[],"title":"test"}
      3  card.added    card_added
           + /2  {"tags":[],"title":"ship"}
      4  card.added    card_added
           + /3  {"tags":[],"title":"rest"}
      5  card.moved    card_moved
           > /0 -> /2  {"tags":["a","b","c"],"title":"write"}
      6  card.removed  card_removed
           - /3  {"tags":[],"title":"rest"}
    "#);
}

/// Its JSON is canonical before and after, so the patches of all steps lead from the first state to the last.
#[test]
fn patches_lead_from_state_to_state() {
    let story = story();
    let mut json = to_value(&Board::default());
    for step in story.steps() {
        json_patch::patch(&mut json, &step.diff().to_json_patch()).unwrap();
    }
    assert_eq!(json["cards"][2]["title"], "write");
    assert_eq!(json["cards"][2]["tags"], serde_json::json!(["a", "b", "c"]));
    assert_eq!(json["lengths"], serde_json::json!({"[1,2]": 4}));
    assert_eq!(json["notes"], story.state().notes);
}
