import type { PciAddress } from '../model/units';
import type { TargetPf, TargetState } from '../plan/host-plan';

/** What a host is to be when VFs of these PFs are taken down: no VFs there, and nothing else of them is managed. */
export function withoutVfs({ physicalFunctions }: TargetState, pfs: readonly PciAddress[]): TargetState {
  return { physicalFunctions: physicalFunctions.filter(({ address }) => pfs.includes(address)).map(bare) };
}

function bare(pf: TargetPf): TargetPf {
  const {
    leastNumVfs: _least,
    qatServices: _services,
    eswitchMode: _mode,
    driversAutoprobe: _autoprobe,
    adminUp: _up,
    mtu: _mtu,
    detachedNamespaces: _detached,
    notes: _notes,
    ...what
  } = pf;
  return { ...what, numVfs: 0, virtualFunctions: [] };
}
