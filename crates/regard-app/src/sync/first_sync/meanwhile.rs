//! What the person writes while the store is on its way is sent meanwhile: uploads wait for no file.

use super::FirstRun;
use crate::sync::round::{self, Extent, RoundError};

impl FirstRun<'_> {
    /// Waits for an answer of the server, and sends what is written until it comes.
    pub(super) async fn while_sending<A>(&self, answer: impl Future<Output = A>) -> A {
        let mut answer = std::pin::pin!(answer);
        loop {
            tokio::select! {
                answer = &mut answer => return answer,
                () = self.app.engine().something_written() => self.send_what_was_typed().await,
            }
        }
    }

    /// Sends what was written just now. What fails is tried again with the next conversation.
    pub(super) async fn send_what_was_typed(&self) {
        if let Err(error) = self.say_what_waits().await {
            tracing::info!(%error, "what was typed waits for the next conversation");
        }
    }

    /// Says everything that waits, and reads nothing.
    pub(super) async fn say_what_waits(&self) -> Result<(), RoundError> {
        let network = self.app.network();
        let service = network.service(self.server)?;
        let extent = Extent::OnlySaying;
        round::talk(self.app, service.as_ref(), self.token, extent, &|| {}).await?;
        (self.say)();
        Ok(())
    }
}
