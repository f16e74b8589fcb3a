// Named in full, since the tests on the other engine replace the module by this name.
import { NullResource as Binding } from '../engine/null';
import { resolvedWithStack } from './resolved-with-stack';

/** `null_resource`, resolved once and not three times. */
export class NullResource extends Binding {
  public override toTerraform(): unknown {
    return resolvedWithStack(this, this.synthesizeAttributes(), this.rawOverrides, () => super.toTerraform());
  }
}
