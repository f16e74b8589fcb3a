# variables of other files
# shellcheck shell=sh disable=SC2034,SC2153,SC2154
## Steps for the secondary controllers of an NVMe PF. Names of fields as nvme-cli prints them in JSON.
## part NVME
## Steps for the secondary controllers of an NVMe PF. Names of fields as nvme-cli prints them in JSON.
nvdev() {
  for f in "$B/$PF"/nvme/nvme*; do
    NV=$D/${f##*/}
    [ -e "$f" ] && return
  done
  fail 'the PF has no NVMe controller: is its driver bound?'
}
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
virtmgmt() {
  J=''
  E=$(nvme virt-mgmt "$NV" -c "$@" 2>&1) && return
  case $E in *4122*) E="$E (or the pool of the drive is used up)" ;; *) ;; esac
  fail "nvme virt-mgmt $NV -c $*: $E"
}

## part NVME_RESOURCE
res() {
  case $3 in vq) k=num-virtual-queues t=0 ;; *) k=num-virtual-interrupts t=1 ;; esac
  sec "$2" "$k"
  [ "$V" != "$4" ] || return 0
  todo "$1" "controller $2 $3 $V -> $4" || return 0
  virtmgmt "$2" -a 8 -r "$t" -n "$4"
  sec "$2" "$k"
  [ "$V" = "$4" ] || fail "controller $2 has $3 $V and not $4"
}

## part SECONDARY_STATE
secondary() {
  case $3 in online) k=1 a=9 ;; *) k=0 a=7 ;; esac
  sec "$2" secondary-controller-state
  [ "$V" != "$k" ] || return 0
  todo "$1" "controller $2 $3" || return 0
  virtmgmt "$2" -a "$a"
  sec "$2" secondary-controller-state
  [ "$V" = "$k" ] || fail "controller $2 is not $3"
}

## part NAMESPACE
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
  E=$(nvme "$4-ns" "$NV" -n "$3" -c "$2" 2>&1) || case $E in
    *lready*ttached* | *'ot '*ttached*) return ;;
    *) fail "nvme $4-ns $NV -n $3 -c $2: $E" ;;
  esac
  [ "$4" = detach ] || { N=$((N + 1)) && say "namespace $3 attach controller $2"; }
}
