/** How answers are put: `result`, `code`, `message`, `data`; lists of events and alarms have a `total` too. */
import { sendPieces, sendText } from '../../dialect';
import type { Call, Failure } from './call';
import { codeOf } from './codes';
import type { Fault } from './faults';
import type { Switches } from './switches';

const success = '{"result":true,"code":0,"message":"success","data":';

/** What was asked for has been done. */
export const sendDone = (call: Call): void => sendText(call, 200, `${success}${emptyOf(call.service.switches)}}`);

/** `json`: one value. */
export const sendValue = (call: Call, json: string | Buffer): Promise<void> => sendPieces(call, [success, json, '}']);

/** Each item is JSON. They are taken one by one, as the client reads. */
export const sendArray = (call: Call, items: Iterable<string | Buffer>, total?: number): Promise<void> =>
  sendPieces(call, arrayPieces(items, total));

function* arrayPieces(items: Iterable<string | Buffer>, total: number | undefined): Generator<string | Buffer> {
  yield `${success}[`;
  let first = true;
  for (const item of items) {
    if (!first) yield ',';
    first = false;
    yield item;
  }
  yield total === undefined ? ']}' : `],"total":${total}}`;
}

const emptyOf = ({ emptyWrite }: Switches): string => (emptyWrite === 'object' ? '{}' : 'null');

/** A `reason` says what is wrong with what was sent: the messages are the document's, which do not. */
export function sendFailure(call: Call, failure: Failure, { kind, reason }: Fault): void {
  const { switches } = call.service;
  const { code, message } = codeOf(kind === 'missing' ? failure.missing ?? failure.code : failure.code, switches);
  const rest = `${failure.total ? ',"total":0' : ''}${reason === undefined ? '' : `,"reason":${JSON.stringify(reason)}`}`;
  sendText(call, statusOf(kind, switches), `{"result":false,"code":${code},"message":${JSON.stringify(message)},"data":${dataOf(failure, switches)}${rest}}`);
}

function dataOf({ data, code }: Failure, { getOne, emptyWrite }: Switches): string {
  if (data === 'object') return '{}';
  if (data === 'null') return emptyWrite === 'object' ? '{}' : 'null';
  return code === 'get' && getOne === 'object' ? '{}' : '[]';
}

const strict = { input: 400, missing: 404, store: 500, bug: 500 } as const;

const statusOf = (kind: Fault['kind'], { http }: Switches): number => (http === 'strict' || kind === 'bug' ? strict[kind] : 200);
