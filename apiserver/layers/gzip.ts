/** Large answers deflated for those who take them so (k8s.io/apiserver endpoints/handlers/responsewriters, gate APIResponseCompression). */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';

const gzip = promisify(gzipWithCallback);

/** Upstream's defaultGzipThresholdBytes and defaultGzipContentEncodingLevel. */
const threshold = 128 * 1024;
const level = 1;

/** Output in few pieces: each costs a turn of the loop. */
const chunkSize = 128 * 1024;

/** As upstream reads it: the bare name among those listed; a weight is not understood. */
const named = /(?:^|,)\s*gzip\s*(?:,|$)/;

export const deflates = ({ headers: { 'accept-encoding': accepted } }: IncomingMessage, size: number): boolean =>
  size > threshold && typeof accepted === 'string' && named.test(accepted);

interface Deflation { readonly body: Buffer; readonly deflated: Promise<Buffer> }

/** Bytes of bodies that are remembered. */
const remembered = 8 * 1024 * 1024;

/**
 * Clients that list the same state get the same bytes, deflated once: by far the most of what such a list costs. Bodies
 * are recognised by comparing them, which nearly always ends at the resourceVersion near their beginning.
 */
export class Deflations {
  /** The last used last. */
  private held: Deflation[] = [];
  private size = 0;

  /** `body` must not change afterwards. */
  deflate(body: Buffer): Promise<Buffer> {
    const known = this.held.find((other) => other.body.equals(body));
    if (known) this.held = [...this.held.filter((other) => other !== known), known];
    return (known ?? this.remember({ body, deflated: gzip(body, { level, chunkSize }) })).deflated;
  }

  private remember(deflation: Deflation): Deflation {
    this.held.push(deflation);
    this.size += deflation.body.length;
    while (this.size > remembered && this.held.length > 1) this.forget(this.held[0]!);
    // One that is larger than that is shared while it is under way.
    const forget = (): void => this.forget(deflation);
    deflation.deflated.then(deflation.body.length > remembered ? forget : undefined, forget);
    return deflation;
  }

  private forget(deflation: Deflation): void {
    if (!this.held.includes(deflation)) return;
    this.held = this.held.filter((other) => other !== deflation);
    this.size -= deflation.body.length;
  }
}
