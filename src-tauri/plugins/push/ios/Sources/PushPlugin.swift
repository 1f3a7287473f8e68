import SwiftRs
import Tauri
import UIKit
import WebKit

struct ListenArgs: Decodable {
  let heard: Channel
}

struct TakenArgs: Decodable {
  let alert: String
}

struct Shown: Encodable {
  let shown: [String]
}

/// What the app asks of this half. No page can: there are no permissions for it.
class PushPlugin: Plugin {
  private let tokens = Tokens()
  private let banners = Banners()

  @objc public override func load(webview: WKWebView) {
    // After the alerts' plugin, whose delegate keeps the taps on what the app showed itself.
    banners.stepIn()
    tokens.stepIn()
  }

  /// Listens, and answers which alerts the system still shows: they are not to be shown again.
  @objc public func listen(_ invoke: Invoke) throws {
    let heard = try invoke.parseArgs(ListenArgs.self).heard
    tokens.found = { token in
      heard.send(["token": ["platform": "apns", "token": token]])
    }
    tokens.nowhere = { why in heard.send(["nowhere": why]) }
    banners.listen { word, push in heard.send([word: push]) }
    banners.shown { alerts in invoke.resolve(Shown(shown: alerts)) }
  }

  /// Answers which alerts the system shows now: while the app slept, nobody was told of them.
  @objc public func shown(_ invoke: Invoke) {
    banners.shown { alerts in invoke.resolve(Shown(shown: alerts)) }
  }

  /// Asks Apple's service where this phone is reached.
  @objc public func find(_ invoke: Invoke) {
    DispatchQueue.main.async { UIApplication.shared.registerForRemoteNotifications() }
    invoke.resolve()
  }

  /// Gives the token back.
  @objc public func forget(_ invoke: Invoke) {
    DispatchQueue.main.async { UIApplication.shared.unregisterForRemoteNotifications() }
    invoke.resolve()
  }

  /// The app has taken a push: what the system still shows of it goes, the app shows its own.
  @objc public func taken(_ invoke: Invoke) throws {
    banners.remove(try invoke.parseArgs(TakenArgs.self).alert)
    invoke.resolve()
  }
}

@_cdecl("init_plugin_push")
func initPlugin() -> Plugin {
  return PushPlugin()
}
