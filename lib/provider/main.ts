import { PROVIDER_SOURCE } from '../model/provider-source';
import { runProvider } from './wire/serve';

void runProvider({
  name: 'terraform-provider-sriov',
  address: `registry.terraform.io/${PROVIDER_SOURCE}`,
  load: async () => (await import('./sriov.js')).sriovCalls(),
});
