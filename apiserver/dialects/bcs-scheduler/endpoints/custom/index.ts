/** Definitions of custom resources, and the resources: section 3.7 of the document's specification. */
import type { Route } from '../../call';
import { definitionRoutes } from './definitions';
import { resourceRoutes } from './resources';

export const customRoutes: readonly Route[] = [...definitionRoutes, ...resourceRoutes];
