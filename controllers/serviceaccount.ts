/** Every namespace has a `default` service account, again when it was deleted (upstream's pkg/controller/serviceaccount). */
import { ApiError, kinds } from '../api';
import type { ControllerFactory } from '../client';
import { isNamespaceTerminating } from './pods/control';

const name = 'default';

export const serviceAccountController: ControllerFactory = ({ client, informers }) => {
  const namespaces = informers.of(kinds.namespaces);
  const accounts = informers.of(kinds.serviceaccounts);
  return {
    name: 'serviceaccount-controller',
    for: kinds.namespaces,
    watches: [{
      definition: kinds.serviceaccounts,
      keys: ({ metadata }) => (metadata.name === name && metadata.namespace ? [{ name: metadata.namespace }] : []),
    }],
    async reconcile({ name: namespace }) {
      if (namespaces.lister.get({ name: namespace })?.status.phase !== 'Active' || accounts.lister.get({ namespace, name })) return;
      try {
        await client.of(kinds.serviceaccounts).create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
      } catch (error) {
        // Somebody else was faster, or the namespace is on its way out.
        if (!ApiError.is(error, 'AlreadyExists') && !isNamespaceTerminating(error)) throw error;
      }
    },
  };
};
