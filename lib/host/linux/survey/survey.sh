# variables of other files; names in /proc and /sys are plain
# shellcheck shell=sh disable=SC2034,SC2153,SC2154,SC2012
## part SURVEY
fail() { return 1; }
part() { printf '\n%s %s\n' "$M" "$1"; }
# output of a command, and whether it worked
run() {
  name=$1
  shift
  part "cmd $name"
  "$@" 2>/dev/null
  part "status $?"
}
## Paths have some 50 bytes, and Linux takes arguments of 2 MiB. Of files of more than 1 MiB, such as the table of interrupts of a
## large machine, the beginning tells enough.
# a part in the form of head -v, of files that are many
contents() {
  if [ $# -gt 20000 ]; then
    printf '%s\n' "$@" | xargs head -v -c 1048576
  else
    head -v -c 1048576 "$@"
  fi 2>/dev/null
}
addresses() {
  program ip || return
  part 'cmd ip'
  "$d/ip" -j -d -batch - 2>/dev/null <<'END'
link show
addr show
END
  part "status $?"
  run ip-route-all.json "$d/ip" -j route show table all default
}
switches() {
  program devlink || return
  V=$("$d/devlink" -j dev show 2>/dev/null)
  part 'cmd devlink-dev.json'
  printf '%s\n' "$V"
  part 'status 0'
  case $V in
    *'"pci/'*)
      run devlink-rate.json "$d/devlink" -j port function rate show
      run devlink-port.json "$d/devlink" -j port show
      ;;
    *) ;;
  esac
  for f in "$S"/bus/pci/devices/*/sriov_totalvfs; do
    f=${f%/*} f=${f##*/}
    # who is not listed has no eswitch to ask for
    case $V in *"\"pci/$f\""*) ;; *) continue ;; esac
    run "devlink-eswitch-$f.json" "$d/devlink" -j dev eswitch show "pci/$f"
    run "devlink-info-$f.json" "$d/devlink" -j dev info "pci/$f"
  done
}
# what the drive of a controller lists of its namespaces
shared() {
  ids=' '
  # attached or not; drives without management of namespaces know only those that are
  V=$("$nvme" list-ns "$D/$c" --all -o json 2>/dev/null) || V=$("$nvme" list-ns "$D/$c" -o json 2>/dev/null)
  namespaces "$V"
  for n in $ids; do
    V=$("$nvme" id-ns "$D/$c" -n "$n" --force -o json 2>/dev/null) ||
      V=$("$nvme" id-ns "$D/$c" -n "$n" -o json 2>/dev/null)
    part "cmd $c-id-ns-ns$n.json"
    printf '%s\n' "$V"
    part "status $?"
    run "$c-list-ctrl-ns$n.json" "$nvme" list-ctrl "$D/$c" -n "$n" -o json
  done
}
# prints a list of namespaces and adds them to ids
namespaces() {
  part "cmd $c-list-ns-all.json"
  printf '%s\n' "$1"
  part 'status 0'
  T=$1
  while :; do
    case $T in *'"nsid"'*) ;; *) break ;; esac
    T=${T#*'"nsid"'} T=${T#*:} T=${T# }
    V=${T%%[!0-9]*}
    case $ids in *" $V "*) ;; *) ids="$ids$V " ;; esac
  done
}
# domains that run; they tell which functions they hold
domains() {
  for f in "$LIBVIRT"/qemu/*.xml; do
    [ -e "$f" ] || break
    part 'cmd libvirt-hostdevs.txt'
    [ -r "$f" ] || echo '# files of libvirt cannot be read; root can'
    awk '
@LIBVIRT_AWK@' "$LIBVIRT"/qemu/*.xml 2>/dev/null
    part 'status 0'
    break
  done
  program virsh || return
  for n in $("$d/virsh" -r -c qemu:///system list --uuid 2>/dev/null); do
    run "virsh-$n.xml" "$d/virsh" -r -c qemu:///system dumpxml "$n"
  done
}
# processes that hold device files open: process and file, then their names
holders() {
  part holders
  V=$(ls -ln "$P"/[0-9]*/fd "$P/self/fd" 2>&1 | awk -v d="$D/" '
@OPEN_AWK@')
  # block devices that have other names inside a container
  T=''
  # shellcheck disable=SC2086 # numbers and paths by turns
  for f in $V; do
    case $f in '#' | '?' | "$D"/*) ;; */fd/*) T="$T $P/$f" ;; *) ;; esac
  done
  # shellcheck disable=SC2086
  [ -z "$T" ] || V=$V$NL$(ls -lnLd $T 2>/dev/null | awk -v d="$D/" '
@BLOCK_NUMBER_AWK@')
  printf '%s\n' "$V"
  T=''
  # shellcheck disable=SC2086
  for f in $V; do
    case $f in *[!0-9]*) ;; *) T="$T $P/$f/comm $P/$f/cmdline" ;; esac
  done
  [ "$T" ] || return
  part files
  # shellcheck disable=SC2086
  contents $T
}
# what udev found on block devices
found_by_udev() {
  part 'cmd udev-blocks.txt'
  awk '
@UDEV_AWK@' "$UDEV"/b* 2>/dev/null
  part 'status 0'
}
# own addresses of ssh sessions
sessions() {
  part 'cmd ssh-connection.txt'
  # shellcheck disable=SC2086 # four words
  [ -z "$SSH_CONNECTION" ] || { set -- $SSH_CONNECTION && echo "- - ${3-} ${4-}"; }
  part "status $((${#SSH_CONNECTION} == 0))"
  part sockets
  grep -hs ':0016 .* 01 ' "$P/net/tcp" "$P/net/tcp6"
}
# number of the last run, whether it has come to its end, and who holds the lock: before and after all else, to tell whether one
# fell in between. A run whose client is gone ends without a word in its journal.
last_run() {
  last_of "$STATE/journal"
  part "$1"
  V=$(tail -c 6 "$STATE/journal.$LAST" 2>/dev/null)
  case $V in
    "
over") V=over ;;
    *) V=open ;;
  esac
  printf '%s %s\n' "$LAST" "$V"
  look_at_lock
  printf '%s\n' "$HOLDER"
}
## The journal of a run has the steps, and what was there before, of every VF of a host: 16 MiB.
# the journal is read between two looks at the lock: what it tells of a run that has not ended is then either cut short, or
# the work of a holder
busy() {
  look_at_lock
  H=$HOLDER
  last_of "$STATE/journal"
  part files
  head -v -c 16777216 "$STATE/journal.$LAST" "$STATE/unchanged" 2>/dev/null
  # what scripts have put off until a link is there
  part files
  head -v -c @LINK_WAIT_BYTES@ "$R"/later.* 2>/dev/null
  [ "$H" ] || look_at_lock
  part busy
  [ -z "$H$HOLDER" ] || printf '%s\n' "${H:-$HOLDER}"
}
# reading the registers of a function that sleeps would wake it
awake() {
  V=D0
  { read -r V <"$1/power_state"; } 2>/dev/null
  case $V in D0 | unknown | '') ;; *) return 1 ;; esac
}
# two functions at once; what the first prints waits in a pipe until the second has printed everything
both() {
  "$1" | {
    "$2"
    cat
  }
}
main() {
  exec </dev/null
  SSH_CONNECTION=${1:-${SSH_CONNECTION-}}
  part begin
  last_run run-before
  both asked read_here
  busy
  # what the kernel guards with the lock of a device
  part late
  late
  last_run run-after
  part end
}

## part WHOLE_HOST
names() {
  part names
  printf '%s\n' "$S"/module/* "$S"/module/*/drivers/pci:* "$S"/bus/pci/drivers/* "$S"/kernel/iommu_group[s] "$S"/kernel/iommu_groups/*/devices/* \
    "$S"/class/iomm[u] "$S"/firmware/acpi/table[s] "$S"/firmware/acpi/tables/* "$S"/bus/vdpa/devices/* \
    "$S"/bus/pci/devices/*/ne[t] "$S"/bus/pci/devices/*/vfio-dev/* "$S"/class/net/*/bridg[e] \
    "$S"/bus/pci/devices/*/uio/* "$S"/bus/pci/devices/*/infiniband_verbs/* "$S"/class/block/*/holders/* \
    "$S"/class/block/*/bcach[e]
}
links() {
  part links
  ls -lnd "$S"/bus/pci/devices/* "$S"/bus/pci/devices/*/driver "$S"/bus/pci/devices/*/iommu_group \
    "$S"/bus/pci/devices/*/physfn "$S"/bus/pci/devices/*/virtfn* "$S"/class/net/* "$S"/class/net/*/device \
    "$S"/class/net/*/master "$S"/class/net/*/upper_* "$S"/class/net/*/lower_* "$S"/class/nvme/* "$S"/class/block/* \
    "$S"/class/iommu/* "$S"/bus/vdpa/devices/* "$S"/fs/btrfs/*/devices/* 2>/dev/null
}
files() {
  pfs='' configs=''
  for f in "$S"/bus/pci/devices/*; do
    ! awake "$f" || configs="$configs $f/config"
    [ -h "$f/physfn" ] || pfs="$pfs @PER_PF@"
    [ ! -e "$f/sriov_totalvfs" ] || pfs="$pfs @PER_SRIOV@"
    [ ! -e "$f/sriov" ] || pfs="$pfs @PER_VF_FOLDER@"
    [ ! -e "$f/sriov_admin" ] || pfs="$pfs @PER_VF_QUOTAS@"
  done
  # of modules, those that are built beside the kernel
  for f in "$S"/module/*/taint; do
    T=''
    read -r T 2>/dev/null <"$f" || continue
    case $T in *O*) pfs="$pfs $f" ;; *) ;; esac
  done
  blocks=''
  for f in "$S"/class/block/*; do
    case $f in
      */ram*) continue ;;
      */loop*) blocks="$blocks $f/loop/backing_file" && continue ;;
      *) ;;
    esac
    blocks="$blocks $f/size $f/dev $f/nsid $f/dm/name"
  done
  part files
  # shellcheck disable=SC2086 # the kernel's names have no blanks
  contents "$P"/cmdline "$P"/cpuinfo "$P"/meminfo "$P"/modules "$P"/mounts "$P"/swaps \
    "$P"/interrupts "$P"/net/route \
    "$P"/net/ipv6_route "$P"/net/vlan/config "$P"/net/dev_mcast "$P"/net/bonding/* \
    "$S"/devices/system/cpu/cpu[0-9]*/topology/physical_package_id \
    "$S"/devices/system/cpu/cpu[0-9]*/topology/thread_siblings_list "$S"/devices/system/node/node[0-9]*/cpulist \
    "$S"/devices/system/node/node[0-9]*/distance "$S"/devices/system/node/node[0-9]*/meminfo \
    "$S"/kernel/mm/hugepages/*/*_hugepages "$S"/devices/system/node/node[0-9]*/hugepages/*/*_hugepages \
    "$S"/module/vfio*/parameters/* "$S"/kernel/iommu_groups/*/type "$S"/class/iommu/*/intel-iommu/ecap \
    "$S"/kernel/debug/mlx5/*/multi-pf/* "$S"/bus/pci/slots/*/address @PER_FUNCTION@ $pfs $configs \
    @PER_NETDEV@ "$S"/class/net/*/bonding/mode "$S"/class/net/*/bonding/slaves \
    "$S"/class/net/*/bonding_slave/perm_hwaddr \
    @PER_CONTROLLER@ "$S"/class/nvme/*/nvme*n*/nsid "$S"/class/nvme/*/nvme*n*/size $blocks
}
drives() {
  program nvme || return
  nvme=$d/nvme
  for f in "$S"/class/nvme/nvme*; do
    if [ ! -h "$f" ] || [ -h "$f/device/physfn" ]; then continue; fi
    c=${f##*/}
    run "$c-id-ctrl.json" "$nvme" id-ctrl "$D/$c" -o json
    run "$c-primary-ctrl-caps.json" "$nvme" primary-ctrl-caps "$D/$c" -o json
    run "$c-list-secondary.json" "$nvme" list-secondary "$D/$c" -o json
    shared
  done
}
# hashes: what they are made of stays on the host
told_apart() {
  machine
  part 'cmd machine.txt'
  # shellcheck disable=SC2086 # words of our own
  for w in $MACHINE; do printf '%s %s\n' "${w%%=*}" "${w#*=}"; done
  part 'status 0'
}
# modules of the running kernel that hand functions to VMs or programs
modules() {
  V=''
  { read -r V <"$P/sys/kernel/osrelease"; } 2>/dev/null
  case $V in '' | */* | .*) return ;; *) [ -r "$MODULES/$V/modules.dep" ] || return ;; esac
  part 'cmd vfio-modules.txt'
  awk '
@VFIO_MODULES@' "$MODULES/$V/modules.dep" "$MODULES/$V/modules.builtin" 2>/dev/null
  part 'status 0'
}
asked() {
  # older kernels have no file that tells the architecture
  program uname && run uname "$d/uname" -a
  drives
  domains
  holders
  found_by_udev
  modules
  told_apart
}
read_here() {
  names
  links
  files
  addresses
  switches
  sessions
}
late() { contents "$S"/bus/pci/devices/*/sriov_numvfs "$S"/bus/pci/devices/*/driver_override; }
