# variables of other files; one of several functions of a name is taken
# shellcheck shell=sh disable=SC2034,SC2153,SC2154,SC2317
## part BOOT
## Installs and removes the units, with a copy of the script itself, which they run with the words `boot` and `link`. All
## are written beside their place and moved there.
is_installed() { cmp -s - "$ETC/$1" && [ -e "$ETC/multi-user.target.wants/$1" ]; }
install_unit() {
  { cat >"$ETC/$1.new" && chmod 644 "$ETC/$1.new" && mv -f "$ETC/$1.new" "$ETC/$1" && sync; } || fail "$ETC/$1 cannot be written"
}
boot() {
  if cmp -s "$0" "$H/script.sh" && boot_unit | is_installed "$UNIT" && link_unit | is_installed "$LINK"; then return; fi
  if [ ! -d "$SYSTEMD" ] || ! command -v systemctl >/dev/null; then
    refuse "the VFs are to come back after a reboot by systemd, and systemd does not run here. Set persistence of the host to external or none"
  fi
  [ -f "$0" ] || refuse "a unit runs this script after a reboot, and it is run from no file. Save it to one and run that"
  todo none "$UNIT: installed and enabled" || return 0
  own_copy
  boot_unit | install_unit "$UNIT"
  link_unit | install_unit "$LINK"
  E=$(systemctl daemon-reload 2>&1 && systemctl enable "$UNIT" "$LINK" 2>&1) || fail "systemctl enable $UNIT $LINK: $E"
}
# the PF comes up while the host boots
await() {
  t=0
  until [ -e "$B/$PF/sriov_numvfs" ] && ls "$B/$PF/$1"/* >/dev/null 2>&1; do
    [ "$t" -lt 60 ] || fail "the device and its driver have not come up within 60 s"
    t=$((t + 1))
    sleep 1
  done
}

## part LINK_COMES
## What the second unit begins with. The lock is not held meanwhile. It waits 15 minutes after a boot for a link, which the
## switch brings up when it has booted itself.
link_comes() {
  netdev
  t=0
  until has_carrier; do
    if [ "$t" -ge 900 ]; then
      # whoever looks for what is not as wanted is told
      [ ! -f "$R/later.$PF" ] || echo "over $(date +%s) $t" >>"$R/later.$PF"
      fail "$IF has had no carrier for $t s, and what needs it is not set: rates of VFs. When the link is there, run systemctl start $LINK"
    fi
    t=$((t + 5))
    sleep 5
  done
}

## part NO_LINK
link_comes() { :; }

## part NO_BOOT
boot_steps() { fail 'this script does not say what is to come back after a reboot'; }
link_comes() { boot_steps; }

## part UNBOOT
own_copy() {
  cmp -s "$0" "$H/script.sh" && return
  { (umask 077 && mkdir -p "$H") && cp "$0" "$H/script.sh.new" && mv -f "$H/script.sh.new" "$H/script.sh"; } || fail "$H/script.sh cannot be written"
}
unboot() {
  [ -e "$ETC/$UNIT" ] || [ -e "$ETC/$LINK" ] || return 0
  todo none "$UNIT: removed" || return 0
  for u in "$UNIT" "$LINK"; do
    rm -f "$ETC/multi-user.target.wants/$u" "$ETC/$u" || fail "$ETC/$u cannot be removed"
  done
  ! command -v systemctl >/dev/null || E=$(systemctl daemon-reload 2>&1) || fail "systemctl daemon-reload: $E"
}
