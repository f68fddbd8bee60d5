/** An extender on loopback that answers as a test says, and keeps what it was asked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A text is sent as it is, a number is the code of an empty answer, undefined is never answered. */
export type Answerer = (question: Readonly<Record<string, unknown>>) => unknown;

export interface ExtenderServer {
  readonly url: string;
  readonly asked: { readonly verb: string; readonly question: Readonly<Record<string, unknown>> }[];
  close(): Promise<void>;
}

export async function startExtender(verbs: Readonly<Record<string, Answerer>>): Promise<ExtenderServer> {
  const asked: ExtenderServer['asked'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const verb = request.url?.replace(/^\/prefix\//, '') ?? '';
      const question = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Readonly<Record<string, unknown>>;
      asked.push({ verb, question });
      const answer = verbs[verb]?.(question);
      if (typeof answer === 'number') response.writeHead(answer).end();
      else if (answer !== undefined) response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/prefix`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}
