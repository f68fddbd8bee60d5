/** Requests for another API server (k8s.io/kube-aggregator pkg/apiserver handler_proxy.go). */
import type { UserInfo } from '../../api';
import type { Request, Response } from '../dialect';
import { requestHeaders } from '../layers/pass-headers';
import { passOn as pass, UnexpectedAnswer } from '../layers/passing';
import { upgradeOf } from '../layers/upgrade';
import { identity, type Backend } from './backend';
import { goError } from './go-errors';

export interface Passage {
  readonly backend: Backend;
  readonly user: UserInfo;
  /** What waits for events ends with it. */
  readonly closing: AbortSignal;
}

/** Resolves when the answer is sent or broken off. */
export function passOn({ backend, user, closing }: Passage, request: Request, response: Response): Promise<void> {
  return pass({
    closing,
    open: (apart) => {
      const headers = { ...requestHeaders(request, upgradeOf(request) !== undefined), ...identity(user) };
      return backend.open({ method: request.method, path: request.url, headers, apart });
    },
    refuse: (error) => refuse(response, error instanceof UnexpectedAnswer ? error.message : `error trying to reach service: ${goError(error, backend.target)}`),
  }, request, response);
}

/** As net/http Error writes it. */
export function refuse(response: Response, text: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Content-Length': Buffer.byteLength(text) + 1 });
  response.end(`${text}\n`);
}
