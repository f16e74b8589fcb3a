import { normalizePciAddress } from '../../../model/pci';
import { ProviderError } from '../../schema';
import type { PartialStateOf } from '../../schema/schema';
import { hostAndName, IMPORT_HOST } from '../connection/import-host';
import type { VmAttachmentSchema } from './schema';

/** Form of an id, for messages and documentation. */
export const IMPORT_ID = `[HOST#]DOMAIN/VF, where DOMAIN is a name or UUID, VF a PCI address, and ${IMPORT_HOST}`;

/** What an id says of an attachment; how it is there is read. @throws ProviderError for an id that is none */
export function importedState(id: string): Partial<PartialStateOf<VmAttachmentSchema>> {
  const [host, rest] = hostAndName(id) ?? notAnId(id);
  const at = rest.lastIndexOf('/');
  const [domain, address] = [rest.slice(0, at), normalizePciAddress(rest.slice(at + 1))];
  if (at < 1 || address === null) return notAnId(id);
  return { ...(host !== null && { host }), domain, address, reach: 'both' };
}

function notAnId(id: string): never {
  throw new ProviderError('This is no id of an attachment', `${JSON.stringify(id)} is not of the form ${IMPORT_ID}.`);
}
