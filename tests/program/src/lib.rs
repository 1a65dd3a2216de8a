//! The machines of a user's own program, which its `main` registers with the command line.

mod note;
mod order;
mod patient;
mod spending;

pub use note::{Note, NoteEvent, Noted, Tree};
pub use order::{Item, Method, Order, OrderEvent, Paid, Placed};
pub use patient::{Admitted, AdmittedV1, Examined, Finding, Insured, Patient, PatientEvent, Person};
pub use spending::Spending;
