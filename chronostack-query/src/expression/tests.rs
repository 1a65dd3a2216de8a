use chronostack::{diff::StateView, prelude::*};
use serde::{Deserialize, Serialize};

use crate::expression::{Expression, ExpressionError};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Happened;

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Order {
    #[default]
    Draft,
    Open {
        customer: String,
        due: u64,
        balance: i64,
        huge: u128,
        rate: f64,
        items: Vec<u64>,
        note: Option<String>,
        #[serde(rename = "first name")]
        first_name: String,
    },
}

#[reducer(enum OrderEvent, otherwise = reject)]
impl Order {
    #[transition(Draft => Draft)]
    fn happened(_event: &Happened) -> Self {
        Self::Draft
    }
}

fn open() -> StateView {
    StateView::of(&Order::Open {
        customer: "Ann Árbor".into(),
        due: u64::MAX,
        balance: i64::MIN,
        huge: u128::MAX,
        rate: 0.5,
        items: vec![3, 5],
        note: None,
        first_name: "Ann".into(),
    })
}

#[track_caller]
fn holds(text: &str) -> bool {
    text.parse::<Expression>().unwrap_or_else(|error| panic!("{error}")).holds(&open())
}

#[test]
fn states_and_fields_are_compared() {
    for text in [
        "state == \"Open\"",
        "state != \"Draft\"",
        "/customer startswith \"Ann\" and /customer contains \"Árb\"",
        "/Open/customer == \"Ann Árbor\"",
        "/items contains 5.0 and not /items contains 4",
        "\"\" contains \"Open\"",
        "/items == [3, 5e0]",
        "/items/1 == 5 and /items/0<5 and/items/0>2",
        "exists /note and /note == null",
        "not exists /nothing",
        "/nothing != 1",
        "\"/first name\" == \"Ann\"",
        "/rate == 5e-1 and /rate > 0 and /rate < 1",
        "(state == \"Draft\" or state == \"Open\") and (/rate >= 0.5)",
        "state == \"Open\" or state == \"Open\" and state == \"Draft\"",
        "/customer < \"B\"",
    ] {
        assert!(holds(text), "{text}");
    }
    for text in [
        "state == \"open\"",
        "/nothing == null",
        "/nothing < 1",
        "/customer == 1",
        "/customer < 1",
        "/note contains \"x\"",
        "/items startswith 3",
        "not (state == \"Open\")",
    ] {
        assert!(!holds(text), "{text}");
    }
}

#[test]
fn numbers_are_compared_exactly() {
    for text in [
        "/due == 18446744073709551615",
        "/due != 18446744073709551614",
        "/due < 18446744073709551616",
        "/due < 18446744073709551616.0",
        "/due > 1.8446744073709550e19",
        "/balance == -9223372036854775808",
        "/balance > -9223372036854775809",
        "/balance < -9223372036854775807",
        "/huge == 340282366920938463463374607431768211455",
        "/huge > 340282366920938463463374607431768211454",
        "/huge < 1e300 and /huge > -1e300",
        "/items/0 > -0.0 and /items/0 < 3.0000001 and /items/0 > 2.9999999",
    ] {
        assert!(holds(text), "{text}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_column() {
    for (text, column, expected, found) in [
        ("", 1, "a pointer", "the end"),
        ("/due = 1", 6, "`==`", "`=`"),
        ("/due", 5, "`==`", "the end"),
        ("/due == ", 9, "JSON", "the end"),
        ("/due == 01", 9, "JSON", "`01`"),
        ("/due == 1e999", 9, "JSON", "`1e999`"),
        ("/due == 'Ann'", 9, "JSON", "`'Ann'`"),
        ("/due == \"Ann", 9, "JSON", "`\"Ann`"),
        ("due == 1", 1, "a pointer", "`due`"),
        ("\"due\" == 1", 1, "a pointer", "`\"due\"`"),
        ("(/due == 1", 11, "`)`", "the end"),
        ("/due == 1)", 10, "the end", "`)`"),
        ("/due == 1 && /x == 2", 11, "the end", "`&&`"),
        ("/Árbor == 1 /x", 13, "the end", "`/x`"),
        ("exists due", 8, "a pointer", "`due`"),
        ("stateful == 1", 1, "a pointer", "`stateful`"),
    ] {
        match text.parse::<Expression>() {
            Err(ExpressionError::Syntax { column: at, expected: should, found: does }) => {
                assert_eq!((at, does.as_str()), (column, found), "{text}");
                assert!(should.contains(expected), "{text}: {should}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    let error = "/due = 1".parse::<Expression>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "read the expression: at column 6 `==`, `!=`, `<`, `<=`, `>`, `>=`, `contains` or `startswith` is expected, not `=`"
    );
}

#[test]
fn what_is_too_deep_or_too_long_is_refused() {
    let deep = format!("{}/a == 1{}", "(".repeat(64), ")".repeat(64));
    assert_eq!(deep.parse::<Expression>(), Err(ExpressionError::Deep { column: 65, max: 64 }));
    let flat = vec!["(not /a == 1)"; 200].join(" and ");
    assert!(flat.parse::<Expression>().is_ok());
    assert_eq!("(".repeat(5000).parse::<Expression>(), Err(ExpressionError::Long { bytes: 5000, max: 4096 }));
    let json = format!("/a == {}", "[".repeat(4000));
    assert!(matches!(json.parse::<Expression>(), Err(ExpressionError::Syntax { column: 7, .. })));
}

#[test]
fn no_text_panics() {
    const PARTS: [&str; 34] = [
        "/a",
        "/",
        "\"",
        "\"/a\"",
        "\"\"",
        "==",
        "=",
        "!=",
        "!",
        "<",
        "<=",
        ">",
        "contains",
        "startswith",
        "and",
        "or",
        "not",
        "exists",
        "state",
        "(",
        ")",
        "1",
        "-",
        "1e9",
        "0.1",
        "[",
        "]",
        "{",
        "}",
        "null",
        "é",
        "\u{2028}",
        "\\",
        " ",
    ];
    let mut rng = fastrand::Rng::with_seed(7);
    let mut good = 0;
    for _ in 0..30_000 {
        let parts: Vec<&str> = (0..rng.usize(..12)).map(|_| PARTS[rng.usize(..PARTS.len())]).collect();
        let space = if rng.bool() { " " } else { "" };
        let text = parts.join(space);
        if let Ok(expression) = text.parse::<Expression>() {
            let _ = expression.holds(&open());
            good += 1;
        }
    }
    assert!(good > 0, "some of them are expressions");
}
