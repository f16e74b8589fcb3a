import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { TargetPf, TargetVf } from '../../lib/plan/host-plan';
import { planHost } from '../../lib/plan/plan';
import { renderPfScript } from '../../lib/render/script';
import { interfaceFacts, inventory, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { requireShell } from '../support/shells';
import { FakeHost, PF } from './fake-host';

const { test, describe } = requireShell();

/** Each test starts hundreds of small programs. */
jest.setTimeout(300_000);

const hosts: FakeHost[] = [];
function host(kind: 'nic' | 'nvme' = 'nic'): FakeHost {
  const made = new FakeHost(kind);
  hosts.push(made);
  return made;
}
afterEach(() => {
  for (const used of hosts.splice(0)) used.remove();
});

const TARGET: TargetPf = {
  path: 'rack1/kvm01/pf',
  address: PF,
  deviceClass: 'net',
  driver: 'ice',
  vfDriver: 'native',
  numVfs: 2,
  driversAutoprobe: false,
  adminUp: true,
  virtualFunctions: [],
};

function script(target: TargetPf, observed: PhysicalFunctionFacts): string {
  const plan = planHost(
    { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS },
    { physicalFunctions: [target] },
    inventory([observed], { modules: ['vfio_pci', 'native'] }),
  );
  expect(plan.refusals).toEqual([]);
  return renderPfScript(plan, PF);
}

const address = (index: number) => `0000:3b:01.${index}`;
const vfio = (index: number, change: Partial<TargetVf> = {}): TargetVf => ({
  index,
  address: address(index),
  driver: 'vfio-pci',
  ...change,
});

function run(on: FakeHost, text: string): string {
  const result = on.run(text, 'sh');
  expect(result).toMatchObject({ status: 0, stderr: '' });
  return result.stdout;
}

test('a planned NIC comes out as wanted, and stays so when the script runs again', () => {
  const nic = host();
  const settings: Partial<TargetVf> = {
    mac: '02:00:00:00:00:01',
    vlan: { vlan: 7, qos: 1, protocol: '802.1Q' },
    spoofCheck: false,
    rate: { minTxMbps: 0, maxTxMbps: 500 },
  };
  const text = script({ ...TARGET, virtualFunctions: [vfio(0, settings), vfio(1)] }, nicFacts());
  run(nic, text);
  expect(nic.numVfs).toBe(2);
  expect([0, 1].map((index) => nic.driverOf(address(index)))).toEqual(['vfio-pci', 'vfio-pci']);
  expect(nic.read('vf/0').trim().split('\n')).toEqual([
    'mac 02:00:00:00:00:01',
    'vlan 7, qos 1',
    'spoofchk off',
    'rate , tx rate 500 (Mbps), max_tx_rate 500Mbps',
  ]);
  expect(run(nic, text)).toContain('nothing to do');
});

describe('a port that is down, and is to be', () => {
  const down = () => {
    const { network, ...facts } = nicFacts();
    return { ...facts, network: network && { ...network, interfaces: [interfaceFacts({ adminUp: false })] } };
  };
  const downHost = () => {
    const nic = host();
    nic.write(`sys/class/net/ens1f0/flags`, '0x1002');
    return nic;
  };
  const links = (nic: FakeHost) =>
    nic.changes().filter((change) => /^ip (up|down)$|sriov_numvfs|max_tx_rate/.test(change));
  const target = (maxTxMbps: number): TargetPf => ({
    ...TARGET,
    adminUp: false,
    virtualFunctions: [vfio(0, { rate: { minTxMbps: 0, maxTxMbps } }), vfio(1)],
  });

  test('is up while its VFs are made and given rates, once', () => {
    const nic = downHost();
    const text = script(target(500), down());
    run(nic, text);
    expect(links(nic)).toEqual([
      'ip up',
      `write ${PF}/sriov_numvfs 2`,
      'ip vf 0 max_tx_rate 500 min_tx_rate 0',
      'ip down',
    ]);
    expect(run(nic, text)).toContain('nothing to do');
  });

  test('is up while a VF that is there is given a rate', () => {
    const nic = downHost();
    run(nic, script(target(500), down()));
    nic.changes();
    run(nic, script(target(800), down()));
    expect(links(nic)).toEqual(['ip up', 'ip vf 0 max_tx_rate 800 min_tx_rate 0', 'ip down']);
  });
});

test('a planned change of the number of VFs is carried out once', () => {
  const nic = host();
  run(nic, script({ ...TARGET, virtualFunctions: [vfio(0), vfio(1)] }, nicFacts()));
  const virtualFunctions = [0, 1].map((index) =>
    vfFacts(index, { address: address(index), driver: 'vfio-pci', driverOverride: 'vfio-pci' }),
  );
  const observed = nicFacts({ numVfs: 2, driversAutoprobe: false, virtualFunctions });
  const text = script({ ...TARGET, numVfs: 3, virtualFunctions: [vfio(0), vfio(1), vfio(2)] }, observed);
  run(nic, text);
  expect(nic.numVfs).toBe(3);
  nic.openVfio(2);
  nic.changes();
  expect(run(nic, text)).toContain('nothing to do');
  expect(nic.changes()).toEqual([]);
});

test('a planned MSI-X count takes the VF off its driver and puts it back, once; ice adds one to what is written', () => {
  const nic = host();
  nic.write('added', '1');
  run(nic, script({ ...TARGET, virtualFunctions: [vfio(0), vfio(1)] }, nicFacts()));
  const virtualFunctions = [0, 1].map((index) =>
    vfFacts(index, { address: address(index), driver: 'vfio-pci', driverOverride: 'vfio-pci', msixVectors: 5 }),
  );
  const observed = nicFacts({ numVfs: 2, driversAutoprobe: false, virtualFunctions });
  const text = script({ ...TARGET, virtualFunctions: [vfio(0, { msixVectors: 9 }), vfio(1)] }, observed);
  nic.forget();
  nic.changes();
  run(nic, text);
  expect(nic.changes()).toEqual([
    `write ${address(0)}/driver_override (empty)`,
    `write ${address(0)}/driver/unbind ${address(0)}`,
    `write ${address(0)}/sriov_vf_msix_count 8`,
    `write ${address(0)}/driver_override vfio-pci`,
    `write drivers/vfio-pci/bind ${address(0)}`,
  ]);
  nic.openVfio(0);
  expect(run(nic, text)).toContain('nothing to do');
  nic.closeVfio();
  nic.changes();
  expect(nic.run(text, 'sh', 'restore').status).toBe(0);
  expect(nic.changes()).toContain(`write ${address(0)}/sriov_vf_msix_count 4`);
});

describe('a planned drive', () => {
  const controller = (index: number, virtualQueues: number, virtualInterrupts: number): TargetVf =>
    vfio(index, { nvme: { controllerId: index + 1, virtualQueues, virtualInterrupts, namespaceIds: [1] } });
  const target = (...virtualFunctions: TargetVf[]): TargetPf => ({
    ...TARGET,
    deviceClass: 'nvme',
    driver: 'nvme',
    adminUp: undefined,
    virtualFunctions,
  });
  const drive = (change: Partial<PhysicalFunctionFacts> = {}) => nvmeFacts({ address: PF, vfOffset: 8, ...change });

  test('comes out as wanted, and stays so when the script runs again', () => {
    const ssd = host('nvme');
    const text = script(target(controller(0, 2, 1), controller(1, 3, 2)), drive());
    run(ssd, text);
    expect([ssd.read('nvme/1'), ssd.read('nvme/2')]).toEqual(['1 2 1\n', '1 3 2\n']);
    expect(ssd.read('attached/1')).toBe('0\n1\n2\n');
    expect(run(ssd, text)).toContain('nothing to do');
  });

  test('has the resources of one controller changed under way, once, and the others left alone', () => {
    const ssd = host('nvme');
    run(ssd, script(target(controller(0, 2, 1), controller(1, 2, 1)), drive()));
    const facts = drive();
    const virtualFunctions = [0, 1].map((index) =>
      vfFacts(index, { address: address(index), driver: 'vfio-pci', driverOverride: 'vfio-pci', network: null }),
    );
    const observed = drive({
      numVfs: 2,
      driversAutoprobe: false,
      virtualFunctions,
      nvme: facts.nvme && {
        ...facts.nvme,
        secondaryControllers: facts.nvme.secondaryControllers.map((secondary) =>
          secondary.controllerId > 2
            ? secondary
            : { ...secondary, online: true, virtualQueues: 2, virtualInterrupts: 1 },
        ),
        namespaces: [{ nsid: 1, bytes: 1e12, shared: true, controllers: [0, 1, 2], mounted: false, boot: false }],
      },
    });
    const text = script(target(controller(0, 4, 2), controller(1, 2, 1)), observed);
    ssd.openVfio(1);
    run(ssd, text);
    expect([ssd.read('nvme/1'), ssd.read('nvme/2')]).toEqual(['1 4 2\n', '1 2 1\n']);
    expect(run(ssd, text)).toContain('nothing to do');
  });
});
