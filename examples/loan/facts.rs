//! Events that say nothing but that they happened.

/// Declares such events, each with its name on the wire.
macro_rules! facts {
    ($($(#[$doc:meta])* $fact:ident = $name:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = $name)]
        pub(crate) struct $fact;
    )+};
}

pub(crate) use facts;
