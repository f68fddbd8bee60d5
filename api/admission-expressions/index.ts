/** Expressions of admission policies: what they may name, how they share named ones, what they say of a request and make of an object. */
export { conditionsHold } from './conditions';
export { judge, type Annotation, type Judgement, type Refusal } from './judge';
export { compileMutations, mutated, type CompiledMutation, type CompiledMutations } from './mutate';
export { longestAnnotation, mutationFaults, validationFaults } from './faults';
export { compileConditions, compileValidations, type Compiled, type CompiledValidations } from './policies';
export { expressionWarnings, type KnownKinds } from './type-check';
export { ExpressionFault, type Bindings } from './scope';
