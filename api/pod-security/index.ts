/** The Pod Security Standards: what labels of a namespace ask of pods, and whether a pod keeps to it. */
export { detailsOf, reasonsOf, subjectOf, violations } from './evaluate';
export { type Subject, type Violation } from './check';
export { formatLevel, isStricter, policyOf, type LevelVersion, type Policy, type ReadPolicy } from './policy';
