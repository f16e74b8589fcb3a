import { Construct } from 'constructs';
import { literalArgument } from './private/arguments';
import { Fleet } from './private/fleet';
import { type Trace, traceOf } from './private/trace';

/** What the constructs of this library have in common. */
export abstract class SriovConstruct extends Construct {
  /** Labels of the construct: its own over those of what it belongs to. */
  public abstract readonly labels: Record<string, string>;

  /**
   * Where it was made.
   * @internal
   */
  public readonly _trace: Trace;

  public constructor(scope: Construct, id: string) {
    super(
      scope,
      literalArgument(id, () => scope.node.path, 'id', 'an id'),
    );
    this._trace = traceOf(new.target, scope);
  }

  /**
   * Accept a finding on this construct and everything below it. The finding stays visible with the reason; fatal ones
   * cannot be accepted.
   *
   * @param ruleId the rule, `SEC-002`
   * @param reason why, for the reviewer
   */
  public acknowledge(ruleId: string, reason: string): void {
    Fleet.of(this).acknowledge({ ruleId, reason, constructPath: this.node.path });
  }
}
