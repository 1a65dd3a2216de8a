//! Which row fits a (state, event) pair. A state's own row comes before its group's, an inner group's before an outer
//! one's, and `_` comes last; two rows that are equally near are an error.

use proc_macro2::{Ident, Span};

use crate::{
    diagnostics::{Diagnostics, message},
    reducer::{
        args::listed,
        event_ref::EventRef,
        groups::Groups,
        machine::Machine,
        params::Taken,
        pattern::{Named, StatePattern},
    },
};

/// The table, one column for each event that the impl names.
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
}

/// What happens to one event, state by state. No state stands in two cells.
pub(crate) struct Column {
    pub(crate) event: EventRef,
    pub(crate) cells: Vec<Cell>,
}

/// The states for which one row is taken.
pub(crate) struct Cell {
    pub(crate) row: Row,
    /// The states by name, each with the alternative of the row's pattern that names it.
    pub(crate) states: Vec<(Ident, usize)>,
    /// Whether all states that no cell of the column names belong here too.
    pub(crate) rest: bool,
}

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    /// The n-th handler is called.
    Handle(usize),
    /// The n-th pair of `ignore(..)` fits.
    Ignore(usize),
}

/// A row's claim to some states, by one alternative of its pattern.
struct Claim<'a> {
    row: Row,
    alternative: usize,
    scope: Scope<'a>,
    states: &'a [Ident],
    span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope<'a> {
    State(&'a Ident),
    Group(&'a Ident),
    Any,
}

impl Table {
    pub(crate) fn resolve(machine: &Machine, diagnostics: &mut Diagnostics) -> Self {
        let ignored = machine.ignored_events();
        let mut columns: Vec<Column> = Vec::new();
        for event in machine.handlers.iter().map(|handler| &handler.event).chain(&ignored) {
            if columns.iter().all(|column| column.event.key() != event.key()) {
                let claims = claims(machine, event, &ignored);
                let resolution = Resolution { machine, event, claims: &claims, reported: Vec::new() };
                columns.push(Column { event: event.clone(), cells: resolution.cells(diagnostics) });
            }
        }
        Self { columns }
    }

    /// The column of `event` and its index.
    pub(crate) fn column(&self, event: &EventRef) -> Option<(usize, &Column)> {
        let key = event.key();
        self.columns.iter().enumerate().find(|(_, column)| column.event.key() == key)
    }
}

fn claims<'a>(machine: &'a Machine, event: &EventRef, ignored: &[EventRef]) -> Vec<Claim<'a>> {
    let key = event.key();
    let mut claims = Vec::new();
    for (index, handler) in machine.handlers.iter().enumerate().filter(|(_, handler)| handler.event.key() == key) {
        let row = Row::Handle(index);
        if let Some((_, transition)) = &handler.marks.transition {
            claims.extend(claims_of(row, &transition.from, machine));
        } else if handler.params.receiver == Taken::Mutable {
            let span = handler.name().span();
            claims.push(Claim { row, alternative: 0, scope: Scope::Any, states: &[], span });
        }
    }
    for (index, pair) in machine.args.ignored.iter().enumerate().filter(|(index, _)| ignored[*index].key() == key) {
        claims.extend(claims_of(Row::Ignore(index), &pair.states, machine));
    }
    claims
}

fn claims_of<'a>(row: Row, pattern: &'a StatePattern, machine: &'a Machine) -> impl Iterator<Item = Claim<'a>> {
    pattern.alternatives.iter().enumerate().map(move |(alternative, pattern)| {
        let (scope, states) = match &pattern.states {
            // A struct has one state, whatever it is called here.
            Named::Any(_) => (Scope::Any, [].as_slice()),
            Named::Name(_) if !machine.is_enum => (Scope::Any, [].as_slice()),
            Named::Name(name) => match machine.groups.states(name) {
                Some(states) => (Scope::Group(name), states),
                None => (Scope::State(name), std::slice::from_ref(name)),
            },
        };
        Claim { row, alternative, scope, states, span: pattern.states.span() }
    })
}

struct Resolution<'a> {
    machine: &'a Machine,
    event: &'a EventRef,
    claims: &'a [Claim<'a>],
    /// The spans of pairs that were reported, so that two groups with many states in common are one error.
    reported: Vec<(Row, usize, Row, usize)>,
}

impl<'a> Resolution<'a> {
    fn cells(mut self, diagnostics: &mut Diagnostics) -> Vec<Cell> {
        let mut cells = Vec::new();
        let mut states: Vec<&Ident> = Vec::new();
        for state in self.claims.iter().flat_map(|claim| claim.states) {
            if !states.contains(&state) {
                states.push(state);
            }
        }
        for state in states {
            if let Some(claim) = self.nearest(|claim| claim.states.contains(state), Some(state), diagnostics) {
                cell(&mut cells, claim.row).states.push((state.clone(), claim.alternative));
            }
        }
        if let Some(claim) = self.nearest(|claim| claim.scope == Scope::Any, None, diagnostics) {
            cell(&mut cells, claim.row).rest = true;
        }
        cells
    }

    /// Of the claims that hold `state`, the nearest; should several be equally near, they are reported.
    fn nearest(
        &mut self,
        holds: impl Fn(&Claim<'_>) -> bool,
        state: Option<&Ident>,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'a Claim<'a>> {
        let groups = &self.machine.groups;
        let holding: Vec<&Claim<'_>> = self.claims.iter().filter(|claim| holds(claim)).collect();
        let is_nearest = |claim: &&&Claim<'_>| !holding.iter().any(|other| other.scope.is_within(claim.scope, groups));
        let nearest: Vec<&Claim<'_>> = holding.iter().filter(is_nearest).copied().collect();
        let (first, others) = nearest.split_first()?;
        for other in others {
            let pair = (first.row, first.alternative, other.row, other.alternative);
            if !self.reported.contains(&pair) {
                self.reported.push(pair);
                self.report(first, other, state, diagnostics);
            }
        }
        Some(first)
    }

    fn report(&self, first: &Claim<'_>, second: &Claim<'_>, state: Option<&Ident>, diagnostics: &mut Diagnostics) {
        let event = self.event.name();
        let state = match state {
            Some(state) => format!("state `{state}`"),
            None if self.machine.is_enum => "any state".to_owned(),
            None => format!("`{}`", self.machine.name),
        };
        let what = if first.row == second.row {
            format!("{state} stands twice in one pattern")
        } else {
            format!("{} and {} both take `{event}` in {state}", self.describe(first.row), self.describe(second.row))
        };
        let (why, fix) = match (first.scope, second.scope) {
            (Scope::Group(a), Scope::Group(b)) if a != b => (
                format!(
                    "neither of the groups {} lies within the other, so that neither row comes first",
                    listed(&[a.to_string(), b.to_string()])
                ),
                "give the states that they share a row of their own",
            ),
            _ => ("only one of them could ever be taken".to_owned(), "keep one of them, or join the two"),
        };
        diagnostics.push(syn::Error::new(second.span, message(what, why, fix)));
    }

    fn describe(&self, row: Row) -> String {
        match row {
            Row::Handle(index) => format!("`{}`", self.machine.handlers[index].name()),
            Row::Ignore(_) => "`ignore`".to_owned(),
        }
    }
}

impl Scope<'_> {
    /// Whether this comes before `outer`: a state before a group, an inner group before an outer one, `_` last.
    fn is_within(self, outer: Self, groups: &Groups) -> bool {
        match (self, outer) {
            (Self::State(_), Self::Group(_)) | (Self::State(_) | Self::Group(_), Self::Any) => true,
            (Self::Group(inner), Self::Group(outer)) => groups.is_within(inner, outer),
            _ => false,
        }
    }
}

fn cell(cells: &mut Vec<Cell>, row: Row) -> &mut Cell {
    let known = cells.iter().position(|cell| cell.row == row);
    let index = known.unwrap_or_else(|| {
        cells.push(Cell { row, states: Vec::new(), rest: false });
        cells.len() - 1
    });
    &mut cells[index]
}
