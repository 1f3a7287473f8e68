import Foundation
import Tauri
import UserNotifications

/// What the system shows for a push, and the tap on it. Everything else goes on to the delegate that
/// was there before: the alerts' plugin.
final class Banners: NSObject, UNUserNotificationCenterDelegate {
  typealias Says = (_ word: String, _ push: JsonObject) -> Void

  private var says: Says?
  /// Kept until somebody listens: the tap that started the program.
  private var tapped: JsonObject?
  private weak var before: UNUserNotificationCenterDelegate?

  func stepIn() {
    let center = UNUserNotificationCenter.current()
    before = center.delegate
    center.delegate = self
  }

  func listen(_ says: @escaping Says) {
    self.says = says
    if let push = tapped {
      tapped = nil
      says("tapped", push)
    }
  }

  /// The alerts that the system shows now.
  func shown(_ answer: @escaping ([String]) -> Void) {
    UNUserNotificationCenter.current().getDeliveredNotifications { all in
      answer(all.compactMap { Banners.push(in: $0.request.content)?["alert"] as? String })
    }
  }

  /// The server names each push after its alert (apns-collapse-id).
  func remove(_ alert: String) {
    UNUserNotificationCenter.current().removeDeliveredNotifications(withIdentifiers: [alert])
  }

  /// A push while the app is open: the app shows its own banner, made of its own database.
  func userNotificationCenter(
    _ center: UNUserNotificationCenter,
    willPresent notification: UNNotification,
    withCompletionHandler done: @escaping (UNNotificationPresentationOptions) -> Void
  ) {
    if let push = Banners.push(in: notification.request.content) {
      says?("pushed", push)
      done(says == nil ? [.banner, .list, .sound] : [])
      return
    }
    guard let before = before,
      before.responds(
        to: #selector(
          UNUserNotificationCenterDelegate.userNotificationCenter(_:willPresent:withCompletionHandler:)))
    else { return done([.banner, .list, .sound]) }
    before.userNotificationCenter?(center, willPresent: notification, withCompletionHandler: done)
  }

  func userNotificationCenter(
    _ center: UNUserNotificationCenter,
    didReceive response: UNNotificationResponse,
    withCompletionHandler done: @escaping () -> Void
  ) {
    if let push = Banners.push(in: response.notification.request.content) {
      if response.actionIdentifier == UNNotificationDefaultActionIdentifier {
        if let says = says { says("tapped", push) } else { tapped = push }
      }
      done()
      return
    }
    guard let before = before,
      before.responds(
        to: #selector(
          UNUserNotificationCenterDelegate.userNotificationCenter(_:didReceive:withCompletionHandler:)))
    else { return done() }
    before.userNotificationCenter?(center, didReceive: response, withCompletionHandler: done)
  }

  /// The ids in a push of the store's server; nil: it is none.
  private static func push(in content: UNNotificationContent) -> JsonObject? {
    guard let said = content.userInfo["regard"] as? [String: Any],
      let kind = said["kind"] as? String,
      let alert = said["alert"] as? String,
      let customer = said["customer"] as? String
    else { return nil }
    var push: JsonObject = ["kind": kind, "alert": alert, "customer": customer]
    if let repair = said["repair"] as? String { push["repair"] = repair }
    return push
  }
}
