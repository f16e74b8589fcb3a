# shellcheck shell=sh
## part VLAN_FILES
## `sriov/N/trunk` of a PF: the VLANs that a VF may use, in the words of the driver that makes the file.
##
## An empty list lets everything pass, so what is wanted is added before the rest is taken away, and a VF is held to its
## list in what it sends only while it has one. `received` and a list is brought back as it was found.
# folder of the VF, its file that holds the VF to the list in what it sends, and what stands within a range
vlanfiles() {
  LIST=$B/$PF/sriov/$1 GAP='' HOLD=''
  C=$(readlink "$B/$PF/driver")
  case ${C##*/} in
## part VLAN_DRIVER
    @DRIVERS@) GAP='@SEPARATOR@' HOLD=@FILE@ ;;
## part VLAN_STEPS
    *) ;;
  esac
  if [ "$GAP" ]; then
    [ ! -e "$LIST/trunk" ] || return 0
    # VFs that are still to come do not show it, those of before do
    [ "$DO" ] || [ -z "$FRESH" ] || { [ -e "$B/$PF/virtfn0" ] && [ ! -e "$B/$PF/sriov/0/trunk" ]; } || return 0
  fi
  fail "VF $1: driver ${C##*/} of the PF makes no file sriov/$1/trunk: No such file or directory"
}
# ids as ranges, as V
idlist() {
  V='' a=''
  for w in "$@" end; do
    [ "$a" ] || { a=$w b=$w && continue; }
    [ "$w" != $((b + 1)) ] || { b=$w && continue; }
    [ "$a" = "$b" ] || a=$a-$b
    V=$V${V:+,}$a a=$w b=$w
  done
}
# VLANs that the VF may use, as V, `?` where that is not known; a driver may list a port VLAN as well
vlanlist() {
  [ "$L" ] || vflist
  vfline "$1" || fail "ip link show dev $IF does not list VF $1"
  word vlan
  case $V in '' | 0) ;; *) V=@ALL_VLANS@ && return ;; esac
  V=$(head -n 1 "$LIST/trunk" 2>/dev/null) || fail "$LIST/trunk cannot be read"
  # what is no list, or may be cut off at the end of a page
  [ "${#V}" -lt 4095 ] || V='?'
  # shellcheck disable=SC2086 # numbers
  case $V in
    'Allowed 802.1Q VLANs:'*[!0-9\ ]*) V='?' ;;
    'Allowed 802.1Q VLANs:'*) idlist ${V#*:} ;;
    *[!0-9,-]*) V='?' ;;
    *) ;;
  esac
  w=$V
  [ "$w" != '?' ] || return 0
  [ "$w" ] || { V=@ALL_VLANS@ && return; }
  V=on
  [ -z "$HOLD" ] || get "$HOLD"
  case $V in on) V=$w ;; *) V="@RECEIVED_ONLY@$w" ;; esac
}
# all other ids, as V
othervlans() {
  V='' n=0 o=$IFS IFS=,
  # shellcheck disable=SC2086 # ranges
  set -- $1
  IFS=$o
  for w; do
    [ "${w%-*}" -le "$n" ] || V=$V${V:+,}$n-$((${w%-*} - 1))
    n=$((${w#*-} + 1))
  done
  [ "$n" -gt 4095 ] || V=$V${V:+,}$n-4095
}
# add or rem, and ranges
trunk() {
  a=$1 o=$IFS IFS=,
  # shellcheck disable=SC2086 # ranges
  set -- $2
  IFS=$o
  for w; do put "$LIST/trunk" "$a ${w%-*}$GAP${w#*-}"; done
}
vlans() {
  vlanfiles "$1"
  V=''
  [ ! -e "$LIST/trunk" ] || vlanlist "$1"
  [ "$V" != "$2" ] || return 0
  todo "$1" "VF $1 VLANs ${V:-unknown} -> $2" || return 0
  if [ "$2" = @ALL_VLANS@ ]; then
    [ -z "$HOLD" ] || put "$HOLD" off
    trunk rem 0-4095
  else
    trunk add "${2#'@RECEIVED_ONLY@'}"
    othervlans "${2#'@RECEIVED_ONLY@'}"
    trunk rem "$V"
    case $2 in
      '@RECEIVED_ONLY@'*) put "$HOLD" off ;;
      *) [ -z "$HOLD" ] || put "$HOLD" on ;;
    esac
  fi
  L=''
  vlanlist "$1"
  [ "$V" = "$2" ] || fail "VF $1 was given VLANs $2 and lists $V"
}
