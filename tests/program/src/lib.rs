//! The machines of a user's own program, which its `main` registers with the command line.

mod order;
mod patient;
mod spending;

pub use order::{Item, Method, Order, OrderEvent, Paid, Placed};
pub use patient::{Admitted, AdmittedV1, Examined, Finding, Insured, Patient, PatientEvent, Person};
pub use spending::Spending;
