//! The table as a constant, out of which the runtime makes the `MachineSpec` and the checks make their messages.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::reducer::{
    args::{Events, Otherwise},
    event_ref::{EventRef, plain},
    expand::names::{text, texts},
    functions::Invariant,
    machine::Machine,
    rules,
    table::{Cell, Column, Row, Table},
};

pub(super) fn table_constant(
    machine: &Machine,
    table: &Table,
    fingerprint: u128,
    private: &TokenStream,
) -> TokenStream {
    let state = &machine.state;
    let (name, stream) = (text(&machine.name), rules::stream(machine));
    let revision = rules::revision(machine).unwrap_or_default();
    let (is_enum, reads_meta) = (machine.is_enum, machine.reads_meta());
    let otherwise = match machine.args.otherwise {
        None => quote!(Exhaustive),
        Some(Otherwise::Reject) => quote!(Reject),
        Some(Otherwise::Ignore) => quote!(Ignore),
    };
    let unknown = if machine.args.ignores_unknown == Some(true) { quote!(Ignore) } else { quote!(Error) };
    let events = match &machine.args.events {
        Some(Events::Made { name, .. }) => quote!(#name),
        Some(Events::Standing(path)) => quote!(#path),
        None => quote!(()),
    };
    let set = match &machine.args.events {
        Some(Events::Standing(path)) => plain(path),
        _ => String::new(),
    };
    let states = named_states(table);
    let columns = columns(machine, table, &states, &events, private);
    let names = texts(states.iter().copied());
    let rows = rows(machine, table, private);
    let ignored = ignored(table, private);
    let guards = guards(machine, table);
    let invariants = texts(machine.invariants.iter().map(Invariant::name));
    let groups = machine.groups.iter().map(|(name, states)| {
        let (name, states) = (text(name), texts(states));
        quote!((#name, #states))
    });
    quote! {
        const TABLE: #private::Table = #private::Table {
            name: #name,
            stream: #stream,
            revision: #revision,
            fingerprint: #fingerprint,
            is_enum: #is_enum,
            reads_meta: #reads_meta,
            otherwise: #private::Otherwise::#otherwise,
            unknown: #private::Unknown::#unknown,
            states: <#state as #private::State>::VARIANTS,
            events: <#events as #private::EventSet>::VARIANTS,
            set: #set,
            names: #names,
            columns: &[#columns],
            rows: &[#rows],
            ignored: &[#ignored],
            guards: &[#guards],
            invariants: #invariants,
            groups: &[#(#groups),*],
        };
    }
}

/// The states that any cell names, each once.
fn named_states(table: &Table) -> Vec<&Ident> {
    let mut named: Vec<&Ident> = Vec::new();
    for (state, _) in table.columns.iter().flat_map(|column| &column.cells).flat_map(|cell| &cell.states) {
        if !named.contains(&state) {
            named.push(state);
        }
    }
    named
}

fn columns(
    machine: &Machine,
    table: &Table,
    states: &[&Ident],
    events: &TokenStream,
    private: &TokenStream,
) -> TokenStream {
    let made = matches!(machine.args.events, Some(Events::Made { .. }));
    table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let (name, param) = (column.event.path(), column.event.param());
            let types = match &column.event {
                EventRef::Type(_) if made => quote!(<#events as #private::EventSet>::VARIANTS[#index].types),
                EventRef::Type(path) => quote!(<#path as #private::Event>::TYPES),
                EventRef::Variant { name, .. } => {
                    let name = text(name);
                    quote!(#private::types_of_variant(<#events as #private::EventSet>::VARIANTS, #name))
                }
            };
            let decided = decided(column, states);
            let rest = column.cells.iter().any(|cell| cell.rest);
            quote! {
                #private::Column { types: #types, name: #name, param: #param, decided: &[#(#decided),*], rest: #rest },
            }
        })
        .collect()
}

/// The states in which the column decides, as bits over `states`.
fn decided(column: &Column, states: &[&Ident]) -> Vec<u64> {
    let mut words = vec![0_u64; states.len().div_ceil(64)];
    let decided = column.cells.iter().flat_map(|cell| &cell.states);
    for id in decided.filter_map(|(state, _)| states.iter().position(|known| *known == state)) {
        words[id / 64] |= 1 << (id % 64);
    }
    words
}

fn rows(machine: &Machine, table: &Table, private: &TokenStream) -> TokenStream {
    let rows = machine.handlers.iter().enumerate().map(|(index, handler)| {
        let cell = |(column, cells): (usize, &Vec<Cell>)| {
            let cell = cells.iter().find(|cell| cell.row == Row::Handle(index))?;
            Some((column, from(cell, private)))
        };
        let cells = table.columns.iter().map(|column| &column.cells).enumerate();
        // A row that others take everything from is no row of the table.
        let Some((column, from)) = cells.into_iter().find_map(cell) else { return TokenStream::new() };
        let to = match &handler.marks.transition {
            Some((_, row)) => texts(machine.groups.flatten(&row.to)),
            None => texts([&machine.name]),
        };
        let (name, retired) = (text(handler.name()), handler.marks.retired.is_some());
        let span = handler.name().span();
        let place = quote_spanned!(span=> file: ::core::file!(), line: ::core::line!());
        quote! {
            #private::Row {
                column: #column,
                from: #from,
                to: #to,
                handler: #name,
                retired: #retired,
                place: #private::SourcePlace { #place },
            },
        }
    });
    rows.collect()
}

fn ignored(table: &Table, private: &TokenStream) -> TokenStream {
    let pairs = table.columns.iter().enumerate().flat_map(|(column, cells)| {
        let ignored = cells.cells.iter().filter(|cell| matches!(cell.row, Row::Ignore(_)));
        ignored.map(move |cell| {
            let from = from(cell, private);
            quote!((#column, #from),)
        })
    });
    pairs.collect()
}

fn guards(machine: &Machine, table: &Table) -> TokenStream {
    let guards = machine.guards.iter().filter_map(|guard| {
        let (column, _) = table.column(&guard.event)?;
        let name = text(guard.name());
        Some(quote!((#name, #column),))
    });
    guards.collect()
}

fn from(cell: &Cell, private: &TokenStream) -> TokenStream {
    let (states, rest) = (texts(cell.states.iter().map(|(state, _)| state)), cell.rest);
    quote!(#private::FromStates { states: #states, rest: #rest })
}
