import { TerraformElement, type TerraformStack } from 'cdktf';
import type { ConstructPath } from '../../model/units';
import type { Fleet } from './fleet';
import { lazyMap } from './lazy';

const ID = 'sriov-script-libraries';

/**
 * The locals of a stack with the functions that its scripts share: most of the text of a script, which would stand in
 * the stack once a PF otherwise.
 */
export class ScriptLibraries extends TerraformElement {
  /** Those of the stack, made when the first PF asks for them. */
  public static of(stack: TerraformStack, fleet: Fleet): ScriptLibraries {
    const known = stack.node.tryFindChild(ID) as ScriptLibraries | undefined;
    return known ?? new ScriptLibraries(stack, fleet);
  }

  private readonly pfs: ConstructPath[] = [];

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

  public override toTerraform(): unknown {
    return { locals: lazyMap({}, () => this.fleet.scriptLibraries(this.pfs)) };
  }
}
