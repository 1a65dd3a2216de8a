//! What no macro sees: whether the rows, the state's variants and the set's variants fit together. All of it is evaluated
//! at compile time, and what does not fit is a panic there, which is a compile error at the place of the call.

use crate::{
    const_message::{ConstMessage, const_eq},
    machine::{
        spec::Otherwise,
        table::{Column, Table},
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
    /// [`message_bytes`](Self::message_bytes), and `S` is how many states there are.
    #[track_caller]
    pub const fn check_pairs<const N: usize, const S: usize>(&self) {
        if N == 0 {
            return;
        }
        let ids = self.ids::<S>();
        let missing = self.missing(&ids);
        let mut message = ConstMessage::<N>::new()
            .text("`")
            .text(self.name)
            .text("` leaves ")
            .number(missing as u64)
            .text(if self.is_enum { " (state, event)" } else { "" })
            .text(if self.is_enum { plural(missing, " pair", " pairs") } else { plural(missing, " event", " events") })
            .text(" undecided\n");
        let mut event = 0;
        while event < self.events.len() {
            let column = self.column(event);
            let mut state = 0;
            while state < S {
                if !decides(column, ids[state]) {
                    message = self.describe(message, self.states[state].name, self.events[event].name, column);
                }
                state += 1;
            }
            event += 1;
        }
        message
            .text("\n  why: without `otherwise`, each event is handled or ignored in each state, so that a new one forces a decision")
            .text("\n  fix: paste a row for what may happen, an `ignore(..)` for what changes nothing, or refuse the rest by `otherwise = reject`")
            .panic();
    }

    /// The bytes that the message of [`check_pairs`](Self::check_pairs) needs at most; 0 when there is nothing to say.
    pub const fn message_bytes<const S: usize>(&self) -> usize {
        let ids = self.ids::<S>();
        // A misspelt state leaves pairs undecided as well; the name itself is what is wrong then, and rustc says so.
        if !matches!(self.otherwise, Otherwise::Exhaustive) || !self.names_exist(&ids) {
            return 0;
        }
        let missing = self.missing(&ids);
        if missing == 0 { 0 } else { 1024 + missing * (128 + 12 * self.longest_name()) }
    }

    /// For each state, its place in the names; behind their end where none is its own.
    const fn ids<const S: usize>(&self) -> [usize; S] {
        let mut ids = [0; S];
        let mut state = 0;
        while state < S {
            let mut id = 0;
            while id < self.names.len() && !const_eq(self.names[id], self.states[state].name) {
                id += 1;
            }
            ids[state] = id;
            state += 1;
        }
        ids
    }

    /// Whether each name is a state's. Neither stands twice.
    const fn names_exist(&self, ids: &[usize]) -> bool {
        let (mut named, mut state) = (0, 0);
        while state < ids.len() {
            named += (ids[state] < self.names.len()) as usize;
            state += 1;
        }
        named == self.names.len()
    }

    /// How many pairs are not decided.
    const fn missing(&self, ids: &[usize]) -> usize {
        let (mut missing, mut event) = (0, 0);
        while event < self.events.len() {
            let column = self.column(event);
            let mut state = 0;
            while state < ids.len() {
                missing += !decides(column, ids[state]) as usize;
                state += 1;
            }
            event += 1;
        }
        missing
    }

    /// The column of the n-th event, if the impl names it.
    const fn column(&self, event: usize) -> Option<&Column> {
        // The set that is made has a variant for each column, in their order.
        if self.set.is_empty() {
            return Some(&self.columns[event]);
        }
        let types = self.events[event].types;
        let mut index = 0;
        while index < self.columns.len() {
            let column = &self.columns[index];
            if !column.types.is_empty() && !types.is_empty() && const_eq(column.types[0].name, types[0].name) {
                return Some(column);
            }
            index += 1;
        }
        None
    }

    const fn longest_name(&self) -> usize {
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
        longest
    }

    /// One missing pair with the rows that would decide it.
    const fn describe<const N: usize>(
        &self,
        message: ConstMessage<N>,
        state: &str,
        event: &str,
        column: Option<&Column>,
    ) -> ConstMessage<N> {
        let mut message = message.text("\n    ");
        if self.is_enum {
            message = message.text(state).text(" × ");
        }
        message = message.text(event).text(":\n        ");
        message = if self.is_enum {
            let name = ConstMessage::<256>::new();
            let name = snake_case(snake_case(name, state).text("_"), event);
            message
                .text("#[transition(")
                .text(state)
                .text(" => ")
                .text(state)
                .text(")] fn ")
                .text(name.as_str())
                .text("(")
        } else {
            let name = snake_case(ConstMessage::<256>::new(), event);
            message.text("fn ").text(name.as_str()).text("(&mut self, ")
        };
        // Only of a set that stands already can there be an event that the impl does not name.
        message = match column {
            Some(column) => message.text(column.param),
            None => message.text(self.set).text("::").text(event).text(" { .. }: &").text(self.set),
        };
        message = message
            .text(if self.is_enum { ") -> Self { todo!() }" } else { ") {}" })
            .text("\n        ignore((")
            .text(if self.is_enum { state } else { "_" })
            .text(", ");
        message = match column {
            Some(column) => message.text(column.name),
            None => message.text(self.set).text("::").text(event),
        };
        message.text("))")
    }
}

const fn decides(column: Option<&Column>, id: usize) -> bool {
    match column {
        Some(column) => {
            column.rest || (id / 64 < column.decided.len() && column.decided[id / 64] >> (id % 64) & 1 == 1)
        }
        None => false,
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
