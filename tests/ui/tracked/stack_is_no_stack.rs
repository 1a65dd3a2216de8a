use chronostack::tracked;

#[tracked(stack = cents)]
async fn charge(cents: u64) -> Result<u64, String> {
    Ok(cents)
}

fn main() {}
