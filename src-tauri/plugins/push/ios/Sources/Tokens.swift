import ObjectiveC
import UIKit

/// Where Apple's service reaches this phone. The system tells the program's delegate, which is not
/// ours and has no words for it: it is taught them.
final class Tokens {
  var found: (String) -> Void = { _ in }
  var nowhere: (String) -> Void = { _ in }

  /// Teaches the delegate, unless somebody has.
  func stepIn() {
    guard let delegate = UIApplication.shared.delegate else { return }
    let kind: AnyClass = type(of: delegate)
    let took: @convention(block) (AnyObject, UIApplication, NSData) -> Void = { [weak self] _, _, token in
      self?.found((token as Data).map { String(format: "%02x", $0) }.joined())
    }
    let failed: @convention(block) (AnyObject, UIApplication, NSError) -> Void = { [weak self] _, _, error in
      self?.nowhere("\(error.domain) \(error.code)")
    }
    class_addMethod(
      kind,
      NSSelectorFromString("application:didRegisterForRemoteNotificationsWithDeviceToken:"),
      imp_implementationWithBlock(took), "v@:@@")
    class_addMethod(
      kind,
      NSSelectorFromString("application:didFailToRegisterForRemoteNotificationsWithError:"),
      imp_implementationWithBlock(failed), "v@:@@")
  }
}
