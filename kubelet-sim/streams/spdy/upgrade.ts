/** HTTP -> SPDY (k8s.io/apimachinery pkg/util/httpstream/spdy upgrade.go, httpstream Handshake). */
import type { Duplex } from 'node:stream';
import { Refusal, type Call } from '../../server/call';

export const isSpdy = ({ request }: Call): boolean => /^spdy\/3\.1$/i.test((request.headers.upgrade ?? '').trim());

const header = 'x-stream-protocol-version';

/** By the first of the client's protocols that is spoken here. Throws Refusal. */
export function acceptSpdy({ request, response, upgrade }: Call, spoken: readonly string[]): { readonly bytes: Duplex; readonly protocol: string } {
  const offered = (request.headersDistinct[header] ?? []).flatMap((text) => text.split(',')).map((text) => text.trim()).filter(Boolean);
  const protocol = offered.find((each) => spoken.includes(each)) ?? (offered.length === 0 ? spoken.at(-1) : undefined);
  if (!upgrade || protocol === undefined) {
    throw new Refusal(403, `unable to upgrade: unable to negotiate protocol: client supports ${JSON.stringify(offered)}, server accepts ${JSON.stringify(spoken)}\n`);
  }
  const { socket, head } = upgrade;
  response.detachSocket(socket);
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\nX-Minikapi-Node: ${request.headers.host ?? ''}\r\n\r\n`);
  if (head.length) socket.unshift(head);
  return { bytes: socket, protocol };
}
