use chronostack::tracked;

#[tracked(retries = 0)]
async fn charge(cents: u64) -> Result<u64, String> {
    Ok(cents)
}

fn main() {}
