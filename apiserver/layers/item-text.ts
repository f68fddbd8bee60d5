/**
 * A list's items are the entries' bytes, never encoded again. Upstream's typed lists leave kind and apiVersion out
 * of the items, its lists of custom resources do not; here that is a matter of where the copy begins.
 */
import type { ResourceDefinition } from '../../api';
import type { Entry } from '../../registry';

export const apiVersionOf = ({ group, version }: { group: string; version: string }): string => (group ? `${group}/${version}` : version);

const heads = new WeakMap<ResourceDefinition, Buffer>();

/** What every entry of the kind starts with when the registry wrote it in canonical order. */
function headOf(definition: ResourceDefinition): Buffer {
  let head = heads.get(definition);
  if (!head) {
    head = Buffer.from(`{"kind":${JSON.stringify(definition.kind)},"apiVersion":${JSON.stringify(apiVersionOf(definition))},"metadata":`);
    heads.set(definition, head);
  }
  return head;
}

const metadata = Buffer.byteLength('"metadata":');
const comma = 0x2c;
const brace = Buffer.from('{');

/** How much of an entry stands before its metadata; 0 where that cannot be told. */
function typeLength(definition: ResourceDefinition, bytes: Buffer): number {
  const head = headOf(definition);
  return bytes.compare(head, 0, head.length, 0, head.length) === 0 ? head.length - metadata : 0;
}

/** One object as an item, in parts. */
export function itemParts(definition: ResourceDefinition, { bytes }: Entry): readonly Buffer[] {
  const skipped = typeLength(definition, bytes);
  return skipped ? [brace, bytes.subarray(skipped)] : [bytes];
}

/** `head` + items joined by commas + `tail`, in one buffer. */
export function joinItems(definition: ResourceDefinition, head: string, entries: readonly Entry[], tail: string): Buffer {
  let size = Buffer.byteLength(head) + Buffer.byteLength(tail) + entries.length * 2;
  for (const { bytes } of entries) size += bytes.length;
  const out = Buffer.allocUnsafe(size);
  let at = out.write(head, 'utf8');
  for (let i = 0; i < entries.length; i++) {
    const { bytes } = entries[i]!;
    if (i > 0) out[at++] = comma;
    const skipped = definition.storage ? 0 : typeLength(definition, bytes);
    if (skipped) out[at++] = brace[0]!;
    at += bytes.copy(out, at, skipped);
  }
  at += out.write(tail, at, 'utf8');
  return out.subarray(0, at);
}
