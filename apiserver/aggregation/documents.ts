/** What a registered server says of itself: its resources and its OpenAPI, asked for again and again and taken anew only when changed. */
import { createHash } from 'node:crypto';
import type { apidiscovery, Clock, UserInfo } from '../../api';
import type { Backend } from './backend';
import { discoveredResources } from './discovered';
import type { GroupVersion } from './priorities';
import { partOf, type Swagger } from './swagger';
import { urlOf } from './target';

/** What is known, each part the same object as long as it says the same. */
export interface Description {
  readonly resources: readonly apidiscovery.APIResourceDiscovery[];
  readonly openApiV2?: Swagger;
  /** Where its document is. */
  readonly openApiV3?: string;
}

/** As upstream: whoever is asked whether it is there must be quick; an OpenAPI document is long. */
const checkMs = 5_000;
const downloadMs = 60_000;

const checker: UserInfo = { name: 'system:kube-aggregator', groups: ['system:masters'] };
const downloader: UserInfo = { name: 'system:aggregator', groups: [] };

interface Held { readonly etag: string | undefined; readonly hash: string; readonly value: unknown }

/** How to ask for a document, and what to take from it. */
interface Source<V> {
  readonly path: string;
  readonly user: UserInfo;
  readonly withinMs: number;
  readonly take: (document: unknown) => V;
}

export class Documents {
  private readonly held = new Map<string, Held>();

  constructor(private readonly gv: GroupVersion, private readonly clock: Clock) {}

  /** Rejects when the server does not answer for its group and version. */
  async read(backend: Backend, signal: AbortSignal): Promise<Description> {
    const { gv } = this;
    const name = `apis/${gv.group}/${gv.version}`;
    const read = <V>(source: Source<V>): Promise<V> => this.take(backend, source, signal);
    const resources = await read({ path: `/${name}`, user: checker, withinMs: checkMs, take: (document) => discoveredResources(document, gv) });
    const ofOpenApi = { user: downloader, withinMs: downloadMs };
    // Who has none is described without.
    const [openApiV2, openApiV3] = await Promise.all([
      read({ ...ofOpenApi, path: '/openapi/v2', take: (document) => partOf(document, `/${name}/`) }).catch(() => undefined),
      read({ ...ofOpenApi, path: '/openapi/v3', take: (document) => placeOf(document, name) }).catch(() => undefined),
    ]);
    return { resources, ...(openApiV2 && { openApiV2 }), ...(openApiV3 !== undefined && { openApiV3 }) };
  }

  private async take<V>(backend: Backend, { path, user, withinMs, take }: Source<V>, signal: AbortSignal): Promise<V> {
    const known = this.held.get(path);
    const headers = { accept: 'application/json', ...(known?.etag !== undefined && { 'if-none-match': known.etag }) };
    const answer = await backend.get({ path, user, headers }, this.clock, withinMs, signal);
    if (known && answer.status === 304) return known.value as V;
    if (answer.status < 200 || answer.status > 299) {
      const url = urlOf(backend.target, path);
      throw new Error(`failing or missing response from ${url}: bad status from ${url}: ${answer.status}`);
    }
    const hash = createHash('sha256').update(answer.body).digest('hex');
    const value = known?.hash === hash ? known.value : take(parse(answer.body));
    this.held.set(path, { etag: answer.headers.etag, hash, value });
    return value as V;
  }
}

/** Undefined for what is no JSON: whoever takes something from it takes nothing. */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function placeOf(document: unknown, name: string): string | undefined {
  const { paths } = (document ?? {}) as { paths?: Record<string, { serverRelativeURL?: unknown } | undefined> };
  const url = paths?.[name]?.serverRelativeURL;
  return typeof url === 'string' ? url : undefined;
}
