use chronostack::tracked;

struct Cents(u64);

#[tracked(retries = 3)]
async fn charge(cents: Cents) -> Result<u64, String> {
    Ok(cents.0)
}

fn main() {}
