export { type AttachmentEnd, attachToDomains, detachFromDomains, lookAtDomains } from './attachments';
export { UNPLUG_SECONDS } from './change';
export { deviceAt, type DomainAttachment, otherHolder, type Reach, type VfPlace } from './decide';
export type { PassedDevice } from './domain-xml';
export { type Domain, findDomain, type LibvirtHost } from './look';
