/** Keeps what trust.ts says. Several servers on one store want the same and come to the same. */
import { authorityNamespace, authorityOf, clusterAuthority, frontProxyAuthority, kinds, parseFieldSelector, same, type AuthorityDeps, type core, type Logger } from '../../api';
import type { Registry } from '../../registry';
import { Bell, inRounds, ringOnChange } from './bell';
import { unlessOthersDid } from './registrar';
import { trustData } from './trust';

export interface TrustDeps extends AuthorityDeps {
  readonly registry: Registry;
  readonly log: Logger;
}

const namespace = 'kube-system';
const name = 'extension-apiserver-authentication';
const writer = { fieldManager: 'kube-apiserver' };

export interface TrustPublisher {
  stop(): Promise<void>;
}

/** Makes the authorities of the cluster where there are none, which takes a moment: nothing that is waited for should wait for it. */
export function startTrustPublisher(deps: TrustDeps): TrustPublisher {
  const stopping = new AbortController();
  const running = publishTrust(deps, stopping.signal);
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}

async function publishTrust(deps: TrustDeps, signal: AbortSignal): Promise<void> {
  const { registry, clock, log } = deps;
  // Whoever starts this tells first that the cluster is there.
  await new Promise((resolve) => setImmediate(resolve));
  const bell = new Bell();
  const following = [
    ringOnChange(registry.of(kinds.configmaps), { namespace, fields: parseFieldSelector(`metadata.name=${name}`) }, bell, clock, signal),
    ...[clusterAuthority, frontProxyAuthority].map((kept) =>
      ringOnChange(registry.of(kinds.secrets), { namespace: authorityNamespace, fields: parseFieldSelector(`metadata.name=${kept.name}`) }, bell, clock, signal)),
  ];
  bell.ring();
  const failed = (error: unknown): void => log.warn(`ConfigMap ${namespace}/${name} could not be looked after`, { error: String(error) });
  await inRounds(() => publishOnce(deps), { bell, clock, signal, failed });
  await Promise.all(following);
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
