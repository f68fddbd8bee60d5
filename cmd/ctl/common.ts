/** What the verbs share: the server, what is named, and how it is written. */
import { listed, UsageError, type Flag, type Given } from '../flag';
import { boxed } from './box';
import type { Kind, Table } from './kinds/kind';
import { Minik8s, type Ref } from './minik8s';

const isUrl = (text: string): string | undefined => (/^https?:\/\/[^/]/.test(text) ? undefined : 'must be an http or https URL');

export const serverFlag: Flag = { name: 'server', value: 'URL', fallback: 'http://127.0.0.1:8090', help: 'the minik8s API', check: isUrl, variable: 'MINIKAPI_CTL_SERVER' };

export const namespaceFlag: Flag = { name: 'namespace', short: 'n', value: 'NAMESPACE', fallback: '', help: 'of what is named without one; default without this' };

export const filesFlag: Flag = { name: 'filename', short: 'f', isList: true, value: 'FILE[,FILE]', fallback: '', help: 'YAML or JSON files, directories of them, - for standard input' };

export const serverOf = (given: Given): Minik8s => new Minik8s(given.text('server'));

/** What `-f` and operands name. */
export const filesOf = (given: Given): string[] => [...listed(given.text('filename')), ...given.operands];

/** `shop/catalog`, or `catalog` in the namespace that is given. Throws UsageError. */
export function refOf(kind: Pick<Kind, 'namespaced'>, text: string, given: Given): Ref {
  const [first = '', second, ...more] = text.split('/');
  const namespace = given.text('namespace');
  if (more.length || !first || second === '') throw new UsageError(`${JSON.stringify(text)}: must be a name, or a namespace and a name: shop/catalog`);
  if (!kind.namespaced && second === undefined) return { namespace: '', name: first };
  if (!kind.namespaced) throw new UsageError(`${JSON.stringify(text)}: this kind has no namespace`);
  if (second === undefined) return { namespace: namespace || 'default', name: first };
  if (namespace && namespace !== first) throw new UsageError(`${text}: its namespace is ${first}, not ${namespace}`);
  return { namespace: first, name: second };
}

export const refText = ({ namespace, name }: Ref): string => (namespace ? `${namespace}/${name}` : name);

/** NO_COLOR: https://no-color.org */
export function printTables(tables: readonly Table[]): void {
  const isColoured = process.stdout.isTTY === true && !process.env.NO_COLOR;
  process.stdout.write(tables.map((table) => boxed(table, isColoured)).join('\n'));
}
