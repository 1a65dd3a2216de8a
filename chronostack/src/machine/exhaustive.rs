//! What no macro sees: whether the rows, the state's variants and the set's variants fit together. All of it is evaluated
//! at compile time, and what does not fit is a panic there, which is a compile error at the place of the call.

use crate::{
    const_message::{ConstMessage, const_eq},
    event::EventVariant,
    machine::{
        spec::Otherwise,
        table::{FromStates, Table},
    },
};

impl Table {
    /// Whether the impl's handlers fit the state: those of an enum have rows, those of a struct have none.
    #[track_caller]
    pub const fn check_kind(&self) {
        let message = ConstMessage::<1024>::new().text("`").text(self.name);
        let is_struct = self.states.len() == 1 && const_eq(self.states[0].name, self.name);
        if self.is_enum && is_struct {
            message
                .text("` is a struct, and its handlers have `#[transition(..)]` or name states")
                .text("\n  why: a struct has no variants to lead from and to")
                .text("\n  fix: remove them, and take `&mut self`")
                .panic();
        }
        if !self.is_enum && self.states.len() > 1 {
            message
                .text("` is an enum, and its handlers do not say which variants they lead from and to")
                .text("\n  why: the table is what is checked and drawn")
                .text("\n  fix: add `#[transition(From => To)]` to each handler")
                .panic();
        }
    }

    /// Whether the group's name is its own.
    #[track_caller]
    pub const fn check_group(&self, index: usize) {
        let name = self.groups[index].0;
        let mut state = 0;
        while state < self.states.len() {
            if const_eq(self.states[state].name, name) {
                ConstMessage::<1024>::new()
                    .text("`")
                    .text(name)
                    .text("` is a group and a state of `")
                    .text(self.name)
                    .text("`\n  why: rows could not tell which of the two they mean")
                    .text("\n  fix: rename the group")
                    .panic();
            }
            state += 1;
        }
    }

    /// Whether each event is named in one way, so that the order of the impl decides nothing.
    #[track_caller]
    pub const fn check_columns(&self) {
        let mut index = 0;
        while index < self.columns.len() {
            let mut other = 0;
            while other < index {
                let (a, b) = (&self.columns[other], &self.columns[index]);
                if !a.types.is_empty() && !b.types.is_empty() && const_eq(a.types[0].name, b.types[0].name) {
                    ConstMessage::<1024>::new()
                        .text("the event `")
                        .text(a.types[0].name)
                        .text("` is taken in two ways: by `")
                        .text(a.param)
                        .text("` and by `")
                        .text(b.param)
                        .text("`\n  why: the rows of an event must be seen together to be checked")
                        .text("\n  fix: write it in one of the two ways everywhere")
                        .panic();
                }
                other += 1;
            }
            index += 1;
        }
    }

    /// Whether every pair is decided, where the arguments do not say what happens to the others. `N` is
    /// [`message_bytes`](Self::message_bytes).
    #[track_caller]
    pub const fn check_pairs<const N: usize>(&self) {
        let missing = self.missing();
        if missing == 0 {
            return;
        }
        let mut message = ConstMessage::<N>::new()
            .text("`")
            .text(self.name)
            .text("` leaves ")
            .number(missing as u64)
            .text(if self.is_enum { " (state, event)" } else { "" })
            .text(if self.is_enum { plural(missing, " pair", " pairs") } else { plural(missing, " event", " events") })
            .text(" undecided\n");
        let mut pair = 0;
        while pair < self.states.len() * self.events.len() {
            let (state, event) = (self.states[pair % self.states.len()].name, &self.events[pair / self.states.len()]);
            if !self.decides(state, event) {
                message = self.describe(message, state, event);
            }
            pair += 1;
        }
        message
            .text("\n  why: without `otherwise`, each event is handled or ignored in each state, so that a new one forces a decision")
            .text("\n  fix: paste a row for what may happen, an `ignore(..)` for what changes nothing, or refuse the rest by `otherwise = reject`")
            .panic();
    }

    /// The bytes that the message of [`check_pairs`](Self::check_pairs) needs at most.
    pub const fn message_bytes(&self) -> usize {
        let mut longest = max(self.name.len(), self.set.len());
        let mut index = 0;
        while index < self.states.len() {
            longest = max(longest, self.states[index].name.len());
            index += 1;
        }
        index = 0;
        while index < self.events.len() {
            longest = max(longest, self.events[index].name.len());
            index += 1;
        }
        index = 0;
        while index < self.columns.len() {
            longest = max(longest, max(self.columns[index].param.len(), self.columns[index].name.len()));
            index += 1;
        }
        1024 + self.missing() * (128 + 12 * longest)
    }

    /// How many pairs are not decided.
    const fn missing(&self) -> usize {
        // A misspelt state leaves pairs undecided as well; the name itself is what is wrong then.
        if !matches!(self.otherwise, Otherwise::Exhaustive) || !self.names_exist() {
            return 0;
        }
        let mut missing = 0;
        let mut pair = 0;
        while pair < self.states.len() * self.events.len() {
            let (state, event) = (self.states[pair % self.states.len()].name, &self.events[pair / self.states.len()]);
            if !self.decides(state, event) {
                missing += 1;
            }
            pair += 1;
        }
        missing
    }

    const fn decides(&self, state: &str, event: &EventVariant) -> bool {
        let Some(column) = self.column(event) else { return false };
        let mut index = 0;
        while index < self.rows.len() {
            if self.rows[index].column == column && self.rows[index].from.holds(state) {
                return true;
            }
            index += 1;
        }
        index = 0;
        while index < self.ignored.len() {
            if self.ignored[index].0 == column && self.ignored[index].1.holds(state) {
                return true;
            }
            index += 1;
        }
        false
    }

    /// The column of the event, if the impl names it.
    const fn column(&self, event: &EventVariant) -> Option<usize> {
        let mut index = 0;
        while index < self.columns.len() {
            let types = self.columns[index].types;
            if !types.is_empty() && !event.types.is_empty() && const_eq(types[0].name, event.types[0].name) {
                return Some(index);
            }
            index += 1;
        }
        None
    }

    const fn names_exist(&self) -> bool {
        let mut index = 0;
        while index < self.rows.len() {
            if !self.are_states(self.rows[index].from.states) {
                return false;
            }
            index += 1;
        }
        index = 0;
        while index < self.ignored.len() {
            if !self.are_states(self.ignored[index].1.states) {
                return false;
            }
            index += 1;
        }
        true
    }

    const fn are_states(&self, names: &[&str]) -> bool {
        let mut index = 0;
        while index < names.len() {
            let mut state = 0;
            while state < self.states.len() && !const_eq(self.states[state].name, names[index]) {
                state += 1;
            }
            if state == self.states.len() {
                return false;
            }
            index += 1;
        }
        true
    }

    /// One missing pair with the rows that would decide it.
    const fn describe<const N: usize>(
        &self,
        message: ConstMessage<N>,
        state: &str,
        event: &EventVariant,
    ) -> ConstMessage<N> {
        let mut message = message.text("\n    ");
        if self.is_enum {
            message = message.text(state).text(" × ");
        }
        message = message.text(event.name).text(":\n        ");
        message = if self.is_enum {
            let name = ConstMessage::<256>::new();
            let name = snake_case(snake_case(name, state).text("_"), event.name);
            message
                .text("#[transition(")
                .text(state)
                .text(" => ")
                .text(state)
                .text(")] fn ")
                .text(name.as_str())
                .text("(")
        } else {
            let name = snake_case(ConstMessage::<256>::new(), event.name);
            message.text("fn ").text(name.as_str()).text("(&mut self, ")
        };
        let (name, param) = match self.column(event) {
            Some(column) => (self.columns[column].name, self.columns[column].param),
            None => ("", ""),
        };
        message = if param.is_empty() {
            self.variant(message, event).text(" { .. }: &").text(self.set)
        } else {
            message.text(param)
        };
        message = message
            .text(if self.is_enum { ") -> Self { todo!() }" } else { ") {}" })
            .text("\n        ignore((")
            .text(if self.is_enum { state } else { "_" })
            .text(", ");
        let message = if name.is_empty() { self.variant(message, event) } else { message.text(name) };
        message.text("))")
    }

    /// The path of a variant that the impl does not name; only a set that stands already has such.
    const fn variant<const N: usize>(&self, message: ConstMessage<N>, event: &EventVariant) -> ConstMessage<N> {
        message.text(self.set).text("::").text(event.name)
    }
}

impl FromStates {
    const fn holds(&self, state: &str) -> bool {
        let mut index = 0;
        while index < self.states.len() {
            if const_eq(self.states[index], state) {
                return true;
            }
            index += 1;
        }
        self.rest
    }
}

const fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

const fn max(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

/// Appends `name` in `snake_case`; a name that is not ASCII is appended as it is.
const fn snake_case<const N: usize>(message: ConstMessage<N>, name: &str) -> ConstMessage<N> {
    const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
    if !name.is_ascii() {
        return message.text(name);
    }
    let mut message = message;
    let mut rest = name;
    let mut first = true;
    while let Some((letter, behind)) = rest.split_at_checked(1) {
        let byte = letter.as_bytes()[0];
        if byte.is_ascii_uppercase() {
            let lower = LOWER.split_at((byte - b'A') as usize).1.split_at(1).0;
            message = message.text(if first { "" } else { "_" }).text(lower);
        } else {
            message = message.text(letter);
        }
        first = false;
        rest = behind;
    }
    message
}
