/**
 * /openapi/v2 and /openapi/v3: what clients validate, explain and merge by. Made when first asked for.
 *
 * kubectl before 1.27 takes v2 as protobuf alone; later ones read v3 as JSON.
 */
import { createHash } from 'node:crypto';
import type { ResourceDefinition } from '../../../../api';
import type { AggregatedVersion, DialectContext, GroupVersion, Request, Response, VersionInfo } from '../../../dialect';
import { apiVersionOf } from '../item-text';
import { parseAccept } from '../negotiate';
import { notAcceptable } from '../respond';
import { documentV2, documentV3 } from './documents';
import { encodeDocument } from './gnostic';
import { merged } from './merge';

const protoV2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
/** What older clients ask for; it is no valid media type, so the answer bears the other name. */
const protoV2Asked = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
const json = 'application/json';

interface Document { readonly type: string; readonly bytes: Buffer; readonly etag: string }

const nobody: readonly AggregatedVersion[] = [];

const hash = (bytes: Buffer): string => createHash('sha512').update(bytes).digest('hex').toUpperCase();

export class OpenApi {
  private definitions: readonly ResourceDefinition[] | undefined;
  private told: readonly AggregatedVersion[] = nobody;
  private documents = new Map<string, Document>();

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
    return this.document(`v2 ${type}`, type, () => {
      const parts = this.others.flatMap(({ openApiV2 }) => (openApiV2 ? [openApiV2] : []));
      const document = merged(documentV2(this.registry.definitions, this.version), parts);
      return type === json ? Buffer.from(JSON.stringify(document)) : encodeDocument(document);
    });
  }

  private v3(path: string, accept: string | undefined): Document | undefined {
    const type = pick(accept, [json]);
    if (path === '') return this.document('v3', type, () => Buffer.from(JSON.stringify({ paths: this.v3Paths() })));
    const served = this.registry.definitions.filter((definition) => v3Path(definition) === path);
    return served.length ? this.v3Document(path, served) : undefined;
  }

  private v3Document(path: string, served: readonly ResourceDefinition[]): Document {
    return this.document(`v3/${path}`, json, () => Buffer.from(JSON.stringify(documentV3(served, this.version))));
  }

  /** Each document's address carries its hash, so that clients may keep it. */
  private v3Paths(): object {
    const paths = [...new Set(this.registry.definitions.map(v3Path))].sort();
    const own = paths.map((path) => {
      const { etag } = this.v3Document(path, this.registry.definitions.filter((definition) => v3Path(definition) === path));
      return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${etag.slice(1, -1)}` }];
    });
    const others = this.others.flatMap((other) => (other.openApiV3 === undefined ? [] : [[v3Path(other), { serverRelativeURL: other.openApiV3 }]]));
    return Object.fromEntries([...others, ...own]) as object;
  }

  private document(key: string, type: string, make: () => Buffer): Document {
    if (this.definitions !== this.registry.definitions || this.told !== this.others) {
      this.definitions = this.registry.definitions;
      this.told = this.others;
      this.documents = new Map();
    }
    let document = this.documents.get(key);
    if (!document) {
      const bytes = make();
      document = { type, bytes, etag: `"${hash(bytes)}"` };
      this.documents.set(key, document);
    }
    return document;
  }
}

const v3Path = (gv: GroupVersion): string => `${gv.group ? 'apis' : 'api'}/${apiVersionOf(gv)}`;

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
