import type { TerraformStack } from 'cdktf';
import { STACK_SYNTH_ID } from '../../host/synth-record';
import { outputText } from './lazy';

const MARKED = new WeakSet<TerraformStack>();

/**
 * Puts the id of the synth into the comment of the stack, which Terraform does not read, so that plans are not carried out
 * beside the stacks of another synth. A stack that nothing is published for has none.
 *
 * @param id is asked when the stack is written, after all that is in it; may throw to keep it from being written
 */
export function markStack(stack: TerraformStack, id: () => string | undefined): void {
  if (MARKED.has(stack)) return;
  MARKED.add(stack);
  stack.addOverride(`//.${STACK_SYNTH_ID}`, outputText(id));
}
