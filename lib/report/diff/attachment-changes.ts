import { compareNames } from '../../model/order';
import { changedFields, type Fields } from '../../plan/changes';
import type { AttachmentRecord } from '../../resolve/attachment-record';
import type { AttachmentChange } from './facts';

/** VFs of VMs that came, went or moved, by VM. */
export function attachmentChanges(
  before: readonly AttachmentRecord[],
  after: readonly AttachmentRecord[],
): AttachmentChange[] {
  const was = new Map(before.map((record) => [record.path, record]));
  const kept = new Set(after.map(({ path }) => path));
  const changes = [
    ...after.flatMap((record) => changeOf(was.get(record.path), record)),
    ...before.filter(({ path }) => !kept.has(path)).map((record) => entry('removed', record)),
  ];
  return changes.sort((a, b) => compareNames(a.vm, b.vm) || compareNames(a.path, b.path));
}

function changeOf(was: AttachmentRecord | undefined, is: AttachmentRecord): AttachmentChange[] {
  if (was === undefined) return [entry('added', is)];
  const fields = changedFields(fieldsOf(was), fieldsOf(is));
  return fields.length === 0 ? [] : [entry('changed', is, fields)];
}

function entry(
  change: AttachmentChange['change'],
  { path, vm, pf, pfPath, vf }: AttachmentRecord,
  fields: AttachmentChange['fields'] = [],
): AttachmentChange {
  return { path, change, vm, pf: pf ?? pfPath, vf, fields };
}

function fieldsOf({ vm, tenant, pf, pfPath, vf, guarantee, vmNumaNode }: AttachmentRecord): Fields {
  return [
    ['vm', vm],
    ['tenant', tenant ?? null],
    ['pf', pf ?? pfPath],
    ['vf', vf],
    ['guaranteeTxMbps', guarantee?.txMbps ?? null],
    ['guaranteeRxMbps', guarantee?.rxMbps ?? null],
    ['guaranteeIops', guarantee?.iops ?? null],
    ['vmNumaNode', vmNumaNode ?? null],
  ];
}
