/** Any method of a connection (`/log`, `/exec`, `/proxy/…`): finds the way, which a node then goes on with. */
import { ApiError, type Connection, type ObjectKey } from '../../../../api';
import { upgradeOf } from '../../../dialect';
import type { Call, VerbHandler } from '../call';
import { connectionOptions } from '../connection-options';

type Asked = { readonly key: ObjectKey; readonly scheme: string; readonly port: string };

export const connect: VerbHandler = async (call) => {
  const { store, info, query, context: { registry, clock, random, nodes }, request, response } = call;
  const subresource = info.subresource ?? '';
  const connection = store.definition.subresources[subresource] as unknown as Connection<never>;
  const options = connectionOptions(connection.options, query, info.rest.join('/'));
  refuseInvalid(connection, options, info.name ?? '');
  const { key, scheme, port } = asked(call, connection);
  const { object } = await store.get(key);
  const destination = await connection.locate(object as never, options, { now: clock.now(), random, cluster: registry, scheme, port });
  if (!destination) {
    response.writeHead(204).end();
    return;
  }
  // Whoever comes over TCP alone cannot be given several streams.
  if (connection.carries === 'stream' && !upgradeOf(request)) throw ApiError.badRequest('Upgrade request required');
  await nodes.connect({ subresource, destination, options }, request, response);
};

function refuseInvalid({ validate, options: { name: definition } }: Connection<never>, options: object, name: string): void {
  const faults = validate?.(options) ?? [];
  if (faults.length) throw ApiError.invalid({ group: '', kind: definition.slice(definition.lastIndexOf('.') + 1) }, name, faults);
}

const schemes: ReadonlySet<string> = new Set(['', 'http', 'https']);

/** `web`, `web:80` or `https:web:443`, where requests are passed on (k8s.io/apimachinery pkg/util/net SplitSchemeNamePort). */
function asked({ info: { name: id = '', namespace }, store: { definition } }: Call, { carries }: Connection<never>): Asked {
  const parts = carries === 'request' ? id.split(':') : [id];
  const [scheme = '', name = '', port = ''] = parts.length === 3 ? parts : ['', ...parts];
  if (parts.length > 3 || !name || !schemes.has(scheme)) throw ApiError.badRequest(`invalid ${definition.names.singular} request ${JSON.stringify(id)}`);
  return { key: namespace === undefined ? { name } : { namespace, name }, scheme, port };
}
