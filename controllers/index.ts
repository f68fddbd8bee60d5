/** The door of `controllers/`: what brings the world closer to what was asked for. One line per controller. */
import { setMaxListeners } from 'node:events';
import { runControllers, type ControllerFactory, type ControllersContext } from '../client';
import { admissionPolicyStatusController } from './admission-policy-status';
import { bcsAgentsController } from './bcs/agents/controller';
import { bcsApplicationController } from './bcs/applications/controller';
import { bcsCommandController } from './bcs/commands/controller';
import { bcsDeploymentController } from './bcs/deployments/controller';
import { bcsLostAgentsController } from './bcs/lost-agents/lost-agents';
import { bootstrapTokenCleaner } from './bootstrap/cleaner';
import { bootstrapSigner } from './bootstrap/signer';
import { cronJobController } from './cronjob/controller';
import { csrApprovingController } from './certificates/approving';
import { csrCleanerController } from './certificates/cleaner';
import { rootCaPublisher } from './certificates/root-ca-publisher';
import { csrSigningControllers } from './certificates/signing';
import { clusterRoleAggregationController } from './clusterrole-aggregation';
import { daemonSetController } from './daemonset/controller';
import { deploymentController } from './deployment/controller';
import { disruptionController } from './disruption/controller';
import { staleTargetController } from './disruption/stale-target';
import { endpointsController } from './endpoints/controller';
import { endpointSliceController } from './endpointslice/controller';
import { endpointSliceMirroringController } from './endpointslice/mirroring';
import { runGarbageCollector } from './garbage-collector/collector';
import { allocationController } from './globalscheduler/controller';
import { jobController } from './job/controller';
import { ttlAfterFinishedController } from './job/ttl-after-finished';
import { loadBalancerController } from './loadbalancer/controller';
import { functionController } from './minik8s/functions/controller';
import { dnsController } from './minik8s/dns/controller';
import { documentHpaController } from './minik8s/hpa/controller';
import { slurmJobController } from './minik8s/slurmjobs/controller';
import { workflowController } from './minik8s/workflows/controller';
import { namespaceController } from './namespace/controller';
import { nodeLifecycleController } from './nodelifecycle/controller';
import { nodeRangesController } from './nodes/ranges';
import { nodeTtlController } from './nodes/ttl';
import { podGcController } from './podgc/controller';
import { podAutoscalerController } from './podautoscaler/controller';
import { replicaSetController } from './replicaset/controller';
import { replicationController } from './replicationcontroller';
import { resourceClaimController } from './resourceclaims/from-templates';
import { resourceClaimReservations } from './resourceclaims/reservations';
import { resourceQuotaController } from './resourcequota/controller';
import { serviceAccountController } from './serviceaccount';
import { serviceAccountTokens } from './serviceaccount-tokens';
import { serviceCidrController } from './serviceaddresses/ranges';
import { serviceAddressRepair } from './serviceaddresses/repair';
import { taintEvictionController } from './tainteviction/controller';
import { statefulSetController } from './statefulset/controller';
import { attributesClassProtectionController } from './volumes/attributes-class-protection';
import { attachDetachController } from './volumes/attachdetach/controller';
import { volumeBinder } from './volumes/binder/controller';
import { claimProtectionController } from './volumes/claim-protection';
import { ephemeralVolumeController } from './volumes/ephemeral';
import { volumeProvisioner } from './volumes/provisioner/controller';
import { ensureStorageClass } from './volumes/provisioner/default-class';
import { volumeResizer } from './volumes/resizer';
import { volumeProtectionController } from './volumes/volume-protection';

export { offspringOf, type World } from './offspring';

export const controllers: readonly ControllerFactory[] = [
  replicaSetController,
  replicationController,
  deploymentController,
  statefulSetController,
  daemonSetController,
  jobController,
  cronJobController,
  ttlAfterFinishedController,
  podAutoscalerController,
  endpointsController,
  endpointSliceController,
  endpointSliceMirroringController,
  loadBalancerController,
  nodeLifecycleController,
  nodeRangesController,
  nodeTtlController,
  taintEvictionController,
  podGcController,
  disruptionController,
  staleTargetController,
  namespaceController,
  serviceAccountController,
  serviceAccountTokens,
  serviceCidrController,
  serviceAddressRepair,
  bootstrapTokenCleaner,
  bootstrapSigner,
  rootCaPublisher,
  csrApprovingController,
  ...csrSigningControllers,
  csrCleanerController,
  clusterRoleAggregationController,
  resourceQuotaController,
  claimProtectionController,
  volumeProtectionController,
  attributesClassProtectionController,
  volumeBinder,
  volumeProvisioner,
  volumeResizer,
  ephemeralVolumeController,
  attachDetachController,
  resourceClaimController,
  resourceClaimReservations,
  admissionPolicyStatusController,
  dnsController,
  documentHpaController,
  functionController,
  slurmJobController,
  workflowController,
  allocationController,
  bcsAgentsController,
  bcsApplicationController,
  bcsLostAgentsController,
  bcsDeploymentController,
  bcsCommandController,
];

/** Those that pods with volumes, or with claims of devices, wait for before they have a node. */
export const preSchedulingControllers: readonly ControllerFactory[] = [volumeBinder, volumeProvisioner, ephemeralVolumeController, resourceClaimController];

/** All controllers, and the garbage collector, which belongs to no kind. Resolves when `context.signal` aborted and all have ended. */
export async function runControllerManager(context: ControllersContext): Promise<void> {
  // One signal ends dozens of informers and queues: that many listeners are no leak.
  setMaxListeners(0, context.signal);
  await Promise.all([runControllers(controllers, context), runGarbageCollector(context), ensureStorageClass(context)]);
}
