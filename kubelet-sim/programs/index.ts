/** What the programs of containers do, where their words tell it. */
export { endingOf, type Ending } from './program';
export { programLog } from './log';
