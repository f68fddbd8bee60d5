/** The BCS storage API, as a client of it speaks. */
import { Api } from './api';

export interface Document<T = unknown> {
  readonly _id: string;
  readonly clusterId: string;
  readonly namespace?: string;
  readonly resourceType: string;
  readonly resourceName: string;
  readonly createTime: string;
  readonly updateTime: string;
  readonly data: T;
}

export interface StoredEvent {
  readonly _id: string;
  readonly describe: string;
  readonly createTime: string;
  readonly data: { readonly count?: number; readonly metadata: { readonly uid: string } };
}

interface Envelope<T> { readonly result: boolean; readonly code: number; readonly message: string; readonly data: T; readonly total?: number }

export const ownCluster = 'BCS-K8S-00000';

export class BcsStorage {
  private readonly api: Api;

  constructor(url: string) {
    this.api = new Api(`${url}/bcsapi/v4/storage`);
  }

  /** What was asked for; throws when the answer is no success. */
  async ok<T>(method: string, path: string, body?: unknown): Promise<Envelope<T>> {
    const { code, body: answer } = await this.api.ask<Envelope<T>>(method, path, body);
    if (code !== 200 || !answer.result) throw new Error(`${method} ${path}: ${code} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Documents of this cluster's own objects, of a kind that can be queried. */
  async query<T>(kind: string, parameters: Readonly<Record<string, string>> = {}): Promise<readonly Document<T>[]> {
    return (await this.ok<Document<T>[]>('GET', `/query/k8s/dynamic/clusters/${ownCluster}/${kind}?${new URLSearchParams(parameters).toString()}`)).data;
  }

  async events(parameters: Readonly<Record<string, string>> = {}): Promise<readonly StoredEvent[]> {
    const { data, total } = await this.ok<StoredEvent[]>('GET', `/events?${new URLSearchParams(parameters).toString()}`);
    if (total !== data.length) throw new Error(`${data.length} events of ${total} came`);
    return data;
  }
}

/** What `extra` is: base64 of JSON. Dots within a key are written U+FF0E. */
export const extra = (pairs: object): string => Buffer.from(JSON.stringify(pairs)).toString('base64');

/** What is there twice, each once. */
export const doubles = (words: readonly string[]): string[] => [...new Set(words.filter((word, i) => words.indexOf(word) !== i))];
