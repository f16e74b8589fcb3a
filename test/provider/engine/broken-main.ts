import { providerCalls } from '../../../lib/provider/schema';
import { runProvider } from '../../../lib/provider/wire/serve';
import { BoxFolder } from '../support/box-folder';
import { Store, toy } from '../support/toy';
import { WAYS_TO_BREAK } from '../support/ways-to-break';

/** The toy with one thing wrong, which the environment says: the number of its row. */
void runProvider({
  name: 'terraform-provider-toy',
  address: 'registry.terraform.io/example/toy',
  load: async () => {
    const sound = providerCalls(toy(new Store(), (where) => new Store(new BoxFolder(where))));
    const way = WAYS_TO_BREAK[Number(process.env.TOY_BREAK)];
    if (way === undefined) throw new Error(`there is no way ${process.env.TOY_BREAK} to break the toy`);
    return { ...sound, ...way.breaks(sound) };
  },
});
