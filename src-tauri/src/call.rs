//! The one command of the window: asks the app, and gives back what it answers.

use regard_app::{App, CommandError};
use serde_json::Value;
use tauri::State;

/// Asks the app for the command `name`; the app's own table says what there is and who may.
#[tauri::command]
pub async fn call(app: State<'_, App>, name: String, args: Value) -> Result<Value, CommandError> {
    app.dispatch(&name, args).await
}
