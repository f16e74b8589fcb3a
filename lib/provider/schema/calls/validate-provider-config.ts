import type { CallContext } from '../../wire/calls';
import type { ValidateProviderConfigRequest, ValidateProviderConfigResponse } from '../../wire/tfplugin6';
import type { Instance } from '../instance';
import { validated } from './validate';

export const validateProviderConfig = (
  instance: Instance,
  request: ValidateProviderConfigRequest,
  context: CallContext,
): Promise<ValidateProviderConfigResponse> =>
  validated(instance, () => instance.provider, request.config, false, context);
