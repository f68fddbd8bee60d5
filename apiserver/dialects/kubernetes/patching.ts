/** The four patches, by content type (k8s.io/apiserver endpoints/handlers PatchResource). */
import {
  ApiError, applyJsonPatch, applyMergePatch, applyStrategicMergePatch, fieldError, goFormat,
  type ApplyOptions, type DecodeFault, type FieldError, type KubeObject, type MergeFacts, type ResourceDefinition, type WriteOptions,
} from '../../../api';
import { BodySyntaxError, parseJson, parseYaml, readBody, recordOf, type ParsedBody } from '../../dialect';
import type { Call } from './call';
import { mediaType, reportDuplicates } from './input';
import { applyOptions, writeOptions } from './write-options';

type Change = (current: KubeObject) => unknown;

interface PatchType {
  /** Makes the change out of the parsed patch. */
  change(patch: unknown, facts: MergeFacts): Change;
  /** What is told of a patch that leads to no object of the kind. */
  fault(fault: DecodeFault, patched: unknown, patch: unknown): FieldError;
}

const ofPatched: PatchType['fault'] = ({ fault }, patched) => fieldError.invalid('patch', JSON.stringify(patched), fault);

const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': { change: (patch) => (current) => applyJsonPatch(current, patch), fault: ofPatched },
  'application/merge-patch+json': { change: (patch) => (current) => applyMergePatch(current, patch), fault: ofPatched },
  'application/strategic-merge-patch+json': {
    change: (patch, facts) => (current) => applyStrategicMergePatch(current, patch, facts),
    // Upstream decodes nothing here, but converts.
    fault: ({ conversionFault }, _, patch) => fieldError.invalid('patch', goFormat(patch), conversionFault),
  },
};

const strategic = 'application/strategic-merge-patch+json';

const applyType = 'application/apply-patch+yaml';

/** All that a kind can be patched with; nobody knows how fields of custom resources merge. */
export const patchTypesOf = ({ storage }: ResourceDefinition): string[] => [...Object.keys(patchTypes).filter((type) => !(storage && type === strategic)), applyType];

/** What a patch is written with: a change of what is there, or a configuration to apply. */
export interface PatchWriter<R> {
  change(change: Change, options: WriteOptions): Promise<R>;
  apply(configuration: unknown, options: ApplyOptions): Promise<R>;
}

/** Reads the request's patch and writes it. Throws ApiError. Options are looked at after the body, as upstream does. */
export async function writePatch<R>(call: Call, facts: MergeFacts, writer: PatchWriter<R>): Promise<R> {
  const contentType = mediaType(call.request.headers['content-type']);
  if (contentType === applyType) return writeApplied(call, writer);
  const known = patchTypesOf(call.store.definition);
  const type = known.includes(contentType) ? patchTypes[contentType] : undefined;
  if (!type) throw ApiError.unsupportedMediaType(known);
  const { value, duplicates } = orBadRequest(parseJson, await readBody(call.request), 'error decoding patch: ');
  recordOf(call.request)?.patched(value);
  const options = writeOptions(call, 'PatchOptions');
  reportDuplicates(duplicates, call.store.definition, options);
  return onlyOfItsKind(type.change(value, facts), (change) => writer.change(change, options), (fault, patched) => type.fault(fault, patched, value));
}

async function writeApplied<R>(call: Call, writer: PatchWriter<R>): Promise<R> {
  const { value, duplicates } = orBadRequest(parseConfiguration, await readBody(call.request), 'error decoding YAML: ');
  recordOf(call.request)?.patched(value);
  const options = applyOptions(call);
  reportDuplicates(duplicates, call.store.definition, options);
  return writer.apply(value, options);
}

/** Clients send JSON, which is YAML too, and faster to read. */
function parseConfiguration(bytes: Buffer): ParsedBody {
  if (!startsAsObject(bytes)) return parseYaml(bytes);
  try {
    const parsed = parseJson(bytes);
    if (parsed.duplicates.length === 0) return parsed;
  } catch (error) {
    if (!(error instanceof BodySyntaxError)) throw error;
  }
  return parseYaml(bytes);
}

const startsAsObject = (bytes: Buffer): boolean => bytes[0] === 0x7b;

function orBadRequest(parse: (bytes: Buffer) => ParsedBody, bytes: Buffer, prefix: string): ParsedBody {
  try {
    return parse(bytes);
  } catch (error) {
    throw error instanceof BodySyntaxError ? ApiError.badRequest(`${prefix}${error.fault}`) : error;
  }
}

/**
 * Writes with a patch. What the patch made of the object may be none of its kind: the request was well-formed, so that is
 * no BadRequest but Invalid, of the field `patch`.
 */
async function onlyOfItsKind<T>(change: Change, write: (change: Change) => Promise<T>, told: (fault: DecodeFault, patched: unknown) => FieldError): Promise<T> {
  let patched: unknown;
  try {
    return await write((current) => (patched = change(current)));
  } catch (error) {
    if (!(error instanceof ApiError) || error.decodeFault === undefined) throw error;
    throw ApiError.invalid({ group: '', kind: '' }, '', [told(error.decodeFault, patched)]);
  }
}
