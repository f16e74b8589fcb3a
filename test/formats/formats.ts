import { DEVICE_CATALOG } from '../../lib/catalog/format';
import type { Format } from '../../lib/formats/format';
import { JOURNAL } from '../../lib/host/linux/format';
import { SYNTH_RECORD } from '../../lib/host/synth-record-format';
import { VIRTUAL_HOST } from '../../lib/host/virtual/format';
import { INVENTORY } from '../../lib/inventory/format';
import { LOCK } from '../../lib/lock/format';
import { HOST_PLAN } from '../../lib/plan/format';
import { FINDINGS } from '../../lib/report/findings-format';

/** All formats of files by the name of their schema. */
export const FORMATS = {
  'device-catalog': DEVICE_CATALOG,
  findings: FINDINGS,
  'host-plan': HOST_PLAN,
  inventory: INVENTORY,
  journal: JOURNAL,
  lock: LOCK,
  'synth-record': SYNTH_RECORD,
  'virtual-host': VIRTUAL_HOST,
} satisfies Readonly<Record<string, Format<object>>>;
