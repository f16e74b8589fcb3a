# variables of other files; dash and busybox know -ef
# shellcheck shell=sh disable=SC2034,SC2153,SC2154,SC3013
## part RUN_STEPS
## Steps of a run, where they differ from those of the rendered script.
##
## A run comes right after a look at the host. So it does not look at each thing before and after it is set: what programs
## tell is asked once, kept, and asked again when a row of steps has ended. Where nobody uses a VF, the kernel is asked to
## do what is there already, so that it may say what it thinks of it; what is in use and as wanted is left alone.
# a shell's own printf takes no new process, and does not tell the errno; dd does
put() {
  in_time
  [ -e "$1" ] || fail "writing ${2:-nothing} to $1: No such file or directory"
  if { printf '%s\n' "$2" >"$1"; } 2>/dev/null || E=$(printf '%s\n' "$2" | dd of="$1" 2>&1); then
    in_time
    return 0
  fi
  E=${E%%"$NL"*}
  fail "writing ${2:-nothing} to $1: ${E##*: }"
}
# PF of the steps that follow, its VFs that may be touched, and whether it may lose the management; a plan may come back
# to a PF whose VFs are new, and they stay so
NEW=' '
pf() {
  PF=$1 ALLOW=$2 MGMT=$3
  FRESH='' OPEN='' L='' J='' KNOWN='' VFWAIT=0
  case $NEW in *" $1 "*) FRESH=1 VFWAIT=10 ;; *) ;; esac
}
is_there() { [ -d "$B/$PF" ] || fail "there is no device $PF: No such file or directory"; }
# a step that was given up while the kernel held it is not gone on with
in_time() { [ ! -e "$R/claim.$RUN.$I" ] || exit 1; }
todo() {
  in_time
  CH=changed
  if [ "$1" = none ] || [ "$FRESH" ]; then return 0; fi
  # what was seen before the last change is old by now
  OPEN=''
  case $1 in all) guard_all "$2" ;; *) guard "$1" "$2" ;; esac
}
is_used() {
  [ -z "$FRESH" ] || return 1
  A=$(readlink "$B/$PF/virtfn$1") && used "${A##*/}"
}
vfs() {
  [ -e "$B/$PF/sriov_numvfs" ] || fail "$PF has no sriov_numvfs: No such file or directory"
  get "$B/$PF/sriov_numvfs"
  [ "$V" != "$1" ] || return 0
  todo all "sriov_numvfs $V -> $1"
  sync_journal
  put "$B/$PF/sriov_numvfs" "$1"
  FRESH=1 NEW="$NEW$PF " L='' J='' KNOWN='' VFWAIT=10
  get "$B/$PF/sriov_numvfs"
  [ "$V" = "$1" ] || fail "$1 VFs were asked for, $V are there"
  late "$1"
}
sync_journal() { sync "$JOURNAL" 2>/dev/null || :; }
carrier() {
  netdev
  end=$((NOW + $1))
  while V='' && { read -r V <"$S/class/net/$IF/carrier"; } 2>/dev/null; [ "$V" != 1 ]; do
    clock
    [ "$NOW" -lt "$end" ] || fail "no carrier on $IF after $1 s: Connection timed out"
    sleep 0.1 2>/dev/null || sleep 1
  done
}
# what ip is to do for one setting, as a line; true: it is to do it
setting() {
  vfis "$@"
  case $? in
    0) MARK=unchanged ;;
    *) MARK=changed ;;
  esac
  if [ -z "$FRESH" ]; then
    case $SEEN in
      *" $1 "*) ;;
      *)
        if [ "$MARK" = unchanged ]; then
          is_used "$1" && return 1
        else
          guard "$1" "VF $*" || return 1
        fi
        SEEN="$SEEN$1 "
        ;;
    esac
  fi
  case $* in
    *' vlan '*802.1Q) LINE="vf $1 vlan $3 qos $4" ;;
    *' vlan '*) LINE="vf $1 vlan $3 qos $4 proto $5" ;;
    *' rate '*) LINE="vf $1 max_tx_rate $4 min_tx_rate $3" ;;
    *) LINE="vf $*" ;;
  esac
}
# index of the first, limit, then one word a setting: all by one process, which stops at the first that fails
row() {
  i=$1 l=$2
  shift 2
  begin "$i" "$l" "settings of VFs: $1 ..."
  n=$I SAID='' NOTED=''
  for w; do
    NOTED="${NOTED}started $n$NL"
    n=$((n + 1))
  done
  SAID="$M started $I$NL"
  say_all
  is_there
  [ "$L" ] || vflist
  ROW=1 REFUSED='' SEEN=' ' OPEN='' LINES='' MARKS='' PLACES='' n=$I
  for w; do
    # shellcheck disable=SC2086 # words that the client has checked
    if setting $w; then
      LINES="${LINES}link set dev $IF $LINE$NL" PLACES="$PLACES$n "
    elif [ "$REFUSED" ]; then
      break
    fi
    MARKS="$MARKS$MARK "
    n=$((n + 1))
  done
  ROW='' FAILED='' E=''
  [ -z "$LINES" ] || set_all
  claim
  n=$I
  for w; do
    [ "$n" = "$i" ] || SAID="$SAID$M started $n$NL"
    I=$n
    [ "$n" != "$FAILED" ] || { open_after "$((i + $#))" && fail "ip link set dev $IF, VF $w: $E"; }
    [ "$MARKS" ] || { open_after "$((i + $#))" && refuse "$REFUSED"; }
    if [ "$((n - i + 1))" = "$#" ]; then
      say_all
      took "$@"
    fi
    NOTED="$NOTED${MARKS%% *} $n$NL" SAID="$SAID$M ${MARKS%% *} $n$NL"
    MARKS=${MARKS#* }
    n=$((n + 1))
  done
  say_all
}
# lines of many steps by one write each: every line that goes over the network on its own wakes half a dozen processes
say_all() {
  printf %s "$NOTED" >&8
  { printf %s "$SAID" || GONE=1; } 2>/dev/null
  NOTED='' SAID=''
}
open_after() {
  say_all
  n=$((I + 1))
  while [ "$n" -lt "$1" ]; do
    note "open $n"
    n=$((n + 1))
  done
}
set_all() {
  if E=$(printf '%slink show dev %s\n' "$LINES" "$IF" | ip -batch - 2>&1); then
    L=$E$NL
    return
  fi
  case $E in
    *'Command failed -:'*)
      n=${E##*'Command failed -:'} n=${n%%[!0-9]*} E=${E%"Command failed -:"*} E=${E%"$NL"}
      while [ "$n" -gt 1 ]; do PLACES=${PLACES#* } n=$((n - 1)); done
      ;;
    *) # it fell over the words themselves, and does not tell which
      while [ "$LINES" ]; do
        # shellcheck disable=SC2086 # words that the client has checked
        E=$(ip ${LINES%%"$NL"*} 2>&1) || break
        LINES=${LINES#*"$NL"} PLACES=${PLACES#* }
      done
      ;;
  esac
  FAILED=${PLACES%% *} L=''
}
# reads back what was set
took() {
  for w; do
    # shellcheck disable=SC2086 # words that the client has checked
    vfis $w || [ $? = 2 ] || fail "VF $w was taken and does not show: $X"
  done
}
# number after a name in T, as V
number() {
  V=${T#*"\"$1\":"}
  V=${V%%[!0-9]*}
}
# what the drive lists, once, as words CONTROLLER:FIELD=VALUE in J; piece by piece: patterns are slow on long texts
list_controllers() {
  [ -z "$J" ] || return 0
  nvdev
  E=$(nvme list-secondary "$NV" -o json 2>&1) || fail "nvme list-secondary $NV: $E"
  # nvme-cli 1 has blanks around its colons
  case $E in *'" :'* | *'": '*) E=$(printf %s "$E" | tr -d ' \t') ;; *) ;; esac
  J=' ' o=$IFS IFS='{}'
  for T in $E; do
    case $T in *'"secondary-controller-identifier":'*) ;; *) continue ;; esac
    number secondary-controller-identifier
    c=$V
    for f in secondary-controller-state num-virtual-queues num-virtual-interrupts; do
      number "$f"
      J="$J$c:$f=$V "
    done
  done
  IFS=$o
}
# field of a secondary controller as it was left, or as the drive lists it; empty: it is not listed
field() {
  V=''
  # shellcheck disable=SC2086 # words of our own
  for T in $KNOWN; do
    case $T in "$1:$2="*) V=${T#*=} && return ;; *) ;; esac
  done
  list_controllers
  # shellcheck disable=SC2086
  for T in $J; do
    case $T in "$1:$2="*) V=${T#*=} && return ;; *) ;; esac
  done
}
known() { KNOWN=" $1:$2=$3$KNOWN"; }
virtmgmt() {
  nvdev
  E=$(nvme virt-mgmt "$NV" -c "$@" 2>&1) && return
  fail "nvme virt-mgmt $NV -c $*: $E"
}
res() {
  case $3 in vq) k=num-virtual-queues t=0 ;; *) k=num-virtual-interrupts t=1 ;; esac
  field "$2" "$k"
  if [ "$V" != "$4" ]; then
    todo "$1" "controller $2 $3 ${V:-unknown} -> $4"
  elif is_used "$1"; then
    return 0
  fi
  virtmgmt "$2" -a 8 -r "$t" -n "$4"
  known "$2" "$k" "$4"
}
secondary() {
  case $3 in online) s=1 a=9 ;; *) s=0 a=7 ;; esac
  field "$2" secondary-controller-state
  g=$V
  if [ "$s" = 0 ]; then
    field "$2" num-virtual-queues
    g=$g$V
    field "$2" num-virtual-interrupts
    g=$g$V
  fi
  case $g in 000) s=same ;; 1) [ "$s" = 0 ] || s=same ;; *) ;; esac
  if [ "$s" != same ]; then
    todo "$1" "controller $2 $3"
  elif is_used "$1"; then
    return 0
  fi
  virtmgmt "$2" -a "$a"
  case $3 in online) known "$2" secondary-controller-state 1 && return ;; *) ;; esac
  for f in secondary-controller-state num-virtual-queues num-virtual-interrupts; do known "$2" "$f" 0; done
}
# after the last step for the secondary controllers of a PF: whether the drive says the same
listed() {
  "$@"
  J='' SEEN=' ' g=$KNOWN KNOWN=''
  # shellcheck disable=SC2086 # words of our own
  for w in $g; do
    case $SEEN in *" ${w%=*}="*) continue ;; *) ;; esac
    SEEN="$SEEN$w "
    f=${w#*:}
    field "${w%%:*}" "${f%=*}"
    [ "$V" = "${w#*=}" ] || fail "controller ${w%%:*} was given ${w#*:} and lists ${V:-nothing}"
  done
}
ns() {
  nvdev
  [ "$4" = attach ] || todo "$1" "namespace $3 detach controller $2"
  CH=changed
  E=$(nvme "$4-ns" "$NV" -n "$3" -c "$2" 2>&1) && return
  case $E in *lready*ttached* | *'ot '*ttached*) CH=unchanged ;; *) fail "nvme $4-ns $NV -n $3 -c $2: $E" ;; esac
}
msix() {
  A=$(readlink "$B/$PF/virtfn$1") || fail "VF $1 is not there: No such file or directory"
  A=${A##*/}
  vectors "$A"
  if [ "$V" != "$2" ]; then
    todo "$1" "VF $1 MSI-X vectors ${V:-unknown} -> $2"
  elif is_used "$1"; then
    return 0
  fi
  put "$B/$A/sriov_vf_msix_count" "$2"
  vectors "$A"
  [ "$V" = "$2" ] || fail "VF $1 has ${V:-no} MSI-X vectors and not $2"
}
bind() {
  v=$B/$PF/virtfn$1 A=$2
  [ -e "$v" ] || fail "VF $1 is not there: No such file or directory"
  if [ "$A" = - ]; then
    A=$(readlink "$v")
    A=${A##*/}
  fi
  [ "$v" -ef "$B/$A" ] || fail "VF $1 is not at $A: No such device. Look at the host again and plan anew"
  get "$v/driver_override"
  b=$S/bus/pci/drivers/$3
  if [ "$3" = none ]; then
    [ "$V" != '(null)' ] || [ -e "$v/driver" ] || return 0
  else
    [ ! "$v/driver" -ef "$b" ] || return 0
    [ -d "$b" ] || fail "driver $3 is not there: No such file or directory. Load its module"
  fi
  w=$V
  todo "$1" "VF $1 ($A) to driver $3"
  case $3 in none) V='' ;; *) V=$3 ;; esac
  case $w in "${V:-(null)}") ;; *) put "$v/driver_override" "$V" ;; esac
  [ ! -e "$v/driver" ] || put "$v/driver/unbind" "$A"
  L='' VFWAIT=10
  if [ "$3" = none ]; then
    [ ! -e "$v/driver" ] || fail "VF $1 ($A) is still on a driver"
    return 0
  fi
  put "$b/bind" "$A"
  [ "$v/driver" -ef "$b" ] || fail "VF $1 ($A) did not stay on driver $3: No such device"
}
