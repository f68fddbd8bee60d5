/** Shapes of the document's objects. */
export { BadValue, legacy, optional, type Naming, type Notation, type Of, type Shape } from './shape';
export { list, struct, type Struct } from './composite';
export { bytes, duration, flag, integer, noTime, number, text, texts, time } from './scalars';
