//! The way to the native half.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use tauri::ipc::{Channel, InvokeResponseBody};
use tauri::plugin::mobile::PluginInvokeError;
use tauri::plugin::{Builder, PluginHandle, TauriPlugin};
use tauri::{Manager, Runtime};

use crate::heard::{Heard, Shown, Words};

#[cfg(target_os = "ios")]
tauri::ios_plugin_binding!(init_plugin_push);

/// The native half did not answer.
pub type PushError = PluginInvokeError;

/// The native half, kept in the program's state.
pub struct Push<R: Runtime>(PluginHandle<R>);

impl<R: Runtime> Clone for Push<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The plugin.
pub fn plugin<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("push")
        .setup(|shell, api| {
            #[cfg(target_os = "android")]
            let handle = api.register_android_plugin("app.regard.push", "PushPlugin")?;
            #[cfg(target_os = "ios")]
            let handle = api.register_ios_plugin(init_plugin_push)?;
            shell.manage(Push(handle));
            Ok(())
        })
        .build()
}

impl<R: Runtime> Push<R> {
    /// Listens, from now on, and answers what the system showed while nobody did. A tap that started
    /// the program is said at once.
    pub async fn listen(
        &self,
        heard: impl Fn(Heard) + Send + Sync + 'static,
    ) -> Result<Shown, PushError> {
        let heard = Channel::new(move |said: InvokeResponseBody| {
            // What a newer native half says is left alone.
            if let Ok(said) = said.deserialize() {
                heard(said);
            }
            Ok(())
        });
        self.ask("listen", Listen { heard }).await
    }

    /// What the system showed while the app slept.
    pub async fn shown(&self) -> Result<Shown, PushError> {
        self.ask("shown", ()).await
    }

    /// Asks the system where this phone is reached; [`Heard::Token`] or [`Heard::Nowhere`] follows.
    pub async fn find(&self, by: Words) -> Result<(), PushError> {
        self.tell("find", by).await
    }

    /// Gives the token back to the system's service.
    pub async fn forget(&self) -> Result<(), PushError> {
        self.tell("forget", ()).await
    }

    /// Answers a push: the app has taken it, and the phone may sleep again.
    pub async fn taken(&self, alert: String) -> Result<(), PushError> {
        self.tell("taken", Taken { alert }).await
    }

    async fn tell(&self, act: &str, args: impl Serialize) -> Result<(), PushError> {
        self.ask::<IgnoredAny>(act, args).await.map(|_| ())
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        act: &str,
        args: impl Serialize,
    ) -> Result<T, PushError> {
        self.0.run_mobile_plugin_async(act, args).await
    }
}

#[derive(Serialize)]
struct Listen {
    heard: Channel,
}

#[derive(Serialize, Deserialize)]
struct Taken {
    alert: String,
}
