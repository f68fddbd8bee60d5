/**
 * Which custom resources a path means, in either of the document's forms: `{group}/{version}/namespaces/{ns}/{plural}[/{name}]`, or without
 * the word `namespaces`. Those of the whole cluster follow their plural.
 */
export interface Place {
  readonly plural: string;
  /** As BCS calls it. */
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** `parts`: behind group and version. `isPlural`: whether there are such resources. Undefined: it means nothing. */
export function placeOf(parts: readonly string[], isPlural: (plural: string) => boolean): Place | undefined {
  const [first = '', second = ''] = parts;
  if (first === 'namespaces' && parts.length >= 3) return inNamespace(second, parts.slice(2));
  if (parts.length === 1 || (isPlural(first) && (parts.length === 2 || !isPlural(second)))) return inNamespace(undefined, parts);
  return inNamespace(first, parts.slice(1));
}

function inNamespace(namespace: string | undefined, [plural, name, subresource, ...more]: readonly string[]): Place | undefined {
  if (plural === undefined || more.length) return undefined;
  return { plural, ...(namespace !== undefined && { namespace }), ...(name !== undefined && { name }), ...(subresource !== undefined && { subresource }) };
}
