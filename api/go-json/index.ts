/** JSON as Go's encoding/json reads it. */
export { Cursor } from './cursor';
export { anything, flag, float, integer, list, optional, record, spelt, struct, text, type Of, type Shape } from './shape';
