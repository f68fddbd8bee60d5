/** Simulated life as data: Stage objects, as kwok has them. */
export { keepBook, keyOfDefinition, type StageBook } from './book';
export { environment, environmentNames } from './environment';
export { OtherKinds } from './other-kinds';
export { Player, type PlayerDeps } from './player';
