# variables of other files; one of two functions of a name is taken
# shellcheck shell=sh disable=SC2034,SC2153,SC2154,SC2317
## Steps for the PF itself.
## part PUT_VFS
put_vfs() { put "$B/$PF/sriov_numvfs" "$1"; }

## part PUT_VFS_AGAIN
## Tried again is only what made nothing: there was no VF before it, and there is none after it.
put_vfs() {
  TRIED='' SPENT='' f=$B/$PF/sriov_numvfs
  get "$f"
  n=$V
  until E=$(printf '%s\n' "$1" | dd of="$f" 2>&1); do
    E=${E%%"$NL"*}
    get "$f"
    { [ "$n$V" = 00 ] && [ ! -e "$B/$PF/virtfn0" ] && passes sriov_numvfs "sriov_numvfs $1"; } ||
      fail "writing $1 to $f${SPENT:+, tried for $SPENT s}: ${E##*: }"
  done
  [ -z "$SPENT" ] || say "writing $1 to $f: $WAITED"
}

## part SET_VFS
## Waits for the last of so many VFs: on some platforms the write to sriov_numvfs returns before they are there (s390x,
## where the firmware announces each function: arch/s390/pci/pci_event.c; hosts that hot-plug VFs).
late() {
  t=0
  until [ "$1" = 0 ] || [ -e "$B/$PF/virtfn$(($1 - 1))" ]; do
    [ "$t" -lt 60 ] || fail "sriov_numvfs is $1, and VF $(($1 - 1)) has not come up within 60 s"
    t=$((t + 1))
    sleep 1
  done
}
set_vfs() {
  FRESH=1 L='' J=''
  put_vfs "$1"
  get "$B/$PF/sriov_numvfs"
  [ "$V" = "$1" ] || fail "asked for $1 VFs, got $V"
  late "$1"
}

## part AUTOPROBE
autoprobe() {
  get "$B/$PF/sriov_drivers_autoprobe"
  [ "$V" != "$1" ] || return 0
  todo none "sriov_drivers_autoprobe $V -> $1" || return 0
  put "$B/$PF/sriov_drivers_autoprobe" "$1"
}

## part MODULE
module() {
  if [ -d "$S/module/$2" ] || [ -d "$S/bus/pci/drivers/$1" ]; then return; fi
  todo none "modprobe $1" || return 0
  program modprobe
  E=$("$d/modprobe" "$1" 2>&1) || fail "modprobe $1: $E"
}

## part ESWITCH
eswitch() {
  E=$(devlink dev eswitch show "pci/$PF" 2>&1) || fail "devlink dev eswitch show pci/$PF: $E"
  case "$E " in *" mode $1 "*) return ;; esac
  todo all "eswitch mode -> $1" || return 0
  E=$(devlink dev eswitch set "pci/$PF" mode "$1" 2>&1) || fail "devlink dev eswitch set pci/$PF mode $1: $E"
  L=''
}

## part QAT_SERVICES
# services of a QAT in the one order of plans, as V; behind them those that no plan knows
qatlist() {
  v='' k=' @SERVICES@ '
  for w in $k; do
    case ";$1;" in *";$w;"*) v="$v;$w" ;; *) ;; esac
  done
  o=$IFS IFS=';'
  for w in $1; do
    case $k in *" $w "*) ;; *) v="$v;$w" ;; esac
  done
  IFS=$o
  V=${v#;}
}
# it takes them while it is down, and comes up again with those that it had where it does not take them
services() {
  q=$B/$PF/qat
  [ -e "$q/cfg_services" ] || fail "$PF has no qat/cfg_services: No such file or directory"
  V=''
  { read -r V <"$q/cfg_services"; } 2>/dev/null
  qatlist "$V"
  [ "$V" != "$1" ] || return 0
  todo all "services ${V:-none} -> $1" || return 0
  put "$q/state" down
  w=$(printf '%s\n' "$1" | dd of="$q/cfg_services" 2>&1) && w=''
  put "$q/state" up
  w=${w%%"$NL"*}
  [ -z "$w" ] || fail "writing $1 to $q/cfg_services: ${w##*: }"
  get "$q/cfg_services"
  qatlist "$V"
  [ "$V" = "$1" ] || fail "asked for services $1, got ${V:-none}"
}

## part NETDEV
# the PF's netdev, found by address: names move
netdev() {
  for f in "$B/$PF"/net/*; do
    V=''
    { read -r V <"$f/phys_port_name"; } 2>/dev/null
    case $V in pf* | c[0-9]*) continue ;; esac
    IF=${f##*/}
    [ -e "$f" ] && return
  done
  fail "the PF has no netdev"
}
has_carrier() { V='' && { read -r V <"$S/class/net/$IF/carrier"; } 2>/dev/null; [ "$V" = 1 ]; }

## part IPLINK
iplink() { E=$(ip link set dev "$@" 2>&1) || fail "ip link set dev $*: $E"; }

## part PASSES
## For a driver that may refuse something for a moment. `$BUSY` tells its errors that pass (lib/shell/retries.ts).
BUSY='' TRIED='' SPENT='' WAITED=''
# whether E passes by itself and there is time left for it; then a little of that goes by. $1: what ip sets of the VF, or the
# file, $2: what is tried
passes() {
  [ "$2" = "$TRIED" ] || TRIED='' SPENT=''
  s='' o=$IFS IFS=$NL
  # shellcheck disable=SC2086 # a line each
  for w in $BUSY; do
    x=${w#*:}
    case $w in *" $1 "*:*) ;; *) continue ;; esac
    case $E in *": ${x#*:}") s=${x%%:*} ;; *) ;; esac
  done
  IFS=$o
  [ "$s" ] || return 1
  if [ "$TRIED" ]; then
    [ "$SPENT" -lt "$s" ] || return 1
    a_while
  else
    TRIED=$2 t=0
    a_while
    k=$((t - 1))
  fi
  SPENT=$((t - k)) WAITED="tried again for $((t - k)) s, as the driver was busy (${E##*"$NL"})"
}

## part IPLINK_AGAIN
iplink() {
  TRIED='' SPENT='' WAITED=''
  until E=$(ip link set dev "$@" 2>&1); do
    passes "${4-}" "$*" || fail "ip link set dev $*${SPENT:+, tried for $SPENT s}: $E"
  done
  [ -z "$SPENT" ] || say "ip link set dev $*: $WAITED"
}

## part PF_LINK
link() {
  netdev
  get "$S/class/net/$IF/flags"
  case $1$((V & 1)) in up1 | down0) return ;; up*) g=none ;; *) g=all ;; esac
  todo "$g" "$IF $1" || return 0
  iplink "$IF" "$1"
}

## part PF_MTU
mtu() {
  netdev
  get "$S/class/net/$IF/mtu"
  [ "$V" != "$1" ] || return 0
  todo all "$IF mtu $V -> $1" || return 0
  iplink "$IF" mtu "$1"
}

## part CARRIER
## A boot waits 10 s: a link that trains normally is up by then, and nothing that comes after waits longer for a switch that
## is not.
carrier() {
  [ "$DO" ] && [ -z "$ASK" ] || return 0
  netdev
  t=0
  until has_carrier; do
    # what needs the link is tried without, and what the driver refuses follows later
    if [ "$WORD" = boot ] && [ "$t" -ge 10 ]; then LATER="$IF has no carrier" && return; fi
    [ "$t" -lt "$1" ] || fail "Connection timed out: $IF has no carrier after $1 s"
    a_while
  done
}
