# variables of other files; dash and busybox know -ef
# shellcheck shell=sh disable=SC2034,SC2153,SC2154,SC3013
## part RUN_STEPS
## Steps of a run, where they differ from those of the rendered script.
##
## A run comes right after a look at the host. So it does not look at each thing before and after it is set: what programs
## tell is asked once, kept, and asked again when a row of steps has ended. Where nobody uses a VF, the kernel is asked to
## do what is there already, so that it may say what it thinks of it; what is in use, or carries the management,
## and as wanted is left alone.
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
  FRESH='' OPEN='' L='' J='' KNOWN='' VFWAIT=0 BUSY=''
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
leave() {
  [ -z "$FRESH" ] || return 1
  A=$(readlink "$B/$PF/virtfn$1") && A=${A##*/} && { used "$A" || carried_by "$A"; }
}
vfs() {
  [ -e "$B/$PF/sriov_numvfs" ] || fail "$PF has no sriov_numvfs: No such file or directory"
  get "$B/$PF/sriov_numvfs"
  [ "$V" != "$1" ] || return 0
  todo all "sriov_numvfs $V -> $1"
  sync_journal
  NEW="$NEW$PF " KNOWN='' VFWAIT=10
  set_vfs "$1"
}
sync_journal() { sync "$JOURNAL" 2>/dev/null || :; }
a_while() {
  sleep 0.1 2>/dev/null || sleep 1
  in_time
  clock
  t=$((NOW - SINCE_STEP))
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
          leave "$1" && return 1
        else
          guard "$1" "VF $*" || return 1
        fi
        SEEN="$SEEN$1 "
        ;;
    esac
  fi
  ip_words "$@"
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
  say_all || full
  is_there
  [ "$L" ] || vflist
  ROW=1 REFUSED='' SEEN=' ' OPEN='' LINES='' MARKS='' PLACES='' WAITS='' n=$I
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
    [ "$n" != "$FAILED" ] || { open_after "$((i + $#))" && fail "ip link set dev $IF, VF $w${SPENT:+, tried for $SPENT s}: $E"; }
    [ "$MARKS" ] || { open_after "$((i + $#))" && refuse "$REFUSED"; }
    if [ "$((n - i + 1))" = "$#" ]; then
      say_all
      took "$@"
    fi
    WAITED=''
    case $NL$WAITS in *"$NL$n "*) WAITED=$NL$WAITS WAITED=${WAITED#*"$NL$n"} WAITED=${WAITED%%"$NL"*} ;; *) ;; esac
    NOTED="$NOTED${MARKS%% *} $n$WAITED$NL" SAID="$SAID$M ${MARKS%% *} $n$WAITED$NL"
    MARKS=${MARKS#* }
    n=$((n + 1))
  done
  say_all
}
# lines of many steps by one write each: every line that goes over the network on its own wakes half a dozen processes
say_all() {
  NOTES=1
  printf %s "$NOTED" >&8 || NOTES=''
  { printf %s "$SAID" || GONE=1; } 2>/dev/null
  NOTED='' SAID=''
  [ "$NOTES" ]
}
open_after() {
  say_all
  n=$((I + 1))
  while [ "$n" -lt "$1" ]; do
    note "open $n"
    n=$((n + 1))
  done
}
# all of LINES; where one is refused for a moment, those before it are done, and it comes next
set_all() {
  TRIED='' SPENT=''
  until E=$(printf '%slink show dev %s\n' "$LINES" "$IF" | ip -batch - 2>&1); do
    case $E in
      *'Command failed -:'*)
        n=${E##*'Command failed -:'} n=${n%%[!0-9]*} E=${E%"Command failed -:"*} E=${E%"$NL"}
        while [ "$n" -gt 1 ]; do LINES=${LINES#*"$NL"} PLACES=${PLACES#* } n=$((n - 1)); done
        ;;
      *) # it fell over the words themselves, and does not tell which
        while [ "$LINES" ]; do
          # shellcheck disable=SC2086 # words that the client has checked
          E=$(ip ${LINES%%"$NL"*} 2>&1) || break
          LINES=${LINES#*"$NL"} PLACES=${PLACES#* }
        done
        ;;
    esac
    # shellcheck disable=SC2086 # words that the client has checked
    set -- ${LINES%%"$NL"*}
    if ! passes "${7-}" "${PLACES%% *}"; then
      FAILED=${PLACES%% *} L=''
      return
    fi
    case $WAITS in "$TRIED "*) WAITS=${WAITS#*"$NL"} ;; *) ;; esac
    WAITS="$TRIED $WAITED$NL$WAITS"
  done
  L=$E$NL
}
# reads back what was set
took() {
  for v; do
    # shellcheck disable=SC2086 # words that the client has checked
    vfis $v || [ $? = 2 ] || fail "VF $v was taken and does not show: $X"
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
# as it was left, or as the drive lists it; empty: it is not listed
sec() {
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
given() {
  KNOWN=" $1:$2=$3$KNOWN"
  # a controller that goes offline loses what it was given
  case $2$3 in
    secondary-controller-state0) KNOWN=" $1:num-virtual-queues=0 $1:num-virtual-interrupts=0$KNOWN" ;;
    *) ;;
  esac
}
at_state() {
  sec "$1" secondary-controller-state
  g=$V
  if [ "$2" = 0 ]; then
    sec "$1" num-virtual-queues
    g=$g$V
    sec "$1" num-virtual-interrupts
    g=$g$V
  fi
  case $2$g in 11 | 0000) ;; *) return 1 ;; esac
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
    sec "${w%%:*}" "${f%=*}"
    [ "$V" = "${w#*=}" ] || fail "controller ${w%%:*} was given ${w#*:} and lists ${V:-nothing}"
  done
}
ns() {
  nvdev
  [ "$4" = attach ] || todo "$1" "namespace $3 detach controller $2"
  CH=changed
  tell_drive "$@" || CH=unchanged
}
