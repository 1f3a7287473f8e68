"""A notification daemon that a test holds in its hand.

Every alert becomes one line of JSON on the standard output, with the time it came. A line `tap <id>` on
the standard input presses that alert, as a finger does.
"""

import json
import sys
import time

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = "org.freedesktop.Notifications"


class Daemon(dbus.service.Object):
    """What the system's own daemon answers, as far as an app asks."""

    count = 0

    @dbus.service.method(NAME, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, title, body, actions, hints, timeout):
        came = time.time() * 1000
        self.count += 1
        number = int(replaces) or self.count
        keys = [str(key) for key in actions[0::2]]
        tell({"id": number, "came": came, "title": str(title), "body": str(body), "actions": keys})
        return dbus.UInt32(number)

    @dbus.service.method(NAME, in_signature="u")
    def CloseNotification(self, number):
        self.NotificationClosed(number, dbus.UInt32(3))

    @dbus.service.method(NAME, out_signature="as")
    def GetCapabilities(self):
        return ["body", "actions"]

    @dbus.service.method(NAME, out_signature="ssss")
    def GetServerInformation(self):
        return ("held in the hand", "regard", "1", "1.2")

    @dbus.service.signal(NAME, signature="us")
    def ActionInvoked(self, number, key):
        pass

    @dbus.service.signal(NAME, signature="uu")
    def NotificationClosed(self, number, reason):
        pass


def tell(what):
    """One line to the test."""
    print(json.dumps(what), flush=True)


def main():
    """Serves until the standard input ends."""
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    name = dbus.service.BusName(NAME, bus, do_not_queue=True)
    daemon = Daemon(bus, "/org/freedesktop/Notifications")
    loop = GLib.MainLoop()

    def heard(source, _condition):
        words = source.readline().split()
        if not words:
            loop.quit()
            return False
        number = dbus.UInt32(int(words[1]))
        daemon.ActionInvoked(number, "default")
        daemon.NotificationClosed(number, dbus.UInt32(2))
        return True

    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, heard)
    tell({"ready": name.get_name()})
    loop.run()


main()
