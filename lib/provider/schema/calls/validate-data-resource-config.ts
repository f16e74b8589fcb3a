import type { CallContext } from '../../wire/calls';
import type { ValidateDataResourceConfigRequest, ValidateDataResourceConfigResponse } from '../../wire/tfplugin6';
import { dataSourceOf, type Instance } from '../instance';
import { validated } from './validate';

export const validateDataResourceConfig = (
  instance: Instance,
  request: ValidateDataResourceConfigRequest,
  context: CallContext,
): Promise<ValidateDataResourceConfigResponse> =>
  validated(instance, () => dataSourceOf(instance, request.typeName), request.config, false, context);
