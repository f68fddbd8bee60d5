/** Shapes of what stands in files. */
export { anything, list, mapOf, optional, record } from './composite';
export { readWhole, Reading, shortened } from './reading';
export { amount, flag, integer, measure, number, text, word } from './scalars';
export { required, type Members, type Of, type Shape } from './shape';
