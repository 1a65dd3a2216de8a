//! `check` and `reduce`: one match over the events, in each arm one over the states.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{ReturnType, spanned::Spanned};

use crate::reducer::{
    args::{Events, Otherwise},
    event_ref::EventRef,
    expand::{
        apply::Apply,
        names::{local, text},
        patterns::states,
    },
    functions::Function,
    machine::Machine,
    table::{Cell, Column, Row, Table},
};

pub(super) struct Dispatch<'a> {
    pub(super) machine: &'a Machine,
    pub(super) table: &'a Table,
    /// The path of the set of events.
    pub(super) events: &'a TokenStream,
    pub(super) private: &'a TokenStream,
}

impl Dispatch<'_> {
    pub(super) fn reduce(&self) -> TokenStream {
        let (private, events) = (self.private, self.events);
        let (event, meta) = (local("event"), local("meta"));
        // Without `otherwise` there is no pair that nothing fits, which is checked where all states and events are known.
        let otherwise = match self.machine.args.otherwise {
            Some(Otherwise::Ignore) => quote!(#private::Outcome::Ignored),
            Some(Otherwise::Reject) | None => quote!(#private::Outcome::Rejected),
        };
        let body = self.by_event(&event, &otherwise, |column| self.reduce_column(column, &otherwise));
        quote! {
            #[inline]
            fn reduce(&mut self, #event: &#events, #meta: &#private::Meta) -> #private::Outcome {
                #body
            }
        }
    }

    /// Where a handler owns what it gets, the state is matched by value, as one would write it by hand: looking first and
    /// moving then is measurably slower. A state that no such row fits is put back.
    fn reduce_column(&self, column: &Column, otherwise: &TokenStream) -> TokenStream {
        let private = self.private;
        let moves = |cell: &&Cell| matches!(cell.row, Row::Handle(index) if self.apply(cell, index).moves());
        let (moving, staying): (Vec<&Cell>, Vec<&Cell>) = column.cells.iter().partition(moves);
        let staying = by_state(&staying, &quote!(&*self), otherwise, |cell| match cell.row {
            Row::Handle(index) => self.apply(cell, index).staying_arm(),
            Row::Ignore(_) => {
                let states = states(self.machine, cell);
                quote!(#states => #private::Outcome::Ignored,)
            }
        });
        let arms: TokenStream = moving
            .iter()
            .map(|cell| match cell.row {
                Row::Handle(index) => self.apply(cell, index).moving_arms(),
                Row::Ignore(_) => TokenStream::new(),
            })
            .collect();
        if arms.is_empty() {
            return staying;
        }
        let state = local("state");
        quote! {
            match #private::take(self) {
                #arms
                #state => {
                    *self = #state;
                    #staying
                }
            }
        }
    }

    fn apply<'a>(&'a self, cell: &'a Cell, handler: usize) -> Apply<'a> {
        Apply { machine: self.machine, handler: &self.machine.handlers[handler], cell, private: self.private }
    }

    pub(super) fn check(&self) -> TokenStream {
        let (private, events) = (self.private, self.events);
        let event = local("event");
        let legal = quote!(#private::core::result::Result::Ok(()));
        let refused = |rejection: TokenStream| quote!(#private::core::result::Result::Err(#rejection));
        let otherwise = match self.machine.args.otherwise {
            Some(Otherwise::Ignore) => legal.clone(),
            Some(Otherwise::Reject) | None => refused(quote!(#private::no_transition(self, #event))),
        };
        let body = self.by_event(&event, &otherwise, |column| {
            let asked = self.machine.guards.iter().filter(|guard| guard.event.key() == column.event.key());
            let guards: TokenStream = asked.map(|guard| self.ask(guard)).collect();
            let cells: Vec<&Cell> = column.cells.iter().collect();
            by_state(&cells, &quote!(self), &otherwise, |cell| {
                let answer = match cell.row {
                    Row::Ignore(_) => legal.clone(),
                    Row::Handle(index) => {
                        let handler = &self.machine.handlers[index];
                        let name = text(handler.name());
                        if handler.marks.retired.is_some() {
                            refused(quote!(#private::retired(self, #event, #name)))
                        } else {
                            quote!({ #guards #legal })
                        }
                    }
                };
                let states = states(self.machine, cell);
                quote!(#states => #answer,)
            })
        });
        quote! {
            #[inline]
            fn check(&self, #event: &#events) -> #private::core::result::Result<(), #private::Rejection> {
                #body
            }
        }
    }

    /// Tells the events apart; in each arm, `inner` is what the column's functions take.
    fn by_event(&self, event: &Ident, otherwise: &TokenStream, arm: impl Fn(&Column) -> TokenStream) -> TokenStream {
        let (private, events) = (self.private, self.events);
        let inner = local("inner");
        if let Some(Events::Made { name, .. }) = &self.machine.args.events {
            let arms = self.table.columns.iter().map(|column| {
                let (variant, body) = (column.event.name(), arm(column));
                quote!(#name::#variant(#inner) => #body)
            });
            return quote!(match #event { #(#arms)* });
        }
        let branches = self.table.columns.iter().map(|column| {
            let body = arm(column);
            match &column.event {
                EventRef::Type(path) => {
                    // At the type's own place, for it may be none of the set.
                    let peeled = quote_spanned!(path.span()=> <#events as #private::Wraps<#path>>::peel(#event));
                    quote!(if let #private::core::option::Option::Some(#inner) = #peeled { #body })
                }
                EventRef::Variant { path, .. } => quote! {
                    if let #path { .. } = #event { let #inner = #event; #body }
                },
            }
        });
        quote!(#(#branches else)* { #otherwise })
    }

    /// Asks one guard, and leaves with its refusal.
    fn ask(&self, guard: &Function) -> TokenStream {
        let (private, event, inner) = (self.private, local("event"), local("inner"));
        let (function, name) = (guard.name(), text(guard.name()));
        // At the place of the type, for it may be no answer.
        let place = match &guard.source.sig.output {
            ReturnType::Type(_, ty) => ty.span(),
            ReturnType::Default => function.span(),
        };
        // `self` is that of this function, which one from another place would not be.
        let this = quote!(self);
        let answer = quote_spanned!(place=> #private::guard(#this, #event, #name, Self::#function(#this, #inner)));
        quote!(#answer?;)
    }
}

/// Tells the states of `cells` apart. `_` comes last, for it would hide what stands behind it.
fn by_state(
    cells: &[&Cell],
    state: &TokenStream,
    otherwise: &TokenStream,
    arm: impl Fn(&Cell) -> TokenStream,
) -> TokenStream {
    let (rest, named): (Vec<&Cell>, Vec<&Cell>) = cells.iter().partition(|cell| cell.rest);
    let arms: TokenStream = named.into_iter().chain(rest.iter().copied()).map(arm).collect();
    let otherwise = rest.is_empty().then(|| quote!(_ => #otherwise,));
    quote!(match #state { #arms #otherwise })
}
