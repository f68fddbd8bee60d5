/** Keeps what trust.ts says. Several servers on one store want the same and come to the same. */
import { authorityNamespace, authorityOf, clusterAuthority, frontProxyAuthority, kinds, parseFieldSelector, same, type AuthorityDeps, type core, type Logger } from '../../api';
import type { Registry } from '../../registry';
import { startPublisher, type Publisher } from '../publisher';
import { unlessOthersDid } from './registrar';
import { trustData } from './trust';

export interface TrustDeps extends AuthorityDeps {
  readonly registry: Registry;
  readonly log: Logger;
}

const namespace = 'kube-system';
const name = 'extension-apiserver-authentication';
const writer = { fieldManager: 'kube-apiserver' };

/** Makes the authorities of the cluster where there are none, which takes a moment: nothing that is waited for should wait for it. */
export function startTrustPublisher(deps: TrustDeps): Publisher {
  const { registry } = deps;
  const authorities = [clusterAuthority, frontProxyAuthority].map((kept) =>
    ({ source: registry.of(kinds.secrets), options: { namespace: authorityNamespace, fields: parseFieldSelector(`metadata.name=${kept.name}`) } }));
  return startPublisher({
    what: `ConfigMap ${namespace}/${name}`,
    follows: [{ source: registry.of(kinds.configmaps), options: { namespace, fields: parseFieldSelector(`metadata.name=${name}`) } }, ...authorities],
    publish: () => publishOnce(deps),
  }, deps);
}

async function publishOnce(deps: TrustDeps): Promise<void> {
  const { registry, clock } = deps;
  const [clients, frontProxy] = await Promise.all([clusterAuthority, frontProxyAuthority].map((kept) => authorityOf(registry, kept, deps)));
  const trust = { clients: clients!.certificate, frontProxy: frontProxy!.certificate };
  const maps = registry.of(kinds.configmaps);
  const { items } = await maps.list({ namespace, fields: parseFieldSelector(`metadata.name=${name}`) });
  const trusted = (map: core.ConfigMap): core.ConfigMap => {
    const data = trustData(map.data, trust, clock.now());
    return same(map.data, data) ? map : { ...map, data };
  };
  const write = items.length
    ? () => maps.update({ namespace, name }, trusted, writer)
    : () => maps.create(trusted({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name } }), writer);
  await unlessOthersDid(write);
}
