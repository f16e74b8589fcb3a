import { stringToTerraform, TerraformProvider, TerraformResource, type TerraformMetaArguments } from 'cdktn';
import type { Construct } from 'constructs';

/**
 * The `null` provider and its resource for cdktn, whose prebuilt binding is not on npm. As small as this library needs
 * it, and with the same JSON as the binding for cdktf.
 */
const GENERATOR = { providerName: 'null', providerVersion: '3.2.4', providerVersionConstraint: '~> 3.0' };

/** https://registry.terraform.io/providers/hashicorp/null/3.2.4/docs */
export class NullProvider extends TerraformProvider {
  public constructor(
    scope: Construct,
    id: string,
    private readonly config: { readonly alias?: string } = {},
  ) {
    super(scope, id, {
      terraformResourceType: 'null',
      terraformGeneratorMetadata: GENERATOR,
      terraformProviderSource: 'null',
    });
    this.alias = config.alias;
  }

  protected synthesizeAttributes(): { [name: string]: unknown } {
    return { alias: stringToTerraform(this.config.alias) };
  }
}

/** Arguments of `null_resource`. */
export interface NullResourceConfig extends TerraformMetaArguments {
  readonly triggers?: { [key: string]: string };
}

/** https://registry.terraform.io/providers/hashicorp/null/3.2.4/docs/resources/resource */
export class NullResource extends TerraformResource {
  public constructor(
    scope: Construct,
    id: string,
    private readonly config: NullResourceConfig = {},
  ) {
    super(scope, id, {
      terraformResourceType: 'null_resource',
      terraformGeneratorMetadata: GENERATOR,
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
    return { triggers: this.config.triggers };
  }
}
