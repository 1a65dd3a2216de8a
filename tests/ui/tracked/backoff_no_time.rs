use chronostack::tracked;

#[tracked(retries = 3, backoff = "soon")]
async fn charge(cents: u64) -> Result<u64, String> {
    Ok(cents)
}

fn main() {}
