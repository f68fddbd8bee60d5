/** The protobuf form of what is received and sent: from the bytes of a body, from entries, lists and events. */
import { definitionOfKind, protobuf, type KubeObject, type ResourceDefinition } from '../../../api';
import type { Entry } from '../../../registry';
import { apiVersionOf, BodySyntaxError, type ParsedBody } from '../../dialect';
import type { Forms } from './negotiate';

export const protobufType = 'application/vnd.kubernetes.protobuf';

/** Custom resources have no protobuf form. */
export const formsOf = ({ schema }: ResourceDefinition): Forms => ({ protobuf: protobuf.supports(schema.name) });

/** Throws BodySyntaxError. */
export function parseProtobuf(bytes: Buffer, definition: string): ParsedBody {
  try {
    return { value: protobuf.parse(definition, bytes), duplicates: [] };
  } catch (error) {
    throw error instanceof protobuf.ProtobufError ? new BodySyntaxError(error.message) : error;
  }
}

type KindOfObject = Pick<KubeObject, 'apiVersion' | 'kind'>;

/** Any object of a known kind (a Status, a Scale). */
export function protobufOf(object: KindOfObject): Buffer {
  const definition = definitionOfKind(object.apiVersion, object.kind);
  if (!definition) throw new Error(`no protobuf form of ${object.apiVersion} ${object.kind}`);
  return protobuf.encodeEnveloped(definition, object);
}

const slot = Symbol('protobuf');
const metadataSlot = Symbol('protobuf PartialObjectMetadata');

const messageOf = (definition: ResourceDefinition, entry: Entry): Buffer =>
  entry.memo(slot, ({ object }) => protobuf.encode(definition.schema.name, object));

const metadataOf = (entry: Entry): Buffer =>
  entry.memo(metadataSlot, ({ object: { metadata } }) => protobuf.encode('meta.v1.PartialObjectMetadata', { metadata }));

/** How entries are sent: as they are, or their metadata alone. */
export interface Form {
  readonly definition: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly listKind: string;
  message(entry: Entry): Buffer;
}

export const wholeForm = (definition: ResourceDefinition): Form =>
  ({
  definition: definition.schema.name, apiVersion: apiVersionOf(definition), kind: definition.kind, listKind: definition.listKind,
  message: (entry) => messageOf(definition, entry),
});

export const metadataForm = (version: string): Form =>
  ({
  definition: 'meta.v1.PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, kind: 'PartialObjectMetadata', listKind: 'PartialObjectMetadataList',
  message: metadataOf,
});

export const entryBytes = ({ apiVersion, kind, message }: Form, entry: Entry): Buffer => protobuf.envelope(apiVersion, kind, message(entry));

export const listBytes = ({ apiVersion, listKind, message }: Form, meta: Parameters<typeof protobuf.encodeList>[0], entries: readonly Entry[]): Buffer =>
  protobuf.envelope(apiVersion, listKind, protobuf.encodeList(meta, entries.map(message)));

/** One event of a watch. */
export const eventBytes = (form: Form, type: string, entry: Entry): Buffer => protobuf.encodeWatchEvent(type, entryBytes(form, entry));

/** An event around an object that is no entry: a bookmark, a Status. */
export const objectEventBytes = (definition: string, type: string, object: KindOfObject): Buffer =>
  protobuf.encodeWatchEvent(type, protobuf.encodeEnveloped(definition, object));
