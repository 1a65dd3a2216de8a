//! What is sensitive is nowhere in what is answered.

use crate::asked::Shop;

#[test]
fn no_answer_tells_what_is_sensitive() {
    let shop = Shop::new();
    for path in [
        "story?stream=order/1",
        "state?stream=order/1&version=1",
        "state?stream=order/1&version=1&pointer=/customer",
        "state?stream=order/1&version=4&pointer=/Settled/customer",
        "state?stream=order/1&version=4&pointer=/Settled",
        "diff?stream=order/1&before=0&after=1",
        "diff?stream=order/1&before=1&after=4",
        "diff/patch?stream=order/1&before=0&after=4",
        "diff/patch?stream=order/1&before=1&after=4",
        "blame?stream=order/1&pointer=/customer",
        "blame?stream=order/1&pointer=",
        "verify?machine=Order",
    ] {
        let answer = shop.get(path);
        assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.body);
        assert!(!answer.body.contains("Ann"), "{path}: {}", answer.body);
    }
    let state = shop.get("state?stream=order/1&version=1").json();
    assert_eq!(state["state"]["value"]["customer"], "•••");
    assert_eq!(state["data"]["value"]["customer"], "•••");

    let body = r#"{"stream": "order/1", "edits": [{"leave_out": 2}]}"#;
    for path in ["whatif", "whatif/test"] {
        let answer = shop.post(path, body);
        assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.body);
        assert!(!answer.body.contains("Ann"), "{path}: {}", answer.body);
    }
}

#[test]
fn no_question_finds_out_what_is_sensitive() {
    let shop = Shop::new();
    for pointer in ["/customer", "/Open/customer", "/Settled/customer"] {
        let first = shop.get(&format!("first?stream=order/1&where={pointer}%20startswith%20%22A%22")).json();
        assert!(first["version"].is_null(), "{pointer}: {first}");
    }
    let hidden = shop.get("first?stream=order/1&where=exists%20/customer").json();
    assert_eq!(hidden["version"], 1);
}
