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
virtmgmt() {
  nvdev
  E=$(nvme virt-mgmt "$NV" -c "$@" 2>&1) && return
  case $E in *4122*) E="$E (or the pool of the drive is used up)" ;; *) ;; esac
  fail "nvme virt-mgmt $NV -c $*: $E"
}

## part NVME_RESOURCE
res() {
  case $3 in vq) k=num-virtual-queues t=0 ;; *) k=num-virtual-interrupts t=1 ;; esac
  sec "$2" "$k"
  if [ "$V" = "$4" ]; then
    leave "$1" && return
  else
    todo "$1" "controller $2 $3 ${V:-unknown} -> $4" || return 0
  fi
  virtmgmt "$2" -a 8 -r "$t" -n "$4"
  given "$2" "$k" "$4"
}

## part SECONDARY_STATE
secondary() {
  case $3 in online) k=1 a=9 ;; *) k=0 a=7 ;; esac
  if at_state "$2" "$k"; then
    leave "$1" && return
  else
    todo "$1" "controller $2 $3" || return 0
  fi
  virtmgmt "$2" -a "$a"
  given "$2" secondary-controller-state "$k"
}

## part NAMESPACE
# VF, controller, namespace, attach or detach; false: it was so before
tell_drive() {
  E=$(nvme "$4-ns" "$NV" -n "$3" -c "$2" 2>&1) && return
  case $E in
    *lready*ttached* | *'ot '*ttached*) return 1 ;;
    *) fail "nvme $4-ns $NV -n $3 -c $2: $E" ;;
  esac
}
