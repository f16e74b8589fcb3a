# shellcheck shell=sh
## part LOCK
## One run at a time on a host, without a program that not every host has.
##
## Locks are files `lock.N` in a folder of `/run`, created exclusively. Who creates the one with the highest number while
## the one before it is free holds the lock; the highest is never removed, so numbers only grow and nobody can take away a
## lock that he mistakes for an old one. A lock is free when it says so, or when its process is gone: then no process has
## its number, or one that started at another time, or the host was booted since.
# own process as ME and MY_START: of a subshell too, whose $$ is its parent's
whoami_here() {
  read -r ME _ <"$P/self/stat"
  started "$ME"
  MY_START=$START
}
# time that a process started at, as the kernel counts, as START; empty when it is gone
started() {
  START='' stat=''
  { read -r stat <"$P/$1/stat"; } 2>/dev/null || return 0
  # the name of the program may hold blanks and brackets; after it come state and numbers
  stat=${stat##*) }
  case $stat in Z* | X*) return 0 ;; *) ;; esac
  # shellcheck disable=SC2086 # numbers
  nth_word 20 $stat
  START=$V
}
nth_word() {
  shift "$1"
  V=$1
}
# number of the last file NAME.N in a folder as LAST; 0: there is none
last_of() {
  LAST=0
  for f in "$1".*; do
    [ -e "$f" ] || continue
    f=${f##*.}
    case $f in *[!0-9]* | '') continue ;; *) ;; esac
    [ "$f" -le "$LAST" ] || LAST=$f
  done
}
# the words of the lock that somebody lives behind, as HOLDER; empty: it is free
look_at_lock() {
  tries=0
  while :; do
    last_of "$R/lock"
    HOLDER=''
    [ "$LAST" != 0 ] || return 0
    { read -r HOLDER <"$R/lock.$LAST"; } 2>/dev/null
    # taken, and not yet written: who never writes it finds that he was overtaken
    { [ -z "$HOLDER" ] && [ "$tries" -lt 3 ]; } || break
    tries=$((tries + 1))
    sleep 1
  done
  # pid, start, boot, since, run, client
  pid=${HOLDER%% *}
  case $pid in free | '' | *[!0-9]*) HOLDER='' && return 0 ;; *) ;; esac
  started "$pid"
  read -r boot <"$P/sys/kernel/random/boot_id"
  case $HOLDER in "$pid $START $boot "*) ;; *) HOLDER='' ;; esac
}
# true: this process holds the lock; false: HOLDER does, or the folder takes no files
take_lock() {
  whoami_here
  read -r boot <"$P/sys/kernel/random/boot_id"
  attempts=0
  while look_at_lock && [ -z "$HOLDER" ] && [ "$attempts" -lt 20 ]; do
    attempts=$((attempts + 1))
    MINE=$((LAST + 1))
    set -C
    printf '%s %s %s %s %s %s\n' "$ME" "$MY_START" "$boot" "$SINCE" "$RUN" "$CLIENT" 2>/dev/null >"$R/lock.$MINE" || MINE=''
    set +C
    [ "$MINE" ] || continue
    last_of "$R/lock"
    if [ "$LAST" = "$MINE" ]; then
      tidy "$R/lock" "$MINE"
      return 0
    fi
    rm -f "$R/lock.$MINE"
  done
  return 1
}
leave_lock() { printf 'free\n' >|"$R/lock.$MINE"; }
# removes all but the last few files NAME.N, now and then
tidy() {
  [ $(($2 % 16)) = 0 ] || return 0
  n=$(($2 - 16)) l=''
  while [ "$n" -gt $(($2 - 32)) ] && [ "$n" -gt 0 ]; do l="$l $1.$n" n=$((n - 1)); done
  # shellcheck disable=SC2086 # names of our own
  [ -z "$l" ] || rm -f $l
}
