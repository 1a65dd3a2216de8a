//! eventually: aggregates over its store in memory.

use std::convert::Infallible;

use eventually::{
    Aggregate, EventStore as _, Repository, aggregate::AggregateRootBuilder, inmemory::EventStore, store::Expected,
};
use futures::{FutureExt, future::BoxFuture};

use crate::{
    bank::{Account as State, AccountEvent},
    data::BankEvent,
    fault::Result,
    peer::by_hand,
};

#[derive(Clone)]
pub(crate) struct Account;

impl Aggregate for Account {
    type Id = u32;
    type State = State;
    type Event = AccountEvent;
    type Command = AccountEvent;
    type Error = Infallible;

    fn apply(mut state: State, event: AccountEvent) -> std::result::Result<State, Infallible> {
        by_hand::apply(&mut state, &event);
        Ok(state)
    }

    fn handle<'a, 's: 'a>(
        &'a self,
        _id: &'s u32,
        _state: &'s State,
        command: AccountEvent,
    ) -> BoxFuture<'a, std::result::Result<Option<Vec<AccountEvent>>, Infallible>> {
        async { Ok(Some(vec![command])) }.boxed()
    }
}

/// Accounts by id.
pub(crate) struct Accounts(Repository<Account, EventStore<u32, AccountEvent>>);

impl Accounts {
    pub(crate) async fn new(events: &[BankEvent]) -> Result<Self> {
        let mut store = EventStore::default();
        for BankEvent { account, version, event } in events {
            store.append(*account, Expected::Exact(version - 1), vec![event.clone()]).await?;
        }
        Ok(Self(Repository::new(AggregateRootBuilder::from(Account), store)))
    }

    pub(crate) async fn load(&self, account: u32) -> Result<u64> {
        Ok(self.0.get(account).await.map_err(|error| error.to_string())?.state().cents())
    }
}
