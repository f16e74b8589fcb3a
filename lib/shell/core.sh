# shellcheck shell=sh
## What scripts of PFs and runs begin with: values, reads of sysfs, and the guards that ask who uses a VF.
##
## What a step does to a host stands once, in the files of this folder. Where a run does otherwise than a script, both have
## functions of the same name (lib/render/hooks.sh; run.sh and run-steps.sh here):
## - `say TEXT`, `refuse TEXT`, `fail TEXT`
## - `put FILE VALUE`: a write to sysfs
## - `todo VF|all|none WHAT`: asks the guards; true when what differs is to be done now
## - `leave VF`: true when what is as wanted is left alone
## - `a_while`: waits a little, and sets `t` to the seconds since the step began
## - `sec CONTROLLER FIELD`: what the drive lists of a secondary controller, as V; `at_state CONTROLLER 0|1`: whether it is so;
##   `given CONTROLLER FIELD VALUE`: after a change
##
## Works in dash and busybox sh; `FRESH` is set once the VFs have just come into being, when nobody can use them yet.
## part DIRECTIVES
## Of whole scripts.
# a step may not need each of these; names in /proc are plain
# shellcheck disable=SC2034,SC2012,SC2317

## part PRELUDE
## What every script starts with.
set -u
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
NL='
'

## part VALUES
S=/sys P=/proc D=/dev
B=$S/bus/pci/devices
DO='' ASK='' NEED='' FRESH='' OPEN='' ROUTES='' L='' J='' N=0 WORD='' LATER='' OFF=' '
get() { V=''; { read -r V <"$1"; } 2>/dev/null || [ "$V" ] || fail "$1 cannot be read"; }

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
