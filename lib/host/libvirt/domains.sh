# variables are set in front of it
# shellcheck shell=sh
## part SHOW_DOMAIN
## What a domain is, for `readDomain`.
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
# virsh that asks nothing
v() { virsh -q -c qemu:///system "$@" </dev/null; }
show() {
  echo "$M domain $1"
  if [ "$(v domstate "$1")" != 'shut off' ]; then echo "$M live" && v dumpxml "$1"; fi
  if v dominfo "$1" | grep -q '^Persistent: *yes'; then echo "$M config" && v dumpxml --inactive "$1"; fi
}

## part LOOK
## Its words are `PF INDEX`.
command -v virsh >/dev/null || { echo "$M cannot virsh is not installed"; exit; }
E=$(v list --all --uuid 2>&1) || { echo "$M cannot $(echo "$E" | tr '\n' ' ')"; exit; }
for u in $E; do show "$u"; done
for p; do
  b=/sys/bus/pci/devices
  a=$(readlink "$b/${p% *}/virtfn${p#* }") && a=${a##*/}
  d=''
  [ -z "$a" ] || d=$(readlink "$b/$a/driver")
  d=${d##*/}
  echo "$M vf $p ${a:--} ${d:--}"
done

## part CHANGE
umask 077
t=$(mktemp -d) || exit
trap 'rm -rf "$t"' EXIT
failed() { echo "$M failed $I $(printf %s "$*" | tr '\n' ' ')"; exit; }
# domain and alias
gone() {
  n=0
  while v dumpxml "$1" 2>/dev/null | grep -qF "<alias name='$2'/>"; do
    [ "$n" -lt "$LIMIT" ] || failed "the guest has not let go of it within $LIMIT s; whether it does so later, virsh dumpxml tells"
    n=$((n + 1))
    sleep 1
  done
}
