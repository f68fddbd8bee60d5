/** The operations of connections: one for each method that goes through. */
import { definitionFacts, kindOfDefinition, type Connection, type ResourceDefinition } from '../../../../api';
import { operationId, pascal, pretty, query, scopeName, type Operation, type Parameter, type Path } from './operation';

type Method = Operation['method'];

const methods: Readonly<Record<string, readonly Method[]>> = { create: ['post'], delete: ['delete'], get: ['get'], patch: ['patch'], update: ['put'] };
/** What is passed on may be asked for more than verbs say. */
const passedOn: readonly Method[] = ['head', 'options'];

const rest: Parameter = { name: 'path', in: 'path', type: 'string', description: 'Path at the other end.' };

export function connectionPaths(definition: ResourceDefinition, name: string, connection: Connection<never>, { path, parameters }: Pick<Path, 'path' | 'parameters'>): Path[] {
  const at = `${path}/${name}`;
  const asked = [...parameters, ...optionParameters(connection)];
  if (connection.carries === 'text') return [{ path: at, parameters: asked, operations: [readText(definition, name)] }];
  const through = (suffix: string): Operation[] => operationsOf(definition, connection, `${pascal(name)}${suffix}`);
  const plain: Path = { path: at, parameters: asked, operations: through('') };
  if (connection.carries === 'stream') return [plain];
  return [plain, { path: `${at}/{path}`, parameters: [...asked, rest], operations: through('WithPath') }];
}

const readText = (definition: ResourceDefinition, name: string): Operation =>
  ({ method: 'get', id: operationId('read', definition, scopeName(definition.scope === 'Namespaced'), pascal(name)), action: 'get', kind: definition, parameters: [pretty] });

function operationsOf(definition: ResourceDefinition, { verbs, carries, options }: Connection<never>, suffix: string): Operation[] {
  const all = [...verbs.flatMap((verb) => methods[verb] ?? []), ...(carries === 'request' ? passedOn : [])];
  const scope = scopeName(definition.scope === 'Namespaced');
  return all.map((method) => ({
    method, id: operationId('connect', definition, `${pascal(method)}${scope}`, suffix), action: 'connect', kind: kindOfDefinition(options.name), parameters: [],
  }));
}

const types: Readonly<Record<string, Parameter['type']>> = { boolean: 'boolean', integer: 'integer' };

const optionParameters = ({ options: { name } }: Connection<never>): Parameter[] =>
  Object.entries(definitionFacts(name).fields ?? {}).filter(([field]) => field !== 'kind' && field !== 'apiVersion')
    .map(([field, { type = '' }]) => query(field, types[type] ?? 'string', `Field of ${name.slice(name.lastIndexOf('.') + 1)}.`));
