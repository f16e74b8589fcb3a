# shellcheck shell=sh
## part MANAGEMENT_OF
## Whether the host is managed through a netdev, by each row of the table: \`carries NETDEV\` is true with the reason in U,
## also where it is not known.
# netdevs that the management passes, with why: of the default routes of all tables, and of ssh sessions
routes() {
  ROUTES=$NL LOST=''
  addresses
  E=$(ip route show table all default 2>/dev/null) || LOST='@UNKNOWN_ROUTES@'
  ek=$E$NL
  while :; do
    case $ek in *' dev '*) ;; *) break ;; esac
    ek=${ek#*' dev '}
    en=${ek%%"$NL"*} en=${en%% *}
    [ "$en" = lo ] || ROUTES="$ROUTES$en @SAYS_DEFAULT_ROUTE@$NL"
  done
  en=${SSH_CONNECTION-}
  if [ "$en" ]; then
    en=${en% *} en=${en##* }
    case $en in
      *%*)
        ek=${en#*%}
        ROUTES="$ROUTES$ek @SAYS_SESSION_ZONE@$NL"
        [ -e "$S/class/net/$ek" ] || comes_in "${en%%%*}"
        ;;
      *) comes_in "$en" ;;
    esac
  fi
  ek=''
  for ef in "$P/net/if_inet6" "$P/net/tcp" "$P/net/tcp6"; do [ ! -r "$ef" ] || ek="$ek $ef"; done
  # shellcheck disable=SC2086 # paths of the kernel
  [ -z "$ek" ] || ek=$(awk -v h=0123456789abcdef '
@SESSIONS_AWK@' $ek 2>/dev/null)$NL
  while [ "${ek#"$NL"}" ]; do
    en=${ek%%"$NL"*} ek=${ek#*"$NL"}
    case $en in
      'dev lo') ;;
      'dev '*) en=${en#* } ROUTES="$ROUTES$en @SAYS_SESSION_NETDEV@$NL" ;;
      *) comes_in "${en#* }" ;;
    esac
  done
}
# an address that a session came in at
comes_in() {
  case $1 in 127.* | ::1 | '') return ;; *) ;; esac
  eq=$ADDRS ed=''
  while :; do
    case $eq in *" $1$NL"*) ;; *) break ;; esac
    ed=${eq%%" $1$NL"*} ed=${ed##*"$NL"} ed=${ed#? }
    eq=${eq#*" $1$NL"}
    ROUTES="$ROUTES$ed @SAYS_SESSION_ADDRESS@$NL"
  done
  [ "$ed" ] || LOST="@UNKNOWN_SESSION_NOWHERE@"
}
# whether hardware is found below a netdev
grounded() {
  eq=$1$NL ed=$NL
  while [ "$eq" ]; do
    en=${eq%%"$NL"*} eq=${eq#*"$NL"}
    case $ed in *"$NL$en$NL"*) continue ;; *) ;; esac
    ed=$ed$en$NL
    [ ! -e "$S/class/net/$en/device" ] || return 0
    for ef in "$S/class/net/$en"/lower_*; do
      [ -e "$ef" ] || [ -h "$ef" ] || break
      eq=$eq${ef##*/lower_}$NL
    done
  done
  return 1
}
carries() {
  family "$1"
  ek=${FAMILY#"$NL"} em='' ep='' Q='carries the management'
  while [ "$ek" ]; do
    en=${ek%%"$NL"*} ek=${ek#*"$NL"}
    case $ROUTES in
      *"$NL$en "*)
        U=${ROUTES#*"$NL$en "} U=${U%%"$NL"*}
        return
        ;;
      *) ;;
    esac
    case $ADDRS in *"$NL""G $en "*) em=1 ;; *"$NL"[GL]*) ;; *) em=1 ;; esac
    if [ "$en" = ovs-system ] || is_ovs "$en"; then ep=$en; fi
  done
  Q='may carry the management'
  # an internal port of Open vSwitch has nothing below it
  ek=${ROUTES#"$NL"}
  while [ "$ep" ] && [ "$ek" ]; do
    W=${ek%%"$NL"*} W=${W%% *} ek=${ek#*"$NL"}
    grounded "$W" || { U="@UNKNOWN_OPEN_VSWITCH@" && return; }
  done
  [ "$LOST" ] && [ "$em" ] && U=$LOST
}
is_ovs() {
  [ -d "$S/module/openvswitch" ] || return 1
  case $(ip -o link show type openvswitch 2>/dev/null) in *": $1: "*) ;; *) return 1 ;; esac
}
# of a function: its own netdevs, representors, those of virtio and of sub-functions
carries_any() {
  for ev in "$B/$1"/net/* "$B/$1"/virtio*/net/* "$B/$1"/*.*.[0-9]*/net/*; do
    [ -e "$ev" ] || continue
    [ "$ROUTES" ] || routes
    carries "${ev##*/}" && U="${ev##*/} $Q: $U" && return
  done
  return 1
}
# the PF, or any of its VFs
carries_pf() {
  carries_any "$PF" && return
  for ew in "$B/$PF"/virtfn*; do
    [ ! -e "$ew" ] || ! carries_any "$PF/${ew##*/}" || { U="VF ${ew##*/virtfn}, $U" && return; }
  done
  for ew in "$B/$PF"/net/*; do [ ! -e "$ew" ] || return 1; done
  if [ -d "$B/$PF/net" ]; then
    U='it is not known whether the PF carries the management: @UNKNOWN_ELSEWHERE@'
    return
  fi
  V=''
  { read -r V <"$B/$PF/class"; } 2>/dev/null
  case $V in 0x02*) ;; *) return 1 ;; esac
  W=$(readlink "$B/$PF/driver") || return 1
  W=${W##*/}
  case $W in *vfio* | @DRIVERS_WITHOUT_NETDEV@) return 1 ;; *) ;; esac
  V=''
  { read -r V <"$B/$PF/sriov_numvfs"; } 2>/dev/null
  case $W$V in @NETDEV_COMES_WITH_VFS@) return 1 ;; *) ;; esac
  for ew in "$B/$PF"/virtio*/net; do [ ! -d "$ew" ] || return 1; done
  U="it is not known whether the PF carries the management: @UNKNOWN_NO_NETDEV@"
}
