//! The source of `macros`: machines of ten event types each, every other one a struct with handlers that change it, the rest
//! enums with transitions.

use std::fmt::Write as _;

const EVENTS_EACH: usize = 10;
const LAST: usize = EVENTS_EACH - 1;

/// The machines by `ChronoStack`'s macros.
pub(super) fn with_chronostack(machines: usize) -> String {
    let mut source = "use chronostack::prelude::*;\nuse serde::{Deserialize, Serialize};\n".to_owned();
    for machine in 0..machines {
        let mut handlers = String::new();
        for number in 0..EVENTS_EACH {
            let _ = write!(
                source,
                "#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]\n\
                 #[event(name = \"m{machine}.e{number}\")]\n{}",
                event(machine, number)
            );
            if is_struct(machine) {
                let body = change(number);
                let _ = writeln!(handlers, "    fn e{number}(&mut self, event: &M{machine}E{number}) {{ {body} }}");
            } else {
                handlers.push_str(&transition(machine, number));
            }
        }
        let derives = "#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]";
        let state = state(machine, "    #[state(terminal)]\n");
        let arguments = if is_struct(machine) { "" } else { ", otherwise = reject" };
        let _ = write!(
            source,
            "{derives}\n{state}#[reducer(pub enum M{machine}Event{arguments})]\nimpl M{machine} {{\n{handlers}}}\n"
        );
    }
    source
}

/// The same types with serde's derives alone, wrapped in enums and folded by a `match`.
pub(super) fn by_hand(machines: usize) -> String {
    let mut source = "use serde::{Deserialize, Serialize};\n".to_owned();
    let derives = "#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]";
    for machine in 0..machines {
        let (mut variants, mut arms) = (String::new(), String::new());
        for number in 0..EVENTS_EACH {
            let _ = write!(source, "{derives}\n{}", event(machine, number));
            let _ = writeln!(variants, "    E{number}(M{machine}E{number}),");
            let variant = format!("M{machine}Event::E{number}(event)");
            let _ = if is_struct(machine) {
                writeln!(arms, "            {variant} => {{ {} }}", change(number))
            } else {
                let (from, to) = (pattern(number), target(number));
                writeln!(arms, "            (Self::{from}, {variant}) => {to},")
            };
        }
        let body = if is_struct(machine) {
            format!("match event {{\n{arms}        }}\n        true")
        } else {
            let refused = "(state, _) => { *self = state; return false; }";
            format!(
                "*self = match (std::mem::take(self), event) {{\n{arms}            {refused}\n        }};\n        true"
            )
        };
        let _ = write!(
            source,
            "{derives}\npub enum M{machine}Event {{\n{variants}}}\n\
             #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]\n{}\
             impl M{machine} {{\n    pub fn apply(&mut self, event: &M{machine}Event) -> bool {{\n        {body}\n    }}\n}}\n",
            state(machine, "")
        );
    }
    source
}

fn is_struct(machine: usize) -> bool {
    machine.is_multiple_of(2)
}

fn event(machine: usize, number: usize) -> String {
    let fields = match number % 4 {
        0 => "pub name: String, pub cents: u64",
        1 => "pub count: u32, pub tags: Vec<String>",
        2 => "pub note: Option<String>",
        _ => "pub from: u64, pub to: u64, pub amount: i64",
    };
    format!("pub struct M{machine}E{number} {{ {fields} }}\n")
}

fn state(machine: usize, terminal: &str) -> String {
    let fields = "events: u64, names: Vec<String>, balance: i64";
    if is_struct(machine) {
        format!("pub struct M{machine} {{ {fields} }}\n")
    } else {
        format!(
            "pub enum M{machine} {{\n    #[default]\n    Draft,\n    Active {{ {fields} }},\n{terminal}    Done {{ events: u64 }},\n}}\n"
        )
    }
}

/// What the `number`th event does to a struct.
fn change(number: usize) -> &'static str {
    match number % 4 {
        0 => "self.events += event.cents; self.names.push(event.name.clone());",
        1 => "self.events += u64::from(event.count); self.names.extend(event.tags.iter().cloned());",
        2 => "self.events += 1; self.names.extend(event.note.clone());",
        _ => "self.events += event.to - event.from; self.balance += event.amount;",
    }
}

fn transition(machine: usize, number: usize) -> String {
    let (from, to) = (pattern(number), target(number));
    let (name, parameters) = match number {
        0 => ("Active", ""),
        LAST => ("Done", "events: u64, "),
        _ => ("Active", "events: u64, names: Vec<String>, balance: i64, "),
    };
    format!(
        "    #[transition({from} => {name})]\n\
         \x20   fn e{number}({parameters}event: &M{machine}E{number}) -> Self {{ {to} }}\n"
    )
}

/// The states that the `number`th event finds an enum in.
fn pattern(number: usize) -> &'static str {
    match number {
        0 => "Draft",
        LAST => "Active { events, .. }",
        _ => "Active { events, names, balance }",
    }
}

/// What the `number`th event makes of an enum.
fn target(number: usize) -> &'static str {
    match number {
        0 => "Self::Active { events: event.cents, names: vec![event.name.clone()], balance: 0 }",
        LAST => "Self::Done { events: events + u64::from(event.count) }",
        _ => match number % 4 {
            0 => "Self::Active { events: events + event.cents, names, balance }",
            1 => "Self::Active { events: events + u64::from(event.count), names, balance }",
            2 => "Self::Active { events: events + u64::from(event.note.is_some()), names, balance }",
            _ => "Self::Active { events: events + event.to - event.from, names, balance: balance + event.amount }",
        },
    }
}
