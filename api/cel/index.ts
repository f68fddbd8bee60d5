/** CEL, the expression language of rules in custom resource definitions, admission policies and match conditions. */
export { compile, perCallLimit, Program, runtimeCostBudget, type Compiled, type CompileOptions, type EvaluateOptions, type Outcome } from './program';
export { kubernetesEnvironment, kubernetesLibraries, standardLibraries } from './environment';
export { type Range } from './estimate/range';
export { escapeName } from './openapi/escaping';
export { typesFromOpenApi, type ConversionOptions } from './openapi/types-from-openapi';
export { type Schema } from './openapi/schema';
export { type DeclaredShape } from './openapi/shapes';
export { lazyVariables, optionalShape, type LazyVariables } from './variables';
export { type CelIssue } from './syntax/source';
export { Environment, member, overload, type Library, type Overload, type Variables } from './types/declarations';
export { type Shape } from './types/shape';
export { formatType, type Kind, type Type } from './types/types';
export { CelBudgetExceeded, CelError } from './values/errors';
export { dynamic, toJson } from './values/json';
export { type Value } from './values/values';
