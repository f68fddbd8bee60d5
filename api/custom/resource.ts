/**
 * The kinds that a CustomResourceDefinition brings, as the same definitions that built-in kinds have
 * (k8s.io/apiextensions-apiserver pkg/apiserver customresource_handler.go, pkg/registry/customresource).
 */
import { wholeFields } from '../apply/system-fields';
import type { Conversion, Projection, ResourceDefinition, Strategy, Subresource } from '../definition';
import { isTerminating } from '../kinds/apiextensions/customresourcedefinition/cleanup';
import { scaleProjectionAt } from '../kinds/scale';
import { ApiError } from '../errors';
import type { FieldError } from '../field-error';
import { finalizerWarnings } from '../metadata';
import { statusView } from '../kinds/status-view';
import { same } from '../kinds/equality';
import type { KubeObject } from '../object';
import type * as apiextensions from '../schema/types/apiextensions.v1';
import type { PublishedModels } from '../schema';
import { compareVersions } from '../version-order';
import { rulesOf } from './rules';
import { scaleSpecFaults, scaleStatusFaults } from './scale-rules';
import {
  applyTypeOfResource, blocksRules, columnsOf, fieldsOf, publishedList, publishedName, publishedSchema, scalePath, storedStructural, structuralSchema, type PublishedKind, type Structural, type StructuralSchema,
} from '../structural';

export type CustomResourceDefinition = apiextensions.CustomResourceDefinition;
type Version = apiextensions.CustomResourceDefinitionVersion;
type Custom = KubeObject & { status?: unknown };

export interface CustomKinds {
  /** The version in which objects are stored; whether it is served is another matter. */
  readonly stored: ResourceDefinition;
  readonly storedIsServed: boolean;
  /** The other served versions. */
  readonly others: readonly Conversion<KubeObject>[];
  /** Who converts between versions; undefined: they differ in their names alone, as `others` say. */
  readonly webhook: apiextensions.WebhookConversion | undefined;
}

/** Undefined for a definition without a version to store: validation refuses those. */
export function customKinds(crd: CustomResourceDefinition): CustomKinds | undefined {
  const storage = crd.spec.versions.find((version) => version.storage);
  if (!storage) return undefined;
  const stored = definitionOf(crd, storage);
  const others = crd.spec.versions.filter((version) => version.served && version !== storage).map((version) => renamed(definitionOf(crd, version), stored));
  const { strategy, webhook } = crd.spec.conversion ?? {};
  return { stored, storedIsServed: storage.served, others, webhook: strategy === 'Webhook' ? webhook : undefined };
}

/** Conversion strategy None: nothing but the version's name differs. */
function renamed(definition: ResourceDefinition, hub: ResourceDefinition): Conversion<KubeObject> {
  const as = ({ group, version }: ResourceDefinition) => (object: KubeObject): KubeObject => ({ ...object, apiVersion: `${group}/${version}` });
  return { definition, hub, fromHub: as(definition), toHub: as(hub) };
}

/** With the newest version that is not going away, where there is a newer one. */
function deprecationOf({ group, names: { kind }, versions }: CustomResourceDefinition['spec'], version: string): string {
  const [newest] = versions.filter(({ name, served, deprecated }) => served && !deprecated && compareVersions(name, version) > 0).map(({ name }) => name).sort((a, b) => compareVersions(b, a));
  return `${group}/${version} ${kind} is deprecated${newest === undefined ? '' : `; use ${group}/${newest} ${kind}`}`;
}

/** In the order in which upstream tells them of custom resources. */
const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

function definitionOf(crd: CustomResourceDefinition, version: Version): ResourceDefinition {
  const { spec: { group, scope, names: wanted, versions }, status: { acceptedNames } } = crd;
  const names = acceptedNames?.plural ? acceptedNames : wanted;
  const { kind, plural, singular = '', shortNames = [], categories = [], listKind = `${kind}List` } = names;
  const structural = version.schema?.openAPIV3Schema && storedStructural(version.schema.openAPIV3Schema);
  const schema = {
    ...structuralSchema<Custom>({ version: version.name, kind, name: `${group}.${version.name}.${kind}`, structural }),
    applied: () => applyTypeOfResource(structural),
    published: publishedModels({ group, version: version.name, kind, listKind, plural, selectable: version.selectableFields?.map(({ jsonPath }) => jsonPath.replace(/^\./, '')) }, structural),
  };
  const judge = judging(withScale(schema, version.subresources?.scale), structural);
  const definition: ResourceDefinition<Custom> = {
    group, version: version.name, kind, listKind, verbs, schema,
    scope: scope === 'Cluster' ? 'Cluster' : 'Namespaced',
    names: { plural, singular, short: shortNames, categories },
    storage: { prefix: `${group}/${plural}`, readsVersions: versions.map(({ name }) => `${group}/${name}`) },
    strategy: { ...strategyOf(judge, version.subresources?.status !== undefined, isTerminating(crd)), ...(structural?.properties?.status?.default !== undefined && filledBack(schema)) },
    subresources: subresourcesOf(judge, version),
    fields: fieldsOf(version.selectableFields),
    columns: columnsOf(version.additionalPrinterColumns),
    deprecation: version.deprecated ? (version.deprecationWarning ?? deprecationOf(crd.spec, version.name)) : undefined,
  };
  return definition as unknown as ResourceDefinition;
}

const publishedModels = (of: PublishedKind, structural: Structural | undefined): PublishedModels => ({
  name: publishedName(of, of.kind),
  listName: publishedName(of, of.listKind),
  model: (flavour, common) => publishedSchema(structural, of, flavour, common),
  list: (item, common) => publishedList(of, () => item, common),
});

type Judging = Pick<StructuralSchema<Custom>, 'validate' | 'validateUpdate' | 'validateStatusUpdate'>;

/** What the scale of an object shows is judged with its structure. */
function withScale(schema: StructuralSchema<Custom>, scale: apiextensions.CustomResourceSubresourceScale | undefined): Judging {
  if (!scale) return schema;
  const both = (object: Custom): FieldError[] => [...scaleSpecFaults(scale, object), ...scaleStatusFaults(scale, object)];
  return {
    validate: (object) => [...schema.validate(object), ...both(object)],
    validateUpdate: (object, old) => [...schema.validateUpdate(object, old), ...both(object)],
    validateStatusUpdate: (object, old) => [...schema.validateStatusUpdate(object, old), ...scaleStatusFaults(scale, object)],
  };
}

/** The structure is judged first; where that leaves nothing to say of values, the rules are not asked. */
function judging(schema: Judging, structural: Structural | undefined): Judging {
  const rules = structural && rulesOf(structural);
  if (!rules) return schema;
  const withRules = (faults: FieldError[], object: Custom, old?: Custom): FieldError[] => {
    const blocked = blocksRules(faults);
    return blocked ? [...faults, blocked] : [...faults, ...rules.validate(object, old)];
  };
  return {
    validate: (object) => withRules(schema.validate(object), object),
    validateUpdate: (object, old) => withRules(schema.validateUpdate(object, old), object, old),
    validateStatusUpdate: (object, old) => withRules(schema.validateStatusUpdate(object, old), object, old),
  };
}

function strategyOf(schema: Judging, hasStatus: boolean, terminating: boolean): Strategy<Custom> {
  return {
    prepareForCreate(object) {
      if (terminating) throw createNotAllowed();
      if (hasStatus) delete object.status;
    },
    prepareForUpdate(object, old) {
      if (!hasStatus) return;
      if (old.status === undefined) delete object.status;
      else object.status = old.status;
    },
    validate: (object, old) => (old ? [] : schema.validate(object)),
    validateUpdate: (object, old) => schema.validateUpdate(object, old),
    generation: (object, old) => !same(counted(object, hasStatus), counted(old, hasStatus)),
    warnings: ({ metadata }, old) => finalizerWarnings(metadata, old?.metadata),
    finalizers: 'any',
    unconditionalUpdate: false,
  };
}

/** A status that a client may not send has its default when the object comes back from the store. */
const filledBack = (schema: StructuralSchema<Custom>): Pick<Strategy<Custom>, 'canonicalize'> => ({ canonicalize: (object) => schema.default(object) });

/** Its objects are being removed: one that came now would be missed. */
const createNotAllowed = (): ApiError => ApiError.fromStatus({
  code: 405, reason: 'MethodNotAllowed', message: 'create not allowed while custom resource definition is terminating', details: {},
});

/** What a change of counts as a new generation: status does where it has no endpoint of its own. */
const counted = ({ metadata: _metadata, status, ...rest }: Custom, hasStatus: boolean): object => (hasStatus ? rest : { ...rest, status });

function subresourcesOf(schema: Judging, { subresources: { status, scale } = {} }: Version): Record<string, Subresource<Custom>> {
  return {
    ...(status !== undefined && { status: statusView<Custom>({ keep: ['labels', 'annotations'], reset: wholeFields('metadata', 'spec'), validateUpdate: (object, old) => schema.validateStatusUpdate(object, old) }) }),
    ...(scale && { scale: scaleOf(scale) }),
  };
}

function scaleOf({ specReplicasPath, statusReplicasPath, labelSelectorPath }: apiextensions.CustomResourceSubresourceScale): Projection<Custom> {
  const [spec, status] = [scalePath(specReplicasPath), scalePath(statusReplicasPath)];
  const selector = labelSelectorPath ? scalePath(labelSelectorPath) : undefined;
  const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return scaleProjectionAt<Custom>({
    wanted: (object) => number(spec.read(object)),
    observed: (object) => number(status.read(object)),
    selector: (object) => text(selector?.read(object)),
    write: (object, replicas) => spec.write(object, replicas),
    path: specReplicasPath.split('.').slice(1).map((name) => `f:${name}`),
  });
}
