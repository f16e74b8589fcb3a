import type { PartialStateOf } from '../../schema/schema';
import { NO_CHANGES } from './changes';
import type { PhysicalFunctionSchema } from './schema';
import type { State } from './state';

/**
 * A state of which some is not known, null by then: that of an import knows how the PF is named, and that of an apply which failed may
 * lack what it was to find. Maps and lists are empty, and the rest is as in a configuration that leaves it out.
 */
export function wholeState(state: PartialStateOf<PhysicalFunctionSchema>): State {
  return {
    ...state,
    address: state.address ?? '',
    on_destroy: state.on_destroy ?? 'restore',
    vf_addresses: state.vf_addresses ?? [],
    vf_settings: state.vf_settings ?? new Map(),
    vf_link_addresses: state.vf_link_addresses ?? new Map(),
    vms: state.vms ?? new Map(),
    pool_vfs: state.pool_vfs ?? new Map(),
    changes: state.changes ?? NO_CHANGES,
  };
}
