export type { EvictionCandidate as Candidate } from '../../framework';
