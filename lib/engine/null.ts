/** The `null` provider and its resource, for this engine. The only module that knows where they come from. */
export { NullProvider } from '@cdktf/provider-null/lib/provider';
export { Resource as NullResource } from '@cdktf/provider-null/lib/resource';
