/** How answers are put: `result`, `code`, `message`, `data`. */
import { sendPieces, sendText, type Request, type Response } from '../../dialect';
import { codes } from './codes';
import type { Fault } from './faults';
import type { Switches } from './switches';

interface Asked { readonly request: Request; readonly response: Response }

/** JSON that is there as text already. */
export class JsonText {
  constructor(readonly text: string | Buffer) {}
}

/** An array whose items are there as JSON; they are taken one by one, as the client reads. */
export class JsonItems {
  constructor(readonly items: Iterable<string | Buffer>) {}
}

const success = '{"result":true,"code":0,"message":"success","data":';

/** `data`: a value, or one of the above. */
export async function sendData(asked: Asked, data: unknown): Promise<void> {
  if (data instanceof JsonItems) return sendPieces(asked, arrayPieces(data.items));
  if (data instanceof JsonText) return sendPieces(asked, [success, data.text, '}']);
  sendText(asked, 200, `${success}${JSON.stringify(data ?? null)}}`);
}

function* arrayPieces(items: Iterable<string | Buffer>): Generator<string | Buffer> {
  yield `${success}[`;
  let first = true;
  for (const item of items) {
    if (!first) yield ',';
    first = false;
    yield item;
  }
  yield ']}';
}

export function sendFailure(asked: Asked, { code, message, http }: Fault, { http: statuses, prefix, failureData }: Switches): void {
  const told = prefix === 'upstream' ? `(bcs-scheduler):${message}` : message;
  const data = failureData === 'object' ? '{}' : 'null';
  sendText(asked, statuses === 'always200' ? 200 : http, `{"result":false,"code":${codes[code].number},"message":${JSON.stringify(told)},"data":${data}}`);
}
