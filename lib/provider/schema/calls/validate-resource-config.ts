import type { CallContext } from '../../wire/calls';
import type { ValidateResourceConfigRequest, ValidateResourceConfigResponse } from '../../wire/tfplugin6';
import { resourceOf, type Instance } from '../instance';
import { validated } from './validate';

export const validateResourceConfig = (
  instance: Instance,
  request: ValidateResourceConfigRequest,
  context: CallContext,
): Promise<ValidateResourceConfigResponse> =>
  validated(
    instance,
    () => resourceOf(instance, request.typeName),
    request.config,
    request.clientCapabilities?.writeOnlyAttributesAllowed === true,
    context,
  );
