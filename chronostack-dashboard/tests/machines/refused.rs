//! What is refused, with a reason, and never with a 500.

use crate::asked::Shop;

#[test]
fn what_makes_no_sense_is_a_400_that_says_why() {
    let shop = Shop::new();
    for (path, reason) in [
        ("story", "`stream` is missing"),
        ("story?stream=order", "`stream` is \"order\""),
        ("story?stream=order/1&limit=0", "`limit` is \"0\""),
        ("story?stream=order/1&limit=1001", "`limit`"),
        ("story?stream=order/1&from=-1", "`from`"),
        ("story?stream=order/1&colour=red", "no parameter `colour`"),
        ("state?stream=order/1&version=x", "`version`"),
        ("state?stream=order/1&limit=201", "`limit`"),
        ("diff?stream=order/1&before=1", "`after` is missing"),
        ("diff?stream=order/1&before=1&after=99999999999999999999", "`after`"),
        ("blame?stream=order/1", "`pointer` is missing"),
        ("first?stream=order/1", "`where` is missing"),
        ("first?stream=order/1&where=/a%20=%201", "at column 4"),
        ("first?stream=order/1&where=%22", "at column 1"),
        ("first?stream=order/1&where=exists%20/a&search=guess", "one of scan, bisect"),
        ("machine", "`name` is missing"),
        ("verify", "`machine` is missing"),
    ] {
        let (error, _) = shop.get(path).refused(400);
        assert!(error.contains(reason), "{path}: {error}");
    }
    let deep = format!("first?stream=order/1&where={}", "(".repeat(2_000));
    assert!(shop.get(&deep).refused(400).0.contains("nested deeper"));
}

#[test]
fn what_is_not_there_is_a_404_that_says_what_is() {
    let shop = Shop::new();
    assert!(shop.get("story?stream=order/11").refused(404).1.contains("order/1"));
    assert!(shop.get("state?stream=order/1&version=5").refused(404).0.contains("its last is 4"));
    assert!(shop.get("diff?stream=order/1&before=0&after=9").refused(404).0.contains("its last is 4"));
    assert!(shop.get("state?stream=order/1&pointer=/x").refused(404).0.contains("nothing stands at `/x`"));
    assert!(shop.get("machine?name=Ordr").refused(404).1.contains("Order"));
    assert!(shop.get("story?stream=order/1&machine=Cart").refused(404).0.contains("no machine `Cart`"));
    let (error, hint) = shop.get("story?stream=cart/1").refused(404);
    assert!(error.contains("no machine is registered for streams of the kind `cart`"), "{error}");
    assert!(hint.contains("chronostack_cli::App::new().machine::<Order>().run()"), "{hint}");
    assert!(hint.contains("chronostack_dashboard::router(&stack).machine::<Order>()"), "{hint}");
}

#[test]
fn edits_that_cannot_be_made_are_a_400() {
    let shop = Shop::new();
    for (edits, reason) in [
        (r#"[{"leave_out": 5}]"#, "no event of that version"),
        (r#"[{"leave_out": 0}]"#, "no event of that version"),
        (r#"[{"leave_out": 1}, {"leave_out": 1}]"#, "two edits"),
        (r#"[{"leave_out": 1.5}]"#, "not what is expected"),
        (r#"[{"replace": 1}]"#, "an edit is one of"),
        (r#"[{"replace": 1, "type": "order.payed", "data": {}}]"#, "no event `order.payed`"),
        (r#"[{"replace": 1, "type": "order.paid", "data": {"cents": "many"}}]"#, "the data is none of `order.paid`"),
        (r#"[{"replace": 1, "type": "order.paid", "data": {"cents": 1e400}}]"#, "number out of range"),
        (r#"{"leave_out": 1}"#, "not what is expected"),
    ] {
        let body = format!(r#"{{"stream": "order/1", "edits": {edits}}}"#);
        for path in ["whatif", "whatif/test"] {
            let (error, _) = shop.post(path, &body).refused(400);
            assert!(error.contains(reason), "{path} {edits}: {error}");
        }
    }
    let nested = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let body = format!(
        r#"{{"stream": "order/1", "edits": [{{"insert_after": 1, "type": "order.noted", "data": {nested}}}]}}"#
    );
    shop.post("whatif", &body).refused(400);
    let many = vec![r#"{"leave_out": 1}"#; 1_001].join(",");
    let many = format!(r#"{{"stream": "order/1", "edits": [{many}]}}"#);
    assert!(shop.post("whatif", &many).refused(400).0.contains("more than 1000"));
    shop.post("whatif", "{").refused(400);
    shop.post("whatif", r#"{"stream": "order", "edits": []}"#).refused(400);
    assert_eq!(shop.get("whatif").status.as_u16(), 405);
}
