import { Token } from 'cdktf';
import { InputError } from '../model/errors';
import { quoted } from '../model/text';
import { DRIVER_NAME_WORDS, driverNameProblem, OWN_WORDS_OF_DRIVERS } from '../model/vfio-drivers';

/** Who drives a VF on the host. */
export class VfDriver {
  /** Bound to vfio-pci, to be given to a VM. */
  public static readonly VFIO_PCI = new VfDriver('vfio-pci');
  /** Bound to the variant of vfio-pci for VFs of ConnectX-6 Dx and later, which moves their state; needs switchdev mode. */
  public static readonly MLX5_VFIO_PCI = new VfDriver('mlx5_vfio_pci');
  /** Bound to the variant of vfio-pci for VFs of HiSilicon accelerators, which moves their state. */
  public static readonly HISI_ACC_VFIO_PCI = new VfDriver('hisi_acc_vfio_pci');
  /** Bound to the variant of vfio-pci for VFs of AMD Pensando, which moves their state. */
  public static readonly PDS_VFIO_PCI = new VfDriver('pds_vfio_pci');
  /** Bound to the variant of vfio-pci for VFs of QAT 4xxx, 401xx and 402xx, which moves their state. */
  public static readonly QAT_VFIO_PCI = new VfDriver('qat_vfio_pci');
  /** Bound to the variant of vfio-pci for virtio-net VFs. */
  public static readonly VIRTIO_VFIO_PCI = new VfDriver('virtio_vfio_pci');
  /** Bound to the variant of vfio-pci for VFs of Intel GPUs, which moves their state. */
  public static readonly XE_VFIO_PCI = new VfDriver('xe-vfio-pci');
  /** Bound to the vendor's VF driver: the host itself uses it. */
  public static readonly NATIVE = new VfDriver('native');
  /** Left unbound, for a VM manager that binds it itself. */
  public static readonly NONE = new VfDriver('none');

  /**
   * Any other kernel driver, by its name under `/sys/bus/pci/drivers`: 1 to 55 letters, digits, dashes and underscores. The plan loads the
   * module of that name where the driver is not there, and reads the binding back. A driver with `vfio` in its name is taken to hand the VF
   * to a VM, as all variants of vfio-pci do; what else is not known of it, findings say.
   *
   * @throws an error for a name that no driver can have, and for `native` and `none`, which have members of their own
   */
  public static of(name: string): VfDriver {
    // A token is known only at deploy: it makes the setting unresolved, as any other.
    if (Token.isUnresolved(name)) return new VfDriver(name);
    const own = OWN_WORDS_OF_DRIVERS.find((word) => word === name);
    const problem = own === undefined ? driverNameProblem(name) : `is ${quoted(name)}, which is no driver`;
    if (problem === null) return new VfDriver(name);
    const fix = own === undefined ? `Give ${DRIVER_NAME_WORDS}` : `Use VfDriver.${own.toUpperCase()}`;
    throw new InputError('VfDriver.of', `its argument ${problem}`, fix);
  }

  /** The name under `/sys/bus/pci/drivers`, or `native` or `none`. */
  public readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /** The name. */
  public toString(): string {
    return this.name;
  }
}
