/**
 * /openapi/v2 and /openapi/v3: what clients validate, explain and merge by. Made when first asked for.
 *
 * kubectl before 1.27 takes v2 as protobuf alone; later ones read v3 as JSON.
 */
import type { ResourceDefinition } from '../../../../api';
import { apiVersionOf, type AggregatedVersion, type DialectContext, type GroupVersion, type Request, type Response, type VersionInfo } from '../../../dialect';
import { parseAccept } from '../negotiate';
import { notAcceptable } from '../respond';
import { documentV2, documentV3 } from './documents';
import { encodeDocument } from './gnostic';
import { KeptDocuments, type Document } from './kept';
import { merged } from './merge';

const protoV2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
/** What older clients ask for; it is no valid media type, so the answer bears the other name. */
const protoV2Asked = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
const json = 'application/json';

const nobody: readonly AggregatedVersion[] = [];

export class OpenApi {
  private readonly documents = new KeptDocuments();
  private definitions: readonly ResourceDefinition[] | undefined;
  private groupVersions: ReadonlyMap<string, readonly ResourceDefinition[]> = new Map();

  constructor(private readonly context: DialectContext) {}

  private get registry(): DialectContext['registry'] {
    return this.context.registry;
  }

  private get version(): VersionInfo {
    return this.context.version;
  }

  /** What other API servers serve. */
  private get others(): readonly AggregatedVersion[] {
    return this.context.aggregator?.versions ?? nobody;
  }

  /** False when there is no such document. Throws ApiError NotAcceptable. */
  serve(request: Request, response: Response, parts: readonly string[]): boolean {
    const [, spec, ...groupVersion] = parts;
    const document = spec === 'v2' && groupVersion.length === 0 ? this.v2(request.headers.accept)
      : spec === 'v3' ? this.v3(groupVersion.join('/'), request.headers.accept) : undefined;
    if (document) send(request, response, document);
    return document !== undefined;
  }

  private v2(accept: string | undefined): Document {
    const type = pick(accept, [json, protoV2, protoV2Asked]) === json ? json : protoV2;
    return this.documents.get(`v2 ${type}`, type, this.everything, () => {
      const parts = this.others.flatMap(({ openApiV2 }) => (openApiV2 ? [openApiV2] : []));
      const document = merged(documentV2(this.registry.definitions, this.version), parts);
      return type === json ? Buffer.from(JSON.stringify(document)) : encodeDocument(document);
    });
  }

  private v3(path: string, accept: string | undefined): Document | undefined {
    const type = pick(accept, [json]);
    if (path === '') return this.documents.get('v3', type, this.everything, () => Buffer.from(JSON.stringify({ paths: this.v3Paths() })));
    const served = this.served().get(path);
    return served && this.v3Document(path, served);
  }

  private get everything(): readonly unknown[] {
    return [this.registry.definitions, this.others];
  }

  private v3Document(path: string, served: readonly ResourceDefinition[]): Document {
    return this.documents.get(`v3/${path}`, json, served, () => Buffer.from(JSON.stringify(documentV3(served, this.version))));
  }

  /** Each document's address carries its hash, so that clients may keep it. */
  private v3Paths(): object {
    const own = [...this.served()].map(([path, served]) => {
      const { etag } = this.v3Document(path, served);
      return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${etag.slice(1, -1)}` }];
    });
    const others = this.others.flatMap((other) => (other.openApiV3 === undefined ? [] : [[v3Path(other), { serverRelativeURL: other.openApiV3 }]]));
    return Object.fromEntries([...others, ...own]) as object;
  }

  /** What is served, by the path of its document, in the order of these. */
  private served(): ReadonlyMap<string, readonly ResourceDefinition[]> {
    const { definitions } = this.registry;
    if (this.definitions === definitions) return this.groupVersions;
    this.definitions = definitions;
    this.groupVersions = byPath(definitions);
    this.documents.keep(new Set([`v2 ${json}`, `v2 ${protoV2}`, 'v3', ...[...this.groupVersions.keys()].map((path) => `v3/${path}`)]));
    return this.groupVersions;
  }
}

const v3Path = (gv: GroupVersion): string => `${gv.group ? 'apis' : 'api'}/${apiVersionOf(gv)}`;

function byPath(definitions: readonly ResourceDefinition[]): Map<string, ResourceDefinition[]> {
  const found = new Map<string, ResourceDefinition[]>();
  for (const definition of definitions) {
    const path = v3Path(definition);
    const there = found.get(path);
    if (there) there.push(definition);
    else found.set(path, [definition]);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The first offer that the client accepts, in the client's order. */
function pick(accept: string | undefined, offers: readonly string[]): string {
  if (!accept) return offers[0] ?? json;
  for (const { type } of parseAccept(accept)) {
    const found = offers.find((offer) => offer === type || type === '*/*' || type === 'application/*');
    if (found) return found;
  }
  throw notAcceptable(`only the following media types are accepted: ${offers.join(', ')}`);
}

function send(request: Request, response: Response, { type, bytes, etag }: Document): void {
  response.setHeader('ETag', etag);
  response.setHeader('Vary', 'Accept');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { 'Cache-Control': 'no-cache, private', 'Content-Type': type, 'Content-Length': bytes.length });
  response.end(bytes);
}
