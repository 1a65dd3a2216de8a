//! The macros of ChronoStack. Use them through the `chronostack` crate, which documents them.
//!
//! Each macro is a pipeline: parse → model → check → expand. Errors of all steps are collected and reported together
//! (`diagnostics`), and the impl is emitted all the same, so that one mistake does not raise ten.

mod diagnostics;
mod event;
#[cfg(test)]
mod expansions;
mod keys;
mod krate;
mod names;
mod reducer;
mod replay_tests;
mod schema;
mod state;
mod tracked;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct an event type, or an enum a set of event types.
///
/// # A struct: one event type
///
/// ```
/// use chronostack::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Event, Clone, Debug, Serialize, Deserialize)]
/// #[event(name = "order.paid", version = 2, upcast(PaidV1))]
/// struct Paid {
///     cents: u64,
///     method: String,
/// }
///
/// #[derive(Event, Clone, Debug, Serialize, Deserialize)]
/// #[event(name = "order.paid", version = 1)]
/// struct PaidV1 {
///     cents: u64,
/// }
///
/// impl From<PaidV1> for Paid {
///     fn from(old: PaidV1) -> Self {
///         Self { cents: old.cents, method: "card".to_owned() }
///     }
/// }
/// ```
///
/// | key | meaning | default |
/// |---|---|---|
/// | `name = "order.paid"` | the name on the wire, of `a-z 0-9 _ - .` | from the type's name: `ItemAddedToCart` is `item.added_to_cart` |
/// | `version = 2` | raised whenever the shape changes | 1 |
/// | `upcast(PaidV1, ..)` | the types of older versions; each has a `From<Old>` | none |
/// | `try_upcast(PaidV1, ..)` | the same, by `TryFrom<Old>`: its error, which displays, is told with the event's place | none |
/// | `since = 2` | the oldest version that a log may hold | 1 |
/// | `codec = json` | JSON carries it; else `postcard`, which is smaller and faster | `postcard` |
///
/// At compile time it is checked that older versions have the same name and a lower version, and that every version from
/// `since` on can be read, directly or through one another. An older version is read by the first type in `upcast(..)` that
/// reads it.
///
/// The struct gets [`Schema`] too, so it may be part of another type; do not derive that beside.
///
/// `#[event(sensitive)]` on a field hides its value from who looks at the log through a tool that knows the type. What is recorded does not change
/// by it. Older versions have marks of their own.
///
/// # An enum: a set of event types
///
/// ```
/// # use chronostack::prelude::*;
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Event, Clone, Debug, Serialize, Deserialize)]
/// # struct Paid;
/// #[derive(Event, Clone, Debug)]
/// enum OrderEvent {
///     Paid(Paid),
///     ItemAdded { sku: String, quantity: u32 },
///     #[event(name = "order.done")]
///     Closed,
///     #[event(inline)]
///     Renamed(String),
/// }
///
/// let names: Vec<_> = OrderEvent::TYPES.iter().map(|event| event.name).collect();
/// assert_eq!(names, ["paid", "order.item_added", "order.done", "order.renamed"]);
/// ```
///
/// A newtype variant stands for the event type that it wraps, or for all those of a set that it wraps; `From` of it is
/// generated. A variant with fields of its own, or with none, is an event type itself: `#[event(..)]` with the keys above may
/// stand on it, and its default name is that of both, `OrderEvent::ItemAdded` being `order.item_added`. A newtype variant that
/// holds a plain value is marked `#[event(inline)]`. serde attributes on such a variant's fields hold; `upcast(Old)` there
/// asks for `From<Old>` of the enum. `#[event(codec = json)]` on the enum is for all its own variants.
///
/// At compile time it is checked that no event of one name and version is read by two variants.
// A set need not derive serde's traits, and its own variants' fields may have serde's attributes all the same.
#[proc_macro_derive(Event, attributes(event, schema, serde))]
pub fn derive_event(input: TokenStream) -> TokenStream {
    event::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Tells the shape of a type on the wire: for every type that an event or a state holds.
///
/// ```
/// use chronostack::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Schema, Clone, Debug, Serialize, Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Address {
///     street_name: String,
///     #[serde(skip)]
///     looked_up: bool,
/// }
///
/// #[derive(Schema, Clone, Debug, Serialize, Deserialize)]
/// #[schema(codec = json)]
/// #[serde(tag = "kind")]
/// enum Method {
///     Card { number: String },
///     Transfer { iban: String },
/// }
///
/// #[derive(Event, Clone, Debug, Serialize, Deserialize)]
/// #[event(codec = json)]
/// struct Paid {
///     method: Method,
///     to: Address,
/// }
/// ```
///
/// The shape is that of serde's derived impls, and follows their attributes. A type that implements `Serialize` by hand needs
/// `#[schema(as = Type)]`, where `Type` is written alike.
///
/// - `#[schema(as = Type)]` on the type or on a field: its shape is that of `Type`. For a field of a type without `Schema`, or
///   one that functions write (`#[serde(with = ..)]`).
/// - `#[schema(codec = json)]` on the type: only JSON is to carry it. It may then have `#[serde(flatten)]`, `untagged`,
///   `tag`, `content`, `skip_serializing_if` and `with`, and only events and states that say `codec = json` may hold it, which
///   is checked at compile time. What the macro cannot see into counts as any JSON value.
/// - `#[schema(sensitive)]` on a field, or on the type: its value is hidden from who looks at it through a tool that knows the type, wherever
///   an event or a state holds it.
#[proc_macro_derive(Schema, attributes(schema))]
pub fn derive_schema(input: TokenStream) -> TokenStream {
    schema::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a type the state of a machine: names its variants, and tells its shape for snapshots.
///
/// ```
/// use chronostack::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
/// enum Order {
///     #[default]
///     Draft,
///     Open { due_cents: u64 },
///     #[state(terminal)]
///     Void,
/// }
///
/// assert_eq!(Order::Open { due_cents: 3 }.variant_name(), "Open");
/// ```
///
/// - `#[state(terminal)]` on a variant: nothing needs to lead out of it.
/// - `#[state(sensitive)]` on a field: its value is hidden from who looks at it through a tool that knows the type.
/// - `#[state(codec = json)]` on the type: snapshots are JSON, for what postcard cannot carry; see [`Schema`].
///
/// The type gets [`Schema`] too; do not derive that beside.
#[proc_macro_derive(State, attributes(state, schema))]
pub fn derive_state(input: TokenStream) -> TokenStream {
    state::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes an impl the machine of its type: its functions fold events into the state, and this writes `impl Reducer` with the
/// table as data.
///
/// ```ignore
/// #[reducer(pub enum OrderEvent, otherwise = reject)]
/// impl Order {
///     #[transition(Draft => Open)]
///     fn place(event: &Placed) -> Self { .. }
///
///     #[transition(Open { customer, due_cents } => Open | Settled)]
///     fn pay(customer: String, due_cents: u64, event: &Paid) -> Self { .. }
///
///     #[guard]
///     fn no_overpayment(&self, event: &Paid) -> Result<(), Overpaid> { .. }
/// }
/// ```
///
/// # Handlers
///
/// Every function with a parameter named `event` is a handler, or a guard where it is marked so; all others are left alone. A
/// handler is about the event type of that parameter, and may ask for `meta: &Meta`, what was recorded about the event.
///
/// - Of a struct: `fn deposited(&mut self, event: &Deposited)`.
/// - Of an enum: with `#[transition(From => To)]`. `From` is a state (`Draft`), a state with bindings (`Open { customer, .. }`,
///   `Ajar(width)`), a group, `_` for any state, or several of these with `|`; `To` is a state, a group, or several. The bindings
///   arrive as parameters, by name, by value or by reference as the parameter's type says, and the function returns the new
///   state as `Self`. It may take `self` or `&self` instead of bindings, or change the state in place by `&mut self`.
///
/// A state's own row comes before its group's, an inner group's before an outer one's, and `_` comes last. Two rows that are
/// equally near are an error. Where the states that a body returns can be seen, they are compared with `To`.
///
/// An event of a set that stands already, which has fields of its own, is taken by a pattern:
/// `fn deposited(&mut self, Bank::Deposited { cents, .. }: &Bank)`.
///
/// | attribute | meaning |
/// |---|---|
/// | `#[guard]` | `fn(&self, event: &E) -> Result<(), Reason>`, where a reason is an error, a `String` or a `&str`. Asked before an event is recorded, in the order of writing, where a row would take it; never on replay |
/// | `#[invariant]` | `fn(&self) -> bool`, or `-> Result<(), E>` where `E` can be displayed: what holds after every event. The generated tests check it; so does `History::check_invariants`, on what is recorded. A dispatch does not ask |
/// | `#[retired]` | the row folds what is stored and refuses what is new |
/// | `#[allow_nondeterminism(reason = "…")]` | takes the function out of the search for clocks, random numbers, environment, I/O and the like, which are errors otherwise. What is behind a function that it calls is not seen |
///
/// # Arguments
///
/// | key | meaning | default |
/// |---|---|---|
/// | `pub enum OrderEvent` | makes the set of events, a variant for each type that is handled or ignored, named as it | |
/// | `event = OrderEvent` | takes a set that stands already, an enum that derives `Event` | |
/// | `otherwise = reject`, `= ignore` | what happens to a pair that is neither handled nor ignored | there must be none, which is checked |
/// | `unknown = ignore`, `= error` | what happens to a stored event that the code does not know: of a type that it dropped, or of a version that newer code wrote. A projection may pass over it; its version counts | `error`, with its place |
/// | `ignore((Open, Shipped), (_, Rated))` | pairs that are legal, change nothing, and are not recorded | none |
/// | `group Active = Playing \| Paused` | a name for several states or groups | none |
/// | `stream = "order"` | the kind of the machine's streams | the type's name in `snake_case` |
/// | `revision = 1` | raised by hand when logic outside of the impl changes, so that snapshots are made anew | 0 |
/// | `derive(Hash)` | further derives for the set that is made, which has `Event`, `Clone`, `Debug` and equality | none |
///
/// The set that is made has `From` of each of its types. Its equality is that of the types; one without `PartialEq` is
/// compared by what would be recorded.
#[proc_macro_attribute]
pub fn reducer(arguments: TokenStream, item: TokenStream) -> TokenStream {
    reducer::run(arguments.into(), &item.into()).into()
}

/// Has each call of an async function stand in the log as a task: started, tried again, completed or failed, cancelled where its future is dropped.
///
/// ```
/// use chronostack::prelude::*;
///
/// struct Shop {
///     stack: ChronoStack,
/// }
///
/// impl Shop {
///     #[tracked(name = "charge-card", stack = self.stack)]
///     async fn charge(&self, cents: u64) -> Result<u64, String> {
///         if cents > 100_000 { Err(format!("{cents} cents are too many")) } else { charge(cents).await }
///     }
/// }
///
/// #[tracked(retries = 3, backoff = "100ms", record_result)]
/// async fn charge(cents: u64) -> Result<u64, String> {
///     Ok(cents)
/// }
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let shop = Shop { stack: ChronoStack::in_memory() };
/// shop.charge(4_200).await?;
/// let names: Vec<_> = shop.stack.tasks().await?.iter().map(|task| task.stream.id().to_owned()).collect();
/// assert!(names[0].starts_with("charge-") && names[1].starts_with("charge-card-"));
/// # Ok(()) }
/// ```
///
/// | key | meaning | default |
/// |---|---|---|
/// | `name = "charge-card"` | the task's name | the function's |
/// | `stack = self.stack` | the runtime that records it: an expression over the arguments | that of the context: of the task that the call is part of, or of `stack.context().scope(..)` |
/// | `retries = 3` | how often it is called again after its first failure, with clones of the arguments; it takes `&self`, if anything of the kind | 0 |
/// | `backoff = "100ms..10s"` | how long to wait before the second attempt, each time twice as long from then on, and the longest wait; `"100ms"` ends at a minute | at once |
/// | `record_result` | what it answers is recorded too, as JSON: it is `Serialize` | |
///
/// The function answers with a `Result` whose error implements `Display`, and keeps its type. So the work is done whatever becomes of the log: what cannot be
/// recorded is an error for `tracing`, and a call without a runtime a warning. Where work must not start unless that is recorded, use
/// `stack.task(..).run(..)`.
#[proc_macro_attribute]
pub fn tracked(arguments: TokenStream, item: TokenStream) -> TokenStream {
    tracked::run(arguments.into(), &item.into()).into()
}

/// Makes tests of recorded histories, and of the laws that every machine must keep.
///
/// ```ignore
/// chronostack::replay_tests!(Order, "tests/histories/order");
/// ```
///
/// makes a module `order` with
///
/// - a `#[test]` for each `*.jsonl` in that folder (relative to the package): every event of every version is decoded and
///   folded, and what each did is compared with the insta snapshot in the folder's `snapshots`;
/// - a test that fails when a file was added that has no test yet;
/// - the laws, on the recorded histories, on random legal ones, and in every state that can be reached within bounds; see
///   `chronostack::testing::laws`.
///
/// `Order as paid_orders` names the module otherwise.
#[proc_macro]
pub fn replay_tests(input: TokenStream) -> TokenStream {
    replay_tests::replay_tests(&parse_macro_input!(input as replay_tests::Input)).into()
}
