//! A patient, of whom not everything is anybody's business.

use std::collections::BTreeMap;

use chronostack::{prelude::*, time::Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody comes.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "patient.admitted", version = 2, upcast(AdmittedV1))]
pub struct Admitted {
    /// The ward.
    pub ward: String,
    /// Who.
    #[event(sensitive)]
    pub person: Person,
    /// When born.
    #[event(sensitive)]
    pub born: Timestamp,
    /// Whether to be told anything.
    #[event(sensitive)]
    pub insured: Insured,
}

/// As it was once.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "patient.admitted", version = 1)]
pub struct AdmittedV1 {
    /// The ward.
    pub ward: String,
    /// The name.
    #[event(sensitive)]
    pub name: String,
}

impl From<AdmittedV1> for Admitted {
    fn from(old: AdmittedV1) -> Self {
        let person = Person { name: old.name, rooms: Vec::new(), next_of_kin: None };
        Self { ward: old.ward, person, born: Timestamp::UNIX_EPOCH, insured: Insured::No }
    }
}

/// A person.
#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The name.
    pub name: String,
    /// Where they live.
    pub rooms: Vec<u8>,
    /// Whom to call.
    pub next_of_kin: Option<Box<Person>>,
}

/// Who pays.
#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Insured {
    /// Nobody.
    No,
    /// An insurance.
    By {
        /// The number of the insured.
        number: u64,
    },
}

/// What is found.
#[derive(Schema, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[schema(sensitive)]
pub struct Finding(pub String);

/// A doctor has looked.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "patient.examined")]
pub struct Examined {
    /// How grave each finding is.
    pub findings: BTreeMap<Finding, u8>,
}

/// A patient's state.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Patient {
    /// Not there.
    #[default]
    Absent,
    /// There.
    Present {
        /// Where.
        ward: String,
        /// Who.
        #[state(sensitive)]
        name: String,
        /// What was found, and how grave it is.
        findings: BTreeMap<Finding, u8>,
    },
}

#[reducer(pub enum PatientEvent, otherwise = reject)]
impl Patient {
    #[transition(Absent => Present)]
    fn admit(event: &Admitted) -> Self {
        Patient::Present { ward: event.ward.clone(), name: event.person.name.clone(), findings: BTreeMap::new() }
    }

    #[transition(Present { ward, name, findings } => Present)]
    fn examine(ward: String, name: String, mut findings: BTreeMap<Finding, u8>, event: &Examined) -> Self {
        findings.extend(event.findings.clone());
        Patient::Present { ward, name, findings }
    }
}
