import type { TargetState } from '../../../plan/host-plan';
import { LINK_WAIT_BYTES } from '../link-wait';
import { MACHINE } from '../../../shell/identity';
import { LOCK } from '../../../shell/lock';
import { PRELUDE, PROGRAM } from '../../../shell/core';
import { type HostFolders, quoted } from '../../../shell/run-script';
import { BLOCK_NUMBER_AWK, LIBVIRT_AWK, OPEN_AWK, UDEV_AWK } from '../../../shell/use';
import { FUNCTION_FILES, NETDEV_FILES, NVME_FILES, PF_FILES, SRIOV_FILES, VLAN_LIST_FILES } from './attributes';
import { STATED, statedWords } from './stated-script';

/** Most bytes of one file; of larger ones, such as the table of interrupts of a large machine, the beginning tells enough. */
const FILE_BYTES = 1024 * 1024;

/** Most bytes of the journal of a run: it has the steps, and what was there before, of every VF of a host. */
const JOURNAL_BYTES = 16 * 1024 * 1024;

/** Most arguments of one program: paths have some 50 bytes, and Linux takes 2 MiB. */
const MOST_ARGUMENTS = 20_000;

/**
 * The script that looks at a host in one go, for `sh -s`. It prints what the capture script would put into an archive:
 * under software emulation, and on hosts with thousands of functions, making and copying files is what takes the time.
 * Here one `ls` tells all links and one `head` all files.
 *
 * Each part begins with a line of the mark and its name. Attributes that the kernel guards with the lock of a device come
 * last, after `late`: who changes the number of VFs may hold that for minutes, and the client need not wait for them.
 *
 * @param only look at what is stated there, at who uses it, and at nothing else of the host
 */
export function surveyScript(mark: string, folders: HostFolders, only?: TargetState): string {
  return [
    PRELUDE,
    PROGRAM,
    LOCK,
    MACHINE,
    `S=${quoted(folders.sys)} P=${quoted(folders.proc)} D=${quoted(folders.dev)} CONF=${quoted(folders.etc)} LIBVIRT=${quoted(folders.libvirt)} UDEV=${quoted(folders.udev)}`,
    `STATE=${quoted(folders.state)} R=${quoted(folders.locks)} M=${mark}`,
    SURVEY,
    ...(only === undefined ? [WHOLE_HOST] : [statedWords(only), STATED]),
    'main "$@"',
    '',
  ].join('\n');
}

const perFunction = FUNCTION_FILES.map((name) => `"$S"/bus/pci/devices/*/${name}`).join(' ');
const perPf = PF_FILES.map((name) => `$f/${name}`).join(' ');
const perSriov = SRIOV_FILES.map((name) => `$f/${name}`).join(' ');
const perVlanList = VLAN_LIST_FILES.map((name) => `$f/sriov/*/${name}`).join(' ');
const perNetdev = NETDEV_FILES.map((name) => `"$S"/class/net/*/${name}`).join(' ');
const perController = NVME_FILES.map((name) => `"$S"/class/nvme/*/${name}`).join(' ');

const SURVEY = `fail() { return 1; }
part() { printf '\\n%s %s\\n' "$M" "$1"; }
# output of a command, and whether it worked
run() {
  name=$1
  shift
  part "cmd $name"
  "$@" 2>/dev/null
  part "status $?"
}
# a part in the form of head -v, of files that are many
contents() {
  if [ $# -gt ${MOST_ARGUMENTS} ]; then
    printf '%s\\n' "$@" | xargs head -v -c ${FILE_BYTES}
  else
    head -v -c ${FILE_BYTES} "$@"
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
  printf '%s\\n' "$V"
  part 'status 0'
  for f in "$S"/bus/pci/devices/*/sriov_totalvfs; do
    f=\${f%/*} f=\${f##*/}
    # who is not listed has no eswitch to ask for
    case $V in *"\\"pci/$f\\""*) ;; *) continue ;; esac
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
    printf '%s\\n' "$V"
    part "status $?"
    run "$c-list-ctrl-ns$n.json" "$nvme" list-ctrl "$D/$c" -n "$n" -o json
  done
}
# prints a list of namespaces and adds them to ids
namespaces() {
  part "cmd $c-list-ns-all.json"
  printf '%s\\n' "$1"
  part 'status 0'
  T=$1
  while :; do
    case $T in *'"nsid"'*) ;; *) break ;; esac
    T=\${T#*'"nsid"'} T=\${T#*:} T=\${T# }
    V=\${T%%[!0-9]*}
    case $ids in *" $V "*) ;; *) ids="$ids$V " ;; esac
  done
}
# domains that run; they tell which functions they hold
domains() {
  for f in "$LIBVIRT"/qemu/*.xml; do
    [ -e "$f" ] || break
    part 'cmd libvirt-hostdevs.txt'
    [ -r "$f" ] || echo '# files of libvirt cannot be read; root can'
    awk '${LIBVIRT_AWK}' "$LIBVIRT"/qemu/*.xml 2>/dev/null
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
  V=$(ls -ln "$P"/[0-9]*/fd "$P/self/fd" 2>&1 | awk -v d="$D/" '${OPEN_AWK}')
  # block devices that have other names inside a container
  T=''
  # shellcheck disable=SC2086 # numbers and paths by turns
  for f in $V; do
    case $f in '#' | '?' | "$D"/*) ;; */fd/*) T="$T $P/$f" ;; *) ;; esac
  done
  # shellcheck disable=SC2086
  [ -z "$T" ] || V=$V$NL$(ls -lnLd $T 2>/dev/null | awk -v d="$D/" '${BLOCK_NUMBER_AWK}')
  printf '%s\\n' "$V"
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
  awk '${UDEV_AWK}' "$UDEV"/b* 2>/dev/null
  part 'status 0'
}
# own addresses of ssh sessions
sessions() {
  part 'cmd ssh-connection.txt'
  # shellcheck disable=SC2086 # four words
  [ -z "$SSH_CONNECTION" ] || { set -- $SSH_CONNECTION && echo "- - \${3-} \${4-}"; }
  part "status $((\${#SSH_CONNECTION} == 0))"
  part sockets
  grep -hs ':0016 .* 01 ' "$P/net/tcp" "$P/net/tcp6"
}
# number of the last run, and whether it has come to its end: before and after all else, to tell whether one fell in between
last_run() {
  last_of "$STATE/journal"
  part "$1"
  V=$(tail -c 6 "$STATE/journal.$LAST" 2>/dev/null)
  case $V in
    "
over") V=over ;;
    *) V=open ;;
  esac
  printf '%s %s\\n' "$LAST" "$V"
}
# the journal is read between two looks at the lock: what it tells of a run that has not ended is then either cut short, or
# the work of a holder
busy() {
  look_at_lock
  H=$HOLDER
  last_of "$STATE/journal"
  part files
  head -v -c ${JOURNAL_BYTES} "$STATE/journal.$LAST" "$STATE/unchanged" 2>/dev/null
  # what scripts have put off until a link is there
  part files
  head -v -c ${LINK_WAIT_BYTES} "$R"/later.* 2>/dev/null
  [ "$H" ] || look_at_lock
  part busy
  [ -z "$H$HOLDER" ] || printf '%s\\n' "\${H:-$HOLDER}"
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
  SSH_CONNECTION=\${1:-\${SSH_CONNECTION-}}
  part begin
  last_run run-before
  both asked read_here
  busy
  # what the kernel guards with the lock of a device
  part late
  late
  last_run run-after
  part end
}`;

const WHOLE_HOST = `names() {
  part names
  printf '%s\\n' "$S"/module/* "$S"/bus/pci/drivers/* "$S"/kernel/iommu_group[s] "$S"/kernel/iommu_groups/*/devices/* \\
    "$S"/class/iomm[u] "$S"/bus/vdpa/devices/* "$S"/bus/pci/devices/*/ne[t] "$S"/bus/pci/devices/*/vfio-dev/* "$S"/class/net/*/bridg[e] \\
    "$S"/bus/pci/devices/*/uio/* "$S"/bus/pci/devices/*/infiniband_verbs/* "$S"/class/block/*/holders/* \\
    "$S"/class/block/*/bcach[e]
}
links() {
  part links
  ls -lnd "$S"/bus/pci/devices/* "$S"/bus/pci/devices/*/driver "$S"/bus/pci/devices/*/iommu_group \\
    "$S"/bus/pci/devices/*/physfn "$S"/bus/pci/devices/*/virtfn* "$S"/class/net/* "$S"/class/net/*/device \\
    "$S"/class/net/*/master "$S"/class/net/*/upper_* "$S"/class/net/*/lower_* "$S"/class/nvme/* "$S"/class/block/* \\
    "$S"/class/iommu/* "$S"/bus/vdpa/devices/* "$S"/fs/btrfs/*/devices/* 2>/dev/null
}
files() {
  pfs='' configs=''
  for f in "$S"/bus/pci/devices/*; do
    ! awake "$f" || configs="$configs $f/config"
    [ -h "$f/physfn" ] || pfs="$pfs ${perPf}"
    [ ! -e "$f/sriov_totalvfs" ] || pfs="$pfs ${perSriov}"
    [ ! -e "$f/sriov" ] || pfs="$pfs ${perVlanList}"
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
  contents "$P"/cmdline "$P"/cpuinfo "$P"/meminfo "$P"/modules "$P"/mounts "$P"/swaps \\
    "$P"/interrupts "$P"/net/route \\
    "$P"/net/ipv6_route "$P"/net/vlan/config "$P"/net/dev_mcast "$P"/net/bonding/* \\
    "$S"/devices/system/cpu/cpu[0-9]*/topology/physical_package_id \\
    "$S"/devices/system/cpu/cpu[0-9]*/topology/thread_siblings_list "$S"/devices/system/node/node[0-9]*/cpulist \\
    "$S"/devices/system/node/node[0-9]*/distance "$S"/devices/system/node/node[0-9]*/meminfo \\
    "$S"/kernel/mm/hugepages/*/*_hugepages "$S"/devices/system/node/node[0-9]*/hugepages/*/*_hugepages \\
    "$S"/module/vfio*/parameters/* "$S"/kernel/iommu_groups/*/type "$S"/class/iommu/*/intel-iommu/ecap \\
    "$S"/bus/pci/slots/*/address ${perFunction} $pfs $configs \\
    ${perNetdev} "$S"/class/net/*/bonding/mode "$S"/class/net/*/bonding/slaves \\
    "$S"/class/net/*/bonding_slave/perm_hwaddr \\
    ${perController} "$S"/class/nvme/*/nvme*n*/nsid "$S"/class/nvme/*/nvme*n*/size $blocks
}
drives() {
  program nvme || return
  nvme=$d/nvme
  for f in "$S"/class/nvme/nvme*; do
    if [ ! -h "$f" ] || [ -h "$f/device/physfn" ]; then continue; fi
    c=\${f##*/}
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
  for w in $MACHINE; do printf '%s %s\\n' "\${w%%=*}" "\${w#*=}"; done
  part 'status 0'
}
asked() {
  # older kernels have no file that tells the architecture
  program uname && run uname "$d/uname" -a
  drives
  domains
  holders
  found_by_udev
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
late() { contents "$S"/bus/pci/devices/*/sriov_numvfs "$S"/bus/pci/devices/*/driver_override; }`;
