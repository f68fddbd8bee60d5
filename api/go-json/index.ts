/** JSON as Go's encoding/json reads it. */
export { Cursor } from './cursor';
export { anything, flag, float, integer, list, optional, record, struct, text, type Of, type Shape } from './shape';
