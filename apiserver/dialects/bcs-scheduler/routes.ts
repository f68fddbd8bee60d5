/** The document's endpoints, in its order; then what its source knows of beside (sections 3.1 to 3.9 of its specification). */
import type { Route } from './call';
import { configRoutes } from './endpoints/config';

export const documented: readonly Route[] = [
  ...configRoutes,
];

export const others: readonly Route[] = [
];

export const routes: readonly Route[] = [...documented, ...others];
