# variables of other files
# shellcheck shell=sh disable=SC2034,SC2153,SC2154
## part VM
## Steps for VFs that libvirt domains hold. What a domain had of a VF is kept in a file until it has it again: a run that
## was cut short gives it back when it is run again. The file does not outlive the host's next start, and no domain does.
# libvirt's answer in E
lv() { E=$(virsh -q -c qemu:///system "$@" 2>&1 </dev/null); }
# the device of the running domain $3 that is the function at $2: W its UUID, Y the XML, K the file for it
vmdevice() {
  Y=''
  lv list --uuid --name || fail "virsh list: $E"
  # by UUID: virsh would take some names for numbers of domains
  W=$(printf '%s\n' "$E" | NAME=$3 awk '{ u = $1; sub(/^ *[^ ]+ +/, ""); sub(/ +$/, "") } $0 == ENVIRON["NAME"] { print u }')
  K=${P%proc}run/cdktf-sriov/vm-$2.$W
  [ "$W" ] || return 0
  lv dumpxml "$W" || fail "virsh dumpxml $3: $E"
  Y=$(printf '%s\n' "$E" | awk -v a="$2" '
    BEGIN { split(a, p, /[:.]/); w = "domain=.0x" p[1] ". bus=.0x" p[2] ". slot=.0x" p[3] ". function=.0x" p[4] "[^0-9a-f]" }
    /^    <(hostdev|interface) / { b = ""; on = 1; s = hit = 0 }
    on { b = b $0 "\n" }
    /<source/ && !/\/>/ { s = 1 }
    on && s && /<address / && $0 ~ w { hit = 1 }
    /<\/source>/ { s = 0 }
    /^    <\/(hostdev|interface)>/ { if (hit) printf "%s", b; on = 0 }')
}
vmdetach() {
  vmdevice "$@"
  if [ -z "$Y" ]; then
    [ -z "$DO" ] || OPEN=''
    [ "$ASK$FRESH" ] || ! used "$2" ||
      refuse "VF $1 ($2) is in use: $U, and domain $3 does not have it. Read the inventory again and plan anew"
    return 0
  fi
  todo "$1" "VF $1 ($2) is taken from domain $3" || return 0
  (umask 077 && mkdir -p "${K%/*}" && printf '%s\n' "$Y" >"$K") || fail "$K cannot be written"
  V="'"
  A=${Y#*"<alias name='"}
  lv detach-device-alias "$W" "${A%%"$V"*}" --live || case $E in
    *'process of unplug'*) ;;
    *) fail "virsh detach-device-alias $3: $E" ;;
  esac
  t=0
  while OPEN='' && vmdevice "$@" && { [ "$Y" ] || used "$2"; }; do
    [ "$t" -lt 60 ] || fail "domain $3 has VF $1 ($2) after 60 s still: its guest has to let go of it"
    t=$((t + 1))
    sleep 1
  done
}
vmattach() {
  vmdevice "$@"
  if [ -z "$W" ] || [ "$Y" ]; then
    [ -z "$DO" ] || rm -f "${K%"$W"}"*
    return 0
  fi
  [ -e "$K" ] || return 0
  todo "$1" "VF $1 ($2) is given back to domain $3" || return 0
  # libvirt sets MAC and VLAN of its definition: they become those of the plan
  awk -v m="$4" -v v="$5" '
    /^    <interface / { i = 1 }
    i && m != "-" && /^      <mac / { print "      <mac address=\047" m "\047/>"; next }
    i && v != "-" && /^      <vlan/ { s = !/\/>/; next }
    s { if (/<\/vlan>/) s = 0; next }
    i && v ~ /^[1-9]/ && /^    <\/interface>/ { print "      <vlan><tag id=\047" v "\047/></vlan>" }
    { print }' "$K" >"$K.xml"
  lv attach-device "$W" "$K.xml" --live || fail "virsh attach-device $3: $E. What the domain had stands in $K"
  vmdevice "$@"
  [ "$Y" ] || fail "domain $3 has not taken VF $1 ($2)"
  rm -f "${K%"$W"}"*
  L=''
  # and it knows neither priority nor 802.1ad
  [ "$5" = - ] || vf "$1" vlan "$5" "$6" "$7"
}
