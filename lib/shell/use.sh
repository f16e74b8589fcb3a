# variables of other files; names in /proc and /sys are plain; lists are put in later
# shellcheck shell=sh disable=SC2034,SC2153,SC2154,SC2012,SC2043
## part USE_OF
## Who uses a function, by each row of the table of evidence: \`used ADDRESS\` is true with the reason in U, also where it
## is not known, and then Q says so. What many functions share is read once: OPEN is emptied to have it read again.
# what all functions are looked up in
scan() {
  OPEN=$NL$(ls -ln "$P"/[0-9]*/fd "$S/bus" 2>&1 | awk -v d="$D/" '
@OPEN_AWK@')$NL
  ADDRS='' HEARD='' MOUNTS='' UDEVS='' LOOPS='' NUMBERED='' DOMAINS='' VDPA='' HIDDEN=''
  [ ! -d "$S/bus/vdpa/devices" ] || VDPA=$(ls -ln "$S/bus/vdpa/devices")$NL
  for ef in "$LIBVIRT"/qemu/*.xml; do
    [ -e "$ef" ] || break
    [ -r "$ef" ] || HIDDEN=1
    [ "$DOMAINS" ] || DOMAINS=$NL$(awk '
@LIBVIRT_AWK@' "$LIBVIRT"/qemu/*.xml 2>/dev/null)$NL
  done
}
# the process that holds a file, as W
holder() {
  case $OPEN in *" $1$NL"*) ;; *) return 1 ;; esac
  W=${OPEN%%" $1$NL"*} W=${W##*"$NL"} V=''
  { read -r V <"$P/$W/comm"; } 2>/dev/null
  W="process $W ($V)"
}
# whether not all processes that hold a file are known
hidden() {
  case $OPEN in *"$NL#$NL"*) ef=$1 UNKNOWN="@UNKNOWN_PROCESSES@" ;; *) ;; esac
}
used() {
  [ "$OPEN" ] || scan
  UNKNOWN='' Q='is in use'
  if used_function "$1" || used_netdevs "$1" || used_blocks "$1"; then return 0; fi
  [ "$UNKNOWN" ] || return 1
  Q='may be in use' U="it is not known $UNKNOWN"
}
# by VFIO, libvirt, vDPA, or a driver in user space
used_function() {
  if en=$(readlink "$B/$1/iommu_group"); then
    en=${en##*/}
    for ef in "$D/vfio/$en" "$D/vfio/noiommu-$en"; do
      holder "$ef" && U="@SAYS_VFIO_GROUP@" && return
    done
  fi
  for ef in "$B/$1"/vfio-dev/*; do
    [ -e "$ef" ] || break
    ef=$D/vfio/devices/${ef##*/}
    holder "$ef" && U="@SAYS_VFIO_DEVICE@" && return
  done
  case $OPEN in
    *"$NL#$NL"*) case $(readlink "$B/$1/driver") in *vfio*) hidden "$D/vfio/$en" ;; *) ;; esac ;;
    *) ;;
  esac
  case $DOMAINS in
    *"$NL$1 "*)
      W=${DOMAINS#*"$NL$1 "} W=${W%%"$NL"*}
      U="@SAYS_DOMAIN@"
      return
      ;;
    *) ;;
  esac
  [ -z "$HIDDEN" ] || UNKNOWN="@UNKNOWN_DOMAINS@"
  case $VDPA in
    *"/$1/"*)
      W=${VDPA#*"/$1/"} W=${W%%"$NL"*} W=${W##*/}
      U="@SAYS_VDPA@"
      return
      ;;
    *) ;;
  esac
  for ef in "$B/$1"/uio/*; do
    [ -e "$ef" ] || break
    ef=$D/${ef##*/}
    holder "$ef" && U="@SAYS_UIO@" && return
    hidden "$ef"
  done
  for ef in "$B/$1"/infiniband_verbs/*; do
    [ -e "$ef" ] || break
    ef=$D/infiniband/${ef##*/}
    holder "$ef" && U="@SAYS_VERBS@" && return
    hidden "$ef"
  done
  return 1
}

## part USE_OF_NETDEVS
## The part for netdevs of the function, and all that lies upon them.
# a folder of netdevs stays when they go to another namespace
used_netdevs() {
  for eb in "$B/$1"/net "$B/$1"/virtio*/net; do
    [ -d "$eb" ] || continue
    for ef in "$eb"/*; do
      U='@SAYS_ELSEWHERE@'
      [ -e "$ef" ] || return 0
      used_netdev "${ef##*/}" && return
    done
  done
  return 1
}
# lines of letter, netdev and address, of netdevs that are up; L: of the link or the host alone
addresses() {
  [ -z "$ADDRS" ] || return 0
  ADDRS=$NL$(ip -o addr show up 2>/dev/null | awk '$3 == "inet" || $3 == "inet6" {
    s = ""
    for (i = 4; i < NF; i++) if ($i == "scope") s = $(i + 1)
    sub(/\/.*/, "", $4)
    print (s == "link" || s == "host" ? "L " : "G ") $2 " " $4 }')$NL
}
# a netdev and all that lies upon it, as lines of FAMILY
family() {
  FAMILY=$NL ek=$1$NL
  while [ "$ek" ]; do
    en=${ek%%"$NL"*} ek=${ek#*"$NL"}
    case $FAMILY in *"$NL$en$NL"*) continue ;; *) ;; esac
    FAMILY=$FAMILY$en$NL
    for eq in "$S/class/net/$en"/upper_*; do
      [ -e "$eq" ] || [ -h "$eq" ] || break
      ek=$ek${eq##*/upper_}$NL
    done
  done
}
# whether more listen on a netdev than are to be seen in this namespace
heard_elsewhere() {
  [ "$HEARD" ] || HEARD=$NL$(awk '$5 ~ /^(@GROUPS_PATTERN@)$/ { print $5 " " $2 " " $3 }' "$P/net/dev_mcast" 2>/dev/null)$NL
  W=$(readlink "$S/class/net/$1/master") && W=${W##*/}
  for eg in @GROUPS@; do
    case $HEARD in *"$NL$eg $1 "*) ;; *) continue ;; esac
    V=${HEARD#*"$NL$eg $1 "} V=${V%%"$NL"*}
    for eh in "$S/class/net/$1"/upper_*; do
      [ -e "$eh" ] || [ -h "$eh" ] || break
      eh=${eh##*/upper_}
      [ "$eh" != "$W" ] || continue
      case $HEARD in *"$NL$eg $eh "*) V=$((V - 1)) ;; *) ;; esac
    done
    for eh in "$S/class/net/$1"/lower_*; do
      [ -e "$eh" ] || [ -h "$eh" ] || break
      eh=$(readlink "$S/class/net/${eh##*/lower_}/master")
      [ "${eh##*/}" = "$1" ] || V=$((V - 1))
    done
    [ "$V" -le 1 ] || return 0
  done
  return 1
}
used_netdev() {
  addresses
  family "$1"
  ek=${FAMILY#"$NL"}
  while [ "$ek" ]; do
    en=${ek%%"$NL"*} ek=${ek#*"$NL"}
    eq=$S/class/net/$en
    if [ -h "$eq/master" ]; then
      W=$(readlink "$eq/master") && W=${W##*/}
      is_vrf "$W" || { U="@SAYS_PORT@" && return; }
    fi
    V=''
    { read -r V <"$eq/flags"; } 2>/dev/null
    [ $((${V:-1} & 1)) = 1 ] || continue
    ! heard_elsewhere "$en" || UNKNOWN="@UNKNOWN_HEARD_ELSEWHERE@"
    if [ -d "$eq/macvtap" ] || [ -d "$eq/ipvtap" ]; then U="@SAYS_TAP@" && return; fi
    case $ADDRS in
      *"$NL""G $en "*)
        W=${ADDRS#*"$NL""G $en "} W=${W%%"$NL"*}
        U="@SAYS_ADDRESS@"
        return
        ;;
      *"$NL"[GL]*) ;;
      *) UNKNOWN="@UNKNOWN_ADDRESSES@" ;;
    esac
  done
  return 1
}
is_vrf() {
  if [ -d "$S/class/net/$1/bridge" ] || [ -d "$S/class/net/$1/bonding" ]; then return 1; fi
  case $(ip -o link show type vrf 2>/dev/null) in *": $1: "*) ;; *) return 1 ;; esac
}

## part USE_OF_BLOCKS
## The part for block devices of its NVMe controller.
used_blocks() {
  for eb in "$B/$1"/nvme/nvme*/nvme*n*; do
    [ -e "$eb" ] || break
    em=${eb##*/}
    # a path to a namespace that has several: who uses the namespace uses each
    case $em in nvme*c*n*) em=${em%%c*}n${em##*n} ;; *) ;; esac
    [ "$MOUNTS" ] || mounts
    for ep in "$S/class/block/$em" "$S/class/block/$em/$em"p*; do
      used_block "${ep##*/}" && return
    done
    case $MOUNTS in *"$NL/dev/$em"p[0-9]*) W=$em${MOUNTS#*"$NL/dev/$em"} && named_mount && return ;; *) ;; esac
    case $MOUNTS in
      *"$NL#$NL"*) UNKNOWN="@UNKNOWN_HIDDEN_MOUNTS@" ;;
      *"$NL#"*) in_no_pool "$em" || UNKNOWN="@UNKNOWN_HIDDEN_MOUNTS@" ;;
      *"$NL.$NL") ;;
      *) UNKNOWN="@UNKNOWN_MOUNTS@" ;;
    esac
    [ -d "$S/class/block" ] || UNKNOWN="@UNKNOWN_HOLDERS@"
    hidden "$D/$em"
  done
  return 1
}
# whether udev knows devices of every pool that is mounted, and the device and its partitions as something else
in_no_pool() {
  ek=$MOUNTS
  while :; do
    case $ek in *"$NL# "*) ;; *) break ;; esac
    ek=${ek#*"$NL# "}
    has_member "${ek%%"$NL"*}" || return 1
    ek=$NL${ek#*"$NL"}
  done
  for ep in "$S/class/block/$1" "$S/class/block/$1/$1"p*; do
    [ -e "$ep" ] || continue
    V=''
    { read -r V <"$ep/dev"; } 2>/dev/null
    case $UDEVS in *"$NL$V ? "*) return 1 ;; *"$NL$V "*) ;; *) return 1 ;; esac
  done
}
# whether a block device that is there belongs to a pool: udev may remember one that is not
has_member() {
  for ep in "$S"/class/block/*/dev; do
    V=''
    { read -r V <"$ep"; } 2>/dev/null || continue
    case $UDEVS in *"$NL$V zfs_member $1$NL"*) return 0 ;; *) ;; esac
  done
  return 1
}
# lines of device and place; # POOL for a file system of ZFS, and # where another mount does not tell its devices
mounts() {
  UDEVS=$NL$(awk '
@UDEV_AWK@' "$UDEV"/b* 2>/dev/null)$NL
  MOUNTS=$NL$(awk '
    $3 == "zfs" { sub(/\/.*/, "", $1); print "# " $1; next }
    $1 == "/dev/root" { print "#" }
    FILENAME ~ /swaps$/ { $2 = "[swap]" }
    FILENAME ~ /mounts$/ { m = 1 }
    /^\// { print $1 " " $2 }
    END { if (m) print "." }' "$P/mounts" "$P/swaps" 2>/dev/null)$NL
  LOOPS=$NL
  for ef in "$S"/class/block/loop*/loop/backing_file; do
    { read -r V <"$ef"; } 2>/dev/null || continue
    ef=${ef%/loop/*} LOOPS="$LOOPS$V ${ef##*/}$NL"
  done
  # block devices that have other names inside a container
  [ "$NUMBERED" ] && return
  NUMBERED=1 ek=$OPEN eq=''
  while :; do
    case $ek in *"$NL? "*) ;; *) break ;; esac
    ek=${ek#*"$NL? "}
    eq="$eq $P/${ek%%"$NL"*}" ek=$NL${ek#*"$NL"}
  done
  # shellcheck disable=SC2086 # numbers
  [ -z "$eq" ] || OPEN=$OPEN$(ls -lnLd $eq 2>/dev/null | awk -v d="$D/" '
@BLOCK_NUMBER_AWK@')$NL
}
# a line of MOUNTS in W, as U
named_mount() {
  W=${W%%"$NL"*}
  V=${W#* } W=${W%% *}
  case $V in '[swap]') U="@SAYS_SWAP@" ;; *) U="@SAYS_MOUNT@" ;; esac
}
used_block() {
  for eq in "$S/class/block/$1"/holders/*; do
    [ -e "$eq" ] || [ -h "$eq" ] || break
    W=${eq##*/} V=''
    { read -r V <"$S/class/block/$W/dm/name"; } 2>/dev/null
    W="$W${V:+ ($V)}"
    U="@SAYS_HOLDER@"
    return
  done
  [ ! -d "$S/class/block/$1/bcache" ] || { U="@SAYS_BCACHE@" && return; }
  case $LOOPS in
    *"$NL/dev/$1 "*)
      W=${LOOPS#*"$NL/dev/$1 "} W=${W%%"$NL"*}
      U="@SAYS_LOOP@"
      return
      ;;
    *) ;;
  esac
  case $MOUNTS in *"$NL/dev/$1 "*) W=$1${MOUNTS#*"$NL/dev/$1"} && named_mount && return ;; *) ;; esac
  for eq in "$S"/fs/btrfs/*/devices/"$1"; do
    [ -e "$eq" ] || [ -h "$eq" ] || break
    W=$1 V='a place of btrfs' && U="@SAYS_MOUNT@" && return
  done
  holder "$D/$1" && U="@SAYS_OPEN@" && return
  V=''
  { read -r V <"$S/class/block/$1/dev"; } 2>/dev/null || return 1
  case $UDEVS in
    *"$NL$V zfs_member "*)
      W=${UDEVS#*"$NL$V zfs_member "} W=${W%%"$NL"*}
      U="@SAYS_ZFS@"
      return
      ;;
    *) ;;
  esac
  holder "$D/block/$V" && U="@SAYS_OPEN@"
}
