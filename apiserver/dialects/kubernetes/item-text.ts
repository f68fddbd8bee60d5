/**
 * A list's items are the entries' bytes, never encoded again. Upstream's typed lists leave kind and apiVersion out
 * of the items, its lists of custom resources do not; here that is a matter of where the copy begins.
 */
import type { ResourceDefinition } from '../../../api';
import type { Entry } from '../../../registry';

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
const brace = 0x7b;

/** `head` + items joined by commas + `tail`, in one buffer. */
export function joinItems(definition: ResourceDefinition, head: string, entries: readonly Entry[], tail: string): Buffer {
  const typed = definition.storage ? undefined : headOf(definition);
  const skip = typed ? typed.length - metadata : 0;
  let size = Buffer.byteLength(head) + Buffer.byteLength(tail) + entries.length * 2;
  for (const { bytes } of entries) size += bytes.length;
  const out = Buffer.allocUnsafe(size);
  let at = out.write(head, 'utf8');
  for (let i = 0; i < entries.length; i++) {
    const { bytes } = entries[i]!;
    if (i > 0) out[at++] = comma;
    const canonical = typed !== undefined && bytes.compare(typed, 0, typed.length, 0, typed.length) === 0;
    if (canonical) out[at++] = brace;
    at += bytes.copy(out, at, canonical ? skip : 0);
  }
  at += out.write(tail, at, 'utf8');
  return out.subarray(0, at);
}
