export { type AttachmentEnd, attachToDomains, detachFromDomains } from './attachments';
export type { DomainAttachment, Reach } from './decide';
