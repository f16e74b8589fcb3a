import { eswitchOrder } from '../plan/eswitch-order';
import type { Step, StepKind } from '../plan/step';
import { NVME, NVME_RESOURCE, SECONDARY_STATE } from '../shell/nvme';
import { AUTOPROBE, CARRIER, ESWITCH, NETDEV, NUM_VFS, PF_LINK, PF_MTU } from '../shell/pf';
import { DRIVER_BIND, MSIX, VF_ADDRESS, VF_SETTING } from '../shell/vf';

/**
 * What a script keeps of a PF before its first change, so that `restore` brings it back: each kind of thing as a file
 * of steps in the script's own words, written once, when the thing is about to change for the first time. What a plan
 * starts to manage later is kept later.
 */
export interface Before {
  /** Names of the files, in the order in which they are brought back. */
  readonly kinds: readonly string[];
  /** Shell functions that write and carry out those files. */
  readonly parts: readonly string[];
  readonly tools: readonly string[];
}

/** What the steps of a PF change, and what it takes to keep and to restore it. */
export function beforeOf(steps: readonly Step[], driver: string | null): Before {
  const changed = new Set<StepKind>(steps.map((step) => step.kind));
  const any = (...kinds: StepKind[]) => kinds.some((kind) => changed.has(kind));
  const kinds: string[] = [];
  const parts: string[] = [KEEP];
  const tools: string[] = ['cat', 'cmp', 'cp', 'mkdir', 'mv', 'rm'];
  const add = (kind: string, ...needs: string[]) => {
    kinds.push(kind);
    parts.push(...needs);
  };
  const drive = any('nvme-resource', 'secondary-state', 'namespace-attach');
  const late = eswitchOrder(driver) === 'vfs-before-mode';
  if (any('eswitch-mode') && !late) add('eswitch', NUM_VFS, ESWITCH, BEFORE_ESWITCH);
  if (any('pf-mtu')) add('mtu', NETDEV, PF_MTU, BEFORE_MTU);
  if (any('drivers-autoprobe')) add('autoprobe', AUTOPROBE, BEFORE_AUTOPROBE);
  if (any('num-vfs', 'vf-setting', 'vf-msix', 'nvme-resource', 'secondary-state', 'driver-bind')) {
    const own = drive
      ? [NVME, NVME_RESOURCE, SECONDARY_STATE, BEFORE_CONTROLLER]
      : any('vf-setting')
        ? [NETDEV, VF_SETTING, CARRIER, BEFORE_NETWORK]
        : [];
    add('vfs', NUM_VFS, VF_ADDRESS, DRIVER_BIND, ...own, ...(any('vf-msix') ? [MSIX, BEFORE_MSIX] : []), BEFORE_VFS);
    if (drive) tools.push('nvme', 'tr');
    if (any('vf-msix')) tools.push('od');
  }
  if (any('eswitch-mode') && late) add('eswitch', NUM_VFS, ESWITCH, BEFORE_ESWITCH);
  if (any('pf-link')) add('link', NETDEV, PF_LINK, BEFORE_LINK);
  return { kinds, parts, tools };
}

/** `H` is the PF's folder on the host; `$KINDS` what to keep. */
const KEEP = `keep() {
  for k in $KINDS; do
    [ ! -e "$H/before/$k" ] || continue
    (umask 077 && mkdir -p "$H/before") || fail "$H/before cannot be made"
    "before_$k" >"$H/before/$k.new" || fail "what is there before the change ($k) cannot be kept in $H"
    mv "$H/before/$k.new" "$H/before/$k"
  done
}
restore_steps() {
  unboot
  for k in eswitch mtu autoprobe vfs link; do
    # shellcheck source=/dev/null
    [ ! -e "$H/before/$k" ] || . "$H/before/$k"
  done
}`;

const BEFORE_AUTOPROBE = `before_autoprobe() {
  get "$B/$PF/sriov_drivers_autoprobe"
  echo "autoprobe $V"
}`;

const BEFORE_MTU = `before_mtu() {
  netdev
  get "$S/class/net/$IF/mtu"
  echo "mtu $V"
}`;

const BEFORE_LINK = `before_link() {
  netdev
  get "$S/class/net/$IF/flags"
  if [ $((V & 1)) = 1 ]; then echo 'link up'; else echo 'link down'; fi
}`;

/** Without VFs the mode may be set on every driver. */
const BEFORE_ESWITCH = `before_eswitch() {
  E=$(devlink dev eswitch show "pci/$PF" 2>&1) || fail "devlink dev eswitch show pci/$PF: $E"
  case "$E " in *' mode switchdev '*) V=switchdev ;; *) V=legacy ;; esac
  echo "met eswitch $V || vfs 0"
  echo "eswitch $V"
}`;

/**
 * Number of VFs, and each VF with driver and settings. Detours are as in a plan: VFs go when their number differs, and
 * one is unbound for what no bound VF may have changed.
 */
const BEFORE_VFS = `override() {
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
  ! command -v before_own >/dev/null || before_own
  while [ "$i" -lt "$n" ]; do
    vfaddr "$i"
    ! command -v before_msix >/dev/null || before_msix
    C=$(readlink "$B/$A/driver")
    C=\${C##*/}
    echo "bind $i - \${C:-none}"
    get "$B/$A/driver_override"
    [ -z "$C" ] || echo "override $i '$V'"
    i=$((i + 1))
  done
}`;

const BEFORE_NETWORK = `before_own() {
  vflist
  j=0 R=''
  while [ "$j" -lt "$n" ]; do
    vfis "$j" trust on
    case $X in *link/ether\\ *) m=\${X#*link/ether } ;; *) m=\${X#*MAC } ;; esac
    m=\${m%%[ ,]*}
    case $m in ??:??:??:??:??:??) echo "vf $j mac $m" ;; *) ;; esac
    word vlan && w=\${V:-0}
    word qos && w="$w \${V:-0}"
    word 'vlan protocol'
    echo "vf $j vlan $w \${V:-802.1Q}"
    for w in 'spoof checking=spoofchk' trust=trust link-state=state query_rss=query_rss; do
      word "\${w%=*}"
      [ -z "$V" ] || echo "vf $j \${w#*=} $V"
    done
    word min_tx_rate && w=\${V%Mbps}
    word max_tx_rate && V=\${V%Mbps}
    R="$R$NL""vf $j rate \${w:-0} \${V:-0}"
    j=$((j + 1))
  done
  case $R in *' rate '[1-9]* | *' rate 0 '[1-9]*) echo 'carrier 30' ;; esac
  echo "$R"
}`;

const BEFORE_CONTROLLER = `before_own() {
  seclist
  j=0
  while [ "$j" -lt "$n" ]; do
    X=$(printf '%s\\n' "$J" | grep -E "\\"virtual-function-number\\":$((j + 1))(,|\\$)") || fail "VF $j has no secondary controller"
    c=\${X#*'"secondary-controller-identifier":'}
    c=\${c%%[!0-9]*}
    sec "$c" secondary-controller-state && o=offline
    [ "$V" = 0 ] || o=online
    sec "$c" num-virtual-queues && q=$V
    sec "$c" num-virtual-interrupts
    r="res $j $c vq $q" w="res $j $c vi $V"
    echo "{ met $r && met $w && met secondary $j $c $o; } || bind $j - none"
    echo "{ met $r && met $w && met secondary $j $c $o; } || secondary $j $c offline"
    [ "$o" = offline ] || printf '%s\\n' "$r" "$w" "secondary $j $c online"
    j=$((j + 1))
  done
}`;

const BEFORE_MSIX = `before_msix() {
  vectors "$A"
  [ -z "$V" ] || printf '%s\\n' "met msix $i $V || bind $i - none" "msix $i $V"
}`;
