import { VARIANT_DRIVERS, variantOf } from '../../lib/catalog/vfio-variants';
import { VfDriver } from '../../lib/constructs/vf-driver';
import { handsToVms, VFIO_VARIANTS } from '../../lib/model/vfio-drivers';

test('every variant of vfio-pci can be stated, and hands its VF to a VM', () => {
  const stated = Object.values(VfDriver).map(String);
  expect(VFIO_VARIANTS.filter((name) => !stated.includes(name) || !handsToVms(name))).toEqual([]);
  expect([handsToVms('native'), handsToVms(null), handsToVms('vfio-pci')]).toEqual([false, false, true]);
});

test('no VF is taken by two variants', () => {
  const ids = Object.values(VARIANT_DRIVERS).flatMap(({ vfIds }) => vfIds ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect([variantOf('15b3:101e'), variantOf('15b3:1018')]).toEqual(['mlx5_vfio_pci', null]);
});
