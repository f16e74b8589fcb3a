# one word of a list stands for all
# shellcheck shell=sh disable=SC2043
## Steps for a VF: what `ip link` sets through the PF, MSI-X, driver and MTU.
## part VF_SETTING
## Steps for a VF: what `ip link` sets through the PF, MSI-X, driver and MTU.
vflist() {
  netdev
  L=$(ip link show dev "$IF" 2>&1) || fail "ip link show dev $IF: $L"
  L=$L$NL
}
# value after a word of the VF's line
word() {
  case $X in *", $1 "*) V=${X#*", $1 "} V=${V%%[, ]*} ;; *) V='' ;; esac
  case $V in true) V=on ;; false) V=off ;; *) ;; esac
}
# the VF's line of the list, as X; line by line, since a pattern takes the square of the length of what it is taken from
vfline() {
  o=$IFS IFS=$NL
  for X in $L; do
    case $X in "    vf $1 "*) IFS=$o X=$X, && return ;; *) ;; esac
  done
  IFS=$o
  return 1
}
# 0: as wanted, 1: differs, 2: not reported
vfis() {
  vfline "$1" || return 2
  case $2 in
    mac) case $X in *"$3"*) return ;; *) return 1 ;; esac ;;
    vlan)
      word vlan && w=${V:-0}
      word qos && w="$w ${V:-0}"
      word 'vlan protocol'
      [ "$w ${V:-802.1Q}" = "$3 $4 $5" ]
      return ;;
    rate)
      word min_tx_rate && w=${V%Mbps}
      word max_tx_rate && V=${V%Mbps}
      [ "${w:-0} ${V:-0}" = "$3 $4" ]
      return ;;
    *) for w in @SHOWN@; do [ "${w#*=}" != "$2" ] || word "${w%=*}"; done ;;
  esac
  [ "$V" ] || return 2
  [ "$V" = "$3" ]
}
# a setting in the words of ip, as LINE
ip_words() {
  case $* in
    *' vlan '*802.1Q) LINE="vf $1 vlan $3 qos $4" ;;
    *' vlan '*) LINE="vf $1 vlan $3 qos $4 proto $5" ;;
    *' rate '*) LINE="vf $1 max_tx_rate $4 min_tx_rate $3" ;;
    *) LINE="vf $*" ;;
  esac
}
# rates as the driver takes them; without carrier, at boot, what it refuses or does not keep is put off
rate() {
  [ "$LATER" ] || [ "$WORD" != boot ] || has_carrier || LATER="$IF has no carrier"
  # shellcheck disable=SC2086 # words without blanks
  [ "$LATER" ] || { iplink "$IF" $LINE && return; }
  # shellcheck disable=SC2086
  if E=$(ip link set dev "$IF" $LINE 2>&1); then
    vflist
    vfis "$1" rate "$2" "$3" && return
    E='it was taken and does not show'
  fi
  say "vf $1 rate $2 $3: put off, since $LATER: $E"
  OFF="$OFF$1 "
  return 1
}
vf() {
  [ "$L" ] || vflist
  case $ASK$2$OFF in "verifyrate"*" $1 "*) return 0 ;; *) ;; esac
  vfis "$@" && return
  if [ $? = 2 ] && [ -z "$FRESH" ]; then
    [ "$ASK" ] && return
    A=$(readlink "$B/$PF/virtfn$1") && used "${A##*/}" && say "vf $*: left as it is, the driver does not report it and $U" && return
  fi
  todo "$1" "vf $*" || return 0
  ip_words "$@"
  # shellcheck disable=SC2086 # words without blanks
  case $2 in rate) rate "$1" "$3" "$4" || return 0 ;; *) iplink "$IF" $LINE ;; esac
  vflist
  vfis "$@" || [ $? = 2 ] || fail "vf $* was taken and does not show: $X"
}

## part VF_ADDRESS
# address of a VF, empty while it does not exist
vfaddr() {
  A=$(readlink "$B/$PF/virtfn$1")
  A=${A##*/}
  [ "$A" ] || [ -z "$DO" ] || fail "VF $1 is not there: No such file or directory"
}

## part DRIVER_BIND
# the VF at an address, from driver C to another one
rebind() {
  if [ "$2" = none ]; then
    put "$B/$A/driver_override" ''
  else
    [ -d "$S/bus/pci/drivers/$2" ] || fail "driver $2 is not there: No such file or directory. Load its module"
    put "$B/$A/driver_override" "$2"
  fi
  [ -z "$C" ] || put "$B/$A/driver/unbind" "$A"
  [ "$2" = none ] || put "$S/bus/pci/drivers/$2/bind" "$A"
  C=$(readlink "$B/$A/driver")
  C=${C##*/}
  L='' VFWAIT=10
  [ "${C:-none}" != "$2" ] || return 0
  [ "$2" != none ] || fail "VF $1 ($A) is still on a driver: $C"
  fail "VF $1 ($A) did not stay on driver $2${C:+ and is on $C}: No such device"
}
bind() {
  vfaddr "$1"
  C=''
  if [ "$A" ]; then
    [ "$2" = - ] || [ "$A" = "$2" ] || fail "VF $1 is at $A, the plan says $2: No such device. Read the inventory again and plan anew"
    C=$(readlink "$B/$A/driver")
    C=${C##*/}
    # none: (null), and an empty line from kernels and stand-ins that have no such word
    V=''
    { read -r V <"$B/$A/driver_override" || [ -e "$B/$A/driver_override" ]; } 2>/dev/null || fail "$B/$A/driver_override cannot be read"
    [ "$3" != "$C" ] || return 0
    case $3$C$V in none | 'none(null)') return 0 ;; *) ;; esac
  fi
  todo "$1" "VF $1 (${A:-new}) driver ${C:-none} -> $3" || return 0
  # at boot one VF that is not bound keeps the VMs of the others from nothing; the look at the end finds it
  case $WORD in boot) (rebind "$1" "$3") || : ;; *) rebind "$1" "$3" ;; esac
}

## part MSIX
# size of the MSI-X table, from the capability (id 17) in configuration space
vectors() {
  V=$(od -An -v -tu1 -N256 "$B/$1/config" | awk '{ for (i = 1; i <= NF; i++) b[n++] = $i }
    END { for (p = b[52]; p >= 64 && k++ < 48; p = b[p + 1])
      if (b[p] == 17) { print b[p + 2] + 256 * (b[p + 3] % 8) + 1; exit } }')
}
# msix VF VECTORS [WRITTEN]: what is to be written, where the driver adds vectors of its own
msix() {
  vfaddr "$1"
  V=''
  [ -z "$A" ] || vectors "$A"
  if [ "$V" = "$2" ]; then
    leave "$1" && return
  else
    todo "$1" "VF $1 MSI-X vectors ${V:-unknown} -> $2" || return 0
  fi
  put "$B/$A/sriov_vf_msix_count" "${3-$2}"
  vectors "$A"
  [ "$V" = "$2" ] || fail "VF $1 has ${V:-no} MSI-X vectors and not $2"
}

## part MIGRATABLE
## `devlink port show` has a line for each port, and what it tells of the function behind it on lines that are further in. VFs of other
## hosts, as a DPU has them, are external.
# handle of the devlink port of a VF as PORT, and whether the function is migratable: enable, disable, or nothing
vfport() {
  V=$(devlink port show 2>&1) || fail "devlink port show: $V"
  T=$(printf '%s\n' "$V" | awk -v at="pci/$PF/" -v vf="$1" '
    /^[^ \t]/ {
      here = index($1, at) == 1 && / flavour pcivf / && $0 " " ~ " vfnum " vf " " && !/ external true/
      if (here) { port = $1; sub(/:$/, "", port) }
    }
    here && match($0, /migratable (enable|disable)/) { is = substr($0, RSTART + 11, RLENGTH - 11) }
    END { print port, is }')
  PORT=${T%% *} V=${T#* }
}
migratable() {
  vfaddr "$1"
  PORT='' V=''
  [ -z "$A" ] || vfport "$1"
  [ "$V" != "$2" ] || return 0
  todo "$1" "VF $1 migratable ${V:-unknown} -> $2" || return 0
  [ "$PORT" ] || fail "VF $1 has no devlink port: Operation not supported. There is one in switchdev mode"
  E=$(devlink port function set "$PORT" migratable "$2" 2>&1) || fail "devlink port function set $PORT migratable $2: $E"
  vfport "$1"
  [ "$V" = "$2" ] || fail "VF $1 is migratable: ${V:-not known}, and not $2"
}

## part QUOTA
## The driver of the PF counts VFs from 1. The files are there for VFs that do not exist, too: what is written there is gone once they do.
# file of a VF's quota and its value, empty where there is none
quotafile() {
  F=$B/$PF/sriov_admin/vf$(($1 + 1))/profile/$2 V=''
  { read -r V <"$F"; } 2>/dev/null
}
quota() {
  vfaddr "$1"
  quotafile "$1" "$2"
  [ -z "$A" ] || [ "$V" != "$3" ] || return 0
  todo "$1" "VF $1 $2 ${V:-unknown} -> $3" || return 0
  put "$F" "$3"
  quotafile "$1" "$2"
  [ "$V" = "$3" ] || fail "VF $1 has $2 ${V:-that cannot be read} and not $3: the driver takes other numbers"
}

## part VF_MTU
vfmtu() {
  vfaddr "$1"
  t=0
  while :; do
    for f in "$B/$A"/net/*; do [ -z "$A" ] || [ ! -e "$f" ] || break 2; done
    f=''
    [ -z "$DO" ] || [ "$ASK" ] && break
    [ "$t" -lt "${VFWAIT-10}" ] || fail "VF $1 ($A) has no netdev"
    t=$((t + 1))
    sleep 1
  done
  V=''
  [ -z "$f" ] || get "$f/mtu"
  [ "$V" != "$2" ] || return 0
  todo "$1" "VF $1 mtu ${V:-unknown} -> $2" || return 0
  iplink "${f##*/}" mtu "$2"
}
