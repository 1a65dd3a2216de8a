use chronostack::tracked;

struct Till {
    cents: u64,
}

impl Till {
    #[tracked(retries = 3)]
    async fn charge(&mut self, tip: &mut u64) -> Result<u64, String> {
        self.cents += *tip;
        Ok(self.cents)
    }
}

fn main() {}
