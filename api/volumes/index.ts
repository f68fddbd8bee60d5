/** How claims find their volumes, and volumes their nodes: pure functions that controllers, scheduler and kubelets share. */
export { attachedName, isAttachable } from './attaching';
export {
  annotations, claimsOf, classOf, has, isBound, isMeantFor, namesNoClass, noProvisioner, referenceTo, requestOf, reservedFor, sizeOf, waitsForConsumer, withAnnotations,
} from './facts';
export { bestMatch, mismatch, reaches, sameMode, type Search } from './matching';
