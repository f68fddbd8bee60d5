/** The operations of every resource, as both OpenAPI versions list them: method, parameters, kind. */
import { packageFacts, type ResourceDefinition, type Subresource } from '../../../../api';
import { apiVersionOf } from '../item-text';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
}

export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly id: string;
  readonly action: string;
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly parameters: readonly Parameter[];
  /** Definition of the request's body. */
  readonly body?: string;
  /** Definition of the answer. */
  readonly answer: string;
}

export interface Path {
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly operations: readonly Operation[];
}

const query = (name: string, type: Parameter['type'], description: string): Parameter => ({ name, in: 'query', type, description });

const dryRun = query('dryRun', 'string', 'All: everything but the write itself happens.');
const fieldManager = query('fieldManager', 'string', 'Who makes the change; at most 128 printable characters.');
const fieldValidation = query('fieldValidation', 'string', 'What unknown and doubled fields do: Ignore, Warn or Strict.');
const pretty = query('pretty', 'string', 'true: indented output.');
const writing = [pretty, dryRun, fieldManager, fieldValidation];
const selecting = [
  pretty,
  query('allowWatchBookmarks', 'boolean', 'Events of type BOOKMARK are wanted.'),
  query('continue', 'string', 'The token of the page before.'),
  query('fieldSelector', 'string', 'Fields that objects must have.'),
  query('labelSelector', 'string', 'Labels that objects must have.'),
  query('limit', 'integer', 'The most items of one page.'),
  query('resourceVersion', 'string', 'Which version of the data is wanted.'),
  query('resourceVersionMatch', 'string', 'How resourceVersion counts: Exact or NotOlderThan.'),
  query('sendInitialEvents', 'boolean', 'A watch begins with the current objects.'),
  query('timeoutSeconds', 'integer', 'How long a watch lasts.'),
  query('watch', 'boolean', 'A stream of events in place of a list.'),
];
const deleting = [
  pretty, dryRun,
  query('gracePeriodSeconds', 'integer', 'Seconds until the object is removed.'),
  query('orphanDependents', 'boolean', 'Deprecated: use propagationPolicy.'),
  query('propagationPolicy', 'string', 'Orphan, Background or Foreground.'),
];
const nameParameter: Parameter = { name: 'name', in: 'path', type: 'string', description: 'Name of the object.' };
const namespaceParameter: Parameter = { name: 'namespace', in: 'path', type: 'string', description: 'Namespace of the object.' };

const status = 'meta.v1.Status';
const anyPatch = 'meta.v1.Patch';

/** All paths of one resource. */
export function pathsOf(definition: ResourceDefinition): Path[] {
  const { group, version, scope, names } = definition;
  const root = `${group ? '/apis' : '/api'}/${apiVersionOf({ group, version })}`;
  const namespaced = scope === 'Namespaced';
  const place = namespaced ? `${root}/namespaces/{namespace}` : root;
  const inPlace = namespaced ? [namespaceParameter] : [];
  const collection: Path = { path: `${place}/${names.plural}`, parameters: inPlace, operations: collectionOperations(definition, namespaced) };
  const everywhere: Path[] = namespaced && definition.verbs.includes('list') ? [{ path: `${root}/${names.plural}`, parameters: [], operations: [listOperation(definition, 'ForAllNamespaces')] }] : [];
  const item = `${place}/${names.plural}/{name}`;
  const onItem = [nameParameter, ...inPlace];
  const below = Object.entries(definition.subresources).map(([name, subresource]) => ({
    path: `${item}/${name}`, parameters: onItem, operations: subresourceOperations(definition, name, subresource as Subresource<never>, namespaced),
  }));
  const all = [...everywhere, collection, { path: item, parameters: onItem, operations: itemOperations(definition, namespaced) }, ...below];
  return all.filter(({ operations }) => operations.length > 0);
}

const listDefinition = ({ schema }: ResourceDefinition): string => `${schema.name}List`;

function operationId(action: string, { group, version, kind }: ResourceDefinition, scope: string, suffix = ''): string {
  const pascal = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  return `${action}${pascal((group || 'core').split('.')[0] ?? '')}${pascal(version)}${scope}${kind}${suffix}`;
}

const scopeName = (namespaced: boolean): string => (namespaced ? 'Namespaced' : '');

const listOperation = (definition: ResourceDefinition, suffix = '', scope = ''): Operation => ({
  method: 'get', id: operationId('list', definition, scope, suffix), action: 'list', kind: definition, parameters: selecting, answer: listDefinition(definition),
});

function collectionOperations(definition: ResourceDefinition, namespaced: boolean): Operation[] {
  const scope = scopeName(namespaced);
  const { name } = definition.schema;
  const all: Operation[] = [
    listOperation(definition, '', scope),
    { method: 'post', id: operationId('create', definition, scope), action: 'create', kind: definition, parameters: writing, body: name, answer: name },
    { method: 'delete', id: operationId('deleteCollection', definition, scope), action: 'deletecollection', kind: definition, parameters: [...selecting, ...deleting.slice(1)], body: 'meta.v1.DeleteOptions', answer: status },
  ];
  return all.filter(({ action }) => definition.verbs.includes(action));
}

function itemOperations(definition: ResourceDefinition, namespaced: boolean): Operation[] {
  const scope = scopeName(namespaced);
  const { name } = definition.schema;
  const all: Operation[] = [
    { method: 'get', id: operationId('read', definition, scope), action: 'get', kind: definition, parameters: [pretty], answer: name },
    { method: 'put', id: operationId('replace', definition, scope), action: 'update', kind: definition, parameters: writing, body: name, answer: name },
    { method: 'patch', id: operationId('patch', definition, scope), action: 'patch', kind: definition, parameters: writing, body: anyPatch, answer: name },
    { method: 'delete', id: operationId('delete', definition, scope), action: 'delete', kind: definition, parameters: deleting, body: 'meta.v1.DeleteOptions', answer: status },
  ];
  return all.filter(({ action }) => definition.verbs.includes(action))
    .map((operation) => (operation.method === 'put' || operation.method === 'get' || operation.method === 'delete' ? { ...operation, action: operation.method } : operation));
}

function subresourceOperations(definition: ResourceDefinition, name: string, subresource: Subresource<never>, namespaced: boolean): Operation[] {
  const scope = scopeName(namespaced);
  const suffix = name.charAt(0).toUpperCase() + name.slice(1);
  const body = subresource.type === 'view' ? definition.schema.name : subresource.schema.name;
  const kind = subresource.type === 'view' ? definition : kindOfDefinition(body, definition);
  if (subresource.type === 'action') {
    return [{ method: 'post', id: operationId('create', definition, scope, suffix), action: 'post', kind, parameters: writing, body, answer: status }];
  }
  return [
    { method: 'get', id: operationId('read', definition, scope, suffix), action: 'get', kind, parameters: [pretty], answer: body },
    { method: 'put', id: operationId('replace', definition, scope, suffix), action: 'put', kind, parameters: writing, body, answer: body },
    { method: 'patch', id: operationId('patch', definition, scope, suffix), action: 'patch', kind, parameters: writing, body: anyPatch, answer: body },
  ];
}

function kindOfDefinition(name: string, fallback: { group: string; version: string }): Operation['kind'] {
  const { group, version } = packageFacts(name)?.package ?? fallback;
  return { group, version, kind: name.slice(name.lastIndexOf('.') + 1) };
}
