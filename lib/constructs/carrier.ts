import type { SSHProvisionerConnection, TerraformProvider } from 'cdktf';
import { OnDestroy } from './enums';
import { objectArgument, oneOfArgument, textArgument } from './private/arguments';

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

  private constructor(
    /** @internal */
    public readonly _kind: 'plan-only' | 'null-resource' | 'terraform-data',
    /** @internal */
    public readonly _props?: ProvisionerCarrierProps,
    /** @internal */
    public readonly _nullProvider?: TerraformProvider,
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
