/** A conversion webhook on loopback: converts as a test says, remembers what it was asked, and answers wrongly on demand. */
import type { KubeObject } from '../../../api';
import { serveRaw, type WebhookServer } from '../../admission/webhooks/testing/webhook-server';

interface ConversionReview<T> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: { readonly uid: string; readonly desiredAPIVersion: string; readonly objects: readonly T[] };
}

/** What is answered in place of the right answer. */
export type Twist<T> = (right: { uid: string; result: object; convertedObjects: T[] }) => object | Promise<object>;

export interface ConversionServer<T> extends WebhookServer {
  /** Each question: the names of what was asked about, and what it was to become. */
  readonly questions: string[];
  twist: Twist<T>;
  /** The same for the whole review. */
  review: (right: object) => object;
}

export async function serveConverter<T extends KubeObject>(convert: (object: T, apiVersion: string) => T): Promise<ConversionServer<T>> {
  const server = await serveRaw((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void (async () => {
      const { apiVersion, kind, request: { uid, desiredAPIVersion, objects } } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as ConversionReview<T>;
      served.questions.push(`${objects.map(({ metadata }) => metadata.name).join(',')} -> ${desiredAPIVersion.split('/')[1] ?? ''}`);
      const answer = await served.twist({ uid, result: { status: 'Success' }, convertedObjects: objects.map((object) => convert(object, desiredAPIVersion)) });
      response.end(JSON.stringify(served.review({ apiVersion, kind, response: answer })));
    })());
  });
  const served: ConversionServer<T> = Object.assign(server, { questions: [], twist: (right: object) => right, review: (right: object) => right });
  return served;
}
