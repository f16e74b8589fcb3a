import { providerCalls } from '../../../lib/provider/schema';
import { runProvider } from '../../../lib/provider/wire/serve';
import { BoxFolder } from '../support/box-folder';
import { withSameProposal } from '../support/same-proposal';
import { Store, toy } from '../support/toy';

void runProvider({
  name: 'terraform-provider-toy',
  address: 'registry.terraform.io/example/toy',
  load: async () => withSameProposal(providerCalls(toy(new Store(), (where) => new Store(new BoxFolder(where))))),
});
