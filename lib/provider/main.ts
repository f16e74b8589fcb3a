import { runProvider } from './wire/serve';

void runProvider({
  name: 'terraform-provider-sriov',
  address: 'registry.terraform.io/cdktf-sriov/sriov',
  load: async () => (await import('./sriov.js')).sriovCalls(),
});
