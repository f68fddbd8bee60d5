import type * as apiextensions from '../../../schema/types/apiextensions.v1';

export type CustomResourceDefinition = apiextensions.CustomResourceDefinition;
export type Version = apiextensions.CustomResourceDefinitionVersion;
export type Names = apiextensions.CustomResourceDefinitionNames;
export type Condition = apiextensions.CustomResourceDefinitionCondition;
