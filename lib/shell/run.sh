# variables of other files; -m is for the last folder; dash and busybox know -ef
# shellcheck shell=sh disable=SC2034,SC2153,SC2154,SC2174,SC3013
## part RUN
## What carries the steps of a run out on a host: lock, journal, time limits, watchdog, and one line for each thing that
## happens, on standard output and in the journal.
##
## - Lines begin with a word that the client made up for this run, so that nothing a tool prints can be taken for one.
## - The journal is a file of its own for each run, `journal.N`: its id, what the client says of it (JSON), when it began,
## then `started I` before a step, and after it `changed I`, `unchanged I`, `failed I TEXT` or `refused I TEXT`; `open I`
## takes a start back; `over` ends it. It is forced to the disk before the first step and before VFs come or go: what
## else a run does is gone with the power anyway.
## - The client is gone when the script's own input ends or its output is taken away: then the run stops after the step
## that is under way.
## - A write may block in the kernel where no signal reaches it. A process of its own watches the time and ends the run in
## its place; the one that is blocked keeps the lock until the kernel lets it go, and then does nothing more.
say() { :; }
one_line() {
  T=$*
  while :; do
    case $T in *"$NL"*) T="${T%%"$NL"*}; ${T#*"$NL"}" ;; *) break ;; esac
  done
}
note() { printf '%s\n' "$1" >&8; }
tell() { { printf '%s %s\n' "$M" "$1" || GONE=1; } 2>/dev/null; }
# false: the journal takes no more; the client is told all the same
record() {
  note "$1" || { tell "$1" && return 1; }
  tell "$1"
}
# what cannot be written down is not begun
full() { fail "the journal $JOURNAL takes no more: is its file system full?"; }
# sets NOW to the seconds since the host was booted
clock() { read -r NOW _ <"$P/uptime" && NOW=${NOW%%.*}; }
# the end of the run, told by whoever is first; only close to the limit there are two who might
claim() {
  clock
  [ $((NOW - SINCE_STEP)) -ge $((LIMIT - 5)) ] || return 0
  set -C
  printf '' 2>/dev/null >"$R/claim.$RUN.$I" || exit 1
  set +C
}
over() {
  note over
  leave_lock
  tell over
  if [ "$READ_BACK$1" = 10 ]; then
    # no step is under way whose time is to be watched
    kill "$TIMER" 2>/dev/null
    read_back
  fi
  exit "$1"
}
cannot() {
  tell "cannot $1"
  exit 1
}
# nothing was written yet, so that there is nothing to keep in a journal
strange() {
  leave_lock
  cannot "$1"
}
# index, limit and words of the step that comes
begin() {
  [ "$GONE" ] || [ -e "$R/gone.$RUN" ] && exit 1
  I=$1 LIMIT=$2 WHAT=$3 CH=unchanged WAITED=''
  clock
  SINCE_STEP=$NOW
  printf '%s %s %s %s\n' "$I" "$LIMIT" "$NOW" "$WHAT" >|"$R/now"
}
step() {
  i=$1 l=$2
  shift 2
  begin "$i" "$l" "$*"
  record "started $I" || full
  [ "$1" = module ] || is_there
  "$@"
  claim
  record "$CH $I${WAITED:+ $WAITED}"
}
# neither comes back, whatever becomes of its line
fail() {
  [ "$JOURNAL" ] || cannot "$*"
  end_with failed "$*"
}
refuse() {
  [ -z "$ROW" ] || { REFUSED=$* && return 1; }
  end_with refused "$*"
}
end_with() {
  claim
  one_line "$2"
  record "$1 $I $T"
  over 1
}
# says that the step under way takes too long; $1: process that carries steps out
timer() {
  while kill -0 "$1" 2>/dev/null; do
    sleep 1 >/dev/null 2>&1
    { read -r I LIMIT SINCE_STEP WHAT <"$R/now"; } 2>/dev/null || continue
    case ${SINCE_STEP:-x}$LIMIT in *[!0-9]*) continue ;; *) ;; esac
    clock
    [ $((NOW - SINCE_STEP)) -ge "$LIMIT" ] || continue
    set -C
    printf '' 2>/dev/null >"$R/claim.$RUN.$I"
    V=$?
    set +C
    [ "$V" = 0 ] || continue
    V=''
    { read -r V <"$P/$1/wchan"; } 2>/dev/null
    record "failed $I Connection timed out: no answer after $LIMIT s, the kernel still works on it: $WHAT${V:+ (it waits in $V)}"
    note over
    tell over
    exit
  done
}
# the client's end of the connection
lifeline() {
  while read -r _; do :; done
  : >|"$R/gone.$RUN"
}
# $1: function that writes what the client says of the run, $2: function with the steps
carry_out() {
  last_of "$STATE/journal"
  JOURNAL=$STATE/journal.$((LAST + 1))
  "$1" "$JOURNAL" || cannot "the journal $JOURNAL cannot be written"
  tidy "$STATE/journal" $((LAST + 1))
  exec 8>>"$JOURNAL"
  note "at $SINCE"
  I=0 LIMIT=60 SINCE_STEP=0
  timer "$ME" &
  TIMER=$!
  trap 'kill "$TIMER" "$LIFELINE" 2>/dev/null' EXIT
  "$2"
  over 0
}
folder() { [ -d "$1" ] || mkdir -p -m 700 "$1" 2>/dev/null || cannot "the folder $1 cannot be made: this needs root"; }
# fits the plan: nobody ran anything since, and the run that is known has not come to its end since; else says what was run
# last. $1: its id, $2: 1 when it had ended, empty when not, - when that does not matter
nothing_since() {
  last_of "$STATE/journal"
  last='' ended=''
  if [ "$LAST" != 0 ]; then
    { read -r last <"$STATE/journal.$LAST"; } 2>/dev/null
    [ "$(tail -c 6 "$STATE/journal.$LAST" 2>/dev/null)" != "${NL}over" ] || ended=1
  fi
  case $last in *[!A-Za-z0-9-]*) last='' ;; *) ;; esac
  if [ "$last" = "$1" ]; then
    case $2 in - | "$ended") return 0 ;; *) ;; esac
    [ "$last" ] || return 0
  fi
  leave_lock
  tell outdated
  [ -z "$last" ] || head -c 16777216 "$STATE/journal.$LAST" | while IFS= read -r V; do tell "journal $V"; done
  tell over
  exit 1
}
# carries the watchdog's steps out unless somebody says in time that the host is reached; counts from the end of the run
watchdog() {
  trap '' HUP
  exec 3<&- 8>&-
  while started "$1" && [ "$START" = "$2" ]; do sleep 1; done
  t=0
  while [ "$t" -lt "$3" ]; do
    [ -e "$R/confirmed.$RUN" ] && exit
    sleep 1
    t=$((t + 1))
  done
  set -C
  printf 'late\n' 2>/dev/null >"$R/confirmed.$RUN" || exit
  set +C
  run=$RUN RUN=$RUN-watchdog READ_BACK='' SINCE=$(date +%s)
  t=0
  while ! take_lock; do
    [ "$t" -lt 60 ] || exit
    t=$((t + 1))
    sleep 1
  done
  nothing_since "$run" -
  carry_out begin_watchdog work_watchdog
}
main() {
  exec 3<&0 </dev/null
  trap '' PIPE HUP
  umask 077
  [ -z "${1-}" ] || SSH_CONNECTION=$1
  GONE='' ROW='' LIFELINE='' TIMER='' JOURNAL=''
  tell begin
  program ip
  IP=$d/ip
  for b in /bin/busybox /usr/bin/busybox; do
    [ ! "$IP" -ef "$b" ] || cannot "$IP is not the one of iproute2"
  done
  for t in $TOOLS; do command -v "$t" >/dev/null || cannot "$t is not installed"; done
  folder "$R"
  folder "$STATE"
  SINCE=$(date +%s)
  take_lock || { tell "busy ${HOLDER:-0 0 0 0 - -}" && tell over && exit 1; }
  nothing_since "$AFTER" "$AFTER_ENDED"
  same_host
  if [ "$WATCHDOG" ]; then
    (watchdog "$ME" "$MY_START" "$WATCHDOG") </dev/null >/dev/null 2>&1 &
  fi
  lifeline <&3 >/dev/null 2>&1 &
  LIFELINE=$!
  carry_out begin_run work_run
}
