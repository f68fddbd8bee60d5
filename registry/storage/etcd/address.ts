/** Where a store lives: the members' endpoints, and the prefix of its keys when it shares the etcd with others. */
export interface Address {
  /** `host:port` each. */
  readonly endpoints: readonly string[];
  /** `''` or `/some/path`: stands before every key. */
  readonly root: string;
}

const form = 'etcd://host:port[,host:port][/prefix]';
const defaultPort = 2379;

export function parseAddress(url: string): Address {
  const [, hosts, path = ''] = /^etcd:\/\/([^/?#]*)(\/[^?#]*)?$/.exec(url) ?? [];
  if (!hosts) throw new Error(`invalid store URL ${JSON.stringify(url)}: expected ${form}`);
  if (hosts.includes('@')) throw new Error(`user and password in a store URL are not supported: expected ${form}`);
  return { endpoints: hosts.split(',').map(parseEndpoint), root: path.replace(/\/+$/, '') };
}

function parseEndpoint(text: string): string {
  const [, host, port = String(defaultPort)] = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s]+)(?::(\d+))?$/.exec(text) ?? [];
  if (!host || Number(port) < 1 || Number(port) > 65_535) throw new Error(`invalid etcd endpoint ${JSON.stringify(text)}: expected host:port`);
  return `${host}:${port}`;
}
