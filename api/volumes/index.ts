/** How claims find their volumes: pure functions that the binder and the scheduler share. */
export {
  annotations, claimsOf, classOf, has, isBound, isMeantFor, namesNoClass, noProvisioner, referenceTo, requestOf, reservedFor, sizeOf, waitsForConsumer, withAnnotations,
} from './facts';
export { bestMatch, mismatch, reaches, sameMode, type Search } from './matching';
