import type { RemoteExecProvisioner, TerraformMetaArguments, TerraformResource, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { NullProvider } from '../../engine/null';
import { NullResource } from '../../engine/null-resource';
import { stackOf } from '../../engine/stack';
import { TerraformData } from '../../engine/terraform-data';
import type { Carrier, ProvisionerCarrierProps } from '../carrier';
import { ownConnection } from './connection';
import { fileNameOf } from '../../host/file-names';
import type { ConstructPath } from '../../model/units';
import { Fleet } from './fleet';
import { privately, remoteFolderOf } from './remote-folder';
import { lazyMap, lazyProperty } from './lazy';
import type { StatedValue } from './provider-configuration';
import { createProviderResource } from './provider-resource';
import { ScriptLibraries } from './script-libraries';

/**
 * The Terraform resource that carries the plan of one PF; none for the plan-only carrier.
 *
 * One that runs a script has no destroy-time provisioner: it is replaced whenever the wanted state changes, and would tear down on the way
 * what is in use, and a run that was refused leaves it tainted, which no destroy-time provisioner survives. So a
 * second resource, which is never replaced, stands before it and restores when it is destroyed. The provider's resource needs none.
 *
 * @param stated what the constructs of the PF state, for the provider's resource
 * @param movedFrom path that the PF had before
 */
export function createCarrierResource(
  pf: Construct,
  carrier: Carrier,
  stated: () => StatedValue,
  movedFrom: ConstructPath | undefined,
): TerraformResource | undefined {
  const { _props: props, _provider } = carrier;
  if (_provider !== undefined) {
    return createProviderResource(pf, stackOf(pf, 'PhysicalFunction'), _provider, stated, movedFrom);
  }
  if (props === undefined) return undefined;
  const fleet = Fleet.of(pf);
  const path = pf.node.path;
  const folder = remoteFolderOf(path, props);
  const script = `${folder}/${fileNameOf(path)}.sh`;
  const stack = stackOf(pf, 'PhysicalFunction');
  const libraries = ScriptLibraries.of(stack, fleet);
  libraries.add(path);
  const make = maker(pf, carrier, stack);
  const restore = props.onDestroy === 'keep' ? undefined : createRestore(make, carrier, props, fleet, path);
  const { connection, folderProvisioner } = privately(props.connection, folder);
  const resource = make('Resource', {
    triggers: { target: lazyProperty(() => fleet.targetDigest(path)), host: props.connection.host },
    shown: () => fleet.targetSummary(path),
    connection,
    provisioners: [
      folderProvisioner,
      { type: 'file', destination: script, content: lazyProperty(() => libraries.script(path)) },
      { type: 'remote-exec', inline: [`${shell(props)} ${script}`] },
    ],
  });
  // By its address: for a reference the engine captures a stack trace, twice.
  if (restore) {
    resource.dependsOn = [lazyProperty(() => `${restore.terraformResourceType}.${restore.friendlyUniqueId}`)];
  }
  return resource;
}

/** The resource that brings back, when it is destroyed, what was there before the first change. */
function createRestore(
  make: Maker,
  { _kind }: Carrier,
  props: ProvisionerCarrierProps,
  fleet: Fleet,
  path: string,
): TerraformResource {
  const own = ownConnection(props.connection, _kind === 'null-resource' ? 'triggers' : 'input');
  const { connection, folderProvisioner } = privately(own.connection, remoteFolderOf(path, props));
  const restore: RemoteExecProvisioner = {
    type: 'remote-exec',
    inline: [lazyProperty(() => restoreCommand(fleet.scriptCopy(path), props))],
  };
  const provisioners = [folderProvisioner, restore].map(onDestroy);
  return make('Restore', { kept: own.kept, connection, provisioners });
}

/** The engine's type for it does not know `when`, which Terraform and OpenTofu do. */
function onDestroy(provisioner: RemoteExecProvisioner): RemoteExecProvisioner & { readonly when: 'destroy' } {
  return { ...provisioner, when: 'destroy' };
}

function restoreCommand(copy: string | undefined, props: ProvisionerCarrierProps): string {
  if (copy === undefined) return ':';
  const sudo = props.sudo ? 'sudo -n ' : '';
  return `if ${sudo}test -e ${copy}; then ${shell(props)} ${copy} restore; else echo 'sriov: nothing to restore, ${copy} is not there'; fi`;
}

/** `sudo` takes from the script what tells it which interface this session comes in by. */
function shell({ sudo }: ProvisionerCarrierProps): string {
  return sudo ? 'sudo -n env "SSH_CONNECTION=$SSH_CONNECTION" sh' : 'sh';
}

interface ResourceArguments extends TerraformMetaArguments {
  /** The resource is replaced when one of these changes. */
  readonly triggers?: Readonly<Record<string, string>>;
  /** What a plan of Terraform shows of the wanted state. */
  readonly shown?: () => Readonly<Record<string, string>>;
  /** What the resource keeps for itself. */
  readonly kept?: Readonly<Record<string, string>>;
}

type Maker = (id: string, args: ResourceArguments) => TerraformResource;

/** Makes resources of the carrier's type; both types have the same arguments under other names. */
function maker(pf: Construct, carrier: Carrier, stack: TerraformStack): Maker {
  if (carrier._kind === 'terraform-data') {
    return (id, { triggers, shown, kept, ...meta }) =>
      new TerraformData(pf, id, { ...meta, input: shown ? lazyMap({}, shown) : kept, triggersReplace: triggers });
  }
  const provider = carrier._nullProvider ?? nullProviderOf(stack);
  return (id, { triggers, shown, kept, ...meta }) => {
    // Every change of `triggers` replaces a null_resource, and this one must not be destroyed before its time.
    const lifecycle = kept && { ignoreChanges: ['triggers'] };
    const all = triggers && shown ? lazyMap(triggers, shown) : kept;
    return new NullResource(pf, id, { ...meta, provider, triggers: all, lifecycle });
  };
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
