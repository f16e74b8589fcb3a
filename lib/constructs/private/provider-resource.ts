import type { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { argumentsOf } from '../../bindings/arguments';
import { SriovPhysicalFunction, type SriovPhysicalFunctionConfig, SriovProvider } from '../../bindings/sriov';
import { SRIOV_PHYSICAL_FUNCTION_ARGUMENTS } from '../../bindings/sriov-arguments';
import { resolvedWithStack } from '../../engine/resolved-with-stack';
import { logicalIdAt } from '../../engine/stack';
import type { ConstructPath } from '../../model/units';
import type { ProviderCarrierProps } from '../carrier';
import { Fleet } from './fleet';
import { lazyList } from './lazy';
import type { Carried, StatedValue } from './provider-configuration';
import { escapeTemplate } from './template';
import { holdsToken, isToken } from './tokens';

const RESOURCE = 'Resource';

/**
 * The provider's resource for one PF.
 *
 * @param stated what the constructs of the PF state, as they do when it is asked for
 * @param movedFrom path that the PF had before
 */
export function createProviderResource(
  pf: Construct,
  stack: TerraformStack,
  { provider, connection: host, onDestroy }: ProviderCarrierProps,
  stated: () => StatedValue,
  movedFrom: ConstructPath | undefined,
): SriovPhysicalFunction {
  const fleet = Fleet.of(pf);
  const { path } = pf.node;
  const own = { host, onDestroy, provider: provider ?? providerOf(stack, fleet) };
  const resource = new CarriedPhysicalFunction(pf, RESOURCE, own, () => fleet.carried(path, stated));
  const before = movedFrom === undefined ? null : withinStack(movedFrom, stack);
  // Under a new name alone it would be destroyed, which restores, and made anew.
  if (before !== null)
    resource.moveFromId(`${resource.terraformResourceType}.${logicalIdAt(stack, [...before, RESOURCE])}`);
  return resource;
}

/** Ids below the stack; null for a path of another stack, whose state no `moved` block reaches (OUT-008). */
function withinStack(path: ConstructPath, { node }: TerraformStack): string[] | null {
  return path.startsWith(`${node.path}/`) ? path.slice(node.path.length + 1).split('/') : null;
}

/** The arguments of the PF follow from the whole app, so that they are known when the stack is resolved. */
class CarriedPhysicalFunction extends SriovPhysicalFunction {
  /** The engine asks several times. */
  private last?: { readonly carried: Carried; readonly named: { [name: string]: unknown } };

  public constructor(
    scope: Construct,
    id: string,
    private readonly own: SriovPhysicalFunctionConfig,
    private readonly produce: () => Carried,
  ) {
    super(scope, id, own);
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    const carried = this.produce();
    if (this.last?.carried !== carried) {
      const all = { ...this.own, ...asText(carried) };
      this.last = { carried, named: argumentsOf(all, SRIOV_PHYSICAL_FUNCTION_ARGUMENTS) };
    }
    return this.last.named;
  }

  public override toTerraform(): unknown {
    return resolvedWithStack(this, this.synthesizeAttributes(), this.rawOverrides, () => super.toTerraform());
  }
}

/** Texts and names as they are, whatever Terraform would read in them; references stay references. */
function asText<T>(value: T): T {
  if (typeof value === 'string') return (holdsToken(value) ? value : escapeTemplate(value)) as T;
  if (typeof value !== 'object' || value === null || isToken(value)) return value;
  if (Array.isArray(value)) return value.map(asText) as T;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [escapeTemplate(name), asText(each)])) as T;
}

const PROVIDERS = new WeakMap<TerraformStack, SriovProvider>();

/** The stack's provider: one that is there already and has no alias, else one made for it, which knows the devices of the app. */
function providerOf(stack: TerraformStack, fleet: Fleet): SriovProvider {
  const known = PROVIDERS.get(stack);
  if (known) return known;
  const existing = stack.node
    .findAll()
    .find((node): node is SriovProvider => node instanceof SriovProvider && node.alias === undefined);
  const provider =
    existing ??
    new SriovProvider(stack, 'sriov-provider', {
      deviceOverrides: lazyList(() => fleet.inputs.deviceOverrides().map(escapeTemplate)),
    });
  PROVIDERS.set(stack, provider);
  return provider;
}
