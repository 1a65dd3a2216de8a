use chronostack::tracked;

#[tracked(backoff = "100ms")]
async fn charge(cents: u64) -> Result<u64, String> {
    Ok(cents)
}

fn main() {}
