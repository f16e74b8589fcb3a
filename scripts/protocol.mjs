// Writes the messages of the plugin protocol (lib/provider/wire/tfplugin6.ts) from tfplugin6.proto beside it, or tells that they are
// not what it says. They are kept in git, so that nobody needs the generator who does not change the protocol.
//
// ts-proto is a plugin of protoc, which npm does not bring: protobufjs reads the file in its place.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { must, ROOT, runToEnd } from './lib.mjs';

const require = createRequire(import.meta.url);

const PROTO = 'lib/provider/wire/tfplugin6.proto';
const MESSAGES = 'lib/provider/wire/tfplugin6.ts';

const OPTIONS = {
  outputServices: 'generic-definitions',
  outputJsonMethods: false,
  esModuleInterop: true,
  exportCommonSymbols: false,
  useExactTypes: false,
  useReadonlyTypes: true,
  // Keys are names that users choose.
  useMapType: true,
  oneof: 'unions-value',
  enumsAsLiterals: true,
  unrecognizedEnum: false,
};

/** Numbers of the fields of CodeGeneratorRequest and CodeGeneratorResponse (google/protobuf/compiler/plugin.proto). */
const REQUEST = { fileToGenerate: 1, parameter: 2, protoFile: 15 };
const RESPONSE = { error: 1, file: 15 };
const FILE = { content: 15 };
const LENGTH_DELIMITED = 2;

async function messages() {
  const protobuf = require('protobufjs');
  const { Reader, Writer } = protobuf;
  const parameter = Object.entries(OPTIONS)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
  const request = Writer.create();
  const put = (field) => request.uint32((field << 3) | LENGTH_DELIMITED);
  put(REQUEST.fileToGenerate).string(PROTO);
  put(REQUEST.parameter).string(parameter);
  put(REQUEST.protoFile).bytes(descriptor(protobuf));

  const plugin = require.resolve('ts-proto/protoc-gen-ts_proto');
  const { status, stdout } = runToEnd(process.execPath, [plugin], {
    input: request.finish(),
    stdio: ['pipe', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  must('ts-proto', status);

  const response = fields(Reader, stdout);
  const error = response.get(RESPONSE.error);
  if (error !== undefined) throw new Error(`ts-proto: ${error}`);
  const code = String(fields(Reader, response.get(RESPONSE.file)).get(FILE.content));
  // The head of ts-proto names versions, which change without the messages.
  const body = code.slice(code.indexOf('/* eslint-disable */'));
  const { format, resolveConfig } = await import('prettier');
  const config = await resolveConfig(join(ROOT, MESSAGES));
  return format(`// Written by scripts/protocol.mjs from tfplugin6.proto, by ts-proto. Not to be edited.\n${body}`, {
    ...config,
    parser: 'typescript',
  });
}

/** The last bytes of each field of a message. */
function fields(Reader, bytes) {
  const found = new Map();
  const reader = Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if ((tag & 7) === LENGTH_DELIMITED) found.set(tag >>> 3, Buffer.from(reader.bytes()));
    else reader.skipType(tag & 7);
  }
  return found;
}

/** FileDescriptorProto of the file, as protoc would give it. */
function descriptor(protobuf) {
  const { FileDescriptorProto } = require('protobufjs/ext/descriptor');
  const root = new protobuf.Root();
  root.loadSync(join(ROOT, PROTO), { keepCase: true });
  const file = root.toDescriptor('proto3').file.find(({ service }) => service.length > 0);
  file.name = PROTO;
  const scope = `.${file.package}`;
  for (const message of file.messageType) nameMaps(message);
  const known = new Set([
    ...file.enumType.map(({ name }) => `${scope}.${name}`),
    ...file.messageType.flatMap((message) => namesIn(scope, message)),
  ]);
  for (const message of file.messageType) qualify(scope, message, known);
  return FileDescriptorProto.encode(file).finish();
}

/** protoc calls the entries of map `labels` LabelsEntry; protobufjs calls them Labels. */
function nameMaps(message) {
  for (const entry of message.nestedType.filter(({ options }) => options?.mapEntry)) {
    const name = `${entry.name}Entry`;
    for (const field of message.field) if (field.typeName === entry.name) field.typeName = name;
    entry.name = name;
  }
}

const namesIn = (scope, { name, nestedType, enumType }) => [
  `${scope}.${name}`,
  ...enumType.map((inner) => `${scope}.${name}.${inner.name}`),
  ...nestedType.flatMap((inner) => namesIn(`${scope}.${name}`, inner)),
];

/** Full names in place of those that protobufjs shortens: the innermost scope that has the name counts. */
function qualify(scope, message, known) {
  const inner = `${scope}.${message.name}`;
  for (const field of message.field) {
    if (!field.typeName || field.typeName.startsWith('.')) continue;
    const scopes = [];
    for (let at = inner; at !== ''; at = at.slice(0, at.lastIndexOf('.'))) scopes.push(at);
    const found = scopes.map((at) => `${at}.${field.typeName}`).find((name) => known.has(name));
    if (found === undefined) throw new Error(`${PROTO} has no ${field.typeName}, which ${inner} asks for`);
    field.typeName = found;
  }
  for (const nested of message.nestedType) qualify(inner, nested, known);
}

/** Path of the messages when they are not what the .proto file says. */
export async function staleProtocol() {
  return readFileSync(join(ROOT, MESSAGES), 'utf8') === (await messages()) ? [] : [MESSAGES];
}

export async function writeProtocol() {
  writeFileSync(join(ROOT, MESSAGES), await messages());
}

if (process.argv[1] === import.meta.filename) await writeProtocol();
