import { TerraformResource, type TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';
import { resolvedWithStack } from './resolved-with-stack';

/** Arguments of `terraform_data`. */
export interface TerraformDataConfig extends TerraformMetaArguments {
  /** Kept in the state, and changed there in place. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** A change of it replaces the resource. */
  readonly triggersReplace?: Readonly<Record<string, string>>;
}

/**
 * The resource `terraform_data` of Terraform 1.4 and OpenTofu. The engine's own class for it starts a terraform process
 * for each at synth, to ask for its version.
 *
 * https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
export class TerraformData extends TerraformResource {
  public constructor(
    scope: Construct,
    id: string,
    private readonly config: TerraformDataConfig = {},
  ) {
    super(scope, id, {
      terraformResourceType: 'terraform_data',
      terraformGeneratorMetadata: { providerName: 'terraform' },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach,
    });
  }

  protected synthesizeAttributes(): { [name: string]: unknown } {
    return { input: this.config.input, triggers_replace: this.config.triggersReplace };
  }

  public override toTerraform(): unknown {
    return resolvedWithStack(this, this.synthesizeAttributes(), this.rawOverrides, () => super.toTerraform());
  }
}
