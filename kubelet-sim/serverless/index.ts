/** Calls of functions, and their way to instances. */
export { createActivator, type Activator } from './activator';
export { Failure, type FailureKind, type Instances } from './instances';
export { functionRoute } from './route';
export { openServerlessPort, type ServerlessServer } from './server';
