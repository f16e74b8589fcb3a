import { IGB, NVME } from '../test/conformance/emulated-host';
import { DRIVE_VFS, NIC_VFS } from './wanted';

/**
 * What `sriov apply` is measured against: the same writes PF by PF, as somebody writes them by hand who knows
 * the host well. It checks nothing, reads nothing back, keeps no journal, and stops at nothing; of waiting it does what
 * must be: igb takes no rates while its link is away.
 */
export function bareScript(): string {
  return [...nic(), ...drive(), ''].join('\n');
}

/** Back to a host without VFs whose port is up and has its link, or an error. */
export const RESET_SCRIPT = `
cd /sys/bus/pci/devices
for pf in ${IGB} ${NVME}; do
  for vf in $pf/virtfn*; do [ ! -e "$vf/driver" ] || basename "$(readlink "$vf")" >"$vf/driver/unbind"; done
  echo 0 >$pf/sriov_numvfs
  echo 1 >$pf/sriov_drivers_autoprobe
done
IF=$(ls ${IGB}/net)
ip link set dev "$IF" up
# the link goes for two seconds once the VFs are gone
sleep 1
tries=300
until [ "$(cat ${IGB}/net/"$IF"/carrier)" = 1 ]; do
  tries=$((tries - 1))
  [ $tries -gt 0 ] || exit 1
  sleep 0.1
done
sleep 1
`;

function nic(): string[] {
  return [
    `cd /sys/bus/pci/devices/${IGB}`,
    'IF=$(ls net)',
    'ip link set "$IF" up',
    'echo 0 >sriov_drivers_autoprobe',
    `echo ${NIC_VFS.length} >sriov_numvfs`,
    ...NIC_VFS.flatMap(({ index, mac, vlan, spoofCheck, trust }) => [
      `ip link set "$IF" vf ${index} mac ${mac}`,
      `ip link set "$IF" vf ${index} vlan ${vlan.vlan} qos ${vlan.qos}`,
      `ip link set "$IF" vf ${index} spoofchk ${spoofCheck ? 'on' : 'off'}`,
      `ip link set "$IF" vf ${index} trust ${trust ? 'on' : 'off'}`,
    ]),
    'until read -r carrier <"net/$IF/carrier" && [ "$carrier" = 1 ]; do sleep 0.1; done',
    ...NIC_VFS.map(({ index, rate }) => `ip link set "$IF" vf ${index} max_tx_rate ${rate.maxTxMbps}`),
    ...NIC_VFS.flatMap(bind),
  ];
}

function drive(): string[] {
  return [
    `cd /sys/bus/pci/devices/${NVME}`,
    'DEV=/dev/$(ls nvme)',
    'echo 0 >sriov_drivers_autoprobe',
    `echo ${DRIVE_VFS.length} >sriov_numvfs`,
    ...DRIVE_VFS.flatMap(({ nvme: { controllerId, virtualQueues, virtualInterrupts } }) => [
      `nvme virt-mgmt "$DEV" -c ${controllerId} -r 0 -n ${virtualQueues} -a 8`,
      `nvme virt-mgmt "$DEV" -c ${controllerId} -r 1 -n ${virtualInterrupts} -a 8`,
      `nvme virt-mgmt "$DEV" -c ${controllerId} -a 9`,
    ]),
    ...DRIVE_VFS.flatMap(bind),
  ];
}

function bind({ index, address, driver }: { index: number; address: string; driver: string }): string[] {
  return [`echo ${driver} >virtfn${index}/driver_override`, `echo ${address} >/sys/bus/pci/drivers/${driver}/bind`];
}
