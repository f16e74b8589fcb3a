import { sriovProvider } from '../../../../../lib/provider/resources/provider';
import { Sessions } from '../../../../../lib/provider/resources/session/sessions';
import { providerCalls } from '../../../../../lib/provider/schema';
import { runProvider } from '../../../../../lib/provider/wire/serve';
import { igbHost } from '../../../../apply/hosts';
import { MemoryHost } from '../../../../apply/memory-host';
import { LibvirtOfFiles } from '../../../../host/libvirt/support/libvirt-of-files';

/** The provider in front of a host with two VFs, whose libvirt is made of files. */

const { DOMAINS_ROOT = '', DOMAINS_PROGRAMS = '' } = process.env;
const host = new MemoryHost(igbHost({ vfs: [{}, {}] }));
const libvirt = new LibvirtOfFiles(DOMAINS_ROOT, DOMAINS_PROGRAMS);

void runProvider({
  name: 'terraform-provider-sriov',
  address: 'registry.terraform.io/cdktf-sriov/sriov',
  load: async () =>
    providerCalls(
      sriovProvider(
        () =>
          new Sessions(
            () => host.connect(),
            () => libvirt,
          ),
      ),
    ),
});
