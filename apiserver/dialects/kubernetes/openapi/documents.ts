/** Whole OpenAPI documents: one v2 for everything, one v3 for each group and version. */
import { packageFacts, type ResourceDefinition } from '../../../../api';
import type { VersionInfo } from '../../../dialect';
import type { Operation, Parameter, Path } from './operation';
import { pathsOf } from './paths';
import { publishedBy, SchemaBook, type Schema } from './schemas';

const json = 'application/json';

/** What comes from a node is what it is. */
const anything = ['*/*'];
const text: Schema = { type: 'string' };

const info = ({ gitVersion }: VersionInfo): Schema => ({ title: 'Kubernetes', version: gitVersion });

/** x-kubernetes-group-version-kind of definitions that are kinds; `*` kinds are those of every group. */
function kindsOf(definition: string): readonly object[] | undefined {
  const facts = packageFacts(definition);
  const type = definition.slice(definition.lastIndexOf('.') + 1);
  const found = facts?.kinds.find((kind) => kind.definition === definition || `${kind.definition}List` === definition)
    ?? facts?.otherKinds.find((kind) => kind.definition === definition);
  return found && [{ group: found.group === '*' ? '' : found.group, version: found.version, kind: type }];
}

const gvk = ({ group, version, kind }: Operation['kind']): Schema => ({ group, version, kind });

const extras = (operation: Operation): Schema => ({ 'x-kubernetes-action': operation.action, 'x-kubernetes-group-version-kind': gvk(operation.kind) });

const successCode = ({ method }: Operation): string => (method === 'post' ? '201' : '200');

const byMethod = <T>(operations: readonly Operation[], make: (operation: Operation) => T): Record<string, T> =>
  Object.fromEntries(operations.map((operation) => [operation.method, make(operation)]));

/** OpenAPI 2.0 (Swagger). */
export function documentV2(definitions: readonly ResourceDefinition[], version: VersionInfo): Schema {
  const book = new SchemaBook('v2', kindsOf, publishedBy(definitions));
  const parameter = ({ name, in: where, type, description }: Parameter): Schema =>
    ({ name, in: where, type, description, uniqueItems: true, ...(where === 'path' && { required: true }) });
  const body = (definition: string, required: boolean): Schema => ({ name: 'body', in: 'body', schema: book.ref(definition), ...(required && { required }) });
  const operation = (op: Operation): Schema => ({
    operationId: op.id,
    consumes: op.consumes ?? ['*/*'],
    produces: op.answer ? [json, 'application/yaml'] : anything,
    schemes: ['http'],
    parameters: [...op.parameters.map(parameter), ...(op.body ? [body(op.body, op.method !== 'delete')] : [])],
    responses: { [successCode(op)]: { description: 'OK', schema: op.answer ? book.ref(op.answer) : text } },
    ...extras(op),
  });
  const item = (path: Path): Schema => ({ ...byMethod(path.operations, operation), parameters: path.parameters.map(parameter) });
  const paths = Object.fromEntries(definitions.flatMap(pathsOf).map((path) => [path.path, item(path)]));
  return { swagger: '2.0', info: info(version), paths, definitions: book.schemas };
}

/** OpenAPI 3.0 for the definitions of one group and version. */
export function documentV3(definitions: readonly ResourceDefinition[], version: VersionInfo): Schema {
  const book = new SchemaBook('v3', kindsOf, publishedBy(definitions));
  const parameter = ({ name, in: where, type, description }: Parameter): Schema =>
    ({ name, in: where, description, schema: { type, uniqueItems: true }, ...(where === 'path' && { required: true }) });
  const content = (types: readonly string[], definition: string | undefined): Schema =>
    ({ content: Object.fromEntries(types.map((type) => [type, { schema: definition ? book.ref(definition) : text }])) });
  const operation = (op: Operation): Schema => ({
    operationId: op.id,
    parameters: op.parameters.map(parameter),
    ...(op.body && { requestBody: content(op.consumes ?? [json, 'application/yaml'], op.body) }),
    responses: { [successCode(op)]: { description: 'OK', ...content(op.answer ? [json, 'application/yaml'] : anything, op.answer) } },
    ...extras(op),
  });
  const item = (path: Path): Schema => ({ ...byMethod(path.operations, operation), parameters: path.parameters.map(parameter) });
  const paths = Object.fromEntries(definitions.flatMap(pathsOf).map((path) => [path.path, item(path)]));
  return { openapi: '3.0.0', info: info(version), paths, components: { schemas: book.schemas } };
}
