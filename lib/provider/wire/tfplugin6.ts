// Written by scripts/protocol.mjs from tfplugin6.proto, by ts-proto. Not to be edited.
/* eslint-disable */
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

export const StringKind = { PLAIN: 0, MARKDOWN: 1 } as const;

export type StringKind = (typeof StringKind)[keyof typeof StringKind];

export namespace StringKind {
  export type PLAIN = typeof StringKind.PLAIN;
  export type MARKDOWN = typeof StringKind.MARKDOWN;
}

export interface DynamicValue {
  readonly msgpack: Uint8Array;
  readonly json: Uint8Array;
}

export interface RawState {
  readonly json: Uint8Array;
  readonly flatmap: Map<string, string>;
}

export interface RawState_FlatmapEntry {
  readonly key: string;
  readonly value: string;
}

export interface ResourceIdentityData {
  readonly identityData: DynamicValue | undefined;
}

export interface AttributePath {
  readonly steps: readonly AttributePath_Step[];
}

export interface AttributePath_Step {
  readonly selector:
    | { readonly $case: 'attributeName'; readonly value: string }
    | { readonly $case: 'elementKeyString'; readonly value: string }
    | { readonly $case: 'elementKeyInt'; readonly value: number }
    | undefined;
}

export interface Diagnostic {
  readonly severity: Diagnostic_Severity;
  readonly summary: string;
  readonly detail: string;
  readonly attribute: AttributePath | undefined;
}

export const Diagnostic_Severity = { INVALID: 0, ERROR: 1, WARNING: 2 } as const;

export type Diagnostic_Severity = (typeof Diagnostic_Severity)[keyof typeof Diagnostic_Severity];

export namespace Diagnostic_Severity {
  export type INVALID = typeof Diagnostic_Severity.INVALID;
  export type ERROR = typeof Diagnostic_Severity.ERROR;
  export type WARNING = typeof Diagnostic_Severity.WARNING;
}

export interface FunctionError {
  readonly text: string;
  readonly functionArgument?: number | undefined;
}

export interface Deferred {
  readonly reason: Deferred_Reason;
}

export const Deferred_Reason = {
  UNKNOWN: 0,
  RESOURCE_CONFIG_UNKNOWN: 1,
  PROVIDER_CONFIG_UNKNOWN: 2,
  ABSENT_PREREQ: 3,
} as const;

export type Deferred_Reason = (typeof Deferred_Reason)[keyof typeof Deferred_Reason];

export namespace Deferred_Reason {
  export type UNKNOWN = typeof Deferred_Reason.UNKNOWN;
  export type RESOURCE_CONFIG_UNKNOWN = typeof Deferred_Reason.RESOURCE_CONFIG_UNKNOWN;
  export type PROVIDER_CONFIG_UNKNOWN = typeof Deferred_Reason.PROVIDER_CONFIG_UNKNOWN;
  export type ABSENT_PREREQ = typeof Deferred_Reason.ABSENT_PREREQ;
}

export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}

export interface Schema {
  readonly version: number;
  readonly block: Schema_Block | undefined;
}

export interface Schema_Block {
  readonly version: number;
  readonly attributes: readonly Schema_Attribute[];
  readonly blockTypes: readonly Schema_NestedBlock[];
  readonly description: string;
  readonly descriptionKind: StringKind;
  readonly deprecated: boolean;
}

export interface Schema_Attribute {
  readonly name: string;
  readonly type: Uint8Array;
  readonly description: string;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly sensitive: boolean;
  readonly descriptionKind: StringKind;
  readonly deprecated: boolean;
  readonly nestedType: Schema_Object | undefined;
  readonly writeOnly: boolean;
}

export interface Schema_NestedBlock {
  readonly typeName: string;
  readonly block: Schema_Block | undefined;
  readonly nesting: Schema_NestedBlock_NestingMode;
  readonly minItems: number;
  readonly maxItems: number;
}

export const Schema_NestedBlock_NestingMode = { INVALID: 0, SINGLE: 1, LIST: 2, SET: 3, MAP: 4, GROUP: 5 } as const;

export type Schema_NestedBlock_NestingMode =
  (typeof Schema_NestedBlock_NestingMode)[keyof typeof Schema_NestedBlock_NestingMode];

export namespace Schema_NestedBlock_NestingMode {
  export type INVALID = typeof Schema_NestedBlock_NestingMode.INVALID;
  export type SINGLE = typeof Schema_NestedBlock_NestingMode.SINGLE;
  export type LIST = typeof Schema_NestedBlock_NestingMode.LIST;
  export type SET = typeof Schema_NestedBlock_NestingMode.SET;
  export type MAP = typeof Schema_NestedBlock_NestingMode.MAP;
  export type GROUP = typeof Schema_NestedBlock_NestingMode.GROUP;
}

export interface Schema_Object {
  readonly attributes: readonly Schema_Attribute[];
  readonly nesting: Schema_Object_NestingMode;
}

export const Schema_Object_NestingMode = { INVALID: 0, SINGLE: 1, LIST: 2, SET: 3, MAP: 4 } as const;

export type Schema_Object_NestingMode = (typeof Schema_Object_NestingMode)[keyof typeof Schema_Object_NestingMode];

export namespace Schema_Object_NestingMode {
  export type INVALID = typeof Schema_Object_NestingMode.INVALID;
  export type SINGLE = typeof Schema_Object_NestingMode.SINGLE;
  export type LIST = typeof Schema_Object_NestingMode.LIST;
  export type SET = typeof Schema_Object_NestingMode.SET;
  export type MAP = typeof Schema_Object_NestingMode.MAP;
}

export interface ResourceIdentitySchema {
  readonly version: number;
  readonly identityAttributes: readonly ResourceIdentitySchema_IdentityAttribute[];
}

export interface ResourceIdentitySchema_IdentityAttribute {
  readonly name: string;
  readonly type: Uint8Array;
  readonly requiredForImport: boolean;
  readonly optionalForImport: boolean;
  readonly description: string;
}

export interface FunctionMessage {
  readonly parameters: readonly Function_Parameter[];
  readonly variadicParameter: Function_Parameter | undefined;
  readonly return: Function_Return | undefined;
  readonly summary: string;
  readonly description: string;
  readonly descriptionKind: StringKind;
  readonly deprecationMessage: string;
}

export interface Function_Parameter {
  readonly name: string;
  readonly type: Uint8Array;
  readonly allowNullValue: boolean;
  readonly allowUnknownValues: boolean;
  readonly description: string;
  readonly descriptionKind: StringKind;
}

export interface Function_Return {
  readonly type: Uint8Array;
}

export interface ServerCapabilities {
  readonly planDestroy: boolean;
  readonly getProviderSchemaOptional: boolean;
  readonly moveResourceState: boolean;
}

export interface ClientCapabilities {
  readonly deferralAllowed: boolean;
  readonly writeOnlyAttributesAllowed: boolean;
}

export interface GetMetadataRequest {}

export interface GetMetadataResponse {
  readonly serverCapabilities: ServerCapabilities | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly dataSources: readonly GetMetadataResponse_DataSource[];
  readonly resources: readonly GetMetadataResponse_Resource[];
  readonly functions: readonly GetMetadataResponse_FunctionName[];
  readonly ephemeralResources: readonly GetMetadataResponse_EphemeralResource[];
}

export interface GetMetadataResponse_DataSource {
  readonly typeName: string;
}

export interface GetMetadataResponse_Resource {
  readonly typeName: string;
}

export interface GetMetadataResponse_FunctionName {
  readonly name: string;
}

export interface GetMetadataResponse_EphemeralResource {
  readonly typeName: string;
}

export interface GetProviderSchemaRequest {}

export interface GetProviderSchemaResponse {
  readonly provider: Schema | undefined;
  readonly resourceSchemas: Map<string, Schema>;
  readonly dataSourceSchemas: Map<string, Schema>;
  readonly diagnostics: readonly Diagnostic[];
  readonly providerMeta: Schema | undefined;
  readonly serverCapabilities: ServerCapabilities | undefined;
  readonly functions: Map<string, FunctionMessage>;
  readonly ephemeralResourceSchemas: Map<string, Schema>;
}

export interface GetProviderSchemaResponse_ResourceSchemasEntry {
  readonly key: string;
  readonly value: Schema | undefined;
}

export interface GetProviderSchemaResponse_DataSourceSchemasEntry {
  readonly key: string;
  readonly value: Schema | undefined;
}

export interface GetProviderSchemaResponse_FunctionsEntry {
  readonly key: string;
  readonly value: FunctionMessage | undefined;
}

export interface GetProviderSchemaResponse_EphemeralResourceSchemasEntry {
  readonly key: string;
  readonly value: Schema | undefined;
}

export interface GetResourceIdentitySchemasRequest {}

export interface GetResourceIdentitySchemasResponse {
  readonly identitySchemas: Map<string, ResourceIdentitySchema>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface GetResourceIdentitySchemasResponse_IdentitySchemasEntry {
  readonly key: string;
  readonly value: ResourceIdentitySchema | undefined;
}

export interface GetFunctionsRequest {}

export interface GetFunctionsResponse {
  readonly functions: Map<string, FunctionMessage>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface GetFunctionsResponse_FunctionsEntry {
  readonly key: string;
  readonly value: FunctionMessage | undefined;
}

export interface ValidateProviderConfigRequest {
  readonly config: DynamicValue | undefined;
}

export interface ValidateProviderConfigResponse {
  readonly diagnostics: readonly Diagnostic[];
}

export interface ValidateResourceConfigRequest {
  readonly typeName: string;
  readonly config: DynamicValue | undefined;
  readonly clientCapabilities: ClientCapabilities | undefined;
}

export interface ValidateResourceConfigResponse {
  readonly diagnostics: readonly Diagnostic[];
}

export interface ValidateDataResourceConfigRequest {
  readonly typeName: string;
  readonly config: DynamicValue | undefined;
}

export interface ValidateDataResourceConfigResponse {
  readonly diagnostics: readonly Diagnostic[];
}

export interface ValidateEphemeralResourceConfigRequest {
  readonly typeName: string;
  readonly config: DynamicValue | undefined;
}

export interface ValidateEphemeralResourceConfigResponse {
  readonly diagnostics: readonly Diagnostic[];
}

export interface ConfigureProviderRequest {
  readonly terraformVersion: string;
  readonly config: DynamicValue | undefined;
  readonly clientCapabilities: ClientCapabilities | undefined;
}

export interface ConfigureProviderResponse {
  readonly diagnostics: readonly Diagnostic[];
}

export interface StopProviderRequest {}

export interface StopProviderResponse {
  readonly error: string;
}

export interface UpgradeResourceStateRequest {
  readonly typeName: string;
  readonly version: number;
  readonly rawState: RawState | undefined;
}

export interface UpgradeResourceStateResponse {
  readonly upgradedState: DynamicValue | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface UpgradeResourceIdentityRequest {
  readonly typeName: string;
  readonly version: number;
  readonly rawIdentity: RawState | undefined;
}

export interface UpgradeResourceIdentityResponse {
  readonly upgradedIdentity: ResourceIdentityData | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReadResourceRequest {
  readonly typeName: string;
  readonly currentState: DynamicValue | undefined;
  readonly private: Uint8Array;
  readonly providerMeta: DynamicValue | undefined;
  readonly clientCapabilities: ClientCapabilities | undefined;
  readonly currentIdentity: ResourceIdentityData | undefined;
}

export interface ReadResourceResponse {
  readonly newState: DynamicValue | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly private: Uint8Array;
  readonly deferred: Deferred | undefined;
  readonly newIdentity: ResourceIdentityData | undefined;
}

export interface PlanResourceChangeRequest {
  readonly typeName: string;
  readonly priorState: DynamicValue | undefined;
  readonly proposedNewState: DynamicValue | undefined;
  readonly config: DynamicValue | undefined;
  readonly priorPrivate: Uint8Array;
  readonly providerMeta: DynamicValue | undefined;
  readonly clientCapabilities: ClientCapabilities | undefined;
  readonly priorIdentity: ResourceIdentityData | undefined;
}

export interface PlanResourceChangeResponse {
  readonly plannedState: DynamicValue | undefined;
  readonly requiresReplace: readonly AttributePath[];
  readonly plannedPrivate: Uint8Array;
  readonly diagnostics: readonly Diagnostic[];
  readonly deferred: Deferred | undefined;
  readonly plannedIdentity: ResourceIdentityData | undefined;
}

export interface ApplyResourceChangeRequest {
  readonly typeName: string;
  readonly priorState: DynamicValue | undefined;
  readonly plannedState: DynamicValue | undefined;
  readonly config: DynamicValue | undefined;
  readonly plannedPrivate: Uint8Array;
  readonly providerMeta: DynamicValue | undefined;
  readonly plannedIdentity: ResourceIdentityData | undefined;
}

export interface ApplyResourceChangeResponse {
  readonly newState: DynamicValue | undefined;
  readonly private: Uint8Array;
  readonly diagnostics: readonly Diagnostic[];
  readonly newIdentity: ResourceIdentityData | undefined;
}

export interface ImportResourceStateRequest {
  readonly typeName: string;
  readonly id: string;
  readonly clientCapabilities: ClientCapabilities | undefined;
  readonly identity: ResourceIdentityData | undefined;
}

export interface ImportResourceStateResponse {
  readonly importedResources: readonly ImportResourceStateResponse_ImportedResource[];
  readonly diagnostics: readonly Diagnostic[];
  readonly deferred: Deferred | undefined;
}

export interface ImportResourceStateResponse_ImportedResource {
  readonly typeName: string;
  readonly state: DynamicValue | undefined;
  readonly private: Uint8Array;
  readonly identity: ResourceIdentityData | undefined;
}

export interface MoveResourceStateRequest {
  readonly sourceProviderAddress: string;
  readonly sourceTypeName: string;
  readonly sourceSchemaVersion: number;
  readonly sourceState: RawState | undefined;
  readonly targetTypeName: string;
  readonly sourcePrivate: Uint8Array;
  readonly sourceIdentity: RawState | undefined;
  readonly sourceIdentitySchemaVersion: number;
}

export interface MoveResourceStateResponse {
  readonly targetState: DynamicValue | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly targetPrivate: Uint8Array;
  readonly targetIdentity: ResourceIdentityData | undefined;
}

export interface ReadDataSourceRequest {
  readonly typeName: string;
  readonly config: DynamicValue | undefined;
  readonly providerMeta: DynamicValue | undefined;
  readonly clientCapabilities: ClientCapabilities | undefined;
}

export interface ReadDataSourceResponse {
  readonly state: DynamicValue | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly deferred: Deferred | undefined;
}

export interface OpenEphemeralResourceRequest {
  readonly typeName: string;
  readonly config: DynamicValue | undefined;
  readonly clientCapabilities: ClientCapabilities | undefined;
}

export interface OpenEphemeralResourceResponse {
  readonly diagnostics: readonly Diagnostic[];
  readonly renewAt: Timestamp | undefined;
  readonly result: DynamicValue | undefined;
  readonly private?: Uint8Array | undefined;
  readonly deferred: Deferred | undefined;
}

export interface RenewEphemeralResourceRequest {
  readonly typeName: string;
  readonly private?: Uint8Array | undefined;
}

export interface RenewEphemeralResourceResponse {
  readonly diagnostics: readonly Diagnostic[];
  readonly renewAt: Timestamp | undefined;
  readonly private?: Uint8Array | undefined;
}

export interface CloseEphemeralResourceRequest {
  readonly typeName: string;
  readonly private?: Uint8Array | undefined;
}

export interface CloseEphemeralResourceResponse {
  readonly diagnostics: readonly Diagnostic[];
}

export interface CallFunctionRequest {
  readonly name: string;
  readonly arguments: readonly DynamicValue[];
}

export interface CallFunctionResponse {
  readonly result: DynamicValue | undefined;
  readonly error: FunctionError | undefined;
}

function createBaseDynamicValue(): DynamicValue {
  return { msgpack: new Uint8Array(0), json: new Uint8Array(0) };
}

export const DynamicValue: MessageFns<DynamicValue> = {
  encode(message: DynamicValue, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.msgpack.length !== 0) {
      writer.uint32(10).bytes(message.msgpack);
    }
    if (message.json.length !== 0) {
      writer.uint32(18).bytes(message.json);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): DynamicValue {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseDynamicValue() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.msgpack = reader.bytes();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.json = reader.bytes();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<DynamicValue>): DynamicValue {
    return DynamicValue.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<DynamicValue>): DynamicValue {
    const message = createBaseDynamicValue() as any;
    message.msgpack = object.msgpack ?? new Uint8Array(0);
    message.json = object.json ?? new Uint8Array(0);
    return message;
  },
};

function createBaseRawState(): RawState {
  return { json: new Uint8Array(0), flatmap: new Map() };
}

export const RawState: MessageFns<RawState> = {
  encode(message: RawState, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.json.length !== 0) {
      writer.uint32(10).bytes(message.json);
    }
    message.flatmap.forEach((value, key) => {
      RawState_FlatmapEntry.encode({ key: key as any, value }, writer.uint32(18).fork()).join();
    });
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RawState {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRawState() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.json = reader.bytes();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            const entry2 = RawState_FlatmapEntry.decode(reader, reader.uint32());
            if (entry2.value !== undefined) {
              message.flatmap.set(entry2.key, entry2.value);
            }
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<RawState>): RawState {
    return RawState.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<RawState>): RawState {
    const message = createBaseRawState() as any;
    message.json = object.json ?? new Uint8Array(0);
    message.flatmap = (() => {
      const m = new Map();
      ((object.flatmap as Map<string, string>) ?? new Map()).forEach((value, key) => {
        if (value !== undefined) {
          m.set(key, globalThis.String(value));
        }
      });
      return m;
    })();
    return message;
  },
};

function createBaseRawState_FlatmapEntry(): RawState_FlatmapEntry {
  return { key: '', value: '' };
}

export const RawState_FlatmapEntry: MessageFns<RawState_FlatmapEntry> = {
  encode(message: RawState_FlatmapEntry, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.key !== '') {
      writer.uint32(10).string(message.key);
    }
    if (message.value !== '') {
      writer.uint32(18).string(message.value);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RawState_FlatmapEntry {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRawState_FlatmapEntry() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.key = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.value = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<RawState_FlatmapEntry>): RawState_FlatmapEntry {
    return RawState_FlatmapEntry.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<RawState_FlatmapEntry>): RawState_FlatmapEntry {
    const message = createBaseRawState_FlatmapEntry() as any;
    message.key = object.key ?? '';
    message.value = object.value ?? '';
    return message;
  },
};

function createBaseResourceIdentityData(): ResourceIdentityData {
  return { identityData: undefined };
}

export const ResourceIdentityData: MessageFns<ResourceIdentityData> = {
  encode(message: ResourceIdentityData, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.identityData !== undefined) {
      DynamicValue.encode(message.identityData, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ResourceIdentityData {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseResourceIdentityData() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.identityData = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ResourceIdentityData>): ResourceIdentityData {
    return ResourceIdentityData.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ResourceIdentityData>): ResourceIdentityData {
    const message = createBaseResourceIdentityData() as any;
    message.identityData =
      object.identityData !== undefined && object.identityData !== null
        ? DynamicValue.fromPartial(object.identityData)
        : undefined;
    return message;
  },
};

function createBaseAttributePath(): AttributePath {
  return { steps: [] };
}

export const AttributePath: MessageFns<AttributePath> = {
  encode(message: AttributePath, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.steps) {
      AttributePath_Step.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): AttributePath {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseAttributePath() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.steps.push(AttributePath_Step.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<AttributePath>): AttributePath {
    return AttributePath.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<AttributePath>): AttributePath {
    const message = createBaseAttributePath() as any;
    message.steps = object.steps?.map((e) => AttributePath_Step.fromPartial(e)) || [];
    return message;
  },
};

function createBaseAttributePath_Step(): AttributePath_Step {
  return { selector: undefined };
}

export const AttributePath_Step: MessageFns<AttributePath_Step> = {
  encode(message: AttributePath_Step, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    switch (message.selector?.$case) {
      case 'attributeName':
        writer.uint32(10).string(message.selector.value);
        break;
      case 'elementKeyString':
        writer.uint32(18).string(message.selector.value);
        break;
      case 'elementKeyInt':
        writer.uint32(24).int64(message.selector.value);
        break;
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): AttributePath_Step {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseAttributePath_Step() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.selector = { $case: 'attributeName', value: reader.string() };
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.selector = { $case: 'elementKeyString', value: reader.string() };
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.selector = { $case: 'elementKeyInt', value: longToNumber(reader.int64()) };
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<AttributePath_Step>): AttributePath_Step {
    return AttributePath_Step.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<AttributePath_Step>): AttributePath_Step {
    const message = createBaseAttributePath_Step() as any;
    switch (object.selector?.$case) {
      case 'attributeName': {
        if (object.selector?.value !== undefined && object.selector?.value !== null) {
          message.selector = { $case: 'attributeName', value: object.selector.value };
        }
        break;
      }
      case 'elementKeyString': {
        if (object.selector?.value !== undefined && object.selector?.value !== null) {
          message.selector = { $case: 'elementKeyString', value: object.selector.value };
        }
        break;
      }
      case 'elementKeyInt': {
        if (object.selector?.value !== undefined && object.selector?.value !== null) {
          message.selector = { $case: 'elementKeyInt', value: object.selector.value };
        }
        break;
      }
    }
    return message;
  },
};

function createBaseDiagnostic(): Diagnostic {
  return { severity: 0, summary: '', detail: '', attribute: undefined };
}

export const Diagnostic: MessageFns<Diagnostic> = {
  encode(message: Diagnostic, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.severity !== 0) {
      writer.uint32(8).int32(message.severity);
    }
    if (message.summary !== '') {
      writer.uint32(18).string(message.summary);
    }
    if (message.detail !== '') {
      writer.uint32(26).string(message.detail);
    }
    if (message.attribute !== undefined) {
      AttributePath.encode(message.attribute, writer.uint32(34).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Diagnostic {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseDiagnostic() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.severity = reader.int32() as any;
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.summary = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.detail = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.attribute = AttributePath.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<Diagnostic>): Diagnostic {
    return Diagnostic.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<Diagnostic>): Diagnostic {
    const message = createBaseDiagnostic() as any;
    message.severity = object.severity ?? 0;
    message.summary = object.summary ?? '';
    message.detail = object.detail ?? '';
    message.attribute =
      object.attribute !== undefined && object.attribute !== null
        ? AttributePath.fromPartial(object.attribute)
        : undefined;
    return message;
  },
};

function createBaseFunctionError(): FunctionError {
  return { text: '', functionArgument: undefined };
}

export const FunctionError: MessageFns<FunctionError> = {
  encode(message: FunctionError, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.text !== '') {
      writer.uint32(10).string(message.text);
    }
    if (message.functionArgument !== undefined) {
      writer.uint32(16).int64(message.functionArgument);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): FunctionError {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseFunctionError() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.text = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.functionArgument = longToNumber(reader.int64());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<FunctionError>): FunctionError {
    return FunctionError.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<FunctionError>): FunctionError {
    const message = createBaseFunctionError() as any;
    message.text = object.text ?? '';
    message.functionArgument = object.functionArgument ?? undefined;
    return message;
  },
};

function createBaseDeferred(): Deferred {
  return { reason: 0 };
}

export const Deferred: MessageFns<Deferred> = {
  encode(message: Deferred, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.reason !== 0) {
      writer.uint32(8).int32(message.reason);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Deferred {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseDeferred() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.reason = reader.int32() as any;
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<Deferred>): Deferred {
    return Deferred.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<Deferred>): Deferred {
    const message = createBaseDeferred() as any;
    message.reason = object.reason ?? 0;
    return message;
  },
};

function createBaseTimestamp(): Timestamp {
  return { seconds: 0, nanos: 0 };
}

export const Timestamp: MessageFns<Timestamp> = {
  encode(message: Timestamp, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.seconds !== 0) {
      writer.uint32(8).int64(message.seconds);
    }
    if (message.nanos !== 0) {
      writer.uint32(16).int32(message.nanos);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Timestamp {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseTimestamp() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.seconds = longToNumber(reader.int64());
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.nanos = reader.int32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<Timestamp>): Timestamp {
    return Timestamp.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<Timestamp>): Timestamp {
    const message = createBaseTimestamp() as any;
    message.seconds = object.seconds ?? 0;
    message.nanos = object.nanos ?? 0;
    return message;
  },
};

function createBaseSchema(): Schema {
  return { version: 0, block: undefined };
}

export const Schema: MessageFns<Schema> = {
  encode(message: Schema, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.version !== 0) {
      writer.uint32(8).int64(message.version);
    }
    if (message.block !== undefined) {
      Schema_Block.encode(message.block, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Schema {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSchema() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.version = longToNumber(reader.int64());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.block = Schema_Block.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<Schema>): Schema {
    return Schema.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<Schema>): Schema {
    const message = createBaseSchema() as any;
    message.version = object.version ?? 0;
    message.block =
      object.block !== undefined && object.block !== null ? Schema_Block.fromPartial(object.block) : undefined;
    return message;
  },
};

function createBaseSchema_Block(): Schema_Block {
  return { version: 0, attributes: [], blockTypes: [], description: '', descriptionKind: 0, deprecated: false };
}

export const Schema_Block: MessageFns<Schema_Block> = {
  encode(message: Schema_Block, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.version !== 0) {
      writer.uint32(8).int64(message.version);
    }
    for (const v of message.attributes) {
      Schema_Attribute.encode(v!, writer.uint32(18).fork()).join();
    }
    for (const v of message.blockTypes) {
      Schema_NestedBlock.encode(v!, writer.uint32(26).fork()).join();
    }
    if (message.description !== '') {
      writer.uint32(34).string(message.description);
    }
    if (message.descriptionKind !== 0) {
      writer.uint32(40).int32(message.descriptionKind);
    }
    if (message.deprecated !== false) {
      writer.uint32(48).bool(message.deprecated);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Schema_Block {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSchema_Block() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.version = longToNumber(reader.int64());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.attributes.push(Schema_Attribute.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.blockTypes.push(Schema_NestedBlock.decode(reader, reader.uint32()));
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.description = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.descriptionKind = reader.int32() as any;
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.deprecated = reader.bool();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<Schema_Block>): Schema_Block {
    return Schema_Block.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<Schema_Block>): Schema_Block {
    const message = createBaseSchema_Block() as any;
    message.version = object.version ?? 0;
    message.attributes = object.attributes?.map((e) => Schema_Attribute.fromPartial(e)) || [];
    message.blockTypes = object.blockTypes?.map((e) => Schema_NestedBlock.fromPartial(e)) || [];
    message.description = object.description ?? '';
    message.descriptionKind = object.descriptionKind ?? 0;
    message.deprecated = object.deprecated ?? false;
    return message;
  },
};

function createBaseSchema_Attribute(): Schema_Attribute {
  return {
    name: '',
    type: new Uint8Array(0),
    description: '',
    required: false,
    optional: false,
    computed: false,
    sensitive: false,
    descriptionKind: 0,
    deprecated: false,
    nestedType: undefined,
    writeOnly: false,
  };
}

export const Schema_Attribute: MessageFns<Schema_Attribute> = {
  encode(message: Schema_Attribute, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.name !== '') {
      writer.uint32(10).string(message.name);
    }
    if (message.type.length !== 0) {
      writer.uint32(18).bytes(message.type);
    }
    if (message.description !== '') {
      writer.uint32(26).string(message.description);
    }
    if (message.required !== false) {
      writer.uint32(32).bool(message.required);
    }
    if (message.optional !== false) {
      writer.uint32(40).bool(message.optional);
    }
    if (message.computed !== false) {
      writer.uint32(48).bool(message.computed);
    }
    if (message.sensitive !== false) {
      writer.uint32(56).bool(message.sensitive);
    }
    if (message.descriptionKind !== 0) {
      writer.uint32(64).int32(message.descriptionKind);
    }
    if (message.deprecated !== false) {
      writer.uint32(72).bool(message.deprecated);
    }
    if (message.nestedType !== undefined) {
      Schema_Object.encode(message.nestedType, writer.uint32(82).fork()).join();
    }
    if (message.writeOnly !== false) {
      writer.uint32(88).bool(message.writeOnly);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Schema_Attribute {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSchema_Attribute() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.name = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.type = reader.bytes();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.description = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.required = reader.bool();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.optional = reader.bool();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.computed = reader.bool();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }

            message.sensitive = reader.bool();
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }

            message.descriptionKind = reader.int32() as any;
            continue;
          }
          case 9: {
            if (tag !== 72) {
              break;
            }

            message.deprecated = reader.bool();
            continue;
          }
          case 10: {
            if (tag !== 82) {
              break;
            }

            message.nestedType = Schema_Object.decode(reader, reader.uint32());
            continue;
          }
          case 11: {
            if (tag !== 88) {
              break;
            }

            message.writeOnly = reader.bool();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<Schema_Attribute>): Schema_Attribute {
    return Schema_Attribute.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<Schema_Attribute>): Schema_Attribute {
    const message = createBaseSchema_Attribute() as any;
    message.name = object.name ?? '';
    message.type = object.type ?? new Uint8Array(0);
    message.description = object.description ?? '';
    message.required = object.required ?? false;
    message.optional = object.optional ?? false;
    message.computed = object.computed ?? false;
    message.sensitive = object.sensitive ?? false;
    message.descriptionKind = object.descriptionKind ?? 0;
    message.deprecated = object.deprecated ?? false;
    message.nestedType =
      object.nestedType !== undefined && object.nestedType !== null
        ? Schema_Object.fromPartial(object.nestedType)
        : undefined;
    message.writeOnly = object.writeOnly ?? false;
    return message;
  },
};

function createBaseSchema_NestedBlock(): Schema_NestedBlock {
  return { typeName: '', block: undefined, nesting: 0, minItems: 0, maxItems: 0 };
}

export const Schema_NestedBlock: MessageFns<Schema_NestedBlock> = {
  encode(message: Schema_NestedBlock, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.block !== undefined) {
      Schema_Block.encode(message.block, writer.uint32(18).fork()).join();
    }
    if (message.nesting !== 0) {
      writer.uint32(24).int32(message.nesting);
    }
    if (message.minItems !== 0) {
      writer.uint32(32).int64(message.minItems);
    }
    if (message.maxItems !== 0) {
      writer.uint32(40).int64(message.maxItems);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Schema_NestedBlock {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSchema_NestedBlock() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.block = Schema_Block.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.nesting = reader.int32() as any;
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.minItems = longToNumber(reader.int64());
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }

            message.maxItems = longToNumber(reader.int64());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<Schema_NestedBlock>): Schema_NestedBlock {
    return Schema_NestedBlock.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<Schema_NestedBlock>): Schema_NestedBlock {
    const message = createBaseSchema_NestedBlock() as any;
    message.typeName = object.typeName ?? '';
    message.block =
      object.block !== undefined && object.block !== null ? Schema_Block.fromPartial(object.block) : undefined;
    message.nesting = object.nesting ?? 0;
    message.minItems = object.minItems ?? 0;
    message.maxItems = object.maxItems ?? 0;
    return message;
  },
};

function createBaseSchema_Object(): Schema_Object {
  return { attributes: [], nesting: 0 };
}

export const Schema_Object: MessageFns<Schema_Object> = {
  encode(message: Schema_Object, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.attributes) {
      Schema_Attribute.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.nesting !== 0) {
      writer.uint32(24).int32(message.nesting);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Schema_Object {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseSchema_Object() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.attributes.push(Schema_Attribute.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.nesting = reader.int32() as any;
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<Schema_Object>): Schema_Object {
    return Schema_Object.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<Schema_Object>): Schema_Object {
    const message = createBaseSchema_Object() as any;
    message.attributes = object.attributes?.map((e) => Schema_Attribute.fromPartial(e)) || [];
    message.nesting = object.nesting ?? 0;
    return message;
  },
};

function createBaseResourceIdentitySchema(): ResourceIdentitySchema {
  return { version: 0, identityAttributes: [] };
}

export const ResourceIdentitySchema: MessageFns<ResourceIdentitySchema> = {
  encode(message: ResourceIdentitySchema, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.version !== 0) {
      writer.uint32(8).int64(message.version);
    }
    for (const v of message.identityAttributes) {
      ResourceIdentitySchema_IdentityAttribute.encode(v!, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ResourceIdentitySchema {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseResourceIdentitySchema() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.version = longToNumber(reader.int64());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.identityAttributes.push(ResourceIdentitySchema_IdentityAttribute.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ResourceIdentitySchema>): ResourceIdentitySchema {
    return ResourceIdentitySchema.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ResourceIdentitySchema>): ResourceIdentitySchema {
    const message = createBaseResourceIdentitySchema() as any;
    message.version = object.version ?? 0;
    message.identityAttributes =
      object.identityAttributes?.map((e) => ResourceIdentitySchema_IdentityAttribute.fromPartial(e)) || [];
    return message;
  },
};

function createBaseResourceIdentitySchema_IdentityAttribute(): ResourceIdentitySchema_IdentityAttribute {
  return { name: '', type: new Uint8Array(0), requiredForImport: false, optionalForImport: false, description: '' };
}

export const ResourceIdentitySchema_IdentityAttribute: MessageFns<ResourceIdentitySchema_IdentityAttribute> = {
  encode(message: ResourceIdentitySchema_IdentityAttribute, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.name !== '') {
      writer.uint32(10).string(message.name);
    }
    if (message.type.length !== 0) {
      writer.uint32(18).bytes(message.type);
    }
    if (message.requiredForImport !== false) {
      writer.uint32(24).bool(message.requiredForImport);
    }
    if (message.optionalForImport !== false) {
      writer.uint32(32).bool(message.optionalForImport);
    }
    if (message.description !== '') {
      writer.uint32(42).string(message.description);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ResourceIdentitySchema_IdentityAttribute {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseResourceIdentitySchema_IdentityAttribute() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.name = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.type = reader.bytes();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.requiredForImport = reader.bool();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.optionalForImport = reader.bool();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.description = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ResourceIdentitySchema_IdentityAttribute>): ResourceIdentitySchema_IdentityAttribute {
    return ResourceIdentitySchema_IdentityAttribute.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ResourceIdentitySchema_IdentityAttribute>): ResourceIdentitySchema_IdentityAttribute {
    const message = createBaseResourceIdentitySchema_IdentityAttribute() as any;
    message.name = object.name ?? '';
    message.type = object.type ?? new Uint8Array(0);
    message.requiredForImport = object.requiredForImport ?? false;
    message.optionalForImport = object.optionalForImport ?? false;
    message.description = object.description ?? '';
    return message;
  },
};

function createBaseFunctionMessage(): FunctionMessage {
  return {
    parameters: [],
    variadicParameter: undefined,
    return: undefined,
    summary: '',
    description: '',
    descriptionKind: 0,
    deprecationMessage: '',
  };
}

export const FunctionMessage: MessageFns<FunctionMessage> = {
  encode(message: FunctionMessage, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.parameters) {
      Function_Parameter.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.variadicParameter !== undefined) {
      Function_Parameter.encode(message.variadicParameter, writer.uint32(18).fork()).join();
    }
    if (message.return !== undefined) {
      Function_Return.encode(message.return, writer.uint32(26).fork()).join();
    }
    if (message.summary !== '') {
      writer.uint32(34).string(message.summary);
    }
    if (message.description !== '') {
      writer.uint32(42).string(message.description);
    }
    if (message.descriptionKind !== 0) {
      writer.uint32(48).int32(message.descriptionKind);
    }
    if (message.deprecationMessage !== '') {
      writer.uint32(58).string(message.deprecationMessage);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): FunctionMessage {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseFunctionMessage() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.parameters.push(Function_Parameter.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.variadicParameter = Function_Parameter.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.return = Function_Return.decode(reader, reader.uint32());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.summary = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.description = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.descriptionKind = reader.int32() as any;
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.deprecationMessage = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<FunctionMessage>): FunctionMessage {
    return FunctionMessage.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<FunctionMessage>): FunctionMessage {
    const message = createBaseFunctionMessage() as any;
    message.parameters = object.parameters?.map((e) => Function_Parameter.fromPartial(e)) || [];
    message.variadicParameter =
      object.variadicParameter !== undefined && object.variadicParameter !== null
        ? Function_Parameter.fromPartial(object.variadicParameter)
        : undefined;
    message.return =
      object.return !== undefined && object.return !== null ? Function_Return.fromPartial(object.return) : undefined;
    message.summary = object.summary ?? '';
    message.description = object.description ?? '';
    message.descriptionKind = object.descriptionKind ?? 0;
    message.deprecationMessage = object.deprecationMessage ?? '';
    return message;
  },
};

function createBaseFunction_Parameter(): Function_Parameter {
  return {
    name: '',
    type: new Uint8Array(0),
    allowNullValue: false,
    allowUnknownValues: false,
    description: '',
    descriptionKind: 0,
  };
}

export const Function_Parameter: MessageFns<Function_Parameter> = {
  encode(message: Function_Parameter, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.name !== '') {
      writer.uint32(10).string(message.name);
    }
    if (message.type.length !== 0) {
      writer.uint32(18).bytes(message.type);
    }
    if (message.allowNullValue !== false) {
      writer.uint32(24).bool(message.allowNullValue);
    }
    if (message.allowUnknownValues !== false) {
      writer.uint32(32).bool(message.allowUnknownValues);
    }
    if (message.description !== '') {
      writer.uint32(42).string(message.description);
    }
    if (message.descriptionKind !== 0) {
      writer.uint32(48).int32(message.descriptionKind);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Function_Parameter {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseFunction_Parameter() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.name = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.type = reader.bytes();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.allowNullValue = reader.bool();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }

            message.allowUnknownValues = reader.bool();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.description = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }

            message.descriptionKind = reader.int32() as any;
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<Function_Parameter>): Function_Parameter {
    return Function_Parameter.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<Function_Parameter>): Function_Parameter {
    const message = createBaseFunction_Parameter() as any;
    message.name = object.name ?? '';
    message.type = object.type ?? new Uint8Array(0);
    message.allowNullValue = object.allowNullValue ?? false;
    message.allowUnknownValues = object.allowUnknownValues ?? false;
    message.description = object.description ?? '';
    message.descriptionKind = object.descriptionKind ?? 0;
    return message;
  },
};

function createBaseFunction_Return(): Function_Return {
  return { type: new Uint8Array(0) };
}

export const Function_Return: MessageFns<Function_Return> = {
  encode(message: Function_Return, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.type.length !== 0) {
      writer.uint32(10).bytes(message.type);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): Function_Return {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseFunction_Return() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.type = reader.bytes();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<Function_Return>): Function_Return {
    return Function_Return.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<Function_Return>): Function_Return {
    const message = createBaseFunction_Return() as any;
    message.type = object.type ?? new Uint8Array(0);
    return message;
  },
};

function createBaseServerCapabilities(): ServerCapabilities {
  return { planDestroy: false, getProviderSchemaOptional: false, moveResourceState: false };
}

export const ServerCapabilities: MessageFns<ServerCapabilities> = {
  encode(message: ServerCapabilities, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.planDestroy !== false) {
      writer.uint32(8).bool(message.planDestroy);
    }
    if (message.getProviderSchemaOptional !== false) {
      writer.uint32(16).bool(message.getProviderSchemaOptional);
    }
    if (message.moveResourceState !== false) {
      writer.uint32(24).bool(message.moveResourceState);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ServerCapabilities {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseServerCapabilities() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.planDestroy = reader.bool();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.getProviderSchemaOptional = reader.bool();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.moveResourceState = reader.bool();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ServerCapabilities>): ServerCapabilities {
    return ServerCapabilities.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ServerCapabilities>): ServerCapabilities {
    const message = createBaseServerCapabilities() as any;
    message.planDestroy = object.planDestroy ?? false;
    message.getProviderSchemaOptional = object.getProviderSchemaOptional ?? false;
    message.moveResourceState = object.moveResourceState ?? false;
    return message;
  },
};

function createBaseClientCapabilities(): ClientCapabilities {
  return { deferralAllowed: false, writeOnlyAttributesAllowed: false };
}

export const ClientCapabilities: MessageFns<ClientCapabilities> = {
  encode(message: ClientCapabilities, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.deferralAllowed !== false) {
      writer.uint32(8).bool(message.deferralAllowed);
    }
    if (message.writeOnlyAttributesAllowed !== false) {
      writer.uint32(16).bool(message.writeOnlyAttributesAllowed);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ClientCapabilities {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseClientCapabilities() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }

            message.deferralAllowed = reader.bool();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.writeOnlyAttributesAllowed = reader.bool();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ClientCapabilities>): ClientCapabilities {
    return ClientCapabilities.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ClientCapabilities>): ClientCapabilities {
    const message = createBaseClientCapabilities() as any;
    message.deferralAllowed = object.deferralAllowed ?? false;
    message.writeOnlyAttributesAllowed = object.writeOnlyAttributesAllowed ?? false;
    return message;
  },
};

function createBaseGetMetadataRequest(): GetMetadataRequest {
  return {};
}

export const GetMetadataRequest: MessageFns<GetMetadataRequest> = {
  encode(_: GetMetadataRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetMetadataRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetMetadataRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetMetadataRequest>): GetMetadataRequest {
    return GetMetadataRequest.fromPartial(base ?? {});
  },
  fromPartial(_: DeepPartial<GetMetadataRequest>): GetMetadataRequest {
    const message = createBaseGetMetadataRequest() as any;
    return message;
  },
};

function createBaseGetMetadataResponse(): GetMetadataResponse {
  return {
    serverCapabilities: undefined,
    diagnostics: [],
    dataSources: [],
    resources: [],
    functions: [],
    ephemeralResources: [],
  };
}

export const GetMetadataResponse: MessageFns<GetMetadataResponse> = {
  encode(message: GetMetadataResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.serverCapabilities !== undefined) {
      ServerCapabilities.encode(message.serverCapabilities, writer.uint32(10).fork()).join();
    }
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(18).fork()).join();
    }
    for (const v of message.dataSources) {
      GetMetadataResponse_DataSource.encode(v!, writer.uint32(26).fork()).join();
    }
    for (const v of message.resources) {
      GetMetadataResponse_Resource.encode(v!, writer.uint32(34).fork()).join();
    }
    for (const v of message.functions) {
      GetMetadataResponse_FunctionName.encode(v!, writer.uint32(42).fork()).join();
    }
    for (const v of message.ephemeralResources) {
      GetMetadataResponse_EphemeralResource.encode(v!, writer.uint32(50).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetMetadataResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetMetadataResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.serverCapabilities = ServerCapabilities.decode(reader, reader.uint32());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.dataSources.push(GetMetadataResponse_DataSource.decode(reader, reader.uint32()));
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.resources.push(GetMetadataResponse_Resource.decode(reader, reader.uint32()));
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.functions.push(GetMetadataResponse_FunctionName.decode(reader, reader.uint32()));
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.ephemeralResources.push(GetMetadataResponse_EphemeralResource.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetMetadataResponse>): GetMetadataResponse {
    return GetMetadataResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<GetMetadataResponse>): GetMetadataResponse {
    const message = createBaseGetMetadataResponse() as any;
    message.serverCapabilities =
      object.serverCapabilities !== undefined && object.serverCapabilities !== null
        ? ServerCapabilities.fromPartial(object.serverCapabilities)
        : undefined;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    message.dataSources = object.dataSources?.map((e) => GetMetadataResponse_DataSource.fromPartial(e)) || [];
    message.resources = object.resources?.map((e) => GetMetadataResponse_Resource.fromPartial(e)) || [];
    message.functions = object.functions?.map((e) => GetMetadataResponse_FunctionName.fromPartial(e)) || [];
    message.ephemeralResources =
      object.ephemeralResources?.map((e) => GetMetadataResponse_EphemeralResource.fromPartial(e)) || [];
    return message;
  },
};

function createBaseGetMetadataResponse_DataSource(): GetMetadataResponse_DataSource {
  return { typeName: '' };
}

export const GetMetadataResponse_DataSource: MessageFns<GetMetadataResponse_DataSource> = {
  encode(message: GetMetadataResponse_DataSource, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetMetadataResponse_DataSource {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetMetadataResponse_DataSource() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetMetadataResponse_DataSource>): GetMetadataResponse_DataSource {
    return GetMetadataResponse_DataSource.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<GetMetadataResponse_DataSource>): GetMetadataResponse_DataSource {
    const message = createBaseGetMetadataResponse_DataSource() as any;
    message.typeName = object.typeName ?? '';
    return message;
  },
};

function createBaseGetMetadataResponse_Resource(): GetMetadataResponse_Resource {
  return { typeName: '' };
}

export const GetMetadataResponse_Resource: MessageFns<GetMetadataResponse_Resource> = {
  encode(message: GetMetadataResponse_Resource, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetMetadataResponse_Resource {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetMetadataResponse_Resource() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetMetadataResponse_Resource>): GetMetadataResponse_Resource {
    return GetMetadataResponse_Resource.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<GetMetadataResponse_Resource>): GetMetadataResponse_Resource {
    const message = createBaseGetMetadataResponse_Resource() as any;
    message.typeName = object.typeName ?? '';
    return message;
  },
};

function createBaseGetMetadataResponse_FunctionName(): GetMetadataResponse_FunctionName {
  return { name: '' };
}

export const GetMetadataResponse_FunctionName: MessageFns<GetMetadataResponse_FunctionName> = {
  encode(message: GetMetadataResponse_FunctionName, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.name !== '') {
      writer.uint32(10).string(message.name);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetMetadataResponse_FunctionName {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetMetadataResponse_FunctionName() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.name = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetMetadataResponse_FunctionName>): GetMetadataResponse_FunctionName {
    return GetMetadataResponse_FunctionName.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<GetMetadataResponse_FunctionName>): GetMetadataResponse_FunctionName {
    const message = createBaseGetMetadataResponse_FunctionName() as any;
    message.name = object.name ?? '';
    return message;
  },
};

function createBaseGetMetadataResponse_EphemeralResource(): GetMetadataResponse_EphemeralResource {
  return { typeName: '' };
}

export const GetMetadataResponse_EphemeralResource: MessageFns<GetMetadataResponse_EphemeralResource> = {
  encode(message: GetMetadataResponse_EphemeralResource, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetMetadataResponse_EphemeralResource {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetMetadataResponse_EphemeralResource() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetMetadataResponse_EphemeralResource>): GetMetadataResponse_EphemeralResource {
    return GetMetadataResponse_EphemeralResource.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<GetMetadataResponse_EphemeralResource>): GetMetadataResponse_EphemeralResource {
    const message = createBaseGetMetadataResponse_EphemeralResource() as any;
    message.typeName = object.typeName ?? '';
    return message;
  },
};

function createBaseGetProviderSchemaRequest(): GetProviderSchemaRequest {
  return {};
}

export const GetProviderSchemaRequest: MessageFns<GetProviderSchemaRequest> = {
  encode(_: GetProviderSchemaRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetProviderSchemaRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetProviderSchemaRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetProviderSchemaRequest>): GetProviderSchemaRequest {
    return GetProviderSchemaRequest.fromPartial(base ?? {});
  },
  fromPartial(_: DeepPartial<GetProviderSchemaRequest>): GetProviderSchemaRequest {
    const message = createBaseGetProviderSchemaRequest() as any;
    return message;
  },
};

function createBaseGetProviderSchemaResponse(): GetProviderSchemaResponse {
  return {
    provider: undefined,
    resourceSchemas: new Map(),
    dataSourceSchemas: new Map(),
    diagnostics: [],
    providerMeta: undefined,
    serverCapabilities: undefined,
    functions: new Map(),
    ephemeralResourceSchemas: new Map(),
  };
}

export const GetProviderSchemaResponse: MessageFns<GetProviderSchemaResponse> = {
  encode(message: GetProviderSchemaResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.provider !== undefined) {
      Schema.encode(message.provider, writer.uint32(10).fork()).join();
    }
    message.resourceSchemas.forEach((value, key) => {
      GetProviderSchemaResponse_ResourceSchemasEntry.encode(
        { key: key as any, value },
        writer.uint32(18).fork(),
      ).join();
    });
    message.dataSourceSchemas.forEach((value, key) => {
      GetProviderSchemaResponse_DataSourceSchemasEntry.encode(
        { key: key as any, value },
        writer.uint32(26).fork(),
      ).join();
    });
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(34).fork()).join();
    }
    if (message.providerMeta !== undefined) {
      Schema.encode(message.providerMeta, writer.uint32(42).fork()).join();
    }
    if (message.serverCapabilities !== undefined) {
      ServerCapabilities.encode(message.serverCapabilities, writer.uint32(50).fork()).join();
    }
    message.functions.forEach((value, key) => {
      GetProviderSchemaResponse_FunctionsEntry.encode({ key: key as any, value }, writer.uint32(58).fork()).join();
    });
    message.ephemeralResourceSchemas.forEach((value, key) => {
      GetProviderSchemaResponse_EphemeralResourceSchemasEntry.encode(
        { key: key as any, value },
        writer.uint32(66).fork(),
      ).join();
    });
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetProviderSchemaResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetProviderSchemaResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.provider = Schema.decode(reader, reader.uint32());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            const entry2 = GetProviderSchemaResponse_ResourceSchemasEntry.decode(reader, reader.uint32());
            if (entry2.value !== undefined) {
              message.resourceSchemas.set(entry2.key, entry2.value);
            }
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            const entry3 = GetProviderSchemaResponse_DataSourceSchemasEntry.decode(reader, reader.uint32());
            if (entry3.value !== undefined) {
              message.dataSourceSchemas.set(entry3.key, entry3.value);
            }
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.providerMeta = Schema.decode(reader, reader.uint32());
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.serverCapabilities = ServerCapabilities.decode(reader, reader.uint32());
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            const entry7 = GetProviderSchemaResponse_FunctionsEntry.decode(reader, reader.uint32());
            if (entry7.value !== undefined) {
              message.functions.set(entry7.key, entry7.value);
            }
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            const entry8 = GetProviderSchemaResponse_EphemeralResourceSchemasEntry.decode(reader, reader.uint32());
            if (entry8.value !== undefined) {
              message.ephemeralResourceSchemas.set(entry8.key, entry8.value);
            }
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetProviderSchemaResponse>): GetProviderSchemaResponse {
    return GetProviderSchemaResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<GetProviderSchemaResponse>): GetProviderSchemaResponse {
    const message = createBaseGetProviderSchemaResponse() as any;
    message.provider =
      object.provider !== undefined && object.provider !== null ? Schema.fromPartial(object.provider) : undefined;
    message.resourceSchemas = (() => {
      const m = new Map();
      ((object.resourceSchemas as Map<string, Schema>) ?? new Map()).forEach((value, key) => {
        if (value !== undefined) {
          m.set(key, Schema.fromPartial(value));
        }
      });
      return m;
    })();
    message.dataSourceSchemas = (() => {
      const m = new Map();
      ((object.dataSourceSchemas as Map<string, Schema>) ?? new Map()).forEach((value, key) => {
        if (value !== undefined) {
          m.set(key, Schema.fromPartial(value));
        }
      });
      return m;
    })();
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    message.providerMeta =
      object.providerMeta !== undefined && object.providerMeta !== null
        ? Schema.fromPartial(object.providerMeta)
        : undefined;
    message.serverCapabilities =
      object.serverCapabilities !== undefined && object.serverCapabilities !== null
        ? ServerCapabilities.fromPartial(object.serverCapabilities)
        : undefined;
    message.functions = (() => {
      const m = new Map();
      ((object.functions as Map<string, FunctionMessage>) ?? new Map()).forEach((value, key) => {
        if (value !== undefined) {
          m.set(key, FunctionMessage.fromPartial(value));
        }
      });
      return m;
    })();
    message.ephemeralResourceSchemas = (() => {
      const m = new Map();
      ((object.ephemeralResourceSchemas as Map<string, Schema>) ?? new Map()).forEach((value, key) => {
        if (value !== undefined) {
          m.set(key, Schema.fromPartial(value));
        }
      });
      return m;
    })();
    return message;
  },
};

function createBaseGetProviderSchemaResponse_ResourceSchemasEntry(): GetProviderSchemaResponse_ResourceSchemasEntry {
  return { key: '', value: undefined };
}

export const GetProviderSchemaResponse_ResourceSchemasEntry: MessageFns<GetProviderSchemaResponse_ResourceSchemasEntry> =
  {
    encode(
      message: GetProviderSchemaResponse_ResourceSchemasEntry,
      writer: BinaryWriter = new BinaryWriter(),
    ): BinaryWriter {
      if (message.key !== '') {
        writer.uint32(10).string(message.key);
      }
      if (message.value !== undefined) {
        Schema.encode(message.value, writer.uint32(18).fork()).join();
      }
      return writer;
    },

    decode(input: BinaryReader | Uint8Array, length?: number): GetProviderSchemaResponse_ResourceSchemasEntry {
      const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
      const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
      if (previousRecursionDepth >= 100) {
        throw new globalThis.Error('protobuf decode recursion limit exceeded');
      }
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
      try {
        const end = length === undefined ? reader.len : reader.pos + length;
        const message = createBaseGetProviderSchemaResponse_ResourceSchemasEntry() as any;
        while (reader.pos < end) {
          const tag = reader.uint32();
          switch (tag >>> 3) {
            case 1: {
              if (tag !== 10) {
                break;
              }

              message.key = reader.string();
              continue;
            }
            case 2: {
              if (tag !== 18) {
                break;
              }

              message.value = Schema.decode(reader, reader.uint32());
              continue;
            }
          }
          if ((tag & 7) === 4 || tag === 0) {
            break;
          }
          reader.skip(tag & 7);
        }
        return message;
      } finally {
        (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
      }
    },

    create(
      base?: DeepPartial<GetProviderSchemaResponse_ResourceSchemasEntry>,
    ): GetProviderSchemaResponse_ResourceSchemasEntry {
      return GetProviderSchemaResponse_ResourceSchemasEntry.fromPartial(base ?? {});
    },
    fromPartial(
      object: DeepPartial<GetProviderSchemaResponse_ResourceSchemasEntry>,
    ): GetProviderSchemaResponse_ResourceSchemasEntry {
      const message = createBaseGetProviderSchemaResponse_ResourceSchemasEntry() as any;
      message.key = object.key ?? '';
      message.value =
        object.value !== undefined && object.value !== null ? Schema.fromPartial(object.value) : undefined;
      return message;
    },
  };

function createBaseGetProviderSchemaResponse_DataSourceSchemasEntry(): GetProviderSchemaResponse_DataSourceSchemasEntry {
  return { key: '', value: undefined };
}

export const GetProviderSchemaResponse_DataSourceSchemasEntry: MessageFns<GetProviderSchemaResponse_DataSourceSchemasEntry> =
  {
    encode(
      message: GetProviderSchemaResponse_DataSourceSchemasEntry,
      writer: BinaryWriter = new BinaryWriter(),
    ): BinaryWriter {
      if (message.key !== '') {
        writer.uint32(10).string(message.key);
      }
      if (message.value !== undefined) {
        Schema.encode(message.value, writer.uint32(18).fork()).join();
      }
      return writer;
    },

    decode(input: BinaryReader | Uint8Array, length?: number): GetProviderSchemaResponse_DataSourceSchemasEntry {
      const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
      const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
      if (previousRecursionDepth >= 100) {
        throw new globalThis.Error('protobuf decode recursion limit exceeded');
      }
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
      try {
        const end = length === undefined ? reader.len : reader.pos + length;
        const message = createBaseGetProviderSchemaResponse_DataSourceSchemasEntry() as any;
        while (reader.pos < end) {
          const tag = reader.uint32();
          switch (tag >>> 3) {
            case 1: {
              if (tag !== 10) {
                break;
              }

              message.key = reader.string();
              continue;
            }
            case 2: {
              if (tag !== 18) {
                break;
              }

              message.value = Schema.decode(reader, reader.uint32());
              continue;
            }
          }
          if ((tag & 7) === 4 || tag === 0) {
            break;
          }
          reader.skip(tag & 7);
        }
        return message;
      } finally {
        (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
      }
    },

    create(
      base?: DeepPartial<GetProviderSchemaResponse_DataSourceSchemasEntry>,
    ): GetProviderSchemaResponse_DataSourceSchemasEntry {
      return GetProviderSchemaResponse_DataSourceSchemasEntry.fromPartial(base ?? {});
    },
    fromPartial(
      object: DeepPartial<GetProviderSchemaResponse_DataSourceSchemasEntry>,
    ): GetProviderSchemaResponse_DataSourceSchemasEntry {
      const message = createBaseGetProviderSchemaResponse_DataSourceSchemasEntry() as any;
      message.key = object.key ?? '';
      message.value =
        object.value !== undefined && object.value !== null ? Schema.fromPartial(object.value) : undefined;
      return message;
    },
  };

function createBaseGetProviderSchemaResponse_FunctionsEntry(): GetProviderSchemaResponse_FunctionsEntry {
  return { key: '', value: undefined };
}

export const GetProviderSchemaResponse_FunctionsEntry: MessageFns<GetProviderSchemaResponse_FunctionsEntry> = {
  encode(message: GetProviderSchemaResponse_FunctionsEntry, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.key !== '') {
      writer.uint32(10).string(message.key);
    }
    if (message.value !== undefined) {
      FunctionMessage.encode(message.value, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetProviderSchemaResponse_FunctionsEntry {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetProviderSchemaResponse_FunctionsEntry() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.key = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.value = FunctionMessage.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetProviderSchemaResponse_FunctionsEntry>): GetProviderSchemaResponse_FunctionsEntry {
    return GetProviderSchemaResponse_FunctionsEntry.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<GetProviderSchemaResponse_FunctionsEntry>): GetProviderSchemaResponse_FunctionsEntry {
    const message = createBaseGetProviderSchemaResponse_FunctionsEntry() as any;
    message.key = object.key ?? '';
    message.value =
      object.value !== undefined && object.value !== null ? FunctionMessage.fromPartial(object.value) : undefined;
    return message;
  },
};

function createBaseGetProviderSchemaResponse_EphemeralResourceSchemasEntry(): GetProviderSchemaResponse_EphemeralResourceSchemasEntry {
  return { key: '', value: undefined };
}

export const GetProviderSchemaResponse_EphemeralResourceSchemasEntry: MessageFns<GetProviderSchemaResponse_EphemeralResourceSchemasEntry> =
  {
    encode(
      message: GetProviderSchemaResponse_EphemeralResourceSchemasEntry,
      writer: BinaryWriter = new BinaryWriter(),
    ): BinaryWriter {
      if (message.key !== '') {
        writer.uint32(10).string(message.key);
      }
      if (message.value !== undefined) {
        Schema.encode(message.value, writer.uint32(18).fork()).join();
      }
      return writer;
    },

    decode(input: BinaryReader | Uint8Array, length?: number): GetProviderSchemaResponse_EphemeralResourceSchemasEntry {
      const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
      const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
      if (previousRecursionDepth >= 100) {
        throw new globalThis.Error('protobuf decode recursion limit exceeded');
      }
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
      try {
        const end = length === undefined ? reader.len : reader.pos + length;
        const message = createBaseGetProviderSchemaResponse_EphemeralResourceSchemasEntry() as any;
        while (reader.pos < end) {
          const tag = reader.uint32();
          switch (tag >>> 3) {
            case 1: {
              if (tag !== 10) {
                break;
              }

              message.key = reader.string();
              continue;
            }
            case 2: {
              if (tag !== 18) {
                break;
              }

              message.value = Schema.decode(reader, reader.uint32());
              continue;
            }
          }
          if ((tag & 7) === 4 || tag === 0) {
            break;
          }
          reader.skip(tag & 7);
        }
        return message;
      } finally {
        (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
      }
    },

    create(
      base?: DeepPartial<GetProviderSchemaResponse_EphemeralResourceSchemasEntry>,
    ): GetProviderSchemaResponse_EphemeralResourceSchemasEntry {
      return GetProviderSchemaResponse_EphemeralResourceSchemasEntry.fromPartial(base ?? {});
    },
    fromPartial(
      object: DeepPartial<GetProviderSchemaResponse_EphemeralResourceSchemasEntry>,
    ): GetProviderSchemaResponse_EphemeralResourceSchemasEntry {
      const message = createBaseGetProviderSchemaResponse_EphemeralResourceSchemasEntry() as any;
      message.key = object.key ?? '';
      message.value =
        object.value !== undefined && object.value !== null ? Schema.fromPartial(object.value) : undefined;
      return message;
    },
  };

function createBaseGetResourceIdentitySchemasRequest(): GetResourceIdentitySchemasRequest {
  return {};
}

export const GetResourceIdentitySchemasRequest: MessageFns<GetResourceIdentitySchemasRequest> = {
  encode(_: GetResourceIdentitySchemasRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetResourceIdentitySchemasRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetResourceIdentitySchemasRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetResourceIdentitySchemasRequest>): GetResourceIdentitySchemasRequest {
    return GetResourceIdentitySchemasRequest.fromPartial(base ?? {});
  },
  fromPartial(_: DeepPartial<GetResourceIdentitySchemasRequest>): GetResourceIdentitySchemasRequest {
    const message = createBaseGetResourceIdentitySchemasRequest() as any;
    return message;
  },
};

function createBaseGetResourceIdentitySchemasResponse(): GetResourceIdentitySchemasResponse {
  return { identitySchemas: new Map(), diagnostics: [] };
}

export const GetResourceIdentitySchemasResponse: MessageFns<GetResourceIdentitySchemasResponse> = {
  encode(message: GetResourceIdentitySchemasResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    message.identitySchemas.forEach((value, key) => {
      GetResourceIdentitySchemasResponse_IdentitySchemasEntry.encode(
        { key: key as any, value },
        writer.uint32(10).fork(),
      ).join();
    });
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetResourceIdentitySchemasResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetResourceIdentitySchemasResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            const entry1 = GetResourceIdentitySchemasResponse_IdentitySchemasEntry.decode(reader, reader.uint32());
            if (entry1.value !== undefined) {
              message.identitySchemas.set(entry1.key, entry1.value);
            }
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetResourceIdentitySchemasResponse>): GetResourceIdentitySchemasResponse {
    return GetResourceIdentitySchemasResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<GetResourceIdentitySchemasResponse>): GetResourceIdentitySchemasResponse {
    const message = createBaseGetResourceIdentitySchemasResponse() as any;
    message.identitySchemas = (() => {
      const m = new Map();
      ((object.identitySchemas as Map<string, ResourceIdentitySchema>) ?? new Map()).forEach((value, key) => {
        if (value !== undefined) {
          m.set(key, ResourceIdentitySchema.fromPartial(value));
        }
      });
      return m;
    })();
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    return message;
  },
};

function createBaseGetResourceIdentitySchemasResponse_IdentitySchemasEntry(): GetResourceIdentitySchemasResponse_IdentitySchemasEntry {
  return { key: '', value: undefined };
}

export const GetResourceIdentitySchemasResponse_IdentitySchemasEntry: MessageFns<GetResourceIdentitySchemasResponse_IdentitySchemasEntry> =
  {
    encode(
      message: GetResourceIdentitySchemasResponse_IdentitySchemasEntry,
      writer: BinaryWriter = new BinaryWriter(),
    ): BinaryWriter {
      if (message.key !== '') {
        writer.uint32(10).string(message.key);
      }
      if (message.value !== undefined) {
        ResourceIdentitySchema.encode(message.value, writer.uint32(18).fork()).join();
      }
      return writer;
    },

    decode(input: BinaryReader | Uint8Array, length?: number): GetResourceIdentitySchemasResponse_IdentitySchemasEntry {
      const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
      const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
      if (previousRecursionDepth >= 100) {
        throw new globalThis.Error('protobuf decode recursion limit exceeded');
      }
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
      try {
        const end = length === undefined ? reader.len : reader.pos + length;
        const message = createBaseGetResourceIdentitySchemasResponse_IdentitySchemasEntry() as any;
        while (reader.pos < end) {
          const tag = reader.uint32();
          switch (tag >>> 3) {
            case 1: {
              if (tag !== 10) {
                break;
              }

              message.key = reader.string();
              continue;
            }
            case 2: {
              if (tag !== 18) {
                break;
              }

              message.value = ResourceIdentitySchema.decode(reader, reader.uint32());
              continue;
            }
          }
          if ((tag & 7) === 4 || tag === 0) {
            break;
          }
          reader.skip(tag & 7);
        }
        return message;
      } finally {
        (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
      }
    },

    create(
      base?: DeepPartial<GetResourceIdentitySchemasResponse_IdentitySchemasEntry>,
    ): GetResourceIdentitySchemasResponse_IdentitySchemasEntry {
      return GetResourceIdentitySchemasResponse_IdentitySchemasEntry.fromPartial(base ?? {});
    },
    fromPartial(
      object: DeepPartial<GetResourceIdentitySchemasResponse_IdentitySchemasEntry>,
    ): GetResourceIdentitySchemasResponse_IdentitySchemasEntry {
      const message = createBaseGetResourceIdentitySchemasResponse_IdentitySchemasEntry() as any;
      message.key = object.key ?? '';
      message.value =
        object.value !== undefined && object.value !== null
          ? ResourceIdentitySchema.fromPartial(object.value)
          : undefined;
      return message;
    },
  };

function createBaseGetFunctionsRequest(): GetFunctionsRequest {
  return {};
}

export const GetFunctionsRequest: MessageFns<GetFunctionsRequest> = {
  encode(_: GetFunctionsRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetFunctionsRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetFunctionsRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetFunctionsRequest>): GetFunctionsRequest {
    return GetFunctionsRequest.fromPartial(base ?? {});
  },
  fromPartial(_: DeepPartial<GetFunctionsRequest>): GetFunctionsRequest {
    const message = createBaseGetFunctionsRequest() as any;
    return message;
  },
};

function createBaseGetFunctionsResponse(): GetFunctionsResponse {
  return { functions: new Map(), diagnostics: [] };
}

export const GetFunctionsResponse: MessageFns<GetFunctionsResponse> = {
  encode(message: GetFunctionsResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    message.functions.forEach((value, key) => {
      GetFunctionsResponse_FunctionsEntry.encode({ key: key as any, value }, writer.uint32(10).fork()).join();
    });
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetFunctionsResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetFunctionsResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            const entry1 = GetFunctionsResponse_FunctionsEntry.decode(reader, reader.uint32());
            if (entry1.value !== undefined) {
              message.functions.set(entry1.key, entry1.value);
            }
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetFunctionsResponse>): GetFunctionsResponse {
    return GetFunctionsResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<GetFunctionsResponse>): GetFunctionsResponse {
    const message = createBaseGetFunctionsResponse() as any;
    message.functions = (() => {
      const m = new Map();
      ((object.functions as Map<string, FunctionMessage>) ?? new Map()).forEach((value, key) => {
        if (value !== undefined) {
          m.set(key, FunctionMessage.fromPartial(value));
        }
      });
      return m;
    })();
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    return message;
  },
};

function createBaseGetFunctionsResponse_FunctionsEntry(): GetFunctionsResponse_FunctionsEntry {
  return { key: '', value: undefined };
}

export const GetFunctionsResponse_FunctionsEntry: MessageFns<GetFunctionsResponse_FunctionsEntry> = {
  encode(message: GetFunctionsResponse_FunctionsEntry, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.key !== '') {
      writer.uint32(10).string(message.key);
    }
    if (message.value !== undefined) {
      FunctionMessage.encode(message.value, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): GetFunctionsResponse_FunctionsEntry {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseGetFunctionsResponse_FunctionsEntry() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.key = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.value = FunctionMessage.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<GetFunctionsResponse_FunctionsEntry>): GetFunctionsResponse_FunctionsEntry {
    return GetFunctionsResponse_FunctionsEntry.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<GetFunctionsResponse_FunctionsEntry>): GetFunctionsResponse_FunctionsEntry {
    const message = createBaseGetFunctionsResponse_FunctionsEntry() as any;
    message.key = object.key ?? '';
    message.value =
      object.value !== undefined && object.value !== null ? FunctionMessage.fromPartial(object.value) : undefined;
    return message;
  },
};

function createBaseValidateProviderConfigRequest(): ValidateProviderConfigRequest {
  return { config: undefined };
}

export const ValidateProviderConfigRequest: MessageFns<ValidateProviderConfigRequest> = {
  encode(message: ValidateProviderConfigRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.config !== undefined) {
      DynamicValue.encode(message.config, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ValidateProviderConfigRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseValidateProviderConfigRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.config = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ValidateProviderConfigRequest>): ValidateProviderConfigRequest {
    return ValidateProviderConfigRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ValidateProviderConfigRequest>): ValidateProviderConfigRequest {
    const message = createBaseValidateProviderConfigRequest() as any;
    message.config =
      object.config !== undefined && object.config !== null ? DynamicValue.fromPartial(object.config) : undefined;
    return message;
  },
};

function createBaseValidateProviderConfigResponse(): ValidateProviderConfigResponse {
  return { diagnostics: [] };
}

export const ValidateProviderConfigResponse: MessageFns<ValidateProviderConfigResponse> = {
  encode(message: ValidateProviderConfigResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ValidateProviderConfigResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseValidateProviderConfigResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ValidateProviderConfigResponse>): ValidateProviderConfigResponse {
    return ValidateProviderConfigResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ValidateProviderConfigResponse>): ValidateProviderConfigResponse {
    const message = createBaseValidateProviderConfigResponse() as any;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    return message;
  },
};

function createBaseValidateResourceConfigRequest(): ValidateResourceConfigRequest {
  return { typeName: '', config: undefined, clientCapabilities: undefined };
}

export const ValidateResourceConfigRequest: MessageFns<ValidateResourceConfigRequest> = {
  encode(message: ValidateResourceConfigRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.config !== undefined) {
      DynamicValue.encode(message.config, writer.uint32(18).fork()).join();
    }
    if (message.clientCapabilities !== undefined) {
      ClientCapabilities.encode(message.clientCapabilities, writer.uint32(26).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ValidateResourceConfigRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseValidateResourceConfigRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.config = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.clientCapabilities = ClientCapabilities.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ValidateResourceConfigRequest>): ValidateResourceConfigRequest {
    return ValidateResourceConfigRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ValidateResourceConfigRequest>): ValidateResourceConfigRequest {
    const message = createBaseValidateResourceConfigRequest() as any;
    message.typeName = object.typeName ?? '';
    message.config =
      object.config !== undefined && object.config !== null ? DynamicValue.fromPartial(object.config) : undefined;
    message.clientCapabilities =
      object.clientCapabilities !== undefined && object.clientCapabilities !== null
        ? ClientCapabilities.fromPartial(object.clientCapabilities)
        : undefined;
    return message;
  },
};

function createBaseValidateResourceConfigResponse(): ValidateResourceConfigResponse {
  return { diagnostics: [] };
}

export const ValidateResourceConfigResponse: MessageFns<ValidateResourceConfigResponse> = {
  encode(message: ValidateResourceConfigResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ValidateResourceConfigResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseValidateResourceConfigResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ValidateResourceConfigResponse>): ValidateResourceConfigResponse {
    return ValidateResourceConfigResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ValidateResourceConfigResponse>): ValidateResourceConfigResponse {
    const message = createBaseValidateResourceConfigResponse() as any;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    return message;
  },
};

function createBaseValidateDataResourceConfigRequest(): ValidateDataResourceConfigRequest {
  return { typeName: '', config: undefined };
}

export const ValidateDataResourceConfigRequest: MessageFns<ValidateDataResourceConfigRequest> = {
  encode(message: ValidateDataResourceConfigRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.config !== undefined) {
      DynamicValue.encode(message.config, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ValidateDataResourceConfigRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseValidateDataResourceConfigRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.config = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ValidateDataResourceConfigRequest>): ValidateDataResourceConfigRequest {
    return ValidateDataResourceConfigRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ValidateDataResourceConfigRequest>): ValidateDataResourceConfigRequest {
    const message = createBaseValidateDataResourceConfigRequest() as any;
    message.typeName = object.typeName ?? '';
    message.config =
      object.config !== undefined && object.config !== null ? DynamicValue.fromPartial(object.config) : undefined;
    return message;
  },
};

function createBaseValidateDataResourceConfigResponse(): ValidateDataResourceConfigResponse {
  return { diagnostics: [] };
}

export const ValidateDataResourceConfigResponse: MessageFns<ValidateDataResourceConfigResponse> = {
  encode(message: ValidateDataResourceConfigResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ValidateDataResourceConfigResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseValidateDataResourceConfigResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ValidateDataResourceConfigResponse>): ValidateDataResourceConfigResponse {
    return ValidateDataResourceConfigResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ValidateDataResourceConfigResponse>): ValidateDataResourceConfigResponse {
    const message = createBaseValidateDataResourceConfigResponse() as any;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    return message;
  },
};

function createBaseValidateEphemeralResourceConfigRequest(): ValidateEphemeralResourceConfigRequest {
  return { typeName: '', config: undefined };
}

export const ValidateEphemeralResourceConfigRequest: MessageFns<ValidateEphemeralResourceConfigRequest> = {
  encode(message: ValidateEphemeralResourceConfigRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.config !== undefined) {
      DynamicValue.encode(message.config, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ValidateEphemeralResourceConfigRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseValidateEphemeralResourceConfigRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.config = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ValidateEphemeralResourceConfigRequest>): ValidateEphemeralResourceConfigRequest {
    return ValidateEphemeralResourceConfigRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ValidateEphemeralResourceConfigRequest>): ValidateEphemeralResourceConfigRequest {
    const message = createBaseValidateEphemeralResourceConfigRequest() as any;
    message.typeName = object.typeName ?? '';
    message.config =
      object.config !== undefined && object.config !== null ? DynamicValue.fromPartial(object.config) : undefined;
    return message;
  },
};

function createBaseValidateEphemeralResourceConfigResponse(): ValidateEphemeralResourceConfigResponse {
  return { diagnostics: [] };
}

export const ValidateEphemeralResourceConfigResponse: MessageFns<ValidateEphemeralResourceConfigResponse> = {
  encode(message: ValidateEphemeralResourceConfigResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ValidateEphemeralResourceConfigResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseValidateEphemeralResourceConfigResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ValidateEphemeralResourceConfigResponse>): ValidateEphemeralResourceConfigResponse {
    return ValidateEphemeralResourceConfigResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ValidateEphemeralResourceConfigResponse>): ValidateEphemeralResourceConfigResponse {
    const message = createBaseValidateEphemeralResourceConfigResponse() as any;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    return message;
  },
};

function createBaseConfigureProviderRequest(): ConfigureProviderRequest {
  return { terraformVersion: '', config: undefined, clientCapabilities: undefined };
}

export const ConfigureProviderRequest: MessageFns<ConfigureProviderRequest> = {
  encode(message: ConfigureProviderRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.terraformVersion !== '') {
      writer.uint32(10).string(message.terraformVersion);
    }
    if (message.config !== undefined) {
      DynamicValue.encode(message.config, writer.uint32(18).fork()).join();
    }
    if (message.clientCapabilities !== undefined) {
      ClientCapabilities.encode(message.clientCapabilities, writer.uint32(26).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ConfigureProviderRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseConfigureProviderRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.terraformVersion = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.config = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.clientCapabilities = ClientCapabilities.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ConfigureProviderRequest>): ConfigureProviderRequest {
    return ConfigureProviderRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ConfigureProviderRequest>): ConfigureProviderRequest {
    const message = createBaseConfigureProviderRequest() as any;
    message.terraformVersion = object.terraformVersion ?? '';
    message.config =
      object.config !== undefined && object.config !== null ? DynamicValue.fromPartial(object.config) : undefined;
    message.clientCapabilities =
      object.clientCapabilities !== undefined && object.clientCapabilities !== null
        ? ClientCapabilities.fromPartial(object.clientCapabilities)
        : undefined;
    return message;
  },
};

function createBaseConfigureProviderResponse(): ConfigureProviderResponse {
  return { diagnostics: [] };
}

export const ConfigureProviderResponse: MessageFns<ConfigureProviderResponse> = {
  encode(message: ConfigureProviderResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ConfigureProviderResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseConfigureProviderResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ConfigureProviderResponse>): ConfigureProviderResponse {
    return ConfigureProviderResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ConfigureProviderResponse>): ConfigureProviderResponse {
    const message = createBaseConfigureProviderResponse() as any;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    return message;
  },
};

function createBaseStopProviderRequest(): StopProviderRequest {
  return {};
}

export const StopProviderRequest: MessageFns<StopProviderRequest> = {
  encode(_: StopProviderRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): StopProviderRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseStopProviderRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<StopProviderRequest>): StopProviderRequest {
    return StopProviderRequest.fromPartial(base ?? {});
  },
  fromPartial(_: DeepPartial<StopProviderRequest>): StopProviderRequest {
    const message = createBaseStopProviderRequest() as any;
    return message;
  },
};

function createBaseStopProviderResponse(): StopProviderResponse {
  return { error: '' };
}

export const StopProviderResponse: MessageFns<StopProviderResponse> = {
  encode(message: StopProviderResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.error !== '') {
      writer.uint32(10).string(message.error);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): StopProviderResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseStopProviderResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.error = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<StopProviderResponse>): StopProviderResponse {
    return StopProviderResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<StopProviderResponse>): StopProviderResponse {
    const message = createBaseStopProviderResponse() as any;
    message.error = object.error ?? '';
    return message;
  },
};

function createBaseUpgradeResourceStateRequest(): UpgradeResourceStateRequest {
  return { typeName: '', version: 0, rawState: undefined };
}

export const UpgradeResourceStateRequest: MessageFns<UpgradeResourceStateRequest> = {
  encode(message: UpgradeResourceStateRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.version !== 0) {
      writer.uint32(16).int64(message.version);
    }
    if (message.rawState !== undefined) {
      RawState.encode(message.rawState, writer.uint32(26).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): UpgradeResourceStateRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseUpgradeResourceStateRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.version = longToNumber(reader.int64());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.rawState = RawState.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<UpgradeResourceStateRequest>): UpgradeResourceStateRequest {
    return UpgradeResourceStateRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<UpgradeResourceStateRequest>): UpgradeResourceStateRequest {
    const message = createBaseUpgradeResourceStateRequest() as any;
    message.typeName = object.typeName ?? '';
    message.version = object.version ?? 0;
    message.rawState =
      object.rawState !== undefined && object.rawState !== null ? RawState.fromPartial(object.rawState) : undefined;
    return message;
  },
};

function createBaseUpgradeResourceStateResponse(): UpgradeResourceStateResponse {
  return { upgradedState: undefined, diagnostics: [] };
}

export const UpgradeResourceStateResponse: MessageFns<UpgradeResourceStateResponse> = {
  encode(message: UpgradeResourceStateResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.upgradedState !== undefined) {
      DynamicValue.encode(message.upgradedState, writer.uint32(10).fork()).join();
    }
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): UpgradeResourceStateResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseUpgradeResourceStateResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.upgradedState = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<UpgradeResourceStateResponse>): UpgradeResourceStateResponse {
    return UpgradeResourceStateResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<UpgradeResourceStateResponse>): UpgradeResourceStateResponse {
    const message = createBaseUpgradeResourceStateResponse() as any;
    message.upgradedState =
      object.upgradedState !== undefined && object.upgradedState !== null
        ? DynamicValue.fromPartial(object.upgradedState)
        : undefined;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    return message;
  },
};

function createBaseUpgradeResourceIdentityRequest(): UpgradeResourceIdentityRequest {
  return { typeName: '', version: 0, rawIdentity: undefined };
}

export const UpgradeResourceIdentityRequest: MessageFns<UpgradeResourceIdentityRequest> = {
  encode(message: UpgradeResourceIdentityRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.version !== 0) {
      writer.uint32(16).int64(message.version);
    }
    if (message.rawIdentity !== undefined) {
      RawState.encode(message.rawIdentity, writer.uint32(26).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): UpgradeResourceIdentityRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseUpgradeResourceIdentityRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }

            message.version = longToNumber(reader.int64());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.rawIdentity = RawState.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<UpgradeResourceIdentityRequest>): UpgradeResourceIdentityRequest {
    return UpgradeResourceIdentityRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<UpgradeResourceIdentityRequest>): UpgradeResourceIdentityRequest {
    const message = createBaseUpgradeResourceIdentityRequest() as any;
    message.typeName = object.typeName ?? '';
    message.version = object.version ?? 0;
    message.rawIdentity =
      object.rawIdentity !== undefined && object.rawIdentity !== null
        ? RawState.fromPartial(object.rawIdentity)
        : undefined;
    return message;
  },
};

function createBaseUpgradeResourceIdentityResponse(): UpgradeResourceIdentityResponse {
  return { upgradedIdentity: undefined, diagnostics: [] };
}

export const UpgradeResourceIdentityResponse: MessageFns<UpgradeResourceIdentityResponse> = {
  encode(message: UpgradeResourceIdentityResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.upgradedIdentity !== undefined) {
      ResourceIdentityData.encode(message.upgradedIdentity, writer.uint32(10).fork()).join();
    }
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): UpgradeResourceIdentityResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseUpgradeResourceIdentityResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.upgradedIdentity = ResourceIdentityData.decode(reader, reader.uint32());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<UpgradeResourceIdentityResponse>): UpgradeResourceIdentityResponse {
    return UpgradeResourceIdentityResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<UpgradeResourceIdentityResponse>): UpgradeResourceIdentityResponse {
    const message = createBaseUpgradeResourceIdentityResponse() as any;
    message.upgradedIdentity =
      object.upgradedIdentity !== undefined && object.upgradedIdentity !== null
        ? ResourceIdentityData.fromPartial(object.upgradedIdentity)
        : undefined;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    return message;
  },
};

function createBaseReadResourceRequest(): ReadResourceRequest {
  return {
    typeName: '',
    currentState: undefined,
    private: new Uint8Array(0),
    providerMeta: undefined,
    clientCapabilities: undefined,
    currentIdentity: undefined,
  };
}

export const ReadResourceRequest: MessageFns<ReadResourceRequest> = {
  encode(message: ReadResourceRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.currentState !== undefined) {
      DynamicValue.encode(message.currentState, writer.uint32(18).fork()).join();
    }
    if (message.private.length !== 0) {
      writer.uint32(26).bytes(message.private);
    }
    if (message.providerMeta !== undefined) {
      DynamicValue.encode(message.providerMeta, writer.uint32(34).fork()).join();
    }
    if (message.clientCapabilities !== undefined) {
      ClientCapabilities.encode(message.clientCapabilities, writer.uint32(42).fork()).join();
    }
    if (message.currentIdentity !== undefined) {
      ResourceIdentityData.encode(message.currentIdentity, writer.uint32(50).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ReadResourceRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseReadResourceRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.currentState = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.private = reader.bytes();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.providerMeta = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.clientCapabilities = ClientCapabilities.decode(reader, reader.uint32());
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.currentIdentity = ResourceIdentityData.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ReadResourceRequest>): ReadResourceRequest {
    return ReadResourceRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ReadResourceRequest>): ReadResourceRequest {
    const message = createBaseReadResourceRequest() as any;
    message.typeName = object.typeName ?? '';
    message.currentState =
      object.currentState !== undefined && object.currentState !== null
        ? DynamicValue.fromPartial(object.currentState)
        : undefined;
    message.private = object.private ?? new Uint8Array(0);
    message.providerMeta =
      object.providerMeta !== undefined && object.providerMeta !== null
        ? DynamicValue.fromPartial(object.providerMeta)
        : undefined;
    message.clientCapabilities =
      object.clientCapabilities !== undefined && object.clientCapabilities !== null
        ? ClientCapabilities.fromPartial(object.clientCapabilities)
        : undefined;
    message.currentIdentity =
      object.currentIdentity !== undefined && object.currentIdentity !== null
        ? ResourceIdentityData.fromPartial(object.currentIdentity)
        : undefined;
    return message;
  },
};

function createBaseReadResourceResponse(): ReadResourceResponse {
  return {
    newState: undefined,
    diagnostics: [],
    private: new Uint8Array(0),
    deferred: undefined,
    newIdentity: undefined,
  };
}

export const ReadResourceResponse: MessageFns<ReadResourceResponse> = {
  encode(message: ReadResourceResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.newState !== undefined) {
      DynamicValue.encode(message.newState, writer.uint32(10).fork()).join();
    }
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(18).fork()).join();
    }
    if (message.private.length !== 0) {
      writer.uint32(26).bytes(message.private);
    }
    if (message.deferred !== undefined) {
      Deferred.encode(message.deferred, writer.uint32(34).fork()).join();
    }
    if (message.newIdentity !== undefined) {
      ResourceIdentityData.encode(message.newIdentity, writer.uint32(42).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ReadResourceResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseReadResourceResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.newState = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.private = reader.bytes();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.deferred = Deferred.decode(reader, reader.uint32());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.newIdentity = ResourceIdentityData.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ReadResourceResponse>): ReadResourceResponse {
    return ReadResourceResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ReadResourceResponse>): ReadResourceResponse {
    const message = createBaseReadResourceResponse() as any;
    message.newState =
      object.newState !== undefined && object.newState !== null ? DynamicValue.fromPartial(object.newState) : undefined;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    message.private = object.private ?? new Uint8Array(0);
    message.deferred =
      object.deferred !== undefined && object.deferred !== null ? Deferred.fromPartial(object.deferred) : undefined;
    message.newIdentity =
      object.newIdentity !== undefined && object.newIdentity !== null
        ? ResourceIdentityData.fromPartial(object.newIdentity)
        : undefined;
    return message;
  },
};

function createBasePlanResourceChangeRequest(): PlanResourceChangeRequest {
  return {
    typeName: '',
    priorState: undefined,
    proposedNewState: undefined,
    config: undefined,
    priorPrivate: new Uint8Array(0),
    providerMeta: undefined,
    clientCapabilities: undefined,
    priorIdentity: undefined,
  };
}

export const PlanResourceChangeRequest: MessageFns<PlanResourceChangeRequest> = {
  encode(message: PlanResourceChangeRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.priorState !== undefined) {
      DynamicValue.encode(message.priorState, writer.uint32(18).fork()).join();
    }
    if (message.proposedNewState !== undefined) {
      DynamicValue.encode(message.proposedNewState, writer.uint32(26).fork()).join();
    }
    if (message.config !== undefined) {
      DynamicValue.encode(message.config, writer.uint32(34).fork()).join();
    }
    if (message.priorPrivate.length !== 0) {
      writer.uint32(42).bytes(message.priorPrivate);
    }
    if (message.providerMeta !== undefined) {
      DynamicValue.encode(message.providerMeta, writer.uint32(50).fork()).join();
    }
    if (message.clientCapabilities !== undefined) {
      ClientCapabilities.encode(message.clientCapabilities, writer.uint32(58).fork()).join();
    }
    if (message.priorIdentity !== undefined) {
      ResourceIdentityData.encode(message.priorIdentity, writer.uint32(66).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): PlanResourceChangeRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBasePlanResourceChangeRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.priorState = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.proposedNewState = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.config = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.priorPrivate = reader.bytes();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.providerMeta = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.clientCapabilities = ClientCapabilities.decode(reader, reader.uint32());
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }

            message.priorIdentity = ResourceIdentityData.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<PlanResourceChangeRequest>): PlanResourceChangeRequest {
    return PlanResourceChangeRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<PlanResourceChangeRequest>): PlanResourceChangeRequest {
    const message = createBasePlanResourceChangeRequest() as any;
    message.typeName = object.typeName ?? '';
    message.priorState =
      object.priorState !== undefined && object.priorState !== null
        ? DynamicValue.fromPartial(object.priorState)
        : undefined;
    message.proposedNewState =
      object.proposedNewState !== undefined && object.proposedNewState !== null
        ? DynamicValue.fromPartial(object.proposedNewState)
        : undefined;
    message.config =
      object.config !== undefined && object.config !== null ? DynamicValue.fromPartial(object.config) : undefined;
    message.priorPrivate = object.priorPrivate ?? new Uint8Array(0);
    message.providerMeta =
      object.providerMeta !== undefined && object.providerMeta !== null
        ? DynamicValue.fromPartial(object.providerMeta)
        : undefined;
    message.clientCapabilities =
      object.clientCapabilities !== undefined && object.clientCapabilities !== null
        ? ClientCapabilities.fromPartial(object.clientCapabilities)
        : undefined;
    message.priorIdentity =
      object.priorIdentity !== undefined && object.priorIdentity !== null
        ? ResourceIdentityData.fromPartial(object.priorIdentity)
        : undefined;
    return message;
  },
};

function createBasePlanResourceChangeResponse(): PlanResourceChangeResponse {
  return {
    plannedState: undefined,
    requiresReplace: [],
    plannedPrivate: new Uint8Array(0),
    diagnostics: [],
    deferred: undefined,
    plannedIdentity: undefined,
  };
}

export const PlanResourceChangeResponse: MessageFns<PlanResourceChangeResponse> = {
  encode(message: PlanResourceChangeResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.plannedState !== undefined) {
      DynamicValue.encode(message.plannedState, writer.uint32(10).fork()).join();
    }
    for (const v of message.requiresReplace) {
      AttributePath.encode(v!, writer.uint32(18).fork()).join();
    }
    if (message.plannedPrivate.length !== 0) {
      writer.uint32(26).bytes(message.plannedPrivate);
    }
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(34).fork()).join();
    }
    if (message.deferred !== undefined) {
      Deferred.encode(message.deferred, writer.uint32(50).fork()).join();
    }
    if (message.plannedIdentity !== undefined) {
      ResourceIdentityData.encode(message.plannedIdentity, writer.uint32(58).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): PlanResourceChangeResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBasePlanResourceChangeResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.plannedState = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.requiresReplace.push(AttributePath.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.plannedPrivate = reader.bytes();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.deferred = Deferred.decode(reader, reader.uint32());
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.plannedIdentity = ResourceIdentityData.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<PlanResourceChangeResponse>): PlanResourceChangeResponse {
    return PlanResourceChangeResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<PlanResourceChangeResponse>): PlanResourceChangeResponse {
    const message = createBasePlanResourceChangeResponse() as any;
    message.plannedState =
      object.plannedState !== undefined && object.plannedState !== null
        ? DynamicValue.fromPartial(object.plannedState)
        : undefined;
    message.requiresReplace = object.requiresReplace?.map((e) => AttributePath.fromPartial(e)) || [];
    message.plannedPrivate = object.plannedPrivate ?? new Uint8Array(0);
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    message.deferred =
      object.deferred !== undefined && object.deferred !== null ? Deferred.fromPartial(object.deferred) : undefined;
    message.plannedIdentity =
      object.plannedIdentity !== undefined && object.plannedIdentity !== null
        ? ResourceIdentityData.fromPartial(object.plannedIdentity)
        : undefined;
    return message;
  },
};

function createBaseApplyResourceChangeRequest(): ApplyResourceChangeRequest {
  return {
    typeName: '',
    priorState: undefined,
    plannedState: undefined,
    config: undefined,
    plannedPrivate: new Uint8Array(0),
    providerMeta: undefined,
    plannedIdentity: undefined,
  };
}

export const ApplyResourceChangeRequest: MessageFns<ApplyResourceChangeRequest> = {
  encode(message: ApplyResourceChangeRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.priorState !== undefined) {
      DynamicValue.encode(message.priorState, writer.uint32(18).fork()).join();
    }
    if (message.plannedState !== undefined) {
      DynamicValue.encode(message.plannedState, writer.uint32(26).fork()).join();
    }
    if (message.config !== undefined) {
      DynamicValue.encode(message.config, writer.uint32(34).fork()).join();
    }
    if (message.plannedPrivate.length !== 0) {
      writer.uint32(42).bytes(message.plannedPrivate);
    }
    if (message.providerMeta !== undefined) {
      DynamicValue.encode(message.providerMeta, writer.uint32(50).fork()).join();
    }
    if (message.plannedIdentity !== undefined) {
      ResourceIdentityData.encode(message.plannedIdentity, writer.uint32(58).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ApplyResourceChangeRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseApplyResourceChangeRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.priorState = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.plannedState = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.config = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.plannedPrivate = reader.bytes();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.providerMeta = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.plannedIdentity = ResourceIdentityData.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ApplyResourceChangeRequest>): ApplyResourceChangeRequest {
    return ApplyResourceChangeRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ApplyResourceChangeRequest>): ApplyResourceChangeRequest {
    const message = createBaseApplyResourceChangeRequest() as any;
    message.typeName = object.typeName ?? '';
    message.priorState =
      object.priorState !== undefined && object.priorState !== null
        ? DynamicValue.fromPartial(object.priorState)
        : undefined;
    message.plannedState =
      object.plannedState !== undefined && object.plannedState !== null
        ? DynamicValue.fromPartial(object.plannedState)
        : undefined;
    message.config =
      object.config !== undefined && object.config !== null ? DynamicValue.fromPartial(object.config) : undefined;
    message.plannedPrivate = object.plannedPrivate ?? new Uint8Array(0);
    message.providerMeta =
      object.providerMeta !== undefined && object.providerMeta !== null
        ? DynamicValue.fromPartial(object.providerMeta)
        : undefined;
    message.plannedIdentity =
      object.plannedIdentity !== undefined && object.plannedIdentity !== null
        ? ResourceIdentityData.fromPartial(object.plannedIdentity)
        : undefined;
    return message;
  },
};

function createBaseApplyResourceChangeResponse(): ApplyResourceChangeResponse {
  return { newState: undefined, private: new Uint8Array(0), diagnostics: [], newIdentity: undefined };
}

export const ApplyResourceChangeResponse: MessageFns<ApplyResourceChangeResponse> = {
  encode(message: ApplyResourceChangeResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.newState !== undefined) {
      DynamicValue.encode(message.newState, writer.uint32(10).fork()).join();
    }
    if (message.private.length !== 0) {
      writer.uint32(18).bytes(message.private);
    }
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(26).fork()).join();
    }
    if (message.newIdentity !== undefined) {
      ResourceIdentityData.encode(message.newIdentity, writer.uint32(42).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ApplyResourceChangeResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseApplyResourceChangeResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.newState = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.private = reader.bytes();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.newIdentity = ResourceIdentityData.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ApplyResourceChangeResponse>): ApplyResourceChangeResponse {
    return ApplyResourceChangeResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ApplyResourceChangeResponse>): ApplyResourceChangeResponse {
    const message = createBaseApplyResourceChangeResponse() as any;
    message.newState =
      object.newState !== undefined && object.newState !== null ? DynamicValue.fromPartial(object.newState) : undefined;
    message.private = object.private ?? new Uint8Array(0);
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    message.newIdentity =
      object.newIdentity !== undefined && object.newIdentity !== null
        ? ResourceIdentityData.fromPartial(object.newIdentity)
        : undefined;
    return message;
  },
};

function createBaseImportResourceStateRequest(): ImportResourceStateRequest {
  return { typeName: '', id: '', clientCapabilities: undefined, identity: undefined };
}

export const ImportResourceStateRequest: MessageFns<ImportResourceStateRequest> = {
  encode(message: ImportResourceStateRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.id !== '') {
      writer.uint32(18).string(message.id);
    }
    if (message.clientCapabilities !== undefined) {
      ClientCapabilities.encode(message.clientCapabilities, writer.uint32(26).fork()).join();
    }
    if (message.identity !== undefined) {
      ResourceIdentityData.encode(message.identity, writer.uint32(34).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ImportResourceStateRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseImportResourceStateRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.id = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.clientCapabilities = ClientCapabilities.decode(reader, reader.uint32());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.identity = ResourceIdentityData.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ImportResourceStateRequest>): ImportResourceStateRequest {
    return ImportResourceStateRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ImportResourceStateRequest>): ImportResourceStateRequest {
    const message = createBaseImportResourceStateRequest() as any;
    message.typeName = object.typeName ?? '';
    message.id = object.id ?? '';
    message.clientCapabilities =
      object.clientCapabilities !== undefined && object.clientCapabilities !== null
        ? ClientCapabilities.fromPartial(object.clientCapabilities)
        : undefined;
    message.identity =
      object.identity !== undefined && object.identity !== null
        ? ResourceIdentityData.fromPartial(object.identity)
        : undefined;
    return message;
  },
};

function createBaseImportResourceStateResponse(): ImportResourceStateResponse {
  return { importedResources: [], diagnostics: [], deferred: undefined };
}

export const ImportResourceStateResponse: MessageFns<ImportResourceStateResponse> = {
  encode(message: ImportResourceStateResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.importedResources) {
      ImportResourceStateResponse_ImportedResource.encode(v!, writer.uint32(10).fork()).join();
    }
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(18).fork()).join();
    }
    if (message.deferred !== undefined) {
      Deferred.encode(message.deferred, writer.uint32(26).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ImportResourceStateResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseImportResourceStateResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.importedResources.push(
              ImportResourceStateResponse_ImportedResource.decode(reader, reader.uint32()),
            );
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.deferred = Deferred.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ImportResourceStateResponse>): ImportResourceStateResponse {
    return ImportResourceStateResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ImportResourceStateResponse>): ImportResourceStateResponse {
    const message = createBaseImportResourceStateResponse() as any;
    message.importedResources =
      object.importedResources?.map((e) => ImportResourceStateResponse_ImportedResource.fromPartial(e)) || [];
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    message.deferred =
      object.deferred !== undefined && object.deferred !== null ? Deferred.fromPartial(object.deferred) : undefined;
    return message;
  },
};

function createBaseImportResourceStateResponse_ImportedResource(): ImportResourceStateResponse_ImportedResource {
  return { typeName: '', state: undefined, private: new Uint8Array(0), identity: undefined };
}

export const ImportResourceStateResponse_ImportedResource: MessageFns<ImportResourceStateResponse_ImportedResource> = {
  encode(
    message: ImportResourceStateResponse_ImportedResource,
    writer: BinaryWriter = new BinaryWriter(),
  ): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.state !== undefined) {
      DynamicValue.encode(message.state, writer.uint32(18).fork()).join();
    }
    if (message.private.length !== 0) {
      writer.uint32(26).bytes(message.private);
    }
    if (message.identity !== undefined) {
      ResourceIdentityData.encode(message.identity, writer.uint32(34).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ImportResourceStateResponse_ImportedResource {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseImportResourceStateResponse_ImportedResource() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.state = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.private = reader.bytes();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.identity = ResourceIdentityData.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(
    base?: DeepPartial<ImportResourceStateResponse_ImportedResource>,
  ): ImportResourceStateResponse_ImportedResource {
    return ImportResourceStateResponse_ImportedResource.fromPartial(base ?? {});
  },
  fromPartial(
    object: DeepPartial<ImportResourceStateResponse_ImportedResource>,
  ): ImportResourceStateResponse_ImportedResource {
    const message = createBaseImportResourceStateResponse_ImportedResource() as any;
    message.typeName = object.typeName ?? '';
    message.state =
      object.state !== undefined && object.state !== null ? DynamicValue.fromPartial(object.state) : undefined;
    message.private = object.private ?? new Uint8Array(0);
    message.identity =
      object.identity !== undefined && object.identity !== null
        ? ResourceIdentityData.fromPartial(object.identity)
        : undefined;
    return message;
  },
};

function createBaseMoveResourceStateRequest(): MoveResourceStateRequest {
  return {
    sourceProviderAddress: '',
    sourceTypeName: '',
    sourceSchemaVersion: 0,
    sourceState: undefined,
    targetTypeName: '',
    sourcePrivate: new Uint8Array(0),
    sourceIdentity: undefined,
    sourceIdentitySchemaVersion: 0,
  };
}

export const MoveResourceStateRequest: MessageFns<MoveResourceStateRequest> = {
  encode(message: MoveResourceStateRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.sourceProviderAddress !== '') {
      writer.uint32(10).string(message.sourceProviderAddress);
    }
    if (message.sourceTypeName !== '') {
      writer.uint32(18).string(message.sourceTypeName);
    }
    if (message.sourceSchemaVersion !== 0) {
      writer.uint32(24).int64(message.sourceSchemaVersion);
    }
    if (message.sourceState !== undefined) {
      RawState.encode(message.sourceState, writer.uint32(34).fork()).join();
    }
    if (message.targetTypeName !== '') {
      writer.uint32(42).string(message.targetTypeName);
    }
    if (message.sourcePrivate.length !== 0) {
      writer.uint32(50).bytes(message.sourcePrivate);
    }
    if (message.sourceIdentity !== undefined) {
      RawState.encode(message.sourceIdentity, writer.uint32(58).fork()).join();
    }
    if (message.sourceIdentitySchemaVersion !== 0) {
      writer.uint32(64).int64(message.sourceIdentitySchemaVersion);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): MoveResourceStateRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseMoveResourceStateRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.sourceProviderAddress = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.sourceTypeName = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }

            message.sourceSchemaVersion = longToNumber(reader.int64());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.sourceState = RawState.decode(reader, reader.uint32());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.targetTypeName = reader.string();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }

            message.sourcePrivate = reader.bytes();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }

            message.sourceIdentity = RawState.decode(reader, reader.uint32());
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }

            message.sourceIdentitySchemaVersion = longToNumber(reader.int64());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<MoveResourceStateRequest>): MoveResourceStateRequest {
    return MoveResourceStateRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<MoveResourceStateRequest>): MoveResourceStateRequest {
    const message = createBaseMoveResourceStateRequest() as any;
    message.sourceProviderAddress = object.sourceProviderAddress ?? '';
    message.sourceTypeName = object.sourceTypeName ?? '';
    message.sourceSchemaVersion = object.sourceSchemaVersion ?? 0;
    message.sourceState =
      object.sourceState !== undefined && object.sourceState !== null
        ? RawState.fromPartial(object.sourceState)
        : undefined;
    message.targetTypeName = object.targetTypeName ?? '';
    message.sourcePrivate = object.sourcePrivate ?? new Uint8Array(0);
    message.sourceIdentity =
      object.sourceIdentity !== undefined && object.sourceIdentity !== null
        ? RawState.fromPartial(object.sourceIdentity)
        : undefined;
    message.sourceIdentitySchemaVersion = object.sourceIdentitySchemaVersion ?? 0;
    return message;
  },
};

function createBaseMoveResourceStateResponse(): MoveResourceStateResponse {
  return { targetState: undefined, diagnostics: [], targetPrivate: new Uint8Array(0), targetIdentity: undefined };
}

export const MoveResourceStateResponse: MessageFns<MoveResourceStateResponse> = {
  encode(message: MoveResourceStateResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.targetState !== undefined) {
      DynamicValue.encode(message.targetState, writer.uint32(10).fork()).join();
    }
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(18).fork()).join();
    }
    if (message.targetPrivate.length !== 0) {
      writer.uint32(26).bytes(message.targetPrivate);
    }
    if (message.targetIdentity !== undefined) {
      ResourceIdentityData.encode(message.targetIdentity, writer.uint32(34).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): MoveResourceStateResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseMoveResourceStateResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.targetState = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.targetPrivate = reader.bytes();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.targetIdentity = ResourceIdentityData.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<MoveResourceStateResponse>): MoveResourceStateResponse {
    return MoveResourceStateResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<MoveResourceStateResponse>): MoveResourceStateResponse {
    const message = createBaseMoveResourceStateResponse() as any;
    message.targetState =
      object.targetState !== undefined && object.targetState !== null
        ? DynamicValue.fromPartial(object.targetState)
        : undefined;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    message.targetPrivate = object.targetPrivate ?? new Uint8Array(0);
    message.targetIdentity =
      object.targetIdentity !== undefined && object.targetIdentity !== null
        ? ResourceIdentityData.fromPartial(object.targetIdentity)
        : undefined;
    return message;
  },
};

function createBaseReadDataSourceRequest(): ReadDataSourceRequest {
  return { typeName: '', config: undefined, providerMeta: undefined, clientCapabilities: undefined };
}

export const ReadDataSourceRequest: MessageFns<ReadDataSourceRequest> = {
  encode(message: ReadDataSourceRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.config !== undefined) {
      DynamicValue.encode(message.config, writer.uint32(18).fork()).join();
    }
    if (message.providerMeta !== undefined) {
      DynamicValue.encode(message.providerMeta, writer.uint32(26).fork()).join();
    }
    if (message.clientCapabilities !== undefined) {
      ClientCapabilities.encode(message.clientCapabilities, writer.uint32(34).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ReadDataSourceRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseReadDataSourceRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.config = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.providerMeta = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.clientCapabilities = ClientCapabilities.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ReadDataSourceRequest>): ReadDataSourceRequest {
    return ReadDataSourceRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ReadDataSourceRequest>): ReadDataSourceRequest {
    const message = createBaseReadDataSourceRequest() as any;
    message.typeName = object.typeName ?? '';
    message.config =
      object.config !== undefined && object.config !== null ? DynamicValue.fromPartial(object.config) : undefined;
    message.providerMeta =
      object.providerMeta !== undefined && object.providerMeta !== null
        ? DynamicValue.fromPartial(object.providerMeta)
        : undefined;
    message.clientCapabilities =
      object.clientCapabilities !== undefined && object.clientCapabilities !== null
        ? ClientCapabilities.fromPartial(object.clientCapabilities)
        : undefined;
    return message;
  },
};

function createBaseReadDataSourceResponse(): ReadDataSourceResponse {
  return { state: undefined, diagnostics: [], deferred: undefined };
}

export const ReadDataSourceResponse: MessageFns<ReadDataSourceResponse> = {
  encode(message: ReadDataSourceResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.state !== undefined) {
      DynamicValue.encode(message.state, writer.uint32(10).fork()).join();
    }
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(18).fork()).join();
    }
    if (message.deferred !== undefined) {
      Deferred.encode(message.deferred, writer.uint32(26).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): ReadDataSourceResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseReadDataSourceResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.state = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.deferred = Deferred.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<ReadDataSourceResponse>): ReadDataSourceResponse {
    return ReadDataSourceResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<ReadDataSourceResponse>): ReadDataSourceResponse {
    const message = createBaseReadDataSourceResponse() as any;
    message.state =
      object.state !== undefined && object.state !== null ? DynamicValue.fromPartial(object.state) : undefined;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    message.deferred =
      object.deferred !== undefined && object.deferred !== null ? Deferred.fromPartial(object.deferred) : undefined;
    return message;
  },
};

function createBaseOpenEphemeralResourceRequest(): OpenEphemeralResourceRequest {
  return { typeName: '', config: undefined, clientCapabilities: undefined };
}

export const OpenEphemeralResourceRequest: MessageFns<OpenEphemeralResourceRequest> = {
  encode(message: OpenEphemeralResourceRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.config !== undefined) {
      DynamicValue.encode(message.config, writer.uint32(18).fork()).join();
    }
    if (message.clientCapabilities !== undefined) {
      ClientCapabilities.encode(message.clientCapabilities, writer.uint32(26).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): OpenEphemeralResourceRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseOpenEphemeralResourceRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.config = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.clientCapabilities = ClientCapabilities.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<OpenEphemeralResourceRequest>): OpenEphemeralResourceRequest {
    return OpenEphemeralResourceRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<OpenEphemeralResourceRequest>): OpenEphemeralResourceRequest {
    const message = createBaseOpenEphemeralResourceRequest() as any;
    message.typeName = object.typeName ?? '';
    message.config =
      object.config !== undefined && object.config !== null ? DynamicValue.fromPartial(object.config) : undefined;
    message.clientCapabilities =
      object.clientCapabilities !== undefined && object.clientCapabilities !== null
        ? ClientCapabilities.fromPartial(object.clientCapabilities)
        : undefined;
    return message;
  },
};

function createBaseOpenEphemeralResourceResponse(): OpenEphemeralResourceResponse {
  return { diagnostics: [], renewAt: undefined, result: undefined, private: undefined, deferred: undefined };
}

export const OpenEphemeralResourceResponse: MessageFns<OpenEphemeralResourceResponse> = {
  encode(message: OpenEphemeralResourceResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.renewAt !== undefined) {
      Timestamp.encode(message.renewAt, writer.uint32(18).fork()).join();
    }
    if (message.result !== undefined) {
      DynamicValue.encode(message.result, writer.uint32(26).fork()).join();
    }
    if (message.private !== undefined) {
      writer.uint32(34).bytes(message.private);
    }
    if (message.deferred !== undefined) {
      Deferred.encode(message.deferred, writer.uint32(42).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): OpenEphemeralResourceResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseOpenEphemeralResourceResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.renewAt = Timestamp.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.result = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }

            message.private = reader.bytes();
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }

            message.deferred = Deferred.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<OpenEphemeralResourceResponse>): OpenEphemeralResourceResponse {
    return OpenEphemeralResourceResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<OpenEphemeralResourceResponse>): OpenEphemeralResourceResponse {
    const message = createBaseOpenEphemeralResourceResponse() as any;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    message.renewAt =
      object.renewAt !== undefined && object.renewAt !== null ? Timestamp.fromPartial(object.renewAt) : undefined;
    message.result =
      object.result !== undefined && object.result !== null ? DynamicValue.fromPartial(object.result) : undefined;
    message.private = object.private ?? undefined;
    message.deferred =
      object.deferred !== undefined && object.deferred !== null ? Deferred.fromPartial(object.deferred) : undefined;
    return message;
  },
};

function createBaseRenewEphemeralResourceRequest(): RenewEphemeralResourceRequest {
  return { typeName: '', private: undefined };
}

export const RenewEphemeralResourceRequest: MessageFns<RenewEphemeralResourceRequest> = {
  encode(message: RenewEphemeralResourceRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.private !== undefined) {
      writer.uint32(18).bytes(message.private);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RenewEphemeralResourceRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRenewEphemeralResourceRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.private = reader.bytes();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<RenewEphemeralResourceRequest>): RenewEphemeralResourceRequest {
    return RenewEphemeralResourceRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<RenewEphemeralResourceRequest>): RenewEphemeralResourceRequest {
    const message = createBaseRenewEphemeralResourceRequest() as any;
    message.typeName = object.typeName ?? '';
    message.private = object.private ?? undefined;
    return message;
  },
};

function createBaseRenewEphemeralResourceResponse(): RenewEphemeralResourceResponse {
  return { diagnostics: [], renewAt: undefined, private: undefined };
}

export const RenewEphemeralResourceResponse: MessageFns<RenewEphemeralResourceResponse> = {
  encode(message: RenewEphemeralResourceResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(10).fork()).join();
    }
    if (message.renewAt !== undefined) {
      Timestamp.encode(message.renewAt, writer.uint32(18).fork()).join();
    }
    if (message.private !== undefined) {
      writer.uint32(26).bytes(message.private);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): RenewEphemeralResourceResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseRenewEphemeralResourceResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.renewAt = Timestamp.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }

            message.private = reader.bytes();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<RenewEphemeralResourceResponse>): RenewEphemeralResourceResponse {
    return RenewEphemeralResourceResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<RenewEphemeralResourceResponse>): RenewEphemeralResourceResponse {
    const message = createBaseRenewEphemeralResourceResponse() as any;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    message.renewAt =
      object.renewAt !== undefined && object.renewAt !== null ? Timestamp.fromPartial(object.renewAt) : undefined;
    message.private = object.private ?? undefined;
    return message;
  },
};

function createBaseCloseEphemeralResourceRequest(): CloseEphemeralResourceRequest {
  return { typeName: '', private: undefined };
}

export const CloseEphemeralResourceRequest: MessageFns<CloseEphemeralResourceRequest> = {
  encode(message: CloseEphemeralResourceRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.typeName !== '') {
      writer.uint32(10).string(message.typeName);
    }
    if (message.private !== undefined) {
      writer.uint32(18).bytes(message.private);
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CloseEphemeralResourceRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCloseEphemeralResourceRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.typeName = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.private = reader.bytes();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<CloseEphemeralResourceRequest>): CloseEphemeralResourceRequest {
    return CloseEphemeralResourceRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<CloseEphemeralResourceRequest>): CloseEphemeralResourceRequest {
    const message = createBaseCloseEphemeralResourceRequest() as any;
    message.typeName = object.typeName ?? '';
    message.private = object.private ?? undefined;
    return message;
  },
};

function createBaseCloseEphemeralResourceResponse(): CloseEphemeralResourceResponse {
  return { diagnostics: [] };
}

export const CloseEphemeralResourceResponse: MessageFns<CloseEphemeralResourceResponse> = {
  encode(message: CloseEphemeralResourceResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    for (const v of message.diagnostics) {
      Diagnostic.encode(v!, writer.uint32(10).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CloseEphemeralResourceResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCloseEphemeralResourceResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.diagnostics.push(Diagnostic.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<CloseEphemeralResourceResponse>): CloseEphemeralResourceResponse {
    return CloseEphemeralResourceResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<CloseEphemeralResourceResponse>): CloseEphemeralResourceResponse {
    const message = createBaseCloseEphemeralResourceResponse() as any;
    message.diagnostics = object.diagnostics?.map((e) => Diagnostic.fromPartial(e)) || [];
    return message;
  },
};

function createBaseCallFunctionRequest(): CallFunctionRequest {
  return { name: '', arguments: [] };
}

export const CallFunctionRequest: MessageFns<CallFunctionRequest> = {
  encode(message: CallFunctionRequest, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.name !== '') {
      writer.uint32(10).string(message.name);
    }
    for (const v of message.arguments) {
      DynamicValue.encode(v!, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CallFunctionRequest {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCallFunctionRequest() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.name = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.arguments.push(DynamicValue.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<CallFunctionRequest>): CallFunctionRequest {
    return CallFunctionRequest.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<CallFunctionRequest>): CallFunctionRequest {
    const message = createBaseCallFunctionRequest() as any;
    message.name = object.name ?? '';
    message.arguments = object.arguments?.map((e) => DynamicValue.fromPartial(e)) || [];
    return message;
  },
};

function createBaseCallFunctionResponse(): CallFunctionResponse {
  return { result: undefined, error: undefined };
}

export const CallFunctionResponse: MessageFns<CallFunctionResponse> = {
  encode(message: CallFunctionResponse, writer: BinaryWriter = new BinaryWriter()): BinaryWriter {
    if (message.result !== undefined) {
      DynamicValue.encode(message.result, writer.uint32(10).fork()).join();
    }
    if (message.error !== undefined) {
      FunctionError.encode(message.error, writer.uint32(18).fork()).join();
    }
    return writer;
  },

  decode(input: BinaryReader | Uint8Array, length?: number): CallFunctionResponse {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBaseCallFunctionResponse() as any;
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }

            message.result = DynamicValue.decode(reader, reader.uint32());
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }

            message.error = FunctionError.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },

  create(base?: DeepPartial<CallFunctionResponse>): CallFunctionResponse {
    return CallFunctionResponse.fromPartial(base ?? {});
  },
  fromPartial(object: DeepPartial<CallFunctionResponse>): CallFunctionResponse {
    const message = createBaseCallFunctionResponse() as any;
    message.result =
      object.result !== undefined && object.result !== null ? DynamicValue.fromPartial(object.result) : undefined;
    message.error =
      object.error !== undefined && object.error !== null ? FunctionError.fromPartial(object.error) : undefined;
    return message;
  },
};

export type ProviderDefinition = typeof ProviderDefinition;
export const ProviderDefinition = {
  name: 'Provider',
  fullName: 'tfplugin6.Provider',
  methods: {
    getMetadata: {
      name: 'GetMetadata',
      requestType: GetMetadataRequest as typeof GetMetadataRequest,
      requestStream: false,
      responseType: GetMetadataResponse as typeof GetMetadataResponse,
      responseStream: false,
      options: {},
    },
    getProviderSchema: {
      name: 'GetProviderSchema',
      requestType: GetProviderSchemaRequest as typeof GetProviderSchemaRequest,
      requestStream: false,
      responseType: GetProviderSchemaResponse as typeof GetProviderSchemaResponse,
      responseStream: false,
      options: {},
    },
    getResourceIdentitySchemas: {
      name: 'GetResourceIdentitySchemas',
      requestType: GetResourceIdentitySchemasRequest as typeof GetResourceIdentitySchemasRequest,
      requestStream: false,
      responseType: GetResourceIdentitySchemasResponse as typeof GetResourceIdentitySchemasResponse,
      responseStream: false,
      options: {},
    },
    getFunctions: {
      name: 'GetFunctions',
      requestType: GetFunctionsRequest as typeof GetFunctionsRequest,
      requestStream: false,
      responseType: GetFunctionsResponse as typeof GetFunctionsResponse,
      responseStream: false,
      options: {},
    },
    validateProviderConfig: {
      name: 'ValidateProviderConfig',
      requestType: ValidateProviderConfigRequest as typeof ValidateProviderConfigRequest,
      requestStream: false,
      responseType: ValidateProviderConfigResponse as typeof ValidateProviderConfigResponse,
      responseStream: false,
      options: {},
    },
    validateResourceConfig: {
      name: 'ValidateResourceConfig',
      requestType: ValidateResourceConfigRequest as typeof ValidateResourceConfigRequest,
      requestStream: false,
      responseType: ValidateResourceConfigResponse as typeof ValidateResourceConfigResponse,
      responseStream: false,
      options: {},
    },
    validateDataResourceConfig: {
      name: 'ValidateDataResourceConfig',
      requestType: ValidateDataResourceConfigRequest as typeof ValidateDataResourceConfigRequest,
      requestStream: false,
      responseType: ValidateDataResourceConfigResponse as typeof ValidateDataResourceConfigResponse,
      responseStream: false,
      options: {},
    },
    validateEphemeralResourceConfig: {
      name: 'ValidateEphemeralResourceConfig',
      requestType: ValidateEphemeralResourceConfigRequest as typeof ValidateEphemeralResourceConfigRequest,
      requestStream: false,
      responseType: ValidateEphemeralResourceConfigResponse as typeof ValidateEphemeralResourceConfigResponse,
      responseStream: false,
      options: {},
    },
    configureProvider: {
      name: 'ConfigureProvider',
      requestType: ConfigureProviderRequest as typeof ConfigureProviderRequest,
      requestStream: false,
      responseType: ConfigureProviderResponse as typeof ConfigureProviderResponse,
      responseStream: false,
      options: {},
    },
    stopProvider: {
      name: 'StopProvider',
      requestType: StopProviderRequest as typeof StopProviderRequest,
      requestStream: false,
      responseType: StopProviderResponse as typeof StopProviderResponse,
      responseStream: false,
      options: {},
    },
    upgradeResourceState: {
      name: 'UpgradeResourceState',
      requestType: UpgradeResourceStateRequest as typeof UpgradeResourceStateRequest,
      requestStream: false,
      responseType: UpgradeResourceStateResponse as typeof UpgradeResourceStateResponse,
      responseStream: false,
      options: {},
    },
    upgradeResourceIdentity: {
      name: 'UpgradeResourceIdentity',
      requestType: UpgradeResourceIdentityRequest as typeof UpgradeResourceIdentityRequest,
      requestStream: false,
      responseType: UpgradeResourceIdentityResponse as typeof UpgradeResourceIdentityResponse,
      responseStream: false,
      options: {},
    },
    readResource: {
      name: 'ReadResource',
      requestType: ReadResourceRequest as typeof ReadResourceRequest,
      requestStream: false,
      responseType: ReadResourceResponse as typeof ReadResourceResponse,
      responseStream: false,
      options: {},
    },
    planResourceChange: {
      name: 'PlanResourceChange',
      requestType: PlanResourceChangeRequest as typeof PlanResourceChangeRequest,
      requestStream: false,
      responseType: PlanResourceChangeResponse as typeof PlanResourceChangeResponse,
      responseStream: false,
      options: {},
    },
    applyResourceChange: {
      name: 'ApplyResourceChange',
      requestType: ApplyResourceChangeRequest as typeof ApplyResourceChangeRequest,
      requestStream: false,
      responseType: ApplyResourceChangeResponse as typeof ApplyResourceChangeResponse,
      responseStream: false,
      options: {},
    },
    importResourceState: {
      name: 'ImportResourceState',
      requestType: ImportResourceStateRequest as typeof ImportResourceStateRequest,
      requestStream: false,
      responseType: ImportResourceStateResponse as typeof ImportResourceStateResponse,
      responseStream: false,
      options: {},
    },
    moveResourceState: {
      name: 'MoveResourceState',
      requestType: MoveResourceStateRequest as typeof MoveResourceStateRequest,
      requestStream: false,
      responseType: MoveResourceStateResponse as typeof MoveResourceStateResponse,
      responseStream: false,
      options: {},
    },
    readDataSource: {
      name: 'ReadDataSource',
      requestType: ReadDataSourceRequest as typeof ReadDataSourceRequest,
      requestStream: false,
      responseType: ReadDataSourceResponse as typeof ReadDataSourceResponse,
      responseStream: false,
      options: {},
    },
    openEphemeralResource: {
      name: 'OpenEphemeralResource',
      requestType: OpenEphemeralResourceRequest as typeof OpenEphemeralResourceRequest,
      requestStream: false,
      responseType: OpenEphemeralResourceResponse as typeof OpenEphemeralResourceResponse,
      responseStream: false,
      options: {},
    },
    renewEphemeralResource: {
      name: 'RenewEphemeralResource',
      requestType: RenewEphemeralResourceRequest as typeof RenewEphemeralResourceRequest,
      requestStream: false,
      responseType: RenewEphemeralResourceResponse as typeof RenewEphemeralResourceResponse,
      responseStream: false,
      options: {},
    },
    closeEphemeralResource: {
      name: 'CloseEphemeralResource',
      requestType: CloseEphemeralResourceRequest as typeof CloseEphemeralResourceRequest,
      requestStream: false,
      responseType: CloseEphemeralResourceResponse as typeof CloseEphemeralResourceResponse,
      responseStream: false,
      options: {},
    },
    callFunction: {
      name: 'CallFunction',
      requestType: CallFunctionRequest as typeof CallFunctionRequest,
      requestStream: false,
      responseType: CallFunctionResponse as typeof CallFunctionResponse,
      responseStream: false,
      options: {},
    },
  },
} as const;

type Builtin = Date | Function | Uint8Array | string | number | boolean | undefined;

type DeepPartial<T> = T extends Builtin
  ? T
  : T extends globalThis.Array<infer U>
    ? globalThis.Array<DeepPartial<U>>
    : T extends ReadonlyArray<infer U>
      ? ReadonlyArray<DeepPartial<U>>
      : T extends { readonly $case: string; value: unknown }
        ? { readonly $case: T['$case']; value?: DeepPartial<T['value']> }
        : T extends {}
          ? { [K in keyof T]?: DeepPartial<T[K]> }
          : Partial<T>;

function longToNumber(int64: { toString(): string }): number {
  const num = globalThis.Number(int64.toString());
  if (num > globalThis.Number.MAX_SAFE_INTEGER) {
    throw new globalThis.Error('Value is larger than Number.MAX_SAFE_INTEGER');
  }
  if (num < globalThis.Number.MIN_SAFE_INTEGER) {
    throw new globalThis.Error('Value is smaller than Number.MIN_SAFE_INTEGER');
  }
  return num;
}

interface MessageFns<T> {
  encode(message: T, writer?: BinaryWriter): BinaryWriter;
  decode(input: BinaryReader | Uint8Array, length?: number): T;
  create(base?: DeepPartial<T>): T;
  fromPartial(object: DeepPartial<T>): T;
}
