import {
  type IResolvable,
  type IResolveContext,
  type ITerraformDependable,
  type TerraformResource,
  TerraformStack,
  Token,
} from 'cdktf';

/**
 * The resource that configures the VFs of a PF: what uses one of them comes after it.
 *
 * Terraform orders what it sees a reference for. Another stack has nothing to refer to, and stacks are deployed one after
 * another: it is made to depend on the resource's own.
 */
export class CarrierReference implements ITerraformDependable {
  public readonly fqn: string;

  public constructor(private readonly resource: TerraformResource) {
    this.fqn = Token.asString(new AddressInStack(this));
  }

  /** Address of the resource, `terraform_data.name`, for its own stack; nothing for another. */
  public addressIn(context: IResolveContext): string | undefined {
    const { cdktfStack: own } = this.resource;
    const stack = TerraformStack.of(context.scope);
    // Not by the resource's own reference, for which the engine captures a stack trace.
    if (stack === own) return `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}`;
    if (context.preparing) stack.addDependency(own);
    return undefined;
  }
}

/** The address alone, for `depends_on`; left out of the list in another stack. */
class AddressInStack implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(private readonly carrier: CarrierReference) {}

  public resolve(context: IResolveContext): string | undefined {
    return this.carrier.addressIn(context);
  }

  public toString(): string {
    return Token.asString(this);
  }
}
