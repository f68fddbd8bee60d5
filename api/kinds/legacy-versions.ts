/**
 * The versions in which Kubernetes 1.20 and its successors served kinds that 1.36 serves as stable ones alone: what kubectl of
 * that time, older client libraries and Helm charts ask for.
 */
import type { Conversion, ResourceDefinition } from '../definition';
import type { KubeObject } from '../object';
import { mutatingwebhookconfigurationsInV1beta1, validatingwebhookconfigurationsInV1beta1 } from './admissionregistration/v1beta1/webhooks';
import { localsubjectaccessreviewsInV1beta1, subjectaccessreviewsInV1beta1 } from './authorization/v1beta1/subjectaccessreviews';
import { autoscalersInV2beta1 } from './autoscaling/v2beta1/horizontalpodautoscalers';
import { requestsInV1beta1 } from './certificates/v1beta1/certificatesigningrequests';
import { endpointSlicesInV1beta1 } from './discovery/v1beta1/endpointslices';
import { eventsInEventsV1 } from './events/events';
import { priorityLevelsInV1beta1, priorityLevelsInV1beta2, priorityLevelsInV1beta3 } from './flowcontrol/beta/prioritylevelconfigurations';
import { ingressesInExtensions, ingressesInV1beta1 } from './networking/v1beta1/ingresses';
import { poddisruptionbudgetsInV1beta1 } from './policy/v1beta1/poddisruptionbudgets';
import { resourceclaimsInV1beta1 } from './resource/v1beta1/resourceclaims';
import { resourceclaimtemplatesInV1beta1 } from './resource/v1beta1/resourceclaimtemplates';
import { resourceslicesInV1beta1 } from './resource/v1beta1/resourceslices';
import * as served from './served';
import { alike, sameShape } from './version-of';

/** Those that differ in nothing but the version's name. */
const unchanged: Readonly<Record<string, readonly unknown[]>> = {
  v1beta1: [
    served.apiservices, served.cronjobs, served.flowschemas, served.ingressclasses, served.leases, served.priorityclasses, served.runtimeclasses,
    served.tokenreviews, served.selfsubjectaccessreviews, served.selfsubjectrulesreviews,
    served.roles, served.clusterroles, served.rolebindings, served.clusterrolebindings,
    served.csidrivers, served.csinodes, served.csistoragecapacities, served.storageclasses, served.volumeattachments, served.volumeattributesclasses,
    served.validatingadmissionpolicies, served.validatingadmissionpolicybindings, served.mutatingadmissionpolicies, served.mutatingadmissionpolicybindings,
    served.ipaddresses, served.servicecidrs, served.deviceclasses,
  ],
  v1beta2: [served.flowschemas, served.deviceclasses, served.resourceclaims, served.resourceclaimtemplates, served.resourceslices],
  v1beta3: [served.flowschemas],
  v2beta2: [served.horizontalpodautoscalers],
};

const changed: readonly unknown[] = [
  ingressesInExtensions, ingressesInV1beta1, poddisruptionbudgetsInV1beta1, endpointSlicesInV1beta1, autoscalersInV2beta1, requestsInV1beta1,
  alike(eventsInEventsV1, 'v1beta1'), mutatingwebhookconfigurationsInV1beta1, validatingwebhookconfigurationsInV1beta1,
  subjectaccessreviewsInV1beta1, localsubjectaccessreviewsInV1beta1, priorityLevelsInV1beta1, priorityLevelsInV1beta2, priorityLevelsInV1beta3,
  resourceclaimsInV1beta1, resourceclaimtemplatesInV1beta1, resourceslicesInV1beta1,
];

// Callers that hold all versions know their objects as KubeObject only; each function gets its own version's.
export const legacyVersions = [
  ...Object.entries(unchanged).flatMap(([version, hubs]) => (hubs as readonly ResourceDefinition[]).map((hub) => sameShape(hub, version))),
  ...changed,
] as readonly Conversion<KubeObject>[];
