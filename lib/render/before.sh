# variables of other files; one of several functions of a name is taken; one word of a list stands for all
# shellcheck shell=sh disable=SC2034,SC2043,SC2153,SC2154,SC2317
## part KEEP
## `H` is the PF's folder on the host; `$KINDS` what to keep. By one write: half a file would look whole.
keep() {
  for k in $KINDS; do
    [ ! -e "$H/before/$k" ] || continue
    (umask 077 && mkdir -p "$H/before") || fail "$H/before cannot be made"
    v=$("before_$k") || exit
    { printf '%s\n' "$v" >"$H/before/$k.new" && mv "$H/before/$k.new" "$H/before/$k"; } ||
      fail "what is there before the change ($k) cannot be kept in $H"
  done
}
restore_steps() {
  unboot
  for k in services eswitch mtu autoprobe vfs link; do
    # shellcheck source=/dev/null
    [ ! -e "$H/before/$k" ] || . "$H/before/$k"
  done
}

## part BEFORE_AUTOPROBE
before_autoprobe() {
  get "$B/$PF/sriov_drivers_autoprobe"
  echo "autoprobe $V"
}

## part BEFORE_MTU
before_mtu() {
  netdev
  get "$S/class/net/$IF/mtu"
  echo "mtu $V"
}

## part BEFORE_LINK
before_link() {
  netdev
  get "$S/class/net/$IF/flags"
  if [ $((V & 1)) = 1 ]; then echo 'link up'; else echo 'link down'; fi
}

## part BEFORE_ESWITCH
## Without VFs the mode may be set on every driver.
before_eswitch() {
  E=$(devlink dev eswitch show "pci/$PF" 2>&1) || fail "devlink dev eswitch show pci/$PF: $E"
  case "$E " in *' mode switchdev '*) V=switchdev ;; *) V=legacy ;; esac
  echo "met eswitch $V || vfs 0"
  echo "eswitch $V"
}

## part BEFORE_SERVICES
## A device that is not configured yet shows none, and stays with what it was given.
before_services() {
  V=''
  { read -r V <"$B/$PF/qat/cfg_services"; } 2>/dev/null
  qatlist "$V"
  [ "$V" ] || return 0
  echo "met services '$V' || vfs 0"
  echo "services '$V'"
}

## part BEFORE_VFS
## Number of VFs, and each VF with driver and settings. Detours are as in a plan: VFs go when their number differs, and
## one is unbound for what no bound VF may have changed. Drivers that let the number of vectors be changed say how many there
## are to give out; some add vectors of their own (ADDED) to the number that is written.
override() {
  vfaddr "$1"
  [ "$A" ] || return 0
  get "$B/$A/driver_override"
  [ "$V" != "$2" ] || return 0
  todo "$1" "VF $1 ($A) driver_override $V -> $2" || return 0
  case $2 in '(null)') put "$B/$A/driver_override" '' ;; *) put "$B/$A/driver_override" "$2" ;; esac
}
before_vfs() {
  get "$B/$PF/sriov_numvfs"
  n=$V i=0
  echo "met vfs $n || vfs 0"
  echo "vfs $n"
  [ "$n" != 0 ] || return 0
  before_own
  m=0
  [ ! -e "$B/$PF/sriov_vf_total_msix" ] || { get "$B/$PF/sriov_vf_total_msix" && m=$V; }
  while [ "$i" -lt "$n" ]; do
    vfaddr "$i"
    if [ "$m" != 0 ]; then
      vectors "$A"
      [ -z "$V" ] || printf '%s\n' "met msix $i $V || bind $i - none" "msix $i $V $((V > ${ADDED-0} ? V - ${ADDED-0} : 0))"
    fi
    C=$(readlink "$B/$A/driver")
    C=${C##*/}
    echo "bind $i - ${C:-none}"
    get "$B/$A/driver_override"
    [ -z "$C" ] || echo "override $i '$V'"
    i=$((i + 1))
  done
}

## part BEFORE_PORTS
# what the devlink ports of VFs tell, which there are in switchdev mode
before_ports() {
  case $(devlink dev eswitch show "pci/$PF" 2>/dev/null) in *switchdev*) ;; *) return 0 ;; esac
  j=0
  while [ "$j" -lt "$n" ]; do
    vfport "$j"
    [ -z "$V" ] || printf '%s\n' "met migratable $j $V || bind $j - none" "migratable $j $V"
    j=$((j + 1))
  done
}

## part BEFORE_NO_PORTS
before_ports() { :; }

## part BEFORE_VLAN
before_vlans() { echo "vf $1 vlan $2"; }

## part BEFORE_VLANS
## A list and a port VLAN do not stand beside each other: a list goes before the VLAN is set, and comes after it.
before_vlans() {
  v="vf $1 vlan $2"
  [ -e "$B/$PF/sriov/$1/trunk" ] || { echo "$v" && return; }
  vlanfiles "$1"
  vlanlist "$1"
  case $V in
    '?') echo "$v" && echo "VF $1: its list of VLANs cannot be read and is not brought back" >&2 ;;
    @ALL_VLANS@) printf '%s\n' "vlans $1 $V" "$v" ;;
    *) printf '%s\n' "$v" "vlans $1 '$V'" ;;
  esac
}

## part BEFORE_NETWORK
## Drivers that know no settings list no VFs.
before_own() {
  before_ports
  ls "$B/$PF"/net/* >/dev/null 2>&1 || return 0
  vflist
  j=0 Q=''
  while [ "$j" -lt "$n" ]; do
    vfline "$j" || { j=$((j + 1)) && continue; }
    case $X in *link/ether\ *) m=${X#*link/ether } ;; *) m=${X#*MAC } ;; esac
    m=${m%%[ ,]*}
    case $m in ??:??:??:??:??:??) echo "vf $j mac $m" ;; *) ;; esac
    word vlan && w=${V:-0}
    word qos && w="$w ${V:-0}"
    word 'vlan protocol'
    before_vlans "$j" "$w ${V:-802.1Q}"
    for w in @SHOWN@; do
      word "${w%=*}"
      # nothing takes a GUID off again: zero stands for none
      case $V in '' | 00:00:00:00:00:00:00:00) ;; *) echo "vf $j ${w#*=} $V" ;; esac
    done
    word min_tx_rate && w=${V%Mbps}
    word max_tx_rate && V=${V%Mbps}
    Q="$Q$NL""vf $j rate ${w:-0} ${V:-0}"
    j=$((j + 1))
  done
  case $Q in *' rate '[1-9]* | *' rate 0 '[1-9]*) echo 'carrier 30' ;; esac
  echo "$Q"
}

## part BEFORE_CONTROLLER
before_own() {
  seclist
  j=0
  while [ "$j" -lt "$n" ]; do
    X=$(printf '%s\n' "$J" | grep -E "\"virtual-function-number\":$((j + 1))(,|\$)") || fail "VF $j has no secondary controller"
    c=${X#*'"secondary-controller-identifier":'}
    c=${c%%[!0-9]*}
    sec "$c" secondary-controller-state && o=offline
    [ "$V" = 0 ] || o=online
    sec "$c" num-virtual-queues && q=$V
    sec "$c" num-virtual-interrupts
    r="res $j $c vq $q" w="res $j $c vi $V"
    echo "{ met $r && met $w && met secondary $j $c $o; } || bind $j - none"
    echo "{ met $r && met $w && met secondary $j $c $o; } || secondary $j $c offline"
    [ "$o" = offline ] || printf '%s\n' "$r" "$w" "secondary $j $c online"
    j=$((j + 1))
  done
}

## part BEFORE_QUOTAS
## Of GPUs. What no bound VF may have changed is memory, which all VFs share: each gives back what it has before any gets what it had.
before_own() {
  [ -d "$B/$PF/sriov_admin" ] || return 0
  j=0
  while [ "$j" -lt "$n" ]; do
    for q in @OFF_DRIVER@; do
      quotafile "$j" "$q"
      [ -z "$V" ] || echo "met quota $j $q $V || { bind $j - none && quota $j $q 0; }"
    done
    j=$((j + 1))
  done
  j=0
  while [ "$j" -lt "$n" ]; do
    for q in @QUOTAS@; do
      quotafile "$j" "$q"
      [ -z "$V" ] || echo "quota $j $q $V"
    done
    j=$((j + 1))
  done
}

## part BEFORE_NOTHING
before_own() { :; }
