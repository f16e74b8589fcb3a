# shellcheck shell=sh
## The part of the script that every PF needs: messages, reads and writes of sysfs, and the guards that ask who uses a VF
## (the evidence).
##
## The steps run three times over. First nothing is written: every step that would change something is checked against
## the users of its VF, so that a refusal comes before the first change. Then they are carried out. At last they are
## asked once more whether everything is as wanted (`ASK=verify`). `met STEP` asks for one step in a subshell.
##
## Works in dash and busybox sh; `FRESH` is set once the VFs have just come into being, when nobody can use them yet.
## part DIRECTIVES
## Of whole scripts.
# a step may not need each of these; names in /proc are plain
# shellcheck disable=SC2034,SC2012

## part PRELUDE
## What every script starts with.
set -u
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
NL='
'

## part SAY
S=/sys P=/proc D=/dev
B=$S/bus/pci/devices
DO='' ASK='' NEED='' FRESH='' OPEN='' ROUTES='' L='' J='' N=0 WORD='' LATER='' OFF=' '
say() { printf 'sriov %s: %s\n' "$PF" "$*"; }
refuse() { say "refused: $*" >&2; exit 1; }
fail() { say "failed: $*" >&2; exit 2; }
get() { V=''; { read -r V <"$1"; } 2>/dev/null || [ "$V" ] || fail "$1 cannot be read"; }
# dd tells the errno, a shell's own printf does not
put() {
  [ -e "$1" ] || fail "$1 is not there"
  E=$(printf '%s\n' "$2" | dd of="$1" 2>&1) && return
  E=${E%%"$NL"*}
  fail "writing ${2:-nothing} to $1: ${E##*: }"
}

## part PROGRAM
## Finds a program on PATH, as `$d/NAME`.
# a program on PATH: busybox sh would take its own ip, which knows no VFs, and its own modprobe
program() {
  o=$IFS IFS=:
  for d in $PATH; do [ ! -x "$d/$1" ] || break; done
  IFS=$o
  [ -x "$d/$1" ] || fail "$1 is not installed"
}

## part GUARDS
ip() { "$IP" "$@"; }
ask() { ASK=1; "$@"; }
met() { (ask "$@") 2>/dev/null; }
# VF, and what is about to change
guard() {
  A=$(readlink "$B/$PF/virtfn$1") || return 0
  A=${A##*/}
  if ! allowed "$1" && used "$A"; then
    refuse "VF $1 ($A) $Q: $U; this would touch it: $2. Take the VF from its user, or allow it by name and plan again"
  elif [ -z "$MGMT" ] && carried_by "$A"; then
    refuse "VF $1 ($A), $U; this would touch it: $2. Move the management to another port, or set allowManagement"
  fi
}
allowed() { case $ALLOW in *" $1 "*) ;; *) return 1 ;; esac; }
carried_by() {
  [ "$OPEN" ] || scan
  ROUTES=''
  carries_any "$1"
}
guard_all() {
  for f in "$B/$PF"/virtfn*; do [ ! -e "$f" ] || guard "${f##*/virtfn}" "$1"; done
  n=0 V=0
  { read -r V <"$B/$PF/sriov_numvfs"; } 2>/dev/null
  while [ "$n" -lt "$V" ]; do
    [ -e "$B/$PF/virtfn$n" ] || allowed "$n" ||
      refuse "VF $n may be in use: it is not known @VF_UNSEEN@; this would touch it: $1. Find out why it cannot be seen, or allow it by name and plan again"
    n=$((n + 1))
  done
  [ -z "$MGMT" ] || return 0
  [ "$OPEN" ] || scan
  ROUTES=''
  ! carries_pf || refuse "$U; this would touch it: $1. Move the management to another port, or set allowManagement"
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
}
