import amazonDevices from './data/devices/amazon.json';
import amdDevices from './data/devices/amd.json';
import amdPensandoDevices from './data/devices/amd-pensando.json';
import amdSolarflareDevices from './data/devices/amd-solarflare.json';
import broadcomDevices from './data/devices/broadcom.json';
import broadcomQlogicDevices from './data/devices/broadcom-qlogic.json';
import caviumDevices from './data/devices/cavium.json';
import chelsioDevices from './data/devices/chelsio.json';
import ciscoDevices from './data/devices/cisco.json';
import corigineNetronomeDevices from './data/devices/corigine-netronome.json';
import emulexDevices from './data/devices/emulex.json';
import hisiliconDevices from './data/devices/hisilicon.json';
import huaweiDevices from './data/devices/huawei.json';
import intelDevices from './data/devices/intel.json';
import kioxiaDevices from './data/devices/kioxia.json';
import marvellDevices from './data/devices/marvell.json';
import marvellQlogicDevices from './data/devices/marvell-qlogic.json';
import nvidiaDevices from './data/devices/nvidia.json';
import nvidiaMellanoxDevices from './data/devices/nvidia-mellanox.json';
import qemuDevices from './data/devices/qemu.json';
import redHatDevices from './data/devices/red-hat.json';
import samsungDevices from './data/devices/samsung.json';
import ssstcDevices from './data/devices/ssstc.json';
import unknownDevices from './data/devices/unknown.json';
import wangxunDevices from './data/devices/wangxun.json';
import zteDevices from './data/devices/zte.json';
import be2netDriver from './data/drivers/be2net.json';
import bnx2xDriver from './data/drivers/bnx2x.json';
import bnxtEnDriver from './data/drivers/bnxt_en.json';
import cxgb4Driver from './data/drivers/cxgb4.json';
import dlb2Driver from './data/drivers/dlb2.json';
import enaDriver from './data/drivers/ena.json';
import enicDriver from './data/drivers/enic.json';
import fm10kDriver from './data/drivers/fm10k.json';
import funethDriver from './data/drivers/funeth.json';
import gimDriver from './data/drivers/gim.json';
import hinicDriver from './data/drivers/hinic.json';
import hinic3Driver from './data/drivers/hinic3.json';
import hns3Driver from './data/drivers/hns3.json';
import i40eDriver from './data/drivers/i40e.json';
import i915Driver from './data/drivers/i915.json';
import i915XeDriver from './data/drivers/i915-xe.json';
import iceDriver from './data/drivers/ice.json';
import idpfDriver from './data/drivers/idpf.json';
import idxdDriver from './data/drivers/idxd.json';
import igbDriver from './data/drivers/igb.json';
import ionicDriver from './data/drivers/ionic.json';
import ixgbeDriver from './data/drivers/ixgbe.json';
import liquidioDriver from './data/drivers/liquidio.json';
import mlx4CoreDriver from './data/drivers/mlx4_core.json';
import mlx5CoreDriver from './data/drivers/mlx5_core.json';
import netdevsimDriver from './data/drivers/netdevsim.json';
import nfpDriver from './data/drivers/nfp.json';
import ngbeDriver from './data/drivers/ngbe.json';
import nvidiaDriver from './data/drivers/nvidia.json';
import nvmeDriver from './data/drivers/nvme.json';
import octeonEpDriver from './data/drivers/octeon_ep.json';
import pdsCoreDriver from './data/drivers/pds_core.json';
import qatDriver from './data/drivers/qat.json';
import qedeDriver from './data/drivers/qede.json';
import rvuNicpfDriver from './data/drivers/rvu_nicpf.json';
import sfcDriver from './data/drivers/sfc.json';
import sfcEf100Driver from './data/drivers/sfc_ef100.json';
import txgbeDriver from './data/drivers/txgbe.json';
import virtioNetDriver from './data/drivers/virtio_net.json';
import xeDriver from './data/drivers/xe.json';
import zxdhDriver from './data/drivers/zxdh.json';
import type { CatalogDevice } from './device';
import type { DriverProfile } from './driver-profile';

/** Every device of the data files, one file a vendor. */
export const BUILTIN_DEVICES = [
  ...amazonDevices.devices,
  ...amdDevices.devices,
  ...amdPensandoDevices.devices,
  ...amdSolarflareDevices.devices,
  ...broadcomQlogicDevices.devices,
  ...broadcomDevices.devices,
  ...caviumDevices.devices,
  ...chelsioDevices.devices,
  ...ciscoDevices.devices,
  ...corigineNetronomeDevices.devices,
  ...emulexDevices.devices,
  ...hisiliconDevices.devices,
  ...huaweiDevices.devices,
  ...intelDevices.devices,
  ...kioxiaDevices.devices,
  ...marvellQlogicDevices.devices,
  ...marvellDevices.devices,
  ...nvidiaDevices.devices,
  ...nvidiaMellanoxDevices.devices,
  ...qemuDevices.devices,
  ...redHatDevices.devices,
  ...samsungDevices.devices,
  ...ssstcDevices.devices,
  ...unknownDevices.devices,
  ...wangxunDevices.devices,
  ...zteDevices.devices,
] as readonly CatalogDevice[];

/** Every driver profile of the data files, one file a driver. */
export const BUILTIN_DRIVER_PROFILES = [
  ...be2netDriver.driverProfiles,
  ...bnx2xDriver.driverProfiles,
  ...bnxtEnDriver.driverProfiles,
  ...cxgb4Driver.driverProfiles,
  ...dlb2Driver.driverProfiles,
  ...enaDriver.driverProfiles,
  ...enicDriver.driverProfiles,
  ...fm10kDriver.driverProfiles,
  ...funethDriver.driverProfiles,
  ...gimDriver.driverProfiles,
  ...hinicDriver.driverProfiles,
  ...hinic3Driver.driverProfiles,
  ...hns3Driver.driverProfiles,
  ...i40eDriver.driverProfiles,
  ...i915Driver.driverProfiles,
  ...i915XeDriver.driverProfiles,
  ...iceDriver.driverProfiles,
  ...idpfDriver.driverProfiles,
  ...idxdDriver.driverProfiles,
  ...igbDriver.driverProfiles,
  ...ionicDriver.driverProfiles,
  ...ixgbeDriver.driverProfiles,
  ...liquidioDriver.driverProfiles,
  ...mlx4CoreDriver.driverProfiles,
  ...mlx5CoreDriver.driverProfiles,
  ...netdevsimDriver.driverProfiles,
  ...nfpDriver.driverProfiles,
  ...ngbeDriver.driverProfiles,
  ...nvidiaDriver.driverProfiles,
  ...nvmeDriver.driverProfiles,
  ...octeonEpDriver.driverProfiles,
  ...pdsCoreDriver.driverProfiles,
  ...qatDriver.driverProfiles,
  ...qedeDriver.driverProfiles,
  ...rvuNicpfDriver.driverProfiles,
  ...sfcDriver.driverProfiles,
  ...sfcEf100Driver.driverProfiles,
  ...txgbeDriver.driverProfiles,
  ...virtioNetDriver.driverProfiles,
  ...xeDriver.driverProfiles,
  ...zxdhDriver.driverProfiles,
] as readonly DriverProfile[];
