/**
 * Every namespace has a ConfigMap `kube-root-ca.crt`, by which its pods know the API server
 * (kubernetes pkg/controller/certificates/rootcacertpublisher), once there is an authority: the API server makes it.
 */
import { ApiError, authorityIn, authorityNamespace, clusterAuthority, isKeptAs, keyOf, kinds, same, type core } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent } from '../ownership';
import { isNamespaceTerminating } from '../pods/control';

const name = 'kube-root-ca.crt';
const annotation = 'kubernetes.io/description';
const description = 'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. '
  + 'No other usage is guaranteed across distributions of Kubernetes clusters.';

type Data = Readonly<Record<string, string>>;

const isInOrder = (map: core.ConfigMap, data: Data): boolean => same(map.data, data) && Boolean(map.metadata.annotations?.[annotation]);

const inOrder = (map: core.ConfigMap, data: Data): core.ConfigMap =>
  ({ ...map, metadata: { ...map.metadata, annotations: { ...map.metadata.annotations, [annotation]: description } }, data });

export const rootCaPublisher: ControllerFactory = ({ client, informers }) => {
  const namespaces = informers.of(kinds.namespaces);
  const maps = informers.of(kinds.configmaps);
  const secrets = informers.of(kinds.secrets);
  const write = client.of(kinds.configmaps);
  const create = async (namespace: string, data: Data): Promise<void> => {
    try {
      await write.create(inOrder({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } }, data));
    } catch (error) {
      // Somebody else was faster, or the namespace is on its way out.
      if (!ApiError.is(error, 'AlreadyExists') && !isNamespaceTerminating(error)) throw error;
    }
  };
  return {
    name: 'root-ca-certificate-publisher-controller',
    for: kinds.namespaces,
    watches: [
      { definition: kinds.configmaps, keys: ({ metadata }) => (metadata.name === name && metadata.namespace ? [{ name: metadata.namespace }] : []) },
      { definition: kinds.secrets, keys: (secret) => (isKeptAs(clusterAuthority, secret) ? namespaces.lister.list().map(keyOf) : []) },
    ],
    async reconcile({ name: namespace }) {
      const secret = secrets.lister.get({ namespace: authorityNamespace, name: clusterAuthority.name });
      if (!secret || namespaces.lister.get({ name: namespace })?.status.phase !== 'Active') return;
      const data = { 'ca.crt': authorityIn(secret).certificate };
      const found = maps.lister.get({ namespace, name });
      if (!found) await create(namespace, data);
      else if (!isInOrder(found, data)) await ifPresent(write.update({ namespace, name }, (current) => (isInOrder(current, data) ? current : inOrder(current, data))));
    },
  };
};
