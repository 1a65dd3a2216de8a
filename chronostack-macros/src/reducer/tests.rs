//! What is generated for the main shapes, to be read in review.

use proc_macro2::TokenStream;
use quote::quote;

fn expansion(arguments: TokenStream, item: &TokenStream) -> String {
    let expanded = super::run(arguments, item);
    prettyplease::unparse(&syn::parse2(expanded).expect("what is generated parses"))
}

#[test]
fn enum_state() {
    let expanded = expansion(
        quote!(pub enum OrderEvent, otherwise = reject),
        &quote! {
            impl Order {
                /// The customer decides.
                #[transition(Draft => Open)]
                fn place(event: &Placed) -> Self {
                    Order::Open { customer: event.customer.clone(), due_cents: event.total_cents }
                }

                #[transition(Open { customer, due_cents } => Open | Settled)]
                fn pay(customer: String, due_cents: u64, event: &Paid) -> Self {
                    match due_cents - event.cents {
                        0 => Order::Settled { customer },
                        due_cents => Order::Open { customer, due_cents },
                    }
                }

                #[transition(Draft | Open { .. } => Void)]
                fn cancel(event: &Cancelled) -> Self {
                    Order::Void { reason: event.reason.clone() }
                }
            }
        },
    );
    insta::assert_snapshot!(expanded);
}

#[test]
fn struct_state() {
    let expanded = expansion(
        quote!(
            enum AccountEvent,
            derive(PartialEq)
        ),
        &quote! {
            impl Account {
                const FEE: u64 = 1;

                fn opened(&mut self, event: &Opened) {
                    self.owner = event.owner.clone();
                }

                fn deposited(&mut self, event: &Deposited, meta: &Meta) {
                    self.balance += event.cents;
                    self.last = Some(meta.recorded_at);
                }

                #[invariant]
                fn has_an_owner(&self) -> bool {
                    !self.owner.is_empty()
                }
            }
        },
    );
    insta::assert_snapshot!(expanded);
}

#[test]
fn groups_guards_and_retired_rows() {
    let expanded = expansion(
        quote!(enum PlayerEvent, group Active = Playing | Paused, ignore((_, Ticked)), stream = "player", revision = 2),
        &quote! {
            impl Player {
                #[transition(Active => Idle)]
                fn stop(self, event: &Stopped) -> Self {
                    Self::Idle
                }

                #[transition(Paused { at } => Paused)]
                fn stop_for_good(&self, event: &Stopped) -> Self {
                    Self::Paused { at: 0 }
                }

                #[transition(Playing { at: moment } | Rewinding(moment, _) => Paused)]
                #[retired]
                fn pause(moment: &u32, event: &Paused) -> Self {
                    Self::Paused { at: *moment }
                }

                #[guard]
                fn is_late_enough(&self, event: &Stopped) -> Result<(), String> {
                    Ok(())
                }
            }
        },
    );
    insta::assert_snapshot!(expanded);
}

#[test]
fn a_set_that_stands() {
    let expanded = expansion(
        quote!(event = bank::Bank, otherwise = ignore),
        &quote! {
            impl Account {
                fn opened(&mut self, event: &Opened) {}

                fn deposited(&mut self, bank::Bank::Deposited { cents }: &bank::Bank) {
                    self.balance += cents;
                }

                #[guard]
                fn is_open(&self, bank::Bank::Deposited { .. }: &bank::Bank) -> Result<(), &'static str> {
                    Ok(())
                }
            }
        },
    );
    insta::assert_snapshot!(expanded);
}

#[test]
fn a_mistake_leaves_the_impl_and_the_set_for_others_to_use() {
    let expanded = expansion(
        quote!(
            enum AccountEvent,
            otherwize = reject
        ),
        &quote! {
            impl Account {
                fn opened(&mut self, event: &Opened) {}
            }
        },
    );
    insta::assert_snapshot!(expanded);
}
