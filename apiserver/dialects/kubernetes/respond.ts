/** From what the registry gave to bytes on the wire. Everything is JSON first; YAML and indentation are made from it. */
import { stringify } from 'yaml';
import { ApiError, keyOf, type KubeObject, type Projection, type StatusCause } from '../../../api';
import type { Entry } from '../../../registry';
import { Deflations, deflates, recordOf, warningHeader, type Request, type Response } from '../../dialect';
import type { Call } from './call';
import { negotiateForError, type Answer } from './negotiate';
import { partialObject } from './partial';
import { entryBytes, metadataForm, protobufOf, protobufType, wholeForm } from './protobuf';
import { tableOptions, tableText, type Shown } from './table';

type Json = Buffer | string;

const contentTypes: Readonly<Record<Answer['format'], string>> = { json: 'application/json', yaml: 'application/yaml', protobuf: protobufType };

/** Keys sorted, no aliases, no folding, items not indented: as sigs.k8s.io/yaml writes. */
export const toYaml = (value: unknown): string =>
  stringify(value, { version: '1.1', sortMapEntries: true, aliasDuplicateObjects: false, lineWidth: 0, indentSeq: false });

function format(answer: Answer, json: Json): Json {
  if (answer.format === 'json' && !answer.pretty) return json;
  const value: unknown = JSON.parse(json.toString());
  if (answer.format === 'protobuf') return protobufOf(value as KubeObject);
  return answer.format === 'yaml' ? toYaml(value) : JSON.stringify(value, undefined, 2);
}

/** Sends a JSON text in the format that was negotiated. */
export function sendJson(response: Response, answer: Answer, code: number, json: Json, warnings?: ReadonlySet<string>): void {
  recordOf(response.req)?.answered(json);
  sendBytes(response, answer, code, format(answer, json), warnings);
}

/** Sends what is in the negotiated format already. */
export function sendBytes(response: Response, answer: Answer, code: number, body: Json, warnings?: ReadonlySet<string>): void {
  if (warnings?.size) response.setHeader('Warning', [...warnings].map(warningHeader));
  const size = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  if (deflates(response.req, size)) return sendDeflated(response, answer, code, typeof body === 'string' ? Buffer.from(body) : body);
  response.writeHead(code, headersOf(answer, size));
  response.end(body);
}

const headersOf = ({ format }: Answer, size: number): Record<string, string | number> =>
  ({ 'Cache-Control': 'no-cache, private', 'Content-Type': contentTypes[format], 'Content-Length': size });

const deflations = new Deflations();

/** The answer goes when the bytes are there; nobody waits for it. */
function sendDeflated(response: Response, answer: Answer, code: number, body: Buffer): void {
  deflations.deflate(body).then((bytes) => {
    response.appendHeader('Vary', 'Accept-Encoding');
    response.writeHead(code, { ...headersOf(answer, bytes.length), 'Content-Encoding': 'gzip' });
    response.end(bytes);
  }, (error: Error) => response.destroy(error));
}

/** A refusal says what there is to be warned of, too. */
export function tellWarnings({ response, warnings }: Call): void {
  if (warnings.size && !response.headersSent) response.setHeader('Warning', [...warnings].map(warningHeader));
}

/** What is known before the call is answered is said whatever the answer is: an object, an error, a watch. */
export function warn({ response, warnings }: Call, text: string): void {
  warnings.add(text);
  response.setHeader('Warning', warningHeader(text));
}

/** Sends one object, converted if the client wants another kind. */
export function sendEntry(call: Call, code: number, entry: Entry): void {
  const { response, answer, warnings } = call;
  if (answer.format === 'protobuf') {
    const message = entryMessage(call, entry);
    const record = recordOf(response.req);
    if (record?.wantsAnswer) record.answered(entryText(call, entry));
    sendBytes(response, answer, code, message, warnings);
  } else sendJson(response, answer, code, entryText(call, entry), warnings);
}

function entryMessage({ answer: { as }, store: { definition } }: Call, entry: Entry): Buffer {
  if (!as) return entryBytes(wholeForm(definition), entry);
  if (as.kind === 'PartialObjectMetadata') return entryBytes(metadataForm(as.version), entry);
  throw notAList(as.kind, definition.kind);
}

function entryText(call: Call, entry: Entry, shown: Shown = call.store.definition): Json {
  const { as } = call.answer;
  if (!as) return entry.bytes;
  if (as.kind === 'Table') {
    const options = tableOptions(call.query, as);
    return tableText(shown, [entry], { resourceVersion: String(entry.revision) }, options, call.context.clock.now());
  }
  if (as.kind === 'PartialObjectMetadata') return partialObject(entry, as.version);
  throw notAList(as.kind, call.store.definition.kind);
}

/** Sends an object that is a view of what is stored (a scale), converted if the client wants another kind. */
export function sendProjected(call: Call, { columns = [] }: Projection<never>, object: KubeObject): void {
  if (call.answer.format === 'protobuf') sendObject(call, 200, object);
  else sendJson(call.response, call.answer, 200, entryText(call, unshared(object), { columns }), call.warnings);
}

const unshared = (object: KubeObject): Entry => ({
  key: keyOf(object), revision: Number(object.metadata.resourceVersion), bytes: Buffer.from(JSON.stringify(object)), object,
  memo(_slot, make) {
    return make(this);
  },
});

/** A plain object that is no entry (a Status); conversions do not apply to it. */
export function sendObject({ response, answer, warnings }: Call, code: number, object: KubeObject | object): void {
  sendJson(response, answer, code, JSON.stringify(object), warnings);
}

const notAList = (wanted: string, kind: string): ApiError =>
  notAcceptable(`you requested ${wanted}, but the requested object is not a list (${kind})`);

export const notAcceptable = (message: string): ApiError => ApiError.fromStatus({ code: 406, reason: 'NotAcceptable', message });

/** A Status of success, as actions and deletions answer with. */
export interface SuccessDetails { name?: string; group?: string; kind?: string; uid?: string; causes?: StatusCause[] }

export function sendSuccess(call: Call, code: number, details?: SuccessDetails): void {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', ...(details ? { details } : { code }) };
  recordOf(call.request)?.ended(status);
  sendObject(call, code, status);
}

/** Sends an error as Status; `Retry-After` goes with errors that pass. */
export function sendError(request: Request, response: Response, error: ApiError): void {
  const status = error.toStatus();
  recordOf(request)?.ended(status);
  const answer = negotiateForError(request.headers.accept, request.headers['user-agent']);
  const retry = error.details?.retryAfterSeconds;
  if (retry !== undefined) response.setHeader('Retry-After', String(retry));
  // The rest of a body nobody reads would be taken for the next request.
  if (error.code === 413) response.setHeader('Connection', 'close');
  sendJson(response, answer, error.code, JSON.stringify(status));
}

export function sendText(response: Response, code: number, text: string): void {
  response.writeHead(code, {
    'Cache-Control': 'no-cache, private', 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
