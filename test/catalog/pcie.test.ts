import { DEFAULT_CATALOG, deviceById } from '../../lib/catalog/catalog';
import { certaintyOf } from '../../lib/catalog/certainty';

const nics = DEFAULT_CATALOG.devices.filter(({ class: of }) => of === 'net');

/**
 * NICs without a generation or a number of lanes, by the reason that the catalog states. A new NIC has both, or is part of a processor
 * or chipset, or is entered here.
 */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  'a virtual device of a cloud: nothing that its link tells limits it': ['aws-ena'],
  'PCIe 3.1; the guide gives x8 or x16 for the series, not the width of each adapter': ['sfc-9220'],
  'no data sheet and no output of a machine that states it was found': [
    'sfc-9250',
    'sfc-x4',
    'bcm-57712',
    'bcm-57811',
    'bcm-57608',
    'bcm-57301',
    'bcm-57302',
    'bcm-57304',
    'bcm-57311',
    'bcm-57312',
    'bcm-57314',
    'bcm-57452',
    'bcm-57454',
    'bcm-5745x-npar',
    'bcm-57604',
    'bcm-57602',
    'bcm-57601',
    'bcm-58700',
    'bcm-58802',
    'bcm-58804',
    'bcm-58808',
    'cavium-liquidio2',
    'corigine-nfp3800',
    'netronome-nfp3800',
    'emulex-lancer',
    'huawei-hi1822-25g',
    'huawei-hi1822-100g',
    'huawei-hi1823',
    'intel-e830-cc-qsfp',
    'intel-e830-cc-sfp',
    'intel-e835-cc-qsfp',
    'intel-e835-cc-sfp',
    'intel-ipu-idpf',
    'intel-e830-cc-backplane',
    'intel-e830-cc-sfp-dd',
    'intel-e830-c-backplane',
    'intel-e830-c-qsfp',
    'intel-e830-c-sfp',
    'intel-e830-l-backplane',
    'intel-e830-l-qsfp',
    'intel-e830-l-sfp',
    'intel-e835-cc-backplane',
    'intel-e835-c-backplane',
    'intel-e835-c-qsfp',
    'intel-e835-c-sfp',
    'intel-e835-l-backplane',
    'intel-e835-l-qsfp',
    'intel-e835-l-sfp',
    'ql-45000-25g',
    'ql-45000-50g',
    'ql-45000-100g',
    'ql-45000-40g',
    'ql-45000-10g',
    'ql-45000-mf',
    'mlx-cx10',
    'mlx-bf1',
    'mlx-bf4',
    'mlx-connect-ib',
    'wangxun-sp1000a',
    'wangxun-wx1820',
    'wangxun-wx5010',
    'wangxun-wx5025',
    'wangxun-wx5040',
    'wangxun-wx1860',
    'zte-nx-i511',
    'zte-nx-e310',
    'zte-nx-e310-rdma',
    'zte-nx-e312',
    'zte-nx-e312-rdma',
    'zte-nx-e312s',
    'zte-nx-e316',
  ],
  'boards with the T6 chip were seen with 4 and with 16 lanes': [
    'chelsio-t6225-cr',
    'chelsio-t6225-so-cr',
    'chelsio-t6425-cr',
    'chelsio-t6425-so-cr',
    'chelsio-t6225-ll-cr',
    'chelsio-t6-pf4',
  ],
  'cards with these ids were seen at 5.0 and at 8.0 GT/s; newer ones were not seen': ['cisco-vic'],
  'id of the XL710 before there was a chip': ['intel-xl710-emulation'],
  'a processor as PCIe endpoint: its board decides on generation and lanes': [
    'marvell-cn96xx',
    'marvell-cn98xx',
    'marvell-cn10k',
    'marvell-cnf95n',
    'marvell-cnf10ka',
    'marvell-cnf10kb',
    'marvell-cn10kb',
  ],
  'attached by NVLink-C2C': ['mlx-cx10-c2c'],
  'emulated: no link stands behind it': ['qemu-igb'],
  'virtual, or of a DPU: the link is that of the device that offers it': ['virtio-net-1.0'],
};

test('every NIC has generation and lanes of its link, or is listed with the reason', () => {
  const found: Record<string, string[]> = {};
  for (const { id, pcie } of nics) {
    if (pcie.integrated === true || (pcie.gen !== null && pcie.lanes !== null)) continue;
    (found[pcie.whyUnknown ?? 'no reason'] ??= []).push(id);
  }
  expect(found).toEqual(WITHOUT);
});

test('what is part of a processor or chipset has no link, and a source that says so', () => {
  const integrated = nics.filter(({ pcie }) => pcie.integrated === true);
  expect(integrated.length).toBeGreaterThan(40);
  for (const { pcie } of integrated) expect(pcie).toMatchObject({ gen: null, lanes: null, source: expect.any(String) });
});

test('every figure has a source that is no guess', () => {
  const without = nics.filter((device) => {
    const { gen, lanes } = device.pcie;
    return (gen !== null || lanes !== null) && certaintyOf(device).groups.pcie === undefined;
  });
  expect(without.map(({ id }) => id)).toEqual([]);
});

test.each([
  ['intel-e810-xxv-sfp', { gen: 4, lanes: 8 }],
  ['bcm-57414', { gen: 3, lanes: 8 }],
  ['chelsio-t520-cr', { gen: 3, lanes: 8 }],
  ['intel-x722-sfp', { gen: null, lanes: null, integrated: true }],
  ['intel-x552-t', { gen: null, lanes: null, integrated: true }],
])('%s', (id, link) => {
  expect(deviceById(DEFAULT_CATALOG, id)?.pcie).toMatchObject(link);
});
