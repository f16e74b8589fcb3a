import type { CallContext } from '../../wire/calls';
import type {
  ValidateEphemeralResourceConfigRequest,
  ValidateEphemeralResourceConfigResponse,
} from '../../wire/tfplugin6';
import { ephemeralResourceOf, type Instance } from '../instance';
import { validated } from './validate';

export const validateEphemeralResourceConfig = (
  instance: Instance,
  request: ValidateEphemeralResourceConfigRequest,
  context: CallContext,
): Promise<ValidateEphemeralResourceConfigResponse> =>
  validated(instance, () => ephemeralResourceOf(instance, request.typeName), request.config, false, context);
