import { Testing } from 'cdktf';
import { evaluate } from 'cdktf-sriov/testing';
import 'cdktf-sriov/testing/jest';
import { Rack, type Tenant, TENANTS } from './rack';

/** The rack with something else for the tenant blue. */
function rackWith(change: Partial<Tenant> = {}): Rack {
  const tenants = TENANTS.map((tenant) => (tenant.name === 'blue' ? { ...tenant, ...change } : tenant));
  return new Rack(Testing.app(), 'rack1', tenants);
}

test('nothing keeps the rack from being deployed', () => {
  expect(rackWith()).toHaveNoFindings({ severity: 'warning' });
});

test('every VM gets what its tenant pays for, also beside greedy neighbours', () => {
  const rack = rackWith();
  expect(rack).toGiveAtLeast({ txMbps: 2_000, rxMbps: 2_000 });
  expect(rack).toGiveAtLeast({ txMbps: 5_000 }, { at: 'rack1/kvm01/uplink/blue', floor: true });
});

test('guarantees that the port cannot keep are found', () => {
  expect(rackWith({ vms: 20 })).toHaveFinding('RATE-003', { at: 'rack1/kvm01/uplink' });
});

test('a VLAN that there is not is found where it is stated', () => {
  expect(rackWith({ vlan: 4095 })).toHaveFinding('VLAN-001', { at: 'rack1/kvm01/uplink/blue' });
});

test('the plan reaches what is wanted, with a VF for each VM', () => {
  const { hosts, attachments } = evaluate(rackWith({ vms: 5 }));
  expect(hosts[0]?.simulation.reached).toBe(true);
  expect(new Set(attachments.map(({ vf }) => vf)).size).toBe(17);
});
