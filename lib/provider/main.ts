import { runProvider } from './wire/serve';

void runProvider({
  name: 'terraform-provider-sriov',
  address: 'registry.terraform.io/cdktf-sriov/sriov',
  load: async () => {
    const [{ providerCalls }, { sriovProvider }] = await Promise.all([
      import('./schema/index.js'),
      import('./resources/provider.js'),
    ]);
    return providerCalls(sriovProvider());
  },
});
