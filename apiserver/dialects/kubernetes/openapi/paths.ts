/** The operations of every resource, as both OpenAPI versions list them: method, parameters, kind. */
import { kindOfDefinition, type ResourceDefinition, type Subresource } from '../../../../api';
import { apiVersionOf } from '../../../dialect';
import { patchTypesOf } from '../patching';
import { verbsOf } from '../routes';
import { connectionPaths } from './connections';
import { operationId, pascal, pretty, query, scopeName, type Operation, type Parameter, type Path } from './operation';

const dryRun = query('dryRun', 'string', 'All: everything but the write itself happens.');
const fieldManager = query('fieldManager', 'string', 'Who makes the change; at most 128 printable characters.');
const fieldValidation = query('fieldValidation', 'string', 'What unknown and doubled fields do: Ignore, Warn or Strict.');
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
  const below = Object.entries(definition.subresources).flatMap(([name, subresource]) => subresourcePaths(definition, name, subresource as Subresource<never>, { path: item, parameters: onItem }));
  const all = [...everywhere, collection, { path: item, parameters: onItem, operations: itemOperations(definition, namespaced) }, ...below];
  return all.filter(({ operations }) => operations.length > 0);
}

const listDefinition = ({ schema }: ResourceDefinition): string => `${schema.name}List`;

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
    { method: 'patch', id: operationId('patch', definition, scope), action: 'patch', kind: definition, parameters: writing, body: anyPatch, consumes: patchTypesOf(definition), answer: name },
    { method: 'delete', id: operationId('delete', definition, scope), action: 'delete', kind: definition, parameters: deleting, body: 'meta.v1.DeleteOptions', answer: status },
  ];
  return all.filter(({ action }) => definition.verbs.includes(action))
    .map((operation) => (operation.method === 'put' || operation.method === 'get' || operation.method === 'delete' ? { ...operation, action: operation.method } : operation));
}

function subresourcePaths(definition: ResourceDefinition, name: string, subresource: Subresource<never>, object: Pick<Path, 'path' | 'parameters'>): Path[] {
  if (subresource.type === 'connection') return connectionPaths(definition, name, subresource, object);
  return [{ ...object, path: `${object.path}/${name}`, operations: subresourceOperations(definition, name, subresource) }];
}

function subresourceOperations(definition: ResourceDefinition, name: string, subresource: Exclude<Subresource<never>, { type: 'connection' }>): Operation[] {
  const scope = scopeName(definition.scope === 'Namespaced');
  const suffix = pascal(name);
  const body = subresource.type === 'view' ? definition.schema.name : subresource.schema.name;
  const kind = subresource.type === 'view' ? definition : kindOfDefinition(body);
  if (subresource.type === 'action' || subresource.type === 'procedure') {
    return [{ method: 'post', id: operationId('create', definition, scope, suffix), action: 'post', kind, parameters: writing, body, answer: subresource.type === 'action' ? status : body }];
  }
  const all: Operation[] = [
    { method: 'get', id: operationId('read', definition, scope, suffix), action: 'get', kind, parameters: [pretty], answer: body },
    { method: 'put', id: operationId('replace', definition, scope, suffix), action: 'put', kind, parameters: writing, body, answer: body },
    { method: 'patch', id: operationId('patch', definition, scope, suffix), action: 'patch', kind, parameters: writing, body: anyPatch, consumes: patchTypesOf(definition), answer: body },
  ];
  const verbs = verbsOf(subresource);
  return all.filter(({ action }) => verbs.includes(action === 'put' ? 'update' : action));
}
