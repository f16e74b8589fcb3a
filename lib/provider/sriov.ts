import { sriovProvider } from './resources/provider';
import { providerCalls } from './schema';
import type { ProviderCalls } from './wire/calls';

/** What answers the calls of the `sriov` provider: all of it but what serves them. */
export const sriovCalls = (): ProviderCalls => providerCalls(sriovProvider());
