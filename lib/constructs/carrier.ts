import type { SSHProvisionerConnection, TerraformProvider } from 'cdktf';
import { type SriovConnection, SriovProvider } from '../bindings/sriov';
import { InputError } from '../model/errors';
import { OnDestroy } from './enums';
import { instanceArgument, objectArgument, oneOfArgument, textArgument } from './private/arguments';

/** How to reach a host, and with what. */
export interface ProvisionerCarrierProps {
  /**
   * ssh connection for the provisioners, which upload by scp: the host needs that program.
   *
   * Give `hostKey`: without it the engine does not check whom it talks to, which OUT-003 warns about. What of it is a
   * reference is kept in the state, for the time of a destroy; OUT-004 warns about secrets among it.
   */
  readonly connection: SSHProvisionerConnection;
  /**
   * Folder on the host for the script of each PF.
   * @default ".cdktf-sriov" in the home folder of the ssh user
   */
  readonly remoteFolder?: string;
  /**
   * Run the script with `sudo -n`, for an ssh user that is not root.
   * @default false
   */
  readonly sudo?: boolean;
  /**
   * What becomes of a PF when its resource is destroyed.
   * @default OnDestroy.RESTORE
   */
  readonly onDestroy?: OnDestroy;
}

/** `null_resource`, and the provider that it comes from. */
export interface NullResourceCarrierProps extends ProvisionerCarrierProps {
  /**
   * The `null` provider to use.
   * @default - the stack's own one, created when there is none
   */
  readonly provider?: TerraformProvider;
}

/** The provider, and how it reaches the host. */
export interface ProviderCarrierProps {
  /**
   * How the provider reaches the host: by ssh, locally, or as a virtual one. Of ssh, what is left out is as the provider's own
   * configuration has it. There are no secrets in it: keys are the agent's, or in files that it names.
   * @default - as the configuration of `provider` says
   */
  readonly connection?: SriovConnection;
  /**
   * The provider to use. One that you make yourself knows the devices and drivers that it is given by `deviceOverrides`.
   * @default - the stack's own one, created when there is none
   */
  readonly provider?: SriovProvider;
  /**
   * What becomes of a PF when its resource is destroyed.
   * @default OnDestroy.RESTORE
   */
  readonly onDestroy?: OnDestroy;
}

/** How a host plan reaches its host. */
export class Carrier {
  /** The plan is written to the out folder, and nothing else happens. */
  public static planOnly(): Carrier {
    return new Carrier('plan-only');
  }

  /**
   * A `null_resource` per PF: its `file` provisioner uploads the PF's script, its `remote-exec` provisioner runs it with
   * `sh`. It runs again when the wanted state of the PF changes, or the address of the host. A second one beside it
   * restores what was there before when it is destroyed.
   */
  public static nullResource(props: NullResourceCarrierProps): Carrier {
    return new Carrier('null-resource', checked(props, 'Carrier.nullResource'), props.provider);
  }

  /**
   * The same with `terraform_data`, which comes with Terraform 1.4 and newer and with OpenTofu: no provider is
   * downloaded.
   */
  public static terraformData(props: ProvisionerCarrierProps): Carrier {
    return new Carrier('terraform-data', checked(props, 'Carrier.terraformData'));
  }

  /**
   * A `sriov_physical_function` of the provider `cdktf-sriov/sriov` per PF. Plans of Terraform look at the live host: they show
   * VF by VF what an apply does, refuse what would hurt a VM, and find drift. `sriov provider install` puts the provider where `init`
   * finds it.
   */
  public static provider(props: ProviderCarrierProps): Carrier {
    return new Carrier('provider', undefined, undefined, checkedProvider(props, 'Carrier.provider'));
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'plan-only' | 'null-resource' | 'terraform-data' | 'provider',
    /** @internal */
    public readonly _props?: ProvisionerCarrierProps,
    /** @internal */
    public readonly _nullProvider?: TerraformProvider,
    /** @internal */
    public readonly _provider?: ProviderCarrierProps,
  ) {}
}

/** The props as they are. @throws InputError where plain JavaScript gives what the types rule out */
function checked<T extends ProvisionerCarrierProps>(props: T, where: string): T {
  objectArgument(props, where, 'its argument', 'an object with the connection, { connection: { type: "ssh", host } }');
  const { connection, onDestroy, remoteFolder } = props;
  objectArgument(connection, where, 'connection', 'the ssh connection, { type: "ssh", host }');
  // A reference to a host that is made in the same app is a text too.
  textArgument(connection.host, where, 'connection.host', 'the name or address of the host');
  if (onDestroy !== undefined) oneOfArgument(onDestroy, Object.values(OnDestroy), where, 'onDestroy');
  if (remoteFolder !== undefined) textArgument(remoteFolder, where, 'remoteFolder', 'a folder of the host');
  return props;
}

/** The props as they are. @throws InputError where nothing says how the host is reached, or several things do */
function checkedProvider(props: ProviderCarrierProps, where: string): ProviderCarrierProps {
  objectArgument(props, where, 'its argument', 'an object with the connection, { connection: { ssh: { host } } }');
  const { connection, provider, onDestroy } = props;
  if (provider != null) instanceArgument(provider, SriovProvider, where, 'provider');
  if (onDestroy !== undefined) oneOfArgument(onDestroy, Object.values(OnDestroy), where, 'onDestroy');
  if (connection == null) {
    if (provider != null) return props;
    const fix = 'Give connection, { ssh: { host } }, or a provider whose configuration says it';
    throw new InputError(where, 'nothing says how the host is reached', fix);
  }
  objectArgument(connection, where, 'connection', 'one of ssh, local and virtual, { ssh: { host } }');
  const ways = (['ssh', 'local', 'virtual'] as const).filter(
    (way) => connection[way] != null && connection[way] !== false,
  );
  if (ways.length === 1) return props;
  const found = ways.length === 0 ? 'connection says no way to the host' : `connection says ${ways.join(' and ')}`;
  throw new InputError(where, found, 'Give one of ssh, local and virtual');
}
