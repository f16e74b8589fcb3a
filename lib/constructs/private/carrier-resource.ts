import type { TerraformResource, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { NullProvider, NullResource } from '../../engine/null';
import { stackOf } from '../../engine/stack';
import { InputError } from '../../model/errors';
import type { Carrier, NullResourceCarrierProps } from '../carrier';
import { fileNameOf } from './file-names';
import { Fleet } from './fleet';
import { lazyProperty, lazyText } from './lazy';

/** In the home folder of the ssh user: nobody else can put a script there. */
const DEFAULT_REMOTE_FOLDER = '.cdktf-sriov';

const SAFE_FOLDER = /^[A-Za-z0-9._/-]{1,200}$/;

/** The Terraform resource that carries the plan of one PF; none for the plan-only carrier. */
export function createCarrierResource(pf: Construct, carrier: Carrier): TerraformResource | undefined {
  return carrier._nullResource ? createNullResource(pf, carrier._nullResource) : undefined;
}

function createNullResource(pf: Construct, props: NullResourceCarrierProps): NullResource {
  const fleet = Fleet.of(pf);
  const path = pf.node.path;
  const folder = props.remoteFolder ?? DEFAULT_REMOTE_FOLDER;
  if (!SAFE_FOLDER.test(folder) || folder.startsWith('-')) {
    throw new InputError(
      path,
      `remoteFolder ${JSON.stringify(folder)} of the carrier has characters that a shell could take apart`,
      'Use letters, digits, dots, dashes, underscores and slashes',
    );
  }
  const script = `${folder}/${fileNameOf(path)}.sh`;
  const run = props.sudo ? 'sudo -n sh' : 'sh';
  return new NullResource(pf, 'Resource', {
    provider: props.provider ?? nullProviderOf(stackOf(pf, 'PhysicalFunction')),
    triggers: { target: lazyText(() => fleet.targetDigest(path)) },
    connection: props.connection,
    provisioners: [
      { type: 'remote-exec', inline: [`mkdir -p -m 700 ${folder}`] },
      { type: 'file', destination: script, content: lazyProperty(() => escapeTemplate(fleet.script(path))) },
      { type: 'remote-exec', inline: [`${run} ${script}`] },
    ],
  });
}

const PROVIDERS = new WeakMap<TerraformStack, NullProvider>();

/** The stack's null provider: one that is there already, else one made for it. */
function nullProviderOf(stack: TerraformStack): NullProvider {
  const known = PROVIDERS.get(stack);
  if (known) return known;
  const existing = stack.node
    .findAll()
    .find(
      (node): node is NullProvider =>
        'terraformResourceType' in node && node.terraformResourceType === 'null' && 'alias' in node && !node.alias,
    );
  const provider = existing ?? new NullProvider(stack, 'sriov-null-provider');
  PROVIDERS.set(stack, provider);
  return provider;
}

/** Terraform reads `${` and `%{` in any string as the start of a template; a script means them as they are. */
function escapeTemplate(text: string): string {
  return text.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}
