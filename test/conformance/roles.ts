import type { Inventory } from '../../lib/inventory/inventory';
import { vfAddress } from '../../lib/model/pci';
import { IGB, igbVf, NVME, nvmeVf, SECOND_IGB } from './emulated-host';

/** Where the functions that cases speak of are on a host that has them elsewhere. */
export class Roles {
  private readonly places: ReadonlyMap<string, string>;

  /** NICs and drive in order of their address. */
  public constructor(host: Inventory) {
    const places = new Map<string, string>();
    const [nic, otherNic] = host.physicalFunctions.filter(({ deviceClass }) => deviceClass === 'net');
    const [drive] = host.physicalFunctions.filter(({ deviceClass }) => deviceClass === 'nvme');
    const roles = [
      { pf: nic, address: IGB, vf: igbVf },
      { pf: otherNic, address: SECOND_IGB, vf: null },
      { pf: drive, address: NVME, vf: nvmeVf },
    ];
    for (const { pf, address, vf } of roles) {
      if (pf === undefined) continue;
      places.set(address, pf.address);
      for (let index = 0; vf !== null && index < (pf.totalVfs ?? 0); index++) {
        places.set(vf(index), vfAddress(pf.address, pf.vfOffset, pf.vfStride, index) ?? '');
      }
    }
    this.places = places;
  }

  /** What a case says, with the host's addresses. */
  public onHost<T>(value: T): T {
    return renamed(value, this.places);
  }

  /** What the host says, with the addresses of cases. */
  public inCase<T>(value: T): T {
    return renamed(value, new Map([...this.places].map(([role, place]) => [place, role])));
  }
}

function renamed<T>(value: T, names: ReadonlyMap<string, string>): T {
  const text = JSON.stringify(value).replace(/"(\w{4}:\w\w:\w\w\.\w)"/g, (all, address: string) => {
    const name = names.get(address);
    return name === undefined ? all : `"${name}"`;
  });
  return JSON.parse(text) as T;
}
