//! A service with orders and its own dashboard: what the tests in a browser look at.
//!
//! `service shop LOG` fills the log if it is new, the same each time, prints the dashboard's address, and ends when its standard input does. Until then
//! each line there, `ORDER CENTS`, is a payment of that order. `service long LOG` has one order of 100,000 payments, `service hostile LOG` payloads that
//! a page must not choke on.

use std::{
    io::stdin,
    path::Path,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chronostack::{fingerprint::Fingerprints, limits::Limits, prelude::*};
use orders::{Item, Method, Note, Noted, Order, OrderEvent, Paid, Placed, Spending, Tree};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const ORDERS: u64 = 60;
const CUSTOMERS: [&str; 5] = ["Ann Árbor", "Bo", "Çelik & Sons", "Dmitri", "Eun-ji"];
const GOODS: [(&str, u64); 4] = [("bean-1kg", 1_890), ("filter-100", 410), ("grinder", 12_345), ("kettle", 4_999)];

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what @ ("shop" | "long" | "hostile"), log] = &*arguments.iter().map(String::as_str).collect::<Vec<_>>() else {
        eprintln!("usage: service shop|long|hostile LOG");
        return ExitCode::from(2);
    };
    match run(what, log.as_ref()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("service: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(what: &str, log: &Path) -> Result<(), Failure> {
    let new = !log.exists();
    let start: Timestamp = "2026-11-20T08:00:00Z".parse()?;
    let passed = Arc::new(AtomicU64::new(0));
    let clock = {
        let passed = Arc::clone(&passed);
        move || start + Duration::from_micros(passed.fetch_add(250, Ordering::Relaxed))
    };
    let fingerprints = Fingerprints::every(1);
    let builder = ChronoStack::builder().path(log).service(what).clock(clock).fingerprints(fingerprints);
    let mut limits = Limits::default();
    limits.payload_bytes_max = 16 << 20;
    let stack = builder.limits(limits).build()?;
    if new {
        let pass = |minutes| {
            passed.fetch_add(minutes * 60_000_000, Ordering::Relaxed);
        };
        match what {
            "long" => fill_long(&stack).await?,
            "hostile" => fill_hostile(&stack).await?,
            _ => fill_shop(&stack, pass).await?,
        }
    }
    let dashboard = chronostack_dashboard::router(&stack).name(what);
    let dashboard = dashboard.machine::<Order>().machine::<Spending>().machine::<Note>();
    let server = dashboard.serve("127.0.0.1:0").await?;
    println!("{}", server.url());
    let orders = stack.machine::<Order>();
    let (ending, ended) = tokio::sync::oneshot::channel();
    // A thread of its own: the executor would wait for the line that its thread waits for.
    std::thread::spawn(move || {
        for line in stdin().lines().map_while(Result::ok) {
            if let Err(error) = pay(&orders, &line) {
                eprintln!("service: `{line}`: {error}");
            }
        }
        // Nobody listens only where serving has ended.
        let _ = ending.send(());
    });
    let ended = async {
        // Sent or dropped, the input has ended.
        let _ = ended.await;
    };
    server.until(ended).await?;
    Ok(stack.close().await?)
}

fn pay(orders: &Machine<Order>, line: &str) -> Result<(), Failure> {
    let (order, cents) = line.split_once(' ').ok_or("expected an order and cents")?;
    let paid = Paid { cents: cents.parse()?, method: Method::Card };
    pollster::block_on(async { orders.dispatch(order, paid).await })?;
    Ok(())
}

/// Days of a shop. `pass` lets that many minutes pass.
async fn fill_shop(stack: &ChronoStack, pass: impl Fn(u64)) -> Result<(), Failure> {
    let mut random = fastrand::Rng::with_seed(6);
    let orders = stack.machine::<Order>();
    let mut open = Vec::new();
    for number in 1..=ORDERS {
        pass(random.u64(5..90));
        let id = format!("order-{number}");
        let customer = CUSTOMERS[random.usize(..CUSTOMERS.len())].to_owned();
        let items = (0..random.usize(1..4)).map(|_| GOODS[random.usize(..GOODS.len())]);
        let items: Vec<Item> = items.map(|(sku, cents)| Item { sku: sku.to_owned(), cents }).collect();
        let due: u64 = items.iter().map(|item| item.cents).sum();
        let actor = if random.bool() { "ann" } else { "web" };
        let placed = orders.dispatch(&*id, Placed { customer, items }).actor(actor).await?;
        open.push((id, due, placed));
        // Most of what is open is paid, in parts, and some of it never.
        while open.len() > 6 || (open.len() > 2 && random.bool()) {
            let index = random.usize(..open.len());
            let (id, due, placed) = &mut open[index];
            let cents = if random.u8(..3) == 0 { *due } else { (*due / 3).max(1) };
            let transfer = Method::Transfer { iban: format!("DE02 1203 {:04}", random.u16(..3)) };
            let method = if random.bool() { Method::Card } else { transfer };
            pass(random.u64(..30));
            orders.dispatch(&**id, Paid { cents, method }).caused_by(&*placed).actor("bank").await?;
            *due -= cents;
            if *due == 0 {
                open.swap_remove(index);
            }
        }
    }
    Ok(())
}

async fn fill_long(stack: &ChronoStack) -> Result<(), Failure> {
    const PAYMENTS: u64 = 100_000;
    let orders = stack.machine::<Order>();
    let items = vec![Item { sku: "house".to_owned(), cents: PAYMENTS + 1 }];
    orders.dispatch("order-1", Placed { customer: "Bo".to_owned(), items }).await?;
    for _ in 0..PAYMENTS / 100 {
        let hundred =
            || (0..100).map(|_| OrderEvent::from(Paid { cents: 1, method: Method::Card })).collect::<Vec<_>>();
        orders.decide("order-1", |_| Ok::<_, std::convert::Infallible>(hundred())).await?;
    }
    Ok(())
}

async fn fill_hostile(stack: &ChronoStack) -> Result<(), Failure> {
    // 242 of JSON: a log takes no more than 256, those of one more list and its struct counted.
    const LEVELS: usize = 120;
    let notes = stack.machine::<Note>();
    let deep = (0..LEVELS).fold(Tree::default(), |tree, _| Tree { below: vec![tree] });
    let wide = Tree { below: vec![Tree::default(); 5_000] };
    let script = "</script><script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>";
    let control: String =
        (0..32).filter_map(char::from_u32).chain("\u{7f}\u{202e}\u{2066}\u{feff}\u{ffff}".chars()).collect();
    let texts = [
        (script.to_owned(), Tree::default()),
        (control, Tree::default()),
        ("x".repeat(10_000_000), Tree::default()),
        ("deep".to_owned(), deep),
        ("wide".to_owned(), wide),
        ("{{constructor.constructor('window.harmed = 1')()}} javascript:window.harmed=1".to_owned(), Tree::default()),
    ];
    for (text, tree) in texts {
        notes.dispatch("note-1", Noted { text, tree }).actor("<b onclick=alert(1)>&amp;").await?;
    }
    // What names a stream is shown too.
    let text = script.to_owned();
    notes.dispatch("<img src=x onerror=window.harmed=1>", Noted { text, tree: Tree::default() }).await?;
    Ok(())
}
