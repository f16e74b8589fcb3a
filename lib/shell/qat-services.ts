import { QAT_SERVICES as NAMES } from '../model/qat-services';
import * as pf from './pf.sh.generated';
import { fill } from './template';

/** What a QAT is configured for. */
export const QAT_SERVICES = fill(pf.QAT_SERVICES, { SERVICES: NAMES.join(' ') });
