/**
 * One request handed to another server, and its answer handed back, as both come (net/http/httputil ReverseProxy). Either side that
 * goes takes the other along.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Request, Response } from 'express';
import { mute } from './mute';
import { answerHeaders } from './pass-headers';
import { upgradeOf, type Upgrade } from './upgrade';

export interface Passage {
  /** The request to the other side, its body not yet sent; `apart`: on a connection of its own. */
  readonly open: (apart: boolean) => ClientRequest;
  /** There is no answer of the other side, or none that could be given. */
  readonly refuse: (error: Error) => void;
  /** What waits for events ends with it. */
  readonly closing: AbortSignal;
}

/** Resolves when the answer is sent or broken off. */
export function passOn(passage: Passage, request: Request, response: Response): Promise<void> {
  const upgrade = upgradeOf(request);
  const done = new Promise<void>((resolve) => { response.once('close', resolve); });
  if (response.destroyed) return Promise.resolve();
  send(passage, request, response, upgrade);
  return done;
}

function send(passage: Passage, request: Request, response: Response, upgrade: Upgrade | undefined): void {
  const outgoing = passage.open(upgrade !== undefined);
  const leave = (): void => { outgoing.destroy(); };
  response.once('close', leave);
  outgoing.once('response', (answer) => {
    try {
      if (upgrade) declined(passage, answer, response);
      else giveBack(passage.closing, answer, request, response);
    } catch (error) {
      // An answer that cannot be given (a status below 100), or to somebody who has another one already (a deadline).
      answer.destroy();
      passage.refuse(error as Error);
    }
  });
  if (upgrade) {
    outgoing.once('upgrade', (answer: IncomingMessage, socket: Duplex, head: Buffer) => {
      join(upgrade, answer, socket, head);
      // Nobody answers here any more: streams go on beyond the deadline of a request.
      response.statusCode = 101;
      mute(response);
      endWith(passage.closing, response, () => upgrade.socket.destroySoon());
    });
  }
  outgoing.on('error', (error) => {
    response.off('close', leave);
    // A kept connection that the other side had just given up (net/http does the same for requests that may be repeated).
    if (outgoing.reusedSocket && !outgoing.getHeader('content-length') && isRepeatable(request, response)) send(passage, request, response, upgrade);
    else passage.refuse(error);
  });
  if (upgrade || hasNoBody(request)) outgoing.end();
  else pipeBody(request, outgoing);
}

const hasNoBody = ({ headers }: Request): boolean => headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';

const isRepeatable = (request: Request, response: Response): boolean => /^(?:GET|HEAD|OPTIONS)$/.test(request.method) && hasNoBody(request) && !response.headersSent && !response.destroyed;

function pipeBody(request: Request, outgoing: ClientRequest): void {
  request.pipe(outgoing);
  request.once('close', () => { if (!request.complete) outgoing.destroy(); });
}

/** A watch or a log that is followed ends when `closing` aborts. */
export function giveBack(closing: AbortSignal, answer: IncomingMessage, request: Request, response: Response): void {
  answerHeaders(answer, response);
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage);
  // A watch begins with its headers, long before its first event.
  response.flushHeaders();
  answer.pipe(response);
  answer.once('error', () => response.destroy());
  if (!isWatch(request)) return;
  endWith(closing, response, () => {
    answer.unpipe(response);
    response.end();
  });
}

function endWith(closing: AbortSignal, response: Response, end: () => void): void {
  closing.addEventListener('abort', end, { once: true });
  response.once('close', () => closing.removeEventListener('abort', end));
  if (closing.aborted) end();
}

const isWatch = ({ url }: Request): boolean => /[?&](?:watch|follow)=(?!0|false)/.test(url) || /^\/apis?\/(?:[^/]+\/){1,2}watch\//.test(url);

/** The other side spoke HTTP to the end: an error is passed on, anything else is none of ours to give. */
function declined({ refuse }: Passage, answer: IncomingMessage, response: Response): void {
  const { statusCode = 0 } = answer;
  if (statusCode < 400) {
    answer.destroy();
    return refuse(new UnexpectedAnswer(`invalid upgrade response: status code ${statusCode}`));
  }
  answerHeaders(answer, response);
  response.writeHead(statusCode, answer.statusMessage);
  answer.pipe(response);
  answer.once('error', () => response.destroy());
}

/** The other side did not keep to what was agreed. */
export class UnexpectedAnswer extends Error {}

/** From here on bytes go to and fro as they are. */
function join({ socket, head }: Upgrade, answer: IncomingMessage, other: Duplex, otherHead: Buffer): void {
  let text = `HTTP/1.1 ${answer.statusCode ?? 101} ${answer.statusMessage ?? ''}\r\n`;
  for (let i = 0; i < answer.rawHeaders.length; i += 2) text += `${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}\r\n`;
  socket.write(Buffer.concat([Buffer.from(`${text}\r\n`, 'latin1'), otherHead]));
  other.write(head);
  other.on('error', () => socket.destroy());
  other.once('close', () => socket.destroySoon());
  socket.once('close', () => other.destroy());
  socket.pipe(other).pipe(socket);
}
