#!/usr/bin/env bash
# Starts a Postfix of its own in a folder, on a loopback port, and stops it when its standard input is closed.
# Mail to example.org and harbor.example is put into folders beside it (Maildir), to anywhere else it is
# returned; nothing leaves this machine. Nothing outside the folder is touched.
# Arguments: the folder, the port. Needs root, as Postfix does.
set -euo pipefail
home=$1
port=$2
mkdir -p "$home/config" "$home/queue" "$home/data" "$home/mail"
chmod 755 "$home"
chown postfix "$home/data"
chown nobody:nogroup "$home/mail"
# gone@example.org is taken at the door and turns out not to be there: that comes back as a report.
cat > "$home/config/mailboxes" <<END
roger@example.org roger/
service@harbor.example service/
END
cat > "$home/config/main.cf" <<END
compatibility_level = 3.6
queue_directory = $home/queue
data_directory = $home/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = $home/log
maillog_file_prefixes = $home
myhostname = mail.harbor.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.org, harbor.example
virtual_mailbox_base = $home/mail
virtual_mailbox_maps = texthash:$home/config/mailboxes
virtual_minimum_uid = 100
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
smtpd_reject_unlisted_recipient = no
default_transport = error:5.1.2 no mail leaves this machine
smtpd_tls_security_level = none
smtputf8_enable = yes
alias_maps =
alias_database =
END
cat > "$home/config/master.cf" <<END
127.0.0.1:$port inet n - n - - smtpd
postlog   unix-dgram n - n - 1 postlogd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
proxymap  unix - - n - - proxymap
anvil     unix - - n - 1 anvil
error     unix - - n - - error
retry     unix - - n - - error
virtual   unix - n n - - virtual
END
trap 'postfix -c "$home/config" stop >/dev/null 2>&1' EXIT
postfix -c "$home/config" start >/dev/null 2>&1 || { cat "$home/log" >&2; exit 1; }
cat >/dev/null
