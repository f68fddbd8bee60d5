/** Words for schemas of our resources. */
import type { CustomResourceDefinition, KubeObject } from '../../api';

type Version = CustomResourceDefinition['spec']['versions'][number];
export type Shape = NonNullable<NonNullable<Version['schema']>['openAPIV3Schema']>;

export const text = (description: string): Shape => ({ type: 'string', description });
export const flag = (description: string): Shape => ({ type: 'boolean', description });
export const count = (description: string, format?: 'int64'): Shape => ({ type: 'integer', minimum: 0, description, ...(format && { format }) });
export const oneOf = (description: string, ...values: readonly string[]): Shape => ({ type: 'string', description, enum: [...values] as unknown as Shape['enum'] });
export const list = (items: Shape, description: string): Shape => ({ type: 'array', items, description });
export const texts = (description: string): Shape => ({ type: 'object', additionalProperties: { type: 'string' }, description });
export const record = (description: string, properties: Record<string, Shape>, required: readonly string[] = []): Shape =>
  ({ type: 'object', description, properties, ...(required.length && { required: [...required] }) });

/** By namespace and name, as kwok selects pods. */
export const podSelector: Shape = record('which pods; all without a selector', {
  matchNamespaces: list({ type: 'string' }, 'their namespaces'), matchNames: list({ type: 'string' }, 'their names'),
});

/** Conditions as every API has them (KEP-1623). */
const conditions: Shape = {
  ...list(record('one aspect of what has become of the object', {
    type: text('what is spoken of'),
    status: text('True, False or Unknown'),
    observedGeneration: count('which generation it is said of', 'int64'),
    lastTransitionTime: { type: 'string', format: 'date-time', description: 'when the status changed last' },
    reason: text('why, in one word'),
    message: text('why, in words'),
  }, ['type', 'status', 'lastTransitionTime', 'reason', 'message']), 'what has become of the object'),
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
};

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

/** What every resource of ours may say of itself. */
export interface WithConditions extends KubeObject {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface ResourceNames {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Cluster' | 'Namespaced';
}

type PrinterColumn = NonNullable<Version['additionalPrinterColumns']>[number];

interface More {
  /** What the status says beside conditions. */
  readonly status?: Readonly<Record<string, Shape>>;
  readonly columns?: readonly PrinterColumn[];
}

/** A definition with one version, whose objects have a status with conditions. */
export function manifest({ group, version, kind, plural, scope }: ResourceNames, description: string, spec: Shape, { status = {}, columns }: More = {}): CustomResourceDefinition {
  return {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.${group}` },
    spec: {
      group, scope,
      names: { plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{
        name: version, served: true, storage: true,
        schema: {
          openAPIV3Schema: record(description, {
            apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, spec, status: record('what has become of it', { ...status, conditions }),
          }, ['spec']),
        },
        subresources: { status: {} },
        ...(columns && { additionalPrinterColumns: [...columns] }),
      }],
    },
    // Emptied on create; Go's clients send it so.
    status: { conditions: [], acceptedNames: { plural: '', kind: '' }, storedVersions: [] },
  };
}
