import type { KernelOperation } from '../../lib/simulate/kernel/operation';

type VfOperation = Extract<KernelOperation, { readonly do: 'ip-link-vf' }>;
type RateOperation = VfOperation & { readonly setting: { readonly name: 'rate' } };

export function isRate(operation: KernelOperation): operation is RateOperation {
  return operation.do === 'ip-link-vf' && operation.setting.name === 'rate';
}

/** Drivers take such a rate only with a link. Whether they take 0 is told by the hardware's own bit. */
export function isRateAboveNone(operation: KernelOperation): operation is RateOperation {
  return isRate(operation) && operation.setting.minTxMbps + operation.setting.maxTxMbps > 0;
}
