import type { Inventory, PhysicalFunctionFacts } from '../../../lib/inventory/inventory';
import type { VfSetting } from '../../../lib/plan/step';
import type { Kernel } from '../../../lib/simulate/kernel/kernel';
import { builtInKernel } from '../../support/kernel';
import type { OperationResult } from '../../../lib/simulate/kernel/result';
import { emulatedHost, IGB, igbVf, NVME, nvmeVf } from '../../conformance/emulated-host';
import { interfaceFacts, inventory, NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../../support/facts';

const PF = '0000:3b:00.0';

function nic(driver: string, change: Partial<PhysicalFunctionFacts> = {}): PhysicalFunctionFacts {
  return nicFacts({ driver, ...change });
}

function kernelOf(...pfs: readonly PhysicalFunctionFacts[]): Kernel {
  return builtInKernel(inventory(pfs));
}

function pfOf(observed: Inventory, address = PF): PhysicalFunctionFacts | undefined {
  return observed.physicalFunctions.find((pf) => pf.address === address);
}

const numVfs = (n: number, pf = PF) => ({ do: 'write-numvfs', pf, text: String(n) }) as const;
const set = (vf: number, setting: VfSetting) => ({ do: 'ip-link-vf', pf: PF, vf, setting }) as const;
const mode = (to: 'legacy' | 'switchdev') => ({ do: 'eswitch-mode', pf: PF, mode: to }) as const;

function errnoOf(result: OperationResult): string | undefined {
  return result.ok ? undefined : (result.error.errno ?? 'none');
}

describe('what other drivers do, by their profiles', () => {
  test('bnxt_en creates nothing while its port is down, and reports no error', () => {
    const network = {
      interfaces: [interfaceFacts({ adminUp: false, carrier: false })],
      linkType: 'ethernet' as const,
      eswitchMode: null,
      carriesManagement: false,
    };
    const kernel = kernelOf(nic('bnxt_en', { network }));
    expect(kernel.operate(numVfs(4))).toMatchObject({
      ok: true,
      changed: false,
      note: expect.stringMatching(/creates no VF/),
    });
    // The step reads the number back.
    expect(kernel.perform({ kind: 'num-vfs', pf: PF, numVfs: 4 })).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/4 VFs asked for, 0 are there/) },
    });
    kernel.operate({ do: 'ip-link', pf: PF, up: true });
    expect(kernel.perform({ kind: 'num-vfs', pf: PF, numVfs: 4 })).toMatchObject({ ok: true, changed: true });
  });

  test('bnx2x takes no link state of a VF while its port is down', () => {
    const kernel = kernelOf(nic('bnx2x'));
    kernel.operate(numVfs(1));
    kernel.operate({ do: 'ip-link', pf: PF, up: false });
    expect(errnoOf(kernel.operate(set(0, { name: 'linkState', state: 'enable' })))).toBe('EINVAL');
  });

  test('ice changes its eswitch mode only while no VF exists', () => {
    const kernel = kernelOf(nic('ice'));
    kernel.operate(numVfs(2));
    expect(errnoOf(kernel.operate(mode('switchdev')))).toBe('EOPNOTSUPP');
    kernel.operate(numVfs(0));
    expect(kernel.operate(mode('switchdev'))).toEqual({
      ok: true,
      changed: true,
    });
    expect(pfOf(kernel.observe())?.network?.eswitchMode).toBe('switchdev');
  });

  test('ice guarantees no more than its link carries', () => {
    const kernel = kernelOf(nic('ice'));
    kernel.operate(numVfs(3));
    const guarantee = (minTxMbps: number) => ({ name: 'rate', minTxMbps, maxTxMbps: 0 }) as const;
    expect(kernel.operate(set(0, guarantee(20_000))).ok).toBe(true);
    expect(kernel.operate(set(1, guarantee(5000))).ok).toBe(true);
    expect(errnoOf(kernel.operate(set(2, guarantee(1))))).toBe('EINVAL');
    // Raising one counts what it had before as free.
    expect(kernel.operate(set(1, guarantee(4000))).ok).toBe(true);
    expect(kernel.operate(set(2, guarantee(1000))).ok).toBe(true);
    kernel.operate(numVfs(0));
    kernel.operate(numVfs(1));
    expect(kernel.operate(set(0, guarantee(25_000))).ok).toBe(true);
  });

  test('ice counts guarantees that were there before', () => {
    const network = { ...vfFacts(0).network, minTxRateMbps: 24_000 } as never;
    const kernel = kernelOf(
      nic('ice', {
        numVfs: 2,
        virtualFunctions: [vfFacts(0, { network }), vfFacts(1)],
      }),
    );
    expect(errnoOf(kernel.operate(set(1, { name: 'rate', minTxMbps: 2000, maxTxMbps: 0 })))).toBe('EINVAL');
  });

  test('mlx5 loses spoof check, trust and link state with switchdev', () => {
    const kernel = kernelOf(nic('mlx5_core'));
    kernel.operate(numVfs(1));
    expect(kernel.operate(set(0, { name: 'spoofCheck', on: true })).ok).toBe(true);
    kernel.operate(mode('switchdev'));
    expect(errnoOf(kernel.operate(set(0, { name: 'spoofCheck', on: false })))).toBe('EOPNOTSUPP');
    expect(errnoOf(kernel.operate(set(0, { name: 'trust', on: true })))).toBe('EOPNOTSUPP');
    expect(kernel.operate(set(0, { name: 'mac', mac: '02:00:00:00:00:01' })).ok).toBe(true);
  });

  describe('GUIDs of VFs', () => {
    const onLink = (linkType: 'ethernet' | 'infiniband', driver: string, change: Parameters<typeof nic>[1] = {}) => {
      const interfaces = [interfaceFacts({ mac: null, permanentMac: null })];
      const network = { interfaces, linkType, eswitchMode: null, carriesManagement: false };
      return kernelOf(nic(driver, { network, ...change }));
    };
    const GUID = '02:00:00:00:00:00:00:01';
    const guid = set(0, { name: 'portGuid', guid: GUID });
    const guidOf = (kernel: Kernel) => kernel.observe().physicalFunctions[0]?.virtualFunctions[0]?.network?.portGuid;

    test('are taken by mlx5 on InfiniBand, and given again to the VF that comes with the same index', () => {
      const kernel = onLink('infiniband', 'mlx5_core');
      kernel.operate(numVfs(2));
      expect(guidOf(kernel)).toBeUndefined();
      expect(kernel.operate(guid)).toEqual({ ok: true, changed: true });
      expect(kernel.operate(guid)).toEqual({ ok: true, changed: false });
      kernel.operate(numVfs(0));
      kernel.operate(numVfs(1));
      expect(guidOf(kernel)).toBe(GUID);
    });

    test('are remembered by a kernel that goes on, until the driver of the PF goes', () => {
      const first = onLink('infiniband', 'mlx5_core');
      first.operate(numVfs(1));
      first.operate(guid);
      first.operate(numVfs(0));
      const next = builtInKernel(first.observe(), {}, first.memory());
      expect(next.memory()).toEqual(first.memory());
      next.operate(numVfs(1));
      expect(guidOf(next)).toBe(GUID);
      next.operate({ do: 'unbind', driver: 'mlx5_core', address: PF });
      expect(next.memory()).toEqual({ linkBackIn: {}, unreadLists: [] });
    });

    test.each([
      ['by mlx4, which leaves them to the subnet manager', 'infiniband', 'mlx4_core'],
      ['by mlx5 on Ethernet', 'ethernet', 'mlx5_core'],
      ['on Ethernet by a driver that nobody knows', 'ethernet', 'unheard_of'],
    ] as const)('are refused %s', (_words, linkType, driver) => {
      const kernel = onLink(linkType, driver, { numVfs: 1, virtualFunctions: [vfFacts(0)] });
      expect(errnoOf(kernel.operate(guid))).toBe('EOPNOTSUPP');
    });

    test('are assumed to be taken by a driver that nobody knows', () => {
      const kernel = onLink('infiniband', 'unheard_of', { numVfs: 1, virtualFunctions: [vfFacts(0)] });
      expect(kernel.operate(guid)).toMatchObject({
        ok: true,
        note: expect.stringMatching(/^assumed: unheard_of takes/),
      });
    });
  });

  test('a driver without VF operations answers nothing else', () => {
    const kernel = kernelOf(nic('virtio_net'));
    kernel.operate(numVfs(1));
    expect(errnoOf(kernel.operate(set(0, { name: 'mac', mac: '02:00:00:00:00:01' })))).toBe('EOPNOTSUPP');
    // The kernel asks for the operation before it looks for the VF.
    expect(errnoOf(kernel.operate(set(9, { name: 'trust', on: true })))).toBe('EOPNOTSUPP');
  });

  test('a driver that no source describes is assumed to do as it is told, and every such step says so', () => {
    const kernel = kernelOf(nic('unheard_of'));
    kernel.operate(numVfs(1));
    const step = {
      kind: 'vf-setting',
      pf: PF,
      vf: 0,
      setting: { name: 'trust', on: true },
    } as const;
    expect(kernel.perform(step)).toEqual({
      step,
      ok: true,
      changed: true,
      note: 'assumed: unheard_of takes trust; no source says so',
    });
  });

  test('a known driver is not said to be assumed', () => {
    const kernel = kernelOf(nic('ice'));
    kernel.operate(numVfs(1));
    expect(kernel.operate(set(0, { name: 'trust', on: true }))).toEqual({
      ok: true,
      changed: true,
    });
  });
});

describe('a PF that its driver is bound to again', () => {
  test('has a netdev that is down, and takes no frames for others whatever the one before did', () => {
    const network = {
      interfaces: [interfaceFacts({ adminUp: true, mtu: 9000, promiscuous: true })],
      linkType: 'ethernet' as const,
      eswitchMode: null,
      carriesManagement: false,
    };
    const kernel = kernelOf(nic('igb', { network }));
    expect(kernel.operate({ do: 'unbind', address: PF, driver: 'igb' }).ok).toBe(true);
    expect(kernel.operate({ do: 'bind', address: PF, driver: 'igb' }).ok).toBe(true);
    expect(pfOf(kernel.observe())?.network?.interfaces[0]).toMatchObject({
      adminUp: false,
      mtu: 1500,
      promiscuous: false,
    });
  });
});

describe('creating VFs', () => {
  test('needs buses for the last of them', () => {
    const kernel = kernelOf(nic('ice', { vfOffset: 250, vfStride: 2, subordinateBus: 0x3b }));
    expect(errnoOf(kernel.operate(numVfs(3)))).toBeUndefined();
    kernel.operate(numVfs(0));
    const result = kernel.operate(numVfs(4));
    expect(result).toMatchObject({
      ok: false,
      error: {
        errno: 'ENOMEM',
        message: expect.stringContaining('bus 3c out of range'),
      },
    });
  });

  test('needs memory windows for them', () => {
    const vfBars = [{ bar: 0, bytes: 0, prefetchable: true, is64Bit: true }];
    expect(errnoOf(kernelOf(nic('ice', { vfBars })).operate(numVfs(1)))).toBe('ENOMEM');
  });

  test('makes netdevs for those that the native driver takes, and for no others', () => {
    const kernel = builtInKernel(emulatedHost());
    kernel.operate(numVfs(2, IGB));
    kernel.operate({
      do: 'write-driver-override',
      address: igbVf(1),
      text: 'vfio-pci',
    });
    kernel.operate({ do: 'unbind', driver: 'igbvf', address: igbVf(1) });
    kernel.operate({ do: 'bind', driver: 'vfio-pci', address: igbVf(1) });
    const vfs = pfOf(kernel.observe(), IGB)?.virtualFunctions;
    expect(vfs?.map((vf) => vf.interface?.name)).toEqual(['eth0v0', undefined]);
  });

  test('makes netdevs that are down and take no frames for others', () => {
    const kernel = builtInKernel(emulatedHost());
    kernel.operate(numVfs(2, IGB));
    expect(pfOf(kernel.observe(), IGB)?.virtualFunctions.map((vf) => vf.interface)).toEqual([
      expect.objectContaining({ adminUp: false, mtu: 1500, promiscuous: false }),
      expect.objectContaining({ adminUp: false, mtu: 1500, promiscuous: false }),
    ]);
  });

  test('gives the same group numbers again after VFs came and went', () => {
    const kernel = builtInKernel(emulatedHost());
    const groups = () => pfOf(kernel.observe(), IGB)?.virtualFunctions.map((vf) => vf.iommuGroup?.id);
    kernel.operate(numVfs(3, IGB));
    expect(groups()).toEqual([10, 11, 12]);
    kernel.operate(numVfs(0, IGB));
    kernel.operate(numVfs(2, IGB));
    expect(groups()).toEqual([10, 11]);
  });

  test('tells PF and VFs alike who shares their group', () => {
    const kernel = builtInKernel(emulatedHost('shared-group'));
    kernel.operate(numVfs(1, IGB));
    const members = ['0000:00:03.0', IGB, igbVf(0)];
    const pf = pfOf(kernel.observe(), IGB);
    expect([pf?.iommuGroup?.members, pf?.virtualFunctions[0]?.iommuGroup?.members]).toEqual([members, members]);
    kernel.operate(numVfs(0, IGB));
    expect(pfOf(kernel.observe(), IGB)?.iommuGroup?.members).toEqual(['0000:00:03.0', IGB]);
  });

  test('names VFs after their PF where offset and stride are not known', () => {
    const kernel = kernelOf(nic('ice', { vfOffset: null, vfStride: null }));
    kernel.operate(numVfs(1));
    expect(pfOf(kernel.observe())?.virtualFunctions[0]).toMatchObject({
      address: '0000:3b:00.0/virtfn0',
      computedAddress: null,
    });
  });
});

describe('VFs in use', () => {
  const users = [{ kind: 'vfio', detail: 'qemu' }] as const;
  const used = () =>
    kernelOf(
      nic('ice', {
        numVfs: 1,
        virtualFunctions: [vfFacts(0, { driver: 'vfio-pci', users })],
      }),
    );

  test('are taken from under their users, which the outcome says', () => {
    expect(used().operate(numVfs(0))).toMatchObject({
      note: 'taken from under their users: 0000:3b:01.0',
    });
    const unbind = {
      kind: 'driver-bind',
      pf: PF,
      vf: 0,
      address: '0000:3b:01.0',
      driver: null,
    } as const;
    expect(used().perform(unbind)).toMatchObject({
      ok: true,
      note: 'taken from under its user: 0000:3b:01.0',
    });
  });
});

describe('steps', () => {
  test('that bind a driver read the driver back', () => {
    const kernel = builtInKernel(emulatedHost());
    kernel.operate({ do: 'write-autoprobe', pf: NVME, text: '0' });
    kernel.operate(numVfs(1, NVME));
    const step = {
      kind: 'driver-bind',
      pf: NVME,
      vf: 0,
      address: nvmeVf(0),
      driver: 'nvme',
    } as const;
    expect(kernel.perform(step)).toMatchObject({
      ok: false,
      error: {
        errno: 'ENODEV',
        message: expect.stringContaining('Device not ready'),
      },
    });
  });

  test('that bind a driver refuse an address that is not that of the VF', () => {
    const kernel = builtInKernel(emulatedHost());
    kernel.operate(numVfs(1, IGB));
    const step = {
      kind: 'driver-bind',
      pf: IGB,
      vf: 0,
      address: igbVf(1),
      driver: 'vfio-pci',
    } as const;
    expect(kernel.perform(step)).toMatchObject({
      ok: false,
      error: { errno: 'ENODEV' },
    });
  });

  test('that unbind clear the override, so that nothing takes the VF later', () => {
    const kernel = builtInKernel(emulatedHost('without-vfio-module'));
    kernel.operate({ do: 'write-autoprobe', pf: IGB, text: '0' });
    kernel.operate(numVfs(1, IGB));
    kernel.operate({
      do: 'write-driver-override',
      address: igbVf(0),
      text: 'vfio-pci',
    });
    const step = {
      kind: 'driver-bind',
      pf: IGB,
      vf: 0,
      address: igbVf(0),
      driver: null,
    } as const;
    expect(kernel.perform(step)).toMatchObject({ ok: true, changed: true });
    kernel.operate({ do: 'modprobe', module: 'vfio-pci' });
    expect(pfOf(kernel.observe(), IGB)?.virtualFunctions[0]?.driver).toBeNull();
  });

  test('that attach a namespace a second time change nothing', () => {
    const kernel = builtInKernel(inventory([nvmeFacts()]));
    const step = {
      kind: 'namespace-attach',
      pf: '0000:86:00.0',
      vf: 0,
      controllerId: 1,
      nsid: 1,
      attached: true,
    } as const;
    expect(kernel.perform(step)).toMatchObject({ ok: true, changed: true });
    expect(kernel.perform(step)).toMatchObject({ ok: true, changed: false });
    const away = { ...step, attached: false };
    expect(kernel.perform(away)).toMatchObject({ ok: true, changed: true });
    expect(kernel.perform(away)).toMatchObject({ ok: true, changed: false });
  });

  test('of a PF that is not there fail', () => {
    expect(kernelOf().perform({ kind: 'num-vfs', pf: PF, numVfs: 1 })).toMatchObject({ ok: false });
  });
});

describe('namespaces', () => {
  const ssd = (controllers: readonly number[] | null, shared: boolean) =>
    builtInKernel(
      inventory([
        nvmeFacts(
          {},
          {
            namespaces: [
              {
                nsid: 1,
                bytes: null,
                shared,
                controllers,
                mounted: null,
                boot: null,
              },
            ],
          },
        ),
      ]),
    );
  const attach = (nsid: number, controllerId: number) =>
    ({ do: 'attach-ns', pf: '0000:86:00.0', nsid, controllerId }) as const;

  test.each([
    ['a private one that another controller has', ssd([0], false), attach(1, 1), 0x4119],
    ['one twice', ssd([0, 1], true), attach(1, 1), 0x4118],
    ['one to a controller that is not there', ssd([0], true), attach(1, 99), 0x411c],
    ['one that is not there', ssd([0], true), attach(2, 1), 0x4002],
  ])('the drive does not attach %s', (_words, kernel, operation, nvmeStatus) => {
    expect(kernel.operate(operation)).toMatchObject({
      ok: false,
      error: { nvmeStatus },
    });
  });

  test('are attached, with a note, where their controllers were not read', () => {
    expect(ssd(null, true).operate(attach(1, 1))).toMatchObject({
      ok: true,
      note: expect.stringMatching(/^assumed/),
    });
  });
});

describe('time', () => {
  test('brings a link back by itself', () => {
    const kernel = builtInKernel(emulatedHost());
    kernel.operate(numVfs(1, IGB));
    const carrier = () => pfOf(kernel.observe(), IGB)?.network?.interfaces[0]?.carrier;
    expect(carrier()).toBe(false);
    kernel.elapse(1000);
    expect(carrier()).toBe(false);
    kernel.elapse(1000);
    expect(carrier()).toBe(true);
  });

  test('does not plug a cable in', () => {
    const network = {
      interfaces: [interfaceFacts({ carrier: false })],
      linkType: 'ethernet' as const,
      eswitchMode: null,
      carriesManagement: false,
    };
    const kernel = kernelOf(nic('igb', { network }));
    kernel.operate(numVfs(1));
    expect(errnoOf(kernel.operate({ do: 'wait-carrier', pf: PF, timeoutSeconds: 30 }))).toBe('ETIMEDOUT');
  });

  test('is taken to be short enough where nobody knows whether there is a link', () => {
    const network = {
      interfaces: [interfaceFacts({ carrier: null })],
      linkType: 'ethernet' as const,
      eswitchMode: null,
      carriesManagement: false,
    };
    const kernel = kernelOf(nic('ice', { network }));
    expect(kernel.operate({ do: 'wait-carrier', pf: PF, timeoutSeconds: 30 })).toMatchObject({
      ok: true,
      note: expect.stringMatching(/^assumed/),
    });
  });
});

describe('observing', () => {
  test('gives what did not change as it was', () => {
    const observed = emulatedHost();
    const kernel = builtInKernel(observed);
    expect(kernel.observe()).toEqual(observed);
    kernel.operate(numVfs(1, IGB));
    const [first, ...others] = kernel.observe().physicalFunctions;
    expect(first).not.toBe(observed.physicalFunctions[0]);
    expect(others.map((pf, n) => pf === observed.physicalFunctions[n + 1])).toEqual([true, true]);
  });

  test('is not changed by what happens later', () => {
    const kernel = builtInKernel(emulatedHost());
    kernel.operate(numVfs(2, IGB));
    const before = kernel.observe();
    const copy = structuredClone(before);
    kernel.operate({
      do: 'ip-link-vf',
      pf: IGB,
      vf: 0,
      setting: { name: 'trust', on: true },
    });
    kernel.operate({
      do: 'virt-mgmt',
      pf: NVME,
      controllerId: 1,
      action: 8,
      resource: 0,
      count: 2,
    });
    kernel.operate(numVfs(0, IGB));
    expect(before).toEqual(copy);
  });

  test('changes nothing that was observed at first', () => {
    const observed = emulatedHost();
    const copy = structuredClone(observed);
    const kernel = builtInKernel(observed);
    kernel.operate(numVfs(2, IGB));
    kernel.operate({
      do: 'ip-link-vf',
      pf: IGB,
      vf: 0,
      setting: { name: 'trust', on: true },
    });
    kernel.operate({ do: 'modprobe', module: 'iavf' });
    expect(observed).toEqual(copy);
    expect(kernel.observe().host.modules).toContain('iavf');
  });
});

test.each([
  // Guarantees and limits of 0 are left out by qede, and fm10k makes nothing of a guarantee.
  ['qede', { minTxRateMbps: 1000, maxTxRateMbps: 5000 }, { minTxMbps: 0, maxTxMbps: 4000 }, [1000, 4000]],
  ['qede', { minTxRateMbps: 1000, maxTxRateMbps: 5000 }, { minTxMbps: 2000, maxTxMbps: 0 }, [2000, 5000]],
  ['qede', { minTxRateMbps: 1000, maxTxRateMbps: 5000 }, { minTxMbps: 0, maxTxMbps: 0 }, [1000, 5000]],
  ['fm10k', { minTxRateMbps: 0, maxTxRateMbps: 0 }, { minTxMbps: 100, maxTxMbps: 5000 }, [0, 5000]],
  ['ice', { minTxRateMbps: 1000, maxTxRateMbps: 5000 }, { minTxMbps: 0, maxTxMbps: 0 }, [0, 0]],
])('on %s a VF with %j that is given %j has %j', (driver, has, given, rates) => {
  const vf = vfFacts(0, { network: { ...NETWORK_DEFAULTS, ...has } });
  const kernel = kernelOf(nicFacts({ driver, numVfs: 1, virtualFunctions: [vf] }));
  kernel.operate(set(0, { name: 'rate', ...given }));
  const { network } = pfOf(kernel.observe())?.virtualFunctions[0] ?? {};
  expect([network?.minTxRateMbps, network?.maxTxRateMbps]).toEqual(rates);
});

test.each([
  ['ixgbe', '6.1.0', { name: 'linkState', state: 'disable' }, 'auto'],
  ['ixgbe', '6.12.0', { name: 'linkState', state: 'disable' }, 'disable'],
  ['ixgbe', '6.1.0', { name: 'linkState', state: 'auto' }, 'auto'],
  ['sfc', '6.12.0', { name: 'spoofCheck', on: false }, null],
] as const)('what %s of Linux %s reports of %j is %s', (driver, kernelRelease, setting, shown) => {
  const vf = vfFacts(0, { network: { ...NETWORK_DEFAULTS, linkState: 'enable', spoofCheck: null } });
  const pf = nicFacts({ driver, numVfs: 1, virtualFunctions: [vf] });
  const kernel = builtInKernel(inventory([pf], { kernelRelease }));
  expect(kernel.operate(set(0, setting))).toMatchObject({ ok: true });
  expect(pfOf(kernel.observe())?.virtualFunctions[0]?.network?.[setting.name]).toBe(shown);
});
