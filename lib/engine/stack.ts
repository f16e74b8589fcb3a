import { Aspects, TerraformStack } from 'cdktf';
import { Construct, type IConstruct, RootConstruct } from 'constructs';
import { InputError } from '../model/errors';
import { ENGINE } from './engine-names';

/** Where jsii keeps the full name of a class, `cdktf.TerraformStack`: it survives duplicate copies of a package. */
const JSII_RTTI = Symbol.for('jsii.rtti');

const STACK_SYMBOL = Symbol.for('cdktf/TerraformStack');

/**
 * The stack around a construct.
 *
 * @throws InputError when there is none, or when it belongs to the other engine: mixing both in one app crashes at
 * synth, deep inside the engine.
 */
export function stackOf(construct: IConstruct, what: string): TerraformStack {
  const path = construct.node.path || construct.node.id;
  const stack = construct.node.scopes.find((scope) => STACK_SYMBOL in scope);
  if (stack === undefined) {
    throw new InputError(
      path,
      `a ${what} stands outside of any TerraformStack`,
      `Create it inside a TerraformStack of ${ENGINE.package}`,
    );
  }
  const engine = engineOf(stack);
  if (engine === ENGINE.otherPackage) {
    throw new InputError(
      path,
      `this stack belongs to ${ENGINE.otherPackage}, the construct to ${ENGINE.package}`,
      `Import the constructs from ${ENGINE.otherLibrary} instead of ${ENGINE.library}`,
    );
  }
  return TerraformStack.of(construct);
}

/** All stacks of an app, in the order of a synth. */
export function stacksOf(root: IConstruct): TerraformStack[] {
  return root.node.findAll().filter((construct): construct is TerraformStack => STACK_SYMBOL in construct);
}

/** Paths of all stacks of an app. */
export function stackPaths(root: IConstruct): string[] {
  return stacksOf(root).map(({ node }) => node.path);
}

/** Whether the app is one of `Testing.app()`, which replaces the version of the engine by a word. */
export function isTestApp(root: IConstruct): boolean {
  return root.node.tryGetContext('cdktfVersion') === 'stubbed';
}

/** Whether stacks of the app are written as HCL; app and stacks ask the environment in different ways. */
export function writesHcl(root: IConstruct): boolean {
  const { SYNTH_HCL_OUTPUT: asked = '' } = process.env;
  return ['true', '1'].includes(asked) || ('hclOutput' in root && root.hclOutput === true);
}

function engineOf(stack: IConstruct): string | undefined {
  for (let proto = Object.getPrototypeOf(stack); proto !== null; proto = Object.getPrototypeOf(proto)) {
    const rtti: unknown = Object.getOwnPropertyDescriptor(proto.constructor, JSII_RTTI)?.value;
    const fqn = (rtti as { fqn?: string } | undefined)?.fqn;
    if (fqn?.endsWith('.TerraformStack')) return fqn.split('.')[0];
  }
  return undefined;
}

/** Path of a construct's stack. */
export function stackPathOf(construct: IConstruct): string {
  return TerraformStack.of(construct).node.path;
}

/** Name of the folder of a construct's stack in the out folder. */
export function stackFolderOf(construct: IConstruct): string {
  return TerraformStack.of(construct).node.id;
}

/** Whether the app was made with `skipValidation`. */
export function skipsValidation(root: IConstruct): boolean {
  return 'skipValidation' in root && root.skipValidation === true;
}

/** Calls `report` at the synth of an app with `skipValidation`; the engine calls no validation then. */
export function whereValidationIsSkipped(construct: IConstruct, report: () => void): void {
  if (!skipsValidation(construct.node.root)) return;
  Aspects.of(construct).add({
    visit: (node) => {
      if (node === construct) report();
    },
  });
}

/**
 * The name that the stack gives to an element at a path in it, whether there is one or not.
 *
 * @param ids of the constructs from below the stack down to the element; one at least
 */
export function logicalIdAt(stack: TerraformStack, [first = '', ...others]: readonly string[]): string {
  let construct: Construct = new RootConstruct(first);
  for (const id of others) construct = new Construct(construct, id);
  return stack.getLogicalId(construct.node);
}
