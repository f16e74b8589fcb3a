# variables and functions of other files
# shellcheck shell=sh disable=SC2034,SC2153,SC2154
## What a script of a PF does otherwise than a run (lib/shell/core.sh has the list).
##
## The steps run three times over. First nothing is written: every step that would change something is checked against
## the users of its VF, so that a refusal comes before the first change. Then they are carried out. At last they are
## asked once more whether everything is as wanted (`ASK=verify`). `met STEP` asks for one step in a subshell.
## part HOOKS
say() { printf 'sriov %s: %s\n' "$PF" "$*"; }
refuse() { say "refused: $*" >&2; exit 1; }
fail() { say "failed: $*" >&2; exit 2; }
# dd tells the errno, a shell's own printf does not
put() {
  [ -e "$1" ] || fail "$1 is not there"
  E=$(printf '%s\n' "$2" | dd of="$1" 2>&1) && return
  E=${E%%"$NL"*}
  fail "writing ${2:-nothing} to $1: ${E##*: }"
}
ask() { ASK=1; "$@"; }
met() { (ask "$@") 2>/dev/null; }
leave() { :; }
a_while() { t=$((t + 1)) && sleep 1; }
# VF, all or none, and what is about to change; true when it is to be done now
todo() {
  # what was put off at boot, whoever uses the VF by now: it is limited, and loses nothing
  [ "$WORD" != link ] || case $2 in 'vf '*' rate '*) set -- none "$2" ;; *) return 1 ;; esac
  [ "$ASK" != verify ] || fail "did not last: $2"
  [ -z "$ASK" ] || exit 1
  NEED=1
  if [ "$1" != none ] && [ -z "$FRESH" ]; then
    # what was seen before the first change is old by now
    [ -z "$DO" ] || OPEN=''
    case $1 in all) guard_all "$2" ;; *) guard "$1" "$2" ;; esac
  fi
  [ "$DO" ] || return
  N=$((N + 1))
  say "$2"
}

## part NUM_VFS
vfs() {
  get "$B/$PF/sriov_totalvfs"
  [ "$1" -le "$V" ] || refuse "$1 VFs are wanted, sriov_totalvfs is $V"
  get "$B/$PF/sriov_numvfs"
  [ "$V" != "$1" ] || return 0
  if [ -z "$ASK$FRESH" ] && [ "$V" != 0 ] && [ "$1" != 0 ]; then
    # at boot nothing uses VFs yet: those that a module or the network configuration has made give way
    [ "$WORD" != boot ] || { todo all "sriov_numvfs $V -> 0" && put "$B/$PF/sriov_numvfs" 0 && V=0; }
    [ "$WORD" = boot ] || refuse "$V VFs exist, and the plan was made for a PF without. Read the inventory again and plan anew"
  fi
  todo all "sriov_numvfs $V -> $1" || { FRESH=1; return 0; }
  set_vfs "$1"
}

## part CONTROLLERS
# secondary controllers, one a line
seclist() {
  nvdev
  [ -z "$J" ] || return 0
  J=$(nvme list-secondary "$NV" -o json 2>&1) || fail "nvme list-secondary $NV: $J"
  J=$(printf %s "$J" | tr -d ' \t\n' | tr '}' '\n')
}
# value of a secondary controller's field
sec() {
  seclist
  V=$(printf '%s\n' "$J" | grep -E "\"secondary-controller-identifier\":$1(,|\$)") || fail "$NV has no secondary controller $1"
  V=${V#*"\"$2\":"}
  V=${V%%[!0-9]*}
}
at_state() {
  sec "$1" secondary-controller-state
  [ "$V" = "$2" ]
}
given() {
  J=''
  sec "$1" "$2"
  [ "$V" = "$3" ] || fail "controller $1 has $2 $V and not $3"
}

## part NAMESPACES
nsis() {
  E=$(nvme list-ctrl "$NV" -n "$2" 2>/dev/null) || return 1
  V=$(printf '%#x' "$1")
  if printf '%s\n' "$E" | grep -q "]: *$V$"; then V=attach; else V=detach; fi
  [ "$V" = "$3" ]
}
# Attaching takes nothing from a user of the VF, and drives that do not list their secondary controllers
# (QEMU) tell by their answer alone that it was attached before.
ns() {
  nvdev
  nsis "$2" "$3" "$4" && return
  if [ "$4" = detach ]; then
    todo "$1" "namespace $3 detach controller $2" || return 0
  else
    [ -z "$ASK" ] || return 0
    NEED=1
    [ "$DO" ] || return 0
  fi
  tell_drive "$@" || return 0
  [ "$4" = detach ] || { N=$((N + 1)) && say "namespace $3 attach controller $2"; }
}
