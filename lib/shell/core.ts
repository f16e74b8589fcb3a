/** What every script starts with. */
export const PRELUDE = `set -u
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
NL='
'`;

/** Finds a program on PATH, as \`$d/NAME\`. */
export const PROGRAM = `# a program on PATH: busybox sh would take its own ip, which knows no VFs, and its own modprobe
program() {
  o=$IFS IFS=:
  for d in $PATH; do [ ! -x "$d/$1" ] || break; done
  IFS=$o
  [ -x "$d/$1" ] || fail "$1 is not installed"
}`;

/**
 * The part of the script that every PF needs: messages, reads and writes of sysfs, and who uses a VF.
 *
 * The steps run three times over. First nothing is written: every step that would change something is checked against
 * the users of its VF, so that a refusal comes before the first change. Then they are carried out. At last they are
 * asked once more whether everything is as wanted (`ASK=verify`). `met STEP` asks for one step in a subshell.
 *
 * Works in dash and busybox sh; `FRESH` is set once the VFs have just come into being, when nobody can use them yet.
 */
export const CORE = `# a step may not need each of these; names in /proc are plain
# shellcheck disable=SC2034,SC2012
${PRELUDE}
S=/sys P=/proc D=/dev
B=$S/bus/pci/devices
DO='' ASK='' NEED='' FRESH='' OPEN='' L='' J='' N=0 WORD='' LATER='' OFF=' '
say() { printf 'sriov %s: %s\\n' "$PF" "$*"; }
refuse() { say "refused: $*" >&2; exit 1; }
fail() { say "failed: $*" >&2; exit 2; }
get() { V=''; { read -r V <"$1"; } 2>/dev/null || [ "$V" ] || fail "$1 cannot be read"; }
# dd tells the errno, a shell's own printf does not
put() {
  [ -e "$1" ] || fail "$1 is not there"
  E=$(printf '%s\\n' "$2" | dd of="$1" 2>&1) && return
  E=\${E%%"$NL"*}
  fail "writing \${2:-nothing} to $1: \${E##*: }"
}
${PROGRAM}
ip() { "$IP" "$@"; }
ask() { ASK=1; "$@"; }
met() { (ask "$@") 2>/dev/null; }
# lines of process id and open vfio file
scan() {
  OPEN=$NL$(ls -l "$P"/[0-9]*/fd "$S/bus" 2>/dev/null | awk -v d="$D/vfio/" '
    /\\/fd:$/ { sub(/\\/fd:$/, ""); sub(/.*\\//, ""); pid = $0 }
    index($NF, d) == 1 { print pid " " $NF }')$NL
}
holder() {
  case $OPEN in *" $1$NL"*) ;; *) return 1 ;; esac
  U=\${OPEN%%" $1$NL"*} U=\${U##*"$NL"} V=''
  { read -r V <"$P/$U/comm"; } 2>/dev/null
  U="process $U ($V) holds $1"
}
# whether somebody uses the VF at an address, and who; a folder of netdevs stays when they go to another namespace
used() {
  [ "$OPEN" ] || scan
  g=$(readlink "$B/$1/iommu_group") && holder "$D/vfio/\${g##*/}" && return
  for f in "$B/$1"/vfio-dev/*; do holder "$D/vfio/devices/\${f##*/}" && return; done
  for f in "$B/$1"/nvme/*/nvme*n*; do
    U="\${f##*/} is mounted"
    grep -qs "^/dev/\${f##*/}[p ]" "$P/mounts" && return
  done
  for h in "$B/$1"/net "$B/$1"/virtio*/net; do
    [ -d "$h" ] || continue
    for f in "$h"/*; do
      U='its netdev is in another network namespace'
      [ -e "$f" ] || return 0
      g=$(ip -o addr show dev "\${f##*/}" up scope global | awk '{ print $4; exit }')
      U="\${f##*/} is up with $g"
      [ -z "$g" ] || return 0
    done
  done
  return 1
}
guard() {
  case $ALLOW in *" $1 "*) return 0 ;; esac
  A=$(readlink "$B/$PF/virtfn$1") && A=\${A##*/} && used "$A" || return 0
  refuse "VF $1 ($A) is in use: $U; this would touch it: $2. Take the VF from its user, or allow it by name and plan again"
}
carries() {
  case $ROUTES in *"$NL$1$NL"*) return ;; esac
  for f in "$S/class/net/$1"/upper_*; do [ -e "$f" ] && carries "\${f##*/upper_}" && return; done
  return 1
}
# netdevs of the default routes, and of the address that this session came in at
routes() {
  f=\${SSH_CONNECTION-}
  f=\${f% *}
  ROUTES=$NL$({ ip route show default && ip -6 route show default && ip -o addr show to "\${f##* }"; } 2>/dev/null |
    sed -n -e 's/.* dev \\([^ ]*\\).*/\\1/p' -e 's/^[0-9]*: *\\([^ ]*\\) .*/\\1/p')$NL
}
guard_all() {
  for f in "$B/$PF"/virtfn*; do [ -e "$f" ] && guard "\${f##*/virtfn}" "$1"; done
  [ "$MGMT" ] || [ ! -d "$B/$PF/net" ] && return
  routes
  for f in "$B/$PF"/net/*; do
    i=\${f##*/}
    carries "$i" || continue
    refuse "$i carries the default route or this session; this would touch it: $1. Move them, or set allowManagement"
  done
}
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
}`;
