/** What is written down of one request while it is answered (k8s.io/apiserver pkg/audit AuditContext). */
import type { IncomingMessage } from 'node:http';
import type { Status } from '../../api';
import { withoutEmpty, type AuditEvent } from './event';
import type { Level } from './policy';

const records = new WeakMap<IncomingMessage, AuditRecord>();

/** Undefined for requests that are not audited: that is all it costs them. */
export const recordOf = (request: IncomingMessage): AuditRecord | undefined => records.get(request);

export interface RecordOptions {
  readonly event: AuditEvent;
  readonly isResource: boolean;
  readonly omitManagedFields: boolean;
}

interface Metadata { namespace?: string; name?: string; uid?: string; resourceVersion?: string }

export class AuditRecord {
  /** Why the request ended in an accident. */
  panic: string | undefined;

  constructor(request: IncomingMessage, private readonly options: RecordOptions) {
    records.set(request, this);
  }

  /** An object that was sent; what it says of itself says which one is meant. */
  sent(value: unknown): void {
    const { event } = this.options;
    if (event.objectRef) {
      const { namespace, name, uid, resourceVersion } = metadataOf(value);
      const { objectRef: ref } = event;
      event.objectRef = withoutEmpty({
        resource: ref.resource, namespace: ref.namespace || namespace, name: ref.name || name, uid: ref.uid || uid,
        apiGroup: ref.apiGroup, apiVersion: ref.apiVersion, resourceVersion: ref.resourceVersion || resourceVersion, subresource: ref.subresource,
      });
    }
    this.patched(value);
  }

  /** A patch, or whatever else is no object. */
  patched(value: unknown): void {
    if (this.wants('Request')) this.options.event.requestObject = JSON.stringify(this.told(value));
  }

  /** Whether `answered` is of use. */
  get wantsAnswer(): boolean {
    return this.options.isResource && this.wants('RequestResponse');
  }

  /** The answer as JSON text. */
  answered(json: Buffer | string): void {
    if (!this.wantsAnswer) return;
    const text = json.toString();
    this.options.event.responseObject = this.options.omitManagedFields ? JSON.stringify(this.told(JSON.parse(text))) : text;
  }

  /** The answer is a Status; its code is that of the answer. */
  ended({ status, message, reason, details }: Partial<Status>): void {
    this.options.event.responseStatus = withoutEmpty({ status, message, reason, details });
  }

  /** As upstream, what was said first stays. */
  annotate(key: string, value: string): void {
    const annotations = this.options.event.annotations ??= {};
    annotations[key] ??= value;
  }

  panicked(error: unknown): void {
    this.panic = error instanceof Error ? error.message : String(error);
  }

  private wants(level: Level): boolean {
    const has = this.options.event.level;
    return has === level || has === 'RequestResponse';
  }

  private told(value: unknown): unknown {
    return this.options.omitManagedFields ? withoutManagedFields(value) : value;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function metadataOf(value: unknown): Metadata {
  const metadata = isObject(value) && isObject(value.metadata) ? value.metadata : {};
  return Object.fromEntries(['namespace', 'name', 'uid', 'resourceVersion'].map((member) => [member, metadata[member]]).filter(([, text]) => typeof text === 'string')) as Metadata;
}

/** Of an object, of those in a list, of those in the rows of a Table. */
function withoutManagedFields(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { metadata, items, rows } = value;
  return {
    ...value,
    ...(isObject(metadata) && { metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== 'managedFields')) }),
    ...(Array.isArray(items) && { items: items.map(withoutManagedFields) }),
    ...(Array.isArray(rows) && { rows: rows.map((row) => (isObject(row) && row.object ? { ...row, object: withoutManagedFields(row.object) } : row as unknown)) }),
  };
}
