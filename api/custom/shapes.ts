/** Words for the schemas of our own custom kinds, and the CustomResourceDefinitions that are made of them. */
import type { KubeObject } from '../object';
import type { CustomResourceDefinition } from './resource';

type Version = CustomResourceDefinition['spec']['versions'][number];
export type Shape = NonNullable<NonNullable<Version['schema']>['openAPIV3Schema']>;
export interface Rule { readonly rule: string; readonly message: string }

export const text = (description: string): Shape => ({ type: 'string', description });
export const flag = (description: string): Shape => ({ type: 'boolean', description });
export const count = (description: string, format?: 'int64'): Shape => ({ type: 'integer', minimum: 0, description, ...(format && { format }) });
export const oneOf = (description: string, ...values: readonly string[]): Shape => ({ type: 'string', description, enum: [...values] as unknown as Shape['enum'] });
export const time = (description: string): Shape => ({ type: 'string', format: 'date-time', description });
/** Bytes, as base64. */
export const bytes = (description: string): Shape => ({ type: 'string', format: 'byte', description });
export const list = (items: Shape, description: string): Shape => ({ type: 'array', items, description });
/** A list whose items are told apart by one field. */
export const listBy = (key: string, items: Shape, description: string): Shape =>
  ({ ...list(items, description), 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': [key] });
export const texts = (description: string): Shape => ({ type: 'object', additionalProperties: { type: 'string' }, description });
export const record = (description: string, properties: Record<string, Shape>, required: readonly string[] = []): Shape =>
  ({ type: 'object', description, properties, ...(required.length && { required: [...required] }) });
/** With rules of CEL that relate fields to each other. */
export const ruled = (shape: Shape, ...rules: readonly Rule[]): Shape => ({ ...shape, 'x-kubernetes-validations': rules }) as Shape;
export const byDefault = (shape: Shape, value: string | number | boolean): Shape => ({ ...shape, default: value as unknown as Shape['default'] });

/** Conditions as every API has them (KEP-1623). */
const conditions: Shape = listBy('type', record('one aspect of what has become of the object', {
  type: text('what is spoken of'),
  status: text('True, False or Unknown'),
  observedGeneration: count('which generation it is said of', 'int64'),
  lastTransitionTime: time('when the status changed last'),
  reason: text('why, in one word'),
  message: text('why, in words'),
}, ['type', 'status', 'lastTransitionTime', 'reason', 'message']), 'what has become of the object');

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
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

type PrinterColumn = NonNullable<Version['additionalPrinterColumns']>[number];
type Columns = readonly PrinterColumn[];

interface More {
  /** What the status says beside conditions. */
  readonly status?: Readonly<Record<string, Shape>>;
  /** Where `kubectl scale` finds what it reads and writes. */
  readonly scale?: NonNullable<Version['subresources']>['scale'];
  readonly columns?: Columns;
}

/** A definition with one version, whose objects have a status with conditions. */
export const manifest = (names: ResourceNames, description: string, spec: Shape, { status = {}, scale, columns }: More = {}): CustomResourceDefinition =>
  definition(names, record(description, { spec, status: record('what has become of it', { ...status, conditions }) }, ['spec']), { subresources: { status: {}, ...(scale && { scale }) }, columns });

/** A definition with one version, whose objects are neither spec nor status. */
export const plainManifest = (names: ResourceNames, shape: Shape, columns?: Columns): CustomResourceDefinition => definition(names, shape, { columns });

function definition(
  { group, version, kind, plural, scope, shortNames, categories }: ResourceNames, shape: Shape, { columns, subresources }: { columns?: Columns; subresources?: Version['subresources'] },
): CustomResourceDefinition {
  const properties = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, ...shape.properties };
  return {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.${group}` },
    spec: {
      group, scope,
      names: { plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List`, ...(shortNames && { shortNames: [...shortNames] }), ...(categories && { categories: [...categories] }) },
      versions: [{
        name: version, served: true, storage: true,
        schema: { openAPIV3Schema: { ...shape, properties } },
        ...(subresources && { subresources }),
        ...(columns && { additionalPrinterColumns: [...columns] }),
      }],
    },
    // Emptied on create; Go's clients send it so.
    status: { conditions: [], acceptedNames: { plural: '', kind: '' }, storedVersions: [] },
  };
}
