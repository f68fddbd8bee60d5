export type { Lacking } from './lacking';
export { Needs } from './needs';
