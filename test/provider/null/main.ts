import { providerCalls } from '../../../lib/provider/schema';
import { runProvider } from '../../../lib/provider/wire/serve';
import { NULL_PROVIDER } from './provider';

void runProvider({
  name: 'terraform-provider-null',
  address: 'registry.terraform.io/hashicorp/null',
  load: () => Promise.resolve(providerCalls(NULL_PROVIDER)),
});
