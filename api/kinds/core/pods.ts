/** Pods. What a pod's spec means is in pod-template/, what is a pod's alone in pod/. */
import { applicationLabel } from '../../bcs/marks';
import { define } from '../../define';
import type * as core from '../../schema/types/core.v1';
import { statusView } from '../status-view';
import { appArmorFromAnnotations } from './pod-template/annotations';
import { binding } from './pod/binding';
import { attach, exec, log, portforward, proxy } from './pod/connections';
import { podColumns, podRowConditions } from './pod/columns';
import { defaultPod } from './pod/default';
import { ephemeralcontainers } from './pod/ephemeral-containers';
import { eviction } from './pod/eviction';
import { podFields } from './pod/fields';
import { podGracePeriod, preparePod } from './pod/lifecycle';
import { resize } from './pod/resize';
import { keepReported, validatePodStatus } from './pod/status';
import { specChanged, validatePodUpdate } from './pod/update';
import { validatePod } from './pod/validate';
import { warnAboutPod } from './pod/warnings';

export const pods = define<core.Pod>('', 'v1', 'Pod', {
  strategy: {
    default: defaultPod,
    prepareForCreate: preparePod,
    validate: validatePod,
    validateUpdate: validatePodUpdate,
    warnings: warnAboutPod,
    canonicalize: appArmorFromAnnotations,
    generation: specChanged,
    gracePeriod: podGracePeriod,
  },
  subresources: {
    status: statusView({ adjust: keepReported, validateUpdate: validatePodStatus }), ephemeralcontainers, resize,
    binding, eviction, log, exec, attach, portforward, proxy,
  },
  fields: podFields,
  indexed: ['spec.nodeName'],
  // Taskgroups are asked for by application.
  indexedLabels: [applicationLabel],
  columns: podColumns,
  rowConditions: podRowConditions,
});
