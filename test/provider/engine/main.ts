import { providerCalls } from '../../../lib/provider/schema';
import { runProvider } from '../../../lib/provider/wire/serve';
import { BoxFolder } from '../support/box-folder';
import { Store, toy } from '../support/toy';

void runProvider({
  name: 'terraform-provider-toy',
  address: 'registry.terraform.io/example/toy',
  load: async () => providerCalls(toy(new Store(), (where) => new Store(new BoxFolder(where)))),
});
