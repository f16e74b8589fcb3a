import { objectTypeOf } from '../../../lib/provider/schema/body';
import { wireSchema } from '../../../lib/provider/schema/to-wire/schema';
import { sameValue } from '../../../lib/provider/cty/value';
import { shown } from '../../../lib/provider/schema/shown';
import type { ProviderCalls } from '../../../lib/provider/wire/calls';
import { Diagnostic_Severity } from '../../../lib/provider/wire/tfplugin6';
import { unwire } from './asking';
import { blockOf } from './core/host-schema';
import { proposedState } from './core/proposed';
import { boxSchema } from './toy';

/** The calls, with a plan failing where a real host proposes another state than the host in memory does. */
export const withSameProposal = (calls: ProviderCalls): ProviderCalls => ({
  ...calls,
  planResourceChange: async (request, context) => {
    const answer = await calls.planResourceChange(request, context);
    const type = objectTypeOf(boxSchema);
    const [prior, config, proposed] = [request.priorState, request.config, request.proposedNewState].map((each) =>
      unwire(type, each),
    );
    const here = proposedState(blockOf(wireSchema(boxSchema).block), prior ?? null, config ?? null);
    if (sameValue(type, here, proposed ?? null)) return answer;
    const detail = `by the host ${shown(proposed ?? null)}, in memory ${shown(here)}`;
    const difference = {
      severity: Diagnostic_Severity.ERROR,
      summary: 'Another proposal',
      detail,
      attribute: undefined,
    };
    return { ...answer, diagnostics: [...answer.diagnostics, difference] };
  },
});
