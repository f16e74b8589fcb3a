import type { SSHProvisionerConnection, TerraformProvider } from 'cdktf';

/** How to reach a host, and with what. */
export interface NullResourceCarrierProps {
  /**
   * ssh connection for the provisioners. Give `hostKey`: without it the engine does not check whom it talks to.
   */
  readonly connection: SSHProvisionerConnection;
  /**
   * The `null` provider to use.
   * @default - the stack's own one, created when there is none
   */
  readonly provider?: TerraformProvider;
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
}

/** How a host plan reaches its host. */
export class Carrier {
  /** The plan is written to the out folder, and nothing else happens. */
  public static planOnly(): Carrier {
    return new Carrier('plan-only');
  }

  /**
   * One `null_resource` per PF: its `file` provisioner uploads the PF's script, its `remote-exec` provisioner runs it
   * with `sh`. It runs again when the wanted state of the PF changes.
   */
  public static nullResource(props: NullResourceCarrierProps): Carrier {
    return new Carrier('null-resource', props);
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'plan-only' | 'null-resource',
    /** @internal */
    public readonly _nullResource?: NullResourceCarrierProps,
  ) {}
}
