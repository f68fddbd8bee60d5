/** Which fields objects of a kind can be selected by, and what is said of the others (the kinds' AddFieldLabelConversionFunc). */
import type { ResourceDefinition } from './definition';

type Kind = Pick<ResourceDefinition, 'group' | 'version' | 'kind' | 'scope'> & { readonly fields: Readonly<Record<string, unknown>> };

/** Kinds that have words of their own. */
const ownWords: Readonly<Record<string, (field: string, kind: Kind) => string>> = {
  'batch/Job': (field) => `field label ${JSON.stringify(field)} not supported for batchv1.Job`,
  'resource.k8s.io/ResourceSlice': (field, { group, version, kind }) => `field label not supported for ${group}/${version}, Kind=${kind}: ${field}`,
};

/** What is wrong with selecting by `field`; undefined: nothing. Kinds without fields of their own say what there is. */
export function unsupportedField(kind: Kind, field: string): string | undefined {
  const plain = Object.keys(kind.fields).length === 0;
  const known = field === 'metadata.name' || (field === 'metadata.namespace' && (plain || kind.scope === 'Namespaced')) || Object.hasOwn(kind.fields, field);
  if (known) return undefined;
  // k8s.io/apimachinery pkg/runtime DefaultMetaV1FieldSelectorConversion.
  if (plain) return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
  return ownWords[`${kind.group}/${kind.kind}`]?.(field, kind) ?? `field label not supported: ${field}`;
}
