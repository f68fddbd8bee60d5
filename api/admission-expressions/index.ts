/** Expressions of admission policies: what they may name, how they share named ones, what they may cost. */
export { Composition, type CompositionOptions, type Expression } from './composition';
export { BudgetExhausted, ExpressionFault, Scope, type Bindings } from './scope';
export { compileValidations, type Compiled, type CompiledValidation, type CompiledValidations } from './policies';
