# shellcheck shell=sh
## part MACHINE
## What does not move of the machine, as words `PART=HASH` in MACHINE: the hashes of `machineHash`, made on the host, so
## that the texts themselves stay there. A part that cannot be read, or that a host without sha256sum cannot hash, is not
## known. Needs S, P and CONF, the folders of sysfs, proc and the configuration.
machine_part() {
  V=''
  { read -r V <"$2"; } 2>/dev/null
  V=$(printf '%s\n' "$V" | tr '[:upper:]' '[:lower:]')
  case $V in '' | ? | *[!\ -~]* | @NO_SERIALS@) return ;; *[!0.x\ -]*) ;; *) return ;; esac
  [ "${#V}" -le 128 ] && command -v sha256sum >/dev/null || return 0
  V=$(printf '@HASH_PREFIX@ %s %s' "$1" "$V" | sha256sum) && MACHINE=$MACHINE$1=$(printf '%.@HASH_DIGITS@s' "$V")' '
}
machine() {
  MACHINE=' '
  # mounted over: systemd made one for this boot only
  grep -qs ' /etc/machine-id ' "$P/mounts" || machine_part machine-id "$CONF/machine-id"
  machine_part board-serial "$S/class/dmi/id/board_serial"
  machine_part product-serial "$S/class/dmi/id/product_serial"
}

## part SAME_HOST
## Compares machine and cards with what the plan knows of them, before anything is written; what is not known on either
## side tells nothing. Needs CORE, and `strange`, which ends the script with a reason.
##
## - `same_machine PART=HASH...`
## - `same_card ADDRESS VENDOR DEVICE SUBVENDOR SUBDEVICE MAC DSN SERIAL`; `-`: the plan does not know it. A card that is
## not where the plan has it is looked for at the other addresses. It is never followed there: outputs, domains and the
## lock file speak of the old address.
same_machine() {
  machine
  for w; do
    case $MACHINE in
      *" $w "* | ' ') ;;
      *" ${w%%=*}="*)
        V=${MACHINE#*" ${w%%=*}="}
        strange "this is another machine than the plan's: expected ${w%%=*} (hash) ${w#*=}, found ${V%% *}. If the plan is meant for it, take its inventory and synthesise again"
        ;;
    esac
  done
}
# sets V to the first line of a file, or to nothing
line_of() {
  V=''
  { read -r V <"$1"; } 2>/dev/null || [ "$V" ]
}
# words, what the plan says, what is found
unlike() {
  case $2 in - | "$3") return ;; esac
  [ -z "$3" ] || X="$X${X:+, }expected $1 $2, found $3"
}
pci_id() {
  line_of "$c/$2"
  unlike "$1" "$3" "${V#0x}"
}
# permanent MACs of the netdevs of a function, as V
macs() {
  m=''
  for f in "$1"/net/* "$1"/virtio*/net/*; do
    line_of "$f/address" || continue
    w=$V
    if ! line_of "$f/bonding_slave/perm_hwaddr"; then
      E=$(ip -d link show dev "${f##*/}" 2>/dev/null)
      line_of "$f/addr_assign_type"
      case "$V $E" in
        *' permaddr '*) V=${E#*' permaddr '} V=${V%%[!0-9a-f:]*} ;;
        '0 '* | [!12]*' parentdev '* | ' '*' parentdev '*) V=$w ;;
        *) V='' ;;
      esac
    fi
    case $V in ??:??:??:??:??:??) m="$m${m:+ }$V" ;; *) ;; esac
  done
  V=$m
}
# PCI device serial number, as V; registers of a function that sleeps are not read
dsn() {
  line_of "$1/power_state"
  case $V in D0 | unknown | '') ;; *) V='' && return ;; esac
  V=$(od -An -v -tu1 "$1/config" 2>/dev/null | awk '{ for (i = 1; i <= NF; i++) b[n++] = $i }
    END { for (p = 256; p >= 256 && p + 12 <= n && k++ < 960; p = 4 * int((16 * b[p + 3] + int(b[p + 2] / 16)) / 4))
      if (b[p] == 3 && b[p + 1] == 0) {
        for (i = 11; i > 3; i--) printf "%02x%s", b[p + i], (i > 4 ? "-" : "\n")
        exit
      } }')
}
# what differs from the card of the plan as X, and as U whether something is equal that no other card has
compare() {
  c=$B/$1 X='' U=''
  pci_id 'PCI vendor id' vendor "$2"
  pci_id 'PCI device id' device "$3"
  pci_id 'subsystem vendor id' subsystem_vendor "$4"
  pci_id 'subsystem device id' subsystem_device "$5"
  [ -z "$X" ] || return 0
  if [ "$6" != - ]; then
    macs "$c"
    case " $V " in *" $6 "*) U=1 ;; *) unlike 'permanent MAC' "$6" "$V" ;; esac
  fi
  if [ "$7" != - ]; then
    dsn "$c"
    [ "$V" != "$7" ] || U=1
    unlike 'device serial number' "$7" "$V"
  fi
  [ "$8" != - ] || return 0
  for f in "$c"/nvme/nvme*/serial; do
    line_of "$f" || continue
    [ "$V" != "$8" ] || U=1
    unlike 'serial number' "$8" "$V"
  done
}
same_card() {
  compare "$@"
  x=$X a=$1 g=''
  if [ -z "$X" ] && [ -d "$c" ]; then
    # one that does not say which it is may be another: it is when the plan's is elsewhere
    [ -z "$U" ] && [ "$6$7$8" != --- ] || return 0
    NOT='its permanent MAC and serial number are not known'
  else
    NOT='there is no such device'
  fi
  shift
  for c in "$B"/*; do
    [ "${c##*/}" = "$a" ] || [ -h "$c/physfn" ] && continue
    compare "${c##*/}" "$@"
    [ "$X" ] || [ -z "$U" ] || g="$g${g:+ and }${c##*/}"
  done
  # whoever needs the device says that it is not there
  [ "$g" ] || [ "$x" ] || return 0
  case $g in
    '') g="the plan's card is at no other address" ;;
    *' and '*) g="what the plan knows of its card fits $g" ;;
    *) g="the plan's card is at $g now" ;;
  esac
  strange "$a has another card than the plan's: ${x:-$NOT}; $g. Take the inventory of the host again and synthesise: addresses in outputs and domains follow then, and a card that was replaced on purpose is accepted"
}
