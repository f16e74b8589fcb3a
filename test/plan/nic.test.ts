import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { driverTable } from '../../lib/catalog/driver-table';
import { withOverrides } from '../../lib/catalog/overrides';
import { checkDeviceOverrides } from '../../lib/catalog/parse-overrides';
import { differences } from '../../lib/plan/difference';
import { planHost } from '../../lib/plan/plan';
import type { NetworkFacts, PhysicalFunctionFacts, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import type { TargetVf } from '../../lib/plan/host-plan';
import { interfaceFacts, inventory, NETWORK_DEFAULTS, nicFacts, vfFacts } from '../support/facts';
import { inShort, PF, plan, targetNic, vf } from './helpers';

const RATE = { minTxMbps: 0, maxTxMbps: 1000 };

/** A NIC whose VFs exist, none configured, on no driver. */
function withVfs(
  count: number,
  change: Partial<PhysicalFunctionFacts> = {},
  vfChange: Partial<VirtualFunctionFacts> = { driver: null },
): PhysicalFunctionFacts {
  const virtualFunctions = Array.from({ length: count }, (_, index) => vfFacts(index, vfChange));
  return nicFacts({
    numVfs: count,
    driversAutoprobe: false,
    virtualFunctions,
    ...change,
  });
}

function netdev(change: Parameters<typeof interfaceFacts>[0]): NetworkFacts {
  return {
    interfaces: [interfaceFacts(change)],
    linkType: 'ethernet',
    eswitchMode: 'legacy',
    carriesManagement: false,
  };
}

describe('a NIC whose link has to train before its rates are set', () => {
  const port1 = '0000:3b:00.1';
  const targets = [PF, port1].map((address) =>
    targetNic({ address, numVfs: 1, virtualFunctions: [vf(0, { driver: 'vfio-pci', rate: RATE })] }),
  );
  const stepsOn = (observed: readonly PhysicalFunctionFacts[]) =>
    plan(targets, inventory([...observed], { modules: ['ice', 'vfio_pci'] })).steps.map(
      (step) => `${step.pf.slice(-1)} ${inShort([step])[0]}`,
    );

  test('lets the others be worked on meanwhile, and all links train at once', () => {
    expect(stepsOn([nicFacts(), nicFacts({ address: port1 })])).toEqual([
      '0 num-vfs 1',
      '1 num-vfs 1',
      '0 wait-link',
      '0 rate 0',
      '0 driver-bind 0 vfio-pci',
      '1 wait-link',
      '1 rate 0',
      '1 driver-bind 0 vfio-pci',
    ]);
  });

  test('gives VFs that were there before back at once, for somebody may miss them', () => {
    expect(stepsOn([withVfs(2), nicFacts({ address: port1 })])).toEqual([
      '0 num-vfs 0',
      '0 num-vfs 1',
      '0 wait-link',
      '0 rate 0',
      '0 driver-bind 0 vfio-pci',
      '1 num-vfs 1',
      '1 wait-link',
      '1 rate 0',
      '1 driver-bind 0 vfio-pci',
    ]);
  });
});

describe('a fresh NIC', () => {
  test('is set up, given VFs, each setting by itself, rates last, then drivers', () => {
    const { steps } = plan(
      targetNic({
        numVfs: 2,
        adminUp: true,
        driversAutoprobe: false,
        mtu: 9000,
        virtualFunctions: [
          vf(0, {
            driver: 'vfio-pci',
            mac: '02:00:00:00:00:01',
            vlan: { vlan: 100, qos: 3, protocol: '802.1Q' },
            spoofCheck: true,
            trust: false,
            linkState: 'auto',
            rate: RATE,
          }),
          vf(1, { driver: 'vfio-pci', mac: '02:00:00:00:00:02', rate: RATE }),
        ],
      }),
      inventory([nicFacts({ network: netdev({ adminUp: false, carrier: false }) })], { modules: ['ice'] }),
    );
    expect(inShort(steps)).toEqual([
      'module-load vfio-pci',
      'pf-link up',
      'drivers-autoprobe 0',
      'num-vfs 2',
      'pf-mtu 9000',
      'mac 0',
      'vlan 0',
      'spoofCheck 0',
      'trust 0',
      'linkState 0',
      'mac 1',
      'wait-link',
      'rate 0',
      'rate 1',
      'driver-bind 0 vfio-pci',
      'driver-bind 1 vfio-pci',
    ]);
  });

  test('whose interface comes with its VFs is given settings by it, and its plan does not wait for a link that it does not show', () => {
    const { network } = nicFacts();
    const port = nicFacts({ driver: 'cxgb4', network: network && { ...network, interfaces: [] } });
    const wanted = vf(0, { mac: '02:00:00:00:00:01', rate: { minTxMbps: 0, maxTxMbps: 500 } });
    const target = targetNic({ driver: 'cxgb4', numVfs: 1, virtualFunctions: [wanted] });
    const made = plan(target, inventory([port]));
    expect(made.refusals).toEqual([]);
    expect(inShort(made.steps)).toEqual(['num-vfs 1', 'mac 0', 'rate 0']);
    expect(made.notes).toContain('0000:3b:00.0 does not show the link of its port: cxgb4 refuses rates without it');
  });

  test('is bound by addresses that follow from offset and stride, over the end of a bus', () => {
    const { steps } = plan(
      targetNic({
        numVfs: 130,
        virtualFunctions: [vf(0, { driver: 'vfio-pci' }), vf(129, { driver: 'vfio-pci' })],
      }),
      inventory([nicFacts({ totalVfs: 256, vfOffset: 128, vfStride: 1 })]),
    );
    expect(steps.flatMap((step) => (step.kind === 'driver-bind' ? step.address : []))).toEqual([
      '0000:3b:10.0',
      '0000:3c:00.1',
    ]);
  });

  test('is not written what a new igb VF has anyway', () => {
    const { steps } = plan(
      targetNic({
        driver: 'igb',
        vfDriver: 'igbvf',
        numVfs: 1,
        virtualFunctions: [
          vf(0, {
            vlan: { vlan: 0, qos: 0, protocol: '802.1Q' },
            spoofCheck: true,
            trust: false,
            linkState: 'auto',
          }),
        ],
      }),
      inventory([nicFacts({ driver: 'igb' })]),
    );
    expect(inShort(steps)).toEqual(['num-vfs 1']);
  });

  test('is written what is isolation where nobody knows how new VFs of its driver start', () => {
    const { steps } = plan(
      targetNic({
        numVfs: 1,
        virtualFunctions: [vf(0, { spoofCheck: true, trust: false })],
      }),
      inventory([nicFacts()]),
    );
    expect(inShort(steps)).toEqual(['num-vfs 1', 'spoofCheck 0', 'trust 0']);
  });

  test('names the attachments that a step touches', () => {
    const { steps } = plan(
      targetNic({
        numVfs: 2,
        virtualFunctions: [
          vf(0, { attachment: 'rack1/kvm01/web', mac: '02:00:00:00:00:01' }),
          vf(1, { attachment: 'rack1/kvm01/db', mac: '02:00:00:00:00:02' }),
        ],
      }),
      inventory([nicFacts()]),
    );
    expect(steps.map((step) => step.attachments)).toEqual([
      ['rack1/kvm01/db', 'rack1/kvm01/web'],
      ['rack1/kvm01/web'],
      ['rack1/kvm01/db'],
    ]);
  });
});

describe('a NIC with VFs', () => {
  test('that is as wanted gets no step', () => {
    const mac = '02:00:00:00:00:01';
    const target = targetNic({
      numVfs: 2,
      adminUp: true,
      mtu: 1500,
      eswitchMode: 'legacy',
      driversAutoprobe: false,
      virtualFunctions: [
        vf(0, {
          driver: 'vfio-pci',
          mac,
          vlan: { vlan: 5, qos: 0, protocol: '802.1Q' },
          rate: RATE,
          trust: false,
        }),
      ],
    });
    const network = { ...NETWORK_DEFAULTS, mac, vlan: 5, maxTxRateMbps: 1000 };
    expect(plan(target, inventory([withVfs(2, {}, { driver: 'vfio-pci', network })])).steps).toEqual([]);
  });

  test('is changed in place where the number stays', () => {
    const target = targetNic({
      numVfs: 2,
      virtualFunctions: [vf(1, { trust: true, spoofCheck: true })],
    });
    expect(inShort(plan(target, inventory([withVfs(2)])).steps)).toEqual(['trust 1']);
  });

  test('gets another number through 0, and every setting again', () => {
    const target = targetNic({
      numVfs: 3,
      virtualFunctions: [vf(0, { mac: '02:00:00:00:00:01', trust: true })],
    });
    const network = {
      ...NETWORK_DEFAULTS,
      mac: '02:00:00:00:00:01',
      trust: true,
    };
    expect(inShort(plan(target, inventory([withVfs(2, {}, { driver: null, network })])).steps)).toEqual([
      'num-vfs 0',
      'num-vfs 3',
      'mac 0',
      'trust 0',
    ]);
  });

  test('loses them all with one step', () => {
    expect(inShort(plan(targetNic(), inventory([withVfs(2)])).steps)).toEqual(['num-vfs 0']);
  });

  test('is created anew where a managed VF has gone from under it', () => {
    const facts = { ...withVfs(3), virtualFunctions: [vfFacts(0), vfFacts(2)] };
    const target = targetNic({ numVfs: 3, virtualFunctions: [vf(1)] });
    expect(inShort(plan(target, inventory([facts])).steps)).toEqual(['num-vfs 0', 'num-vfs 3']);
    expect(plan(targetNic({ numVfs: 3, virtualFunctions: [vf(2)] }), inventory([facts])).steps).toEqual([]);
  });

  test('waits for its link before a rate only where it has none', () => {
    const target = targetNic({
      numVfs: 1,
      virtualFunctions: [vf(0, { rate: RATE })],
    });
    expect(inShort(plan(target, inventory([withVfs(1)])).steps)).toEqual(['rate 0']);
    const unplugged = withVfs(1, { network: netdev({ carrier: false }) });
    expect(inShort(plan(target, inventory([unplugged])).steps)).toEqual(['wait-link', 'rate 0']);
  });

  test.each([
    [
      'a new VF before its driver is bound',
      0,
      {},
      ['num-vfs 1', 'vf-migratable 0 true', 'driver-bind 0 mlx5_vfio_pci'],
    ],
    [
      'a VF that is not, off its driver',
      1,
      { driver: 'mlx5_vfio_pci', migratable: false },
      ['driver-bind 0 none', 'vf-migratable 0 true', 'driver-bind 0 mlx5_vfio_pci'],
    ],
    ['no VF that is', 1, { driver: 'mlx5_vfio_pci', migratable: true }, []],
  ])('makes %s migratable', (_words, vfs, change, steps) => {
    const observed = withVfs(vfs, {}, change);
    const target = targetNic({
      numVfs: 1,
      virtualFunctions: [vf(0, { migratable: true, driver: 'mlx5_vfio_pci' })],
    });
    const planned = inShort(plan(target, inventory([observed], { modules: ['mlx5_vfio_pci'] })).steps);
    expect(planned.filter((step) => !step.startsWith('module-load'))).toEqual(steps);
  });

  test('leaves a VF in use alone whose port tells nothing', () => {
    const users = [{ kind: 'domain', detail: 'db' }] as const;
    const observed = withVfs(1, {}, { driver: 'mlx5_vfio_pci', users });
    const target = targetNic({ numVfs: 1, virtualFunctions: [vf(0, { migratable: true })] });
    const { steps, notes } = plan(target, inventory([observed]));
    expect(steps).toEqual([]);
    expect(notes).toContain(
      'migratable of the devlink port of VF 0 of 0000:3b:00.0 cannot be read and the VF is in use: it is left as it is',
    );
  });

  test('unbinds a VF to change its MSI-X count, and puts it back where it was', () => {
    const bound = withVfs(1, {}, { driver: 'vfio-pci', msixVectors: 5 });
    const target = targetNic({
      numVfs: 1,
      virtualFunctions: [vf(0, { msixVectors: 17 })],
    });
    expect(inShort(plan(target, inventory([bound])).steps)).toEqual([
      'driver-bind 0 none',
      'vf-msix 0 17',
      'driver-bind 0 vfio-pci',
    ]);
    const managed = targetNic({
      numVfs: 1,
      virtualFunctions: [vf(0, { msixVectors: 17, driver: 'iavf' })],
    });
    expect(inShort(plan(managed, inventory([bound])).steps)).toEqual([
      'module-load iavf',
      'driver-bind 0 none',
      'vf-msix 0 17',
      'driver-bind 0 iavf',
    ]);
  });

  describe('gives VFs on InfiniBand their GUIDs', () => {
    const GUIDS = { nodeGuid: '02:00:00:00:00:00:00:01', portGuid: '02:00:00:00:00:00:00:01' };
    const ofMlx5 = (wanted: Parameters<typeof vf>[1]) =>
      targetNic({ driver: 'mlx5_core', vfDriver: 'mlx5_core', numVfs: 1, virtualFunctions: [vf(0, wanted)] });
    const infiniband: PhysicalFunctionFacts['network'] = {
      interfaces: [interfaceFacts({ mac: null, permanentMac: null })],
      linkType: 'infiniband',
      eswitchMode: null,
      carriesManagement: false,
    };
    const mlx5 = (change: Parameters<typeof withVfs>[2], driver = 'mlx5_core') =>
      inventory([withVfs(1, { driver, network: infiniband }, change)], { modules: ['mlx5_core', 'vfio_pci'] });

    test('while they are off the driver that reads them as it is bound', () => {
      const bound = mlx5({ driver: 'mlx5_core' });
      const rebound = ['driver-bind 0 none', 'nodeGuid 0', 'portGuid 0', 'driver-bind 0 mlx5_core'];
      expect(inShort(plan(ofMlx5(GUIDS), bound).steps)).toEqual(rebound);
      expect(inShort(plan(ofMlx5({ ...GUIDS, driver: 'mlx5_core' }), bound).steps)).toEqual(rebound);
    });

    test('before they are bound', () => {
      const steps = ['nodeGuid 0', 'portGuid 0', 'driver-bind 0 mlx5_core'];
      expect(inShort(plan(ofMlx5({ ...GUIDS, driver: 'mlx5_core' }), mlx5({ driver: null })).steps)).toEqual(steps);
    });

    test('and leaves the driver alone whose guest reads them', () => {
      const guests = mlx5({ driver: 'vfio-pci' });
      expect(inShort(plan(ofMlx5({ ...GUIDS, driver: 'vfio-pci' }), guests).steps)).toEqual([
        'nodeGuid 0',
        'portGuid 0',
      ]);
    });

    test('once', () => {
      const there = mlx5({ driver: 'mlx5_core', network: { ...NETWORK_DEFAULTS, mac: null, ...GUIDS } });
      expect(plan(ofMlx5({ ...GUIDS, driver: 'mlx5_core' }), there).steps).toEqual([]);
    });

    test('not under a user', () => {
      const users = [{ kind: 'netdev', detail: 'ib0v0' }] as const;
      const zero = { nodeGuid: '00:00:00:00:00:00:00:00', portGuid: '00:00:00:00:00:00:00:00' };
      const network = { ...NETWORK_DEFAULTS, mac: null, ...zero };
      const { refusals } = plan(ofMlx5(GUIDS), mlx5({ driver: 'mlx5_core', users, network }));
      expect(refusals.map(({ ruleId }) => ruleId)).toEqual(['OPS-002']);
    });
  });

  test('sets the MTU of a VF on its native driver after binding it', () => {
    const target = targetNic({
      numVfs: 1,
      virtualFunctions: [vf(0, { driver: 'iavf', mtu: 9000 })],
    });
    expect(inShort(plan(target, inventory([withVfs(1)], { modules: ['iavf'] })).steps)).toEqual([
      'driver-bind 0 iavf',
      'vf-mtu 0 9000',
    ]);
  });

  test('sets the MTU of a VF that stays on its driver only where it differs, and again where it is bound anew', () => {
    const steps = (mtu: number, change: Partial<VirtualFunctionFacts> = {}, msixVectors?: number) => {
      const wanted = vf(0, { driver: 'iavf', mtu: 9000, ...(msixVectors !== undefined && { msixVectors }) });
      const bound = withVfs(1, {}, { driver: 'iavf', interface: interfaceFacts({ mtu }), ...change });
      return inShort(plan(targetNic({ numVfs: 1, virtualFunctions: [wanted] }), inventory([bound])).steps);
    };
    expect(steps(9000)).toEqual([]);
    expect(steps(1500)).toEqual(['vf-mtu 0 9000']);
    expect(steps(9000, { msixVectors: 4 }, 8)).toEqual([
      'driver-bind 0 none',
      'vf-msix 0 8',
      'driver-bind 0 iavf',
      'vf-mtu 0 9000',
    ]);
  });

  test('takes a VF that is to be left unbound off the driver that it waits for', () => {
    const waiting = withVfs(1, {}, { driver: null, driverOverride: 'vfio-pci' });
    const target = targetNic({
      numVfs: 1,
      virtualFunctions: [vf(0, { driver: null })],
    });
    expect(inShort(plan(target, inventory([waiting])).steps)).toEqual(['driver-bind 0 none']);
    expect(plan(target, inventory([withVfs(1)])).steps).toEqual([]);
  });

  describe('with a new MAC', () => {
    const mac = '02:00:00:00:00:01';
    const onIgb = (change: Partial<TargetVf>, found: Partial<VirtualFunctionFacts>, pf = { driver: 'igb' }) => {
      const wanted = vf(0, { mac, ...change });
      const target = targetNic({ ...pf, vfDriver: 'igbvf', numVfs: 1, virtualFunctions: [wanted] });
      return plan(target, inventory([withVfs(1, pf, found)], { modules: ['igbvf'] }));
    };
    const BOUND = { driver: 'igbvf' };

    test.each([
      ['that is to stay on its native driver is bound anew', { driver: 'igbvf' }],
      ['whose driver nobody manages is bound anew', {}],
    ])('a VF %s, as that asks for the MAC when it starts', (_words, change) => {
      expect(inShort(onIgb(change, BOUND).steps)).toEqual(['driver-bind 0 none', 'mac 0', 'driver-bind 0 igbvf']);
    });

    test('a VF that is unbound, or goes to a VM, is not bound more than once', () => {
      expect(inShort(onIgb({}, { driver: null }).steps)).toEqual(['mac 0']);
      expect(inShort(onIgb({ driver: 'vfio-pci' }, BOUND).steps)).toEqual([
        'module-load vfio-pci',
        'mac 0',
        'driver-bind 0 vfio-pci',
      ]);
    });

    test('a VF of ice stays bound: its driver is reset and takes the MAC', () => {
      expect(inShort(onIgb({}, BOUND, { driver: 'ice' }).steps)).toEqual(['mac 0']);
    });

    test('a VF that the kernel bound as it came is bound anew', () => {
      const target = targetNic({
        driver: 'igb',
        vfDriver: 'igbvf',
        numVfs: 1,
        driversAutoprobe: true,
        virtualFunctions: [vf(0, { mac, driver: 'igbvf' })],
      });
      const fresh = nicFacts({ driver: 'igb', driversAutoprobe: true });
      expect(inShort(plan(target, inventory([fresh], { modules: ['igbvf'] })).steps)).toEqual([
        'num-vfs 1',
        'driver-bind 0 none',
        'mac 0',
        'driver-bind 0 igbvf',
      ]);
    });

    test('a VF in use is not taken from its user without leave', () => {
      const used = { ...BOUND, users: [{ kind: 'netdev', detail: 'ens1v0 has the address 192.0.2.7' }] as const };
      expect(onIgb({}, used).refusals).toEqual([expect.objectContaining({ ruleId: 'OPS-002' })]);
    });
  });
});

test('an igb port that is up is said to lose its link while VFs come or go', () => {
  const target = targetNic({ driver: 'igb', vfDriver: 'igbvf', numVfs: 1 });
  const notes = (adminUp: boolean) =>
    plan(target, inventory([nicFacts({ driver: 'igb', network: netdev({ adminUp, carrier: adminUp }) })])).notes;
  expect(notes(true)).toEqual(['the link of 0000:3b:00.0 is away for about 2 s each time its VFs come or go']);
  expect(notes(false)).toBeUndefined();
});

function inSwitchdev(): PhysicalFunctionFacts['network'] {
  const network = netdev({});
  return network === null ? null : { ...network, eswitchMode: 'switchdev' };
}

describe('the eswitch mode', () => {
  const switchdev = targetNic({
    eswitchMode: 'switchdev',
    numVfs: 2,
    driversAutoprobe: false,
  });

  test('is set on ice while no VF exists', () => {
    expect(inShort(plan(switchdev, inventory([nicFacts({ driversAutoprobe: false })])).steps)).toEqual([
      'eswitch-mode switchdev',
      'num-vfs 2',
    ]);
    expect(inShort(plan(switchdev, inventory([withVfs(2)])).steps)).toEqual([
      'num-vfs 0',
      'eswitch-mode switchdev',
      'num-vfs 2',
    ]);
  });

  test('is set on mlx5 before its VFs come into being, so that none is unbound for it', () => {
    const target = { ...switchdev, driver: 'mlx5_core', vfDriver: 'mlx5_core' };
    const fresh = nicFacts({ driver: 'mlx5_core', driversAutoprobe: true });
    const managed = {
      ...target,
      driversAutoprobe: true,
      virtualFunctions: [vf(0, { driver: 'vfio-pci' })],
    };
    expect(inShort(plan(managed, inventory([fresh])).steps)).toEqual([
      'eswitch-mode switchdev',
      'num-vfs 2',
      'driver-bind 0 vfio-pci',
    ]);
  });

  test('is set after the VFs were created in legacy mode and unbound, where the driver has them first', () => {
    const profile = {
      name: 'frob',
      kind: 'net',
      source: 'tried',
      eswitch: { switchdev: true, order: 'vfs-before-mode' },
    };
    const content = { catalogVersion: 1, driverProfiles: [profile] };
    const drivers = driverTable(withOverrides(DEFAULT_CATALOG, checkDeviceOverrides(content, 'devices.json')), [
      'frob',
    ]);
    const managed = {
      ...switchdev,
      driver: 'frob',
      vfDriver: 'frobvf',
      driversAutoprobe: true,
      virtualFunctions: [vf(0, { driver: 'vfio-pci' })],
    };
    const network = netdev({});
    const steps = (mode: 'legacy' | 'switchdev') => {
      const facts = withVfs(mode === 'legacy' ? 0 : 1, { driver: 'frob', driversAutoprobe: true });
      const observed = { ...facts, network: network && { ...network, eswitchMode: mode } };
      const host = { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers };
      return inShort(
        planHost(host, { physicalFunctions: [managed] }, inventory([observed], { modules: ['frobvf', 'vfio_pci'] }))
          .steps,
      );
    };
    const fresh = [
      'num-vfs 2',
      'driver-bind 0 none',
      'driver-bind 1 none',
      'eswitch-mode switchdev',
      'driver-bind 1 frobvf',
      'driver-bind 0 vfio-pci',
    ];
    expect(steps('legacy')).toEqual(fresh);
    expect(steps('switchdev')).toEqual(['num-vfs 0', 'eswitch-mode legacy', ...fresh]);
  });

  test.each([
    ['6.12.95', ['num-vfs 0', 'num-vfs 2']],
    ['6.1.0-28-amd64', ['num-vfs 0', 'eswitch-mode legacy', 'num-vfs 2', 'eswitch-mode switchdev']],
    ['6.6.1', ['num-vfs 0', 'eswitch-mode legacy', 'num-vfs 2', 'eswitch-mode switchdev']],
  ])('stays while bnxt on Linux %s gets another number of VFs, where it has the mode without VFs', (release, steps) => {
    const facts = withVfs(1, { driver: 'bnxt_en', driversAutoprobe: true });
    const network = netdev({});
    const observed = {
      ...facts,
      driver: 'bnxt_en',
      network: network && { ...network, eswitchMode: 'switchdev' as const },
    };
    const target = {
      ...switchdev,
      driver: 'bnxt_en',
      vfDriver: 'bnxt_en',
      driversAutoprobe: true,
      virtualFunctions: [],
    };
    const host = inventory([observed]);
    const onRelease = { ...host, host: { ...host.host, kernelRelease: release } };
    const found = inShort(plan(target, onRelease).steps).filter((step) => /^(eswitch|num-vfs)/.test(step));
    expect(found).toEqual(steps);
  });

  test.each([
    ['of the kernel', {}, ['eswitch-mode switchdev', 'num-vfs 2']],
    ['that is built beside the kernel', { driverOutOfTree: true }, ['num-vfs 2', 'eswitch-mode switchdev']],
  ])('comes before VFs of bnxt on Linux 6.12 where that is known, with a module %s', (_words, change, steps) => {
    const target = {
      ...switchdev,
      driver: 'bnxt_en',
      vfDriver: 'bnxt_en',
      driversAutoprobe: true,
      virtualFunctions: [],
    };
    const host = inventory([nicFacts({ driver: 'bnxt_en', ...change })], { kernelRelease: '6.12.95' });
    expect(inShort(plan(target, host).steps).filter((step) => /^(eswitch|num-vfs)/.test(step))).toEqual(steps);
  });

  test.each([
    ['6.1.0-28-amd64', ['ESW-002']],
    ['6.12.95', []],
  ])('is refused on bnxt of Linux %s without VFs, where it has the mode with VFs alone', (release, refused) => {
    const target = { ...switchdev, numVfs: 0, driver: 'bnxt_en', vfDriver: 'bnxt_en', virtualFunctions: [] };
    const host = inventory([nicFacts({ driver: 'bnxt_en' })]);
    const onRelease = { ...host, host: { ...host.host, kernelRelease: release } };
    expect(plan(target, onRelease).refusals.map(({ ruleId }) => ruleId)).toEqual(refused);
  });

  test.each<[string, readonly string[] | undefined, readonly string[]]>([
    ['6.12.95', ['0000:5e:00.0'], ['ESW-002']],
    ['6.12.95', undefined, []],
    ['6.1.0-28-amd64', ['0000:5e:00.0'], []],
  ])('of mlx5 on Linux %s, where one netdev stands for %j as well, is refused by %j', (release, joinedPfs, refused) => {
    const target = { ...switchdev, numVfs: 0, driver: 'mlx5_core', vfDriver: 'mlx5_core', virtualFunctions: [] };
    const network = netdev({});
    const facts = nicFacts({
      driver: 'mlx5_core',
      network: network && { ...network, ...(joinedPfs && { joinedPfs }) },
    });
    const host = inventory([facts]);
    const onRelease = { ...host, host: { ...host.host, kernelRelease: release } };
    expect(plan(target, onRelease).refusals.map(({ ruleId }) => ruleId)).toEqual(refused);
  });

  test('leaves mlx5 VFs that exist and puts each back on its driver', () => {
    const target = { ...switchdev, driver: 'mlx5_core', vfDriver: 'mlx5_core' };
    const facts = withVfs(2, { driver: 'mlx5_core' }, { driver: 'mlx5_core' });
    const { steps, disruptions } = plan(target, inventory([facts]));
    expect(inShort(steps)).toEqual([
      'driver-bind 0 none',
      'driver-bind 1 none',
      'eswitch-mode switchdev',
      'driver-bind 0 mlx5_core',
      'driver-bind 1 mlx5_core',
    ]);
    expect(disruptions).toEqual([]);
  });

  test('is not changed under a VF in use, on no driver as it may be', () => {
    const target = { ...switchdev, driver: 'mlx5_core', vfDriver: 'mlx5_core' };
    const facts = withVfs(2, { driver: 'mlx5_core' });
    const users = [{ kind: 'domain', detail: 'vm-a' }] as const;
    const used = { ...facts, virtualFunctions: [vfFacts(0, { driver: null, users }), vfFacts(1, { driver: null })] };
    const { steps, disruptions, refusals } = plan(target, inventory([used]));
    expect(inShort(steps)).toEqual(['eswitch-mode switchdev']);
    expect(disruptions).toMatchObject([{ vf: 0, effect: 'change', users: ['domain vm-a'] }]);
    expect(refusals).toMatchObject([{ ruleId: 'OPS-002' }]);
  });

  test('stays as it is on mlx5 while the number of its VFs changes', () => {
    const target = { ...switchdev, driver: 'mlx5_core', vfDriver: 'mlx5_core' };
    const network = netdev({});
    const facts = withVfs(1, {
      driver: 'mlx5_core',
      network: network === null ? null : { ...network, eswitchMode: 'switchdev' },
    });
    expect(inShort(plan(target, inventory([facts])).steps)).toEqual(['num-vfs 0', 'num-vfs 2']);
  });

  test('is set after the VFs, and says so, where nobody knows what the driver wants', () => {
    const facts = withVfs(2, { driver: 'nfp' });
    const { steps, notes } = plan({ ...switchdev, driver: 'nfp', vfDriver: 'nfp_netvf' }, inventory([facts]));
    expect(inShort(steps)).toEqual(['eswitch-mode switchdev']);
    expect(notes).toEqual([
      expect.stringMatching(/nfp wants the eswitch mode set before or after its VFs is not known/),
      expect.stringMatching(/have no network until their representors/),
    ]);
  });

  test.each([
    ['whose VFs come into being in it', switchdev, nicFacts({ driversAutoprobe: false }), true],
    ['that has its VFs already', switchdev, withVfs(2, { network: inSwitchdev() }), false],
    ['without VFs', { ...switchdev, numVfs: 0 }, nicFacts({ driversAutoprobe: false }), false],
    ['that is left, in legacy', { ...switchdev, eswitchMode: 'legacy' as const }, withVfs(1), false],
  ])('of a PF %s: that their representors are for others to connect is said, %s', (_words, target, facts, isSaid) => {
    const { notes = [] } = plan(target, inventory([facts]));
    expect(notes.some((note) => note.includes('representors'))).toBe(isSaid);
  });

  test('that is wanted as legacy is there on a driver that knows no other', () => {
    const network = netdev({});
    const facts = nicFacts({
      driver: 'igb',
      network: network === null ? null : { ...network, eswitchMode: null },
    });
    expect(plan(targetNic({ driver: 'igb', eswitchMode: 'legacy' }), inventory([facts])).steps).toEqual([]);
  });
});

describe('modules', () => {
  const target = targetNic({
    numVfs: 1,
    virtualFunctions: [vf(0, { driver: 'vfio-pci' })],
  });

  test('are not loaded where they are there', () => {
    expect(inShort(plan(target, inventory([withVfs(1)])).steps)).toEqual(['driver-bind 0 vfio-pci']);
  });

  test('are loaded where nobody read what is there', () => {
    const observed = inventory([withVfs(1)], { modules: null });
    expect(inShort(plan(target, observed).steps)).toEqual(['module-load vfio-pci', 'driver-bind 0 vfio-pci']);
  });

  test('are not loaded for a driver that some function is on: it may be built in', () => {
    const other = nicFacts({
      address: '0000:3c:00.0',
      virtualFunctions: [vfFacts(0, { driver: 'vfio-pci' })],
      numVfs: 1,
    });
    const observed = inventory([withVfs(1), other], { modules: [] });
    expect(inShort(plan(target, observed).steps)).toEqual(['driver-bind 0 vfio-pci']);
  });

  test('are loaded for each PF, since its steps may be carried out by themselves', () => {
    const second = '0000:3c:00.0';
    const observed = inventory([nicFacts(), nicFacts({ address: second })], {
      modules: [],
    });
    const { steps } = plan([target, { ...target, address: second }], observed);
    expect(steps.flatMap((step) => (step.kind === 'module-load' ? step.pf : []))).toEqual([PF, second]);
  });
});

describe('a native driver that is loaded for one VF', () => {
  const users = [{ kind: 'vfio', detail: 'qemu 4711 (group 12)' }] as const;
  const target = targetNic({ numVfs: 2, virtualFunctions: [vf(0, { driver: 'iavf' })] });
  const beside = (change: Partial<VirtualFunctionFacts>, autoprobe = true) =>
    nicFacts({
      numVfs: 2,
      driversAutoprobe: autoprobe,
      virtualFunctions: [vfFacts(0, { driver: null }), vfFacts(1, { driver: null, users, ...change })],
    });
  const planned = (facts: PhysicalFunctionFacts, modules: string[] = []) =>
    plan(target, inventory([facts], { modules }));

  test('takes others that are on none: one that is in use is not touched so', () => {
    const { steps, disruptions, refusals } = planned(beside({}));
    expect(inShort(steps)).toEqual(['module-load iavf', 'driver-bind 0 iavf']);
    expect(disruptions).toMatchObject([{ vf: 1, effect: 'change' }]);
    expect(refusals).toMatchObject([{ ruleId: 'OPS-002' }]);
  });

  test.each<[string, PhysicalFunctionFacts, string[]]>([
    ['it is there already', beside({}), ['iavf']],
    ['drivers do not bind by themselves', beside({}, false), []],
    ['it waits for another driver', beside({ driverOverride: 'vfio-pci' }), []],
    ['it is on one', beside({ driver: 'vfio-pci' }), []],
    ['it is not in use', beside({ users: [] }), []],
  ])('leaves a VF as it is where %s', (_, facts, modules) => {
    expect(planned(facts, modules)).toMatchObject({ disruptions: [], refusals: [] });
  });
});

describe('the way back to states that are not made in the usual order', () => {
  test('what a VF of mlx5 loses in switchdev mode is written before the mode is set', () => {
    const port = nicFacts({ driver: 'mlx5_core', vendorId: '15b3', deviceId: '101d' });
    const wanted = vf(0, { spoofCheck: false, trust: false, mac: '02:00:00:00:00:01' });
    const target = targetNic({ driver: 'mlx5_core', vfDriver: 'mlx5_core', numVfs: 1, eswitchMode: 'switchdev' });
    const { steps } = plan({ ...target, virtualFunctions: [wanted] }, inventory([port], { modules: ['mlx5_core'] }));
    const order = inShort(steps).filter((step) => /^(num-vfs|spoofCheck|trust|mac|eswitch-mode)/.test(step));
    expect(order).toEqual(['num-vfs 1', 'spoofCheck 0', 'trust 0', expect.stringContaining('eswitch-mode'), 'mac 0']);
  });

  test.each([
    ['makes none else, without an error', 'bnxt_en'],
    ['refuses them else', 'bnx2x'],
  ])('a port that is to be down is up while its VFs are made, where its driver %s', (_what, driver) => {
    const port = nicFacts({ driver, network: netdev({ adminUp: false, carrier: false }) });
    const target = targetNic({ driver, vfDriver: driver, numVfs: 1, adminUp: false });
    const { steps } = plan(target, inventory([port]));
    expect(steps).toMatchObject([
      { kind: 'pf-link', up: true },
      { kind: 'num-vfs', numVfs: 1 },
      { kind: 'pf-link', up: false },
    ]);
  });

  test.each<[string, string, Parameters<typeof netdev>[0], string[]]>([
    ['ixgbe, with an XDP program of its driver', 'ixgbe', { xdp: ['driver'] }, ['CAP-014']],
    ['ixgbe, with one of the kernel', 'ixgbe', { xdp: ['generic'] }, []],
    ['ixgbe, where nobody read that', 'ixgbe', {}, []],
    ['ice, in a bond', 'ice', { bond: { name: 'bond0', mode: 'active-backup' } }, ['CAP-014']],
    ['igb, in a bond', 'igb', { bond: { name: 'bond0', mode: 'active-backup' } }, []],
  ])('VFs on a port of %s', (_what, driver, change, refused) => {
    const target = targetNic({ driver, vfDriver: null, numVfs: 1 });
    const { refusals } = plan(target, inventory([nicFacts({ driver, network: netdev(change) })]));
    expect(refusals.map(({ ruleId }) => ruleId)).toEqual(refused);
  });

  test.each<[boolean | null | undefined, string[]]>([
    [
      true,
      ['ice makes no VFs on 0000:3b:00.0 (EOPNOTSUPP): the card is in Safe Mode, without a DDP package that ice takes'],
    ],
    [false, []],
    [null, []],
    [undefined, []],
  ])('VFs of ice where Safe Mode is %s', (safeMode, refused) => {
    const network = { ...netdev({}), ...(safeMode !== undefined && { safeMode }) };
    const target = targetNic({ driver: 'ice', vfDriver: null, numVfs: 1 });
    const { refusals } = plan(target, inventory([nicFacts({ network })]));
    expect(refusals.map(({ message }) => message)).toEqual(refused);
  });

  test('a VF that has no MAC and is on igbvf loses the one that its driver invents', () => {
    const port = nicFacts({ driver: 'igb', vendorId: '8086', deviceId: '10c9', driversAutoprobe: false });
    const target = targetNic({ driver: 'igb', vfDriver: 'igbvf', numVfs: 1, adminUp: true });
    const wanted = vf(0, { driver: 'igbvf', mac: '00:00:00:00:00:00' });
    const { steps } = plan({ ...target, virtualFunctions: [wanted] }, inventory([port], { modules: ['igbvf'] }));
    expect(inShort(steps).slice(-2)).toEqual(['driver-bind 0 igbvf', 'mac 0']);
  });
});

describe('VLANs that a VF may use', () => {
  const network = (change: Partial<typeof NETWORK_DEFAULTS>) => ({ network: { ...NETWORK_DEFAULTS, ...change } });
  const steps = (target: Parameters<typeof vf>[1], found: Partial<typeof NETWORK_DEFAULTS>) =>
    inShort(
      plan(targetNic({ numVfs: 1, virtualFunctions: [vf(0, target)] }), inventory([withVfs(1, {}, network(found))]))
        .steps,
    );

  test('are set after the other settings and before the rates, which wait for the link', () => {
    const { steps: made } = plan(
      targetNic({ numVfs: 1, virtualFunctions: [vf(0, { trust: false, allowedVlans: '100', rate: RATE })] }),
      inventory([nicFacts()]),
    );
    expect(inShort(made)).toEqual(['num-vfs 1', 'trust 0', 'vf-vlans 0 100', 'wait-link', 'rate 0']);
  });

  test('are not written where they are as wanted', () => {
    expect(steps({ allowedVlans: '100' }, { allowedVlans: '100' })).toEqual([]);
    expect(steps({ allowedVlans: 'all' }, { allowedVlans: 'all' })).toEqual([]);
    expect(steps({ allowedVlans: 'all' }, {})).toEqual([]);
  });

  test('are written where the host shows others, none, or no list at all', () => {
    for (const allowedVlans of ['200', 'all', 'received 100', undefined]) {
      expect(steps({ allowedVlans: '100' }, { allowedVlans })).toEqual(['vf-vlans 0 100']);
    }
  });

  test('are written where the list cannot be read, whatever it is to be, and that it does not come back is said', () => {
    expect(steps({ allowedVlans: '100' }, { allowedVlans: null })).toEqual(['vf-vlans 0 100']);
    expect(steps({ allowedVlans: 'all' }, { allowedVlans: null })).toEqual(['vf-vlans 0 all']);
    expect(steps({}, { allowedVlans: null })).toEqual([]);
    const target = targetNic({ numVfs: 1, virtualFunctions: [vf(0, { allowedVlans: 'all' })] });
    const { notes } = plan(target, inventory([withVfs(1, {}, network({ allowedVlans: null }))]));
    expect(notes).toContainEqual(
      expect.stringMatching(/^VF 0 of .* has a list of VLANs that cannot be read; a rollback does not bring it back$/),
    );
  });

  test('of a VF in use are left alone where the list cannot be read', () => {
    const target = targetNic({ numVfs: 1, virtualFunctions: [vf(0, { allowedVlans: 'all' })] });
    const used = { ...network({ allowedVlans: null }), users: [{ kind: 'vfio' as const, detail: 'qemu' }] };
    const observed = inventory([withVfs(1, {}, used)]);
    const made = plan(target, observed);
    expect([inShort(made.steps), made.refusals]).toEqual([[], []]);
    expect(made.notes).toContainEqual(expect.stringMatching(/allowedVlans/));
    expect(differences({ physicalFunctions: [target] }, observed)).toEqual([]);
  });

  test('give way to a port VLAN, stated or not, before it is set; and come after one that goes', () => {
    const vlan = { vlan: 5, qos: 0, protocol: '802.1Q' } as const;
    expect(steps({ vlan }, { allowedVlans: '100' })).toEqual(['vf-vlans 0 all', 'vlan 0']);
    expect(steps({ vlan: { ...vlan, vlan: 0 }, allowedVlans: '100' }, { vlan: 5, allowedVlans: 'all' })).toEqual([
      'vlan 0',
      'vf-vlans 0 100',
    ]);
  });
});
