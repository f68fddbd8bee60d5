/** Pods that name no service account run as `default` (plugin/pkg/admission/serviceaccount in kube-apiserver). */
import type { core } from '../../api';
import type { Admission } from '../admission';

export const serviceAccount: Admission = {
  name: 'ServiceAccount',
  mutate({ operation, definition, subresource, object }) {
    if (operation !== 'CREATE' || subresource !== '' || definition.group !== '' || definition.kind !== 'Pod') return;
    const { spec } = object as core.Pod;
    if (spec.serviceAccountName) return;
    spec.serviceAccountName = 'default';
    spec.serviceAccount = 'default';
  },
};
