/** Writers that go on until their server is gone or they are stopped, and what it had acknowledged until then. */
import type { Api, KubeObject } from './api';

export const configMaps = '/api/v1/namespaces/default/configmaps';

export class Load {
  /** The last acknowledged resourceVersion of each object. */
  readonly objects = new Map<string, string>();
  /** Every acknowledged resourceVersion. */
  readonly versions = new Set<string>();
  /** Resolves when the last writer has ended. */
  readonly ended: Promise<void>;
  private readonly waiting: { count: number; resolve: () => void }[] = [];
  private stopped = false;

  constructor(private readonly api: Api, private readonly prefix: string, writers = 16) {
    this.ended = Promise.all(Array.from({ length: writers }, (_, writer) => this.write(writer))).then(() => undefined);
  }

  /** Resolves when so many writes are acknowledged. */
  reached(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ count, resolve });
      this.wake();
    });
  }

  stop(): Promise<void> {
    this.stopped = true;
    return this.ended;
  }

  /** A create and an update of each object, one after the other, until there is no answer any more. */
  private async write(writer: number): Promise<void> {
    for (let i = 0; !this.stopped; i++) {
      const name = `${this.prefix}-${writer}-${i}`;
      const created = await this.send('POST', configMaps, { metadata: { name }, data: { filling: 'x'.repeat(500) } });
      const updated = created === 'refused' ? created : created && await this.send('PATCH', `${configMaps}/${name}`, { data: { writer: String(writer) } }, 'application/merge-patch+json');
      if (!updated) return;
    }
  }

  /** Undefined without an answer. 503 says that the store is away for a moment: the write may have been carried out or not. */
  private async send(...[method, path, body, type]: Parameters<Api['ask']>): Promise<'acknowledged' | 'refused' | undefined> {
    const answer = await this.api.ask<KubeObject>(method, path, body, type).catch(() => undefined);
    if (!answer) return undefined;
    if (answer.code === 503) return 'refused';
    if (answer.code >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    const { name, resourceVersion } = answer.body.metadata;
    this.objects.set(name, resourceVersion);
    this.versions.add(resourceVersion);
    this.wake();
    return 'acknowledged';
  }

  private wake(): void {
    for (const { count, resolve } of this.waiting) if (this.versions.size >= count) resolve();
  }
}
