# variables of other files
# shellcheck shell=sh disable=SC2034,SC2153,SC2154
## part MAIN
## The end of a script, run with no word to apply the plan, with `restore` to bring back what was there before the
## first change, with `boot` to bring the wanted state about on a host that has just booted, and with `link` to do what
## was put off then because the link was not there.
##
## A script that ends early leaves its lock behind, which is free by then: its process is gone.
##
## The steps run three times over: look, do, look again. What is there is kept in between, before the first change.
strange() { refuse "$@"; }
# before anything is looked at or written: a host that boots has its netdevs a little later
same_once() {
  [ -z "$SAME" ] || return 0
  SAME=1
  same_host
}
now() {
  case $WORD in
    '') steps ;;
    restore) restore_steps ;;
    boot | link) boot_steps ;;
    *) fail "$WORD is no word of this script: none, restore, boot or link" ;;
  esac
}
main() {
  WORD=${1-}
  for t in $TOOLS; do command -v "$t" >/dev/null || fail "$t is not installed"; done
  program ip
  IP=$d/ip
  case $("$IP" -V 2>&1) in *iproute2*) ;; *) fail "$IP is not the one of iproute2" ;; esac
  [ "$(id -u)" = 0 ] || fail 'this needs root'
  SAME=''
  if [ "$WORD" != boot ] || [ ! -d "$B/$PF" ]; then same_once; fi
  [ -d "$B/$PF" ] || fail 'there is no such device'
  [ -z "$WORD" ] || ALLOW=' '
  [ "$WORD" != link ] || link_comes
  # one at a time on the host; Terraform runs the scripts of several PFs at once
  (umask 077 && mkdir -p "$R") || fail "$R cannot be made"
  SINCE=$(date +%s) RUN=script-$PF CLIENT=script t=0
  until take_lock; do
    [ "$HOLDER" ] || fail "no lock can be taken in $R"
    w=${HOLDER% *}
    [ "$t" != 0 ] || say "waits for ${w##* } (${HOLDER##* }), which is at work on this host"
    [ "$t" -lt 900 ] || refuse "${w##* } (${HOLDER##* }) has been at work on this host for 15 minutes. Run this again when it is done"
    t=$((t + 1))
    sleep 1
  done
  now
  if [ "$NEED" ]; then
    [ -z "$UNTOLD" ] || say "$UNTOLD"
    if [ "$WORD" ]; then :
    elif [ -f "$0" ]; then own_copy && keep
    else say "run from no file: what was here before is not kept, and cannot be restored"; fi
    DO=1 FRESH='' L='' J=''
    now
    ASK=verify FRESH='' L='' J=''
    now
  fi
  rm -f "$R/later.$PF"
  if [ "$OFF" != ' ' ]; then
    printf '%s\nsince %s\n' "$LATER" "$SINCE" >"$R/later.$PF" || fail "$R/later.$PF cannot be written"
    say "as wanted after $N changes, but for the rates of VF${OFF% }: $LATER. They are set when it comes, by $LINK"
  elif [ "$WORD" = restore ]; then
    rm -rf "$H"
    say "as it was before the first change, after $N changes"
  elif [ "$NEED" ]; then say "as wanted after $N changes"
  else say 'as wanted, nothing to do'; fi
  leave_lock
}
