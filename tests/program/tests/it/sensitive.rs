//! What the code marks as sensitive is hidden, and taken out of what is captured.

use std::{collections::BTreeMap, fs};

use chronostack::{History, fingerprint::Fingerprints, log::FileLog, prelude::*};
use chronostack_query::{Mask, machine};
use insta::assert_snapshot;
use orders::{Admitted, Examined, Finding, Insured, Patient, Person};
use serde_json::json;

use crate::sample::Sample;

const CAPTURE: [&str; 5] = ["capture", "shop.chrono", "patient/7", "--into", "histories"];

/// The sample, with a patient in its log.
fn sample() -> Sample {
    let sample = Sample::new();
    let person = |name: &str, next_of_kin| Person { name: name.into(), rooms: vec![3, 3, 200], next_of_kin };
    let person = person("Ann Árbor", Some(Box::new(person("Bo", None))));
    let born = "1990-05-17T00:00:00Z".parse().expect("a time");
    let findings = |names: &[(&str, u8)]| names.iter().map(|(name, grave)| (Finding((*name).into()), *grave)).collect();
    pollster::block_on(async {
        let log = FileLog::open(sample.path().join("shop.chrono")).expect("the log");
        let stack = ChronoStack::builder().log(log).fingerprints(Fingerprints::every(1)).build().expect("a runtime");
        let patients = stack.machine::<Patient>();
        let admitted = Admitted { ward: "north".into(), person, born, insured: Insured::By { number: 4711 } };
        patients.dispatch("7", admitted).await.expect("admitted");
        for found in [findings(&[("gout", 3)]), findings(&[("flu", 1), ("gout", 4)])] {
            patients.dispatch("7", Examined { findings: found }).await.expect("examined");
        }
        stack.close().await.expect("closed");
    });
    sample
}

fn captured(sample: &Sample) -> String {
    fs::read_to_string(sample.path().join("histories/7.jsonl")).expect("the file was written")
}

#[test]
fn what_is_sensitive_is_not_captured_and_the_history_goes_as_it_went() {
    let sample = sample();
    assert_snapshot!("sensitive", sample.run(Some(80), &CAPTURE));
    let lines = captured(&sample);
    for secret in ["Ann", "Bo", "1990-05", ":4711", ",200]", "gout", "flu"] {
        assert!(!lines.contains(secret), "{secret} stands in\n{lines}");
    }
    let story = History::<Patient>::from_jsonl(&lines).expect("it reads back");
    let verified = story.verify().expect("its fingerprints are those of what is redacted");
    assert_eq!((verified.reproduced, verified.incomparable), (3, 0));
    let Patient::Present { ward, findings, .. } = story.state() else { panic!("{story}") };
    assert_eq!(ward, "north", "what is not sensitive stays");
    let grave: Vec<u8> = findings.values().copied().collect();
    assert_eq!(grave.iter().sum::<u8>(), 5, "the finding that came twice is one: {findings:?}");
}

#[test]
fn what_is_sensitive_stays_where_that_is_asked_for_and_a_rule_comes_first() {
    let sample = sample();
    let told = sample.run(Some(80), &[&CAPTURE[..], &["--with-sensitive"]].concat());
    assert!(told.starts_with("exit code 0\n") && !told.contains("sensitive"), "{told}");
    assert!(captured(&sample).contains("Ann Árbor"));
    let told = sample.run(Some(80), &[&CAPTURE[..], &["--force", "--redact", "/person/name=Eve"]].concat());
    assert!(told.starts_with("exit code 0\n"), "{told}");
    let lines = captured(&sample);
    assert!(lines.contains("\"name\":\"Eve\"") && !lines.contains("\"Bo\""), "{lines}");
}

#[test]
fn a_mask_hides_every_version_of_an_event_and_the_state() {
    let patients = machine::<Patient>();
    let mask = Mask::new([patients.as_ref()]);
    let event = |name: &str, mut data| {
        mask.event(name, &mut data);
        data
    };
    let admitted = json!({ "ward": "north", "person": { "name": "Ann" }, "born": "1990", "insured": "No" });
    let hidden = json!({ "ward": "north", "person": "•••", "born": "•••", "insured": "•••" });
    assert_eq!(event("patient.admitted", admitted), hidden);
    let old = json!({ "ward": "north", "name": "Ann" });
    assert_eq!(event("patient.admitted", old), json!({ "ward": "north", "name": "•••" }));
    let findings = json!({ "findings": { "flu": 1, "gout": 3 } });
    assert_eq!(event("patient.examined", findings), json!({ "findings": { "•••1": 1, "•••2": 3 } }));
    assert_eq!(
        event("order.placed", json!({ "customer": "Ann" })),
        json!({ "customer": "Ann" }),
        "it is no event of a patient"
    );

    let findings = BTreeMap::from([(Finding("flu".into()), 1)]);
    let state = Patient::Present { ward: "north".into(), name: "Ann".into(), findings };
    let mut state = serde_json::to_value(&state).expect("it has JSON");
    mask.state("Patient", &mut state);
    assert_eq!(state, json!({ "Present": { "ward": "north", "name": "•••", "findings": { "•••1": 1 } } }));
    let mut name = json!("Ann");
    mask.state_at("Patient", "/Present/name", &mut name);
    assert_eq!(name, json!("•••"));
}
