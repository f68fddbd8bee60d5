/** A minik8s API server, as its clients know it: objects in envelopes with `data`, `message` or `error` (docs/dialects/minik8s-ctl.md). */
import type { Kind } from './kinds/kind';
import { isFields, memberAt, textAt, type Fields } from './member';

/** Of one object. `namespace`: '' where the kind has none. */
export interface Ref {
  readonly namespace: string;
  readonly name: string;
}

/** What the server did not do, and why. `code`: its HTTP status; 0: it could not be asked. */
export class Refused extends Error {
  constructor(message: string, readonly code: number) {
    super(message);
    this.name = 'Refused';
  }
}

export class Minik8s {
  private readonly server: string;

  /** `http://127.0.0.1:8090` */
  constructor(server: string) {
    this.server = server.replace(/\/+$/, '');
  }

  async get(kind: Kind, ref: Ref): Promise<Fields> {
    const data = decoded(await this.ask('GET', itemPath(kind, ref)));
    if (!isFields(data)) throw this.notMinik8s('GET', itemPath(kind, ref), 200);
    return data;
  }

  /** `namespace`: undefined for all, where the API has such a list. */
  async list(kind: Kind, namespace: string | undefined): Promise<readonly Fields[]> {
    const path = namespace === undefined ? `${kind.root}/${kind.plural}` : collectionPath(kind, namespace);
    const data = decoded(await this.ask('GET', path));
    // Some servers written in Go send null for an empty list.
    if (data !== null && !Array.isArray(data)) throw this.notMinik8s('GET', path, 200);
    return (data ?? []) as readonly Fields[];
  }

  /** The server's message. */
  async create(kind: Kind, { namespace }: Ref, object: Fields): Promise<string> {
    return textAt(await this.ask('POST', collectionPath(kind, namespace), object), 'message');
  }

  async replace(kind: Kind, ref: Ref, object: Fields): Promise<string> {
    return textAt(await this.ask('PUT', itemPath(kind, ref), object), 'message');
  }

  /** Most kinds may be gone already. */
  async remove(kind: Kind, ref: Ref): Promise<void> {
    await this.ask('DELETE', itemPath(kind, ref));
  }

  /** The envelope of an answer; {} where there is none, as after a DELETE. Throws Refused. */
  async ask(method: string, path: string, body?: unknown): Promise<Fields> {
    const answer = await this.send(method, path, body);
    const text = await answer.text().catch((error: unknown) => { throw this.unreachable(error); });
    const envelope = parsed(text);
    const reason = ['error', ...(answer.ok ? [] : ['message'])].map((member) => textAt(envelope, member)).find(Boolean);
    if (reason) throw new Refused(reason, answer.status);
    if (!answer.ok) throw this.notMinik8s(method, path, answer.status);
    return envelope;
  }

  private async send(method: string, path: string, body: unknown): Promise<Response> {
    try {
      return await fetch(this.server + path, { method, ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  private unreachable(error: unknown): Refused {
    const cause = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    return new Refused(`unable to reach ${this.server}: ${cause.message || (cause.code ?? String(error))}`, 0);
  }

  private notMinik8s(method: string, path: string, code: number): Refused {
    return new Refused(`${this.server} answered ${method} ${path} with ${code}, but not as a minik8s API: is it its port (--server)?`, code);
  }
}

const segment = encodeURIComponent;

const collectionPath = ({ root, plural, namespaced }: Kind, namespace: string): string => `${root}${namespaced ? `/namespaces/${segment(namespace)}` : ''}/${plural}`;

export const itemPath = (kind: Kind, { namespace, name }: Ref): string => `${collectionPath(kind, namespace)}/${segment(name)}`;

function parsed(text: string): Fields {
  try {
    const value = JSON.parse(text) as unknown;
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

/** The document's own servers send objects as JSON in a string. */
function decoded(envelope: Fields): unknown {
  const data = memberAt(envelope, 'data');
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return data;
  }
}
