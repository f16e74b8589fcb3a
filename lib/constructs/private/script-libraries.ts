import { TerraformElement, type TerraformStack } from 'cdktf';
import type { ConstructPath } from '../../model/units';
import type { Fleet } from './fleet';
import { lazyMap } from './lazy';

const ID = 'sriov-script-libraries';

/**
 * The locals of a stack with the functions that its scripts share: most of the text of a script, which would stand in
 * the stack once a PF otherwise. What one script alone needs stands in it.
 */
export class ScriptLibraries extends TerraformElement {
  /** Those of the stack, made when the first PF asks for them. */
  public static of(stack: TerraformStack, fleet: Fleet): ScriptLibraries {
    const known = stack.node.tryFindChild(ID);
    return known instanceof ScriptLibraries ? known : new ScriptLibraries(stack, fleet);
  }

  private readonly pfs: ConstructPath[] = [];
  /** Names of what several scripts need, as long as the fleet is as it was then: Aspects and a further synth change it. */
  private shared?: { readonly judged: object; readonly names: ReadonlySet<string> };

  private constructor(
    stack: TerraformStack,
    private readonly fleet: Fleet,
  ) {
    super(stack, ID, 'local');
  }

  /** A PF whose script stands in the stack. */
  public add(pf: ConstructPath): void {
    this.pfs.push(pf);
  }

  /** The script of a PF, as a string of Terraform's; asked once all PFs of the stack are there. */
  public script(pf: ConstructPath): string {
    const { head, library, own } = this.fleet.script(pf);
    return `${head}${library === undefined ? '' : this.reference(library)}${own}`;
  }

  public override toTerraform(): unknown {
    const names = [...this.namesOfShared()];
    if (names.length === 0) return {};
    return {
      locals: lazyMap({}, () => Object.fromEntries(names.map((name) => [name, this.fleet.scriptLibrary(name)]))),
    };
  }

  private reference(library: string): string {
    return this.namesOfShared().has(library) ? `\${local.${library}}` : this.fleet.scriptLibrary(library);
  }

  private namesOfShared(): ReadonlySet<string> {
    const { judged } = this.fleet;
    if (this.shared?.judged !== judged) {
      this.shared = { judged, names: repeated(this.pfs.map((pf) => this.fleet.script(pf).library)) };
    }
    return this.shared.names;
  }
}

/** What stands in the list twice or more. */
function repeated(names: readonly (string | undefined)[]): ReadonlySet<string> {
  const met = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) {
    if (name === undefined) continue;
    (met.has(name) ? twice : met).add(name);
  }
  return twice;
}
