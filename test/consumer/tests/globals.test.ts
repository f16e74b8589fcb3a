// Jest with its globals and @types/jest; the matchers come by `setupFilesAfterEnv`, their types with the import.
import { Testing } from 'cdktf';
import { evaluate, type Evaluation } from 'cdktf-sriov/testing';
import { rackWith } from './stack';

test('a stack is judged without a synth', () => {
  const { stack, pool } = rackWith(100);
  const evaluation: Evaluation = evaluate(stack);
  expect(evaluation.hosts[0]?.simulation.reached).toBe(true);
  expect(evaluation).toHaveNoFindings({ severity: 'error' });
  expect(pool).toGiveAtLeast({ txMbps: 1_000 });
  expect(stack).toDisrupt([]);
  expect(stack).not.toPlanNoChange();
});

test('errors are found, by matchers and by Testing.synth', () => {
  const { stack, pool } = rackWith(4095);
  expect(stack).toHaveFinding('VLAN-001', { at: pool });
  expect(() => expect(stack).toHaveNoFindings()).toThrow(/VLAN-001 \[rack1\/kvm01\/uplink\/vms\]/);
  expect(() => Testing.synth(stack)).toThrow(/VLAN-001/);
});
