/** An answer that has been given: whoever works on it still may say what he likes, nobody hears it (k8s.io/apiserver server/filters/timeout.go baseTimeoutWriter). */
import type { ServerResponse } from 'node:http';

export function mute(response: ServerResponse): void {
  const itself = (): ServerResponse => response;
  Object.assign(response, {
    setHeader: itself, appendHeader: itself, removeHeader: () => undefined, flushHeaders: () => undefined, writeHead: itself, write: () => true, end: itself, destroy: itself,
  });
}
